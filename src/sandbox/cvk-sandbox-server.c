// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-server.h"

#include <libsoup/soup.h>
#include <string.h>

#include "sandbox/cvk-sandbox-delivery.h"
#include "sandbox/cvk-sandbox-faults.h"
#include "sandbox/cvk-sandbox-journal.h"

#define MAX_BODY (1024 * 1024)
#define MAX_PATH 4096
#define MAX_HEADERS 100
/* Clients may open their connections all at once; what the queue cannot hold waits for seconds. */
#define BACKLOG 1024

struct _CvkSandboxServer
{
  CvkSandbox *sandbox;
  SoupServer *server;
  char *authority; /* 127.0.0.1:PORT */
};

static void
check_size_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (soup_server_message_get_request_body (message)->length > MAX_BODY && socket != NULL)
    {
      soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
      g_socket_shutdown (socket, TRUE, FALSE, NULL);
    }
}

static void
watch_message_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  g_signal_connect (message, "got-chunk", G_CALLBACK (check_size_cb), NULL);
}

static void
count_header_cb (const char *name, const char *value, gpointer user_data)
{
  unsigned *counts = user_data;

  counts[0]++;
  if (g_ascii_strcasecmp (name, "Host") == 0)
    counts[1]++;
}

/* What must not even reach the routes: a page of another site that found our port by a name of
 * its own (DNS rebinding), a request that different readers would read differently. */
static unsigned
check_headers (CvkSandboxServer *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *host = soup_message_headers_get_one (headers, "Host");
  GUri *uri = soup_server_message_get_uri (message);
  unsigned counts[2] = { 0, 0 };

  soup_message_headers_foreach (headers, count_header_cb, counts);
  if (counts[0] > MAX_HEADERS || strlen (g_uri_get_path (uri)) > MAX_PATH)
    return 431;
  if (counts[1] != 1 || host == NULL || strcmp (host, self->authority) != 0 ||
      g_strcmp0 (g_uri_get_host (uri), "127.0.0.1") != 0)
    return 421;
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      soup_message_headers_get_content_length (headers) > MAX_BODY)
    return 413;
  return 0;
}

static void
screen_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  unsigned status = check_headers (user_data, message);

  if (status == 0)
    return;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  soup_message_headers_append (soup_server_message_get_response_headers (message), "Connection",
                               "close");
  soup_server_message_set_status (message, status, NULL);
}

static void
read_request (CvkSandboxRequest *request, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  GUri *uri = soup_server_message_get_uri (message);
  const char *query = g_uri_get_query (uri);

  request->method = soup_server_message_get_method (message);
  request->path = g_uri_get_path (uri);
  request->query = cvk_sandbox_parse_form (query != NULL ? query : "",
                                           query != NULL ? strlen (query) : 0, &request->repeated);
  request->accept = soup_message_headers_get_list (headers, "Accept");
  request->type = soup_message_headers_get_content_type (headers, NULL);
  request->authorization = soup_message_headers_get_one (headers, "Authorization");
  request->origin = soup_message_headers_get_one (headers, "Origin");
  request->body = soup_message_body_flatten (body);
}

static void
handle_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *unused,
           gpointer user_data)
{
  CvkSandboxServer *self = user_data;
  CvkSandbox *sandbox = self->sandbox;
  CvkSandboxRequest request = { 0 };
  CvkSandboxReply *reply = NULL;
  const CvkSandboxFault *fault;

  read_request (&request, message);
  cvk_sandbox_journal_add_request (sandbox->journal, &request);
  fault = cvk_sandbox_faults_take (sandbox->faults, &request);
  if (request.query == NULL)
    reply = cvk_sandbox_reply_new_error (&request, 400, 300, "Invalid query string.", NULL);
  else
    reply = cvk_sandbox_faults_answer (sandbox, fault, &request);
  cvk_sandbox_deliver (sandbox, message, reply, fault);
  g_clear_pointer (&request.query, g_hash_table_unref);
  g_clear_pointer (&request.body, g_bytes_unref);
}

static gboolean
listen_on (SoupServer *server, unsigned port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, (uint16_t) port);
  g_autoptr (GSocket) socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return FALSE;
  g_socket_set_listen_backlog (socket, BACKLOG);
  return g_socket_bind (socket, address, TRUE, error) && g_socket_listen (socket, error) &&
         soup_server_listen_socket (server, socket, 0, error);
}

CvkSandboxServer *
cvk_sandbox_server_new (CvkSandbox *sandbox, unsigned port, GError **error)
{
  g_autoptr (CvkSandboxServer) self = g_new0 (CvkSandboxServer, 1);
  g_autoslist (GUri) uris = NULL;

  self->sandbox = sandbox;
  self->server = soup_server_new ("raw-paths", TRUE, "server-header", "convoke-sandbox", NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (watch_message_cb), NULL);
  soup_server_add_early_handler (self->server, NULL, screen_cb, self, NULL);
  soup_server_add_handler (self->server, NULL, handle_cb, self, NULL);
  if (!listen_on (self->server, port, error))
    return NULL;
  uris = soup_server_get_uris (self->server);
  self->authority = g_strdup_printf ("127.0.0.1:%d", g_uri_get_port (uris->data));
  g_free (sandbox->origin);
  sandbox->origin = g_strdup_printf ("http://%s", self->authority);
  return g_steal_pointer (&self);
}

void
cvk_sandbox_server_free (CvkSandboxServer *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_free (self->authority);
  g_free (self);
}
