// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/client/cvk-connection-info.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/* Asks for another name of @info in a dialog over @widget's window, and says there what stands
 * against it. */
void cvk_connection_rename (GtkWidget *widget, CvkEngineClient *client, CvkConnectionInfo *info);

G_END_DECLS
