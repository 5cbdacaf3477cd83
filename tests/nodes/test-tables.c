// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>

#include "base/cvk-json.h"
#include "engine/cvk-tables.h"
#include "store/cvk-store.h"
#include "support/cvk-await.h"
#include "support/cvk-run-fixture.h"

/* The steps on a real store. */

#define READ "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}}"
#define OUT(name) "\"" name "\":{\"type\":\"output\",\"settings\":{\"name\":\"" name "\"}}"

#define WRITE(settings)                                                                            \
  "{\"convoke\":1,\"nodes\":{" READ ",\"write\":{\"type\":\"table.write\",\"on_error\":"           \
  "\"continue\",\"settings\":{\"table\":\"Meetings\"," settings                                    \
  "}}," OUT ("out") "},\"links\":[\"read.out -> write.in\",\"write.out -> out.in\"]}"

#define LOOK_UP(settings)                                                                          \
  "{\"convoke\":1,\"nodes\":{" READ ",\"find\":{\"type\":\"table.read\",\"settings\":"             \
  "{\"table\":\"Meetings\"" settings "}}," OUT ("found") "," OUT (                                 \
    "rest") "},\"links\":[\"read.out -> find.in\",\"find.out -> found.in\","                       \
            "\"find.else -> rest.in\"]}"

#define DELETE(settings)                                                                           \
  "{\"convoke\":1,\"nodes\":{" READ ",\"del\":{\"type\":\"table.delete\",\"settings\":"            \
  "{\"table\":\"Meetings\"" settings                                                               \
  "}}," OUT ("out") "},\"links\":[\"read.out -> del.in\",\"del.out -> out.in\"]}"

#define UPSERT "\"key\":\"uid\",\"fields\":{\"uid\":\"{{ item.uid }}\",\"id\":\"{{ item.id }}\"}"

typedef struct
{
  CvkRunFixture base;
  char *directory;
  CvkStore *store;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  cvk_run_fixture_init (&self->base);
  self->directory = g_dir_make_tmp ("cvk-tables-XXXXXX", NULL);
  self->store = cvk_store_new (self->directory);
  self->base.environment.tables = CVK_TABLES (self->store);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->directory, "convoke.db", NULL);

  cvk_store_close (self->store);
  g_assert_finalize_object (self->store);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (self->directory), ==, 0);
  g_free (self->directory);
  cvk_run_fixture_clear (&self->base);
}

static char *
read_rows (Fixture *self)
{
  CvkTableQuery query = { .table = "Meetings" };
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) page = NULL;
  GString *text = g_string_new (NULL);

  cvk_tables_read_async (CVK_TABLES (self->store), &query, cvk_await_result_cb, &result);
  done = cvk_await_result (&result);
  page = cvk_tables_read_finish (CVK_TABLES (self->store), done, &error);
  g_assert_no_error (error);
  for (size_t i = 0; i < cvk_value_get_length (cvk_value_get_member (page, "rows")); i++)
    {
      CvkValue *row = cvk_value_get_element (cvk_value_get_member (page, "rows"), i);
      g_autofree char *json =
        cvk_value_to_json (cvk_value_get_member (row, "fields"), CVK_JSON_COMPACT);

      g_string_append (text, json);
    }
  return g_string_free (text, FALSE);
}

/* Runs @pipeline on @items and compares failures and what comes to @output. */
static void
check_run (Fixture *self,
           const char *pipeline,
           const char *items,
           const char *output,
           const char *expected,
           const char *expected_failures)
{
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *got = NULL;
  g_autofree char *failures = NULL;

  cvk_run_fixture_write (&self->base, "in.json", items);
  run = cvk_run_fixture_run (&self->base, pipeline, NULL);
  failures = cvk_run_failures_to_text (run);
  g_assert_cmpstr (failures, ==, expected_failures);
  got = cvk_run_items_to_json (run, output, "in");
  g_assert_cmpstr (got, ==, expected);
}

static void
test_write (Fixture *self, gconstpointer data)
{
  g_autofree char *rows = NULL;

  check_run (self, WRITE (UPSERT), "[{\"uid\":\"a\",\"id\":1},{\"uid\":\"b\",\"id\":2}]", "out",
             "[{\"uid\":\"a\",\"id\":1,\"written\":\"added\"},"
             "{\"uid\":\"b\",\"id\":2,\"written\":\"added\"}]",
             "");
  check_run (self, WRITE (UPSERT), "[{\"uid\":\"a\",\"id\":1},{\"uid\":\"b\",\"id\":3}]", "out",
             "[{\"uid\":\"a\",\"id\":1,\"written\":\"unchanged\"},"
             "{\"uid\":\"b\",\"id\":3,\"written\":\"updated\"}]",
             "");
  check_run (self, WRITE ("\"operation\":\"add\"," UPSERT),
             "[{\"uid\":\"a\",\"id\":9},{\"uid\":\"c\",\"id\":4}]", "out",
             "[{\"uid\":\"c\",\"id\":4,\"written\":\"added\"}]", "write/row-exists//0");
  check_run (self, WRITE ("\"operation\":\"update\"," UPSERT),
             "[{\"uid\":\"x\",\"id\":9},{\"uid\":\"c\",\"id\":5}]", "out",
             "[{\"uid\":\"c\",\"id\":5,\"written\":\"updated\"}]", "write/row-missing//0");
  check_run (self, WRITE ("\"key\":\"id\",\"fields\":{\"id\":\"7\"}"), "[{}]", "out", "[]",
             "write/table/table/0");
  check_run (self, WRITE (UPSERT), "[{\"id\":9}]", "out", "[]", "write/table/table/0");
  rows = read_rows (self);
  g_assert_cmpstr (rows, ==,
                   "{\"uid\":\"a\",\"id\":1}{\"uid\":\"b\",\"id\":3}{\"uid\":\"c\",\"id\":5}");
}

static void
test_read (Fixture *self, gconstpointer data)
{
#define BY_UID                                                                                     \
  ",\"rows\":[{\"field\":\"uid\",\"operator\":\"equals\",\"value\":\"{{ item.uid }}\"}]"
  check_run (self, LOOK_UP (BY_UID), "[{\"uid\":\"a\"}]", "rest", "[{\"uid\":\"a\"}]", "");
  check_run (self, WRITE (UPSERT),
             "[{\"uid\":\"a\",\"id\":1},{\"uid\":\"b\",\"id\":20},{\"uid\":\"c\",\"id\":3}]", "out",
             "[{\"uid\":\"a\",\"id\":1,\"written\":\"added\"},"
             "{\"uid\":\"b\",\"id\":20,\"written\":\"added\"},"
             "{\"uid\":\"c\",\"id\":3,\"written\":\"added\"}]",
             "");
  check_run (self, LOOK_UP (BY_UID), "[{\"uid\":\"b\",\"t\":1},{\"uid\":\"x\"}]", "found",
             "[{\"uid\":\"b\",\"t\":1,\"id\":20}]", "");
  check_run (self, LOOK_UP (BY_UID), "[{\"uid\":\"b\"},{\"uid\":\"x\"}]", "rest",
             "[{\"uid\":\"x\"}]", "");
  check_run (self, LOOK_UP (BY_UID ",\"name\":\"row\""), "[{\"uid\":\"c\"}]", "found",
             "[{\"uid\":\"c\",\"row\":{\"uid\":\"c\",\"id\":3}}]", "");
  check_run (self,
             LOOK_UP (",\"rows\":[{\"field\":\"id\",\"operator\":\"less\",\"value\":5}],"
                      "\"by\":[{\"field\":\"id\",\"descending\":true}]"),
             "[{}]", "found", "[{\"uid\":\"c\",\"id\":3},{\"uid\":\"a\",\"id\":1}]", "");
  check_run (self,
             LOOK_UP (",\"rows\":[{\"field\":\"id\",\"operator\":\"equals\",\"value\":\"20\"}]"),
             "[{}]", "found", "[{\"uid\":\"b\",\"id\":20}]", "");
  check_run (self, LOOK_UP (",\"by\":[{\"field\":\"id\"}],\"limit\":2"), "[{}]", "found",
             "[{\"uid\":\"a\",\"id\":1},{\"uid\":\"c\",\"id\":3}]", "");
  check_run (self,
             LOOK_UP (",\"match\":\"any\",\"rows\":[{\"field\":\"uid\",\"operator\":\"equals\","
                      "\"value\":\"a\"},{\"field\":\"id\",\"operator\":\"equals\",\"value\":3}]"),
             "[{}]", "found", "[{\"uid\":\"a\",\"id\":1},{\"uid\":\"c\",\"id\":3}]", "");
}

static void
test_delete (Fixture *self, gconstpointer data)
{
  g_autofree char *rows = NULL;

  check_run (self, WRITE (UPSERT), "[{\"uid\":\"a\",\"id\":1},{\"uid\":\"b\",\"id\":2}]", "out",
             "[{\"uid\":\"a\",\"id\":1,\"written\":\"added\"},"
             "{\"uid\":\"b\",\"id\":2,\"written\":\"added\"}]",
             "");
  check_run (self, DELETE (BY_UID), "[{\"uid\":\"a\"},{\"uid\":\"x\"}]", "out",
             "[{\"uid\":\"a\",\"deleted\":1},{\"uid\":\"x\",\"deleted\":0}]", "");
  rows = read_rows (self);
  g_assert_cmpstr (rows, ==, "{\"uid\":\"b\",\"id\":2}");
}

/* A run that is made again from whatever the journal has of it writes no row a second time. */
static void
test_again (Fixture *self, gconstpointer data)
{
  const char *pipeline = WRITE ("\"operation\":\"add\",\"fields\":{\"n\":\"{{ item.n }}\"}");
  g_autoptr (CvkRun) run = NULL;
  GPtrArray *records = cvk_memory_journal_get_records (self->base.journal);
  unsigned n_records = 0;

  cvk_run_fixture_write (&self->base, "in.json", "[{\"n\":1},{\"n\":2}]");
  run = cvk_run_fixture_run (&self->base, pipeline, NULL);
  n_records = records->len;
  g_assert_cmpuint (n_records, >, 8);
  for (unsigned count = n_records - 1; count > 1; count--)
    {
      g_autoptr (CvkReplay) replay = NULL;
      g_autoptr (CvkRun) again = NULL;
      g_autofree char *rows = NULL;
      g_autoptr (GError) error = NULL;

      g_ptr_array_set_size (records, count);
      replay = cvk_replay_new_from_memory (self->base.journal, cvk_run_get_id (run));
      again = cvk_run_new_from_replay (&self->base.environment, replay, NULL, NULL, &error);
      g_assert_no_error (error);
      cvk_run_fixture_finish (again);
      g_assert_cmpint (cvk_run_get_state (again), ==, CVK_RUN_SUCCEEDED);
      rows = read_rows (self);
      g_assert_cmpstr (rows, ==, "{\"n\":1}{\"n\":2}");
    }
}

static void
test_without_tables (Fixture *self, gconstpointer data)
{
  self->base.environment.tables = NULL;
  check_run (self, WRITE (UPSERT), "[{\"uid\":\"a\",\"id\":1}]", "out", "[]", "write/no-tables//0");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/tables/write", Fixture, NULL, set_up, test_write, tear_down);
  g_test_add ("/tables/read", Fixture, NULL, set_up, test_read, tear_down);
  g_test_add ("/tables/delete", Fixture, NULL, set_up, test_delete, tear_down);
  g_test_add ("/tables/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/tables/without", Fixture, NULL, set_up, test_without_tables, tear_down);
  return g_test_run ();
}
