// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A topic is a page of the manual or a section of one, "page" or "page#section" with the ids that
 * the pages have. */

/* What the widget and all in it is about. @topic: (nullable) */
void cvk_help_set_topic (GtkWidget *widget, const char *topic);

/* The topic of the nearest around it: of a widget that it stands in, or of what has the focus in
 * the window that its dialog belongs to. @widget: (nullable) Returns: (transfer none) (nullable) */
const char *cvk_help_find_topic (GtkWidget *widget);

/* The page of a node type. Returns: (transfer full) */
char *cvk_help_dup_node_topic (const char *type);

/* How to connect to a service. @connector: its id. Returns: (transfer full) */
char *cvk_help_dup_connector_topic (const char *connector);

/* Opens the manual: where the desktop's help viewer can find it, in there; else as one page in a
 * web browser. Says so where neither works, and where the page lies. What the manual does not have,
 * such as a node of the user's own service, opens it at its beginning. @topic: (nullable) */
void cvk_help_show (GtkWindow *parent, const char *topic);
/* Likewise, at what has the focus in the window. */
void cvk_help_show_here (GtkWindow *window);
/* Lets F1 do so in dialogs, which do not know the keys of the application. Once. */
void cvk_help_listen (void);

G_END_DECLS
