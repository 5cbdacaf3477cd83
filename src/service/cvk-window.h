// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Brings the window of the desktop application to the front, or starts it: by activation on @bus,
 * else by its desktop file. @token: (nullable): the desktop's leave for that, good for one window.
 * @run: (nullable): the id of a run that it is to show. Fails with a sentence for a person when
 * there is no desktop application here. */
void cvk_window_open_async (GDBusConnection *bus,
                            const char *token,
                            const char *run,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean cvk_window_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
