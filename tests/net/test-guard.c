// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "fake-resolver.h"
#include "net/cvk-guarded-proxies.h"
#include "net/cvk-http-guard.h"
#include "net/cvk-http.h"
#include "net/cvk-public-address.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

/* --- Addresses --- */

static const char *const public_addresses[] = {
  "1.1.1.1",          "8.8.8.8",         "9.255.255.255",  "11.0.0.0",        "100.63.255.255",
  "100.128.0.0",      "126.255.255.255", "128.0.0.0",      "168.63.129.15",   "168.63.129.17",
  "169.253.255.255",  "169.255.0.0",     "172.15.255.255", "172.32.0.0",      "192.0.1.0",
  "192.0.3.0",        "192.88.98.255",   "192.88.100.0",   "192.167.255.255", "192.169.0.0",
  "198.17.255.255",   "198.20.0.0",      "198.51.99.255",  "198.51.101.0",    "203.0.112.255",
  "203.0.114.0",      "223.255.255.255", "2001:200::",     "2001:db7:ffff::", "2001:db9::",
  "2606:4700::1111",  "2a00::1",         "3ffe:ffff::",    "3fff:1000::",     "::ffff:8.8.8.8",
  "64:ff9b::808:808", "2002:808:808::1",
};

static const char *const other_addresses[] = {
  /* IPv4, the ends of every range */
  "0.0.0.0",
  "0.255.255.255",
  "10.0.0.0",
  "10.255.255.255",
  "100.64.0.0",
  "100.127.255.255",
  "100.100.100.200",
  "127.0.0.0",
  "127.0.0.1",
  "127.255.255.255",
  "168.63.129.16",
  "169.254.0.0",
  "169.254.169.254",
  "169.254.255.255",
  "172.16.0.0",
  "172.31.255.255",
  "192.0.0.0",
  "192.0.0.192",
  "192.0.0.255",
  "192.0.2.0",
  "192.0.2.255",
  "192.88.99.0",
  "192.88.99.255",
  "192.168.0.0",
  "192.168.255.255",
  "198.18.0.0",
  "198.19.255.255",
  "198.51.100.0",
  "198.51.100.255",
  "203.0.113.0",
  "203.0.113.255",
  "224.0.0.0",
  "239.255.255.255",
  "240.0.0.0",
  "255.255.255.255",
  /* IPv6: unspecified, loopback, compatible, discard, unique local, link-local, site-local,
   * multicast, what nobody has */
  "::",
  "::1",
  "::8.8.8.8",
  "100::",
  "1fff:ffff::",
  "4000::",
  "5f00::",
  "fc00::",
  "fd00:ec2::254",
  "fdff:ffff::",
  "fe80::1",
  "febf:ffff::",
  "fec0::1",
  "feff:ffff::",
  "ff02::1",
  "ffff::",
  "2001::",
  "2001:0:808:808::",
  "2001:2::",
  "2001:10::",
  "2001:1ff:ffff::",
  "2001:db8::",
  "2001:db8:ffff::",
  "3fff::",
  "3fff:fff:ffff::",
  /* What wraps an IPv4 address */
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
  "::ffff:169.254.169.254",
  "64:ff9b::7f00:1",
  "64:ff9b::a00:1",
  "64:ff9b:1::808:808",
  "2002:7f00:1::",
  "2002:a9fe:a9fe::1",
  "2002:c0a8:1::1",
};

static void
test_addresses (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (public_addresses); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (public_addresses[i]);

      if (!cvk_address_is_public (address))
        g_error ("%s is public", public_addresses[i]);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (other_addresses); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (other_addresses[i]);

      if (cvk_address_is_public (address))
        g_error ("%s is not public", other_addresses[i]);
    }
  g_print ("# figure: addresses: %u told apart by range\n",
           (unsigned) (G_N_ELEMENTS (public_addresses) + G_N_ELEMENTS (other_addresses)));
}

/* --- A server of this computer, which counts who comes and what is said --- */

typedef struct
{
  GSocketService *service;
  unsigned port;
  unsigned n_connections;
  unsigned n_requests;
  size_t n_bytes;
} Server;

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GSocketConnection) connection = user_data;
  Server *server = g_object_get_data (G_OBJECT (connection), "server");
  char *buffer = g_object_get_data (G_OBJECT (connection), "buffer");
  GInputStream *input = G_INPUT_STREAM (source);
  gssize size = g_input_stream_read_finish (input, result, NULL);
  static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  if (size <= 0)
    return;
  server->n_bytes += (size_t) size;
  server->n_requests++;
  g_assert_true (
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), reply,
                               strlen (reply), NULL, NULL, NULL));
  g_input_stream_read_async (input, buffer, 4096, G_PRIORITY_DEFAULT, NULL, answer_cb,
                             g_steal_pointer (&connection));
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  Server *server = user_data;
  char *buffer = g_malloc (4096);

  server->n_connections++;
  g_object_set_data (G_OBJECT (connection), "server", server);
  g_object_set_data_full (G_OBJECT (connection), "buffer", buffer, g_free);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, 4096,
                             G_PRIORITY_DEFAULT, NULL, answer_cb, g_object_ref (connection));
  return TRUE;
}

static void
server_start (Server *self)
{
  g_autoptr (GError) error = NULL;

  *self = (Server){ .service = g_socket_service_new () };
  /* On all addresses, or a refusal could be that of a port where nobody listens. */
  self->port =
    g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
}

static void
server_stop (Server *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
}

/* The code of the error, -1 when there was an answer. */
static int
ask (CvkHttp *http, const Server *server, const char *host, CvkHttpReach reach)
{
  g_autofree char *url = g_strdup_printf ("http://%s:%u/path?secret", host, server->port);
  CvkHttpRequest request = { .method = "GET", .url = url, .reach = reach };
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) sent = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHttpResponse) response = NULL;

  cvk_http_send_async (http, &request, NULL, cvk_await_result_cb, &result);
  sent = cvk_await_result (&result);
  response = cvk_http_send_finish (http, sent, &error);
  cvk_drain_main_context ();
  if (error == NULL)
    return -1;
  g_assert_true (error->domain == CVK_HTTP_ERROR);
  return error->code;
}

static void
test_refused (void)
{
  static const char *const hosts[] = {
    "127.0.0.1",          "127.1.2.3",         "[::1]",
    "[::ffff:127.0.0.1]", "0.0.0.0",           "[::]",
    "localhost",          "here.example",      "here6.example",
    "mixed.example",      "[64:ff9b::7f00:1]", "10.0.0.1",
    "169.254.169.254",    "[fe80::1]",         "[fd00::1]",
    "0x7f000001",         "2130706433",        "127.1",
    "017700000001",       "mapped.example",
  };
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  Server server;

  server_start (&server);
  fake_resolver_add ("here.example", "127.0.0.1");
  fake_resolver_add ("here6.example", "::1");
  fake_resolver_add ("mapped.example", "::ffff:127.0.0.1");
  fake_resolver_add ("mixed.example", "127.0.0.1 8.8.8.8");
  fake_resolver_add ("localhost", "127.0.0.1");
  for (size_t i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      int code = ask (http, &server, hosts[i], CVK_HTTP_REACH_PUBLIC);

      /* Odd ways to write an address are names that nobody knows, or addresses. */
      if (code != CVK_HTTP_ERROR_PRIVATE &&
          !(code == CVK_HTTP_ERROR_NOT_SENT && g_ascii_isdigit (hosts[i][0])))
        g_error ("%s ended with %d", hosts[i], code);
    }
  g_assert_cmpuint (server.n_connections, ==, 0);
  g_assert_cmpuint (server.n_bytes, ==, 0);

  /* The same server takes what may go anywhere, and the count can count. */
  g_assert_cmpint (ask (http, &server, "127.0.0.1", CVK_HTTP_REACH_ANY), ==, -1);
  g_assert_cmpint (ask (http, &server, "here.example", CVK_HTTP_REACH_ANY), ==, -1);
  g_assert_cmpuint (server.n_requests, ==, 2);
  g_assert_cmpuint (server.n_bytes, >, 0);
  g_print ("# figure: requests to %u addresses near this computer: 0 connections, 0 bytes; 2 of 2 "
           "when allowed\n",
           (unsigned) G_N_ELEMENTS (hosts));
  server_stop (&server);
}

/* What is kept alive of those that may go anywhere is not for those that may not. */
static void
test_reuse (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkHttp) http = cvk_http_new (CVK_CLOCK (clock));
  Server server;

  server_start (&server);
  g_assert_cmpint (ask (http, &server, "here.example", CVK_HTTP_REACH_ANY), ==, -1);
  g_assert_cmpint (ask (http, &server, "here.example", CVK_HTTP_REACH_ANY), ==, -1);
  g_assert_cmpuint (server.n_connections, ==, 1);
  g_assert_cmpint (ask (http, &server, "here.example", CVK_HTTP_REACH_PUBLIC), ==,
                   CVK_HTTP_ERROR_PRIVATE);
  g_assert_cmpuint (server.n_requests, ==, 2);
  g_assert_cmpint (ask (http, &server, "here.example", CVK_HTTP_REACH_ANY), ==, -1);
  g_assert_cmpuint (server.n_connections, ==, 1);
  g_assert_cmpuint (server.n_requests, ==, 3);
  server_stop (&server);
}

/* The socket has the last word, whatever the address was said to be before. */
static void
test_connected_socket (void)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (SoupMessage) message = soup_message_new ("GET", "http://public.example/");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_refused = FALSE;
  Server server;

  server_start (&server);
  connection =
    g_socket_client_connect_to_host (client, "127.0.0.1", (uint16_t) server.port, NULL, &error);
  g_assert_no_error (error);
  cvk_http_guard (message, cancellable, &is_refused);
  g_signal_emit_by_name (message, "network-event", G_SOCKET_CLIENT_RESOLVED, NULL);
  g_signal_emit_by_name (message, "network-event", G_SOCKET_CLIENT_COMPLETE, connection);
  g_assert_false (is_refused);
  g_signal_emit_by_name (message, "network-event", G_SOCKET_CLIENT_CONNECTED, connection);
  g_assert_true (is_refused);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_signal_handlers_disconnect_by_data (message, &is_refused);
  server_stop (&server);
}

/* --- Proxies --- */

/* The error's code; -1 when the proxies were told. */
static int
find_proxies (const char *proxy, const char *uri)
{
  const char *const ignored[] = { "direct.example", NULL };
  g_autoptr (GProxyResolver) simple = g_simple_proxy_resolver_new (proxy, (char **) ignored);
  g_autoptr (GProxyResolver) guarded = cvk_guarded_proxies_new (simple);
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) proxies = NULL;

  g_proxy_resolver_lookup_async (guarded, uri, NULL, cvk_await_result_cb, &result);
  found = cvk_await_result (&result);
  proxies = g_proxy_resolver_lookup_finish (guarded, found, &error);
  g_assert_true ((proxies != NULL) == (error == NULL));
  return error != NULL ? error->code : -1;
}

static void
test_proxies (void)
{
  static const char proxy[] = "http://10.0.0.3:3128";

  fake_resolver_add ("direct.example", "127.0.0.1");
  fake_resolver_add ("public.example", "8.8.8.8 2606:4700::1111");
  fake_resolver_add ("half.example", "8.8.8.8 fd00::1");
  g_assert_cmpint (find_proxies (proxy, "http://public.example/"), ==, -1);
  g_assert_cmpint (find_proxies (proxy, "https://8.8.8.8/"), ==, -1);
  /* Only the proxy knows it. */
  g_assert_cmpint (find_proxies (proxy, "https://unknown.example/"), ==, -1);
  /* Looked at when there is a connection. */
  g_assert_cmpint (find_proxies (proxy, "https://direct.example/"), ==, -1);
  g_assert_cmpint (find_proxies (proxy, "https://half.example/"), ==, CVK_HTTP_ERROR_PRIVATE);
  g_assert_cmpint (find_proxies (proxy, "https://here.example/"), ==, CVK_HTTP_ERROR_PRIVATE);
  g_assert_cmpint (find_proxies (proxy, "https://169.254.169.254/"), ==, CVK_HTTP_ERROR_PRIVATE);
  g_assert_cmpint (find_proxies (proxy, "https://[::1]/"), ==, CVK_HTTP_ERROR_PRIVATE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_resolver_install ();
  g_test_add_func ("/guard/addresses", test_addresses);
  g_test_add_func ("/guard/refused", test_refused);
  g_test_add_func ("/guard/reuse", test_reuse);
  g_test_add_func ("/guard/connected-socket", test_connected_socket);
  g_test_add_func ("/guard/proxies", test_proxies);
  return g_test_run ();
}
