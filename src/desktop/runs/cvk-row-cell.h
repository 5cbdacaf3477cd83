// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/runs/cvk-row.h"

G_BEGIN_DECLS

/**
 * CvkRowCell:
 *
 * One field of a row in a table: its text, a link that can be clicked, the row's number, or why
 * nothing came out with the button that mends it. Used again for other rows as one scrolls.
 *
 * Signal "mend" (CvkProblem *problem): the button was pressed.
 */
#define CVK_TYPE_ROW_CELL (cvk_row_cell_get_type ())
G_DECLARE_FINAL_TYPE (CvkRowCell, cvk_row_cell, CVK, ROW_CELL, GtkWidget)

typedef enum
{
  CVK_ROW_CELL_FIELD,
  CVK_ROW_CELL_NUMBER,
  CVK_ROW_CELL_ROUND,
  CVK_ROW_CELL_PROBLEM,
} CvkRowCellKind;

/* @field: (nullable): the name of the field, of that kind. */
GtkWidget *cvk_row_cell_new (CvkRowCellKind kind, const char *field);
/* @row: (nullable): none is shown any more. */
void cvk_row_cell_set_row (CvkRowCell *self, CvkRow *row);
/* (transfer none) (nullable) */
CvkRow *cvk_row_cell_get_row (CvkRowCell *self);
/* What it shows, as a person reads it. (transfer none) */
const char *cvk_row_cell_get_text (CvkRowCell *self);
/* What it stands for, in full: as it is in the item, where the cell shows a field. (transfer full)
 */
char *cvk_row_cell_dup_value (CvkRowCell *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
