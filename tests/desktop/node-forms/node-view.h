// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"
#include "model/cvk-node-type.h"

/* The inspector with an example of a node type (node-examples.h) in a window of its own. */
typedef struct
{
  CvkSession *session;
  GtkWidget *window;
  GtkWidget *inspector;
} NodeView;

/* Before the first one: the style and the icons of the application. */
void node_view_begin (void);
/* @client: (nullable). Returns when all of the form is there. */
NodeView node_view_open (const CvkNodeType *type, CvkEngineClient *client, int width);
/* Nothing is left of it. */
void node_view_close (NodeView *self);
/* Unfolds what is folded. Returns: whether there was anything. */
gboolean node_view_unfold (NodeView *self);
/* Makes the window as high as all that is in it, so that nothing has to be scrolled. */
void node_view_stretch (NodeView *self, int width);
/* What the window shows, into a PNG file. */
void node_view_shoot (NodeView *self, const char *path);
/* The texts of labels that are cut with “…”. (transfer full) (element-type utf8) */
GPtrArray *node_view_list_cut (NodeView *self);
/* (transfer container) (element-type GtkWidget) those of @type that are seen, and what is in them.
 */
GPtrArray *node_view_list_widgets (NodeView *self, GType type);
