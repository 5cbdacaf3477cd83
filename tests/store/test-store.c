// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <sqlite3.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cvk-json.h"
#include "engine/cvk-journal.h"
#include "store/cvk-store.h"
#include "support/cvk-await.h"
#include "support/cvk-remove-folder.h"

typedef struct
{
  char *directory;
  char *path;
  CvkStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("convoke-store-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->directory, "convoke.db", NULL);
  fixture->store = cvk_store_new (fixture->directory);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->store != NULL)
    cvk_store_close (fixture->store);
  g_clear_object (&fixture->store);
  cvk_remove_folder (fixture->directory);
  g_free (fixture->directory);
  g_free (fixture->path);
}

static CvkRecord *
make_record (CvkRecordKind kind, const char *run, const char *node, const char *payload)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = kind;
  record->run = g_strdup (run);
  record->node = g_strdup (node);
  record->payload = g_strdup (payload);
  return record;
}

static CvkRecord *
make_effect (const char *run, const char *id, CvkEffectState state)
{
  CvkRecord *record = make_record (CVK_RECORD_EFFECT, run, "create", "{\"topic\":\"Hello\"}");

  record->effect = g_strdup (id);
  record->action = g_strdup ("zoom.create-meeting");
  record->request_hash = g_strdup ("abc");
  record->match_key = g_strdup ("key");
  record->state = state;
  record->wall = 1000;
  return record;
}

static gboolean
write_durably (CvkStore *store, CvkRecord *record, GError **error)
{
  GAsyncResult *awaited = NULL;

  cvk_journal_write_durably (CVK_JOURNAL (store), record, cvk_await_result_cb, &awaited);
  g_autoptr (GAsyncResult) result = cvk_await_result (&awaited);
  return cvk_journal_write_durably_finish (CVK_JOURNAL (store), result, error);
}

static void
start_run (CvkStore *store, const char *run)
{
  g_autoptr (GError) error = NULL;

  write_durably (store,
                 make_record (CVK_RECORD_RUN_STARTED, run, NULL,
                              "{\"pipeline\":\"{}\\n\",\"hash\":\"h\",\"name\":\"N\",\"seed\":"
                              "9223372036854775807}"),
                 &error);
  g_assert_no_error (error);
}

/* Reads with a connection of its own, as another program would. */
static char *
query (const char *path, const char *sql)
{
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  GString *text = g_string_new (NULL);

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                            (const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (database);
  return g_string_free (text, FALSE);
}

static void
assert_query (Fixture *fixture, const char *sql, const char *expected)
{
  g_autofree char *found = query (fixture->path, sql);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_settings_of_the_file (Fixture *fixture, gconstpointer data)
{
  struct stat status;

  start_run (fixture->store, "r1");
  assert_query (fixture, "PRAGMA journal_mode", "wal");
  assert_query (fixture, "PRAGMA user_version", "11");
  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
test_records_become_rows (Fixture *fixture, gconstpointer data)
{
  CvkJournal *journal = CVK_JOURNAL (fixture->store);
  g_autoptr (GError) error = NULL;

  start_run (fixture->store, "r1");
  cvk_journal_write (journal, make_record (CVK_RECORD_STEP, "r1", "a", "{\"state\":\"running\"}"));
  cvk_journal_write (journal, make_record (CVK_RECORD_STEP, "r1", "a", "{\"state\":\"failed\"}"));
  cvk_journal_write (journal, make_record (CVK_RECORD_OUTPUT, "r1", "a", "{\"ports\":{}}"));
  write_durably (fixture->store,
                 make_record (CVK_RECORD_RUN_FINISHED, "r1", NULL, "{\"state\":\"failed\"}"),
                 &error);
  g_assert_no_error (error);
  assert_query (fixture, "SELECT text FROM pipeline", "{}\n");
  assert_query (fixture, "SELECT name || state || json_extract (start, '$.seed') FROM run",
                "Nfailed9223372036854775807");
  assert_query (fixture, "SELECT payload FROM step", "{\"state\":\"failed\"}");
  assert_query (fixture, "SELECT payload FROM output", "{\"ports\":{}}");
}

/* Every pair of states: what follows what. */
static void
test_effects_only_go_forward (Fixture *fixture, gconstpointer data)
{
  static const CvkEffectState paths[][3] = {
    { CVK_EFFECT_PLANNED },
    { CVK_EFFECT_PLANNED, CVK_EFFECT_SENT },
    { CVK_EFFECT_PLANNED, CVK_EFFECT_SENT, CVK_EFFECT_CONFIRMED },
    { CVK_EFFECT_PLANNED, CVK_EFFECT_SENT, CVK_EFFECT_REFUSED },
    { CVK_EFFECT_PLANNED, CVK_EFFECT_SENT, CVK_EFFECT_UNKNOWN },
    { CVK_EFFECT_PLANNED, CVK_EFFECT_ABANDONED },
  };
  static const unsigned lengths[] = { 1, 2, 3, 3, 3, 2 };
  /* Rows as above; columns planned, sent, confirmed, refused, unknown, abandoned. */
  static const gboolean allowed[6][6] = {
    { 1, 1, 0, 0, 0, 1 }, { 1, 1, 1, 1, 1, 0 }, { 0, 0, 0, 0, 0, 0 },
    { 0, 0, 0, 0, 0, 0 }, { 1, 1, 1, 1, 1, 0 }, { 1, 0, 0, 0, 0, 0 },
  };

  start_run (fixture->store, "r1");
  for (unsigned from = 0; from < 6; from++)
    {
      for (unsigned to = 0; to < 6; to++)
        {
          g_autofree char *id = g_strdup_printf ("r1/create/%u%u", from, to);
          g_autoptr (GError) error = NULL;

          for (unsigned i = 0; i < lengths[from]; i++)
            write_durably (fixture->store, make_effect ("r1", id, paths[from][i]), &error);
          g_assert_no_error (error);
          gboolean ok = write_durably (fixture->store, make_effect ("r1", id, to), &error);
          g_assert_cmpint (ok, ==, allowed[from][to]);
          if (!ok)
            g_assert_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT);

          const char *state =
            cvk_effect_state_to_string (ok ? (CvkEffectState) to : paths[from][lengths[from] - 1]);
          g_autofree char *sql = g_strdup_printf ("SELECT state FROM effect WHERE id = '%s'", id);
          assert_query (fixture, sql, state);
        }
    }
}

static void
test_conflicts_leave_the_rest_alone (Fixture *fixture, gconstpointer data)
{
  CvkJournal *journal = CVK_JOURNAL (fixture->store);
  GAsyncResult *good = NULL, *bad = NULL, *broken = NULL, *last = NULL;

  start_run (fixture->store, "r1");
  cvk_journal_write_durably (journal, make_effect ("r1", "e1", CVK_EFFECT_PLANNED),
                             cvk_await_result_cb, &good);
  cvk_journal_write_durably (journal, make_effect ("nobody", "e2", CVK_EFFECT_PLANNED),
                             cvk_await_result_cb, &bad);
  cvk_journal_write_durably (journal, make_record (CVK_RECORD_RUN_STARTED, "r2", NULL, "{"),
                             cvk_await_result_cb, &broken);
  cvk_journal_write_durably (journal, make_effect ("r1", "e3", CVK_EFFECT_PLANNED),
                             cvk_await_result_cb, &last);
  g_autoptr (GAsyncResult) good_result = cvk_await_result (&good);
  g_autoptr (GAsyncResult) bad_result = cvk_await_result (&bad);
  g_autoptr (GAsyncResult) broken_result = cvk_await_result (&broken);
  g_autoptr (GAsyncResult) last_result = cvk_await_result (&last);
  g_autoptr (GError) error = NULL;
  g_assert_true (cvk_journal_write_durably_finish (journal, good_result, &error));
  g_assert_true (cvk_journal_write_durably_finish (journal, last_result, &error));
  g_assert_false (cvk_journal_write_durably_finish (journal, bad_result, &error));
  g_assert_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (cvk_journal_write_durably_finish (journal, broken_result, &error));
  g_assert_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT);
  assert_query (fixture, "SELECT id FROM effect ORDER BY id", "e1 e3");
}

typedef struct
{
  Fixture *fixture;
  GArray *order;
  unsigned number;
} Acknowledged;

static void
acknowledged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Acknowledged *acknowledged = user_data;
  g_autoptr (GError) error = NULL;

  cvk_journal_write_durably_finish (CVK_JOURNAL (source), result, &error);
  g_assert_no_error (error);
  g_array_append_val (acknowledged->order, acknowledged->number);
}

static void
test_order_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (unsigned));

  start_run (fixture->store, "r1");
  for (unsigned i = 0; i < 3000; i++)
    {
      g_autofree char *id = g_strdup_printf ("%05u", i);
      Acknowledged *acknowledged = g_new0 (Acknowledged, 1);

      acknowledged->order = order;
      acknowledged->number = i;
      cvk_journal_write_durably (CVK_JOURNAL (fixture->store),
                                 make_effect ("r1", id, CVK_EFFECT_PLANNED), acknowledged_cb,
                                 acknowledged);
    }
  while (order->len < 3000)
    g_main_context_iteration (NULL, TRUE);
  for (unsigned i = 0; i < 3000; i++)
    g_assert_cmpuint (g_array_index (order, unsigned, i), ==, i);
  assert_query (fixture, "SELECT count (*) FROM effect", "3000");
  assert_query (fixture,
                "SELECT count (*) FROM (SELECT id, lag (id) OVER (ORDER BY rowid) AS before"
                " FROM effect) WHERE before > id",
                "0");
}

static gboolean
finish_boolean (CvkStore *store, GAsyncResult **awaited)
{
  g_autoptr (GAsyncResult) result = cvk_await_result (awaited);
  g_autoptr (GError) error = NULL;
  gboolean yes = cvk_store_boolean_finish (store, result, &error);

  g_assert_no_error (error);
  return yes;
}

static char *
finish_text (CvkStore *store, GAsyncResult **awaited)
{
  g_autoptr (GAsyncResult) result = cvk_await_result (awaited);
  g_autoptr (GError) error = NULL;
  char *text = cvk_store_text_finish (store, result, &error);

  g_assert_no_error (error);
  return text;
}

static void
reopen (Fixture *fixture)
{
  cvk_store_close (fixture->store);
  g_clear_object (&fixture->store);
  fixture->store = cvk_store_new (fixture->directory);
}

static void
test_tables (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CvkValue) first =
    cvk_value_from_json ("{\"id\":\"z\",\"name\":\"a@b\"}", -1, CVK_JSON_STRICT, NULL);
  g_autoptr (CvkValue) second = cvk_value_from_json ("{\"id\":\"a\"}", -1, CVK_JSON_STRICT, NULL);
  GAsyncResult *awaited = NULL;

  cvk_store_save_connection_async (fixture->store, "z", first, cvk_await_result_cb, &awaited);
  g_assert_true (finish_boolean (fixture->store, &awaited));
  cvk_store_save_connection_async (fixture->store, "a", second, cvk_await_result_cb, &awaited);
  g_assert_true (finish_boolean (fixture->store, &awaited));
  cvk_store_trust_async (fixture->store, "hash", cvk_await_result_cb, &awaited);
  g_assert_true (finish_boolean (fixture->store, &awaited));
  cvk_store_save_setting_async (fixture->store, "s", "v", cvk_await_result_cb, &awaited);
  g_assert_true (finish_boolean (fixture->store, &awaited));
  start_run (fixture->store, "r1");
  reopen (fixture);

  cvk_store_load_connections_async (fixture->store, cvk_await_result_cb, &awaited);
  g_autoptr (GAsyncResult) result = cvk_await_result (&awaited);
  g_autoptr (GPtrArray) records = cvk_store_load_connections_finish (fixture->store, result, NULL);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_true (cvk_value_equal (records->pdata[0], first));
  cvk_store_is_trusted_async (fixture->store, "hash", cvk_await_result_cb, &awaited);
  g_assert_true (finish_boolean (fixture->store, &awaited));
  cvk_store_is_trusted_async (fixture->store, "other", cvk_await_result_cb, &awaited);
  g_assert_false (finish_boolean (fixture->store, &awaited));
  cvk_store_load_setting_async (fixture->store, "s", cvk_await_result_cb, &awaited);
  g_autofree char *setting = finish_text (fixture->store, &awaited);
  g_assert_cmpstr (setting, ==, "v");
  cvk_store_save_setting_async (fixture->store, "s", NULL, cvk_await_result_cb, &awaited);
  g_assert_true (finish_boolean (fixture->store, &awaited));
  cvk_store_load_setting_async (fixture->store, "s", cvk_await_result_cb, &awaited);
  g_assert_null (finish_text (fixture->store, &awaited));
  cvk_store_load_run_async (fixture->store, "r1", cvk_await_result_cb, &awaited);
  g_autofree char *run = finish_text (fixture->store, &awaited);
  g_assert_cmpstr (run, ==, "{\"run\":\"r1\",\"state\":\"running\",\"result\":null}");
  cvk_store_remove_connection_async (fixture->store, "z", cvk_await_result_cb, &awaited);
  g_assert_true (finish_boolean (fixture->store, &awaited));
  assert_query (fixture, "SELECT id FROM connection", "a");
}

static void
expect_open_error (Fixture *fixture, CvkStoreError code)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *awaited = NULL;

  fixture->store = cvk_store_new (fixture->directory);
  cvk_store_open_async (fixture->store, cvk_await_result_cb, &awaited);
  g_autoptr (GAsyncResult) result = cvk_await_result (&awaited);
  g_assert_false (cvk_store_open_finish (fixture->store, result, &error));
  g_assert_error (error, CVK_STORE_ERROR, (int) code);
}

static void
test_damaged_files_are_left_alone (Fixture *fixture, gconstpointer data)
{
  static const char garbage[] = "This is no database, but it is long enough to be looked at.\n";
  g_autofree char *text = NULL;

  cvk_store_close (fixture->store);
  g_clear_object (&fixture->store);
  g_assert_true (g_file_set_contents (fixture->path, garbage, -1, NULL));
  expect_open_error (fixture, CVK_STORE_ERROR_DAMAGED);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, garbage);
}

static void
test_newer_files_are_left_alone (Fixture *fixture, gconstpointer data)
{
  start_run (fixture->store, "r1");
  cvk_store_close (fixture->store);
  g_clear_object (&fixture->store);
  g_free (query (fixture->path, "PRAGMA user_version = 99"));
  expect_open_error (fixture, CVK_STORE_ERROR_NEWER);
  assert_query (fixture, "SELECT id FROM run", "r1");
}

static void
test_missing_folders_fail_every_request (Fixture *fixture, gconstpointer data)
{
  /* Below something that is no folder, even root makes none. */
  g_autoptr (CvkStore) store = cvk_store_new ("/dev/null/convoke");
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < 2; i++)
    {
      g_assert_false (
        write_durably (store, make_record (CVK_RECORD_RUN_STARTED, "r1", NULL, "{}"), &error));
      g_assert_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_OPEN);
      g_assert_nonnull (strstr (error->message, "/dev/null/convoke"));
      g_clear_error (&error);
    }
  cvk_store_close (store);
}

static void
test_closing_writes_what_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start_run (fixture->store, "r1");
  for (unsigned i = 0; i < 100; i++)
    {
      g_autofree char *node = g_strdup_printf ("n%u", i);

      cvk_journal_write (CVK_JOURNAL (fixture->store),
                         make_record (CVK_RECORD_STEP, "r1", node, "{}"));
    }
  cvk_store_close (fixture->store);
  assert_query (fixture, "SELECT count (*) FROM step", "100");
  g_assert_false (
    write_durably (fixture->store, make_record (CVK_RECORD_STEP, "r1", "late", "{}"), &error));
  g_assert_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_FAILED);
}

static void
confirm (CvkStore *store, const char *id, const char *action, int64_t when, const char *result)
{
  for (CvkEffectState state = CVK_EFFECT_PLANNED; state <= CVK_EFFECT_CONFIRMED; state++)
    {
      CvkRecord *record = make_effect ("r1", id, state);

      g_free (record->action);
      record->action = g_strdup (action);
      g_free (record->payload);
      record->payload = g_strdup (result);
      record->wall = when;
      cvk_journal_write (CVK_JOURNAL (store), record);
    }
}

/* Only the field that was asked for, as it was. */
static void
test_results (Fixture *fixture, gconstpointer data)
{
  CvkJournal *journal = CVK_JOURNAL (fixture->store);
  g_autoptr (GError) error = NULL;
  GAsyncResult *awaited = NULL;

  start_run (fixture->store, "r1");
  confirm (fixture->store, "number", "create", 10, "{\"topic\":\"T\",\"id\":98765432109876543}");
  confirm (fixture->store, "text", "create", 11, "{\"id\":\"007\",\"in\":{\"id\":1}}");
  confirm (fixture->store, "without", "create", 12, "{\"topic\":\"T\"}");
  confirm (fixture->store, "list", "create", 13, "[1]");
  confirm (fixture->store, "nothing", "create", 14, NULL);
  confirm (fixture->store, "other", "delete", 15, "{\"id\":2}");
  confirm (fixture->store, "before", "create", 9, "{\"id\":3}");
  cvk_journal_write (journal, make_effect ("r1", "open", CVK_EFFECT_PLANNED));
  cvk_journal_load_results_async (journal, "create", "id", 10, cvk_await_result_cb, &awaited);
  g_autoptr (GAsyncResult) result = cvk_await_result (&awaited);
  g_autoptr (GPtrArray) ids = cvk_journal_load_results_finish (journal, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_cmpint (cvk_value_get_integer (g_ptr_array_index (ids, 0)), ==, 98765432109876543);
  g_assert_cmpstr (cvk_value_get_string (g_ptr_array_index (ids, 1)), ==, "007");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* A store that fails says so once; that is not a mistake of the program. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/store/file", test_settings_of_the_file);
  ADD ("/store/records", test_records_become_rows);
  ADD ("/store/effects", test_effects_only_go_forward);
  ADD ("/store/conflicts", test_conflicts_leave_the_rest_alone);
  ADD ("/store/results", test_results);
  ADD ("/store/order", test_order_is_kept);
  ADD ("/store/tables", test_tables);
  ADD ("/store/damaged", test_damaged_files_are_left_alone);
  ADD ("/store/newer", test_newer_files_are_left_alone);
  ADD ("/store/missing-folder", test_missing_folders_fail_every_request);
  ADD ("/store/close", test_closing_writes_what_waits);
  return g_test_run ();
}
