// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Listens on 127.0.0.1 and nowhere else (RFC 8252, section 8.3); nobody is answered before the
 * service is started. *@port 0 is set to the kernel's choice. A port that cannot be had is
 * CVK_AUTH_ERROR_REFUSED, and the message names it: there is no other one to fall back to, because
 * the server was told this one. (transfer full) (nullable) */
GSocketService *cvk_loopback_socket_open (uint16_t *port, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
