// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-http-private.h"

#include <string.h>

#include "base/cvk-i18n.h"

/* A shorter text would be found where it means something else. */
#define SHORTEST_HIDDEN 12

/* RFC 9110, section 5.6.2 */
static gboolean
is_token (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+-.^_`|~", *p) == NULL)
      return FALSE;
  return TRUE;
}

/* RFC 9110, section 5.5 without its obsolete part: what is not ASCII has no agreed meaning. */
static gboolean
is_field_value (const char *text)
{
  if (text == NULL)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isprint (*p) && *p != '\t')
      return FALSE;
  return !g_ascii_isspace (text[0]) &&
         (text[0] == '\0' || !g_ascii_isspace (text[strlen (text) - 1]));
}

static gboolean
is_visible_ascii (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  return TRUE;
}

static gboolean
is_method (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isupper (*p))
      return FALSE;
  return TRUE;
}

static gboolean
is_safe_method (const char *method)
{
  static const char *const safe[] = { "GET", "HEAD", "OPTIONS", "TRACE", NULL };

  return g_strv_contains (safe, method);
}

static GUri *
parse_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;
  const char *host;

  /* SOUP_HTTP_URI_FLAGS keeps the percent-encoding as it stands. */
  if (is_visible_ascii (url))
    uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL)
    {
      g_set_error_literal (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_INVALID,
                           _ ("The address is not valid. Check how it is written."));
      return NULL;
    }

  scheme = g_uri_get_scheme (uri);
  host = g_uri_get_host (uri);
  if (g_strcmp0 (scheme, "http") != 0 && g_strcmp0 (scheme, "https") != 0)
    g_set_error_literal (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_INVALID,
                         _ ("Only addresses that begin with https:// or http:// can be used."));
  else if (!is_visible_ascii (host) || strpbrk (host, " /\\@?#%<>\"") != NULL)
    g_set_error_literal (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_INVALID,
                         _ ("The address names no valid host. Check how it is written."));
  else if (g_uri_get_userinfo (uri) != NULL)
    g_set_error_literal (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_INVALID,
                         _ ("The address must not hold a user name or password. Remove the part "
                            "in front of the @ sign."));
  else
    return g_steal_pointer (&uri);
  return NULL;
}

static gboolean
set_headers (SoupMessage *message, const CvkHttpRequest *request, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  for (size_t i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    {
      if (!is_token (request->headers[i]) || !is_field_value (request->headers[i + 1]))
        {
          g_set_error (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_INVALID,
                       _ ("The header number %u cannot be sent: a header holds printable ASCII "
                          "characters only and no line breaks."),
                       (unsigned) (i / 2 + 1));
          return FALSE;
        }
      soup_message_headers_append (headers, request->headers[i], request->headers[i + 1]);
    }
  return TRUE;
}

CvkSecret *
cvk_http_request_get_credentials (const CvkHttpRequest *request,
                                  const char **header,
                                  const char **prefix)
{
  *header = "Authorization";
  if (request->bearer != NULL)
    {
      *prefix = "Bearer ";
      return request->bearer;
    }
  if (request->basic != NULL)
    {
      *prefix = "Basic ";
      return request->basic;
    }
  *header = request->secret_header;
  *prefix = "";
  return request->header_secret;
}

CvkSecret *
cvk_http_request_dup_hidden (const CvkHttpRequest *request)
{
  const char *header;
  const char *prefix;
  CvkSecret *credentials = cvk_http_request_get_credentials (request, &header, &prefix);
  const char *path = NULL;

  if (credentials != NULL)
    return cvk_secret_ref (credentials);
  if (request->secret_url != NULL)
    path = strstr (cvk_secret_peek (request->secret_url), "://");
  if (path != NULL)
    path = strchr (path + strlen ("://"), '/');
  return path != NULL ? cvk_secret_new (path, -1) : NULL;
}

SoupMessage *
cvk_http_request_to_message (const CvkHttpRequest *request, GError **error)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *header;
  const char *prefix;
  CvkSecret *secret = cvk_http_request_get_credentials (request, &header, &prefix);
  unsigned flags = SOUP_MESSAGE_NO_REDIRECT;

  uri = parse_url (
    request->secret_url != NULL ? cvk_secret_peek (request->secret_url) : request->url, error);
  if (uri == NULL)
    return NULL;

  if (!is_method (request->method) ||
      (request->content_type != NULL && !is_field_value (request->content_type)) ||
      (secret != NULL && (!is_token (header) || !is_visible_ascii (cvk_secret_peek (secret)))))
    {
      g_set_error_literal (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_INVALID,
                           _ ("The request's method, type of content or credentials hold "
                              "characters that cannot be sent."));
      return NULL;
    }

  if (request->reads_only && !is_safe_method (request->method))
    {
      g_set_error (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_INVALID,
                   _ ("A rehearsal changes nothing, so the request with %s was not sent."),
                   request->method);
      return NULL;
    }

  message = soup_message_new_from_uri (request->method, uri);
  if (!set_headers (message, request, error))
    return NULL;
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);

  /* libsoup sends a PUT or DELETE again when a connection that was in use before breaks; on a new
   * connection it never does. Only for reading is a second copy harmless. */
  if (!g_str_equal (request->method, "GET") && !g_str_equal (request->method, "HEAD"))
    flags |= SOUP_MESSAGE_NEW_CONNECTION;
  soup_message_set_flags (message, flags);
  return g_steal_pointer (&message);
}

gboolean
cvk_http_check_framing (SoupMessage *message, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *length = soup_message_headers_get_list (headers, "Content-Length");
  const char *coding = soup_message_headers_get_list (headers, "Transfer-Encoding");

  if ((length != NULL && (*length == '\0' || strspn (length, "0123456789") != strlen (length))) ||
      (coding != NULL && (length != NULL || g_ascii_strcasecmp (coding, "chunked") != 0)))
    {
      g_set_error_literal (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_LOST,
                           _ ("The server's answer is damaged: it contradicts itself about its "
                              "length. Whether the request was carried out is not known."));
      return FALSE;
    }
  return TRUE;
}

/* How many bytes at the end of @data may be the beginning of @secret. */
static size_t
count_begun (const char *data, size_t size, const char *secret, size_t length)
{
  for (size_t n = MIN (size, length - 1); n > 0; n--)
    if (memcmp (data + size - n, secret, n) == 0)
      return n;
  return 0;
}

/* Some servers, and things in between, repeat the request in what they say about it, and what they
 * say is shown, kept and logged. */
size_t
cvk_http_hide_credentials (GByteArray *body, size_t *n_hidden, const CvkSecret *credentials)
{
  const char *secret = cvk_secret_peek (credentials);
  size_t length = cvk_secret_get_length (credentials);
  char *data = (char *) body->data;
  char *at;

  if (length < SHORTEST_HIDDEN || body->len == 0)
    return body->len;
  while (body->len - *n_hidden >= length &&
         (at = memmem (data + *n_hidden, body->len - *n_hidden, secret, length)) != NULL)
    {
      memset (at, '*', length);
      *n_hidden = (size_t) (at - data) + length;
    }
  *n_hidden = body->len - count_begun (data + *n_hidden, body->len - *n_hidden, secret, length);
  return *n_hidden;
}

GError *
cvk_http_error_new_private (const char *host)
{
  return g_error_new (CVK_HTTP_ERROR, CVK_HTTP_ERROR_PRIVATE,
                      _ ("“%s” is not on the public internet, so nothing was sent there. When that "
                         "is what you want, add a connection with this address and choose it in "
                         "the step."),
                      host);
}

/* The bytes of a header may be anything; what is read from it ends up in sentences and JSON. */
static void
collect_header_cb (const char *name, const char *value, gpointer user_data)
{
  GHashTable *headers = user_data;
  g_autofree char *key = g_ascii_strdown (name, -1);
  g_autofree char *text = g_utf8_make_valid (value, -1);
  const char *before = g_hash_table_lookup (headers, key);
  char *all = before != NULL ? g_strconcat (before, ", ", text, NULL) : g_steal_pointer (&text);

  g_hash_table_replace (headers, g_steal_pointer (&key), all);
}

CvkHttpResponse *
cvk_http_response_new (SoupMessage *message, GBytes *body)
{
  CvkHttpResponse *response = g_new0 (CvkHttpResponse, 1);

  response->status = soup_message_get_status (message);
  response->body = body;
  response->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  soup_message_headers_foreach (soup_message_get_response_headers (message), collect_header_cb,
                                response->headers);
  return response;
}

const char *
cvk_http_response_get_header (const CvkHttpResponse *response, const char *name)
{
  return g_hash_table_lookup (response->headers, name);
}

void
cvk_http_response_free (CvkHttpResponse *response)
{
  if (response == NULL)
    return;
  g_bytes_unref (response->body);
  g_hash_table_unref (response->headers);
  g_clear_error (&response->sink_error);
  g_free (response);
}
