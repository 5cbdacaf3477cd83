// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * What one does to the pipelines of the library. Open ones are edited, so that it can be undone
 * there; others are read, changed and written. Nothing that is there is overwritten.
 *
 * Errors: those of model/cvk-document-file.h; G_IO_ERROR for the trash.
 */

void cvk_library_rename_async (GFile *file,
                               const char *name,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean cvk_library_rename_finish (GAsyncResult *result, GError **error);

/* A copy of @source in @folder, under @name. @data: (nullable): names of files beside @source that
 * are copied along, unless files of that name are there. */
void cvk_library_copy_async (GFile *source,
                             GFile *folder,
                             const char *name,
                             const char *const *data,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The new file. (transfer full) (nullable) */
GFile *cvk_library_copy_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Into the trash; @forever deletes it where there is none. G_IO_ERROR_NOT_SUPPORTED: no trash. */
void cvk_library_delete_async (GFile *file,
                               gboolean forever,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* What was in the file, for cvk_library_put_back_async(). (transfer full) (nullable) */
GBytes *cvk_library_delete_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void cvk_library_put_back_async (GFile *file,
                                 GBytes *content,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean cvk_library_put_back_finish (GAsyncResult *result, GError **error);

G_END_DECLS
