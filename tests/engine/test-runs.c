// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "support/cvk-run-fixture.h"

#define READ "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}},"

typedef struct
{
  const char *name;
  const char *items; /* in.json */
  const char *nodes; /* beside "read" */
  const char *links;
  const char *port; /* "node.port" whose items are compared */
  const char *expected;
  const char *failures; /* "" for none */
  CvkRunState state;
} Case;

static const Case cases[] = {
  { "lineage", "[{\"a\":1},{\"a\":2},{\"a\":3}]",
    "\"drop\":{\"type\":\"filter\",\"settings\":{\"rows\":[{\"field\":\"a\",\"operator\":\"not-"
    "equals\",\"value\":2}]}},"
    "\"bare\":{\"type\":\"set\",\"settings\":{\"keep\":false,\"fields\":{\"b\":\"x\"}}},"
    "\"end\":{\"type\":\"set\",\"settings\":{\"fields\":{\"a\":\"{{ nodes[\\\"read\\\"].a }}\"}}}",
    "\"read.out -> drop.in\",\"drop.out -> bare.in\",\"bare.out -> end.in\"", "end.out",
    "[{\"b\":\"x\",\"a\":1},{\"b\":\"x\",\"a\":3}]", "", CVK_RUN_SUCCEEDED },
  { "lineage-through-split", "[{\"k\":7,\"l\":[1,2]}]",
    "\"split\":{\"type\":\"split\",\"settings\":{\"field\":\"l\"}},"
    "\"end\":{\"type\":\"set\",\"settings\":{\"keep\":false,\"fields\":{\"k\":\"{{ nodes.read.k "
    "}}\",\"l\":\"{{ item.l }}\"}}}",
    "\"read.out -> split.in\",\"split.out -> end.in\"", "end.out",
    "[{\"k\":7,\"l\":1},{\"k\":7,\"l\":2}]", "", CVK_RUN_SUCCEEDED },
  { "lineage-through-many", "[{\"a\":1},{\"a\":2}]",
    "\"one\":{\"type\":\"aggregate\",\"settings\":{\"name\":\"l\"}},"
    "\"split\":{\"type\":\"split\",\"settings\":{\"field\":\"l\"}},"
    "\"join\":{\"type\":\"aggregate\",\"settings\":{\"name\":\"m\"}},"
    "\"again\":{\"type\":\"split\",\"settings\":{\"field\":\"m\"}},"
    "\"end\":{\"type\":\"set\",\"settings\":{\"keep\":false,\"fields\":{\"l\":\"{{ "
    "nodes.one.l.length }}\",\"m\":\"{{ nodes.join.m.length }}\",\"a\":\"{{ nodes.again.a }}\"}}}",
    "\"read.out -> one.in\",\"one.out -> split.in\",\"split.out -> join.in\",\"join.out -> "
    "again.in\","
    "\"again.out -> end.in\"",
    "end.out", "[{\"l\":2,\"m\":2,\"a\":1},{\"l\":2,\"m\":2,\"a\":2}]", "", CVK_RUN_SUCCEEDED },
  { "several-items", "[{\"a\":1},{\"a\":2}]",
    "\"all\":{\"type\":\"aggregate\",\"settings\":{\"name\":\"l\"}},"
    "\"end\":{\"type\":\"set\",\"settings\":{\"fields\":{\"x\":\"{{ nodes[\\\"read\\\"].a }}\"}}}",
    "\"read.out -> all.in\",\"all.out -> end.in\"", "end.out", "[]", "end/several-items/fields.x/0",
    CVK_RUN_FAILED },
  { "no-such-item", "[{\"a\":1}]",
    "\"side\":{\"type\":\"set\",\"settings\":{}},"
    "\"end\":{\"type\":\"set\",\"settings\":{\"fields\":{\"x\":\"{{ nodes[\\\"side\\\"].a }}\"}}}",
    "\"read.out -> side.in\",\"read.out -> end.in\"", "end.out", "[]",
    "end/no-such-item/fields.x/0", CVK_RUN_FAILED },
  { "merge-order-of-links", "[{\"a\":1}]",
    "\"b\":{\"type\":\"set\",\"settings\":{\"keep\":false,\"fields\":{\"x\":\"b\"}}},"
    "\"c\":{\"type\":\"set\",\"settings\":{\"keep\":false,\"fields\":{\"x\":\"c\"}}},"
    "\"end\":{\"type\":\"set\",\"settings\":{}}",
    "\"read.out -> b.in\",\"read.out -> c.in\",\"c.out -> end.in\",\"b.out -> end.in\"", "end.out",
    "[{\"x\":\"c\"},{\"x\":\"b\"}]", "", CVK_RUN_SUCCEEDED },
  { "merge-by-position", "[{\"a\":1},{\"a\":2}]",
    "\"one\":{\"type\":\"limit\",\"settings\":{\"count\":1}},"
    "\"b\":{\"type\":\"set\",\"settings\":{\"keep\":false,\"fields\":{\"b\":\"x\"}}},"
    "\"end\":{\"type\":\"merge\",\"settings\":{\"mode\":\"position\"}}",
    "\"read.out -> end.in1\",\"read.out -> one.in\",\"one.out -> b.in\",\"b.out -> end.in2\"",
    "end.out", "[{\"a\":1,\"b\":\"x\"},{\"a\":2}]", "", CVK_RUN_SUCCEEDED },
  { "merge-by-key", "[{\"k\":1,\"a\":1},{\"k\":2,\"a\":2}]",
    "\"b\":{\"type\":\"set\",\"settings\":{\"fields\":{\"a\":\"new\"}}},"
    "\"drop\":{\"type\":\"limit\",\"settings\":{\"count\":1}},"
    "\"end\":{\"type\":\"merge\",\"settings\":{\"mode\":\"key\",\"key\":\"k\"}}",
    "\"read.out -> drop.in\",\"drop.out -> end.in1\",\"read.out -> b.in\",\"b.out -> end.in2\"",
    "end.out", "[{\"k\":1,\"a\":\"new\"},{\"k\":2,\"a\":\"new\"}]", "", CVK_RUN_SUCCEEDED },
  { "failed-port", "[{\"d\":\"2026-01-01T00:00:00Z\"},{\"d\":\"x\"}]",
    "\"date\":{\"type\":\"date\",\"settings\":{\"value\":\"{{ item.d "
    "}}\",\"operation\":\"parse\"}},"
    "\"end\":{\"type\":\"set\",\"settings\":{\"keep\":false,\"fields\":{\"d\":\"{{ item.d "
    "}}\",\"c\":\"{{ item.error.code }}\"}}}",
    "\"read.out -> date.in\",\"date.failed -> end.in\"", "end.out",
    "[{\"d\":\"x\",\"c\":\"invalid-date\"}]", "date/invalid-date/value/1", CVK_RUN_SUCCEEDED },
  { "continue", "[{\"d\":\"x\"},{\"d\":\"2026-01-01T00:00:00Z\"}]",
    "\"end\":{\"type\":\"date\",\"on_error\":\"continue\",\"settings\":{\"value\":\"{{ item.d "
    "}}\",\"operation\":\"parse\"}}",
    "\"read.out -> end.in\"", "end.out",
    "[{\"d\":\"2026-01-01T00:00:00Z\",\"date\":\"2026-01-01T00:00:00Z\"}]",
    "end/invalid-date/value/0", CVK_RUN_FAILED },
  { "script-error-of-one-item", "[{\"a\":1},{\"a\":null},{\"a\":3}]",
    "\"end\":{\"type\":\"set\",\"on_error\":\"continue\",\"settings\":{\"keep\":false,\"fields\":{"
    "\"x\":\"{{ item.a.toFixed(1) }}\"}}}",
    "\"read.out -> end.in\"", "end.out", "[{\"x\":\"1.0\"},{\"x\":\"3.0\"}]",
    "end/script-error/fields.x/1", CVK_RUN_FAILED },
  { "muted", "[{\"a\":1}]",
    "\"gone\":{\"type\":\"set\",\"muted\":true,\"settings\":{\"fields\":{\"a\":2}}},\"end\":{"
    "\"type\":\"set\",\"settings\":{}}",
    "\"read.out -> gone.in\",\"gone.out -> end.in\"", "end.out", "[{\"a\":1}]", "",
    CVK_RUN_SUCCEEDED },
  { "pinned", "[{\"a\":1}]",
    "\"pin\":{\"type\":\"stop\",\"settings\":{}},\"fix\":{\"type\":\"set\",\"pinned\":[{\"p\":1},{"
    "\"p\":2}],\"settings\":{}},"
    "\"end\":{\"type\":\"set\",\"settings\":{}}",
    "\"read.out -> fix.in\",\"fix.out -> end.in\",\"fix.failed -> pin.in\"", "end.out",
    "[{\"p\":1},{\"p\":2}]", "", CVK_RUN_SUCCEEDED },
  { "muted-stop", "[{\"a\":1}]",
    "\"gone\":{\"type\":\"stop\",\"muted\":true,\"settings\":{}},\"end\":{\"type\":\"set\","
    "\"settings\":{}}",
    "\"read.out -> gone.in\",\"read.out -> end.in\"", "end.out", "[{\"a\":1}]", "",
    CVK_RUN_SUCCEEDED },
  { "script-without-link", "[]",
    "\"end\":{\"type\":\"script\",\"settings\":{\"code\":\"return {x: item.y ?? 1}\"}}", "",
    "end.out", "[{\"x\":1}]", "", CVK_RUN_SUCCEEDED },
  { "merge-by-key-of-a-table", "[{\"k\":\"1\",\"a\":1},{\"k\":\"\",\"a\":2}]",
    "\"b\":{\"type\":\"set\",\"pinned\":[{\"k\":1,\"b\":1},{\"k\":\"\",\"b\":2}]},\"end\":{"
    "\"type\":\"merge\",\"settings\":{\"mode\":\"key\",\"key\":\"k\"}}",
    "\"read.out -> end.in1\",\"b.out -> end.in2\"", "end.out",
    "[{\"k\":1,\"a\":1,\"b\":1},{\"k\":\"\",\"a\":2},{\"k\":\"\",\"b\":2}]", "",
    CVK_RUN_SUCCEEDED },
  { "lineage-through-aggregate", "[{\"n\":1},{\"n\":2}]",
    "\"all\":{\"type\":\"aggregate\",\"settings\":{\"name\":\"l\"}},\"split\":{\"type\":\"split\","
    "\"settings\":{\"field\":\"l\"}},\"end\":{\"type\":\"set\",\"settings\":{\"keep\":false,"
    "\"fields\":{\"c\":\"{{ nodes.all.l.length }}\",\"n\":\"{{ nodes[\\\"split\\\"].n }}\"}}}",
    "\"read.out -> all.in\",\"all.out -> split.in\",\"split.out -> end.in\"", "end.out",
    "[{\"c\":2,\"n\":1},{\"c\":2,\"n\":2}]", "", CVK_RUN_SUCCEEDED },
  { "file-from-expression", "[{\"f\":\"in.json\"}]",
    "\"end\":{\"type\":\"json.read\",\"settings\":{\"file\":\"{{ item.f }}\"}}",
    "\"read.out -> end.in\"", "end.out", "[{\"f\":\"in.json\"}]", "", CVK_RUN_SUCCEEDED },
  { "file-from-expression-outside", "[{\"f\":\"../in.json\"}]",
    "\"end\":{\"type\":\"json.read\",\"settings\":{\"file\":\"{{ item.f }}\"}}",
    "\"read.out -> end.in\"", "end.out", "[]", "end/file-outside/file/0", CVK_RUN_FAILED },
  { "nothing-arrives", "[]", "\"end\":{\"type\":\"stop\",\"settings\":{}}",
    "\"read.out -> end.in\"", "end.in", "[]", "", CVK_RUN_SUCCEEDED },
  { "runs-once-without-link", "[]",
    "\"end\":{\"type\":\"set\",\"settings\":{\"fields\":{\"x\":\"{{ item.y }}\"}}}", "", "end.out",
    "[{\"x\":null}]", "", CVK_RUN_SUCCEEDED },
  { "missing-file", NULL, "\"end\":{\"type\":\"set\",\"settings\":{}}", "\"read.out -> end.in\"",
    "end.in", "[]", "read/file/file/-1", CVK_RUN_FAILED },
  { "file-outside", "[]", "\"end\":{\"type\":\"json.read\",\"settings\":{\"file\":\"../x.json\"}}",
    "", "end.out", "[]", "end/file-outside/file/-1", CVK_RUN_FAILED },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_auto (GStrv) port = g_strsplit (test->port, ".", 2);
  g_autofree char *pipeline = g_strdup_printf (
    "{\"convoke\":1,\"nodes\":{" READ "%s},\"links\":[%s]}", test->nodes, test->links);
  g_autofree char *failures = NULL;
  g_autofree char *items = NULL;

  cvk_run_fixture_init (&fixture);
  if (test->items != NULL)
    cvk_run_fixture_write (&fixture, "in.json", test->items);
  run = cvk_run_fixture_run (&fixture, pipeline, NULL);
  failures = cvk_run_failures_to_text (run);
  items = cvk_run_items_to_json (run, port[0], port[1]);
  g_assert_cmpstr (failures, ==, test->failures);
  g_assert_cmpstr (items, ==, test->expected);
  g_assert_cmpint (cvk_run_get_state (run), ==, test->state);
  g_assert_finalize_object (g_steal_pointer (&run));
  cvk_run_fixture_clear (&fixture);
}

typedef struct
{
  const char *name;
  const char *fields;
  const char *inputs;   /* nullable */
  const char *expected; /* the item; NULL: refused */
  const char *failures;
} InputCase;

static const InputCase input_cases[] = {
  { "text", "{\"name\":\"a\"}", "{\"a\":\"x\"}", "[{\"a\":\"x\"}]", "" },
  { "integer-from-text", "{\"name\":\"a\",\"type\":\"integer\"}", "{\"a\":\"45\"}", "[{\"a\":45}]",
    "" },
  { "boolean-from-text", "{\"name\":\"a\",\"type\":\"boolean\"}", "{\"a\":\"true\"}",
    "[{\"a\":true}]", "" },
  { "default", "{\"name\":\"a\",\"type\":\"number\",\"default\":1.5}", NULL, "[{\"a\":1.5}]", "" },
  { "absent", "{\"name\":\"a\"}", NULL, "[{\"a\":null}]", "" },
  { "json", "{\"name\":\"a\",\"type\":\"json\"}", "{\"a\":\"[1,2]\"}", "[{\"a\":[1,2]}]", "" },
  { "choice", "{\"name\":\"a\",\"type\":\"choice\",\"choices\":[\"x\",\"y\"]}", "{\"a\":\"y\"}",
    "[{\"a\":\"y\"}]", "" },
  { "choice-of-numbers", "{\"name\":\"a\",\"type\":\"choice\",\"choices\":[1,2]}", "{\"a\":\"2\"}",
    "[{\"a\":2}]", "" },
  { "choice-of-anything", "{\"name\":\"a\",\"type\":\"choice\"}", "{\"a\":\"z\"}",
    "[{\"a\":\"z\"}]", "" },
  { "empty-text", "{\"name\":\"a\"}", "{\"a\":\"\"}", "[{\"a\":\"\"}]", "" },
  { "empty-integer", "{\"name\":\"a\",\"type\":\"integer\"}", "{\"a\":\"\"}", "[{\"a\":null}]",
    "" },
  { "empty-required", "{\"name\":\"a\",\"required\":true}", "{\"a\":\"\"}", NULL,
    "in/missing-input/a/-1" },
  { "duration", "{\"name\":\"a\",\"type\":\"duration\"}", "{\"a\":\"PT45M\"}",
    "[{\"a\":\"PT45M\"}]", "" },
  { "required", "{\"name\":\"a\",\"required\":true}", NULL, NULL, "in/missing-input/a/-1" },
  { "no-integer", "{\"name\":\"a\",\"type\":\"integer\"}", "{\"a\":\"4.5\"}", NULL,
    "in/invalid-input/a/-1" },
  { "no-date", "{\"name\":\"a\",\"type\":\"date-time\"}", "{\"a\":\"tomorrow\"}", NULL,
    "in/invalid-input/a/-1" },
  { "no-choice", "{\"name\":\"a\",\"type\":\"choice\",\"choices\":[\"x\"]}", "{\"a\":\"z\"}", NULL,
    "in/invalid-input/a/-1" },
  { "no-duration", "{\"name\":\"a\",\"type\":\"duration\"}", "{\"a\":\"P\"}", NULL,
    "in/invalid-input/a/-1" },
  { "unknown", "{\"name\":\"a\"}", "{\"b\":\"x\"}", NULL, "/unknown-input/b/-1" },
};

static void
test_inputs (gconstpointer data)
{
  const InputCase *test = data;
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *pipeline =
    g_strdup_printf ("{\"convoke\":1,\"nodes\":{\"in\":{\"type\":\"input\",\"settings\":{"
                     "\"fields\":[%s]}}},\"links\":[]}",
                     test->fields);
  g_autofree char *failures = NULL;

  cvk_run_fixture_init (&fixture);
  run = cvk_run_fixture_run (&fixture, pipeline, test->inputs);
  failures = cvk_run_failures_to_text (run);
  g_assert_cmpstr (failures, ==, test->failures);
  if (test->expected != NULL)
    {
      g_autofree char *items = cvk_run_items_to_json (run, "in", "out");

      g_assert_cmpstr (items, ==, test->expected);
    }
  else
    {
      /* Nothing ran, and nothing was written. */
      g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
      g_assert_cmpuint (cvk_memory_journal_get_records (fixture.journal)->len, ==, 0);
    }
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* As many layers as a pipeline can have: neither the stack nor the time grows with them. */
static void
test_deep_chain (void)
{
  const unsigned depth = 5000;
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (GString) nodes = g_string_new (
    "{\"convoke\":1,\"nodes\":{\"n0\":{\"type\":\"set\",\"settings\":{\"fields\":{\"first\":1}}}");
  g_autoptr (GString) links = g_string_new ("},\"links\":[");
  g_autofree char *last = g_strdup_printf ("n%u", depth - 1);
  g_autofree char *items = NULL;

  for (unsigned i = 1; i < depth; i++)
    {
      g_string_append_printf (nodes,
                              ",\"n%u\":{\"type\":\"set\",\"settings\":{\"fields\":{\"x\":\"{{ "
                              "item.first }}\",\"y\":\"{{ nodes[\\\"n0\\\"].first }}\"}}}",
                              i);
      g_string_append_printf (links, "%s\"n%u.out -> n%u.in\"", i > 1 ? "," : "", i - 1, i);
    }
  g_string_append (nodes, links->str);
  g_string_append (nodes, "]}");

  cvk_run_fixture_init (&fixture);
  run = cvk_run_fixture_run (&fixture, nodes->str, NULL);
  items = cvk_run_items_to_json (run, last, "out");
  g_assert_cmpstr (items, ==, "[{\"first\":1,\"x\":1,\"y\":1}]");
  g_assert_finalize_object (g_steal_pointer (&run));
  cvk_run_fixture_clear (&fixture);
}

/* More items than go to convoke-script at once: what was cut off is no failure of its own. */
static void
test_stop_among_many (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *failures = NULL;

  cvk_run_fixture_init (&fixture);
  run = cvk_run_fixture_run (
    &fixture,
    "{\"convoke\":1,\"nodes\":{\"many\":{\"type\":\"script\",\"settings\":{\"code\":"
    "\"return Array.from({length: 1500}, (v, n) => ({n}))\"}},\"end\":{\"type\":\"script\","
    "\"settings\":{\"code\":\"if (item.n === 2) throw new Error('no'); return item\"}}},"
    "\"links\":[\"many.out -> end.in\"]}",
    NULL);
  failures = cvk_run_failures_to_text (run);
  g_assert_cmpstr (failures, ==, "end/script-error/code/2");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
  g_assert_cmpint (cvk_run_get_step_state (run, 1), ==, CVK_STEP_FAILED);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* Every text in the settings is a template, however deep. */
static void
test_deep_settings (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (GString) pipeline = g_string_new (
    "{\"convoke\":1,\"nodes\":{\"end\":{\"type\":\"set\",\"settings\":{\"fields\":{\"x\":");
  g_autofree char *items = NULL;

  for (unsigned i = 0; i < 300; i++)
    g_string_append_c (pipeline, '[');
  g_string_append (pipeline, "\"{{ run.nothing }}\"");
  for (unsigned i = 0; i < 300; i++)
    g_string_append_c (pipeline, ']');
  g_string_append (pipeline, "}}}}}");
  cvk_run_fixture_init (&fixture);
  run = cvk_run_fixture_run (&fixture, pipeline->str, NULL);
  items = cvk_run_items_to_json (run, "end", "out");
  g_assert_nonnull (strstr (items, "[null]"));
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* A muted output is no part of the result. */
static void
test_muted_output (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (CvkValue) outputs = NULL;
  g_autofree char *json = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", "{\"a\":1}");
  run = cvk_run_fixture_run (&fixture,
                             "{\"convoke\":1,\"nodes\":{" READ
                             "\"off\":{\"type\":\"output\",\"muted\":true},"
                             "\"on\":{\"type\":\"output\",\"settings\":{\"name\":\"On\"}}},"
                             "\"links\":[\"read.out -> off.in\",\"read.out -> on.in\"]}",
                             NULL);
  outputs = cvk_run_dup_outputs (run);
  json = cvk_value_to_json (outputs, CVK_JSON_COMPACT);
  g_assert_cmpstr (json, ==, "{\"On\":[{\"a\":1}]}");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* A loop for ever, and memory for ever, in one item: a clear error there, the others go on. */
static void
test_runaway_script (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *failures = NULL;
  g_autofree char *items = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", "[{\"a\":0},{\"a\":1},{\"a\":2},{\"a\":3}]");
  run = cvk_run_fixture_run (
    &fixture,
    "{\"convoke\":1,\"nodes\":{" READ
    "\"end\":{\"type\":\"script\",\"on_error\":\"continue\",\"settings\":{\"code\":"
    "\"if (item.a === 1) while (true) {} if (item.a === 2) { const l = []; while (true) l.push(new "
    "Array(10000).fill(item)); } return item;\"}}},"
    "\"links\":[\"read.out -> end.in\"]}",
    NULL);
  failures = cvk_run_failures_to_text (run);
  items = cvk_run_items_to_json (run, "end", "out");
  g_assert_cmpstr (failures, ==, "end/script-time/code/1 end/script-memory/code/2");
  g_assert_cmpstr (items, ==, "[{\"a\":0},{\"a\":3}]");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* The same pipeline, data, seed and instant give the same items and the same lines of descent. */
static void
test_repeats (void)
{
  static const char pipeline[] = "{\"convoke\":1,\"nodes\":{" READ
                                 "\"split\":{\"type\":\"split\",\"settings\":{\"field\":\"l\"}},"
                                 "\"end\":{\"type\":\"set\",\"settings\":{\"fields\":{\"r\":\"{{ "
                                 "Math.random() }}\",\"n\":\"{{ run.now }}\"}}}},"
                                 "\"links\":[\"read.out -> split.in\",\"split.out -> end.in\"]}";
  CvkRunFixture fixture = { 0 };
  g_autofree char *first = NULL;
  g_autoptr (GHashTable) descents =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", "[{\"l\":[1,2,2]},{\"l\":[1]}]");
  for (int round = 0; round < 2; round++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (pipeline, strlen (pipeline));
      g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, NULL);
      g_autofree char *path = g_build_filename (fixture.folder, "p.convoke", NULL);
      CvkRunOptions options = { .id = round == 0 ? "a" : "b", .path = path, .seed = 99, .now = 1 };
      g_autoptr (CvkRun) run = cvk_run_new (&fixture.environment, document, &options);
      g_autofree char *items = NULL;
      GPtrArray *out = NULL;

      cvk_run_fixture_finish (run);
      items = cvk_run_items_to_json (run, "end", "out");
      out = cvk_run_get_items (run, 2, "out");
      g_assert_cmpuint (out->len, ==, 4);
      for (unsigned i = 0; i < out->len; i++)
        {
          int64_t descent = (int64_t) cvk_item_get_descent (g_ptr_array_index (out, i));

          if (round == 0)
            g_assert_true (g_hash_table_add (descents, g_memdup2 (&descent, sizeof descent)));
          else
            g_assert_true (g_hash_table_contains (descents, &descent));
        }
      if (round == 0)
        first = g_steal_pointer (&items);
      else
        g_assert_cmpstr (items, ==, first);
    }
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/runs/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (input_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/inputs/%s", input_cases[i].name);

      g_test_add_data_func (path, &input_cases[i], test_inputs);
    }
  g_test_add_func ("/runs/deep-chain", test_deep_chain);
  g_test_add_func ("/runs/muted-output", test_muted_output);
  g_test_add_func ("/runs/stop-among-many", test_stop_among_many);
  g_test_add_func ("/runs/deep-settings", test_deep_settings);
  g_test_add_func ("/runs/runaway-script", test_runaway_script);
  g_test_add_func ("/runs/repeats", test_repeats);
  return g_test_run ();
}
