// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-random.h"
#include "connect/cvk-auth-error.h"
#include "connect/cvk-pkce.h"
#include "connect/cvk-token-payload.h"
#include "connect/cvk-token-reply.h"

static CvkTokenReply *
parse (unsigned status, const char *text, size_t length, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new (text, length);
  g_autofree char *zeros = g_malloc0 (length + 1);
  CvkTokenReply *reply = cvk_token_reply_parse (status, body, error);

  /* Whatever came of it, no token is left in the buffer. */
  if (length > 0)
    g_assert_cmpmem (g_bytes_get_data (body, NULL), length, zeros, length);
  return reply;
}

#define REST "\"token_type\": \"bearer\", \"expires_in\": 3600, \"refresh_token\": \"R\""
#define AT "\"access_token\": \"A\""

static void
test_good (void)
{
  static const char text[] =
    "{\"access_token\": \"eyJ\\u0041.\\/x-_~\", \"token_type\": \"BeArEr\", "
    "\"refresh_token\": \"eyR\", \"expires_in\": 3599, \"extra\": [{}], "
    "\"scope\": \"meeting:read:meeting user:read:user\", "
    "\"api_url\": \"https://api-eu.zoom.us\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkTokenReply) reply = parse (200, text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cvk_secret_peek (reply->access_token), ==, "eyJA./x-_~");
  g_assert_cmpstr (cvk_secret_peek (reply->refresh_token), ==, "eyR");
  g_assert_cmpint (reply->expires_in, ==, 3599);
  g_assert_false (reply->is_open_ended);
  g_assert_cmpstr (reply->scopes, ==, "meeting:read:meeting user:read:user");
  g_assert_cmpstr (reply->api_url, ==, "https://api-eu.zoom.us");
}

static void
test_least (void)
{
  static const char text[] = "{" AT ", \"token_type\": \"bearer\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkTokenReply) reply = parse (200, text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_null (reply->refresh_token);
  g_assert_null (reply->scopes);
  g_assert_null (reply->api_url);
  g_assert_cmpint (reply->expires_in, ==, 3600);
  g_assert_true (reply->is_open_ended);
}

static const char *const mutations[] = {
  "",
  " ",
  "null",
  "true",
  "7",
  "\"access_token\"",
  "[]",
  "[{" AT ", " REST "}]",
  "{}",
  "{" AT "}",
  "{" REST "}",
  "{" AT ", " REST,
  "{" AT ", " REST "}}",
  "{" AT ", " REST "} x",
  "{" AT ", " REST ",}",
  "{" AT " " REST "}",
  "{'access_token': 'A', " REST "}",
  "{access_token: \"A\", " REST "}",
  "{" AT ", " REST ", " AT "}",
  "{" AT ", " REST ", \"scope\": \"a\", \"scope\": \"b\"}",
  "{" AT ", " REST ", \"acc\\u0065ss_token\": \"B\"}",
  "{\"access_token\": \"\", " REST "}",
  "{\"access_token\": null, " REST "}",
  "{\"access_token\": 7, " REST "}",
  "{\"access_token\": true, " REST "}",
  "{\"access_token\": [\"A\"], " REST "}",
  "{\"access_token\": {\"a\": \"A\"}, " REST "}",
  "{\"access_token\": \"a b\", " REST "}",
  "{\"access_token\": \"a\\r\\nX: y\", " REST "}",
  "{\"access_token\": \"a\\nb\", " REST "}",
  "{\"access_token\": \"a\\tb\", " REST "}",
  "{\"access_token\": \"a\\u0000b\", " REST "}",
  "{\"access_token\": \"a\\u007fb\", " REST "}",
  "{\"access_token\": \"a\\u00e9\", " REST "}",
  "{\"access_token\": \"\xc3\xa9\", " REST "}",
  "{\"access_token\": \"\xff\", " REST "}",
  "{\"access_token\": \"a\\ud800\", " REST "}",
  "{\"access_token\": \"a\nb\", " REST "}",
  "{\"Access_Token\": \"A\", " REST "}",
  "{" AT ", \"expires_in\": 3600}",
  "{" AT ", \"token_type\": \"mac\"}",
  "{" AT ", \"token_type\": \"bearer \"}",
  "{" AT ", \"token_type\": \"\"}",
  "{" AT ", \"token_type\": null}",
  "{" AT ", \"token_type\": [\"bearer\"]}",
  "{" AT ", \"token_type\": \"bearer\", \"expires_in\": 0}",
  "{" AT ", \"token_type\": \"bearer\", \"expires_in\": -1}",
  "{" AT ", \"token_type\": \"bearer\", \"expires_in\": 10000001}",
  "{" AT ", \"token_type\": \"bearer\", \"expires_in\": 12345678901234567890}",
  "{" AT ", \"token_type\": \"bearer\", \"expires_in\": 3600.5}",
  "{" AT ", \"token_type\": \"bearer\", \"expires_in\": 1e3}",
  "{" AT ", \"token_type\": \"bearer\", \"expires_in\": \"3600\"}",
  "{" AT ", \"token_type\": \"bearer\", \"expires_in\": null}",
  "{" AT ", \"token_type\": \"bearer\", \"expires_in\": true}",
  "{" AT ", \"token_type\": \"bearer\", \"expires_in\": 03600}",
  "{" AT ", \"token_type\": \"bearer\", \"refresh_token\": \"\"}",
  "{" AT ", \"token_type\": \"bearer\", \"refresh_token\": null}",
  "{" AT ", \"token_type\": \"bearer\", \"refresh_token\": 7}",
  "{" AT ", \"token_type\": \"bearer\", \"refresh_token\": \"a\\nb\"}",
  "{" AT ", \"token_type\": \"bearer\", \"refresh_token\": \"a b\"}",
  "{" AT ", " REST ", \"scope\": 7}",
  "{" AT ", " REST ", \"scope\": [\"a\"]}",
  "{" AT ", " REST ", \"scope\": \"a\\nb\"}",
  "{" AT ", " REST ", \"api_url\": 7}",
  "{" AT ", " REST ", \"api_url\": null}",
  "{" AT ", " REST ", \"x\": \"a\\u0000b\"}",
  "{" AT ", " REST ", \"x\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
  "{" AT ", " REST ", \"x\": NaN}",
  "<html><body>Sign in to the hotel's network</body></html>",
  "access_token=A&token_type=bearer",
  "\xfe\xff",
};

static void
test_mutations (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (mutations); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkTokenReply) reply = parse (200, mutations[i], strlen (mutations[i]), &error);

      if (reply != NULL)
        g_error ("taken for a token: %s", mutations[i]);
      g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_PROTOCOL);
      g_assert_null (strchr (error->message, '{'));
    }
  g_test_message ("%zu damaged replies refused", G_N_ELEMENTS (mutations));
}

/* Cut anywhere, a good reply is none. */
static void
test_truncated (void)
{
  static const char text[] = "{" AT ", " REST ", \"scope\": \"a b\"}";

  for (size_t length = 0; length < strlen (text); length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkTokenReply) reply = parse (200, text, length, &error);

      g_assert_null (reply);
      g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_PROTOCOL);
    }
}

typedef struct
{
  unsigned status;
  const char *body;
  CvkAuthError code;
  const char *part; /* of the message */
} Refusal;

static const Refusal refusals[] = {
  { 200, "{\"error\": \"authorization_pending\"}", CVK_AUTH_ERROR_PENDING, "waits" },
  { 200, "{\"error\": \"invalid_grant\"}", CVK_AUTH_ERROR_RECONNECT, "Sign in again" },
  { 400, "{\"reason\": \"Invalid Token!\", \"error\": \"invalid_grant\"}", CVK_AUTH_ERROR_RECONNECT,
    "Sign in again" },
  { 401, "{\"error\": \"invalid_grant\"}", CVK_AUTH_ERROR_RECONNECT, "Sign in again" },
  { 400, "{\"error\": \"invalid_client\"}", CVK_AUTH_ERROR_REFUSED, "client id" },
  { 401, "{\"error\": \"invalid_client\"}", CVK_AUTH_ERROR_REFUSED, "client id" },
  { 400, "{\"error\": \"invalid_request\", \"reason\": \"Bad Request\"}", CVK_AUTH_ERROR_REFUSED,
    "Sign in again" },
  { 400, "{\"error\": \"unsupported_grant_type\"}", CVK_AUTH_ERROR_REFUSED, "settings" },
  { 400, "{\"error\": \"unauthorized_client\"}", CVK_AUTH_ERROR_REFUSED, "settings" },
  { 400, "{\"error\": \"invalid_scope\"}", CVK_AUTH_ERROR_REFUSED, "scopes" },
  { 400, "{\"error\": \"temporarily_unavailable\"}", CVK_AUTH_ERROR_OFFLINE, "later" },
  { 400, "{\"error\": \"brand_new\"}", CVK_AUTH_ERROR_REFUSED, "“brand_new”" },
  { 400, "{\"error\": \"brand_new\\u202e\"}", CVK_AUTH_ERROR_REFUSED, "without saying why" },
  { 400, "{\"error\": \"CANARYRT0123456789\"}", CVK_AUTH_ERROR_REFUSED, "without saying why" },
  { 400, "{\"code\": 4700, \"message\": \"x\"}", CVK_AUTH_ERROR_REFUSED, "4700" },
  { 400, "{\"errorCode\": 4700, \"status\": false}", CVK_AUTH_ERROR_REFUSED, "4700" },
  { 400, "{\"code\": 4702}", CVK_AUTH_ERROR_REFUSED, "4702" },
  { 400, "{\"code\": 4709}", CVK_AUTH_ERROR_REFUSED, "127.0.0.1/callback" },
  { 400, "{\"code\": 4733}", CVK_AUTH_ERROR_REFUSED, "4733" },
  { 400, "{\"code\": 4734}", CVK_AUTH_ERROR_REFUSED, "4734" },
  { 400, "{\"code\": 4735}", CVK_AUTH_ERROR_RECONNECT, "4735" },
  { 400, "{\"code\": 4737}", CVK_AUTH_ERROR_RECONNECT, "4737" },
  { 401, "{\"code\": 4738}", CVK_AUTH_ERROR_DISABLED, "administrator" },
  { 401, "{\"code\": 4741, \"error\": \"invalid_grant\"}", CVK_AUTH_ERROR_ELSEWHERE, "elsewhere" },
  { 400, "{\"code\": 9999}", CVK_AUTH_ERROR_REFUSED, "HTTP 400" },
  { 400, "", CVK_AUTH_ERROR_REFUSED, "HTTP 400" },
  { 401, "<html>", CVK_AUTH_ERROR_REFUSED, "HTTP 401" },
  { 400, "{\"error\": \"invalid_grant\", \"error\": \"x\"}", CVK_AUTH_ERROR_REFUSED, "HTTP 400" },
  { 400, "{\"error\": [\"invalid_grant\"]}", CVK_AUTH_ERROR_REFUSED, "HTTP 400" },
  { 404, "<html>", CVK_AUTH_ERROR_PROTOCOL, "makes no sense" },
  { 403, "", CVK_AUTH_ERROR_PROTOCOL, "makes no sense" },
  { 429, "{\"error\": \"invalid_grant\"}", CVK_AUTH_ERROR_BUSY, "429" },
  { 500, "{\"error\": \"invalid_grant\"}", CVK_AUTH_ERROR_OFFLINE, "500" },
  { 502, "<html>", CVK_AUTH_ERROR_OFFLINE, "502" },
  { 503, "", CVK_AUTH_ERROR_OFFLINE, "503" },
  { 201, "{" AT ", " REST "}", CVK_AUTH_ERROR_PROTOCOL, "makes no sense" },
  { 204, "", CVK_AUTH_ERROR_PROTOCOL, "makes no sense" },
  { 302, "{" AT ", " REST "}", CVK_AUTH_ERROR_PROTOCOL, "makes no sense" },
  { 307, "", CVK_AUTH_ERROR_PROTOCOL, "makes no sense" },
  { 308, "{" AT ", " REST "}", CVK_AUTH_ERROR_PROTOCOL, "makes no sense" },
};

static void
test_refusals (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      const Refusal *row = &refusals[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkTokenReply) reply = parse (row->status, row->body, strlen (row->body), &error);

      g_assert_null (reply);
      g_test_message ("%u %s: %s", row->status, row->body, error->message);
      g_assert_error (error, CVK_AUTH_ERROR, (int) row->code);
      g_assert_nonnull (strstr (error->message, row->part));
    }
}

/* RFC 7636, appendix B. */
static void
test_pkce_vector (void)
{
  g_autoptr (CvkSecret) verifier =
    cvk_secret_new ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", -1);
  g_autofree char *challenge = cvk_pkce_make_challenge (verifier);

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
test_pkce_verifiers (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (unsigned i = 0; i < 10000; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkSecret) verifier = cvk_pkce_create_verifier (&error);

      g_assert_no_error (error);
      g_assert_cmpuint (cvk_secret_get_length (verifier), ==, 43);
      g_assert_cmpuint (strspn (cvk_secret_peek (verifier),
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                        ==, 43);
      g_assert_true (g_hash_table_add (seen, g_strdup (cvk_secret_peek (verifier))));
    }
}

static void
test_payload (void)
{
  g_autoptr (CvkTokenPayload) payload = cvk_token_payload_new ();
  g_autoptr (CvkTokenPayload) copy = NULL;
  g_autoptr (CvkTokenPayload) read = NULL;
  g_autoptr (CvkSecret) text = NULL;

  payload->generation = 42;
  payload->refresh_token = cvk_secret_new ("R\"\\/~", -1);
  payload->client_secret = cvk_secret_new ("S", -1);
  payload->scopes = g_strdup ("a b");
  payload->account = g_strdup ("J\xc3\xb6rg\n");
  payload->issued_at = 1772366400;
  copy = cvk_token_payload_copy (payload);
  text = cvk_token_payload_to_secret (copy);
  read = cvk_token_payload_parse (text);
  g_assert_cmpint (read->generation, ==, 42);
  g_assert_cmpstr (cvk_secret_peek (read->refresh_token), ==, "R\"\\/~");
  g_assert_cmpstr (cvk_secret_peek (read->client_secret), ==, "S");
  g_assert_cmpstr (read->scopes, ==, "a b");
  g_assert_cmpstr (read->account, ==, "J\xc3\xb6rg\n");
  g_assert_cmpint (read->issued_at, ==, 1772366400);
}

static void
test_lasting_payload (void)
{
  g_autoptr (CvkSecret) text =
    cvk_secret_new ("{\"v\":1,\"generation\":1,\"access_token\":\"A\",\"scopes\":\"\","
                    "\"account\":\"\",\"issued_at\":1}",
                    -1);
  g_autoptr (CvkTokenPayload) payload = cvk_token_payload_parse (text);
  g_autoptr (CvkTokenPayload) copy = cvk_token_payload_copy (payload);
  g_autoptr (CvkSecret) again = cvk_token_payload_to_secret (copy);

  g_assert_cmpstr (cvk_secret_peek (copy->access_token), ==, "A");
  g_assert_null (copy->refresh_token);
  g_assert_cmpstr (cvk_secret_peek (again), ==, cvk_secret_peek (text));
}

static void
test_bad_payloads (void)
{
  static const char *const texts[] = {
    "",
    "{}",
    "R",
    "{\"v\":2,\"generation\":1,\"refresh_token\":\"R\",\"scopes\":\"\",\"account\":\"\","
    "\"issued_at\":1}",
    "{\"v\":1,\"generation\":1,\"scopes\":\"\",\"account\":\"\",\"issued_at\":1}",
    "{\"v\":1,\"generation\":1,\"refresh_token\":\"R\",\"access_token\":\"A\",\"scopes\":\"\","
    "\"account\":\"\",\"issued_at\":1}",
    "{\"v\":1,\"generation\":1,\"refresh_token\":\"R\",\"scopes\":\"\",\"issued_at\":1}",
    "{\"v\":1,\"generation\":\"1\",\"refresh_token\":\"R\",\"scopes\":\"\",\"account\":\"\","
    "\"issued_at\":1}",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CvkSecret) text = cvk_secret_new (texts[i], -1);

      g_assert_null (cvk_token_payload_parse (text));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connect/token-reply/good", test_good);
  g_test_add_func ("/connect/token-reply/least", test_least);
  g_test_add_func ("/connect/token-reply/C6/mutations", test_mutations);
  g_test_add_func ("/connect/token-reply/C6/truncated", test_truncated);
  g_test_add_func ("/connect/token-reply/C7/refusals", test_refusals);
  g_test_add_func ("/connect/pkce/A6/vector", test_pkce_vector);
  g_test_add_func ("/connect/pkce/A5/verifiers", test_pkce_verifiers);
  g_test_add_func ("/connect/token-payload/round-trip", test_payload);
  g_test_add_func ("/connect/token-payload/lasting", test_lasting_payload);
  g_test_add_func ("/connect/token-payload/bad", test_bad_payloads);
  return g_test_run ();
}
