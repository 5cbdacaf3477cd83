// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-connection-info.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkConnectDialog:
 *
 * Which service, out of those that fit, and what it asks for when one does not sign in to it. The
 * service is asked at once whether it takes what was given, and what it says is shown at the field.
 * Closes when it has worked.
 *
 * Signal "connected" (const char *id).
 */
#define CVK_TYPE_CONNECT_DIALOG (cvk_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CvkConnectDialog, cvk_connect_dialog, CVK, CONNECT_DIALOG, AdwWindow)

/* The window in which one connects what @wanted names: a connector, a family, or NULL for any
 * service. It has a signal "connected" (const char *id), and is a CvkSignInDialog when only a
 * service that one signs in to fits. @parent: (nullable). Not presented yet. (transfer none) */
GtkWindow *cvk_connect_dialog_new_for (GtkWindow *parent,
                                       CvkEngineClient *client,
                                       const char *wanted);
/* The one in which @info is renewed; what is needed is begun. Not presented yet. (transfer none) */
GtkWindow *cvk_connect_dialog_new_to_renew (GtkWindow *parent,
                                            CvkEngineClient *client,
                                            CvkConnectionInfo *info);

G_END_DECLS
