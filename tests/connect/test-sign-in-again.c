// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-connectors.h"
#include "cvk-sign-in-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-remove-folder.h"

/* C8: renewing a connection, and another account that signs in then. */

#define OTHER "{\"id\": \"Uxyz\", \"email\": \"sam@example.org\"}"

/* What an engine knows of a connection after a restart. */
static CvkConnection *
reload (CvkSignInBench *self, CvkConnection *connection)
{
  g_autoptr (CvkValue) record = cvk_connection_to_record (connection);
  CvkConnection *copy =
    cvk_connection_new_from_record (record, self->http, CVK_TOKEN_STORE (self->store), self->clock);

  g_assert_nonnull (copy);
  return copy;
}

/* The first sign-in, and a request to renew it. */
static CvkConnection *
prepare (CvkSignInBench *self)
{
  g_autoptr (CvkConnection) fresh = NULL;
  CvkConnection *connection;

  self->request.issuer = "https://issuer.example";
  self->request.random_path = TRUE;
  fresh = cvk_sign_in_bench_sign_in (self);
  connection = reload (self, fresh);
  cvk_sign_in_bench_drop (self);
  self->request = (CvkSignInRequest){ 0 };
  g_assert_true (cvk_connector_fill_reconnect (NULL, connection, self->strings, &self->request));
  g_ptr_array_set_size (self->authority->requests, 0);
  return connection;
}

static void
test_facts (CvkSignInBench *self, gconstpointer data)
{
  const CvkSignInRequest asked = self->request;
  g_autoptr (CvkConnection) connection = prepare (self);
  const CvkSignInRequest *request = &self->request;

  g_assert_cmpstr (request->connector, ==, asked.connector);
  g_assert_cmpstr (request->client_id, ==, asked.client_id);
  g_assert_cmpstr (request->authorize_url, ==, asked.authorize_url);
  g_assert_cmpstr (request->token_url, ==, asked.token_url);
  g_assert_cmpstr (request->revoke_url, ==, asked.revoke_url);
  g_assert_cmpstr (request->api_url, ==, asked.api_url);
  g_assert_cmpstr (request->user_path, ==, asked.user_path);
  g_assert_cmpstr (request->issuer, ==, "https://issuer.example");
  g_assert_true (request->random_path);
  g_assert_true (g_strv_equal (request->scopes, asked.scopes));
  g_assert_true (g_strv_equal (request->allowed_hosts, asked.allowed_hosts));
  g_assert_cmpstr (request->connection, ==, cvk_connection_get_id (connection));
  g_assert_cmpstr (request->item, ==, cvk_connection_get_item (connection));
  g_assert_cmpstr (request->account, ==, "Uabc");
}

/* A record from before there were such facts leads to the connector that is built in. */
static void
test_old_record (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = cvk_sign_in_bench_sign_in (self);
  g_autoptr (CvkValue) record = cvk_connection_to_record (connection);
  g_autoptr (CvkValue) old = NULL;
  g_autoptr (CvkConnection) before = NULL;
  g_auto (CvkObjectBuilder) builder = { 0 };
  CvkSignInRequest request;

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (record); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (record, i, &name, &value);
      if (!g_str_equal (name, "sign_in"))
        cvk_object_builder_append (&builder, name, cvk_value_ref (value));
    }
  old = cvk_object_builder_end (&builder);
  before =
    cvk_connection_new_from_record (old, self->http, CVK_TOKEN_STORE (self->store), self->clock);
  g_assert_false (cvk_connector_fill_reconnect (NULL, before, self->strings, &request));
  g_assert_true (
    cvk_connector_fill_reconnect (cvk_connector_get ("zoom"), before, self->strings, &request));
  g_assert_cmpstr (request.user_path, ==, "/users/me");
  g_assert_cmpstr (request.token_url, ==, self->request.token_url);
  g_assert_cmpuint (g_strv_length ((GStrv) request.scopes), ==, 7);
  g_assert_null (request.device_url);
}

static void
come_back_as (CvkSignInBench *self, const char *user)
{
  g_autofree char *page = NULL;

  self->authority->user_status = 200;
  self->authority->user_body = user;
  cvk_sign_in_bench_begin (self);
  cvk_sign_in_bench_wait (self);
  page = cvk_sign_in_bench_come_back (self, "code=the%20code%2F%2B&iss=https%3A%2F%2F"
                                            "issuer.example");
  g_test_message ("%s", page);
}

static void
test_same_account (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) before = prepare (self);
  g_autoptr (CvkConnection) after = NULL;
  g_autoptr (GError) error = NULL;

  come_back_as (self, "{\"id\": \"Uabc\", \"email\": \"renamed@example.com\"}");
  after = cvk_sign_in_bench_finish (self, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cvk_connection_get_id (after), ==, cvk_connection_get_id (before));
  g_assert_cmpstr (cvk_connection_get_item (after), ==, cvk_connection_get_item (before));
  g_assert_cmpuint (g_hash_table_size (self->store->items), ==, 1);
}

static void
ask (CvkSignInBench *self, const char *item)
{
  g_autofree char *kept = g_strdup (cvk_fake_token_store_peek (self->store, item));
  g_autoptr (GError) error = NULL;

  come_back_as (self, OTHER);
  g_assert_null (cvk_sign_in_bench_finish (self, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OTHER_ACCOUNT);
  g_assert_cmpstr (cvk_sign_in_get_account_name (self->sign_in), ==, "sam@example.org");
  /* Nothing is changed yet. */
  g_assert_cmpuint (g_hash_table_size (self->store->items), ==, 1);
  g_assert_cmpstr (cvk_fake_token_store_peek (self->store, item), ==, kept);
  g_assert_cmpuint (cvk_fake_authority_count (self->authority, "POST /oauth/revoke"), ==, 0);
}

static CvkConnection *
decide (CvkSignInBench *self, CvkSignInDecision decision)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CvkConnection *connection;

  cvk_sign_in_decide_async (self->sign_in, decision, cvk_await_result_cb, &self->result);
  result = cvk_await_result (&self->result);
  connection = cvk_sign_in_decide_finish (self->sign_in, result, &error);
  g_assert_no_error (error);
  return connection;
}

static void
test_replace (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) before = prepare (self);
  g_autoptr (CvkConnection) after = NULL;

  ask (self, cvk_connection_get_item (before));
  after = decide (self, CVK_SIGN_IN_REPLACE);
  g_assert_cmpstr (cvk_connection_get_id (after), ==, cvk_connection_get_id (before));
  g_assert_cmpstr (cvk_connection_get_item (after), !=, cvk_connection_get_item (before));
  g_assert_cmpstr (cvk_connection_get_account (after), ==, "Uxyz");
  g_assert_nonnull (cvk_fake_token_store_peek (self->store, cvk_connection_get_item (after)));
}

static void
test_add (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) before = prepare (self);
  g_autoptr (CvkConnection) other = NULL;
  g_autofree char *item = NULL;

  ask (self, cvk_connection_get_item (before));
  item = cvk_sign_in_dup_item (self->sign_in);
  other = decide (self, CVK_SIGN_IN_ADD);
  g_assert_cmpstr (cvk_connection_get_id (other), ==, item);
  g_assert_cmpstr (cvk_connection_get_item (other), ==, item);
  g_assert_cmpuint (g_hash_table_size (self->store->items), ==, 2);
}

static void
test_drop (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) before = prepare (self);

  ask (self, cvk_connection_get_item (before));
  g_assert_null (decide (self, CVK_SIGN_IN_DROP));
  g_assert_cmpuint (cvk_fake_authority_count (
                      self->authority, "POST /oauth/revoke - token=R2&token_type_hint=refresh"),
                    ==, 1);
  g_assert_cmpuint (cvk_fake_authority_count (
                      self->authority, "POST /oauth/revoke - token=A0&token_type_hint=access"),
                    ==, 1);
  g_assert_cmpuint (g_hash_table_size (self->store->items), ==, 1);
}

/* Nobody can tell that it is the same one. */
static void
test_account_without_a_name (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) before = prepare (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  self->authority->user_status = 403;
  self->authority->user_body = "{}";
  cvk_sign_in_bench_begin (self);
  cvk_sign_in_bench_wait (self);
  page = cvk_sign_in_bench_come_back (self, "code=the%20code%2F%2B");
  g_assert_null (cvk_sign_in_bench_finish (self, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OTHER_ACCOUNT);
  g_assert_cmpstr (cvk_sign_in_get_account_name (self->sign_in), ==, "");
}

/* A connection that never had one keeps its place. */
static void
test_connection_without_an_account (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) before = NULL;
  g_autoptr (CvkConnection) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  self->authority->user_status = 403;
  self->authority->user_body = "{}";
  before = prepare (self);
  g_assert_cmpstr (self->request.account, ==, "");
  cvk_sign_in_bench_begin (self);
  cvk_sign_in_bench_wait (self);
  page = cvk_sign_in_bench_come_back (self, "code=the%20code%2F%2B");
  after = cvk_sign_in_bench_finish (self, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cvk_connection_get_item (after), ==, cvk_connection_get_item (before));
  g_assert_cmpuint (g_hash_table_size (self->store->items), ==, 1);
}

/* A11 */
static void
test_missing_scopes (CvkSignInBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) connection = NULL;
  g_autoptr (CvkValue) scopes = NULL;
  g_autoptr (CvkValue) actions = NULL;
  g_autofree char *text = NULL;

  self->authority->scopes = "user:read:user";
  connection = cvk_sign_in_bench_sign_in (self);
  scopes = cvk_connector_list_missing_scopes (connection);
  text = cvk_value_to_json (scopes, CVK_JSON_COMPACT);
  g_assert_cmpstr (text, ==, "[\"meeting:read:meeting\"]");
  actions = cvk_connector_list_missing_actions (connection);
  g_assert_cmpuint (cvk_value_get_length (actions), ==, 1);
  g_assert_cmpstr (cvk_value_lookup_string (cvk_value_get_element (actions, 0), "id", ""), ==,
                   "zoom.get-meeting");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/sign-in-again/" path, CvkSignInBench, NULL, cvk_sign_in_bench_set_up,      \
              function, cvk_sign_in_bench_tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("convoke-sign-in-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);

  ADD ("facts", test_facts);
  ADD ("old-record", test_old_record);
  ADD ("C8/same-account", test_same_account);
  ADD ("C8/replace", test_replace);
  ADD ("C8/add", test_add);
  ADD ("C8/drop", test_drop);
  ADD ("C8/account-without-a-name", test_account_without_a_name);
  ADD ("C8/connection-without-an-account", test_connection_without_an_account);
  ADD ("A11/missing-scopes", test_missing_scopes);
  status = g_test_run ();

  cvk_remove_folder (folder);
  return status;
}
