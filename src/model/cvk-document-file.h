// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "model/cvk-document.h"

G_BEGIN_DECLS

/**
 * Pipeline files on disk. The work is done in a thread; the document itself is read and written by
 * the caller's thread or, while loading, by nobody else.
 *
 * A version is an opaque text that says which content of the file was read or written. Saving with
 * the version that was read refuses to overwrite what somebody else wrote meanwhile.
 *
 * Errors: CVK_DOCUMENT_ERROR, the message with the name of the file; G_IO_ERROR_CANCELLED.
 */

/* Larger files are refused: no pipeline is as large, and data files are opened by mistake. */
#define CVK_DOCUMENT_MAX_SIZE (64u * 1024 * 1024)

void cvk_document_load_async (GFile *file,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* (transfer full); @version (nullable) is (transfer full). */
CvkDocument *cvk_document_load_finish (GAsyncResult *result, char **version, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

typedef enum
{
  CVK_DOCUMENT_SAVE_DEFAULT = 0,
  /* Overwrite whatever is there. */
  CVK_DOCUMENT_SAVE_FORCE = 1 << 0,
} CvkDocumentSaveFlags;

/* Replaces the file as a whole or not at all: a new file in the same folder, synced, renamed, the
 * folder synced. A symbolic link stays and its target is replaced; the mode is kept.
 * @version: what load or an earlier save gave; NULL when the file must not exist yet. What is saved
 * is the document at the time of the call. */
void cvk_document_save_async (CvkDocument *self,
                              GFile *file,
                              const char *version,
                              CvkDocumentSaveFlags flags,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* @version (nullable) is (transfer full): for the next save. */
gboolean cvk_document_save_finish (CvkDocument *self,
                                   GAsyncResult *result,
                                   char **version,
                                   GError **error);

G_END_DECLS
