// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CvkNodeProxy:
 *
 * Stands where a card is painted, so that screen readers and magnifiers find it and the keyboard
 * can be there. It draws nothing. A proxy is used for one node after another.
 */
#define CVK_TYPE_NODE_PROXY (cvk_node_proxy_get_type ())
G_DECLARE_FINAL_TYPE (CvkNodeProxy, cvk_node_proxy, CVK, NODE_PROXY, GtkWidget)

GtkWidget *cvk_node_proxy_new (void);

/* The node that it stands for. (nullable) (transfer none) */
const char *cvk_node_proxy_get_node (CvkNodeProxy *self);
/* @id: nullable, for none. */
void cvk_node_proxy_set_node (CvkNodeProxy *self, const char *id);
/* Tells assistive technologies only what is different. */
void cvk_node_proxy_describe (CvkNodeProxy *self,
                              const char *name,
                              const char *description,
                              gboolean is_selected,
                              unsigned position,
                              unsigned count);
/* Takes @targets, a list of the proxies of the nodes that its links lead to. */
void cvk_node_proxy_set_flow (CvkNodeProxy *self, GList *targets);

G_END_DECLS
