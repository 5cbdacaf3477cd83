// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "connect/cvk-connection.h"
#include "cvk-connection-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

static void
test_first_token (CvkConnectionBench *self, gconstpointer data)
{
  self->authority->scopes = "user:read:user";
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  g_assert_cmpuint (self->authority->requests->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (self->authority->requests, 0), ==,
                   REFRESH "refresh_token=R7&client_id=client");
  cvk_connection_bench_assert_stored (self, 4, "R8");
  g_assert_false (cvk_connection_has_scope (self->connection, "meeting:read:meeting"));

  /* Asked for once. */
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  cvk_connection_bench_advance (self, HOUR / 2);
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), ==, 1);
}

/* D2: at 3600 s - 360 s, give or take a tenth of the margin. */
static void
test_refreshed_ahead (CvkConnectionBench *self, gconstpointer data)
{
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  cvk_connection_bench_advance (self, (3600 - 397) * SECOND);
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  cvk_connection_bench_advance (self, (397 - 323) * SECOND);
  cvk_connection_bench_assert_same_token (self->connection, "A2");
  cvk_connection_bench_assert_stored (self, 5, "R9");
}

static void
test_short_life (CvkConnectionBench *self, gconstpointer data)
{
  self->authority->expires_in = 10;
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  /* D3: expiry alone never refreshes more than once a minute. */
  for (unsigned i = 0; i < 59; i++)
    {
      cvk_connection_bench_assert_same_token (self->connection, "A1");
      cvk_connection_bench_advance (self, SECOND);
    }
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), ==, 1);
  cvk_connection_bench_advance (self, SECOND);
  cvk_connection_bench_assert_same_token (self->connection, "A2");
}

static void
test_clock_jumps (CvkConnectionBench *self, gconstpointer data)
{
  static const int64_t jumps[] = { 24 * HOUR, -24 * HOUR, 9 * 24 * HOUR, -9 * 24 * HOUR, HOUR };

  cvk_connection_bench_assert_same_token (self->connection, "A1");
  for (size_t i = 0; i < G_N_ELEMENTS (jumps); i++)
    {
      unsigned before = cvk_connection_bench_count_refreshes (self);

      cvk_connection_bench_advance (self, 61 * SECOND);
      cvk_fake_clock_set_wall (CVK_FAKE_CLOCK (self->clock),
                               cvk_clock_get_wall (self->clock) + jumps[i]);
      for (unsigned j = 0; j < 100; j++)
        {
          g_autoptr (CvkSecret) token =
            cvk_connection_bench_get_token (self->connection, NULL, NULL);

          g_assert_nonnull (token);
        }
      g_assert_cmpuint (cvk_connection_bench_count_refreshes (self) - before, <=, 1);
    }
}

typedef struct
{
  unsigned answers;
  unsigned failures;
} Tally;

static void
tally_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tally *tally = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) token =
    cvk_connection_get_token_finish (CVK_CONNECTION (source), result, &error);

  tally->answers++;
  tally->failures += token == NULL;
}

static gboolean
is_tallied (gpointer user_data)
{
  return ((Tally *) user_data)->answers == 1000;
}

static void
test_single_flight (CvkConnectionBench *self, gconstpointer data)
{
  Tally tally = { 0 };

  for (unsigned i = 0; i < 1000; i++)
    cvk_connection_get_token_async (self->connection, NULL, NULL, tally_cb, &tally);
  cvk_await ("a thousand tokens", is_tallied, &tally);
  g_assert_cmpuint (tally.failures, ==, 0);
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), ==, 1);

  /* A failure is shared too, and then forgotten. */
  cvk_connection_bench_advance (self, HOUR);
  tally = (Tally){ 0 };
  self->authority->token_status = 503;
  self->authority->token_body = "";
  for (unsigned i = 0; i < 1000; i++)
    cvk_connection_get_token_async (self->connection, NULL, NULL, tally_cb, &tally);
  cvk_await ("a thousand failures", is_tallied, &tally);
  g_assert_cmpuint (tally.failures, ==, 1000);
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), ==, 2);
  self->authority->token_status = 0;
  cvk_connection_bench_advance (self, 2 * SECOND);
  cvk_connection_bench_assert_same_token (self->connection, "A2");
}

static gboolean
has_held (gpointer user_data)
{
  return ((CvkFakeAuthority *) user_data)->held->len > 0;
}

static void
test_cancelled_waiter (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) none = NULL;
  g_autoptr (CvkSecret) token = NULL;
  GAsyncResult *cancelled = NULL;
  GAsyncResult *waiting = NULL;

  self->authority->is_holding = TRUE;
  cvk_connection_get_token_async (self->connection, NULL, cancellable, cvk_await_result_cb,
                                  &cancelled);
  cvk_connection_get_token_async (self->connection, NULL, NULL, cvk_await_result_cb, &waiting);
  cvk_await ("the refresh", has_held, self->authority);
  g_cancellable_cancel (cancellable);
  g_assert_null (cvk_connection_bench_finish_token (self->connection, &cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (waiting);
  cvk_fake_authority_let_go (self->authority);
  token = cvk_connection_bench_finish_token (self->connection, &waiting, &none);
  g_assert_no_error (none);
  g_assert_cmpstr (cvk_secret_peek (token), ==, "A1");
}

static void
test_rejected (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkSecret) first = cvk_connection_bench_assert_token (self->connection, "A1");
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) second = cvk_connection_bench_get_token (self->connection, first, &error);
  g_autoptr (CvkSecret) third = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (cvk_secret_peek (second), ==, "A2");
  /* D11: a refusal of the old one, which came late, starts nothing. */
  third = cvk_connection_bench_get_token (self->connection, first, &error);
  g_assert_no_error (error);
  g_assert_true (cvk_secret_equal (second, third));
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), ==, 2);
}

static void
test_always_rejected (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkSecret) token = cvk_connection_bench_assert_token (self->connection, "A1");
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < 100 && error == NULL; i++)
    {
      CvkSecret *next = cvk_connection_bench_get_token (self->connection, token, &error);

      g_clear_pointer (&token, cvk_secret_unref);
      token = next;
    }
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "date and time"));
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), ==, 4);
  cvk_connection_bench_advance (self, 60 * SECOND);
  cvk_connection_bench_assert_same_token (self->connection, "A5");
}

static void
test_kept_refresh_token (CvkConnectionBench *self, gconstpointer data)
{
  self->authority->is_rotating = FALSE;
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  cvk_connection_bench_assert_stored (self, 4, "R7");
  cvk_connection_bench_advance (self, HOUR);
  cvk_connection_bench_assert_same_token (self->connection, "A2");
  cvk_connection_bench_assert_stored (self, 5, "R7");
}

typedef struct
{
  unsigned status;
  const char *body;
  CvkAuthError code;
} FailureRow;

static const FailureRow failure_rows[] = {
  { 400, "{\"error\": \"invalid_grant\"}", CVK_AUTH_ERROR_RECONNECT },
  { 400, "{\"code\": 4735}", CVK_AUTH_ERROR_RECONNECT },
  { 400, "{\"code\": 4737}", CVK_AUTH_ERROR_RECONNECT },
  { 401, "{\"code\": 4738}", CVK_AUTH_ERROR_DISABLED },
  { 401, "{\"code\": 4741}", CVK_AUTH_ERROR_ELSEWHERE },
  { 400, "{\"error\": \"invalid_client\"}", CVK_AUTH_ERROR_REFUSED },
  { 400, "{\"error\": \"invalid_request\"}", CVK_AUTH_ERROR_REFUSED },
  { 400, "", CVK_AUTH_ERROR_REFUSED },
  { 429, "", CVK_AUTH_ERROR_BUSY },
  { 500, "{\"error\": \"invalid_grant\"}", CVK_AUTH_ERROR_OFFLINE },
  { 503, "", CVK_AUTH_ERROR_OFFLINE },
  { 302, "", CVK_AUTH_ERROR_OFFLINE },
  { 200, "<html>hotel</html>", CVK_AUTH_ERROR_OFFLINE },
  { 200, "{}", CVK_AUTH_ERROR_OFFLINE },
};

static void
test_failures (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (failure_rows); i++)
    {
      const FailureRow *row = &failure_rows[i];
      CvkConnectionBench self = { 0 };

      cvk_connection_bench_set_up (&self, NULL);
      self.authority->token_status = row->status;
      self.authority->token_body = row->body;
      self.authority->token_location = row->status == 302 ? "/elsewhere" : NULL;
      g_test_message ("%u %s", row->status, row->body);
      cvk_connection_bench_assert_failure (self.connection, row->code);
      /* D7: whatever it was, the token is still there. */
      cvk_connection_bench_assert_stored (&self, 3, "R7");
      g_assert_cmpuint (self.authority->requests->len, ==, 1);

      self.authority->token_status = 0;
      cvk_connection_bench_advance (&self, 2 * SECOND);
      if (row->code == CVK_AUTH_ERROR_RECONNECT || row->code == CVK_AUTH_ERROR_DISABLED ||
          row->code == CVK_AUTH_ERROR_ELSEWHERE)
        {
          /* The server is not asked about it again. */
          cvk_connection_bench_assert_failure (self.connection, row->code);
          g_assert_cmpuint (self.authority->requests->len, ==, 1);
          /* Until somebody signed in, here or elsewhere. */
          cvk_fake_token_store_put (self.store, "zoom-1", 4, "R7");
        }
      cvk_connection_bench_assert_same_token (self.connection, "A1");
      cvk_connection_bench_tear_down (&self, NULL);
    }
}

/* That the keyring was locked meanwhile does not take the place of the reason. */
static void
test_dead_and_locked (CvkConnectionBench *self, gconstpointer data)
{
  self->authority->token_status = 401;
  self->authority->token_body = "{\"code\": 4738}";
  cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_DISABLED);
  self->store->load_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_KEYRING_LOCKED);
  self->store->load_error = -1;
  cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_DISABLED);
  g_assert_cmpuint (self->authority->requests->len, ==, 1);
}

/* Another engine has removed the account and signed in to it once more: its numbers begin anew. */
static void
test_dead_and_anew (CvkConnectionBench *self, gconstpointer data)
{
  self->authority->token_status = 400;
  self->authority->token_body = "{\"error\": \"invalid_grant\"}";
  cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_RECONNECT);
  self->authority->token_status = 0;
  g_hash_table_replace (self->store->items, g_strdup ("zoom-1"),
                        cvk_secret_new ("{\"v\":1,\"generation\":3,\"refresh_token\":\"R7\","
                                        "\"scopes\":\"\",\"account\":\"\",\"issued_at\":1}",
                                        -1));
  cvk_connection_bench_assert_same_token (self->connection, "A1");
}

static void
test_unreachable (CvkConnectionBench *self, gconstpointer data)
{
  cvk_fake_authority_close (self->authority);
  cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_OFFLINE);
  cvk_connection_bench_assert_stored (self, 3, "R7");
}

static void
test_backoff (CvkConnectionBench *self, gconstpointer data)
{
  unsigned seconds = 0;

  self->authority->token_status = 503;
  self->authority->token_body = "";
  /* A caller a second for an hour. */
  for (; seconds < 3600; seconds++)
    {
      cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_OFFLINE);
      cvk_connection_bench_advance (self, SECOND);
    }
  g_test_message ("%u requests in an hour", cvk_connection_bench_count_refreshes (self));
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), <, 150);
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), >, 50);
  self->authority->token_status = 0;
  cvk_connection_bench_advance (self, 70 * SECOND);
  cvk_connection_bench_assert_same_token (self->connection, "A1");
}

/* A token that still lives is worth more than the news that the server is away. */
static void
test_old_token_while_offline (CvkConnectionBench *self, gconstpointer data)
{
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  self->authority->token_status = 503;
  self->authority->token_body = "";
  cvk_connection_bench_advance (self, 3400 * SECOND);
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), ==, 2);
  cvk_connection_bench_advance (self, 200 * SECOND);
  cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_OFFLINE);
}

typedef struct
{
  int store_error;
  CvkAuthError code;
} StoreRow;

static void
test_store_errors (void)
{
  static const StoreRow rows[] = {
    { CVK_TOKEN_STORE_ERROR_ABSENT, CVK_AUTH_ERROR_RECONNECT },
    { CVK_TOKEN_STORE_ERROR_LOCKED, CVK_AUTH_ERROR_KEYRING_LOCKED },
    { CVK_TOKEN_STORE_ERROR_NO_SERVICE, CVK_AUTH_ERROR_NO_KEYRING },
    { CVK_TOKEN_STORE_ERROR_FAILED, CVK_AUTH_ERROR_NO_KEYRING },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CvkConnectionBench self = { 0 };

      cvk_connection_bench_set_up (&self, NULL);
      self.store->load_error = rows[i].store_error;
      cvk_connection_bench_assert_failure (self.connection, rows[i].code);
      g_assert_cmpuint (self.authority->requests->len, ==, 0);
      g_assert_cmpuint (self.store->unlocks, ==, 0);
      self.store->load_error = -1;
      cvk_connection_bench_advance (&self, 2 * SECOND);
      cvk_connection_bench_assert_same_token (self.connection, "A1");
      cvk_connection_bench_tear_down (&self, NULL);
    }
}

/* D8: the store fails after the server has rotated. */
static void
test_unsaved (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) other = cvk_connection_bench_make_connection (self);
  GAsyncResult *pending = NULL;
  g_autoptr (CvkSecret) token = NULL;
  g_autoptr (GError) error = NULL;

  self->store->save_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  g_test_expect_message ("cvk-connect", G_LOG_LEVEL_WARNING, "*kept in memory only*");
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  g_test_assert_expected_messages ();
  cvk_connection_bench_assert_stored (self, 3, "R7");

  /* Nobody else sends the token that the server has retired: they wait for the new one. */
  cvk_connection_get_token_async (other, NULL, NULL, cvk_await_result_cb, &pending);
  for (unsigned i = 0; i < 10; i++)
    {
      cvk_connection_bench_advance (self, 10 * SECOND);
      cvk_drain_main_context ();
    }
  g_assert_null (pending);
  g_assert_cmpuint (self->store->saves, >, 3);
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), ==, 1);

  self->store->save_error = -1;
  cvk_connection_bench_advance (self, 61 * SECOND);
  token = cvk_connection_bench_finish_token (other, &pending, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cvk_secret_peek (token), ==, "A1");
  cvk_connection_bench_assert_stored (self, 4, "R8");
  g_assert_cmpuint (self->authority->refusals, ==, 0);
}

static void
test_unsaved_and_refreshed (CvkConnectionBench *self, gconstpointer data)
{
  self->store->save_error = CVK_TOKEN_STORE_ERROR_FAILED;
  g_test_expect_message ("cvk-connect", G_LOG_LEVEL_WARNING, "*kept in memory only*");
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  g_test_assert_expected_messages ();

  /* The server is away as well; nothing is forgotten. */
  cvk_connection_bench_advance (self, HOUR);
  self->authority->token_status = 503;
  self->authority->token_body = "";
  cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_OFFLINE);
  self->authority->token_status = 0;
  self->store->save_error = -1;
  cvk_connection_bench_advance (self, 61 * SECOND);
  cvk_connection_bench_assert_same_token (self->connection, "A2");
  cvk_connection_bench_assert_stored (self, 5, "R9");
  g_assert_cmpuint (self->authority->refusals, ==, 0);
}

/* A server that hangs, or another engine that was stopped, holds up nobody whose token lives. */
static void
test_slow (CvkConnectionBench *self, gconstpointer data)
{
  GAsyncResult *first = NULL;
  GAsyncResult *second = NULL;
  g_autoptr (CvkSecret) a = NULL;
  g_autoptr (CvkSecret) b = NULL;

  cvk_connection_bench_assert_same_token (self->connection, "A1");
  cvk_connection_bench_advance (self, 3590 * SECOND);
  self->authority->is_holding = TRUE;
  cvk_connection_get_token_async (self->connection, NULL, NULL, cvk_await_result_cb, &first);
  cvk_await ("the refresh", has_held, self->authority);
  g_assert_null (first);
  cvk_connection_bench_advance (self, 5 * SECOND);
  a = cvk_connection_bench_finish_token (self->connection, &first, NULL);
  g_assert_cmpstr (cvk_secret_peek (a), ==, "A1");
  cvk_connection_bench_assert_same_token (self->connection, "A1");

  /* Once it is dead there is nothing to do but to wait. */
  cvk_connection_bench_advance (self, 6 * SECOND);
  cvk_connection_get_token_async (self->connection, NULL, NULL, cvk_await_result_cb, &second);
  cvk_drain_main_context ();
  g_assert_null (second);
  cvk_fake_authority_let_go (self->authority);
  b = cvk_connection_bench_finish_token (self->connection, &second, NULL);
  g_assert_cmpstr (cvk_secret_peek (b), ==, "A2");
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), ==, 2);
}

/* D5: two engines, one account. */
static void
test_shared_item (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) other = cvk_connection_bench_make_connection (self);
  GAsyncResult *first = NULL;
  GAsyncResult *second = NULL;
  g_autoptr (CvkSecret) a = NULL;
  g_autoptr (CvkSecret) b = NULL;
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < 20; i++)
    {
      cvk_connection_get_token_async (self->connection, NULL, NULL, cvk_await_result_cb, &first);
      cvk_connection_get_token_async (other, NULL, NULL, cvk_await_result_cb, &second);
      a = cvk_connection_bench_finish_token (self->connection, &first, &error);
      g_assert_no_error (error);
      b = cvk_connection_bench_finish_token (other, &second, &error);
      g_assert_no_error (error);
      g_clear_pointer (&a, cvk_secret_unref);
      g_clear_pointer (&b, cvk_secret_unref);
      cvk_connection_bench_advance (self, HOUR);
    }
  g_assert_cmpuint (self->authority->refusals, ==, 0);
  /* Who comes second finds the first one's token. */
  g_assert_cmpuint (self->authority->refreshes, ==, 20);
}

/* D6: somebody without our lock was faster between our look and our request. */
static void
put_newer_cb (CvkFakeTokenStore *store, gpointer data)
{
  if (store->loads == 2)
    cvk_fake_token_store_put (store, "zoom-1", 9, "R7");
}

static void
test_lost_race (CvkConnectionBench *self, gconstpointer data)
{
  cvk_fake_token_store_put (self->store, "zoom-1", 3, "R6");
  self->store->before_load = put_newer_cb;
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  g_assert_cmpuint (self->authority->refusals, ==, 1);
  cvk_connection_bench_assert_stored (self, 10, "R8");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/connection-refresh/" path, CvkConnectionBench, NULL,                       \
              cvk_connection_bench_set_up, function, cvk_connection_bench_tear_down)

int
main (int argc, char **argv)
{
  char *home = cvk_connection_bench_make_home ();
  int status;

  g_test_init (&argc, &argv, NULL);

  ADD ("first-token", test_first_token);
  ADD ("D2/refreshed-ahead", test_refreshed_ahead);
  ADD ("D3/short-life", test_short_life);
  ADD ("D3/clock-jumps", test_clock_jumps);
  ADD ("D4/single-flight", test_single_flight);
  ADD ("D4/cancelled-waiter", test_cancelled_waiter);
  ADD ("D5/shared-item", test_shared_item);
  ADD ("D6/lost-race", test_lost_race);
  g_test_add_func ("/connect/connection-refresh/D7/failures", test_failures);
  ADD ("D7/dead-and-locked", test_dead_and_locked);
  ADD ("D7/dead-and-anew", test_dead_and_anew);
  ADD ("D7/unreachable", test_unreachable);
  ADD ("D7/backoff", test_backoff);
  ADD ("D7/old-token-while-offline", test_old_token_while_offline);
  ADD ("D7/slow", test_slow);
  g_test_add_func ("/connect/connection-refresh/store-errors", test_store_errors);
  ADD ("D8/unsaved", test_unsaved);
  ADD ("D8/unsaved-and-refreshed", test_unsaved_and_refreshed);
  ADD ("D10/kept-refresh-token", test_kept_refresh_token);
  ADD ("D11/rejected", test_rejected);
  ADD ("D11/always-rejected", test_always_rejected);
  status = g_test_run ();

  cvk_connection_bench_remove_home (home);
  return status;
}
