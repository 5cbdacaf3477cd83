// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CvkNodeSearch:
 *
 * "Add a node": an entry with the list of node types under it, as soon as one goes there. Enter or
 * a click chooses; rows can be dragged to the canvas. It adds nothing itself: who listens knows
 * where the node belongs (see cvk-editing-actions.h).
 *
 * Signal "chosen" (type). It gives the focus away afterwards by "leave" (), also on Escape.
 */
#define CVK_TYPE_NODE_SEARCH (cvk_node_search_get_type ())
G_DECLARE_FINAL_TYPE (CvkNodeSearch, cvk_node_search, CVK, NODE_SEARCH, GtkWidget)

GtkWidget *cvk_node_search_new (void);

/* Takes the focus, and shows the list. */
void cvk_node_search_begin (CvkNodeSearch *self);

G_END_DECLS
