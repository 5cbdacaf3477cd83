// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gio/gunixfdlist.h>

#include "base/cvk-json.h"
#include "cvk-engine-bench.h"

/* A client of the real engine that knows nothing but the API. */

#define HELLO                                                                                      \
  "{\"convoke\":1,\"nodes\":{\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[]}},"            \
  "\"make\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"return Array.from({length: 1200}, (v, n) => ({n, half: n % 2 ? 'odd' : 'even'}))\"}},"        \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"Out\"}}},"                                \
  "\"links\":[\"in.out -> make.in\",\"make.out -> out.in\"]"
#define BUSY                                                                                       \
  "{\"convoke\":1,\"nodes\":{\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[]}},"            \
  "\"make\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"while (true) {}\"}}},\"links\":[\"in.out -> make.in\"]}"

static void
test_only_trusted_pipelines_run (CvkEngineBench *fixture, gconstpointer data)
{
  static const char needs_review[] = CVK_ENGINE_ERROR_PREFIX "NeedsReview";
  g_autofree char *untrusted = cvk_engine_bench_start_run (fixture->client, HELLO "}", FALSE);
  g_autofree char *trusted = cvk_engine_bench_start_run (fixture->client, HELLO "}", TRUE);
  g_autofree char *again = cvk_engine_bench_start_run (fixture->client, HELLO "}", FALSE);
  g_autofree char *moved =
    cvk_engine_bench_start_run (fixture->client, HELLO ",\"layout\":{\"in\":[5,5]}}", FALSE);
  g_autofree char *changed = cvk_engine_bench_start_run (fixture->client, BUSY, FALSE);

  g_assert_cmpstr (untrusted, ==, needs_review);
  g_assert_cmpstr (trusted, !=, needs_review);
  g_assert_cmpstr (again, !=, needs_review);
  g_assert_cmpstr (moved, !=, needs_review);
  g_assert_cmpstr (changed, ==, needs_review);
}

static void
test_result_and_items (CvkEngineBench *fixture, gconstpointer data)
{
  g_autofree char *run = cvk_engine_bench_start_run (fixture->client, HELLO "}", TRUE);
  g_autoptr (CvkValue) result = cvk_engine_bench_wait_run (fixture->client, run);
  const char *json = NULL;
  unsigned total = 0;

  g_assert_cmpstr (cvk_value_lookup_string (result, "state", NULL), ==, "succeeded");
  g_assert_cmpuint (
    cvk_value_get_length (cvk_value_get_member (cvk_value_get_member (result, "outputs"), "Out")),
    ==, 1200);

  g_autoptr (GVariant) reply = cvk_engine_bench_call (
    fixture->client, "GetItems",
    g_variant_new ("(sssuuss)", run, "make", "out", 0u, 1000u, "-n", "odd"), NULL);
  g_variant_get (reply, "(&sus)", &json, &total, NULL);
  g_autoptr (CvkValue) page = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  g_assert_cmpuint (total, ==, 600);
  g_assert_cmpuint (cvk_value_get_length (page), ==, 500);
  g_assert_cmpint (cvk_value_lookup_integer (cvk_value_get_element (page, 0), "n", -1), ==, 1199);

  g_autoptr (GVariant) described =
    cvk_engine_bench_call (fixture->client, "GetRun", g_variant_new ("(s)", run), NULL);
  g_variant_get (described, "(&s)", &json);
  g_autoptr (CvkValue) description = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  const CvkValue *step = cvk_value_get_member (cvk_value_get_member (description, "steps"), "make");
  g_assert_cmpstr (cvk_value_lookup_string (step, "state", NULL), ==, "succeeded");
  g_assert_cmpint (cvk_value_lookup_integer (step, "done", -1), ==, 1);
  const CvkValue *counts = cvk_value_get_member (step, "counts");
  g_assert_cmpint (cvk_value_lookup_integer (counts, "in", -1), ==, 1);
  g_assert_cmpint (cvk_value_lookup_integer (counts, "out", -1), ==, 1200);
  g_assert_cmpint (cvk_value_lookup_integer (counts, "failed", -1), ==, 0);
}

static void
test_what_does_not_exist (CvkEngineBench *fixture, gconstpointer data)
{
  static const char not_found[] = CVK_ENGINE_ERROR_PREFIX "NotFound";
  const struct
  {
    const char *method;
    GVariant *parameters;
  } cases[] = {
    { "GetRun", g_variant_new ("(s)", "nobody") },
    { "WaitRun", g_variant_new ("(s)", "nobody") },
    { "CancelRun", g_variant_new ("(s)", "nobody") },
    { "GetItems", g_variant_new ("(sssuuss)", "nobody", "a", "out", 0u, 1u, "", "") },
    { "GetItem", g_variant_new ("(sssu)", "nobody", "a", "out", 1u) },
    { "GetRow", g_variant_new ("(sssu)", "nobody", "a", "out", 1u) },
    { "WaitConnect", g_variant_new ("(s)", "nobody") },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *error_name = NULL;
      g_autoptr (GVariant) reply =
        cvk_engine_bench_call (fixture->client, cases[i].method, cases[i].parameters, &error_name);

      g_assert_null (reply);
      g_assert_cmpstr (error_name, ==, not_found);
    }
}

static void
test_check (CvkEngineBench *fixture, gconstpointer data)
{
  static const char bad[] = "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"nonsense\"}}}";
  const char *json = NULL;
  g_autoptr (GVariant) reply = cvk_engine_bench_call (
    fixture->client, "Check",
    g_variant_new ("(@ay)", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bad, strlen (bad), 1)),
    NULL);

  g_variant_get (reply, "(&s)", &json);
  g_autoptr (CvkValue) problems = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  const CvkValue *problem = cvk_value_get_element (problems, 0);
  /* A code and the parts of a sentence, which the reader puts together. */
  g_assert_cmpstr (cvk_value_lookup_string (problem, "code", NULL), ==, "unknown-type");
  g_assert_nonnull (cvk_value_lookup_string (problem, "message_id", NULL));
  g_assert_nonnull (cvk_value_get_member (problem, "arguments"));
}

/* --- Deltas --- */

typedef struct
{
  GMainLoop *loop;
  unsigned count;
  char *state;
} Deltas;

static void
run_changed_cb (GDBusConnection *client,
                const char *sender,
                const char *path,
                const char *interface,
                const char *signal,
                GVariant *parameters,
                gpointer user_data)
{
  Deltas *deltas = user_data;
  const char *run = NULL;
  const char *json = NULL;

  g_variant_get (parameters, "(&s&s)", &run, &json);
  g_autoptr (CvkValue) delta = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  deltas->count++;
  g_free (deltas->state);
  deltas->state = g_strdup (cvk_value_lookup_string (delta, "state", NULL));
  if (g_strcmp0 (deltas->state, "running") != 0)
    g_main_loop_quit (deltas->loop);
}

static void
test_deltas_are_few (CvkEngineBench *fixture, gconstpointer data)
{
  static const char pipeline[] =
    "{\"convoke\":1,\"nodes\":{\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[]}},"
    "\"make\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"
    "\"return Array.from({length: 3000}, (v, n) => ({n}))\"}},"
    "\"each\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"
    "\"return {n: item.n + 1}\"}}},"
    "\"links\":[\"in.out -> make.in\",\"make.out -> each.in\"]}";
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Deltas deltas = { .loop = loop };
  unsigned id = g_dbus_connection_signal_subscribe (
    fixture->client, NULL, CVK_ENGINE_INTERFACE, "RunChanged", CVK_ENGINE_PATH, NULL,
    G_DBUS_SIGNAL_FLAGS_NO_MATCH_RULE, run_changed_cb, &deltas, NULL);
  int64_t begun = g_get_monotonic_time ();
  g_autofree char *run = cvk_engine_bench_start_run (fixture->client, pipeline, TRUE);

  g_main_loop_run (loop);
  int64_t tenths = (g_get_monotonic_time () - begun) / (G_USEC_PER_SEC / 10);
  g_assert_cmpstr (deltas.state, ==, "succeeded");
  g_assert_cmpint (deltas.count, <=, tenths + 2);
  g_dbus_connection_signal_unsubscribe (fixture->client, id);
  g_free (deltas.state);
}

/* --- Beginning and end --- */

static void
test_cancel (CvkEngineBench *fixture, gconstpointer data)
{
  g_autofree char *run = cvk_engine_bench_start_run (fixture->client, BUSY, TRUE);
  g_autoptr (GVariant) reply =
    cvk_engine_bench_call (fixture->client, "CancelRun", g_variant_new ("(s)", run), NULL);
  g_autoptr (CvkValue) result = cvk_engine_bench_wait_run (fixture->client, run);

  g_assert_cmpstr (cvk_value_lookup_string (result, "state", NULL), ==, "cancelled");
}

/* A run leaves memory with its client, or with its engine, and is opened from the journal then. */
static void
test_runs_stay_in_the_journal (CvkEngineBench *fixture, gconstpointer data)
{
  g_autoptr (GDBusConnection) other = cvk_engine_bench_connect (fixture);
  g_autofree char *run = cvk_engine_bench_start_run (other, HELLO "}", TRUE);
  g_autoptr (CvkValue) result = cvk_engine_bench_wait_run (other, run);
  const char *json = NULL;
  unsigned total = 0;

  g_assert_true (g_dbus_connection_close_sync (other, NULL, NULL));
  cvk_engine_bench_restart (fixture);
  g_autoptr (GVariant) items =
    cvk_engine_bench_call (fixture->client, "GetItems",
                           g_variant_new ("(sssuuss)", run, "out", "in", 0u, 1u, "", ""), NULL);
  g_variant_get (items, "(&sus)", NULL, &total, NULL);
  g_assert_cmpuint (total, ==, 1200);
  g_autoptr (GVariant) reply =
    cvk_engine_bench_call (fixture->client, "GetRun", g_variant_new ("(s)", run), NULL);
  g_variant_get (reply, "(&s)", &json);
  g_assert_nonnull (strstr (json, "\"state\":\"succeeded\""));
}

static void
test_leaves_when_not_needed (CvkEngineBench *fixture, gconstpointer data)
{
  g_autofree char *socket = g_build_filename (fixture->directory, "engine.socket", NULL);

  g_clear_object (&fixture->client);
  g_subprocess_send_signal (fixture->engine, SIGTERM);
  g_assert_true (g_subprocess_wait (fixture->engine, NULL, NULL));
  g_clear_object (&fixture->engine);
  cvk_engine_bench_start (fixture, "0");
  g_assert_true (g_subprocess_wait (fixture->engine, NULL, NULL));
  g_assert_true (g_subprocess_get_successful (fixture->engine));
  g_assert_false (g_file_test (socket, G_FILE_TEST_EXISTS));
  g_assert_null (cvk_address_read (fixture->directory));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add (path, CvkEngineBench, NULL, cvk_engine_bench_set_up, function,                       \
              cvk_engine_bench_tear_down)
  ADD ("/engine/trust", test_only_trusted_pipelines_run);
  ADD ("/engine/result", test_result_and_items);
  ADD ("/engine/missing", test_what_does_not_exist);
  ADD ("/engine/check", test_check);
  ADD ("/engine/deltas", test_deltas_are_few);
  ADD ("/engine/cancel", test_cancel);
  ADD ("/engine/journal", test_runs_stay_in_the_journal);
  ADD ("/engine/idle", test_leaves_when_not_needed);
  return g_test_run ();
}
