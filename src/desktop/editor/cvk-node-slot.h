// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * The slot that a node takes its account from. Nodes with the same slot use the same account, which
 * is chosen on each computer (client/cvk-bindings.h). Every function that changes something is one
 * step that can be undone. No widgets.
 */

/* The names of the pipeline's slots for @connector. (transfer full) (element-type utf8) */
GPtrArray *cvk_node_slot_list (CvkSession *session, const char *connector)
  G_GNUC_WARN_UNUSED_RESULT;
/* The node's slot; when it has none that fits, the pipeline's first one, or a new one, is given to
 * it. (transfer full) (nullable): there is no such node. */
char *cvk_node_slot_ensure (CvkSession *session, const char *node, const char *connector)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_node_slot_set (CvkSession *session, const char *node, const char *slot);
/* Gives the node a slot of its own, for another account. */
void cvk_node_slot_add (CvkSession *session, const char *node, const char *connector);

G_END_DECLS
