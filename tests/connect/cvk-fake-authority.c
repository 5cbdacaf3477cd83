// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-fake-authority.h"

#include <string.h>

#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"
#define USER "{\"id\": \"Uabc\", \"email\": \"ada@example.com\", \"first_name\": \"Ada\"}"

/* libsoup's server leaks what it accepts, which would hide our own leaks. */
typedef struct
{
  CvkFakeAuthority *authority;
  GSocketConnection *stream;
  GString *received;
  char *response;
  char chunk[4096];
  char *method;
  char *path;
  char *authorization; /* nullable */
  char *body;
} Exchange;

static void
exchange_free (Exchange *self)
{
  g_object_unref (self->stream);
  g_string_free (self->received, TRUE);
  g_free (self->response);
  g_free (self->method);
  g_free (self->path);
  g_free (self->authorization);
  g_free (self->body);
  g_free (self);
}

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  exchange_free (user_data);
}

static void
send_response (Exchange *self)
{
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->stream)),
                                   self->response, strlen (self->response), G_PRIORITY_DEFAULT,
                                   NULL, write_cb, self);
}

static void
answer (Exchange *self, unsigned status, const char *body)
{
  const char *location = self->authority->token_location;
  const char *after = self->authority->token_retry_after;

  self->response = g_strdup_printf (
    "HTTP/1.1 %u Status\r\nContent-Type: application/json\r\n%s%s%s%s%s%sConnection: close\r\n"
    "Content-Length: %zu\r\n\r\n%s",
    status, location != NULL ? "Location: " : "", location != NULL ? location : "",
    location != NULL ? "\r\n" : "", after != NULL ? "Retry-After: " : "",
    after != NULL ? after : "", after != NULL ? "\r\n" : "", strlen (body), body);
}

static void
note (CvkFakeAuthority *self, Exchange *exchange)
{
  const char *authorization = exchange->authorization;

  g_ptr_array_add (self->requests,
                   g_strdup_printf ("%s %s %s %s", exchange->method, exchange->path,
                                    authorization != NULL ? authorization : "-", exchange->body));
}

static void
answer_token (CvkFakeAuthority *self, Exchange *message)
{
  GString *body = g_string_new (NULL);

  g_string_append_printf (body,
                          "{\"access_token\": \"A%u\", \"token_type\": \"bearer\", "
                          "\"expires_in\": %d",
                          self->refreshes, self->expires_in);
  if (self->is_rotating)
    g_string_append_printf (body, ", \"refresh_token\": \"R%u\"", ++self->current);
  if (self->refresh_expires_in > 0)
    g_string_append_printf (body, ", \"refresh_expires_in\": %d", self->refresh_expires_in);
  if (self->scopes != NULL)
    g_string_append_printf (body, ", \"scope\": \"%s\"", self->scopes);
  if (self->api_url != NULL)
    g_string_append_printf (body, ", \"api_url\": \"%s\"", self->api_url);
  g_string_append (body, "}");
  answer (message, 200, body->str);
  g_string_free (body, TRUE);
}

static gboolean
is_verified (CvkFakeAuthority *self, const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *encoded = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  if (self->challenge == NULL)
    return TRUE;
  if (verifier == NULL)
    return FALSE;
  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);
  encoded = g_base64_encode (digest, length);
  g_strdelimit (encoded, "+", '-');
  g_strdelimit (encoded, "/", '_');
  *strchr (encoded, '=') = '\0';
  return g_str_equal (encoded, self->challenge);
}

static void
redeem (CvkFakeAuthority *self, Exchange *message, GHashTable *form)
{
  if (g_strcmp0 (self->code, g_hash_table_lookup (form, "code")) != 0 ||
      !is_verified (self, g_hash_table_lookup (form, "code_verifier")))
    {
      answer (message, 400, "{\"reason\": \"Invalid code\", \"error\": \"invalid_grant\"}");
      return;
    }
  g_clear_pointer (&self->code, g_free);
  answer_token (self, message);
}

static void
redeem_device (CvkFakeAuthority *self, Exchange *message, GHashTable *form)
{
  if (self->is_allowed && g_strcmp0 (g_hash_table_lookup (form, "device_code"), "D") == 0)
    answer_token (self, message);
  else
    answer (message, 400, "{\"reason\": \"\", \"error\": \"authorization_pending\"}");
}

static void
refresh (CvkFakeAuthority *self, Exchange *message, GHashTable *form)
{
  g_autofree char *expected = g_strdup_printf ("R%u", self->current);

  if (g_strcmp0 (expected, g_hash_table_lookup (form, "refresh_token")) != 0)
    {
      self->refusals++;
      answer (message, 400, "{\"reason\": \"Invalid Token!\", \"error\": \"invalid_grant\"}");
      return;
    }
  self->refreshes++;
  answer_token (self, message);
}

static void
answer_token_request (CvkFakeAuthority *self, Exchange *message)
{
  g_autoptr (GHashTable) form = NULL;

  if (self->token_status > 0)
    {
      answer (message, self->token_status, self->token_body);
      return;
    }
  form = g_uri_parse_params (message->body, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  g_assert_nonnull (form);
  if (g_strcmp0 (g_hash_table_lookup (form, "grant_type"), "refresh_token") == 0)
    refresh (self, message, form);
  else if (g_strcmp0 (g_hash_table_lookup (form, "grant_type"), DEVICE_GRANT) == 0)
    redeem_device (self, message, form);
  else
    redeem (self, message, form);
}

static void
handle (CvkFakeAuthority *self, Exchange *exchange)
{
  gboolean is_token_request = g_str_equal (exchange->path, "/oauth/token");

  note (self, exchange);
  if (is_token_request)
    answer_token_request (self, exchange);
  else if (g_str_equal (exchange->path, "/oauth/revoke"))
    answer (exchange, self->revoke_status, "{\"status\": \"success\"}");
  else if (g_str_has_prefix (exchange->path, "/oauth/devicecode"))
    answer (exchange, self->device_status, self->device_body);
  else if (!g_str_equal (exchange->path, "/v2/users/me"))
    answer (exchange, 404, "{}");
  else if (self->user_status > 0)
    answer (exchange, self->user_status, self->user_body);
  else
    answer (exchange, 200, USER);

  if (is_token_request && self->is_holding)
    g_ptr_array_add (self->held, exchange);
  else
    send_response (exchange);
}

static char *
find_field (const char *head, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);

  for (size_t i = 1; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, strlen (name)) == 0 && lines[i][strlen (name)] == ':')
      return g_strdup (g_strstrip (lines[i] + strlen (name) + 1));
  return NULL;
}

/* FALSE while something is missing. */
static gboolean
parse (Exchange *self)
{
  const char *end = strstr (self->received->str, "\r\n\r\n");
  g_autofree char *head = NULL;
  g_autofree char *length = NULL;
  g_auto (GStrv) words = NULL;

  if (end == NULL)
    return FALSE;
  head = g_strndup (self->received->str, (size_t) (end - self->received->str));
  length = find_field (head, "Content-Length");
  if (length != NULL && strlen (end + 4) < g_ascii_strtoull (length, NULL, 10))
    return FALSE;
  words = g_strsplit (head, " ", 3);
  self->method = g_strdup (words[0]);
  self->path = g_strdup (words[1]);
  self->authorization = find_field (head, "Authorization");
  self->body = g_strdup (end + 4);
  return TRUE;
}

static void read_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_more (Exchange *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->stream)), self->chunk,
                             sizeof self->chunk, G_PRIORITY_DEFAULT, NULL, read_cb, self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Exchange *self = user_data;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (size <= 0)
    {
      exchange_free (self);
      return;
    }
  g_string_append_len (self->received, self->chunk, size);
  if (parse (self))
    handle (self->authority, self);
  else
    read_more (self);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *stream,
             GObject *source,
             gpointer user_data)
{
  Exchange *self = g_new0 (Exchange, 1);

  self->authority = user_data;
  self->stream = g_object_ref (stream);
  self->received = g_string_new (NULL);
  read_more (self);
  return TRUE;
}

CvkFakeAuthority *
cvk_fake_authority_new (void)
{
  CvkFakeAuthority *self = g_new0 (CvkFakeAuthority, 1);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->service = g_socket_service_new ();
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->held = g_ptr_array_new ();
  self->is_rotating = TRUE;
  self->expires_in = 3600;
  self->revoke_status = 200;
  self->device_status = 404;
  self->device_body = "";
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  return self;
}

void
cvk_fake_authority_close (CvkFakeAuthority *self)
{
  if (self->service == NULL)
    return;
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
}

void
cvk_fake_authority_free (CvkFakeAuthority *self)
{
  cvk_fake_authority_close (self);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->held);
  g_free (self->url);
  g_free (self->code);
  g_free (self->challenge);
  g_free (self);
}

void
cvk_fake_authority_let_go (CvkFakeAuthority *self)
{
  self->is_holding = FALSE;
  for (unsigned i = 0; i < self->held->len; i++)
    send_response (g_ptr_array_index (self->held, i));
  g_ptr_array_set_size (self->held, 0);
}

unsigned
cvk_fake_authority_count (CvkFakeAuthority *self, const char *prefix)
{
  unsigned count = 0;

  for (unsigned i = 0; i < self->requests->len; i++)
    count += g_str_has_prefix (g_ptr_array_index (self->requests, i), prefix);
  return count;
}
