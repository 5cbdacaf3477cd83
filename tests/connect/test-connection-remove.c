// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "connect/cvk-account-folder.h"
#include "cvk-connection-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

#define REVOKE "POST /oauth/revoke - token="
#define TOMBSTONE "zoom-1-ended"

static gboolean
remove_connection (CvkConnection *connection,
                   CvkRemovalMode mode,
                   CvkRemoval *removal,
                   GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_connection_remove_async (connection, mode, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  return cvk_connection_remove_finish (connection, result, removal, error);
}

static gboolean
has_folder (void)
{
  g_autofree char *folder = cvk_account_folder_get_path ("zoom-1");

  return g_file_test (folder, G_FILE_TEST_EXISTS);
}

/* E5 */
static void
assert_gone (CvkConnectionBench *self)
{
  g_assert_null (cvk_fake_token_store_peek (self->store, "zoom-1"));
  g_assert_false (has_folder ());
  cvk_connection_bench_assert_failure (self->connection, CVK_AUTH_ERROR_REMOVED);
  /* Asking again has not brought it back. */
  g_assert_false (has_folder ());
}

typedef struct
{
  CvkRemovalMode mode;
  unsigned status;
  gboolean has_token;
  int removal; /* a CvkRemoval, or -1 - CvkAuthError */
  unsigned requests;
} Row;

#define FAILS(code) (-1 - CVK_AUTH_ERROR_##code)

static void
test_table (void)
{
  static const Row rows[] = {
    { CVK_REMOVE_OR_FAIL, 200, FALSE, CVK_REMOVAL_REVOKED, 1 },
    { CVK_REMOVE_OR_FAIL, 200, TRUE, CVK_REMOVAL_REVOKED, 2 },
    { CVK_REMOVE_OR_FAIL, 503, TRUE, FAILS (OFFLINE), 1 },
    { CVK_REMOVE_OR_FAIL, 500, FALSE, FAILS (OFFLINE), 1 },
    { CVK_REMOVE_OR_FAIL, 429, TRUE, FAILS (BUSY), 1 },
    { CVK_REMOVE_OR_FAIL, 404, TRUE, CVK_REMOVAL_UNCONFIRMED, 1 },
    { CVK_REMOVE_LATER, 200, TRUE, CVK_REMOVAL_REVOKED, 2 },
    { CVK_REMOVE_LATER, 503, TRUE, CVK_REMOVAL_POSTPONED, 1 },
    { CVK_REMOVE_LATER, 429, FALSE, CVK_REMOVAL_POSTPONED, 1 },
    { CVK_REMOVE_LATER, 404, FALSE, CVK_REMOVAL_UNCONFIRMED, 1 },
    { CVK_REMOVE_ANYWAY, 503, TRUE, CVK_REMOVAL_UNCONFIRMED, 1 },
    { CVK_REMOVE_ANYWAY, 200, TRUE, CVK_REMOVAL_REVOKED, 2 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CvkConnectionBench self = { 0 };
      g_autoptr (GError) error = NULL;
      CvkRemoval removal;
      gboolean is_removed;
      unsigned refreshes = rows[i].has_token;

      g_test_message ("row %zu", i);
      cvk_connection_bench_set_up (&self, NULL);
      if (rows[i].has_token)
        cvk_connection_bench_assert_same_token (self.connection, "A1");
      self.authority->revoke_status = rows[i].status;
      is_removed = remove_connection (self.connection, rows[i].mode, &removal, &error);
      g_assert_cmpuint (cvk_fake_authority_count (self.authority, REVOKE), ==, rows[i].requests);
      if (rows[i].removal < 0)
        {
          g_assert_false (is_removed);
          g_assert_error (error, CVK_AUTH_ERROR, -1 - rows[i].removal);
          cvk_connection_bench_assert_stored (&self, 3 + refreshes, refreshes ? "R8" : "R7");
          /* As if nothing had happened. */
          cvk_connection_bench_assert_same_token (self.connection, "A1");
        }
      else
        {
          g_assert_no_error (error);
          g_assert_cmpint (removal, ==, rows[i].removal);
          assert_gone (&self);
        }
      g_assert_cmpint (cvk_fake_token_store_peek (self.store, TOMBSTONE) != NULL, ==,
                       rows[i].removal == CVK_REMOVAL_POSTPONED);
      cvk_connection_bench_tear_down (&self, NULL);
    }
}

static void
test_unreachable (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  CvkRemoval removal;

  cvk_fake_authority_close (self->authority);
  g_assert_false (remove_connection (self->connection, CVK_REMOVE_OR_FAIL, &removal, &error));
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE);
  cvk_connection_bench_assert_stored (self, 3, "R7");
  g_clear_error (&error);
  g_assert_true (remove_connection (self->connection, CVK_REMOVE_LATER, &removal, &error));
  g_assert_no_error (error);
  g_assert_cmpint (removal, ==, CVK_REMOVAL_POSTPONED);
  g_assert_nonnull (cvk_fake_token_store_peek (self->store, TOMBSTONE));
  assert_gone (self);
}

/* The access token that another engine uses is revoked as well. */
static void
test_adopted (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkConnection) other = cvk_connection_bench_make_connection (self);
  CvkRemoval removal;

  cvk_connection_bench_assert_same_token (other, "A1");
  g_assert_true (remove_connection (self->connection, CVK_REMOVE_OR_FAIL, &removal, NULL));
  g_assert_cmpuint (cvk_fake_authority_count (self->authority, REVOKE "A1&"), ==, 1);
  g_assert_cmpuint (cvk_fake_authority_count (self->authority, REVOKE "R8&"), ==, 1);
}

static void
test_store_refuses (void)
{
  static const struct
  {
    int load_error;
    int remove_error;
    CvkAuthError code;
    unsigned requests;
  } rows[] = {
    { CVK_TOKEN_STORE_ERROR_LOCKED, -1, CVK_AUTH_ERROR_KEYRING_LOCKED, 0 },
    { CVK_TOKEN_STORE_ERROR_NO_SERVICE, -1, CVK_AUTH_ERROR_NO_KEYRING, 0 },
    { -1, CVK_TOKEN_STORE_ERROR_LOCKED, CVK_AUTH_ERROR_KEYRING_LOCKED, 1 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    for (int mode = CVK_REMOVE_OR_FAIL; mode <= CVK_REMOVE_ANYWAY; mode++)
      {
        CvkConnectionBench self = { 0 };
        g_autoptr (GError) error = NULL;

        cvk_connection_bench_set_up (&self, NULL);
        self.store->load_error = rows[i].load_error;
        self.store->remove_error = rows[i].remove_error;
        g_assert_false (remove_connection (self.connection, (CvkRemovalMode) mode, NULL, &error));
        g_assert_error (error, CVK_AUTH_ERROR, (int) rows[i].code);
        g_assert_cmpuint (self.authority->requests->len, ==, rows[i].requests);
        cvk_connection_bench_assert_stored (&self, 3, "R7");
        cvk_connection_bench_tear_down (&self, NULL);
      }
}

/* Who waits for the lock meanwhile is told, and leaves nothing behind. */
static void
test_waiting (CvkConnectionBench *self, gconstpointer data)
{
  GAsyncResult *removing = NULL;
  GAsyncResult *waiting = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CvkSecret) token = NULL;
  g_autoptr (GError) error = NULL;

  cvk_connection_remove_async (self->connection, CVK_REMOVE_OR_FAIL, cvk_await_result_cb,
                               &removing);
  cvk_connection_get_token_async (self->connection, NULL, NULL, cvk_await_result_cb, &waiting);
  result = cvk_await_result (&removing);
  g_assert_true (cvk_connection_remove_finish (self->connection, result, NULL, &error));
  token = cvk_connection_bench_finish_token (self->connection, &waiting, &error);
  g_assert_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REMOVED);
  g_assert_cmpuint (cvk_connection_bench_count_refreshes (self), ==, 0);
  assert_gone (self);
}

/* Nothing is there to be shown to the service. */
static void
test_absent (CvkConnectionBench *self, gconstpointer data)
{
  CvkRemoval removal;

  g_hash_table_remove_all (self->store->items);
  g_assert_true (remove_connection (self->connection, CVK_REMOVE_OR_FAIL, &removal, NULL));
  g_assert_cmpint (removal, ==, CVK_REMOVAL_UNCONFIRMED);
  g_assert_cmpuint (self->authority->requests->len, ==, 0);
  assert_gone (self);
}

/* The newest refresh token is the one to be ended, also when the store has not got it. */
static void
test_unsaved (CvkConnectionBench *self, gconstpointer data)
{
  CvkRemoval removal;

  self->store->save_error = CVK_TOKEN_STORE_ERROR_FAILED;
  g_test_expect_message ("cvk-connect", G_LOG_LEVEL_WARNING, "*kept in memory only*");
  cvk_connection_bench_assert_same_token (self->connection, "A1");
  g_test_assert_expected_messages ();
  g_assert_true (remove_connection (self->connection, CVK_REMOVE_OR_FAIL, &removal, NULL));
  g_assert_cmpuint (cvk_fake_authority_count (self->authority, REVOKE "R8&"), ==, 1);
  g_assert_false (cvk_connection_is_unsaved (self->connection));
  g_assert_false (has_folder ());
  cvk_connection_bench_advance (self, HOUR);
  cvk_drain_main_context ();
  g_assert_null (cvk_fake_token_store_peek (self->store, "zoom-1"));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/connection-remove/" path, CvkConnectionBench, NULL,                        \
              cvk_connection_bench_set_up, function, cvk_connection_bench_tear_down)

int
main (int argc, char **argv)
{
  char *home = cvk_connection_bench_make_home ();
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connect/connection-remove/E4/table", test_table);
  ADD ("E4/unreachable", test_unreachable);
  ADD ("E4/adopted", test_adopted);
  g_test_add_func ("/connect/connection-remove/E4/store-refuses", test_store_refuses);
  ADD ("E4/absent", test_absent);
  ADD ("E5/waiting", test_waiting);
  ADD ("E4/unsaved", test_unsaved);
  status = g_test_run ();
  cvk_connection_bench_remove_home (home);
  return status;
}
