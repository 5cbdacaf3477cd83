// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/* Data tables as CSV files. A file is read and written in a thread, and rows go to and come from
 * the host some at a time. @table: as ListTables has it. */

/* Adds the rows of @file; those whose key is there already are updated. Errors: a sentence; rows
 * that were sent before are in the table then. */
void cvk_table_files_import_async (CvkEngineClient *client,
                                   const CvkValue *table,
                                   GFile *file,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean cvk_table_files_import_finish (GAsyncResult *result, GError **error);
/* Replaces @file by all rows of the table. Errors: a sentence. */
void cvk_table_files_export_async (CvkEngineClient *client,
                                   const CvkValue *table,
                                   GFile *file,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean cvk_table_files_export_finish (GAsyncResult *result, GError **error);

G_END_DECLS
