// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "connect/cvk-account-folder.h"
#include "cvk-connection-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

#define MEMBERS 8

static char *
get_path (const char *name)
{
  g_autofree char *folder = cvk_account_folder_get_path ("zoom-1");

  return g_build_filename (folder, name, NULL);
}

static gboolean
has_file (const char *name)
{
  g_autofree char *path = get_path (name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* An engine that has just started uses the token that others have. */
static void
test_started (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) other = cvk_connection_bench_make_connection (self);
  g_autofree char *path = get_path ("access");
  g_autofree char *content = NULL;
  gsize length;
  GStatBuf status;

  self->authority->scopes = "user:read:user";
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  cvk_connection_bench_advance (self, 1000 * SECOND);
  cvk_connection_bench_assert_same_token (other, "A1");
  g_assert_cmpuint (self->authority->refreshes, ==, 1);
  g_assert_false (cvk_connection_has_scope (other, "meeting:read:meeting"));
  cvk_connection_bench_assert_stored (self, 4, "R8");

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_null (memmem (content, length, "A1", 2));
  g_assert_false (has_file ("refreshing"));
  g_assert_false (has_file ("access.new"));

  /* It is as old here as it is there. */
  cvk_connection_bench_advance (self, (3600 - 1000 - 323) * SECOND);
  cvk_connection_bench_assert_same_token (other, "A2");
  cvk_connection_bench_assert_same_token (self->connection, "A2");
  g_assert_cmpuint (self->authority->refreshes, ==, 2);
}

/* Of several that expire together one refreshes, whoever it is. */
static void
test_together (CvkConnectionBench *self, gconstpointer data)
{
  CvkConnection *members[MEMBERS];

  for (size_t i = 0; i < MEMBERS; i++)
    members[i] = cvk_connection_bench_make_connection (self);
  for (unsigned round = 0; round < 20; round++)
    {
      GAsyncResult *pending[MEMBERS] = { NULL };

      for (size_t i = 0; i < MEMBERS; i++)
        cvk_connection_get_token_async (members[(i + round) % MEMBERS], NULL, NULL,
                                        cvk_await_result_cb, &pending[(i + round) % MEMBERS]);
      for (size_t i = 0; i < MEMBERS; i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (CvkSecret) token =
            cvk_connection_bench_finish_token (members[i], &pending[i], &error);

          g_assert_no_error (error);
        }
      g_assert_cmpuint (self->authority->refreshes, ==, round + 1);
      cvk_connection_bench_advance (self, HOUR);
    }
  g_assert_cmpuint (self->authority->refusals, ==, 0);
  for (size_t i = 0; i < MEMBERS; i++)
    g_object_unref (members[i]);
}

/* D11: the server refused the token that everybody has. The first one refreshes, the others find
 * that; the one who was refused the newest does not find it again. */
static void
test_rejected (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) other = cvk_connection_bench_make_connection (self);
  g_autoptr (CvkSecret) a = cvk_connection_bench_assert_token (self->connection, "A1");
  g_autoptr (CvkSecret) b = cvk_connection_bench_assert_token (other, "A1");
  g_autoptr (CvkSecret) c = NULL;
  g_autoptr (CvkSecret) d = NULL;
  g_autoptr (GError) error = NULL;

  c = cvk_connection_bench_get_token (self->connection, a, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cvk_secret_peek (c), ==, "A2");
  d = cvk_connection_bench_get_token (other, b, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cvk_secret_peek (d), ==, "A2");
  g_assert_cmpuint (self->authority->refreshes, ==, 2);
}

/* What was adopted can be as dead as what was refused before: only a token of our own refresh tells
 * whether it is the grant. */
static void
test_rejected_twice (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) other = cvk_connection_bench_make_connection (self);
  g_autoptr (CvkSecret) a = cvk_connection_bench_assert_token (other, "A1");
  g_autoptr (CvkSecret) b = NULL;
  g_autoptr (CvkSecret) c = NULL;
  g_autoptr (CvkSecret) d = NULL;
  g_autoptr (GError) error = NULL;

  b = cvk_connection_bench_get_token (self->connection, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cvk_secret_equal (a, b));
  g_assert_true (cvk_connection_may_have_better (self->connection, b));
  c = cvk_connection_bench_get_token (self->connection, b, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cvk_secret_peek (c), ==, "A2");
  g_assert_false (cvk_connection_may_have_better (self->connection, c));
  /* Somebody else has asked with the old one. */
  g_assert_true (cvk_connection_may_have_better (self->connection, b));
  d = cvk_connection_bench_get_token (self->connection, b, &error);
  g_assert_no_error (error);
  g_assert_true (cvk_secret_equal (c, d));
  g_assert_cmpuint (self->authority->refreshes, ==, 2);
}

static void
test_damaged (void)
{
  static const char *const contents[] = { "", "convoke access 1\n", "A1", NULL };

  for (size_t i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      CvkConnectionBench self = { 0 };
      g_autoptr (CvkConnection) other = NULL;
      g_autofree char *path = get_path ("access");

      cvk_connection_bench_set_up (&self, NULL);
      cvk_connection_bench_assert_same_token (self.connection, "A1");
      other = cvk_connection_bench_make_connection (&self);
      g_unlink (path);
      if (contents[i] != NULL)
        g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
      else
        g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      cvk_connection_bench_assert_same_token (other, "A2");
      g_assert_cmpuint (self.authority->refusals, ==, 0);
      g_rmdir (path);
      g_clear_object (&other);
      cvk_connection_bench_tear_down (&self, NULL);
    }
}

/* What is in memory only leaves nothing anywhere. */
static void
test_memory (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkTokenStore) memory = cvk_memory_token_store_new ();
  g_autoptr (CvkValue) record = cvk_connection_to_record (self->connection);
  g_autoptr (CvkConnection) connection = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) payload =
    cvk_secret_new (cvk_fake_token_store_peek (self->store, "zoom-1"), -1);
  GAsyncResult *pending = NULL;
  g_autofree char *folder = cvk_account_folder_get_path ("zoom-1");

  cvk_token_store_save_async (memory, "zoom-1", "label", payload, NULL, cvk_await_result_cb,
                              &pending);
  result = cvk_await_result (&pending);
  g_assert_true (cvk_token_store_save_finish (memory, result, &error));
  connection = cvk_connection_new_from_record (record, self->http, memory, self->clock);
  cvk_connection_bench_assert_same_token (connection, "A1");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* --- D9: who stops between the answer and the store --- */

static gboolean
has_held (gpointer user_data)
{
  return ((CvkFakeAuthority *) user_data)->held->len > 0;
}

/* Leaves behind what one leaves who dies while the server answers: a marker, and a token that the
 * server has retired. */
static void
die_refreshing (CvkConnectionBench *self, const char *state)
{
  g_autofree char *folder = cvk_account_folder_get_path ("zoom-1");
  g_autofree char *path = get_path ("refreshing");
  g_autofree char *text = g_strdup_printf ("3 %s 2026-03-01T12:00:00Z\n", state);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  self->authority->current = 8;
}

static void
test_marked (CvkConnectionBench *self, gconstpointer data)
{
  GAsyncResult *pending = NULL;
  g_autoptr (CvkSecret) token = NULL;
  g_autofree char *path = get_path ("refreshing");
  g_autofree char *text = NULL;

  self->authority->is_holding = TRUE;
  cvk_connection_get_token_async (self->connection, NULL, NULL, cvk_await_result_cb, &pending);
  cvk_await ("the refresh", has_held, self->authority);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "3 sending 2026-03-01T12:00:00Z\n");
  cvk_fake_authority_let_go (self->authority);
  token = cvk_connection_bench_finish_token (self->connection, &pending, NULL);
  g_assert_nonnull (token);
  g_assert_false (has_file ("refreshing"));
}

typedef struct
{
  const char *state;
  const char *reason;
} ReasonRow;

static void
test_reasons (void)
{
  static const ReasonRow rows[] = {
    { "sending", "the computer stopped" },
    { "lost", "The network failed" },
    { "something", "no longer accepts" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CvkConnectionBench self = { 0 };

      cvk_connection_bench_set_up (&self, NULL);
      die_refreshing (&self, rows[i].state);
      /* Once, by whoever comes; then everybody knows. */
      for (unsigned j = 0; j < 3; j++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (CvkSecret) token =
            cvk_connection_bench_get_token (self.connection, NULL, &error);

          g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT);
          g_test_message ("%s", error->message);
          g_assert_nonnull (strstr (error->message, rows[i].reason));
        }
      g_assert_cmpuint (self.authority->refusals, ==, 1);
      cvk_connection_bench_assert_stored (&self, 3, "R7");
      /* Signing in again costs one, and ends it. */
      cvk_fake_token_store_put (self.store, "zoom-1", 4, "R8");
      cvk_connection_bench_assert_same_token (self.connection, "A1");
      cvk_connection_bench_tear_down (&self, NULL);
    }
}

/* Dead before the server had the request: nothing was lost, and nothing is said. */
static void
test_dead_before (CvkConnectionBench *self, gconstpointer data)
{
  die_refreshing (self, "sending");
  self->authority->current = 7;
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  g_assert_false (has_file ("refreshing"));
}

/* The reason outlives a try that reached nobody. */
static void
test_offline_after (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) token = NULL;

  die_refreshing (self, "sending");
  self->authority->token_status = 429;
  self->authority->token_body = "";
  cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_BUSY);
  self->authority->token_status = 0;
  cvk_connection_bench_advance (self, 10 * SECOND);
  token = cvk_connection_bench_get_token (self->connection, NULL, &error);
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT);
  g_assert_nonnull (strstr (error->message, "the computer stopped"));
}

static void
test_failed_server (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) token = NULL;

  /* It rotates, and then cannot say so. */
  self->authority->token_status = 502;
  self->authority->token_body = "";
  cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_OFFLINE);
  g_assert_true (has_file ("refreshing"));
  self->authority->token_status = 0;
  self->authority->current = 8;
  cvk_connection_bench_advance (self, 10 * SECOND);
  token = cvk_connection_bench_get_token (self->connection, NULL, &error);
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT);
  g_assert_nonnull (strstr (error->message, "The network failed"));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/connection-adopt/" path, CvkConnectionBench, NULL,                         \
              cvk_connection_bench_set_up, function, cvk_connection_bench_tear_down)

int
main (int argc, char **argv)
{
  char *home = cvk_connection_bench_make_home ();
  int status;

  g_test_init (&argc, &argv, NULL);
  ADD ("D5/started", test_started);
  ADD ("D5/together", test_together);
  ADD ("D5/memory", test_memory);
  g_test_add_func ("/connect/connection-adopt/D5/damaged", test_damaged);
  ADD ("D11/rejected", test_rejected);
  ADD ("D11/rejected-twice", test_rejected_twice);
  ADD ("D9/marked", test_marked);
  g_test_add_func ("/connect/connection-adopt/D9/reasons", test_reasons);
  ADD ("D9/dead-before", test_dead_before);
  ADD ("D9/offline-after", test_offline_after);
  ADD ("D9/failed-server", test_failed_server);
  status = g_test_run ();
  cvk_connection_bench_remove_home (home);
  return status;
}
