// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Ends @message by @cancellable, and sets @is_refused, before it knocks at an address that is not
 * public, and again when it has a connection to one: a name can stand for another address by then
 * than when it was looked up. Nothing of the request has left at either time, nor of TLS. What goes
 * by a proxy is looked at by CvkGuardedProxies. A session whose messages are all guarded has no
 * connection that was not looked at, so those that are kept alive may be used again.
 *
 * The guard is a signal handler of @message with @is_refused for its data. */
void cvk_http_guard (SoupMessage *message, GCancellable *cancellable, gboolean *is_refused);

G_END_DECLS
