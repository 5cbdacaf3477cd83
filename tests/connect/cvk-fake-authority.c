// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-fake-authority.h"

#include <string.h>

#define USER "{\"id\": \"Uabc\", \"email\": \"ada@example.com\", \"first_name\": \"Ada\"}"

static void
answer (SoupServerMessage *message, unsigned status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

static void
note (CvkFakeAuthority *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");
  g_autofree char *uri = g_uri_to_string (soup_server_message_get_uri (message));
  g_autoptr (GBytes) body =
    soup_message_body_flatten (soup_server_message_get_request_body (message));
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  g_ptr_array_add (self->requests,
                   g_strdup_printf ("%s %s %s %.*s", soup_server_message_get_method (message),
                                    uri + strlen (self->url),
                                    authorization != NULL ? authorization : "-", (int) length,
                                    text != NULL ? text : ""));
}

static void
answer_token (CvkFakeAuthority *self, SoupServerMessage *message)
{
  GString *body = g_string_new (NULL);

  g_string_append_printf (body,
                          "{\"access_token\": \"A%u\", \"token_type\": \"bearer\", "
                          "\"expires_in\": %d",
                          self->refreshes, self->expires_in);
  if (self->is_rotating)
    g_string_append_printf (body, ", \"refresh_token\": \"R%u\"", ++self->current);
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
redeem (CvkFakeAuthority *self, SoupServerMessage *message, GHashTable *form)
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
refresh (CvkFakeAuthority *self, SoupServerMessage *message, GHashTable *form)
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
token_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  CvkFakeAuthority *self = user_data;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GHashTable) form = NULL;

  note (self, message);
  if (self->is_holding)
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->held, g_object_ref (message));
    }
  if (self->token_location != NULL)
    soup_message_headers_append (soup_server_message_get_response_headers (message), "Location",
                                 self->token_location);
  if (self->token_status > 0)
    {
      answer (message, self->token_status, self->token_body);
      return;
    }
  body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  form = soup_form_decode (text);
  if (g_strcmp0 (g_hash_table_lookup (form, "grant_type"), "refresh_token") == 0)
    refresh (self, message, form);
  else
    redeem (self, message, form);
}

static void
user_cb (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer user_data)
{
  CvkFakeAuthority *self = user_data;

  note (self, message);
  if (self->user_status > 0)
    answer (message, self->user_status, self->user_body);
  else
    answer (message, 200, USER);
}

static void
revoke_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  CvkFakeAuthority *self = user_data;

  note (self, message);
  answer (message, self->revoke_status, "{\"status\": \"success\"}");
}

static void
other_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  note (user_data, message);
  answer (message, 404, "{}");
}

CvkFakeAuthority *
cvk_fake_authority_new (void)
{
  CvkFakeAuthority *self = g_new0 (CvkFakeAuthority, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->server = soup_server_new (NULL, NULL);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->is_rotating = TRUE;
  self->expires_in = 3600;
  self->revoke_status = 200;
  soup_server_add_handler (self->server, NULL, other_cb, self, NULL);
  soup_server_add_handler (self->server, "/oauth/token", token_cb, self, NULL);
  soup_server_add_handler (self->server, "/oauth/revoke", revoke_cb, self, NULL);
  soup_server_add_handler (self->server, "/v2/users/me", user_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return self;
}

void
cvk_fake_authority_free (CvkFakeAuthority *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
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
    soup_server_message_unpause (g_ptr_array_index (self->held, i));
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
