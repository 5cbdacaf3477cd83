// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkPreferences:
 *
 * What the user wishes of the application as a whole. Most of it is in the settings of the window;
 * whether the engine stays is the engine's own, which may answer that the desktop does not allow
 * it.
 */
#define CVK_TYPE_PREFERENCES (cvk_preferences_get_type ())
G_DECLARE_FINAL_TYPE (CvkPreferences, cvk_preferences, CVK, PREFERENCES, AdwPreferencesWindow)

/* The toolkit's until it is closed. (transfer none) */
GtkWidget *cvk_preferences_new (GtkWindow *parent, CvkEngineClient *client);

G_END_DECLS
