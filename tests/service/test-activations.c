// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "service/cvk-activations.h"
#include "store/cvk-store-activations.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"
#include "support/cvk-remove-folder.h"

/* Active pipelines on a clock that the test moves: schedules, sleep, clocks that are set, and runs
 * that would overlap. */

#define MINUTE (60 * (int64_t) G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)

typedef struct
{
  char *directory;
  CvkFakeClock *clock;
  CvkHost *host;
  CvkHostConnections *connections;
  CvkHostRuns *runs;
  CvkQuestions *questions;
  CvkActivations *activations;
} Fixture;

/* --- A step that ends when the test says so --- */

static GPtrArray *held; /* CvkCall */

static void
cancelled_cb (GCancellable *cancellable, gpointer call)
{
  if (g_ptr_array_remove (held, call))
    cvk_call_fail (call, cvk_problem_new ("cancelled", "Cancelled.", NULL));
}

static void
hold (CvkCall *call)
{
  g_ptr_array_add (held, call);
  g_signal_connect (cvk_call_get_cancellable (call), "cancelled", G_CALLBACK (cancelled_cb), call);
}

static CvkNodeOperations hold_operations = {
  .type = {
    .id = "test.hold",
    .title = "Hold",
    .help = "Ends when the test says so.",
    .icon = "media-playback-pause-symbolic",
    .group = "Data",
    .settings_schema_text = "{\"type\":\"object\",\"properties\":{}}",
  },
  .start = hold,
};

/* --- The fixture --- */

static void
start_host (Fixture *fixture)
{
  fixture->host = cvk_host_new (fixture->directory, CVK_CLOCK (fixture->clock), 0);
  cvk_node_types_add ((CvkNodeTypes *) cvk_host_get_environment (fixture->host)->types,
                      &hold_operations.type);
  fixture->connections = cvk_host_connections_new (fixture->host);
  fixture->runs = cvk_host_runs_new (fixture->host, fixture->connections);
  fixture->questions = cvk_questions_new (fixture->host, fixture->runs);
  fixture->activations =
    cvk_activations_new (fixture->host, fixture->connections, fixture->runs, fixture->questions);
}

static void
stop_host (Fixture *fixture)
{
  cvk_activations_close (fixture->activations);
  g_clear_object (&fixture->activations);
  g_clear_object (&fixture->questions);
  g_clear_object (&fixture->runs);
  g_clear_object (&fixture->connections);
  cvk_host_close (fixture->host);
  cvk_drain_main_context ();
  g_clear_object (&fixture->host);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  held = g_ptr_array_new ();
  fixture->directory = g_dir_make_tmp ("convoke-activations-XXXXXX", NULL);
  fixture->clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  start_host (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stop_host (fixture);
  cvk_remove_folder (fixture->directory);
  g_free (fixture->directory);
  g_clear_object (&fixture->clock);
  g_clear_pointer (&held, g_ptr_array_unref);
}

/* Until the store has written everything, and what came of that. */
static void
settle (Fixture *fixture)
{
  for (unsigned i = 0; i < 6; i++)
    {
      GAsyncResult *pending = NULL;
      g_autoptr (GAsyncResult) result = NULL;

      cvk_drain_main_context ();
      cvk_store_open_async (cvk_host_get_store (fixture->host), cvk_await_result_cb, &pending);
      result = cvk_await_result (&pending);
      g_assert_true (cvk_store_open_finish (cvk_host_get_store (fixture->host), result, NULL));
      cvk_drain_main_context ();
    }
}

static void
advance (Fixture *fixture, int64_t time)
{
  cvk_fake_clock_advance (fixture->clock, time);
  settle (fixture);
}

static void
load (Fixture *fixture)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_activations_load_async (fixture->activations, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  g_assert_true (cvk_activations_load_finish (fixture->activations, result, NULL));
  settle (fixture);
}

/* @settings: of the schedule, without braces, beside its cron text. */
static CvkActivation *
activate_type (Fixture *fixture, const char *settings, const char *type)
{
  g_autofree char *text = g_strdup_printf (
    "{\"convoke\":1,\"name\":\"Hourly\",\"nodes\":{"
    "\"when\":{\"type\":\"trigger.schedule\",\"settings\":{\"schedule\":\"0 * * * *\","
    "\"timezone\":\"UTC\"%s}},"
    "\"work\":{\"type\":\"%s\",\"timeout\":86400,\"settings\":%s},"
    "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"Out\"}}},"
    "\"links\":[\"when.out -> work.in\",\"work.out -> out.in\"]}",
    settings, type, g_str_equal (type, "approval") ? "{\"message\":\"Go on?\"}" : "{}");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  g_variant_dict_insert (&dict, "path", "s", "/nowhere/hourly.convoke");
  g_variant_dict_insert (&dict, "trust", "b", TRUE);
  options = g_variant_ref_sink (g_variant_dict_end (&dict));
  cvk_activations_activate_async (fixture->activations, bytes, options, cvk_await_result_cb,
                                  &pending);
  result = cvk_await_result (&pending);
  g_autoptr (CvkActivation) activation =
    cvk_activations_activate_finish (fixture->activations, result, &problems, &error);
  g_assert_no_error (error);
  g_assert_nonnull (activation);
  settle (fixture);
  return activation;
}

static CvkActivation *
activate (Fixture *fixture, const char *settings, gboolean holds)
{
  return activate_type (fixture, settings, holds ? "test.hold" : "limit");
}

/* "missed:5 fired skipped:overlap", oldest first. */
static char *
list_outcomes (Fixture *fixture)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  cvk_store_load_occurrences_async (cvk_host_get_store (fixture->host), NULL, 100,
                                    cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  g_autofree char *json = cvk_store_text_finish (cvk_host_get_store (fixture->host), result, NULL);
  g_autoptr (CvkValue) list = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  for (size_t i = cvk_value_get_length (list); i-- > 0;)
    {
      const CvkValue *occurrence = cvk_value_get_element (list, i);
      const char *state = cvk_value_lookup_string (occurrence, "state", "");
      const char *reason = cvk_value_lookup_string (occurrence, "reason", NULL);
      int64_t count = cvk_value_lookup_integer (occurrence, "count", 1);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", state);
      if (g_str_equal (state, "missed"))
        g_string_append_printf (text, ":%" G_GINT64_FORMAT, count);
      else if (reason != NULL)
        g_string_append_printf (text, ":%s", reason);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_outcomes (Fixture *fixture, const char *expected)
{
  g_autofree char *found = list_outcomes (fixture);

  g_assert_cmpstr (found, ==, expected);
}

/* What is journalled and read again on the way takes its time. */
static void
await_outcomes (Fixture *fixture, const char *expected)
{
  for (;;)
    {
      g_autofree char *found = list_outcomes (fixture);

      if (g_str_equal (found, expected))
        return;
      settle (fixture);
    }
}

static void
release_one (Fixture *fixture)
{
  CvkCall *call = g_ptr_array_index (held, 0);

  g_ptr_array_remove_index (held, 0);
  g_signal_handlers_disconnect_by_func (cvk_call_get_cancellable (call), cancelled_cb, call);
  cvk_call_succeed (call);
  settle (fixture);
}

/* --- Time --- */

static void
test_each_hour (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "", FALSE);
  assert_outcomes (fixture, "");
  advance (fixture, HOUR - MINUTE);
  assert_outcomes (fixture, "");
  advance (fixture, MINUTE);
  assert_outcomes (fixture, "fired");
  advance (fixture, HOUR);
  assert_outcomes (fixture, "fired fired");
  g_assert_false (cvk_host_runs_are_active (fixture->runs));
}

static void
test_clock_set_back (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "", FALSE);
  advance (fixture, HOUR);
  advance (fixture, HOUR);
  assert_outcomes (fixture, "fired fired");
  cvk_fake_clock_set_wall (fixture->clock, CVK_FAKE_CLOCK_START + HOUR / 2);
  advance (fixture, MINUTE);
  advance (fixture, HOUR);
  advance (fixture, HOUR - MINUTE);
  assert_outcomes (fixture, "fired fired");
  /* 15:00 has not been before. */
  advance (fixture, HOUR);
  assert_outcomes (fixture, "fired fired fired");
}

static void
test_asleep (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "", FALSE);
  cvk_fake_clock_set_wall (fixture->clock, CVK_FAKE_CLOCK_START + 5 * HOUR + 10 * MINUTE);
  advance (fixture, MINUTE);
  assert_outcomes (fixture, "missed:5 fired");
  advance (fixture, HOUR);
  assert_outcomes (fixture, "missed:5 fired fired");
}

static void
test_off_for_years (Fixture *fixture, gconstpointer data)
{
  activate (fixture, ",\"missed\":\"skip\"", FALSE);
  stop_host (fixture);
  cvk_fake_clock_set_wall (fixture->clock,
                           CVK_FAKE_CLOCK_START + 10 * 365 * 24 * HOUR + MINUTE * 10);
  start_host (fixture);
  load (fixture);
  assert_outcomes (fixture, "missed:87600");
}

static void
test_clock_not_set (Fixture *fixture, gconstpointer data)
{
  CvkActivation *activation = NULL;

  cvk_fake_clock_set_wall (fixture->clock, 0);
  activation = activate (fixture, "", FALSE);
  g_autoptr (CvkValue) held_back = cvk_activation_describe (activation);
  CvkValue *trigger = cvk_value_get_element (cvk_value_get_member (held_back, "triggers"), 0);
  g_assert_cmpstr (
    cvk_value_lookup_string (cvk_value_get_member (trigger, "problem"), "code", NULL), ==,
    "clock-not-set");
  advance (fixture, 3 * HOUR);
  assert_outcomes (fixture, "");
  cvk_fake_clock_set_wall (fixture->clock, CVK_FAKE_CLOCK_START);
  advance (fixture, MINUTE);
  g_autoptr (CvkValue) set = cvk_activation_describe (activation);
  trigger = cvk_value_get_element (cvk_value_get_member (set, "triggers"), 0);
  g_assert_true (cvk_value_is_null (cvk_value_get_member (trigger, "problem")));
}

static void
test_started_again (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "", FALSE);
  advance (fixture, HOUR);
  for (unsigned i = 0; i < 3; i++)
    {
      stop_host (fixture);
      start_host (fixture);
      load (fixture);
      assert_outcomes (fixture, "fired");
    }
}

/* --- Overlap --- */

static void
test_overlap (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *policy;
    const char *second; /* at the second hour, while the first run is under way */
    const char *third;
    const char *released; /* when the first one under way has ended */
  } cases[] = {
    { "skip", "fired skipped:overlap", "fired skipped:overlap skipped:overlap",
      "fired skipped:overlap skipped:overlap" },
    { "queue", "fired queued", "fired queued skipped:overlap", "fired fired skipped:overlap" },
    { "cancel", "fired fired", "fired fired fired", "fired fired fired" },
    { "allow", "fired fired", "fired fired fired", "fired fired fired" },
  };
  const char *policy = data;

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *settings = g_strdup_printf (",\"overlap\":\"%s\"", policy);

      if (!g_str_equal (cases[i].policy, policy))
        continue;
      activate (fixture, settings, TRUE);
      advance (fixture, HOUR);
      g_assert_cmpuint (held->len, ==, 1);
      advance (fixture, HOUR);
      assert_outcomes (fixture, cases[i].second);
      advance (fixture, HOUR);
      assert_outcomes (fixture, cases[i].third);
      g_assert_cmpuint (held->len, ==, g_str_equal (policy, "allow") ? 3 : 1);
      release_one (fixture);
      assert_outcomes (fixture, cases[i].released);
    }
  while (held->len > 0)
    release_one (fixture);
}

static void
answer_first (Fixture *fixture)
{
  const CvkValue *open = cvk_questions_get_open (fixture->questions);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CvkProblem) problem = NULL;

  g_assert_cmpuint (cvk_value_get_length (open), >=, 1);
  cvk_questions_answer_async (fixture->questions,
                              cvk_value_lookup_string (cvk_value_get_element (open, 0), "id", ""),
                              "approve", NULL, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  problem = cvk_questions_answer_finish (fixture->questions, result);
  g_assert_null (problem);
  settle (fixture);
}

/* A run that has ended for now, because it waits for a person. */
static void
test_overlap_with_waiting (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *policy;
    const char *second;
    unsigned open;
    const char *answered;
  } cases[] = {
    { "skip", "fired skipped:overlap", 1, "fired skipped:overlap" },
    { "queue", "fired queued", 1, "fired fired" },
    { "cancel", "fired fired", 1, "fired fired" },
    { "allow", "fired fired", 2, "fired fired" },
  };
  const char *policy = data;
  g_autofree char *settings = g_strdup_printf (",\"overlap\":\"%s\"", policy);

  activate_type (fixture, settings, "approval");
  advance (fixture, HOUR);
  g_assert_cmpuint (cvk_questions_count (fixture->questions), ==, 1);
  advance (fixture, HOUR);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    if (g_str_equal (cases[i].policy, policy))
      {
        await_outcomes (fixture, cases[i].second);
        settle (fixture);
        g_assert_cmpuint (cvk_questions_count (fixture->questions), ==, cases[i].open);
        answer_first (fixture);
        await_outcomes (fixture, cases[i].answered);
      }
  if (!g_str_equal (policy, "skip"))
    return;
  /* It is done now, and the next hour gets its run. */
  advance (fixture, HOUR);
  assert_outcomes (fixture, "fired skipped:overlap fired");
}

static void
test_deactivated_while_waiting (Fixture *fixture, gconstpointer data)
{
  CvkActivation *activation = activate (fixture, ",\"overlap\":\"queue\"", TRUE);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *pending = NULL;

  advance (fixture, HOUR);
  advance (fixture, HOUR);
  assert_outcomes (fixture, "fired queued");
  cvk_activations_deactivate_async (fixture->activations, activation, cvk_await_result_cb,
                                    &pending);
  result = cvk_await_result (&pending);
  g_assert_true (cvk_activations_deactivate_finish (fixture->activations, result, NULL));
  assert_outcomes (fixture, "fired skipped:deactivated");
  g_assert_cmpuint (held->len, ==, 1);
  release_one (fixture);
  advance (fixture, 2 * HOUR);
  assert_outcomes (fixture, "fired skipped:deactivated");
  /* What passed while it was not active was not missed. */
  activate (fixture, "", FALSE);
  assert_outcomes (fixture, "fired skipped:deactivated");
}

static void
test_replaced_while_waiting (Fixture *fixture, gconstpointer data)
{
  activate (fixture, ",\"overlap\":\"queue\"", TRUE);
  advance (fixture, HOUR);
  advance (fixture, HOUR);
  assert_outcomes (fixture, "fired queued");
  /* The new version takes over what waits, and waits for the run of the old one. */
  activate (fixture, ",\"overlap\":\"queue\"", FALSE);
  assert_outcomes (fixture, "fired queued");
  release_one (fixture);
  assert_outcomes (fixture, "fired fired");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function, data)                                                                  \
  g_test_add ("/activations/" path, Fixture, data, set_up, function, tear_down)
  ADD ("each-hour", test_each_hour, NULL);
  ADD ("clock-set-back", test_clock_set_back, NULL);
  ADD ("asleep", test_asleep, NULL);
  ADD ("off-for-years", test_off_for_years, NULL);
  ADD ("clock-not-set", test_clock_not_set, NULL);
  ADD ("started-again", test_started_again, NULL);
  ADD ("overlap/skip", test_overlap, "skip");
  ADD ("overlap/queue", test_overlap, "queue");
  ADD ("overlap/cancel", test_overlap, "cancel");
  ADD ("overlap/allow", test_overlap, "allow");
  ADD ("overlap/waiting/skip", test_overlap_with_waiting, "skip");
  ADD ("overlap/waiting/queue", test_overlap_with_waiting, "queue");
  ADD ("overlap/waiting/cancel", test_overlap_with_waiting, "cancel");
  ADD ("overlap/waiting/allow", test_overlap_with_waiting, "allow");
  ADD ("deactivated-while-waiting", test_deactivated_while_waiting, NULL);
  ADD ("replaced-while-waiting", test_replaced_while_waiting, NULL);
  return g_test_run ();
}
