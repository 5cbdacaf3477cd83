// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-document-private.h"

G_BEGIN_DECLS

/**
 * CvkChange:
 *
 * What commands are made of: one element of one list that comes, goes or is replaced. Making a
 * change swaps what the document holds with what the change holds, so that undoing and redoing are
 * the same deed, and nothing is copied.
 */
typedef enum
{
  CVK_LIST_NODES,
  CVK_LIST_LINKS,
  CVK_LIST_SLOTS,
  CVK_LIST_FILE_SLOTS,
  CVK_LIST_NOTES,
  CVK_LIST_FRAMES,
  CVK_LIST_PIPELINE, /* no list: what a CvkPipeline holds */
} CvkListKind;

#define CVK_N_LISTS CVK_LIST_PIPELINE

typedef enum
{
  CVK_CHANGE_INSERT,
  CVK_CHANGE_REMOVE,
  CVK_CHANGE_REPLACE,
} CvkChangeAction;

typedef struct
{
  CvkListKind list;
  CvkChangeAction action; /* what a swap would do now */
  unsigned index;
  gpointer element; /* owned; NULL while the document has it */
  CvkDocumentParts parts;
} CvkChange;

/* The element of CVK_LIST_PIPELINE. */
typedef struct
{
  char *name;
  char *description;
  CvkValue *settings;
  char *settings_source;
  GArray *unknown;
  GArray *unknown_layout;
} CvkPipeline;

CvkPipeline *cvk_pipeline_new (CvkDocument *document) G_GNUC_WARN_UNUSED_RESULT;

/* Not for CVK_LIST_PIPELINE. (transfer none) */
GPtrArray *cvk_change_get_list (CvkDocument *document, CvkListKind kind);
CvkDocumentParts cvk_change_get_part (CvkListKind kind);
void cvk_element_free (CvkListKind kind, gpointer element);

void cvk_change_clear (CvkChange *self);
/* Afterwards the change holds what takes it back. */
void cvk_change_swap (CvkDocument *document, CvkChange *self);
/* Whether a swap makes sense with this document; for changes that come from a file. */
gboolean cvk_change_fits (CvkDocument *document, const CvkChange *self);

/* --- As text, so that what was done can be kept --- */

/* A pipeline that holds this element and nothing else: the reader and the writer of pipelines are
 * used for what they know, and no field can be forgotten. */
void cvk_element_write (CvkListKind kind, gpointer element, GString *json);
/* (transfer full) (nullable): NULL when @json is something else. */
gpointer cvk_element_read (CvkListKind kind, GBytes *json) G_GNUC_WARN_UNUSED_RESULT;

void cvk_change_write (const CvkChange *self, GString *json);
gboolean cvk_change_read (CvkChange *self, CvkJsonCursor json);

G_END_DECLS
