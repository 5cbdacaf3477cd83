// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether this process lives in a Flatpak, where portals stand for what is outside. */
gboolean cvk_is_in_flatpak (void);

/* Starting at login: a desktop file in the user's autostart folder, or in Flatpak the Background
 * portal, which may ask the user. @portal (nullable): the bus with the portal; NULL: the folder.
 * G_IO_ERROR_PERMISSION_DENIED: the user said no. The message says what to do. */
void cvk_autostart_set_async (GDBusConnection *portal,
                              gboolean is_on,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean cvk_autostart_set_finish (GAsyncResult *result, GError **error);

G_END_DECLS
