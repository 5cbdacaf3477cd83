// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <sqlite3.h>

#include "base/cvk-json.h"
#include "engine/cvk-journal.h"
#include "store/cvk-store-questions.h"
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

static CvkRecord *
make_question (const char *run, const char *id, int64_t wall)
{
  CvkRecord *record = make_record (CVK_RECORD_QUESTION, run, "ask",
                                   "{\"kind\":\"approval\",\"text\":{},\"deadline\":5}");

  record->question = g_strdup (id);
  record->wall = wall;
  return record;
}

static gboolean
answer (CvkStore *store, const char *id, const char *choice, GError **error)
{
  g_autoptr (CvkAnswer) given = cvk_answer_new (choice, NULL, FALSE, 7);
  GAsyncResult *awaited = NULL;

  cvk_store_answer_question_async (store, id, given, cvk_await_result_cb, &awaited);
  g_autoptr (GAsyncResult) result = cvk_await_result (&awaited);
  return cvk_store_boolean_finish (store, result, error);
}

static void
assert_questions (CvkStore *store, const char *run, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GAsyncResult *awaited = NULL;

  cvk_store_load_questions_async (store, run, cvk_await_result_cb, &awaited);
  g_autoptr (GAsyncResult) result = cvk_await_result (&awaited);
  text = cvk_store_text_finish (store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

#define ROW(asked, rest)                                                                           \
  "{\"kind\":\"approval\",\"text\":{},\"deadline\":5,\"asked\":" #asked ",\"state\":" rest
#define OPEN "\"open\",\"run_name\":\"N\"}"

/* The first answer stays, and a question that is asked again keeps the time of the first asking. */
static void
test_questions (Fixture *fixture, gconstpointer data)
{
  CvkJournal *journal = CVK_JOURNAL (fixture->store);
  g_autoptr (GError) error = NULL;

  start_run (fixture->store, "r1");
  cvk_journal_write (journal, make_question ("r1", "q1", 1));
  cvk_journal_write (journal, make_question ("r1", "q2", 2));
  cvk_journal_write (journal, make_question ("r1", "q1", 3));
  assert_questions (fixture->store, NULL, "[" ROW (1, OPEN) "," ROW (2, OPEN) "]");
  g_assert_true (answer (fixture->store, "q1", "approve", &error));
  g_assert_no_error (error);
  g_assert_false (answer (fixture->store, "q1", "decline", &error));
  g_assert_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (answer (fixture->store, "q3", "approve", &error));
  g_assert_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT);
  cvk_journal_write (journal, make_question ("r1", "q1", 4));
  assert_questions (fixture->store, NULL, "[" ROW (2, OPEN) "]");
  assert_questions (
    fixture->store, "r1",
    "[" ROW (1, "\"answered\",\"run_name\":\"N\",\"answer\":{\"choice\":\"approve\",\"by\":"
                "\"person\",\"wall\":7}}") "," ROW (2, OPEN) "]");
}

/* An answer from before the last sending says nothing about what came of that. */
static void
test_questions_are_asked_again (Fixture *fixture, gconstpointer data)
{
  CvkJournal *journal = CVK_JOURNAL (fixture->store);
  g_autoptr (GError) error = NULL;
  CvkRecord *early = make_question ("r1", "q1", 8);
  CvkRecord *late = make_question ("r1", "q1", 9);

  start_run (fixture->store, "r1");
  cvk_journal_write (journal, make_question ("r1", "q1", 1));
  g_assert_true (answer (fixture->store, "q1", "again", &error));
  g_assert_no_error (error);
  g_free (early->payload);
  early->payload = g_strdup ("{\"kind\":\"approval\",\"text\":{},\"since\":6}");
  cvk_journal_write (journal, early);
  assert_questions (fixture->store, NULL, "[]");
  g_free (late->payload);
  late->payload = g_strdup ("{\"kind\":\"approval\",\"text\":{},\"since\":8}");
  cvk_journal_write (journal, late);
  assert_questions (fixture->store, NULL,
                    "[{\"kind\":\"approval\",\"text\":{},\"since\":8,\"asked\":9,\"state\":" OPEN
                    "]");
}

/* A run that ends without waiting leaves nothing open. */
static void
test_questions_are_withdrawn (Fixture *fixture, gconstpointer data)
{
  CvkJournal *journal = CVK_JOURNAL (fixture->store);

  start_run (fixture->store, "r1");
  start_run (fixture->store, "r2");
  cvk_journal_write (journal, make_question ("r1", "q1", 1));
  cvk_journal_write (journal, make_question ("r2", "q2", 2));
  cvk_journal_write (journal,
                     make_record (CVK_RECORD_RUN_FINISHED, "r1", NULL, "{\"state\":\"waiting\"}"));
  cvk_journal_write (
    journal, make_record (CVK_RECORD_RUN_FINISHED, "r2", NULL, "{\"state\":\"cancelled\"}"));
  assert_questions (fixture->store, NULL, "[" ROW (1, OPEN) "]");
  assert_query (fixture, "SELECT state FROM question WHERE id = 'q2'", "withdrawn");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/store-questions/first-answer", test_questions);
  ADD ("/store-questions/asked-again", test_questions_are_asked_again);
  ADD ("/store-questions/withdrawn", test_questions_are_withdrawn);
  return g_test_run ();
}
