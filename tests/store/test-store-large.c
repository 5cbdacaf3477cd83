// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A large text is in the journal once, however many steps and runs have it. */

#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "base/cvk-json.h"
#include "engine/cvk-journal.h"
#include "store/cvk-store-replay.h"
#include "store/cvk-store-retention.h"
#include "support/cvk-await.h"
#include "support/cvk-remove-folder.h"

#define NOW (1000 * G_TIME_SPAN_DAY)
#define N_NODES 10
#define LARGE (5 * 1000 * 1000)

typedef struct
{
  char *directory;
  CvkStore *store;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->directory = g_dir_make_tmp ("cvk-large-XXXXXX", NULL);
  self->store = cvk_store_new (self->directory);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->store);
  cvk_remove_folder (self->directory);
  g_free (self->directory);
}

static void
write_record (Fixture *self, CvkRecordKind kind, const char *run, const char *node, char *payload)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = kind;
  record->run = g_strdup (run);
  record->node = g_strdup (node);
  record->payload = payload;
  record->wall = NOW - 10 * G_TIME_SPAN_DAY;
  cvk_journal_write (CVK_JOURNAL (self->store), record);
}

/* A text with all that makes JSON difficult, of so many bytes and a few more. */
static char *
make_text (unsigned seed, size_t length)
{
  GString *text = g_string_sized_new (length + 64);

  while (text->len < length)
    g_string_append_printf (text, "%u\"\\u0000large:\"\\\n€{}[]", seed);
  return g_string_free (text, FALSE);
}

static char *
make_payload (const char *text, unsigned number)
{
  g_autoptr (CvkValue) item = cvk_value_new_object ("number", cvk_value_new_integer (number),
                                                    "text", cvk_value_new_string (text), NULL);
  g_auto (CvkArrayBuilder) items = { 0 };
  g_autoptr (CvkValue) payload = NULL;

  cvk_array_builder_init (&items);
  cvk_array_builder_append (&items, cvk_value_ref (item));
  cvk_array_builder_append (&items, cvk_value_ref (item));
  payload = cvk_value_new_object (
    "ports", cvk_value_new_object ("out", cvk_array_builder_end (&items), NULL), NULL);
  return cvk_value_to_json (payload, CVK_JSON_COMPACT);
}

/* A run whose nodes all put out @text, or, with @differ, each another one. */
static void
write_run (Fixture *self, const char *run, size_t length, gboolean differ)
{
  write_record (self, CVK_RECORD_RUN_STARTED, run, NULL,
                g_strdup ("{\"pipeline\":\"{}\",\"hash\":\"h\",\"name\":\"N\"}"));
  for (unsigned i = 0; i < N_NODES; i++)
    {
      g_autofree char *node = g_strdup_printf ("node-%u", i);
      g_autofree char *text = make_text (differ ? i : 0, length);

      write_record (self, CVK_RECORD_OUTPUT, run, node, make_payload (text, i));
    }
  g_autofree char *text = make_text (0, length);
  g_autofree char *outputs = make_payload (text, N_NODES);
  write_record (
    self, CVK_RECORD_RUN_FINISHED, run, NULL,
    g_strdup_printf ("{\"state\":\"succeeded\",\"failures\":[],\"outputs\":%s}", outputs));
}

static int64_t
query (Fixture *self, const char *sql)
{
  g_autofree char *path = g_build_filename (self->directory, "convoke.db", NULL);
  sqlite3 *connection = NULL;
  sqlite3_stmt *statement = NULL;
  int64_t number = 0;

  g_assert_cmpint (sqlite3_open_v2 (path, &connection, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (connection);
  return number;
}

static CvkReplay *
load (Fixture *self, const char *run)
{
  GAsyncResult *place = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CvkReplay *replay;

  cvk_store_load_replay_async (self->store, run, cvk_await_result_cb, &place);
  result = cvk_await_result (&place);
  replay = cvk_store_load_replay_finish (self->store, result, &error);
  g_assert_no_error (error);
  return replay;
}

static void
assert_same (const CvkValue *payload, const char *text, unsigned number)
{
  g_autofree char *expected = make_payload (text, number);
  g_autofree char *json = cvk_value_to_json (payload, CVK_JSON_COMPACT);

  /* Not by g_assert_cmpstr(), which would print megabytes. */
  g_assert_true (g_str_equal (json, expected));
}

/* Once on the disk, and the same in every node that has it. */
static void
test_once (Fixture *self, gconstpointer data)
{
  g_autofree char *text = make_text (0, LARGE);
  g_autoptr (CvkReplay) replay = NULL;

  write_run (self, "r1", LARGE, FALSE);
  replay = load (self, "r1");
  g_assert_cmpint (query (self, "SELECT count(*) FROM large"), ==, 1);
  g_assert_cmpint (query (self, "SELECT sum(length(text)) FROM large"), >, LARGE);
  g_assert_cmpint (query (self, "SELECT count(*) FROM output"), ==, N_NODES);
  g_assert_cmpint (query (self, "SELECT max(length(payload)) FROM output"), <, 1000);
  g_assert_cmpint (query (self, "SELECT length(result) FROM run"), <, 1000);
  for (unsigned i = 0; i < N_NODES; i++)
    {
      g_autofree char *node = g_strdup_printf ("node-%u", i);

      assert_same (cvk_replay_get_output (replay, node), text, i);
    }
  assert_same (cvk_value_get_member (cvk_replay_get_result (replay), "outputs"), text, N_NODES);
}

/* What is small stands where it is, and what differs is kept for itself. */
static void
test_others (Fixture *self, gconstpointer data)
{
  g_autofree char *small = make_text (0, 1000);
  g_autofree char *seventh = make_text (7, 100000);
  g_autoptr (CvkReplay) first = NULL;
  g_autoptr (CvkReplay) second = NULL;

  write_run (self, "r1", 1000, FALSE);
  first = load (self, "r1");
  g_assert_cmpint (query (self, "SELECT count(*) FROM large"), ==, 0);
  assert_same (cvk_replay_get_output (first, "node-7"), small, 7);
  write_run (self, "r2", 100000, TRUE);
  second = load (self, "r2");
  g_assert_cmpint (query (self, "SELECT count(*) FROM large"), ==, N_NODES);
  assert_same (cvk_replay_get_output (second, "node-7"), seventh, 7);
}

static void
forget (Fixture *self, int64_t now)
{
  GAsyncResult *place = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_store_forget_old_runs_async (self->store, now, cvk_await_result_cb, &place);
  result = cvk_await_result (&place);
  g_assert_true (cvk_store_boolean_finish (self->store, result, NULL));
}

/* It goes with the last run that has it. */
static void
test_forget (Fixture *self, gconstpointer data)
{
  write_run (self, "old", 100000, FALSE);
  write_run (self, "waits", 100000, FALSE);
  write_record (self, CVK_RECORD_RUN_RESUMED, "waits", NULL, NULL);
  forget (self, NOW + 100 * G_TIME_SPAN_DAY);
  g_assert_cmpint (query (self, "SELECT count(*) FROM run"), ==, 1);
  g_assert_cmpint (query (self, "SELECT count(*) FROM large"), ==, 1);
  write_record (self, CVK_RECORD_RUN_FINISHED, "waits", NULL,
                g_strdup ("{\"state\":\"succeeded\",\"failures\":[]}"));
  forget (self, NOW + 100 * G_TIME_SPAN_DAY);
  g_assert_cmpint (query (self, "SELECT count(*) FROM run"), ==, 0);
  g_assert_cmpint (query (self, "SELECT count(*) FROM large"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/large/once", test_once);
  ADD ("/large/others", test_others);
  ADD ("/large/forget", test_forget);
#undef ADD
  return g_test_run ();
}
