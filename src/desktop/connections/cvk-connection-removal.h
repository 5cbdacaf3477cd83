// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/client/cvk-connection-info.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/* Asks whether @info is to be deleted, in a dialog over @widget's window that says which pipelines
 * would not work any more; then ends the sign-in at the service and forgets it. When the service
 * cannot be reached, offers to delete it now and to tell the service later. */
void cvk_connection_remove (GtkWidget *widget, CvkEngineClient *client, CvkConnectionInfo *info);

G_END_DECLS
