// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A connection to the host of the data directory (nullable: the default one); the host is started
 * when it is not there: by the session bus where the installed service is known to it, else as a
 * process that is detached from this one. May be called by several processes at once: one host
 * comes of it. Blocks for as long as a host takes to start; may be called in any thread.
 * Errors: G_IO_ERROR, with a sentence for people. (transfer full) (nullable) */
GDBusConnection *cvk_client_connect (const char *directory, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Whom to name in calls on such a connection: nobody on a private one, the service on the session
 * bus. (nullable) */
const char *cvk_client_get_destination (GDBusConnection *client);

G_END_DECLS
