// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "desktop/client/cvk-connection-info.h"

G_BEGIN_DECLS

/* Which pipelines of the library use @info: those with a slot for its service that is not filled
 * with another connection on this computer. Files are read in a thread; what cannot be read is
 * passed over. */
void cvk_connection_usage_find_async (CvkConnectionInfo *info,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* Their names, sorted. (transfer full) (element-type utf8) */
GPtrArray *cvk_connection_usage_find_finish (GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
