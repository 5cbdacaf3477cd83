// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CvkPortList:
 *
 * Links by typing: the ports that a link may lead to, or the links that may be followed, in a list
 * that is searched as one types. Thousands are no matter: rows exist for what is in view only.
 *
 * Signal "chosen" (own port, node, port): before it closes.
 */
#define CVK_TYPE_PORT_LIST (cvk_port_list_get_type ())
G_DECLARE_FINAL_TYPE (CvkPortList, cvk_port_list, CVK, PORT_LIST, GtkPopover)

/* @label: what is chosen here, for the placeholder and for screen readers. */
GtkWidget *cvk_port_list_new (const char *label);

/* @own_port: of the node that the link begins at; @title and @detail: what is shown. */
void cvk_port_list_add (CvkPortList *self,
                        const char *own_port,
                        const char *node,
                        const char *port,
                        const char *title,
                        const char *detail);
unsigned cvk_port_list_get_count (CvkPortList *self);

G_END_DECLS
