// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-sign-in.h"
#include "cvk-fake-authority.h"
#include "cvk-fake-token-store.h"
#include "cvk-loopback-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

static const char *const hosts[] = { "zoom.us", NULL };
static const char *const scopes[] = { "meeting:read:meeting", "user:read:user", NULL };

typedef struct
{
  CvkClock *clock;
  CvkHttp *http;
  CvkFakeAuthority *authority;
  CvkFakeTokenStore *store;
  GStringChunk *strings;
  CvkSignInRequest request;
  CvkSignIn *sign_in;
  GHashTable *parameters; /* of the URL */
  GCancellable *cancellable;
  GAsyncResult *result;
} Fixture;

static const char *
join (Fixture *self, const char *path)
{
  g_autofree char *url = g_strconcat (self->authority->url, path, NULL);

  return g_string_chunk_insert (self->strings, url);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->clock = CVK_CLOCK (cvk_fake_clock_new (CVK_FAKE_CLOCK_START));
  self->http = cvk_http_new (self->clock);
  self->authority = cvk_fake_authority_new ();
  self->store = cvk_fake_token_store_new ();
  self->strings = g_string_chunk_new (256);
  self->cancellable = g_cancellable_new ();
  self->request = (CvkSignInRequest){
    .connector = "zoom",
    .client_id = "cli&ent",
    .authorize_url = join (self, "/oauth/authorize"),
    .token_url = join (self, "/oauth/token"),
    .revoke_url = join (self, "/oauth/revoke"),
    .api_url = join (self, "/v2"),
    .allowed_hosts = hosts,
    .scopes = scopes,
    .user_path = "/users/me",
  };
}

static void
drop_sign_in (Fixture *self)
{
  g_clear_object (&self->sign_in);
  g_clear_object (&self->result);
  g_clear_pointer (&self->parameters, g_hash_table_unref);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  drop_sign_in (self);
  /* The last page of an attempt lingers. */
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), 10 * G_USEC_PER_SEC);
  g_clear_object (&self->cancellable);
  cvk_drain_main_context ();
  g_clear_object (&self->http);
  g_clear_pointer (&self->authority, cvk_fake_authority_free);
  g_clear_object (&self->store);
  g_clear_pointer (&self->strings, g_string_chunk_free);
  g_clear_pointer (&self->request.client_secret, cvk_secret_unref);
  cvk_drain_main_context ();
  g_clear_object (&self->clock);
}

static const char *
get_parameter (Fixture *self, const char *name)
{
  return g_hash_table_lookup (self->parameters, name);
}

static void
begin (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  const char *url;

  self->sign_in =
    cvk_sign_in_new (&self->request, self->http, CVK_TOKEN_STORE (self->store), self->clock);
  url = cvk_sign_in_begin (self->sign_in, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (url, self->request.authorize_url));
  self->parameters = g_uri_parse_params (strchr (url, '?') + 1, -1, "&", G_URI_PARAMS_NONE, &error);
  g_assert_no_error (error);
  g_clear_pointer (&self->authority->code, g_free);
  g_clear_pointer (&self->authority->challenge, g_free);
  self->authority->code = g_strdup ("the code/+");
  self->authority->challenge = g_strdup (get_parameter (self, "code_challenge"));
}

static void
wait_for_browser (Fixture *self)
{
  cvk_sign_in_wait_async (self->sign_in, 10 * MINUTE, self->cancellable, cvk_await_result_cb,
                          &self->result);
}

static CvkConnection *
finish (Fixture *self, GError **error)
{
  g_autoptr (GAsyncResult) result = cvk_await_result (&self->result);

  return cvk_sign_in_wait_finish (self->sign_in, result, error);
}

/* What the browser shows in the end. */
static char *
come_back (Fixture *self, const char *query)
{
  CvkLoopbackBench browser = { 0 };
  g_autofree char *target =
    g_strdup_printf ("/callback?state=%s&%s", get_parameter (self, "state"), query);
  char *page;

  g_assert_cmpint (
    sscanf (get_parameter (self, "redirect_uri"), "http://127.0.0.1:%u/", &browser.port), ==, 1);
  browser.host = g_strdup_printf ("127.0.0.1:%u", browser.port);
  g_assert_cmpuint (cvk_loopback_bench_get (&browser, target), ==, 303);
  page = cvk_loopback_bench_exchange (&browser, "GET /done HTTP/1.1\r\nHost: %h\r\n\r\n");
  g_free (browser.host);
  return page;
}

static CvkConnection *
sign_in (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;
  CvkConnection *connection;

  begin (self);
  wait_for_browser (self);
  page = come_back (self, "code=the%20code%2F%2B");
  g_assert_nonnull (strstr (page, "<h1>Connected</h1>"));
  connection = finish (self, &error);
  g_assert_no_error (error);
  return connection;
}

static void
assert_failure (Fixture *self, CvkAuthError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  g_ptr_array_set_size (self->authority->requests, 0);
  begin (self);
  wait_for_browser (self);
  page = come_back (self, "code=the%20code%2F%2B");
  g_assert_nonnull (strstr (page, "<h1>Not connected</h1>"));
  g_assert_null (finish (self, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CVK_AUTH_ERROR, (int) code);
  g_assert_null (strstr (error->message, "the code"));
  g_assert_cmpuint (g_hash_table_size (self->store->items), ==, 0);
  /* C3: once, whatever came of it. */
  g_assert_cmpuint (
    cvk_fake_authority_count (self->authority, "POST /oauth/token - grant_type=authorization_code"),
    <=, 1);
  drop_sign_in (self);
}

static void
test_url (Fixture *self, gconstpointer data)
{
  g_autofree char *state = NULL;
  g_autofree char *challenge = NULL;

  begin (self);
  g_assert_cmpuint (g_hash_table_size (self->parameters), ==, 7);
  g_assert_cmpstr (get_parameter (self, "response_type"), ==, "code");
  g_assert_cmpstr (get_parameter (self, "client_id"), ==, "cli&ent");
  g_assert_cmpstr (get_parameter (self, "scope"), ==, "meeting:read:meeting user:read:user");
  g_assert_cmpstr (get_parameter (self, "code_challenge_method"), ==, "S256");
  g_assert_cmpstr (get_parameter (self, "redirect_uri"), ==,
                   cvk_sign_in_get_redirect_uri (self->sign_in));
  g_assert_cmpstr (get_parameter (self, "code_challenge"), ==,
                   cvk_sign_in_get_challenge (self->sign_in));
  g_assert_cmpuint (strlen (get_parameter (self, "state")), ==, 43);

  /* Nothing of it is used again. */
  state = g_strdup (get_parameter (self, "state"));
  challenge = g_strdup (get_parameter (self, "code_challenge"));
  drop_sign_in (self);
  begin (self);
  g_assert_cmpstr (get_parameter (self, "state"), !=, state);
  g_assert_cmpstr (get_parameter (self, "code_challenge"), !=, challenge);
}

/* A2, A3: nothing but https, and http for this computer itself. */
static void
test_bad_addresses (Fixture *self, gconstpointer data)
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
test_whole (Fixture *self, gconstpointer data)
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
  connection = sign_in (self);
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
test_again (Fixture *self, gconstpointer data)
{
  g_autoptr (CvkConnection) first = sign_in (self);
  g_autoptr (CvkConnection) second = NULL;
  g_autoptr (CvkConnection) other = NULL;
  const char *item;

  drop_sign_in (self);
  second = sign_in (self);
  g_assert_cmpstr (cvk_connection_get_id (first), ==, cvk_connection_get_id (second));
  item = cvk_fake_token_store_peek (self->store, cvk_connection_get_id (first));
  g_assert_true (g_str_has_prefix (item, "{\"v\":1,\"generation\":2,\"refresh_token\":\"R2\","));

  drop_sign_in (self);
  self->authority->user_status = 200;
  self->authority->user_body = "{\"id\": \"Uxyz\", \"email\": \"\"}";
  other = sign_in (self);
  g_assert_cmpstr (cvk_connection_get_id (first), !=, cvk_connection_get_id (other));
  g_assert_cmpstr (cvk_connection_get_name (other), ==, "zoom");
}

static void
test_secret_client (Fixture *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;
  const char *request;

  self->request.client_secret = cvk_secret_new ("s:e%t", -1);
  connection = sign_in (self);
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
test_token_failures (Fixture *self, gconstpointer data)
{
  static const FailureRow rows[] = {
    { 400, "{\"error\": \"invalid_grant\"}", CVK_AUTH_ERROR_REFUSED },
    { 400, "{\"code\": 4738}", CVK_AUTH_ERROR_REFUSED },
    { 400, "{\"error\": \"invalid_client\"}", CVK_AUTH_ERROR_REFUSED },
    { 503, "", CVK_AUTH_ERROR_OFFLINE },
    { 429, "", CVK_AUTH_ERROR_BUSY },
    { 200, "<html>", CVK_AUTH_ERROR_PROTOCOL },
    { 200, "{\"access_token\": \"A\", \"token_type\": \"bearer\"}", CVK_AUTH_ERROR_PROTOCOL },
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
test_user_failures (Fixture *self, gconstpointer data)
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
    { 200, "{\"id\": 7}", CVK_AUTH_ERROR_PROTOCOL },
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
test_no_user_scope (Fixture *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;

  self->authority->user_status = 400;
  self->authority->user_body = "{\"code\": 4711, \"message\": \"does not contain scopes\"}";
  connection = sign_in (self);
  g_assert_cmpstr (cvk_connection_get_name (connection), ==, "zoom");
  g_assert_cmpstr (cvk_connection_get_account (connection), ==, "");
}

static void
test_no_keyring (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (self);
  self->store->load_error = CVK_TOKEN_STORE_ERROR_NO_SERVICE;
  wait_for_browser (self);
  /* Said before the user has done anything. */
  g_assert_null (finish (self, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_NO_KEYRING);
  g_assert_cmpuint (self->authority->requests->len, ==, 0);
}

static void
test_locked_keyring (Fixture *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;

  self->store->load_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  connection = sign_in (self);
  g_assert_cmpuint (self->store->unlocks, ==, 1);
}

static void
test_keyring_failures (Fixture *self, gconstpointer data)
{
  self->store->save_error = CVK_TOKEN_STORE_ERROR_FAILED;
  assert_failure (self, CVK_AUTH_ERROR_NO_KEYRING);
  self->store->save_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  assert_failure (self, CVK_AUTH_ERROR_KEYRING_LOCKED);
}

/* A keyring that cuts off or rewrites what it is given. */
static void
test_changed_payload (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  self->store->is_changing_what_it_saves = TRUE;
  begin (self);
  wait_for_browser (self);
  page = come_back (self, "code=the%20code%2F%2B");
  g_assert_null (finish (self, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_NO_KEYRING);
}

static void
test_declined (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  begin (self);
  wait_for_browser (self);
  page = come_back (self, "error=access_denied");
  g_assert_nonnull (strstr (page, "You declined"));
  g_assert_null (finish (self, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_DECLINED);
  g_assert_cmpuint (self->authority->requests->len, ==, 0);
}

static void
test_timeout (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (self);
  wait_for_browser (self);
  cvk_drain_main_context ();
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), 10 * MINUTE);
  g_assert_null (finish (self, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_TIMEOUT);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (self);
  wait_for_browser (self);
  g_cancellable_cancel (self->cancellable);
  g_assert_null (finish (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A7: the browser may be back before anybody waits. */
static void
test_fast_browser (Fixture *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  CvkLoopbackBench browser = { 0 };
  g_autofree char *target = NULL;

  begin (self);
  sscanf (get_parameter (self, "redirect_uri"), "http://127.0.0.1:%u/", &browser.port);
  browser.host = g_strdup_printf ("127.0.0.1:%u", browser.port);
  target =
    g_strdup_printf ("/callback?state=%s&code=the%%20code%%2F%%2B", get_parameter (self, "state"));
  g_assert_cmpuint (cvk_loopback_bench_get (&browser, target), ==, 303);
  g_free (browser.host);
  wait_for_browser (self);
  connection = finish (self, &error);
  g_assert_no_error (error);
}

static void
test_redeem (Fixture *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;
  g_autoptr (CvkSecret) code = cvk_secret_new ("the code/+", -1);
  g_autoptr (GError) error = NULL;

  begin (self);
  cvk_sign_in_redeem_async (self->sign_in, code, NULL, cvk_await_result_cb, &self->result);
  connection = finish (self, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cvk_connection_get_name (connection), ==, "ada@example.com");
}

/* Where the reply moves the account to another host, the token goes there and nowhere else. */
static void
test_moved (Fixture *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;

  self->authority->api_url = self->authority->url;
  connection = sign_in (self);
  g_assert_cmpstr (cvk_connection_get_api_url (connection), ==, self->request.api_url);
  drop_sign_in (self);
  self->authority->api_url = "https://evil.example";
  g_clear_object (&connection);
  connection = sign_in (self);
  g_assert_cmpstr (cvk_connection_get_api_url (connection), ==, self->request.api_url);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/sign-in/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("convoke-sign-in-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  int status;

  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);

  ADD ("A4-A6/url", test_url);
  ADD ("A2/bad-addresses", test_bad_addresses);
  ADD ("A7/fast-browser", test_fast_browser);
  ADD ("whole", test_whole);
  ADD ("C8/again", test_again);
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

  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  return status;
}
