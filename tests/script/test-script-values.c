// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-test"

#include "config.h"

#include "base/cvk-json.h"
#include "script/cvk-evaluation.h"

#define SCOPE                                                                                      \
  "{\"item\":{\"a\":1,\"name\":\"Ada\",\"list\":[1,2,3],\"none\":null,\"flag\":true,\"x\":1.5},"   \
  "\"nodes\":{\"read-csv\":{\"candidate\":\"Bo\"}}}"
#define SCRIPT_SCOPE "{\"item\":{\"a\":1},\"items\":[{\"a\":1},{\"a\":2}],\"nodes\":{}}"

typedef struct
{
  const char *source;
  const char *expected; /* JSON, or "!" and the code of the problem */
} Case;

static const Case expressions[] = {
  /* what an expression sees */
  { "item.a + 1", "2" },
  { "item.name", "\"Ada\"" },
  { "item.missing", "null" },
  { "item.missing.field", "!script-error" },
  { "nodes['read-csv'].candidate", "\"Bo\"" },
  { "nodes['other'].candidate", "!script-error" },
  { "inputs.city + inputs.list.length", "\"Ulm1\"" },
  { "run.id + run.now", "\"r12026-03-03T13:00:00Z\"" },
  { "run.seed", "null" },
  { "typeof items", "\"undefined\"" },
  { "Object.keys (item).join ()", "\"a,name,list,none,flag,x\"" },
  { "item.list.map ((n) => n * 2)", "[2,4,6]" },
  { "`${item.name} & ${item.a}`", "\"Ada & 1\"" },
  { "item", "{\"a\":1,\"name\":\"Ada\",\"list\":[1,2,3],\"none\":null,\"flag\":true,\"x\":1.5}" },
  { "item.name // the end", "\"Ada\"" },
  { "\n  item.a\n", "1" },
  { "{ a: item.a }", "{\"a\":1}" },
  { "item.a, item.x", "1.5" },

  /* results */
  { "undefined", "null" },
  { "null", "null" },
  { "[undefined, , 1]", "[null,null,1]" },
  { "({ a: undefined })", "{\"a\":null}" },
  { "1 / 3", "0.3333333333333333" },
  { "2 ** 53 - 1", "9007199254740991" },
  { "2 ** 60", "1.152921504606847e+18" },
  { "1e21", "1e+21" },
  { "-0", "0" },
  { "9007199254740993n", "9007199254740993" },
  { "2n ** 63n - 1n", "9223372036854775807" },
  { "-(2n ** 63n)", "-9223372036854775808" },
  { "2n ** 63n", "!script-result" },
  { "-(2n ** 63n) - 1n", "!script-result" },
  { "0 / 0", "!script-result" },
  { "1 / 0", "!script-result" },
  { "({ a: [NaN] })", "!script-result" },
  { "() => 1", "!script-result" },
  { "[Symbol ('a')]", "!script-result" },
  { "new Map ([[1, 2]])", "!script-result" },
  { "new Set ()", "!script-result" },
  { "/a/", "!script-result" },
  { "Promise.resolve (1)", "!script-result" },
  { "new Error ('no')", "!script-result" },
  { "new (class Point {}) ()", "!script-result" },
  { "new Uint8Array (2)", "!script-result" },
  { "Object.create (null)", "{}" },
  { "new Date (0)", "\"1970-01-01T00:00:00Z\"" },
  { "new Date (1)", "\"1970-01-01T00:00:00.001Z\"" },
  { "new Date (NaN)", "!script-result" },
  { "((a) => { a.a = a; return a; }) ({})", "!script-result" },
  { "((a, b) => [a, a]) ({ a: 1 })", "[{\"a\":1},{\"a\":1}]" },
  { "JSON.parse ('['.repeat (400) + ']'.repeat (400)).length", "1" },
  { "JSON.parse ('['.repeat (600) + ']'.repeat (600))", "!script-result" },
  { "'\\ud83d\\ude00'", "\"\360\237\230\200\"" },
  { "'\\ud83d'", "!script-result" },
  { "'a\\u0000b'.length", "3" },
  { "'x'.repeat (20 * 1024 * 1024)", "!script-result" },
  { "'x'.repeat (1024 * 1024).length", "1048576" },
  { "({ ['__proto__']: 1 })", "{\"__proto__\":1}" },
  { "({ toJSON: 1, constructor: 2 })", "{\"toJSON\":1,\"constructor\":2}" },
  { "({ get a () { throw new Error ('no'); } })", "!script-error" },
  { "new Proxy ([1, 2], {})", "[1,2]" },

  /* errors */
  { "(() => { throw new Error ('no') }) ()", "!script-error" },
  { "(() => { throw null }) ()", "!script-error" },
  { "(() => { throw { toString () { throw 1 } } }) ()", "!script-error" },
  { "(function f () { return f () + 1 }) ()", "!script-error" },
  { "unknown", "!script-error" },
  { "", "!script-syntax" },
  { "// nothing", "!script-syntax" },
  { "1 +", "!script-syntax" },
  { "item.", "!script-syntax" },
  { "'abc", "!script-syntax" },
  { "return 1", "!script-syntax" },
  { "let a = 1", "!script-syntax" },
  { "1; 2", "!script-syntax" },
  { "1) (", "!script-syntax" },
  { "1); } + function () { (2", "!script-syntax" },
  { "1]; [2", "!script-syntax" },
  { "/* open", "!script-syntax" },
  { "with (item) a", "!script-syntax" },
  { "await 1", "!script-syntax" },
  { "import ('fs')", "!script-result" },

  /* nothing outside, and no code from text */
  { "typeof require + typeof process + typeof fetch + typeof setTimeout",
    "\"undefinedundefinedundefinedundefined\"" },
  { "typeof XMLHttpRequest + typeof WebAssembly + typeof Atomics + typeof SharedArrayBuffer",
    "\"undefinedundefinedundefinedundefined\"" },
  { "eval ('1')", "!script-error" },
  { "Function ('return 1') ()", "!script-error" },
  { "(() => {}).constructor ('return 1') ()", "!script-error" },
  { "(function* () {}).constructor ('yield 1')", "!script-error" },
  { "(async () => {}).constructor ('return 1')", "!script-error" },
  { "console.log ('a')", "null" },
  { "(() => {}) instanceof Function", "true" },

  /* the frozen clock */
  { "Date.now ()", "1772542800000" },
  { "new Date ()", "\"2026-03-03T13:00:00Z\"" },
  { "new Date (2026, 0, 1)", "\"2026-01-01T00:00:00Z\"" },
  { "new Date ().getTimezoneOffset ()", "0" },
  { "Date ()", "\"Tue Mar 03 2026 13:00:00 GMT+0000 (Coordinated Universal Time)\"" },
  { "new Date (0) instanceof Date", "true" },
  { "new (new Date (0).constructor) ()", "\"2026-03-03T13:00:00Z\"" },
  { "Date.UTC (1970, 0, 2) + Date.parse ('1970-01-01T00:00:01Z')", "86401000" },
  { "new Intl.DateTimeFormat ('de').format ()", "\"3.3.2026\"" },
  { "new Intl.DateTimeFormat ('de').formatToParts ().map ((p) => p.value).join ('')",
    "\"3.3.2026\"" },
  { "typeof performance", "\"undefined\"" },

  /* what pipelines do every day */
  { "item.name.toUpperCase ().padEnd (5, '.')", "\"ADA..\"" },
  { "'b,a,c'.split (',').sort ()", "[\"a\",\"b\",\"c\"]" },
  { "[3, 1, 2].sort ((a, b) => a - b)[0]", "1" },
  { "/(\\d+)-(?<m>\\d+)/.exec ('2026-03').groups.m", "\"03\"" },
  { "'a-b'.replace (/-/g, '+')", "\"a+b\"" },
  { "JSON.parse ('{\"a\":1}').a", "1" },
  { "new Intl.NumberFormat ('de').format (1234.5)", "\"1.234,5\"" },
  { "Object.fromEntries (Object.entries (item).filter (([k]) => k === 'a'))", "{\"a\":1}" },
  { "((o) => { o.toString = 'own'; o.constructor = 'own'; return o; }) ({})",
    "{\"toString\":\"own\",\"constructor\":\"own\"}" },
  { "(() => { const e = new Error ('a'); e.message = 'b'; e.name = 'c'; return `${e}`; }) ()",
    "\"c: b\"" },
  { "(() => { class A extends Error {} try { throw new A ('x') } catch (e) { return e.message } }) "
    "()",
    "\"x\"" },
  { "[...new Set ([1, 1, 2])]", "[1,2]" },
  { "item.a ?? 5", "1" },
};

static const Case scripts[] = {
  { "return { b: item.a + 1 };", "{\"b\":2}" },
  { "item.b = 2; return item;", "{\"a\":1,\"b\":2}" },
  { "return [item, item];", "[{\"a\":1},{\"a\":1}]" },
  { "const f = (n) => n < 2 ? n : f (n - 1) + f (n - 2);\nreturn f (10);", "55" },
  { "let a = 1; for (const i of [1, 2]) a += i; return { a };", "{\"a\":4}" },
  { "item.a;", "null" },
  { "", "null" },
  { "undeclared = 1;", "!script-error" },
  { "return typeof items;", "\"undefined\"" },
  { "return this === undefined;", "true" },
  { "return 1 } + function () { return 2", "!script-syntax" },
  { "if (", "!script-syntax" },
  { "throw new RangeError ('no');", "!script-error" },
};

static const Case list_scripts[] = {
  { "return items.map ((i) => ({ a: i.a * 10 }));", "[{\"a\":10},{\"a\":20}]" },
  { "return items.length;", "2" },
  { "return typeof item;", "\"undefined\"" },
};

static void
check_cases (CvkScriptHost *host,
             CvkScriptKind kind,
             const char *scope,
             const Case *cases,
             size_t count)
{
  for (size_t i = 0; i < count; i++)
    {
      g_autofree char *result = NULL;

      result = cvk_evaluation_of (host, kind, cases[i].source, scope);
      if (!g_str_equal (result, cases[i].expected))
        g_test_fail_printf ("%s: %s, not %s", cases[i].source, result, cases[i].expected);
    }
}

static void
test_expressions (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();

  check_cases (host, CVK_SCRIPT_EXPRESSION, SCOPE, expressions, G_N_ELEMENTS (expressions));
}

static void
test_scripts (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();

  check_cases (host, CVK_SCRIPT_EACH, SCRIPT_SCOPE, scripts, G_N_ELEMENTS (scripts));
  check_cases (host, CVK_SCRIPT_ALL, SCRIPT_SCOPE, list_scripts, G_N_ELEMENTS (list_scripts));
}

/* Whatever goes in comes out the same, also beside an integer that is too large for a number. */
static void
test_round_trips (void)
{
  static const char *const values[] = {
    "0",
    "-1",
    "9007199254740991",
    "-9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "-9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "1.5",
    "1e300",
    "true",
    "null",
    "\"\"",
    "\"i12\"",
    "\"s\"",
    "\"\\u0000\\u001f\\u2028\\\"\\\\\"",
    "\"\360\237\230\200\"",
    "[]",
    "{}",
    "{\"\":{\"__proto__\":[\"i1\",9007199254740993,\"text\",{\"s\":null}]}}",
    "[9007199254740993,\"i9007199254740993\",\"sText\",1.25,false]",
    "{\"constructor\":1,\"toString\":\"x\",\"2\":1,\"1\":2}",
  };
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();

  for (unsigned i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *scope = g_strdup_printf ("{\"item\":{\"v\":%s},\"nodes\":{}}", values[i]);
      const char *scopes[] = { scope, NULL };
      g_autoptr (CvkScriptRequest) request =
        cvk_evaluation_request_new (CVK_SCRIPT_EXPRESSION, "item.v", scopes);
      g_autoptr (GPtrArray) results = cvk_evaluation_run (host, request);
      const CvkScriptResult *result = results->pdata[0];
      g_autoptr (CvkValue) expected = cvk_value_from_json (values[i], -1, CVK_JSON_DATA, NULL);

      g_test_message ("%s", values[i]);
      g_assert_nonnull (result->value);
      g_assert_true (cvk_value_equal (result->value, expected));
    }
}

/* Large integers count as BigInt, in inputs and run too. */
static void
test_large_integers (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autofree char *sum =
    cvk_evaluation_of (host, CVK_SCRIPT_EXPRESSION, "item.v + 1n + BigInt (item.name.length)",
                       "{\"item\":{\"v\":9007199254740993,\"name\":\"ab\"}}");
  const char *scopes[] = { "{\"item\":{}}", NULL };
  g_autoptr (CvkScriptRequest) request =
    cvk_evaluation_request_new (CVK_SCRIPT_EXPRESSION, "[inputs.n - 1n, inputs.t, run.id]", scopes);
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *result = NULL;

  g_assert_cmpstr (sum, ==, "9007199254740996");
  cvk_value_unref (request->inputs);
  request->inputs = cvk_value_new_object ("n", cvk_value_new_integer (G_MAXINT64), "t",
                                          cvk_value_new_string ("i5"), NULL);
  results = cvk_evaluation_run (host, request);
  result = cvk_evaluation_describe (results->pdata[0]);
  g_assert_cmpstr (result, ==, "[9223372036854775806,\"i5\",\"r1\"]");
}

static void
test_places (void)
{
  static const struct
  {
    CvkScriptKind kind;
    const char *source;
    unsigned line;
  } cases[] = {
    { CVK_SCRIPT_EXPRESSION, "item.x.y", 1 },
    { CVK_SCRIPT_EXPRESSION, "\n\nitem.x.y", 3 },
    { CVK_SCRIPT_EXPRESSION, "1 +", 1 },
    { CVK_SCRIPT_EXPRESSION, "[\n1,\n2 3]", 3 },
    { CVK_SCRIPT_EACH, "item.x.y", 1 },
    { CVK_SCRIPT_EACH, "const a = 1;\nconst b = item.x;\nreturn b.y;", 3 },
    { CVK_SCRIPT_EACH, "const a = 1;\nconst b = ;\nreturn b.y;", 2 },
    { CVK_SCRIPT_EACH, "return 1;\n}", 2 },
  };
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  const char *scopes[] = { "{\"item\":{}}", NULL };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkScriptRequest) request =
        cvk_evaluation_request_new (cases[i].kind, cases[i].source, scopes);
      g_autoptr (GPtrArray) results = cvk_evaluation_run (host, request);
      const CvkScriptResult *result = results->pdata[0];
      g_autofree char *message = NULL;

      g_assert_nonnull (result->problem);
      message = cvk_problem_dup_message (result->problem);
      g_test_message ("%s", message);
      g_assert_cmpuint (cvk_problem_get_line (result->problem), ==, cases[i].line);
    }
}

/* A source that cannot be read is said for every item, each time in a problem of its own. */
static void
test_syntax_of_many (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  const char *scopes[] = { "{\"item\":{}}", "{\"item\":{}}", "{\"item\":{}}", NULL };
  g_autoptr (CvkScriptRequest) request =
    cvk_evaluation_request_new (CVK_SCRIPT_EXPRESSION, "1 +", scopes);
  g_autoptr (GPtrArray) results = cvk_evaluation_run (host, request);
  const CvkScriptResult *first = results->pdata[0], *last = results->pdata[2];

  g_assert_cmpstr (cvk_problem_get_code (first->problem), ==, "script-syntax");
  g_assert_cmpstr (cvk_problem_get_code (last->problem), ==, "script-syntax");
  g_assert_true (first->problem != last->problem);
}

static void
test_nothing_to_do (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  const char *scopes[] = { NULL };
  g_autoptr (CvkScriptRequest) request =
    cvk_evaluation_request_new (CVK_SCRIPT_EXPRESSION, "1 +", scopes);
  g_autoptr (GPtrArray) results = cvk_evaluation_run (host, request);

  g_assert_cmpuint (results->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/script/values/expressions", test_expressions);
  g_test_add_func ("/script/values/scripts", test_scripts);
  g_test_add_func ("/script/values/round-trips", test_round_trips);
  g_test_add_func ("/script/values/large-integers", test_large_integers);
  g_test_add_func ("/script/values/places", test_places);
  g_test_add_func ("/script/values/syntax-of-many", test_syntax_of_many);
  g_test_add_func ("/script/values/nothing-to-do", test_nothing_to_do);

  return g_test_run ();
}
