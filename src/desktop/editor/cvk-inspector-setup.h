// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkInspectorSetup:
 *
 * How one node is set up: for a service the account and the action, then the form of its settings.
 * While no action is chosen, the actions are offered with what they do.
 */
#define CVK_TYPE_INSPECTOR_SETUP (cvk_inspector_setup_get_type ())
G_DECLARE_FINAL_TYPE (CvkInspectorSetup, cvk_inspector_setup, CVK, INSPECTOR_SETUP, AdwBin)

/* @client: (nullable): without one there are no accounts. */
GtkWidget *cvk_inspector_setup_new (CvkSession *session, CvkEngineClient *client, const char *node);
const char *cvk_inspector_setup_get_node (CvkInspectorSetup *self);
/* Moves the focus to the field at the dotted @path of the form. */
gboolean cvk_inspector_setup_focus_field (CvkInspectorSetup *self, const char *path);
/* Takes one field away when it is not needed any more; see cvk_form_dismantle(). Returns: whether
 * there is more. */
gboolean cvk_inspector_setup_dismantle (CvkInspectorSetup *self);

G_END_DECLS
