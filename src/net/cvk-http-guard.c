// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-http-guard.h"

#include "net/cvk-public-address.h"

#define CANCELLABLE "cvk-cancellable"
#define PROXIED "cvk-proxied"

/* Before it is there, a connection says where it will lead, and whether that is a proxy; only a
 * socket says where it leads. */
static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *stream,
                  gpointer user_data)
{
  gboolean *is_refused = user_data;
  g_autoptr (GSocketAddress) address = NULL;

  if (event != G_SOCKET_CLIENT_CONNECTING && event != G_SOCKET_CLIENT_CONNECTED)
    return;
  if (G_IS_SOCKET_CONNECTION (stream))
    address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (stream), NULL);
  if (event == G_SOCKET_CLIENT_CONNECTING && G_IS_PROXY_ADDRESS (address))
    g_object_set_data (G_OBJECT (stream), PROXIED, stream);
  if (address != NULL && (g_object_get_data (G_OBJECT (stream), PROXIED) != NULL ||
                          cvk_socket_address_is_public (address)))
    return;
  *is_refused = TRUE;
  /* GSocketClient asks whether it was cancelled after it has knocked. */
  if (event == G_SOCKET_CLIENT_CONNECTING && G_IS_SOCKET_CONNECTION (stream))
    g_socket_close (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)), NULL);
  g_cancellable_cancel (g_object_get_data (G_OBJECT (message), CANCELLABLE));
}

void
cvk_http_guard (SoupMessage *message, GCancellable *cancellable, gboolean *is_refused)
{
  g_object_set_data_full (G_OBJECT (message), CANCELLABLE, g_object_ref (cancellable),
                          g_object_unref);
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), is_refused);
}
