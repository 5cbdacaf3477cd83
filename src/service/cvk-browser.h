// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Opens @url in the user's own browser (RFC 8252, section 8.12): by the OpenURI portal inside
 * Flatpak, by a unit of its own where the service's has limits, else as the desktop does it. Only
 * http and https addresses without user information and control characters get that far; no shell
 * is involved, and no argument can begin with a dash. Whether anything was opened is all that is
 * told: an error (G_IO_ERROR) means that the address has to be shown instead. */
void cvk_browser_open_async (const char *url,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The same for a link of a pipeline, which may also be a new mail (mailto) or a meeting in Zoom's
 * own program (zoommtg). */
void cvk_browser_open_link_async (const char *url,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean cvk_browser_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
