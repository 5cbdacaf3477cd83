// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/runs/cvk-row-list.h"

G_BEGIN_DECLS

/**
 * CvkRowTable:
 *
 * Rows of a run as a table: a column for each field, sorted by a click on its title. Rows are
 * selected as everywhere, and copied with Ctrl+C, so that a spreadsheet takes them.
 *
 * Actions: "rows.copy" (the selected rows, tabs between fields), "rows.copy-json".
 *
 * Signals:
 * "sort-changed" (const char *sort): as the API's GetRows takes it.
 * "mend" (CvkProblem *problem): the button of a failed row was pressed.
 */
#define CVK_TYPE_ROW_TABLE (cvk_row_table_get_type ())
G_DECLARE_FINAL_TYPE (CvkRowTable, cvk_row_table, CVK, ROW_TABLE, GtkWidget)

GtkWidget *cvk_row_table_new (void);

/* (nullable) */
void cvk_row_table_set_list (CvkRowTable *self, CvkRowList *list);
/* @names: (element-type utf8). Columns that are there already stay as they are. @has_problems:
 * whether rows can have failed. @has_rounds: whether they have numbers of rounds. */
void cvk_row_table_set_columns (CvkRowTable *self,
                                GPtrArray *names,
                                gboolean has_problems,
                                gboolean has_rounds);
/* The selected rows as text; "" for none. (transfer full) */
char *cvk_row_table_dup_selected (CvkRowTable *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
