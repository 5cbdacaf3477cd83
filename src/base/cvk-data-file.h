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
/* A file that is written piece by piece beside the one that it will replace. */
typedef struct _CvkDataFileDraft CvkDataFileDraft;

/* Errors: G_IO_ERROR, as sentences that name the file. (transfer full) (nullable) */
CvkDataFileDraft *cvk_data_file_draft_new (const char *path, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Where it is written to; closed with the draft. */
int cvk_data_file_draft_get_fd (CvkDataFileDraft *self);
gboolean cvk_data_file_draft_append (CvkDataFileDraft *self, GBytes *bytes, GError **error);
/* What was written is forgotten. */
gboolean cvk_data_file_draft_rewind (CvkDataFileDraft *self, GError **error);
/* fsync, rename, fsync of the folder: it is under its name then, also after a loss of power. Once.
 */
gboolean cvk_data_file_draft_commit (CvkDataFileDraft *self, GError **error);
/* Removes what has not got its name. */
void cvk_data_file_draft_free (CvkDataFileDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkDataFileDraft, cvk_data_file_draft_free)

/* A temporary file in the same folder, fsync, rename, fsync of the folder. */
gboolean cvk_data_file_write (const char *path, const char *data, size_t length, GError **error);

G_END_DECLS
