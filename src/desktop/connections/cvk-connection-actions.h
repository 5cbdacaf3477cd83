// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-connection-info.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * What can be done to a connection, as actions for widgets that show one: "connection.check",
 * "connection.unlock", "connection.reconnect", "connection.rename" and "connection.delete". What
 * goes wrong is said in a dialog over the widget's window; how the connection is shows itself.
 */

/* Gives @widget the actions for @info (nullable: takes them away). */
void cvk_connection_actions_install (GtkWidget *widget,
                                     CvkEngineClient *client,
                                     CvkConnectionInfo *info);

/* Says what went wrong. @widget: in the window that it concerns. */
void cvk_connection_show_problem (GtkWidget *widget, const char *heading, const char *message);
/* The window that @widget is in. (nullable) (transfer none) */
GtkWindow *cvk_connection_get_window (GtkWidget *widget);

G_END_DECLS
