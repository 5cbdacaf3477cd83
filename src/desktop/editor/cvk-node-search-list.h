// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/editor/cvk-node-search-match.h"

G_BEGIN_DECLS

/**
 * CvkNodeSearchList:
 *
 * The node types that fit a query: in groups while nothing is typed, the best first afterwards. The
 * first one is selected. An entry beside it keeps the focus and hands on the keys Up, Down and
 * Enter.
 *
 * Signal "chosen" (type): by a click or cvk_node_search_list_choose().
 */
#define CVK_TYPE_NODE_SEARCH_LIST (cvk_node_search_list_get_type ())
G_DECLARE_FINAL_TYPE (CvkNodeSearchList, cvk_node_search_list, CVK, NODE_SEARCH_LIST, GtkWidget)

void cvk_node_search_list_set_query (CvkNodeSearchList *self, const char *query, CvkNodeFit fit);
/* Chooses what is selected; FALSE when nothing is. */
gboolean cvk_node_search_list_choose (CvkNodeSearchList *self);
/* For a key controller in front of an entry: takes the keys that move the selection. */
gboolean cvk_node_search_list_handle_key (CvkNodeSearchList *self, unsigned keyval);
/* Title of what is selected. (nullable) (transfer none) */
const char *cvk_node_search_list_get_selected_title (CvkNodeSearchList *self);

G_END_DECLS
