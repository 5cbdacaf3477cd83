// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/runs/cvk-row-page.h"

G_BEGIN_DECLS

/* Writes all rows of @query to @file as CSV (RFC 4180, UTF-8), a page at a time, so that no list is
 * too long; what failed has its reason in a last column. The file is replaced when all of it is
 * written, and not before. */
void cvk_csv_export_async (CvkEngineClient *client,
                           const CvkRowQuery *query,
                           GFile *file,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* Errors: G_IO_ERROR, G_DBUS_ERROR. */
gboolean cvk_csv_export_finish (GAsyncResult *result, GError **error);

G_END_DECLS
