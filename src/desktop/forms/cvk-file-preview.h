// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkFilePreview:
 *
 * What one wants to know of a data file before a pipeline reads it: how large it is, how many rows
 * it has and how its columns are called, or why it cannot be read. Looked up in a thread.
 */
typedef struct
{
  gboolean exists;
  goffset size;
  int64_t rows;    /* -1 where nothing can be said: another kind of file, or a very large one */
  GStrv columns;   /* nullable */
  CvkValue *first; /* nullable: what a node would put out first, an object */
  char *problem;   /* nullable: a sentence */
} CvkFilePreview;

typedef enum
{
  CVK_FILE_KIND_OTHER,
  CVK_FILE_KIND_CSV,
  CVK_FILE_KIND_JSON,
  CVK_FILE_KIND_SPREADSHEET,
} CvkFileKind;

void cvk_file_preview_free (CvkFilePreview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkFilePreview, cvk_file_preview_free)

/* @delimiter and @encoding as nodes/cvk-csv.h has them; @sheet: (nullable): of a spreadsheet, the
 * first one without it. */
void cvk_file_preview_load_async (const char *path,
                                  CvkFileKind kind,
                                  const char *delimiter,
                                  const char *encoding,
                                  gboolean has_header,
                                  const char *sheet,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* (transfer full) (nullable): NULL only when it was cancelled. */
CvkFilePreview *cvk_file_preview_load_finish (GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* "8 rows · 1.2 kB · candidate, when, email". (transfer full) */
char *cvk_file_preview_describe (const CvkFilePreview *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
