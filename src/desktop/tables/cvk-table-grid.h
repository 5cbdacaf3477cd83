// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/tables/cvk-table-model.h"

G_BEGIN_DECLS

/**
 * CvkTableGrid:
 *
 * The rows of a data table in columns, each cell edited where it stands: what is typed is text.
 * Several rows may be selected; the one that is worked in is. Where there are no rows, it says what
 * to do.
 *
 * Signal: "selection-changed" ().
 */
#define CVK_TYPE_TABLE_GRID (cvk_table_grid_get_type ())
G_DECLARE_FINAL_TYPE (CvkTableGrid, cvk_table_grid, CVK, TABLE_GRID, GtkWidget)

GtkWidget *cvk_table_grid_new (CvkTableModel *model);
/* Shows these columns; @key: (nullable): the one that tells rows apart, which is said. */
void cvk_table_grid_set_columns (CvkTableGrid *self, const char *const *columns, const char *key);
gboolean cvk_table_grid_has_selection (CvkTableGrid *self);
/* The numbers of the selected rows, an array. (transfer full) */
CvkValue *cvk_table_grid_dup_selected (CvkTableGrid *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
