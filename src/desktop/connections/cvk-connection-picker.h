// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-connection-info.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkConnectionPicker:
 *
 * The account that a node works with: its name, how it is and what can be done about that; a list
 * to choose another one from, and the way to a new one. Without an account it reads "Sign in with
 * Zoom".
 *
 * Signal "chosen" (const char *id): the user has chosen this connection, or signed in to it.
 */
#define CVK_TYPE_CONNECTION_PICKER (cvk_connection_picker_get_type ())
G_DECLARE_FINAL_TYPE (CvkConnectionPicker,
                      cvk_connection_picker,
                      CVK,
                      CONNECTION_PICKER,
                      AdwPreferencesRow)

GtkWidget *cvk_connection_picker_new (CvkEngineClient *client, const char *connector);
/* Shows the connection of that id. @id: (nullable): none was chosen; then the only one of the
 * service is shown, because the engine would take it. */
void cvk_connection_picker_set_chosen (CvkConnectionPicker *self, const char *id);
/* What is shown. (nullable) (transfer none) */
CvkConnectionInfo *cvk_connection_picker_get_shown (CvkConnectionPicker *self);

G_END_DECLS
