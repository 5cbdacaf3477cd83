// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whole files, read and replaced at once. These block: for worker threads. */

/* A regular file of at most @max_size bytes. Errors: G_IO_ERROR_MESSAGE_TOO_LARGE; G_FILE_ERROR,
 * with INVAL for what is no regular file. Returns: (transfer full) (nullable) */
GBytes *cvk_file_read (const char *path, size_t max_size, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Called with the path behind symbolic links, right before the file is replaced. */
typedef gboolean (*CvkFileGuard) (const char *path, gpointer user_data, GError **error);

/* Either the whole of @bytes is at @path afterwards, also after a loss of power, or what was there.
 * Errors: G_FILE_ERROR, those of @guard, G_IO_ERROR_CANCELLED. */
gboolean cvk_file_replace (const char *path,
                           GBytes *bytes,
                           CvkFileGuard guard,
                           gpointer user_data,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
