// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>

#include "cvk-connection-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

#define DAY (24 * HOUR)

static void
count_cb (CvkConnection *connection, unsigned *count)
{
  ++*count;
}

static gboolean
has_held (gpointer user_data)
{
  return ((CvkFakeAuthority *) user_data)->held->len > 0;
}

static void
test_refreshing (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkSecret) token = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  unsigned changes = 0;

  g_signal_connect (self->connection, "changed", G_CALLBACK (count_cb), &changes);
  g_assert_cmpint (cvk_connection_get_last_success (self->connection), ==, 0);
  self->authority->is_holding = TRUE;
  cvk_connection_get_token_async (self->connection, NULL, NULL, cvk_await_result_cb, &pending);
  cvk_await ("the refresh", has_held, self->authority);
  g_assert_true (cvk_connection_is_refreshing (self->connection));
  g_assert_cmpuint (changes, ==, 1);
  cvk_fake_authority_let_go (self->authority);
  token = cvk_connection_bench_finish_token (self->connection, &pending, &error);
  g_assert_no_error (error);
  g_assert_false (cvk_connection_is_refreshing (self->connection));
  g_assert_cmpuint (changes, ==, 2);
  g_assert_cmpint (cvk_connection_get_last_success (self->connection), ==,
                   cvk_clock_get_wall (self->clock));
  g_assert_null (cvk_connection_get_failure (self->connection));
}

typedef struct
{
  unsigned status;
  const char *retry_after;
  CvkAuthError code;
  int64_t wait;
} WaitRow;

/* D7: what the service says about waiting is kept to, whatever our own back-off would be. */
static void
test_retry_after (void)
{
  static const WaitRow rows[] = {
    { 429, "120", CVK_AUTH_ERROR_BUSY, 120 * SECOND },
    { 503, "45", CVK_AUTH_ERROR_OFFLINE, 45 * SECOND },
    { 429, "2026-03-01T14:00:00Z", CVK_AUTH_ERROR_BUSY, 2 * HOUR },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CvkConnectionBench self = { 0 };
      int64_t until;

      cvk_connection_bench_set_up (&self, NULL);
      self.authority->token_status = rows[i].status;
      self.authority->token_body = "";
      self.authority->token_retry_after = rows[i].retry_after;
      cvk_connection_bench_assert_failure (self.connection, rows[i].code);
      g_assert_error (cvk_connection_get_failure (self.connection), CVK_AUTH_ERROR,
                      (int) rows[i].code);
      until = cvk_connection_get_retry_at (self.connection);
      g_assert_cmpint (until - cvk_clock_get_wall (self.clock), ==, rows[i].wait);
      self.authority->token_status = 0;
      self.authority->token_retry_after = NULL;
      cvk_connection_bench_advance (&self, rows[i].wait - SECOND);
      cvk_connection_bench_assert_failure (self.connection, rows[i].code);
      g_assert_cmpuint (self.authority->requests->len, ==, 1);
      cvk_connection_bench_advance (&self, SECOND);
      cvk_connection_bench_assert_same_token (self.connection, "A1");
      g_assert_cmpint (cvk_connection_get_retry_at (self.connection), ==, 0);
      cvk_connection_bench_tear_down (&self, NULL);
    }
}

/* Nobody waits for a keyring that was just unlocked. */
static void
test_unlocked (CvkConnectionBench *self, gconstpointer data)
{
  self->store->load_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_KEYRING_LOCKED);
  g_assert_cmpint (cvk_connection_get_retry_at (self->connection), ==, 0);
  self->store->load_error = -1;
  cvk_connection_bench_assert_same_token (self->connection, "A1");
}

static void
test_unsaved (CvkConnectionBench *self, gconstpointer data)
{
  unsigned changes = 0;

  self->store->save_error = CVK_TOKEN_STORE_ERROR_LOCKED;
  g_test_expect_message ("cvk-connect", G_LOG_LEVEL_WARNING, "*kept in memory only*");
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  g_test_assert_expected_messages ();
  g_assert_true (cvk_connection_is_unsaved (self->connection));
  g_signal_connect (self->connection, "changed", G_CALLBACK (count_cb), &changes);
  self->store->save_error = -1;
  cvk_connection_bench_advance (self, 61 * SECOND);
  cvk_drain_main_context ();
  g_assert_false (cvk_connection_is_unsaved (self->connection));
  g_assert_cmpuint (changes, ==, 1);
}

/* D12: spread over five seconds, one for all who ask. */
static void
test_ahead (CvkConnectionBench *self, gconstpointer data)
{
  GAsyncResult *first = NULL;
  GAsyncResult *second = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) other = NULL;
  g_autoptr (GError) error = NULL;

  cvk_connection_refresh_ahead_async (self->connection, NULL, cvk_await_result_cb, &first);
  cvk_connection_refresh_ahead_async (self->connection, NULL, cvk_await_result_cb, &second);
  cvk_drain_main_context ();
  g_assert_null (first);
  g_assert_cmpuint (self->authority->requests->len, ==, 0);
  cvk_connection_bench_advance (self, 5 * SECOND);
  result = cvk_await_result (&first);
  other = cvk_await_result (&second);
  g_assert_true (cvk_connection_refresh_ahead_finish (self->connection, result, &error));
  g_assert_no_error (error);
  g_assert_true (cvk_connection_refresh_ahead_finish (self->connection, other, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), ==, 1);
}

/* D12: five connections do not all wake in the same moment. */
static void
test_spread (CvkConnectionBench *self, gconstpointer data)
{
  GAsyncResult *pending[20] = { NULL };
  unsigned early = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (pending); i++)
    {
      g_autoptr (CvkConnection) connection = cvk_connection_bench_make_connection (self);

      cvk_connection_refresh_ahead_async (connection, NULL, cvk_await_result_cb, &pending[i]);
    }
  cvk_connection_bench_advance (self, 5 * SECOND / 2);
  for (unsigned i = 0; i < 2000; i++)
    g_main_context_iteration (NULL, FALSE);
  for (size_t i = 0; i < G_N_ELEMENTS (pending); i++)
    early += pending[i] != NULL;
  g_assert_cmpuint (early, <, G_N_ELEMENTS (pending));
  cvk_connection_bench_advance (self, 5 * SECOND / 2);
  for (size_t i = 0; i < G_N_ELEMENTS (pending); i++)
    g_object_unref (cvk_await_result (&pending[i]));
}

/* D13: a refresh token that nobody uses dies, and is used before. */
static void
test_keep_alive (CvkConnectionBench *self, gconstpointer data)
{
  int64_t start = cvk_clock_get_wall (self->clock);

  /* An access token that outlives two thirds of it. */
  self->authority->refresh_expires_in = 9 * 24 * 60 * 60;
  self->authority->expires_in = 9000000;
  g_assert_cmpint (cvk_connection_get_refresh_deadline (self->connection), ==, 0);
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  g_assert_cmpint (cvk_connection_get_refresh_deadline (self->connection), ==, start + 9 * DAY);
  g_assert_cmpint (cvk_connection_get_keep_alive (self->connection), ==, start + 6 * DAY);
  cvk_connection_bench_advance (self, 6 * DAY - SECOND);
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  cvk_connection_bench_advance (self, SECOND);
  cvk_connection_bench_assert_same_token (self->connection, "A2");
  g_assert_cmpint (cvk_connection_get_refresh_deadline (self->connection), ==, start + 15 * DAY);
}

static void
test_record (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkValue) record = NULL;
  g_autoptr (CvkConnection) again = NULL;

  self->authority->refresh_expires_in = 9 * 24 * 60 * 60;
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  record = cvk_connection_to_record (self->connection);
  again =
    cvk_connection_new_from_record (record, self->http, CVK_TOKEN_STORE (self->store), self->clock);
  g_assert_cmpint (cvk_connection_get_refresh_deadline (again), ==,
                   cvk_connection_get_refresh_deadline (self->connection));
  g_assert_cmpint (cvk_connection_get_refresh_deadline (again), >, 0);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/connection-status/" path, CvkConnectionBench, NULL,                        \
              cvk_connection_bench_set_up, function, cvk_connection_bench_tear_down)

int
main (int argc, char **argv)
{
  char *home = cvk_connection_bench_make_home ();
  int status;

  g_test_init (&argc, &argv, NULL);

  ADD ("refreshing", test_refreshing);
  g_test_add_func ("/connect/connection-status/D7/retry-after", test_retry_after);
  ADD ("unlocked", test_unlocked);
  ADD ("D8/unsaved", test_unsaved);
  ADD ("D12/ahead", test_ahead);
  ADD ("D12/spread", test_spread);
  ADD ("D13/keep-alive", test_keep_alive);
  ADD ("D13/record", test_record);
  status = g_test_run ();

  cvk_connection_bench_remove_home (home);
  return status;
}
