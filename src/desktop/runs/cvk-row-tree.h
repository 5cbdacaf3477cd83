// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/runs/cvk-row-list.h"

G_BEGIN_DECLS

/**
 * CvkRowTree:
 *
 * Rows of a run with all their fields, however deep: each row opens, and each list and object in
 * it. What is closed costs nothing.
 */
#define CVK_TYPE_ROW_TREE (cvk_row_tree_get_type ())
G_DECLARE_FINAL_TYPE (CvkRowTree, cvk_row_tree, CVK, ROW_TREE, GtkWidget)

GtkWidget *cvk_row_tree_new (void);
/* (nullable) */
void cvk_row_tree_set_list (CvkRowTree *self, CvkRowList *list);

G_END_DECLS
