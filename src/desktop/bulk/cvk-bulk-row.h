// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What became of a row. */
typedef enum
{
  CVK_BULK_UNSENT,
  CVK_BULK_SENT, /* part of a run, without an outcome yet */
  CVK_BULK_DONE,
  CVK_BULK_FAILED,
  CVK_BULK_OPEN,    /* the run waits for an answer, or nobody knows what came of it */
  CVK_BULK_NOT_RUN, /* the run was stopped before it */
} CvkBulkState;

/**
 * CvkBulkRow:
 *
 * A row of a table that is to become an action: what was pasted, what it means, what is wrong with
 * it and what came of it. Filled by a CvkBulkSheet; who shows it only reads.
 *
 * Signal "changed" ().
 */
#define CVK_TYPE_BULK_ROW (cvk_bulk_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkBulkRow, cvk_bulk_row, CVK, BULK_ROW, GObject)

struct _CvkBulkRow
{
  GObject parent_instance;

  unsigned number;   /* from 1 */
  GStrv cells;       /* as they were pasted */
  GHashTable *edits; /* path of a field -> text that takes the place of what was pasted */
  GHashTable *texts; /* path of a field -> text */
  gboolean is_left_out;

  gboolean is_checked;
  CvkValue *values;    /* nullable until checked: object, name of a field -> value or null */
  char *truth;         /* nullable: what the date really means */
  char *problem;       /* nullable: sentences */
  gboolean has_errors; /* it cannot run like this; else @problem is a warning */

  CvkBulkState state;
  unsigned input;        /* which item of the last run it was, from 1; 0: none */
  gboolean is_corrected; /* since it was sent */
  CvkValue *result;      /* nullable: what came out */
  char *failure;         /* nullable: why nothing did */
};

/* Takes over @cells. */
CvkBulkRow *cvk_bulk_row_new (unsigned number, GStrv cells) G_GNUC_WARN_UNUSED_RESULT;
void cvk_bulk_row_changed (CvkBulkRow *self);

/* Whether it would be part of a run now. */
gboolean cvk_bulk_row_is_ready (CvkBulkRow *self);
/* "" where there is none. (transfer none) */
const char *cvk_bulk_row_get_text (CvkBulkRow *self, const char *path);
/* What became of it, in words: "Done", or why not. (transfer full) */
char *cvk_bulk_row_dup_outcome (CvkBulkRow *self) G_GNUC_WARN_UNUSED_RESULT;
/* Of what came out: a field as text, "" without one. (transfer full) */
char *cvk_bulk_row_dup_result (CvkBulkRow *self, const char *field) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
