// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-connection-bench.h"

#include "base/cvk-json.h"
#include "connect/cvk-account-folder.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"
#include "support/cvk-remove-folder.h"

char *
cvk_connection_bench_make_home (void)
{
  char *home = g_dir_make_tmp ("convoke-connection-XXXXXX", NULL);

  g_setenv ("XDG_RUNTIME_DIR", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  return home;
}

void
cvk_connection_bench_remove_home (char *home)
{
  cvk_remove_folder (home);
  g_free (home);
}

CvkConnection *
cvk_connection_bench_make_connection (CvkConnectionBench *self)
{
  g_autofree char *json = g_strdup_printf (
    "{\"id\": \"zoom-1\", \"connector\": \"zoom\", \"name\": \"ada@example.com\", "
    "\"account\": \"Uabc\", \"client_id\": \"client\", \"authorize_url\": \"%s/oauth/authorize\", "
    "\"token_url\": \"%s/oauth/token\", \"revoke_url\": \"%s/oauth/revoke\", "
    "\"api_url\": \"%s/v2\", \"allowed_hosts\": [\"zoom.us\", \"zoomgov.com\"], "
    "\"scopes\": [\"user:read:user\", \"meeting:read:meeting\"], \"memory\": false, "
    "\"created\": \"2026-03-01T12:00:00Z\"}",
    self->authority->url, self->authority->url, self->authority->url, self->authority->url);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) record = cvk_value_from_json (json, -1, CVK_JSON_STRICT, &error);
  CvkConnection *connection;

  g_assert_no_error (error);
  connection =
    cvk_connection_new_from_record (record, self->http, CVK_TOKEN_STORE (self->store), self->clock);
  g_assert_nonnull (connection);
  return connection;
}

void
cvk_connection_bench_set_up (CvkConnectionBench *self, gconstpointer data)
{
  self->clock = CVK_CLOCK (cvk_fake_clock_new (CVK_FAKE_CLOCK_START));
  self->http = cvk_http_new (self->clock);
  self->authority = cvk_fake_authority_new ();
  self->authority->current = 7;
  self->store = cvk_fake_token_store_new ();
  cvk_fake_token_store_put (self->store, "zoom-1", 3, "R7");
  self->connection = cvk_connection_bench_make_connection (self);
}

void
cvk_connection_bench_tear_down (CvkConnectionBench *self, gconstpointer data)
{
  g_clear_object (&self->connection);
  cvk_account_folder_remove ("zoom-1");
  cvk_drain_main_context ();
  g_clear_object (&self->http);
  g_clear_pointer (&self->authority, cvk_fake_authority_free);
  g_clear_object (&self->store);
  cvk_drain_main_context ();
  g_clear_object (&self->clock);
}

CvkSecret *
cvk_connection_bench_finish_token (CvkConnection *connection,
                                   GAsyncResult **pending,
                                   GError **error)
{
  g_autoptr (GAsyncResult) result = cvk_await_result (pending);

  return cvk_connection_get_token_finish (connection, result, error);
}

CvkSecret *
cvk_connection_bench_get_token (CvkConnection *connection, CvkSecret *rejected, GError **error)
{
  GAsyncResult *pending = NULL;

  cvk_connection_get_token_async (connection, rejected, NULL, cvk_await_result_cb, &pending);
  return cvk_connection_bench_finish_token (connection, &pending, error);
}

CvkSecret *
cvk_connection_bench_assert_token (CvkConnection *connection, const char *expected)
{
  g_autoptr (GError) error = NULL;
  CvkSecret *token = cvk_connection_bench_get_token (connection, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cvk_secret_peek (token), ==, expected);
  return token;
}

void
cvk_connection_bench_assert_same_token (CvkConnection *connection, const char *expected)
{
  cvk_secret_unref (cvk_connection_bench_assert_token (connection, expected));
}

void
cvk_connection_bench_assert_failure (CvkConnection *connection, CvkAuthError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) token = cvk_connection_bench_get_token (connection, NULL, &error);

  g_assert_null (token);
  g_assert_error (error, CVK_AUTH_ERROR, (int) code);
}

void
cvk_connection_bench_advance (CvkConnectionBench *self, int64_t microseconds)
{
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), microseconds);
}

unsigned
cvk_connection_bench_count_refreshes (CvkConnectionBench *self)
{
  return cvk_fake_authority_count (self->authority, REFRESH);
}

void
cvk_connection_bench_assert_stored (CvkConnectionBench *self,
                                    int64_t generation,
                                    const char *refresh_token)
{
  g_autofree char *start =
    g_strdup_printf ("{\"v\":1,\"generation\":%" G_GINT64_FORMAT ",\"refresh_token\":\"%s\",",
                     generation, refresh_token);
  const char *text = cvk_fake_token_store_peek (self->store, "zoom-1");

  g_assert_nonnull (text);
  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, start));
}
