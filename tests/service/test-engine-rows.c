// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "cvk-engine-bench.h"

/* What a client of the real engine sees of the items of runs, and of runs in parts. */

#define HALF                                                                                       \
  "{\"convoke\":1,\"name\":\"Half\",\"nodes\":{"                                                   \
  "\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[]}},"                                      \
  "\"make\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"return Array.from({length: 600}, (v, n) => ({n, d: n % 2 ? '2026-01-01T00:00:00Z' : 'no "     \
  "date'}))\"}},"                                                                                  \
  "\"date\":{\"type\":\"date\",\"on_error\":\"continue\",\"settings\":{\"operation\":\"parse\","   \
  "\"value\":\"{{ item.d }}\",\"name\":\"t\"}}},"                                                  \
  "\"links\":[\"in.out -> make.in\",\"make.out -> date.in\"]}"

#define EMPTY                                                                                      \
  "{\"convoke\":1,\"nodes\":{\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[]}}},\"links\":" \
  "[]}"

static CvkValue *
get_rows (CvkEngineBench *fixture,
          const char *run,
          const char *port,
          unsigned offset,
          const char *sort,
          const char *filter,
          unsigned *total)
{
  const char *json = NULL;
  g_autoptr (GVariant) reply = cvk_engine_bench_call (
    fixture->client, "GetRows",
    g_variant_new ("(sssuuss)", run, "date", port, offset, 3u, sort, filter), NULL);

  g_variant_get (reply, "(&su)", &json, total);
  return cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
}

/* What failed stands where it would have come out, with the reason and what went in. */
static void
test_rows (CvkEngineBench *fixture, gconstpointer data)
{
  g_autofree char *run = cvk_engine_bench_start_run (fixture->client, HALF, TRUE);
  g_autoptr (CvkValue) result = cvk_engine_bench_wait_run (fixture->client, run);
  unsigned total = 0;
  g_autoptr (CvkValue) rows = get_rows (fixture, run, "out", 10, "", "", &total);
  const CvkValue *row = cvk_value_get_element (rows, 0);

  g_assert_cmpuint (total, ==, 600);
  g_assert_cmpuint (cvk_value_get_length (rows), ==, 3);
  g_assert_cmpint (cvk_value_lookup_integer (row, "number", -1), ==, 11);
  g_assert_cmpint (cvk_value_lookup_integer (row, "input", -1), ==, 11);
  g_assert_cmpint (cvk_value_lookup_integer (cvk_value_get_member (row, "item"), "n", -1), ==, 10);
  g_assert_nonnull (cvk_value_lookup_string (cvk_value_get_member (row, "problem"), "code", NULL));
  row = cvk_value_get_element (rows, 1);
  g_assert_true (cvk_value_is_null (cvk_value_get_member (row, "problem")));
  g_assert_nonnull (cvk_value_lookup_string (cvk_value_get_member (row, "item"), "t", NULL));
  g_assert_cmpint (cvk_value_lookup_integer (row, "input", -1), ==, 12);

  g_autoptr (CvkValue) failed = get_rows (fixture, run, "failed", 0, "-n", "", &total);
  g_assert_cmpuint (total, ==, 300);
  row = cvk_value_get_element (failed, 0);
  g_assert_cmpint (cvk_value_lookup_integer (cvk_value_get_member (row, "item"), "n", -1), ==, 598);
  g_assert_cmpint (cvk_value_lookup_integer (row, "number", -1), ==, 300);
  g_assert_cmpint (cvk_value_lookup_integer (row, "input", -1), ==, 599);
  g_autoptr (CvkValue) found = get_rows (fixture, run, "out", 0, "-", "NO DATE", &total);
  g_assert_cmpuint (total, ==, 300);
  g_assert_cmpint (cvk_value_lookup_integer (cvk_value_get_element (found, 0), "number", -1), ==,
                   599);
  g_autoptr (CvkValue) nothing = get_rows (fixture, run, "nowhere", 0, "", "", &total);
  g_assert_cmpuint (total, ==, 0);
}

/* --- Large values --- */

/* Documents, and a small one between them. */
#define LARGE                                                                                      \
  "{\"convoke\":1,\"name\":\"Large\",\"nodes\":{"                                                  \
  "\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[]}},"                                      \
  "\"make\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"const text = 'é'.repeat(131072); return Array.from({length: 40}, (v, n) => "                 \
  "n == 1 ? {n, text: 'small'} : {n, text, list: Array(9000).fill('0123456789')})\"}}},"           \
  "\"links\":[\"in.out -> make.in\"]}"

static CvkValue *
get_whole (CvkEngineBench *fixture, const char *method, const char *run, unsigned number)
{
  g_autoptr (GVariant) reply = cvk_engine_bench_call (
    fixture->client, method, g_variant_new ("(sssu)", run, "make", "out", number), NULL);
  const char *json = NULL;

  g_variant_get (reply, "(&s)", &json);
  return cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
}

static void
assert_whole (const CvkValue *item, int64_t n)
{
  g_assert_cmpint (cvk_value_lookup_integer (item, "n", -1), ==, n);
  g_assert_cmpuint (cvk_value_get_string_length (cvk_value_get_member (item, "text")), ==, 262144);
  g_assert_cmpuint (cvk_value_get_length (cvk_value_get_member (item, "list")), ==, 9000);
}

/* @values: what is said of the item @shown. */
static void
assert_shortened (const CvkValue *shown, const CvkValue *values)
{
  const CvkValue *text = cvk_value_get_element (values, 0);
  const CvkValue *list = cvk_value_get_element (values, 1);
  size_t n_shown = cvk_value_get_length (cvk_value_get_member (shown, "list"));

  g_assert_cmpuint (cvk_value_get_string_length (cvk_value_get_member (shown, "text")), ==, 4096);
  g_assert_cmpuint (n_shown, >, 100);
  g_assert_cmpuint (n_shown, <, 9000);
  g_assert_cmpuint (cvk_value_get_length (values), ==, 2);
  g_assert_cmpint (cvk_value_lookup_integer (text, "size", -1), ==, 262144);
  g_assert_cmpint (cvk_value_lookup_integer (list, "size", -1), ==, 9000);
  g_assert_cmpstr (
    cvk_value_get_string (cvk_value_get_element (cvk_value_get_member (list, "path"), 0)), ==,
    "list");
}

static void
test_large_values (CvkEngineBench *fixture, gconstpointer data)
{
  g_autofree char *run = cvk_engine_bench_start_run (fixture->client, LARGE, TRUE);
  g_autoptr (CvkValue) result = cvk_engine_bench_wait_run (fixture->client, run);
  const char *json = NULL;
  const char *shortened = NULL;
  unsigned total = 0;

  g_autoptr (GVariant) reply = cvk_engine_bench_call (
    fixture->client, "GetItems",
    g_variant_new ("(sssuuss)", run, "make", "out", 0u, 500u, "-n", ""), NULL);
  g_variant_get (reply, "(&su&s)", &json, &total, &shortened);
  g_assert_cmpuint (total, ==, 40);
  g_assert_cmpuint (strlen (json), <, 40 * 96 * 1024);
  g_autoptr (CvkValue) items = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  g_autoptr (CvkValue) marks = cvk_value_from_json (shortened, -1, CVK_JSON_STRICT, NULL);
  g_assert_cmpuint (cvk_value_get_length (marks), ==, 39);
  const CvkValue *mark = cvk_value_get_element (marks, 38);
  g_assert_cmpint (cvk_value_lookup_integer (mark, "index", -1), ==, 39);
  g_assert_cmpint (cvk_value_lookup_integer (mark, "number", -1), ==, 1);
  assert_shortened (cvk_value_get_element (items, 39), cvk_value_get_member (mark, "values"));
  g_assert_cmpstr (cvk_value_lookup_string (cvk_value_get_element (items, 38), "text", NULL), ==,
                   "small");
  g_autoptr (CvkValue) item = get_whole (fixture, "GetItem", run, 3);
  assert_whole (item, 2);

  g_autoptr (GVariant) rows_reply =
    cvk_engine_bench_call (fixture->client, "GetRows",
                           g_variant_new ("(sssuuss)", run, "make", "out", 0u, 2u, "", ""), NULL);
  g_variant_get (rows_reply, "(&su)", &json, &total);
  g_autoptr (CvkValue) rows = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  const CvkValue *first = cvk_value_get_element (rows, 0);
  assert_shortened (cvk_value_get_member (first, "item"),
                    cvk_value_get_member (first, "shortened"));
  g_assert_null (cvk_value_get_member (cvk_value_get_element (rows, 1), "shortened"));
  g_autoptr (CvkValue) row = get_whole (fixture, "GetRow", run, 1);
  assert_whole (cvk_value_get_member (row, "item"), 0);
  g_assert_null (cvk_value_get_member (row, "shortened"));

  /* There is none with these numbers. */
  for (unsigned i = 0; i < 2; i++)
    {
      g_autofree char *error = NULL;

      g_assert_null (cvk_engine_bench_call (fixture->client, i == 0 ? "GetItem" : "GetRow",
                                            g_variant_new ("(sssu)", run, "make", "out", i * 41),
                                            &error));
      g_assert_cmpstr (error, ==, CVK_ENGINE_ERROR_PREFIX "NotFound");
    }
}

static char *
start_part (CvkEngineBench *fixture, const char *name, const char *node, const char *kept)
{
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (name != NULL)
    g_variant_dict_insert (&options, name, "s", node);
  if (kept != NULL)
    g_variant_dict_insert (&options, "kept", "s", kept);
  g_variant_dict_insert (&options, "keep", "b", TRUE);
  g_variant_dict_insert (&options, "trust", "b", TRUE);
  return cvk_engine_bench_start_run_with (fixture->client, HALF, g_variant_dict_end (&options));
}

static void
test_parts (CvkEngineBench *fixture, gconstpointer data)
{
  g_autofree char *run = start_part (fixture, NULL, NULL, NULL);
  g_autoptr (CvkValue) result = cvk_engine_bench_wait_run (fixture->client, run);
  g_autofree char *from = start_part (fixture, "from", "date", run);
  g_autoptr (CvkValue) from_result = cvk_engine_bench_wait_run (fixture->client, from);
  g_autofree char *retry = start_part (fixture, "retry", "date", run);
  g_autoptr (CvkValue) retry_result = cvk_engine_bench_wait_run (fixture->client, retry);
  const char *json = NULL;

  g_autoptr (GVariant) reply =
    cvk_engine_bench_call (fixture->client, "GetRun", g_variant_new ("(s)", from), NULL);
  g_variant_get (reply, "(&s)", &json);
  g_autoptr (CvkValue) description = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  const CvkValue *steps = cvk_value_get_member (description, "steps");
  g_assert_true (cvk_value_lookup_boolean (cvk_value_get_member (steps, "make"), "kept", FALSE));
  g_assert_false (cvk_value_lookup_boolean (cvk_value_get_member (steps, "date"), "kept", TRUE));
  unsigned total = 0;
  g_autoptr (CvkValue) rows = get_rows (fixture, retry, "in", 0, "", "", &total);
  g_assert_cmpuint (total, ==, 300);
  g_assert_true (
    cvk_value_is_null (cvk_value_get_member (cvk_value_get_element (rows, 0), "input")));

  g_autofree char *gone = start_part (fixture, "from", "date", "nobody");
  g_assert_cmpstr (gone, ==, "kept-gone");
  g_autofree char *no_run = start_part (fixture, "retry", "date", NULL);
  g_assert_cmpstr (no_run, ==, "invalid-option");
  g_autofree char *no_node = start_part (fixture, "from", "nobody", run);
  g_assert_cmpstr (no_node, ==, "unknown-node");
}

static CvkValue *
list_runs (GDBusConnection *client, const char *name, GVariant *value)
{
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);
  const char *json = NULL;

  if (name != NULL)
    g_variant_dict_insert_value (&options, name, value);
  g_autoptr (GVariant) reply = cvk_engine_bench_call (
    client, "ListRuns", g_variant_new ("(@a{sv})", g_variant_dict_end (&options)), NULL);
  g_variant_get (reply, "(&s)", &json);
  return cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
}

/* The list knows runs in memory and in the journal. */
static void
test_list (CvkEngineBench *fixture, gconstpointer data)
{
  g_autofree char *kept = start_part (fixture, NULL, NULL, NULL);
  g_autoptr (CvkValue) kept_result = cvk_engine_bench_wait_run (fixture->client, kept);
  g_autoptr (GDBusConnection) other = cvk_engine_bench_connect (fixture);
  g_autofree char *lost = cvk_engine_bench_start_run (other, EMPTY, TRUE);
  g_autoptr (CvkValue) lost_result = cvk_engine_bench_wait_run (other, lost);

  g_assert_true (g_dbus_connection_close_sync (other, NULL, NULL));
  g_autoptr (CvkValue) runs = list_runs (fixture->client, NULL, NULL);
  g_assert_cmpuint (cvk_value_get_length (runs), ==, 2);
  const CvkValue *newest = cvk_value_get_element (runs, 0);
  const CvkValue *oldest = cvk_value_get_element (runs, 1);
  g_assert_cmpstr (cvk_value_lookup_string (newest, "run", NULL), ==, lost);
  g_assert_cmpstr (cvk_value_lookup_string (newest, "state", NULL), ==, "succeeded");
  g_assert_cmpstr (cvk_value_lookup_string (oldest, "run", NULL), ==, kept);
  g_assert_cmpstr (cvk_value_lookup_string (oldest, "name", NULL), ==, "Half");
  g_assert_cmpint (cvk_value_lookup_integer (oldest, "failures", -1), ==, 300);
  g_assert_cmpint (cvk_value_lookup_integer (oldest, "number", -1), ==, 1);
  g_autoptr (CvkValue) one = list_runs (fixture->client, "run", g_variant_new_string (kept));
  g_assert_cmpuint (cvk_value_get_length (one), ==, 1);
  g_autoptr (CvkValue) few = list_runs (fixture->client, "limit", g_variant_new_uint32 (1));
  g_assert_cmpuint (cvk_value_get_length (few), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add (path, CvkEngineBench, NULL, cvk_engine_bench_set_up, function,                       \
              cvk_engine_bench_tear_down)
  ADD ("/engine-rows/rows", test_rows);
  ADD ("/engine-rows/large-values", test_large_values);
  ADD ("/engine-rows/parts", test_parts);
  ADD ("/engine-rows/list", test_list);
  return g_test_run ();
}
