// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CvkNodeDrag:
 *
 * What is dragged from the node search to the canvas: a node type. Never changes, reference
 * counted; the content type of the drag, which is offered to nobody but this program.
 */
typedef struct _CvkNodeDrag CvkNodeDrag;

#define CVK_TYPE_NODE_DRAG (cvk_node_drag_get_type ())
GType cvk_node_drag_get_type (void);

CvkNodeDrag *cvk_node_drag_new (const char *type) G_GNUC_WARN_UNUSED_RESULT;
CvkNodeDrag *cvk_node_drag_ref (CvkNodeDrag *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_node_drag_unref (CvkNodeDrag *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkNodeDrag, cvk_node_drag_unref)

/* Id of a node type. (transfer none) */
const char *cvk_node_drag_get_node_type (const CvkNodeDrag *self);

G_END_DECLS
