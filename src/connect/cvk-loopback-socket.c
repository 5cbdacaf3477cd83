// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-loopback-socket.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-auth-error.h"

#define BACKLOG 128

static void
set_error (uint16_t port, const GError *cause, GError **error)
{
  if (port != 0)
    g_set_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED,
                 _ ("The port %u on 127.0.0.1 cannot be used to wait for the browser (%s). Close "
                    "the program that uses it, or choose another port."),
                 (unsigned) port, cause->message);
  else
    g_set_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED,
                 _ ("No port on 127.0.0.1 can be used to wait for the browser (%s). Check this "
                    "computer's network settings."),
                 cause->message);
}

GSocketService *
cvk_loopback_socket_open (uint16_t *port, GError **error)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", *port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GError) cause = NULL;

  g_socket_service_stop (service);
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (service), BACKLOG);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &bound, &cause))
    {
      set_error (*port, cause, error);
      return NULL;
    }
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return g_steal_pointer (&service);
}
