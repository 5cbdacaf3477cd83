// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/bulk/cvk-bulk-sheet.h"

G_BEGIN_DECLS

/**
 * CvkBulkGrid:
 *
 * The rows of a sheet as a table: what they hold, which can be edited in place, what they mean or
 * what is wrong with them, and what came of them once there is a run.
 */
#define CVK_TYPE_BULK_GRID (cvk_bulk_grid_get_type ())
G_DECLARE_FINAL_TYPE (CvkBulkGrid, cvk_bulk_grid, CVK, BULK_GRID, GtkWidget)

GtkWidget *cvk_bulk_grid_new (CvkBulkSheet *sheet);
/* Shows the columns for results. */
void cvk_bulk_grid_set_has_results (CvkBulkGrid *self, gboolean has_results);

G_END_DECLS
