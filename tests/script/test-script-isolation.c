// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-test"

#include "config.h"

#include "script/cvk-evaluation.h"

#define FIRST_AND_SECOND "{\"item\":{\"n\":1}}", "{\"item\":{\"n\":2}}", NULL

/* What one item's code tries to leave behind, and how the next one's would find it. The counterpart
 * for each: within one item, the same trace is found, or leaving it is refused aloud. */
static const struct
{
  const char *leave;
  const char *find;
} traces[] = {
  { "globalThis.trace = 'left'", "globalThis.trace" },
  { "this.trace = 'left'", "globalThis.trace" },
  { "trace = 'left'", "typeof trace === 'undefined' ? undefined : trace" },
  { "Object.prototype.trace = 'left'", "({}).trace" },
  { "({}).__proto__.trace = 'left'", "({}).trace" },
  { "Object.setPrototypeOf (Object.prototype, { trace: 'left' })", "({}).trace" },
  { "Object.setPrototypeOf (Array.prototype, { trace: 'left' })", "[].trace" },
  { "Object.defineProperty (Array.prototype, 'map', { value: () => 'left' })",
    "[1].map ((n) => undefined)[0]" },
  { "Array.prototype.trace = 'left'", "[].trace" },
  { "Array.prototype[5] = 'left'", "[][5]" },
  { "String.prototype.trim = () => 'left'", "'a'.trim () === 'left' ? 'left' : undefined" },
  { "Function.prototype.trace = 'left'", "(() => {}).trace" },
  { "Number.prototype.trace = 'left'", "(1).trace" },
  { "Error.prototype.message = 'left'", "new Error ().message || undefined" },
  { "Error.prototype.trace = 'left'", "new Error ().trace" },
  { "Date.prototype.trace = 'left'", "new Date ().trace" },
  { "Date.trace = 'left'", "Date.trace" },
  { "Date.now = () => 'left'", "Date.now () === 'left' ? 'left' : undefined" },
  { "date.parse = () => 'left'",
    "date.parse ('1970-01-01T00:00:00Z') === 'left' ? 'left' : undefined" },
  { "date.trace = 'left'", "date.trace" },
  { "Math.trace = 'left'", "Math.trace" },
  { "Math.random = () => 'left'", "Math.random () === 'left' ? 'left' : undefined" },
  { "JSON.parse = () => 'left'", "JSON.parse ('null') ?? undefined" },
  { "JSON.stringify = () => '\"left\"'", "undefined" },
  { "console.log = () => 'left'", "console.log ()" },
  { "console.trace = 'left'", "console.trace === 'left' ? 'left' : undefined" },
  { "Intl.trace = 'left'", "Intl.trace" },
  { "Intl.NumberFormat.prototype.trace = 'left'", "new Intl.NumberFormat ().trace" },
  { "Symbol.trace = 'left'", "Symbol.trace" },
  { "Promise.prototype.trace = 'left'", "Promise.resolve ().trace" },
  { "Reflect.getPrototypeOf ([][Symbol.iterator] ()).next = () => ({ done: true })",
    "[...[1]].length === 1 ? undefined : 'left'" },
  { "Reflect.getPrototypeOf (function* () {}).trace = 'left'", "(function* () {}).trace" },
  { "Reflect.getPrototypeOf (async () => {}).trace = 'left'", "(async () => {}).trace" },
  { "Reflect.getPrototypeOf (Int8Array).prototype.trace = 'left'", "new Int8Array (1).trace" },
  { "Reflect.getPrototypeOf (new Map ().entries ()).trace = 'left'", "new Map ().keys ().trace" },
  { "Reflect.getPrototypeOf ('a'.matchAll (/a/g)).trace = 'left'", "'b'.matchAll (/b/g).trace" },
  { "/(left)/.exec ('left')", "RegExp.$1" },
  { "/left/.exec ('left')", "RegExp.lastMatch ?? RegExp['$&']" },
  { "RegExp.input = 'left'", "RegExp.input" },
  { "RegExp.prototype.lastIndex = 'left'", "RegExp.prototype.lastIndex" },
  { "item.trace = 'left'", "item.trace" },
  { "nodes.trace = 'left'", "nodes.trace" },
  { "inputs.trace = 'left'", "inputs.trace" },
  { "inputs.list.push ('left')", "inputs.list[1]" },
  { "inputs.list[0] = 'left'", "inputs.list[0] === 1 ? undefined : 'left'" },
  { "run.trace = 'left'", "run.trace" },
  { "run.id = 'left'", "run.id === 'r1' ? undefined : 'left'" },
  { "tag.trace = 'left'", "tag.trace" },
  { "tag`x`.raw.trace = 'left'", "tag`x`.raw.trace" },
  { "arguments.trace = 'left'", "arguments.trace" },
  { "arguments.callee.trace = 'left'", "undefined" },
  { "Promise.resolve ().then (() => { globalThis.trace = 'left'; })", "globalThis.trace" },
  { "Error.stackTraceLimit = 0", "Error.stackTraceLimit === 0 ? 'left' : undefined" },
  { "Symbol.for ('trace').description.trace = 'left'", "Symbol.for ('trace').trace" },
};

/* One code for both items, as in a pipeline. */
static char *
make_source (const char *leave, const char *find)
{
  return g_strdup_printf ("const tag = (strings) => strings;\n"
                          "if (item.n === 1) { try { %s; } catch {} return 'tried'; }\n"
                          "return %s;",
                          leave, find);
}

static void
test_items (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  const char *scopes[] = { "{\"item\":{\"n\":1},\"nodes\":{}}", "{\"item\":{\"n\":2},\"nodes\":{}}",
                           NULL };

  for (unsigned i = 0; i < G_N_ELEMENTS (traces); i++)
    {
      g_autofree char *source = make_source (traces[i].leave, traces[i].find);
      g_autoptr (CvkScriptRequest) request =
        cvk_evaluation_request_new (CVK_SCRIPT_EACH, source, scopes);
      g_autoptr (GPtrArray) results = cvk_evaluation_run (host, request);
      g_autofree char *first = cvk_evaluation_describe (results->pdata[0]);
      g_autofree char *second = cvk_evaluation_describe (results->pdata[1]);

      g_test_message ("%s", traces[i].leave);
      g_assert_cmpstr (first, ==, "\"tried\"");
      g_assert_cmpstr (second, ==, "null");
    }
}

/* Two nodes of one run, which share a realm, and two runs, which do not. */
static void
test_requests (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  const char *scopes[] = { "{\"item\":{\"n\":2},\"nodes\":{}}", NULL };

  for (unsigned other_run = 0; other_run <= 1; other_run++)
    for (unsigned i = 0; i < G_N_ELEMENTS (traces); i++)
      {
        g_autofree char *leave =
          g_strdup_printf ("const tag = (s) => s; try { %s; } catch {}", traces[i].leave);
        g_autofree char *find =
          g_strdup_printf ("const tag = (s) => s; return %s;", traces[i].find);
        g_autofree char *left = cvk_evaluation_of (host, CVK_SCRIPT_EACH, leave, scopes[0]);
        g_autoptr (CvkScriptRequest) request =
          cvk_evaluation_request_new (CVK_SCRIPT_EACH, find, scopes);
        g_autoptr (GPtrArray) results = NULL;
        g_autofree char *found = NULL;

        if (other_run == 1)
          {
            cvk_value_unref (request->run);
            request->run = cvk_value_new_object ("id", cvk_value_new_string ("r1"), "number",
                                                 cvk_value_new_integer (i), NULL);
          }
        results = cvk_evaluation_run (host, request);
        found = cvk_evaluation_describe (results->pdata[0]);
        g_test_message ("%s", traces[i].leave);
        g_assert_cmpstr (left, ==, "null");
        g_assert_cmpstr (found, ==, "null");
      }
}

/* Traces that an item does find again within itself: the ways of looking work. */
static void
test_counterpart (void)
{
  static const char *const found_within[] = {
    "const o = {}; o.trace = 'left'; return o.trace;",
    "item.trace = 'left'; return item.trace;",
    "const tag = (s) => s; tag.trace = 'left'; return tag.trace;",
    "class A { static trace = 'left' } return A.trace;",
    "const m = /(left)/.exec ('left'); return m[1];",
    "const p = {}; const o = Object.create (p); p.trace = 'left'; return o.trace;",
  };
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();

  for (unsigned i = 0; i < G_N_ELEMENTS (found_within); i++)
    {
      g_autofree char *found =
        cvk_evaluation_of (host, CVK_SCRIPT_EACH, found_within[i], "{\"item\":{},\"nodes\":{}}");

      g_assert_cmpstr (found, ==, "\"left\"");
    }
}

static char *
draw (CvkScriptHost *host, uint64_t seed, const char *node, uint64_t first_index)
{
  const char *scopes[] = { FIRST_AND_SECOND };
  g_autoptr (CvkScriptRequest) request = cvk_evaluation_request_new (
    CVK_SCRIPT_EXPRESSION, "[Math.random (), Math.random ()].join ()", scopes);
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  request->seed = seed;
  request->node = node;
  request->first_index = first_index;
  results = cvk_evaluation_run (host, request);
  first = cvk_evaluation_describe (results->pdata[0]);
  second = cvk_evaluation_describe (results->pdata[1]);
  return g_strconcat (first, second, NULL);
}

/* The same run gives the same numbers again, whatever process draws them. */
static void
test_randomness (void)
{
  static const struct
  {
    uint64_t seed;
    const char *node;
    uint64_t first_index;
  } others[] = {
    { 43, "a", 0 }, { G_MAXUINT64, "a", 0 }, { 42, "b", 0 }, { 42, NULL, 0 }, { 42, "a", 2 },
  };
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autoptr (CvkScriptHost) other_host = cvk_evaluation_host_new ();
  g_autofree char *first = draw (host, 42, "a", 0);
  g_autofree char *again = draw (other_host, 42, "a", 0);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpstr (first, ==, again);
  g_hash_table_add (seen, g_strdup (first));
  for (unsigned i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_true (
      g_hash_table_add (seen, draw (host, others[i].seed, others[i].node, others[i].first_index)));
}

/* A batch that starts later counts on: item 1 draws the same in both. */
static void
test_randomness_by_index (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autofree char *from_0 = draw (host, 42, "a", 0);
  g_autofree char *from_1 = draw (host, 42, "a", 1);
  const char *second_of_0 = strstr (from_0, "\"\"") + 1;

  g_assert_true (g_str_has_prefix (from_1, second_of_0));
}

/* Even enough over [0, 1). */
static void
test_randomness_spread (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autofree char *counts =
    cvk_evaluation_of (host, CVK_SCRIPT_EACH,
                       "const bins = new Array (10).fill (0);\n"
                       "for (let i = 0; i < 10000; i++) bins[Math.floor (Math.random () * 10)]++;\n"
                       "return bins.length === 10 && bins.every ((n) => n > 850 && n < 1150);",
                       "{\"item\":{}}");

  g_assert_cmpstr (counts, ==, "true");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/script/isolation/items", test_items);
  g_test_add_func ("/script/isolation/requests", test_requests);
  g_test_add_func ("/script/isolation/counterpart", test_counterpart);
  g_test_add_func ("/script/isolation/randomness", test_randomness);
  g_test_add_func ("/script/isolation/randomness-by-index", test_randomness_by_index);
  g_test_add_func ("/script/isolation/randomness-spread", test_randomness_spread);

  return g_test_run ();
}
