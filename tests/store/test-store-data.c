// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "engine/cvk-journal.h"
#include "engine/cvk-tables.h"
#include "store/cvk-store-data.h"
#include "support/cvk-await.h"

typedef struct
{
  char *directory;
  CvkStore *store;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->directory = g_dir_make_tmp ("cvk-data-XXXXXX", NULL);
  self->store = cvk_store_new (self->directory);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->directory, "convoke.db", NULL);

  cvk_store_close (self->store);
  g_assert_finalize_object (self->store);
  g_unlink (path);
  g_rmdir (self->directory);
  g_free (self->directory);
}

/* (transfer full) (nullable) */
static CvkValue *
make_change (Fixture *self,
             const char *table,
             const char *json,
             const char *effect,
             GError **failure)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) change = cvk_value_from_json (json, -1, CVK_JSON_STRICT, &error);
  CvkTableChange request = {
    .table = table,
    .change = change,
    .effect = effect,
    .run = effect != NULL ? "r1" : NULL,
  };
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  g_assert_no_error (error);
  cvk_tables_change_async (CVK_TABLES (self->store), &request, cvk_await_result_cb, &result);
  done = cvk_await_result (&result);
  return cvk_tables_change_finish (CVK_TABLES (self->store), done, failure);
}

/* The result as JSON, or "error N". (transfer full) */
static char *
change_for (Fixture *self, const char *table, const char *json, const char *effect)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) value = make_change (self, table, json, effect, &error);

  if (value != NULL)
    return cvk_value_to_json (value, CVK_JSON_COMPACT);
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, g_quark_to_string (CVK_TABLES_ERROR));
  return g_strdup_printf ("error %d", error->code);
}

static void
check_change (Fixture *self, const char *table, const char *json, const char *expected)
{
  g_autofree char *got = change_for (self, table, json, NULL);

  g_assert_cmpstr (got, ==, expected);
}

static void
check_list (Fixture *self, const char *expected)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autofree char *got = NULL;

  cvk_store_list_data_async (self->store, cvk_await_result_cb, &result);
  done = cvk_await_result (&result);
  got = cvk_store_text_finish (self->store, done, NULL);
  g_assert_cmpstr (got, ==, expected);
}

static void
check_rows (Fixture *self, const CvkDataWindow *window, const char *expected)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autofree char *got = NULL;

  cvk_store_load_data_async (self->store, window, cvk_await_result_cb, &result);
  done = cvk_await_result (&result);
  got = cvk_store_text_finish (self->store, done, NULL);
  g_assert_cmpstr (got, ==, expected);
}

static const CvkDataWindow all = { .table = "T", .count = 100 };

#define CREATE "{\"op\":\"create\",\"columns\":[\"a\",\"b\"],\"key\":\"a\"}"
#define TWO_ROWS                                                                                   \
  "{\"op\":\"set\",\"rows\":[{\"fields\":{\"a\":\"x\",\"b\":1}},{\"fields\":{\"a\":\"y\"}}]}"

static void
test_changes (Fixture *self, gconstpointer data)
{
  check_list (self, "[]");
  check_change (self, "T", CREATE, "{}");
  check_change (self, "T", CREATE, "error 2");
  check_change (self, "", CREATE, "error 0");
  check_change (self, " T", CREATE, "error 0");
  check_change (self, "None", TWO_ROWS, "error 1");
  check_change (self, "T", "{\"op\":\"dance\"}", "error 0");
  check_change (self, "T", TWO_ROWS, "{\"numbers\":[1,2]}");
  check_list (self, "[{\"name\":\"T\",\"columns\":[\"a\",\"b\"],\"key\":\"a\",\"rows\":2,"
                    "\"undo\":true}]");
  check_rows (self, &all,
              "{\"count\":2,\"rows\":[{\"number\":1,\"fields\":{\"a\":\"x\",\"b\":1}},"
              "{\"number\":2,\"fields\":{\"a\":\"y\"}}]}");
  /* All of it or nothing. */
  check_change (self, "T",
                "{\"op\":\"set\",\"rows\":[{\"number\":1,\"fields\":{\"b\":5}},"
                "{\"number\":2,\"fields\":{\"a\":\"x\"}}]}",
                "error 2");
  check_change (self, "T", "{\"op\":\"set\",\"rows\":[{\"number\":77,\"fields\":{\"b\":5}}]}",
                "error 1");
  check_rows (self, &all,
              "{\"count\":2,\"rows\":[{\"number\":1,\"fields\":{\"a\":\"x\",\"b\":1}},"
              "{\"number\":2,\"fields\":{\"a\":\"y\"}}]}");
  check_change (self, "T", "{\"op\":\"rename\",\"name\":\"U\"}", "{}");
  check_rows (self, &all, "{\"count\":0,\"rows\":[]}");
  check_change (self, "U", "{\"op\":\"remove\"}", "{}");
  check_list (self, "[]");
}

/* What does not fit is said so that one can do something about it, and changes nothing. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *change;
    int code;
    const char *part; /* of the sentence */
  } rows[] = {
    { "{\"op\":\"write\",\"key\":\"b\",\"rows\":[{\"b\":1}]}", CVK_TABLES_ERROR_CONFLICT,
      "are told apart by “a”, not by “b”" },
    { "{\"op\":\"write\",\"mode\":\"upsert\",\"rows\":[{\"b\":1}]}", CVK_TABLES_ERROR_INVALID,
      "has nothing in “a”" },
    { "{\"op\":\"write\",\"rows\":[7]}", CVK_TABLES_ERROR_INVALID, "list of rows" },
    { "{\"op\":\"set\",\"rows\":[{\"number\":1}]}", CVK_TABLES_ERROR_INVALID, "list of rows" },
    { "{\"op\":\"set\",\"rows\":[{\"fields\":{\" c\":1}}]}", CVK_TABLES_ERROR_INVALID, " c" },
    { "{\"op\":\"columns\",\"columns\":[\"a\",\"c\",\"c\"]}", CVK_TABLES_ERROR_CONFLICT,
      "Two columns would be named “c”" },
    { "{\"op\":\"rename\",\"name\":\"Other\"}", CVK_TABLES_ERROR_CONFLICT,
      "a table named “Other” already" },
    { "{\"op\":\"rename\",\"name\":\"\"}", CVK_TABLES_ERROR_INVALID, "name" },
    { "{\"op\":\"dance\"}", CVK_TABLES_ERROR_INVALID, "“dance” is no change" },
  };

  check_change (self, "Other", "{\"op\":\"create\",\"columns\":[\"b\"]}", "{}");
  check_change (self, "Other", "{\"op\":\"write\",\"rows\":[{\"b\":1}]}",
                "{\"rows\":[{\"number\":1,\"outcome\":\"added\"}]}");
  check_change (self, "T", CREATE, "{}");
  check_change (self, "T", TWO_ROWS, "{\"numbers\":[2,3]}");
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (make_change (self, "T", rows[i].change, NULL, &error));
      g_assert_error (error, CVK_TABLES_ERROR, rows[i].code);
      if (strstr (error->message, rows[i].part) == NULL)
        g_error ("“%s” is not in “%s”", rows[i].part, error->message);
      check_rows (self, &all,
                  "{\"count\":2,\"rows\":[{\"number\":2,\"fields\":{\"a\":\"x\",\"b\":1}},"
                  "{\"number\":3,\"fields\":{\"a\":\"y\"}}]}");
    }
  /* Rows that nothing tells apart can be added to, and not be found again. */
  check_change (self, "Other", "{\"op\":\"write\",\"mode\":\"update\",\"rows\":[{\"b\":1}]}",
                "error 0");
  check_change (self, "Other", "{\"op\":\"write\",\"key\":\"b\",\"rows\":[{\"b\":1}]}", "error 2");
}

/* A table holds five hundred columns, and rows of a megabyte. */
static void
test_too_much (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) wide = g_string_new ("{\"op\":\"write\",\"rows\":[{\"c0\":1");
  g_autofree char *filler = g_strnfill (1024 * 1024, 'x');
  g_autofree char *large = g_strdup_printf ("{\"op\":\"write\",\"rows\":[{\"a\":\"%s\"}]}", filler);
  g_autoptr (GError) error = NULL;

  for (int i = 1; i < 500; i++)
    g_string_append_printf (wide, ",\"c%d\":1", i);
  g_string_append (wide, "}]}");
  check_change (self, "Wide", wide->str, "{\"rows\":[{\"number\":1,\"outcome\":\"added\"}]}");
  g_assert_null (
    make_change (self, "Wide", "{\"op\":\"write\",\"rows\":[{\"more\":1}]}", NULL, &error));
  g_assert_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "A table has at most 500 columns.");
  check_change (self, "T", large, "error 0");
  check_rows (self, &all, "{\"count\":0,\"rows\":[]}");
}

static void
test_undo (Fixture *self, gconstpointer data)
{
  static const char *const edits[] = {
    "{\"op\":\"set\",\"rows\":[{\"number\":1,\"fields\":{\"b\":5}},{\"fields\":{\"a\":\"z\"}}]}",
    "{\"op\":\"set\",\"rows\":[{\"number\":1,\"fields\":{\"a\":\"q\"}},"
    "{\"number\":2,\"fields\":{\"a\":\"x\"}}]}",
    "{\"op\":\"delete\",\"numbers\":[1,2]}",
    "{\"op\":\"columns\",\"columns\":[\"b\"],\"key\":null}",
    "{\"op\":\"columns\",\"columns\":[\"a\",\"c\"],\"key\":\"a\",\"renames\":{\"b\":\"c\"}}",
    "{\"op\":\"columns\",\"columns\":[\"c\",\"a\",\"b\"],\"key\":\"b\"}",
    "{\"op\":\"write\",\"mode\":\"upsert\",\"rows\":[{\"a\":\"x\",\"n\":true},{\"a\":\"w\"}]}",
  };

  check_change (self, "T", CREATE, "{}");
  check_change (self, "T", TWO_ROWS, "{\"numbers\":[1,2]}");
  for (size_t i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *done = change_for (self, "T", edits[i], NULL);

      g_assert_false (g_str_has_prefix (done, "error"));
      check_change (self, "T", "{\"op\":\"undo\"}", "{}");
      check_rows (self, &all,
                  "{\"count\":2,\"rows\":[{\"number\":1,\"fields\":{\"a\":\"x\",\"b\":1}},"
                  "{\"number\":2,\"fields\":{\"a\":\"y\"}}]}");
    }
  check_list (self, "[{\"name\":\"T\",\"columns\":[\"a\",\"b\"],\"key\":\"a\",\"rows\":2,"
                    "\"undo\":false}]");
  check_change (self, "T", "{\"op\":\"undo\"}", "{}");
}

static void
test_effects (Fixture *self, gconstpointer data)
{
  static const char add[] = "{\"op\":\"write\",\"mode\":\"add\",\"rows\":[{\"a\":1}]}";
  CvkRecord *record = g_new0 (CvkRecord, 1);
  g_autofree char *first = change_for (self, "T", add, "r1/n/1");
  g_autofree char *second = change_for (self, "T", add, "r1/n/1");
  g_autofree char *other = change_for (self, "T", add, "r1/n/2");

  g_assert_cmpstr (first, ==, "{\"rows\":[{\"number\":1,\"outcome\":\"added\"}]}");
  g_assert_cmpstr (second, ==, first);
  g_assert_cmpstr (other, ==, "{\"rows\":[{\"number\":2,\"outcome\":\"added\"}]}");
  record->kind = CVK_RECORD_RUN_STARTED;
  record->run = g_strdup ("r1");
  record->payload =
    g_strdup ("{\"pipeline\":\"{}\\n\",\"hash\":\"h\",\"name\":\"N\",\"seed\":\"7\"}");
  cvk_journal_write (CVK_JOURNAL (self->store), record);
  check_list (self, "[{\"name\":\"T\",\"columns\":[\"a\"],\"key\":null,\"rows\":2,"
                    "\"undo\":false}]");
}

static char *
make_many (unsigned first, unsigned count)
{
  GString *text = g_string_new ("{\"op\":\"set\",\"rows\":[");

  for (unsigned i = 0; i < count; i++)
    g_string_append_printf (text, "%s{\"fields\":{\"a\":\"key %u\",\"b\":\"Äpfel %u\"}}",
                            i > 0 ? "," : "", first + i, first + i);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static void
test_windows (Fixture *self, gconstpointer data)
{
  CvkDataWindow window = { .table = "T", .count = 2, .offset = 1234 };

  check_change (self, "T", CREATE, "{}");
  for (unsigned first = 0; first < 4000; first += 1000)
    {
      g_autofree char *change = make_many (first, 1000);
      g_autofree char *done = change_for (self, "T", change, NULL);

      g_assert_true (g_str_has_prefix (done, "{\"numbers\""));
    }
  check_rows (self, &window,
              "{\"count\":4000,\"rows\":["
              "{\"number\":1235,\"fields\":{\"a\":\"key 1234\",\"b\":\"Äpfel 1234\"}},"
              "{\"number\":1236,\"fields\":{\"a\":\"key 1235\",\"b\":\"Äpfel 1235\"}}]}");
  window.search = "PFEL 2999";
  window.offset = 0;
  check_rows (self, &window,
              "{\"count\":1,\"rows\":["
              "{\"number\":3000,\"fields\":{\"a\":\"key 2999\",\"b\":\"Äpfel 2999\"}}]}");
  window.search = "nobody";
  check_rows (self, &window, "{\"count\":0,\"rows\":[]}");
}

static void
test_pages (Fixture *self, gconstpointer data)
{
  CvkTableQuery query = { .table = "T" };
  unsigned n_rows = 0;
  unsigned n_pages = 0;
  gboolean more = TRUE;

  test_windows (self, data);
  while (more)
    {
      GAsyncResult *result = NULL;
      g_autoptr (GAsyncResult) done = NULL;
      g_autoptr (CvkValue) page = NULL;
      CvkValue *rows;

      cvk_tables_read_async (CVK_TABLES (self->store), &query, cvk_await_result_cb, &result);
      done = cvk_await_result (&result);
      page = cvk_tables_read_finish (CVK_TABLES (self->store), done, NULL);
      rows = cvk_value_get_member (page, "rows");
      n_rows += cvk_value_get_length (rows);
      n_pages++;
      more = cvk_value_lookup_boolean (page, "more", FALSE);
      query.after = cvk_value_lookup_integer (
        cvk_value_get_element (rows, cvk_value_get_length (rows) - 1), "number", 0);
    }
  g_assert_cmpuint (n_rows, ==, 4000);
  g_assert_cmpuint (n_pages, ==, 2);
}

/* Also of a table that another column tells apart now, and of one that has no key. */
static void
test_look_up (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *column;
    const char *text;
    const char *expected;
  } cases[] = {
    { "a", "y", "[{\"number\":2,\"fields\":{\"a\":\"y\"}}]" },
    { "a", "nobody", "[]" },
    { "b", "nobody",
      "[{\"number\":1,\"fields\":{\"a\":\"x\",\"b\":1}},{\"number\":2,\"fields\":{\"a\":\"y\"}}]" },
  };

  check_change (self, "T", CREATE, "{}");
  check_change (self, "T", TWO_ROWS, "{\"numbers\":[1,2]}");
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CvkTableQuery query = { .table = "T", .column = cases[i].column, .text = cases[i].text };
      GAsyncResult *result = NULL;
      g_autoptr (GAsyncResult) done = NULL;
      g_autoptr (CvkValue) page = NULL;
      g_autofree char *rows = NULL;

      cvk_tables_read_async (CVK_TABLES (self->store), &query, cvk_await_result_cb, &result);
      done = cvk_await_result (&result);
      page = cvk_tables_read_finish (CVK_TABLES (self->store), done, NULL);
      rows = cvk_value_to_json (cvk_value_get_member (page, "rows"), CVK_JSON_COMPACT);
      g_assert_cmpstr (rows, ==, cases[i].expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/data/changes", Fixture, NULL, set_up, test_changes, tear_down);
  g_test_add ("/data/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/data/too-much", Fixture, NULL, set_up, test_too_much, tear_down);
  g_test_add ("/data/undo", Fixture, NULL, set_up, test_undo, tear_down);
  g_test_add ("/data/effects", Fixture, NULL, set_up, test_effects, tear_down);
  g_test_add ("/data/windows", Fixture, NULL, set_up, test_windows, tear_down);
  g_test_add ("/data/look-up", Fixture, NULL, set_up, test_look_up, tear_down);
  g_test_add ("/data/pages", Fixture, NULL, set_up, test_pages, tear_down);
  return g_test_run ();
}
