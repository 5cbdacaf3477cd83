// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Files that pipelines read and write: regular files only, with a limit, and written so that there
 * is never half a file under the name. For worker threads: these functions block.
 */
#define CVK_DATA_FILE_MAX_SIZE ((size_t) 256 * 1024 * 1024)

/* Opens it for reading and looks at what it is. -1 with @error set: G_IO_ERROR, as sentences that
 * name the file. */
int cvk_data_file_open (const char *path, GError **error);
/* Returns: (transfer full) (nullable). Errors: G_IO_ERROR, as sentences that name the file. */
GBytes *cvk_data_file_read (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A temporary file in the same folder, fsync, rename, fsync of the folder. */
gboolean cvk_data_file_write (const char *path, const char *data, size_t length, GError **error);

G_END_DECLS
