// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The grid's tables as files, in threads. */

/* What is in @file as text: CSV and the like as it stands, of a spreadsheet (.xlsx) its first
 * sheet, with tabs between the cells. Only regular files of a sensible size: a pipe would be waited
 * for for ever, and a film would fill the memory. */
void cvk_bulk_files_load_async (GFile *file,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Errors: a sentence. (transfer full) (nullable) */
char *cvk_bulk_files_load_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Replaces @file by @csv, or by a spreadsheet of the same cells when its name ends in .xlsx. To its
 * end, whatever becomes of who asked. Takes @csv. */
void cvk_bulk_files_save_async (GFile *file,
                                char *csv,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Errors: a sentence. */
gboolean cvk_bulk_files_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
