// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/editor/cvk-node-search-match.h"

G_BEGIN_DECLS

/**
 * CvkNodeSearchRow:
 *
 * A node type in a list: tile, title and what it does. It can be dragged to the canvas; the content
 * is a CVK_TYPE_NODE_DRAG. What shows the list hears of it by the action "node-search.drag"
 * (boolean: begun or ended), because the row has to stay until the end.
 */
#define CVK_TYPE_NODE_SEARCH_ROW (cvk_node_search_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkNodeSearchRow, cvk_node_search_row, CVK, NODE_SEARCH_ROW, GtkListBoxRow)

/* @entry: outlives the row. */
GtkWidget *cvk_node_search_row_new (const CvkNodeEntry *entry);
const CvkNodeEntry *cvk_node_search_row_get_entry (CvkNodeSearchRow *self);

/* Gives @tile, an image, the look of a node type. */
void cvk_node_tile_set_type (GtkImage *tile, const CvkNodeType *type);

G_END_DECLS
