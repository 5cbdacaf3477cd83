// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "connect/cvk-auth-error.h"
#include "connect/cvk-server-metadata.h"

#define OAUTH "/.well-known/oauth-authorization-server"
#define OPENID "/.well-known/openid-configuration"

/* RFC 8414, section 3.1 with its example, and OpenID Connect Discovery 1.0, section 4. */
static void
test_urls (void)
{
  static const struct
  {
    const char *issuer;
    const char *first; /* NULL: it is no issuer */
    const char *second;
  } rows[] = {
    { "https://example.com", "https://example.com" OAUTH, "https://example.com" OPENID },
    { "https://example.com/", "https://example.com" OAUTH, "https://example.com" OPENID },
    { "https://example.com/issuer1", "https://example.com" OAUTH "/issuer1",
      "https://example.com/issuer1" OPENID },
    { "https://example.com:8443/a/b/", "https://example.com:8443" OAUTH "/a/b",
      "https://example.com:8443/a/b" OPENID },
    { "http://127.0.0.1:80", "http://127.0.0.1:80" OAUTH, "http://127.0.0.1:80" OPENID },
    { "http://example.com" },
    { "http://localhost" },
    { "https://example.com?x" },
    { "https://example.com/#x" },
    { "https://a@example.com" },
    { "https://" },
    { "example.com" },
    { "file:///etc" },
    { "" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) urls = cvk_server_metadata_make_urls (rows[i].issuer);

      g_test_message ("%s", rows[i].issuer);
      g_assert_cmpint (urls != NULL, ==, rows[i].first != NULL);
      if (urls == NULL)
        continue;
      g_assert_cmpstr (urls[0], ==, rows[i].first);
      g_assert_cmpstr (urls[1], ==, rows[i].second);
      g_assert_null (urls[2]);
    }
}

#define ISSUER "\"issuer\":\"https://a.example\""
#define PLACES                                                                                     \
  "\"authorization_endpoint\":\"https://a.example/a\",\"token_endpoint\":\"https://b.example/t\""

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gboolean is_taken;
  } rows[] = {
    { "{" ISSUER "," PLACES "}", TRUE },
    { "{" ISSUER "," PLACES ",\"code_challenge_methods_supported\":[\"plain\",\"S256\"]}", TRUE },
    { "{" ISSUER "," PLACES ",\"unknown\":{}}", TRUE },
    { "{" PLACES "}", FALSE },
    { "{\"issuer\":\"https://a.example/\"," PLACES "}", FALSE },
    { "{\"issuer\":\"https://A.example\"," PLACES "}", FALSE },
    { "{\"issuer\":7," PLACES "}", FALSE },
    { "{" ISSUER "," ISSUER "," PLACES "}", FALSE },
    { "{" ISSUER "," PLACES ",\"code_challenge_methods_supported\":[\"plain\"]}", FALSE },
    { "{" ISSUER "," PLACES ",\"code_challenge_methods_supported\":[]}", FALSE },
    { "{" ISSUER ",\"token_endpoint\":\"http://a.example/t\"}", FALSE },
    { "{" ISSUER ",\"token_endpoint\":\"http://127.0.0.1:631/\"}", FALSE },
    { "{" ISSUER ",\"authorization_endpoint\":\"javascript:alert(1)\"}", FALSE },
    { "[]", FALSE },
    { "{", FALSE },
    { "", FALSE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (rows[i].text, strlen (rows[i].text));
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkValue) facts = cvk_server_metadata_parse ("https://a.example", body, &error);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (facts != NULL, ==, rows[i].is_taken);
      if (facts == NULL)
        {
          g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED);
          continue;
        }
      g_assert_cmpstr (cvk_value_lookup_string (facts, "token_url", NULL), ==,
                       "https://b.example/t");
      g_assert_false (cvk_value_lookup_boolean (facts, "issuer_required", TRUE));
    }
}

/* Where a client secret stands: in the header, unless only the form is read. */
static void
test_secret (void)
{
  static const struct
  {
    const char *methods;
    const char *place; /* NULL: not told */
  } rows[] = {
    { "[\"client_secret_post\"]", "form" },
    { "[\"private_key_jwt\",\"client_secret_post\"]", "form" },
    { "[\"client_secret_post\",\"client_secret_basic\"]", NULL },
    { "[\"none\"]", NULL },
    { "[7]", NULL },
    { "\"client_secret_post\"", NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{" ISSUER "," PLACES ",\"token_endpoint_auth_methods_supported\":%s}", rows[i].methods);
      g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkValue) facts = cvk_server_metadata_parse ("https://a.example", body, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (cvk_value_lookup_string (facts, "client_secret_in", NULL), ==,
                       rows[i].place);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-metadata/urls", test_urls);
  g_test_add_func ("/server-metadata/parse", test_parse);
  g_test_add_func ("/server-metadata/secret", test_secret);
  return g_test_run ();
}
