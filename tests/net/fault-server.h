// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* fault_server.py, one for the whole test program. */
void fault_server_start (void);
void fault_server_stop (void);
unsigned fault_server_get_port (void);
/* Where every connection is reset as soon as it is taken. */
unsigned fault_server_get_dropping_port (void);
/* The next request that it has read in full, as JSON; blocks. (transfer full) */
char *fault_server_read_line (void) G_GNUC_WARN_UNUSED_RESULT;
/* Runs the main loop until the server has read a request in full, which must be for @path. */
void fault_server_wait_for (const char *path);
/* For the running test: libsoup hands a negative Content-Length on to GObject, which warns in GLib
 * 2.74 and is critical about it later. Everything else stays fatal. */
void fault_server_forgive_negative_length (void);

G_END_DECLS
