// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/* What the pipeline of @session wants, with those that it runs and the files that were chosen for
 * it (model/cvk-review.h). */
void cvk_run_review_load_async (CvkSession *session,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full) (element-type CvkWant) (nullable): NULL with @error set. */
GPtrArray *cvk_run_review_load_finish (GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
