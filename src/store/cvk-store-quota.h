// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "store/cvk-store.h"

G_BEGIN_DECLS

/* Limits of the day (engine/cvk-quota.h) in the store. Runs count through the journal's interface;
 * here is what people are shown. */

/* What is known of the quotas whose names begin with @prefix, on @day (from 1970-01-01, of UTC): a
 * JSON array of {"name", "used", "limit": null when the service has not said, "full"}. Ends in
 * cvk_store_text_finish(). */
void cvk_store_list_quotas_async (CvkStore *self,
                                  const char *prefix,
                                  int64_t day,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

G_END_DECLS
