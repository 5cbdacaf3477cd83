// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "desktop/bulk/cvk-bulk-field.h"
#include "desktop/bulk/cvk-bulk-row.h"
#include "model/cvk-table-text.h"

G_BEGIN_DECLS

/**
 * CvkBulkSheet:
 *
 * A pasted table on its way to one action a row: which column is for which field, what each row
 * means, what is wrong with it, and what came of it. A GListModel of CvkBulkRow. Rows are checked
 * in the background, a few milliseconds at a time. No widgets; main thread.
 *
 * Signals:
 * "columns-changed" (): other fields are filled, or in another order.
 * "changed" (): the counts are different, or the checks have ended.
 */
#define CVK_TYPE_BULK_SHEET (cvk_bulk_sheet_get_type ())
G_DECLARE_FINAL_TYPE (CvkBulkSheet, cvk_bulk_sheet, CVK, BULK_SHEET, GObject)

typedef struct
{
  unsigned ready;    /* would run */
  unsigned faulty;   /* have errors, and are not left out */
  unsigned left_out; /* by the user */
  unsigned sent;     /* under way */
  unsigned done;
  unsigned failed;
  unsigned open;
  unsigned unchecked;
} CvkBulkCounts;

CvkBulkSheet *cvk_bulk_sheet_new (const CvkNodeTypes *types) G_GNUC_WARN_UNUSED_RESULT;

/* @fixed: (nullable): settings that are the same for all rows and come from elsewhere. */
void cvk_bulk_sheet_set_action (CvkBulkSheet *self, const CvkNodeType *type, const CvkValue *fixed);
/* (nullable) */
const CvkNodeType *cvk_bulk_sheet_get_action (CvkBulkSheet *self);
const CvkValue *cvk_bulk_sheet_get_fixed (CvkBulkSheet *self);
/* What cells can fill. (transfer none) (element-type CvkBulkField) */
GPtrArray *cvk_bulk_sheet_get_fields (CvkBulkSheet *self);

/* Takes over @table, and guesses what its columns are for. NULL: no rows. */
void cvk_bulk_sheet_take_table (CvkBulkSheet *self, CvkTableText *table);
/* (transfer none) (nullable) */
const CvkTableText *cvk_bulk_sheet_get_table (CvkBulkSheet *self);

/* Which field a column of the table fills, as an index; -1: none. Columns that fill the same field
 * stand in it one after the other, with a space between them. */
int cvk_bulk_sheet_get_target (CvkBulkSheet *self, unsigned column);
void cvk_bulk_sheet_set_target (CvkBulkSheet *self, unsigned column, int field);
/* A text for all rows, where columns of the table stand in double braces: "{{ Class }}, room
 * {{ Room }}". "" takes it away. */
const char *cvk_bulk_sheet_get_template (CvkBulkSheet *self, unsigned field);
void cvk_bulk_sheet_set_template (CvkBulkSheet *self, unsigned field, const char *text);
/* The fields that are filled, in the order of the table. (transfer none) (element-type
 * CvkBulkField) */
GPtrArray *cvk_bulk_sheet_get_filled (CvkBulkSheet *self);

/* Of a row that was not done. */
void cvk_bulk_sheet_edit (CvkBulkSheet *self, CvkBulkRow *row, const char *path, const char *text);
void cvk_bulk_sheet_leave_out (CvkBulkSheet *self, CvkBulkRow *row, gboolean is_left_out);

void cvk_bulk_sheet_count (CvkBulkSheet *self, CvkBulkCounts *counts);
/* What a run of the ready rows gets: an array of objects. (transfer full) */
CvkValue *cvk_bulk_sheet_dup_rows (CvkBulkSheet *self) G_GNUC_WARN_UNUSED_RESULT;
/* What was corrected of rows that failed, as of StartRun's "edits". (transfer full) */
char *cvk_bulk_sheet_dup_edits (CvkBulkSheet *self) G_GNUC_WARN_UNUSED_RESULT;
/* By its number, from 1. (transfer none) (nullable) */
CvkBulkRow *cvk_bulk_sheet_get_row (CvkBulkSheet *self, unsigned number);
/* Rows have another state: tells of it. */
void cvk_bulk_sheet_rows_changed (CvkBulkSheet *self);
/* All rows with what came of them, as a spreadsheet takes it; @separator: a tab or a comma.
 * (transfer full) */
char *cvk_bulk_sheet_to_text (CvkBulkSheet *self, char separator) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
