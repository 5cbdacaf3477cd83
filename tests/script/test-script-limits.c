// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-test"

#include "config.h"

#include <signal.h>

#include "script/cvk-evaluation.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

/* Does @bad for the item with n 1, and gives n for the others. */
#define FOR_ONE(bad) "(() => { if (item.n !== 1) return item.n; " bad " }) ()"

static const char *const three_scopes[] = { "{\"item\":{\"n\":0}}", "{\"item\":{\"n\":1}}",
                                            "{\"item\":{\"n\":2}}", NULL };

static CvkScriptRequest *
make_request (const char *source)
{
  CvkScriptRequest *request =
    cvk_evaluation_request_new (CVK_SCRIPT_EXPRESSION, source, three_scopes);

  request->memory_limit = 100 * 1024 * 1024;
  return request;
}

static void
check_others (GPtrArray *results)
{
  g_autofree char *first = cvk_evaluation_describe (results->pdata[0]);
  g_autofree char *last = cvk_evaluation_describe (results->pdata[2]);

  g_assert_cmpstr (first, ==, "0");
  g_assert_cmpstr (last, ==, "2");
}

/* The item gets the problem, the run goes on. */
static void
test_limits (void)
{
  static const struct
  {
    const char *source;
    const char *code;
    const char *other_code; /* of what may come first; nullable */
  } cases[] = {
    { FOR_ONE ("while (true) {}"), "script-time", NULL },
    { FOR_ONE ("for (;;) Math.sqrt (2);"), "script-time", NULL },
    { FOR_ONE ("return /^(a+)+$/.test ('a'.repeat (40) + 'b');"), "script-time", NULL },
    { FOR_ONE ("return { get a () { for (;;); } };"), "script-time", NULL },
    { FOR_ONE ("throw { toString () { for (;;); } };"), "script-time", NULL },
    { FOR_ONE ("Promise.resolve ().then (() => { for (;;); });"), "script-time", NULL },
    { FOR_ONE ("const again = () => Promise.resolve ().then (again); again ();"), "script-time",
      "script-memory" },
    { FOR_ONE ("for (let n = 3n; ; n *= n);"), "script-time", "script-error" },
    { FOR_ONE ("return new Array (2 ** 32 - 1);"), "script-time", "script-memory" },
    { FOR_ONE ("const a = []; for (;;) a.push ({ a: a.length });"), "script-memory", NULL },
    { FOR_ONE ("const a = []; for (;;) a.push (new Array (1000).fill (1));"), "script-memory",
      NULL },
    { FOR_ONE ("const a = []; for (;;) a.push ('x'.repeat (1e6) + a.length + 'y'.toUpperCase ());"),
      "script-memory", "script-time" },
    { FOR_ONE ("const a = []; for (;;) a.push (new Uint8Array (1e6).fill (1));"), "script-memory",
      NULL },
    { FOR_ONE ("const m = new Map (); for (let i = 0; ; i++) m.set (i, [i]);"), "script-memory",
      NULL },
    { FOR_ONE ("return new Uint8Array (3e8).fill (1).length;"), "script-memory", NULL },
    { FOR_ONE ("const f = () => f () + 1; return f ();"), "script-error", NULL },
    { FOR_ONE ("let s = 'x'; for (;;) s += s;"), "script-memory", "script-error" },
  };
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkScriptRequest) request = make_request (cases[i].source);
      g_autoptr (GPtrArray) results = NULL;
      const CvkScriptResult *result;
      g_autofree char *message = NULL;

      /* On a slow computer too, memory is to be used up before time is. */
      if (g_str_equal (cases[i].code, "script-time"))
        request->time_limit = G_USEC_PER_SEC;
      results = cvk_evaluation_run (host, request);
      result = results->pdata[1];
      g_assert_nonnull (result->problem);
      message = cvk_problem_dup_message (result->problem);
      g_test_message ("%s: %s", cases[i].source, message);
      if (g_strcmp0 (cvk_problem_get_code (result->problem), cases[i].other_code) != 0)
        g_assert_cmpstr (cvk_problem_get_code (result->problem), ==, cases[i].code);
      check_others (results);
    }
}

/* The counterpart: what stays below the limits is left alone, however much comes together. */
static void
test_below_limits (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autoptr (CvkScriptRequest) request = NULL;
  g_autoptr (GPtrArray) results = NULL;

  for (unsigned i = 0; i < 12; i++)
    g_ptr_array_add (texts, (char *) "{\"item\":{}}");
  g_ptr_array_add (texts, NULL);
  request = cvk_evaluation_request_new (CVK_SCRIPT_EXPRESSION,
                                        "new Array (1e6).fill (0).map ((_, i) => [i]).length",
                                        (const char *const *) texts->pdata);
  results = cvk_evaluation_run (host, request);
  for (unsigned i = 0; i < results->len; i++)
    {
      g_autofree char *text = cvk_evaluation_describe (results->pdata[i]);

      g_assert_cmpstr (text, ==, "1000000");
    }
}

static void
start (CvkScriptHost *host,
       const CvkScriptRequest *request,
       GCancellable *cancellable,
       GAsyncResult **pending)
{
  cvk_script_host_evaluate_async (host, request, cancellable, cvk_await_result_cb, pending);
}

static void
kill_processes (void)
{
  g_autoptr (GArray) processes = cvk_evaluation_list_processes ();

  for (unsigned i = 0; i < processes->len; i++)
    kill (g_array_index (processes, int, i), SIGKILL);
}

/* A process that is shot under an evaluation is replaced, and nobody notices. */
static void
test_killed_once (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autoptr (CvkScriptRequest) request = make_request ("item.n * 2");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *last = NULL;
  GAsyncResult *pending = NULL;

  start (host, request, NULL, &pending);
  cvk_evaluation_await_processes (TRUE);
  kill_processes ();
  result = cvk_await_result (&pending);
  results = cvk_script_host_evaluate_finish (host, result, NULL);
  last = cvk_evaluation_describe (results->pdata[2]);
  g_assert_cmpstr (last, ==, "4");
}

typedef struct
{
  GAsyncResult *pending;
  unsigned seen; /* pid last killed */
  unsigned kills;
} Hunt;

static gboolean
kill_twice (gpointer user_data)
{
  Hunt *hunt = user_data;
  g_autoptr (GArray) processes = cvk_evaluation_list_processes ();

  if (processes->len > 0 && hunt->kills < 2 && g_array_index (processes, unsigned, 0) != hunt->seen)
    {
      hunt->seen = g_array_index (processes, unsigned, 0);
      hunt->kills++;
      kill (hunt->seen, SIGKILL);
    }
  return hunt->pending != NULL;
}

/* A second loss is reported instead of going round in circles. */
static void
test_killed_twice (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autoptr (CvkScriptRequest) request = make_request ("(() => { for (;;); }) ()");
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *first = NULL;
  Hunt hunt = { 0 };

  g_ptr_array_set_size (request->scopes, 1);
  start (host, request, NULL, &hunt.pending);
  cvk_await ("the end", kill_twice, &hunt);
  g_assert_cmpuint (hunt.kills, ==, 2);
  results = cvk_script_host_evaluate_finish (host, hunt.pending, NULL);
  first = cvk_evaluation_describe (results->pdata[0]);
  g_assert_true (g_str_equal (first, "!script-ended") ||
                 g_str_equal (first, "!script-unavailable"));
  g_object_unref (hunt.pending);
}

/* Between two requests: the next one just gets another process. */
static void
test_killed_idle (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autofree char *before = cvk_evaluation_of (host, CVK_SCRIPT_EXPRESSION, "1", "{\"item\":{}}");
  g_autofree char *after = NULL;

  kill_processes ();
  after = cvk_evaluation_of (host, CVK_SCRIPT_EXPRESSION, "2", "{\"item\":{}}");
  g_assert_cmpstr (before, ==, "1");
  g_assert_cmpstr (after, ==, "2");
}

static void
test_cancel (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autoptr (CvkScriptRequest) endless = make_request ("(() => { for (;;); }) ()");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;
  GAsyncResult *pending = NULL;

  start (host, endless, cancellable, &pending);
  cvk_evaluation_await_processes (TRUE);
  g_cancellable_cancel (cancellable);
  result = cvk_await_result (&pending);
  g_assert_null (cvk_script_host_evaluate_finish (host, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  after = cvk_evaluation_of (host, CVK_SCRIPT_EXPRESSION, "1", "{\"item\":{}}");
  g_assert_cmpstr (after, ==, "1");
}

/* One run's endless loop does not hold up another run. */
static void
test_company (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autoptr (CvkScriptRequest) endless = make_request ("(() => { for (;;); }) ()");
  g_autoptr (CvkScriptRequest) quick = make_request ("item.n");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *first = NULL;
  GAsyncResult *pending = NULL;

  start (host, endless, cancellable, &pending);
  results = cvk_evaluation_run (host, quick);
  first = cvk_evaluation_describe (results->pdata[0]);
  g_assert_cmpstr (first, ==, "0");
  g_assert_null (pending);
  g_cancellable_cancel (cancellable);
  result = cvk_await_result (&pending);
}

static void
test_idle (void)
{
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkScriptHost) host = cvk_script_host_new (CVK_CLOCK (clock), NULL);
  g_autofree char *value = cvk_evaluation_of (host, CVK_SCRIPT_EXPRESSION, "1", "{\"item\":{}}");

  g_assert_cmpstr (value, ==, "1");
  cvk_fake_clock_advance (clock, 59 * (int64_t) G_USEC_PER_SEC);
  g_assert_cmpuint (cvk_fake_clock_count_timeouts (clock), ==, 1);
  cvk_evaluation_await_processes (TRUE);
  cvk_fake_clock_advance (clock, 2 * (int64_t) G_USEC_PER_SEC);
  cvk_evaluation_await_processes (FALSE);
}

/* Without a program that confines itself nothing is evaluated. */
static void
test_unavailable (void)
{
  static const char *const programs[] = { "/nonexistent/convoke-script", "/bin/false", "/bin/true",
                                          "/bin/sh" };

  for (unsigned i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autoptr (CvkClock) clock = CVK_CLOCK (cvk_system_clock_new ());
      g_autoptr (CvkScriptHost) host = cvk_script_host_new (clock, programs[i]);
      g_autofree char *value = NULL;

      cvk_script_host_warm_up (host);
      value = cvk_evaluation_of (host, CVK_SCRIPT_EXPRESSION, "1", "{\"item\":{}}");
      g_assert_cmpstr (value, ==, "!script-unavailable");
    }
}

static void
test_many (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  const char *none[] = { NULL };
  g_autoptr (CvkScriptRequest) request =
    cvk_evaluation_request_new (CVK_SCRIPT_EXPRESSION, "`${item.n}: ${item.name}`", none);
  g_autoptr (GPtrArray) results = NULL;
  int64_t begin;

  for (unsigned i = 0; i < 10000; i++)
    {
      CvkValue *item = cvk_value_new_object ("n", cvk_value_new_integer (i), "name",
                                             cvk_value_new_string ("Ada Lovelace"), NULL);

      g_ptr_array_add (request->scopes, cvk_value_new_object ("item", item, NULL));
    }
  begin = g_get_monotonic_time ();
  results = cvk_evaluation_run (host, request);
  g_test_message ("10,000 items in %.0f ms", (g_get_monotonic_time () - begin) / 1e3);
  for (unsigned i = 0; i < results->len; i++)
    {
      const CvkScriptResult *result = results->pdata[i];
      g_autofree char *expected = g_strdup_printf ("%u: Ada Lovelace", i);

      g_assert_nonnull (result->value);
      g_assert_cmpstr (cvk_value_get_string (result->value), ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/script/limits/each", test_limits);
  g_test_add_func ("/script/limits/below", test_below_limits);
  g_test_add_func ("/script/limits/killed-once", test_killed_once);
  g_test_add_func ("/script/limits/killed-twice", test_killed_twice);
  g_test_add_func ("/script/limits/killed-idle", test_killed_idle);
  g_test_add_func ("/script/limits/cancel", test_cancel);
  g_test_add_func ("/script/limits/company", test_company);
  g_test_add_func ("/script/limits/idle", test_idle);
  g_test_add_func ("/script/limits/unavailable", test_unavailable);
  g_test_add_func ("/script/limits/many", test_many);

  return g_test_run ();
}
