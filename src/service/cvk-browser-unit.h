// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Opening an address by a unit of its own, which the user's systemd starts: a child of the service
 * would have the limits of the service's unit, under which browsers do not start, would be weighed
 * as work in the background, and would end with the service. */

/* Whether this process has such limits (PR_GET_NO_NEW_PRIVS, which all of them need). */
gboolean cvk_browser_unit_is_needed (void);

/* Opens @url, which must have been looked at (cvk-browser.c), as the user's desktop would. */
void cvk_browser_unit_open_async (const char *url,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* G_IO_ERROR_NOT_SUPPORTED: there is no systemd on the session bus. G_IO_ERROR_NOT_FOUND: nothing
 * opens such addresses, or systemd does not start it. */
gboolean cvk_browser_unit_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
