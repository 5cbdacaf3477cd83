// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/editor/cvk-node-search-match.h"

G_BEGIN_DECLS

/**
 * CvkNodeSearchPopover:
 *
 * The search for a node at a place on the canvas: with only what fits when a link waits for it. It
 * adds nothing itself.
 *
 * Signal "chosen" (type), before it closes.
 */
#define CVK_TYPE_NODE_SEARCH_POPOVER (cvk_node_search_popover_get_type ())
G_DECLARE_FINAL_TYPE (CvkNodeSearchPopover,
                      cvk_node_search_popover,
                      CVK,
                      NODE_SEARCH_POPOVER,
                      GtkPopover)

GtkWidget *cvk_node_search_popover_new (CvkNodeFit fit);

G_END_DECLS
