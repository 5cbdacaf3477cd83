// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/bulk/cvk-bulk-row.h"

G_BEGIN_DECLS

typedef enum
{
  CVK_BULK_CELL_CHECK, /* whether the row takes part */
  CVK_BULK_CELL_NUMBER,
  CVK_BULK_CELL_FIELD,   /* a text that can be edited */
  CVK_BULK_CELL_MEANING, /* what is wrong, else what the date really means */
  CVK_BULK_CELL_OUTCOME, /* what became of it */
  CVK_BULK_CELL_ID,
  CVK_BULK_CELL_LINK,
} CvkBulkCellKind;

/**
 * CvkBulkCell:
 *
 * A cell of a table of rows that are to become actions.
 *
 * Signals:
 * "edited" (CvkBulkRow *row, const char *path, const char *text): the user has written another
 * text. "toggled" (CvkBulkRow *row, gboolean is_left_out): the row takes part, or not.
 */
#define CVK_TYPE_BULK_CELL (cvk_bulk_cell_get_type ())
G_DECLARE_FINAL_TYPE (CvkBulkCell, cvk_bulk_cell, CVK, BULK_CELL, GtkWidget)

/* @path, @title: (nullable) of the field, for CVK_BULK_CELL_FIELD. */
GtkWidget *cvk_bulk_cell_new (CvkBulkCellKind kind, const char *path, const char *title);
/* @row: (nullable) */
void cvk_bulk_cell_set_row (CvkBulkCell *self, CvkBulkRow *row);

G_END_DECLS
