// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "cvk-sign-in-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"
#include "support/cvk-remove-folder.h"

static void
assert_failure (CvkSignInBench *self, CvkAuthError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  g_ptr_array_set_size (self->authority->requests, 0);
  cvk_sign_in_bench_begin (self);
  cvk_sign_in_bench_wait (self);
  page = cvk_sign_in_bench_come_back (self, "code=the%20code%2F%2B");
  g_assert_nonnull (strstr (page, "<h1>Not connected</h1>"));
  g_assert_null (cvk_sign_in_bench_finish (self, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CVK_AUTH_ERROR, (int) code);
  g_assert_null (strstr (error->message, "the code"));
  g_assert_cmpuint (g_hash_table_size (self->store->items), ==, 0);
  /* C3: once, whatever came of it. */
  g_assert_cmpuint (
    cvk_fake_authority_count (self->authority, "POST /oauth/token - grant_type=authorization_code"),
    <=, 1);
  cvk_sign_in_bench_drop (self);
}

static void
test_url (CvkSignInBench *self, gconstpointer data)
{
  g_autofree char *state = NULL;
  g_autofree char *challenge = NULL;

  cvk_sign_in_bench_begin (self);
  g_assert_cmpuint (g_hash_table_size (self->parameters), ==, 7);
  g_assert_cmpstr (cvk_sign_in_bench_get_parameter (self, "response_type"), ==, "code");
  g_assert_cmpstr (cvk_sign_in_bench_get_parameter (self, "client_id"), ==, "cli&ent");
  g_assert_cmpstr (cvk_sign_in_bench_get_parameter (self, "scope"), ==,
                   "meeting:read:meeting user:read:user");
  g_assert_cmpstr (cvk_sign_in_bench_get_parameter (self, "code_challenge_method"), ==, "S256");
  g_assert_cmpstr (cvk_sign_in_bench_get_parameter (self, "redirect_uri"), ==,
                   cvk_sign_in_get_redirect_uri (self->sign_in));
  g_assert_cmpstr (cvk_sign_in_bench_get_parameter (self, "code_challenge"), ==,
                   cvk_sign_in_get_challenge (self->sign_in));
  g_assert_cmpuint (strlen (cvk_sign_in_bench_get_parameter (self, "state")), ==, 43);

  /* Nothing of it is used again. */
  state = g_strdup (cvk_sign_in_bench_get_parameter (self, "state"));
  challenge = g_strdup (cvk_sign_in_bench_get_parameter (self, "code_challenge"));
  cvk_sign_in_bench_drop (self);
  cvk_sign_in_bench_begin (self);
  g_assert_cmpstr (cvk_sign_in_bench_get_parameter (self, "state"), !=, state);
  g_assert_cmpstr (cvk_sign_in_bench_get_parameter (self, "code_challenge"), !=, challenge);
}

/* A2, A3: nothing but https, and http for this computer itself. */
static void
test_bad_addresses (CvkSignInBench *self, gconstpointer data)
{
  static const char *const addresses[] = {
    "http://zoom.us/oauth/authorize",
    "http://127.0.0.1.evil.example/",
    "http://localhost:4000/",
    "http://127.0.0.2/",
    "https://a@b/",
    "https:///x",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "--help",
    "$(touch x)",
    "https://zoom.us/\n",
    "https://zoom.us/a b",
    "https://zoom.us/#x",
    "zoom.us",
    "",
  };
  const char **fields[] = { &self->request.authorize_url, &self->request.token_url,
                            &self->request.revoke_url, &self->request.api_url };

  for (size_t f = 0; f < G_N_ELEMENTS (fields); f++)
    {
      const char *before = *fields[f];

      for (size_t i = 0; i < G_N_ELEMENTS (addresses); i++)
        {
          g_autoptr (CvkSignIn) attempt = NULL;
          g_autoptr (GError) error = NULL;

          /* Some services have nowhere to revoke a grant. */
          if (fields[f] == &self->request.revoke_url && *addresses[i] == '\0')
            continue;
          *fields[f] = addresses[i];
          attempt = cvk_sign_in_new (&self->request, self->http, CVK_TOKEN_STORE (self->store),
                                     self->clock);
          g_assert_null (cvk_sign_in_begin (attempt, &error));
          g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED);
        }
      *fields[f] = before;
    }
}

static void
test_whole (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;
  g_autoptr (CvkSecret) token = NULL;
  g_autoptr (CvkValue) record = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  g_autofree char *text = NULL;
  const char *id;
  const char *item;
  const char *request;

  self->authority->scopes = "user:read:user";
  connection = cvk_sign_in_bench_sign_in (self);
  id = cvk_connection_get_id (connection);
  g_assert_cmpstr (cvk_connection_get_name (connection), ==, "ada@example.com");
  g_assert_cmpstr (cvk_connection_get_account (connection), ==, "Uabc");
  g_assert_cmpstr (cvk_connection_get_api_url (connection), ==, self->request.api_url);
  /* A11: what was granted, not what was asked for. */
  g_assert_true (cvk_connection_has_scope (connection, "user:read:user"));
  g_assert_false (cvk_connection_has_scope (connection, "meeting:read:meeting"));

  /* C1: in the body, without a secret; the redirect URI byte for byte (A9). */
  g_assert_cmpuint (self->authority->requests->len, ==, 2);
  request = g_ptr_array_index (self->authority->requests, 0);
  g_assert_true (g_str_has_prefix (request,
                                   "POST /oauth/token - grant_type=authorization_code&"
                                   "code=the%20code%2F%2B&redirect_uri=http%3A%2F%2F127.0.0.1%3A"));
  g_assert_true (g_str_has_suffix (request, "&client_id=cli%26ent"));
  g_assert_cmpstr (g_ptr_array_index (self->authority->requests, 1), ==,
                   "GET /v2/users/me Bearer A0 ");

  item = cvk_fake_token_store_peek (self->store, id);
  g_assert_true (g_str_has_prefix (item, "{\"v\":1,\"generation\":1,\"refresh_token\":\"R1\","
                                         "\"scopes\":\"user:read:user\",\"account\":\"Uabc\","));
  g_assert_cmpstr (g_hash_table_lookup (self->store->labels, id), ==, "Convoke: Zoom connection");
  record = cvk_connection_to_record (connection);
  text = cvk_value_to_json (record, CVK_JSON_COMPACT);
  g_assert_null (strstr (text, "R1"));
  g_assert_null (strstr (text, "A0"));
  g_assert_null (strstr (id, "Uabc"));
  g_assert_cmpstr (cvk_value_lookup_string (record, "created", NULL), ==, "2026-03-01T12:00:00Z");

  cvk_connection_get_token_async (connection, NULL, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  token = cvk_connection_get_token_finish (connection, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cvk_secret_peek (token), ==, "A0");
  g_assert_cmpuint (self->authority->requests->len, ==, 2);
}

/* The same account has the same item, which the new sign-in replaces. */
static void
test_again (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) first = cvk_sign_in_bench_sign_in (self);
  g_autoptr (CvkConnection) second = NULL;
  g_autoptr (CvkConnection) other = NULL;
  const char *item;

  cvk_sign_in_bench_drop (self);
  second = cvk_sign_in_bench_sign_in (self);
  g_assert_cmpstr (cvk_connection_get_id (first), ==, cvk_connection_get_id (second));
  item = cvk_fake_token_store_peek (self->store, cvk_connection_get_id (first));
  g_assert_true (g_str_has_prefix (item, "{\"v\":1,\"generation\":2,\"refresh_token\":\"R2\","));

  cvk_sign_in_bench_drop (self);
  self->authority->user_status = 200;
  self->authority->user_body = "{\"id\": \"Uxyz\", \"email\": \"\"}";
  other = cvk_sign_in_bench_sign_in (self);
  g_assert_cmpstr (cvk_connection_get_id (first), !=, cvk_connection_get_id (other));
  g_assert_cmpstr (cvk_connection_get_name (other), ==, "zoom");
}

/* The keyring has not taken the newest token of before: a sign-in does not wait for that. */
static void
test_again_unsaved (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) first = cvk_sign_in_bench_sign_in (self);
  g_autoptr (CvkConnection) second = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CvkSecret) token = NULL;
  GAsyncResult *pending = NULL;

  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), INT64_C (3600) * G_USEC_PER_SEC);
  self->store->save_error = CVK_TOKEN_STORE_ERROR_FAILED;
  g_test_expect_message ("cvk-connect", G_LOG_LEVEL_WARNING, "*kept in memory only*");
  cvk_connection_get_token_async (first, NULL, NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  token = cvk_connection_get_token_finish (first, result, NULL);
  g_test_assert_expected_messages ();
  g_assert_nonnull (token);
  g_assert_true (cvk_connection_is_unsaved (first));

  self->store->save_error = -1;
  cvk_sign_in_bench_drop (self);
  second = cvk_sign_in_bench_sign_in (self);
  g_assert_false (cvk_connection_is_unsaved (first));
  g_assert_nonnull (strstr (cvk_fake_token_store_peek (self->store, cvk_connection_get_id (first)),
                            "\"refresh_token\":\"R3\""));
  /* Nor does it come back. */
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), INT64_C (61) * G_USEC_PER_SEC);
  cvk_drain_main_context ();
  g_assert_nonnull (strstr (cvk_fake_token_store_peek (self->store, cvk_connection_get_id (first)),
                            "\"refresh_token\":\"R3\""));
}

static void
test_secret_client (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;
  const char *request;

  self->request.client_secret = cvk_secret_new ("s:e%t", -1);
  connection = cvk_sign_in_bench_sign_in (self);
  request = g_ptr_array_index (self->authority->requests, 0);
  /* "cli%26ent:s%3Ae%25t" */
  g_assert_true (g_str_has_prefix (request, "POST /oauth/token Basic "
                                            "Y2xpJTI2ZW50OnMlM0FlJTI1dA== grant_type="));
  g_assert_null (strstr (request, "client_id"));
  g_assert_nonnull (
    strstr (cvk_fake_token_store_peek (self->store, cvk_connection_get_id (connection)),
            "\"client_secret\":\"s:e%t\""));
}

typedef struct
{
  unsigned status;
  const char *body;
  CvkAuthError code;
} FailureRow;

static void
test_token_failures (CvkSignInBench *self, gconstpointer data)
{
  static const FailureRow rows[] = {
    { 400, "{\"error\": \"invalid_grant\"}", CVK_AUTH_ERROR_REFUSED },
    { 400, "{\"code\": 4738}", CVK_AUTH_ERROR_REFUSED },
    { 400, "{\"error\": \"invalid_client\"}", CVK_AUTH_ERROR_REFUSED },
    { 503, "", CVK_AUTH_ERROR_OFFLINE },
    { 429, "", CVK_AUTH_ERROR_BUSY },
    { 200, "<html>", CVK_AUTH_ERROR_PROTOCOL },
    { 200, "{\"access_token\": \"A\", \"token_type\": \"bearer\", \"expires_in\": 3600}",
      CVK_AUTH_ERROR_PROTOCOL },
    { 302, "", CVK_AUTH_ERROR_PROTOCOL },
    { 307, "", CVK_AUTH_ERROR_PROTOCOL },
    { 308, "", CVK_AUTH_ERROR_PROTOCOL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      self->authority->token_status = rows[i].status;
      self->authority->token_body = rows[i].body;
      self->authority->token_location = rows[i].status / 100 == 3 ? "/elsewhere" : NULL;
      assert_failure (self, rows[i].code);
      /* C4: a redirect leads nowhere. */
      g_assert_cmpuint (self->authority->requests->len, ==, 1);
    }
}

static void
test_user_failures (CvkSignInBench *self, gconstpointer data)
{
  static const FailureRow rows[] = {
    { 401, "{\"code\": 124}", CVK_AUTH_ERROR_PROTOCOL },
    { 404, "", CVK_AUTH_ERROR_PROTOCOL },
    { 500, "", CVK_AUTH_ERROR_OFFLINE },
    { 429, "", CVK_AUTH_ERROR_OFFLINE },
    { 302, "", CVK_AUTH_ERROR_PROTOCOL },
    { 200, "", CVK_AUTH_ERROR_PROTOCOL },
    { 200, "<html>", CVK_AUTH_ERROR_PROTOCOL },
    { 200, "[]", CVK_AUTH_ERROR_PROTOCOL },
    { 200, "{\"email\": \"a@b\"}", CVK_AUTH_ERROR_PROTOCOL },
    { 200, "{\"id\": 7.5}", CVK_AUTH_ERROR_PROTOCOL },
    { 200, "{\"id\": \"\"}", CVK_AUTH_ERROR_PROTOCOL },
    { 200, "{\"id\": \"U\", \"id\": \"V\"}", CVK_AUTH_ERROR_PROTOCOL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      self->authority->user_status = rows[i].status;
      self->authority->user_body = rows[i].body;
      assert_failure (self, rows[i].code);
    }
}

/* Without the scope for it the account has no name, and works. */
static void
test_no_user_scope (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;

  self->authority->user_status = 400;
  self->authority->user_body = "{\"code\": 4711, \"message\": \"does not contain scopes\"}";
  connection = cvk_sign_in_bench_sign_in (self);
  g_assert_cmpstr (cvk_connection_get_name (connection), ==, "zoom");
  g_assert_cmpstr (cvk_connection_get_account (connection), ==, "");
}

static void
test_no_keyring (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  cvk_sign_in_bench_begin (self);
  self->store->load_error = CVK_TOKEN_STORE_ERROR_NO_SERVICE;
  cvk_sign_in_bench_wait (self);
  /* Said before the user has done anything. */
  g_assert_null (cvk_sign_in_bench_finish (self, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_NO_KEYRING);
  g_assert_cmpuint (self->authority->requests->len, ==, 0);
}

static void
test_locked_keyring (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;

  self->store->load_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  connection = cvk_sign_in_bench_sign_in (self);
  g_assert_cmpuint (self->store->unlocks, ==, 1);
}

static void
test_keyring_failures (CvkSignInBench *self, gconstpointer data)
{
  self->store->save_error = CVK_TOKEN_STORE_ERROR_FAILED;
  assert_failure (self, CVK_AUTH_ERROR_NO_KEYRING);
  self->store->save_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  assert_failure (self, CVK_AUTH_ERROR_KEYRING_LOCKED);
}

/* A keyring that cuts off or rewrites what it is given. */
static void
test_changed_payload (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  self->store->is_changing_what_it_saves = TRUE;
  cvk_sign_in_bench_begin (self);
  cvk_sign_in_bench_wait (self);
  page = cvk_sign_in_bench_come_back (self, "code=the%20code%2F%2B");
  g_assert_null (cvk_sign_in_bench_finish (self, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_NO_KEYRING);
}

static void
test_declined (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  cvk_sign_in_bench_begin (self);
  cvk_sign_in_bench_wait (self);
  page = cvk_sign_in_bench_come_back (self, "error=access_denied");
  g_assert_nonnull (strstr (page, "You declined"));
  g_assert_null (cvk_sign_in_bench_finish (self, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_DECLINED);
  g_assert_cmpuint (self->authority->requests->len, ==, 0);
}

static void
test_timeout (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  cvk_sign_in_bench_begin (self);
  cvk_sign_in_bench_wait (self);
  cvk_drain_main_context ();
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), 10 * MINUTE);
  g_assert_null (cvk_sign_in_bench_finish (self, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_TIMEOUT);
}

static void
test_cancelled (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  cvk_sign_in_bench_begin (self);
  cvk_sign_in_bench_wait (self);
  g_cancellable_cancel (self->cancellable);
  g_assert_null (cvk_sign_in_bench_finish (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A7: the browser may be back before anybody waits. */
static void
test_fast_browser (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  CvkLoopbackBench browser = { 0 };
  g_autofree char *target = NULL;

  cvk_sign_in_bench_begin (self);
  sscanf (cvk_sign_in_bench_get_parameter (self, "redirect_uri"), "http://127.0.0.1:%u/",
          &browser.port);
  browser.host = g_strdup_printf ("127.0.0.1:%u", browser.port);
  target = g_strdup_printf ("/callback?state=%s&code=the%%20code%%2F%%2B",
                            cvk_sign_in_bench_get_parameter (self, "state"));
  g_assert_cmpuint (cvk_loopback_bench_get (&browser, target), ==, 303);
  g_free (browser.host);
  cvk_sign_in_bench_wait (self);
  connection = cvk_sign_in_bench_finish (self, &error);
  g_assert_no_error (error);
}

static void
test_redeem (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;
  g_autoptr (CvkSecret) code = cvk_secret_new ("the code/+", -1);
  g_autoptr (GError) error = NULL;

  cvk_sign_in_bench_begin (self);
  cvk_sign_in_redeem_async (self->sign_in, code, NULL, cvk_await_result_cb, &self->result);
  connection = cvk_sign_in_bench_finish (self, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cvk_connection_get_name (connection), ==, "ada@example.com");
}

/* Where the reply moves the account to another host, the token goes there and nowhere else. */
static void
test_moved (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;

  self->authority->api_url = self->authority->url;
  connection = cvk_sign_in_bench_sign_in (self);
  g_assert_cmpstr (cvk_connection_get_api_url (connection), ==, self->request.api_url);
  cvk_sign_in_bench_drop (self);
  self->authority->api_url = "https://evil.example";
  g_clear_object (&connection);
  connection = cvk_sign_in_bench_sign_in (self);
  g_assert_cmpstr (cvk_connection_get_api_url (connection), ==, self->request.api_url);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/sign-in/" path, CvkSignInBench, NULL, cvk_sign_in_bench_set_up, function,  \
              cvk_sign_in_bench_tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("convoke-sign-in-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);

  ADD ("A4-A6/url", test_url);
  ADD ("A2/bad-addresses", test_bad_addresses);
  ADD ("A7/fast-browser", test_fast_browser);
  ADD ("whole", test_whole);
  ADD ("C8/again", test_again);
  ADD ("C8/again-unsaved", test_again_unsaved);
  ADD ("C1/secret-client", test_secret_client);
  ADD ("C3-C7/token-failures", test_token_failures);
  ADD ("C8/user-failures", test_user_failures);
  ADD ("C8/no-user-scope", test_no_user_scope);
  ADD ("no-keyring", test_no_keyring);
  ADD ("locked-keyring", test_locked_keyring);
  ADD ("keyring-failures", test_keyring_failures);
  ADD ("changed-payload", test_changed_payload);
  ADD ("B9/declined", test_declined);
  ADD ("B16/timeout", test_timeout);
  ADD ("B16/cancelled", test_cancelled);
  ADD ("redeem", test_redeem);
  ADD ("moved", test_moved);
  status = g_test_run ();

  cvk_remove_folder (folder);
  return status;
}
