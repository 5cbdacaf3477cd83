// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "engine/cvk-test-effect.h"
#include "support/cvk-run-fixture.h"

#define PIPELINE(extra)                                                                            \
  "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}" \
  "},"                                                                                             \
  "\"effect\":{\"type\":\"test.effect\"" extra                                                     \
  "},\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}}},"                                \
  "\"links\":[\"read.out -> effect.in\",\"effect.out -> out.in\"]}"

static void
set_up (CvkRunFixture *fixture, unsigned concurrency, const char *items)
{
  cvk_run_fixture_init (fixture);
  cvk_node_types_add (fixture->types, &cvk_test_effect.type);
  cvk_test_effect_reset (concurrency);
  cvk_run_fixture_write (fixture, "in.json", items);
}

/* The states that the journal saw of each effect, in order: "planned sent confirmed". */
static char *
get_history (CvkRunFixture *fixture, unsigned number)
{
  GPtrArray *records = cvk_memory_journal_get_records (fixture->journal);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  GString *history = g_string_new (NULL);

  for (unsigned i = 0; i < records->len; i++)
    {
      const CvkRecord *record = g_ptr_array_index (records, i);

      if (record->kind == CVK_RECORD_EFFECT && record->state == CVK_EFFECT_PLANNED)
        g_ptr_array_add (ids, record->effect);
    }
  g_assert_cmpuint (number, <, ids->len);
  for (unsigned i = 0; i < records->len; i++)
    {
      const CvkRecord *record = g_ptr_array_index (records, i);

      if (record->kind == CVK_RECORD_EFFECT &&
          g_str_equal (record->effect, g_ptr_array_index (ids, number)))
        g_string_append_printf (history, "%s%s", history->len > 0 ? " " : "",
                                cvk_effect_state_to_string (record->state));
    }
  return g_string_free (history, FALSE);
}

static void
assert_history (CvkRunFixture *fixture, unsigned number, const char *expected)
{
  g_autofree char *history = get_history (fixture, number);

  g_assert_cmpstr (history, ==, expected);
}

static void
test_confirmed (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;

  set_up (&fixture, 1, "[{\"number\":0}]");
  run = cvk_run_fixture_run (&fixture, PIPELINE (""), NULL);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  assert_history (&fixture, 0, "planned sent confirmed");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* Later items may be answered first; what comes out keeps the order of what went in. */
static void
test_order (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (GString) items = g_string_new ("[");
  g_autoptr (GString) expected = g_string_new ("[");
  g_autofree char *out = NULL;

  for (int i = 0; i < 40; i++)
    {
      const char *comma = i > 0 ? "," : "";

      g_string_append_printf (items, "%s{\"number\":%d,\"rounds\":%d}", comma, i, 40 - i);
      g_string_append_printf (expected, "%s{\"number\":%d,\"rounds\":%d,\"done\":true}", comma, i,
                              40 - i);
    }
  g_string_append_c (items, ']');
  g_string_append_c (expected, ']');
  set_up (&fixture, 8, items->str);
  run = cvk_run_fixture_run (&fixture, PIPELINE (""), NULL);
  out = cvk_run_items_to_json (run, "out", "in");
  g_assert_cmpstr (out, ==, expected->str);
  g_assert_cmpuint (cvk_test_effect_get_log ()->most_under_way, ==, 8);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

static void
test_stop_drops_the_rest (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *failures = NULL;

  set_up (&fixture, 1, "[{\"number\":0},{\"number\":1,\"outcome\":\"refused\"},{\"number\":2}]");
  run = cvk_run_fixture_run (&fixture, PIPELINE (""), NULL);
  failures = cvk_run_failures_to_text (run);
  g_assert_cmpstr (failures, ==, "effect/refused//1");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 2);
  g_assert_cmpint (cvk_run_get_step_state (run, 2), ==, CVK_STEP_SKIPPED);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

static void
test_continue_reports (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *failures = NULL;
  g_autofree char *out = NULL;

  set_up (&fixture, 2, "[{\"number\":0},{\"number\":1,\"outcome\":\"refused\"},{\"number\":2}]");
  run = cvk_run_fixture_run (&fixture, PIPELINE (",\"on_error\":\"continue\""), NULL);
  failures = cvk_run_failures_to_text (run);
  out = cvk_run_items_to_json (run, "out", "in");
  g_assert_cmpstr (failures, ==, "effect/refused//1");
  g_assert_cmpstr (out, ==, "[{\"number\":0,\"done\":true},{\"number\":2,\"done\":true}]");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
  assert_history (&fixture, 1, "planned sent refused");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* Unknown parks that one item: the others go on, nothing is sent again, a person is asked. */
static void
test_unknown_parks (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *out = NULL;

  set_up (&fixture, 1, "[{\"number\":0,\"outcome\":\"unknown\"},{\"number\":1}]");
  run = cvk_run_fixture_run (&fixture, PIPELINE (""), NULL);
  out = cvk_run_items_to_json (run, "out", "in");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  g_assert_cmpstr (out, ==, "[{\"number\":1,\"done\":true}]");
  g_assert_cmpstr (cvk_test_effect_get_log ()->order->str, ==, "0 1 ");
  assert_history (&fixture, 0, "planned sent unknown");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* Equal requests wait for each other; behind an unknown one they are not sent at all. */
static void
test_gate (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *failures = NULL;

  set_up (&fixture, 4,
          "[{\"number\":0,\"key\":\"a\",\"rounds\":9},{\"number\":1,\"key\":\"a\"},"
          "{\"number\":2,\"key\":\"b\",\"outcome\":\"unknown\",\"rounds\":9},{\"number\":3,\"key\":"
          "\"b\"}]");
  run = cvk_run_fixture_run (&fixture, PIPELINE (",\"on_error\":\"continue\""), NULL);
  failures = cvk_run_failures_to_text (run);
  g_assert_cmpuint (cvk_test_effect_get_log ()->most_of_one_key, ==, 1);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 3);
  g_assert_cmpstr (failures, ==, "effect/outcome-unknown//2 effect/unresolved//3");
  assert_history (&fixture, 3, "planned abandoned");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* The control of the test above: without keys they do overlap. */
static void
test_no_gate_without_key (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;

  set_up (&fixture, 4, "[{\"rounds\":9},{\"rounds\":9},{\"rounds\":9},{\"rounds\":9}]");
  run = cvk_run_fixture_run (&fixture, PIPELINE (""), NULL);
  g_assert_cmpuint (cvk_test_effect_get_log ()->most_under_way, ==, 4);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

static void
test_journal_fails (gconstpointer data)
{
  unsigned after = GPOINTER_TO_UINT (data);
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;

  set_up (&fixture, 1, "[{\"number\":0},{\"number\":1}]");
  cvk_memory_journal_fail (fixture.journal, after, "disk full");
  run = cvk_run_fixture_run (&fixture, PIPELINE (""), NULL);
  /* The output of the read comes first, then the sending; nothing leaves without them. */
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, MIN (2, after / 2));
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

static gboolean
cancel_cb (gpointer user_data)
{
  CvkRun *run = user_data;

  if (cvk_test_effect_get_log ()->n_under_way == 0)
    return G_SOURCE_CONTINUE;
  cvk_run_cancel (run);
  return G_SOURCE_REMOVE;
}

/* What was sent ends in its own time; what was not is dropped. */
static void
test_cancel (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;

  set_up (&fixture, 1, "[{\"number\":0,\"rounds\":50},{\"number\":1},{\"number\":2}]");
  run = cvk_run_fixture_create (&fixture, PIPELINE (""), NULL);
  g_idle_add (cancel_cb, run);
  cvk_run_fixture_finish (run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_CANCELLED);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 1);
  assert_history (&fixture, 0, "planned sent confirmed");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

static gboolean
pass_deadline_cb (gpointer user_data)
{
  if (cvk_test_effect_get_log ()->n_under_way == 0)
    return G_SOURCE_CONTINUE;
  cvk_fake_clock_advance (user_data, 61 * G_USEC_PER_SEC);
  return G_SOURCE_REMOVE;
}

/* A request that hangs past the node's time is unknown, not retried. */
static void
test_deadline (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autofree char *failures = NULL;

  set_up (&fixture, 1, "[{\"number\":0,\"outcome\":\"hang\"}]");
  fixture.environment.clock = CVK_CLOCK (clock);
  run = cvk_run_fixture_create (&fixture, PIPELINE (",\"timeout\":60"), NULL);
  g_idle_add (pass_deadline_cb, clock);
  cvk_run_fixture_finish (run);
  failures = cvk_run_failures_to_text (run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  assert_history (&fixture, 0, "planned sent unknown");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* --- Paused --- */

typedef struct
{
  CvkFakeClock *clock;
  CvkPause *pause;
  unsigned n_left; /* deadlines, a moment before the time is over */
} Pausing;

static gboolean
pause_cb (gpointer user_data)
{
  Pausing *pausing = user_data;

  if (cvk_test_effect_get_log ()->n_under_way == 0)
    return G_SOURCE_CONTINUE;
  cvk_fake_clock_advance (pausing->clock, 10 * G_USEC_PER_SEC);
  cvk_pause_set (pausing->pause, TRUE);
  cvk_fake_clock_advance (pausing->clock, INT64_C (3600) * G_USEC_PER_SEC);
  cvk_pause_set (pausing->pause, FALSE);
  cvk_fake_clock_advance (pausing->clock, 49 * G_USEC_PER_SEC);
  pausing->n_left = cvk_fake_clock_count_timeouts (pausing->clock);
  cvk_fake_clock_advance (pausing->clock, 2 * G_USEC_PER_SEC);
  return G_SOURCE_REMOVE;
}

/* The time in which nothing may be done is none of the node's. */
static void
test_deadline_stands_still (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (CvkFakeClock) clock = cvk_fake_clock_new (CVK_FAKE_CLOCK_START);
  g_autoptr (CvkPause) pause = cvk_pause_new ();
  Pausing pausing = { clock, pause, 0 };

  set_up (&fixture, 1, "[{\"number\":0,\"outcome\":\"hang\"}]");
  fixture.environment.clock = CVK_CLOCK (clock);
  fixture.environment.pause = pause;
  run = cvk_run_fixture_create (&fixture, PIPELINE (",\"timeout\":60"), NULL);
  g_idle_add (pause_cb, &pausing);
  cvk_run_fixture_finish (run);
  g_assert_cmpuint (pausing.n_left, ==, 1);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  assert_history (&fixture, 0, "planned sent unknown");
  g_assert_cmpuint (cvk_fake_clock_count_timeouts (clock), ==, 0);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/effects/confirmed", test_confirmed);
  g_test_add_func ("/effects/order", test_order);
  g_test_add_func ("/effects/stop-drops-the-rest", test_stop_drops_the_rest);
  g_test_add_func ("/effects/continue-reports", test_continue_reports);
  g_test_add_func ("/effects/unknown-parks", test_unknown_parks);
  g_test_add_func ("/effects/gate", test_gate);
  g_test_add_func ("/effects/no-gate-without-key", test_no_gate_without_key);
  for (unsigned after = 0; after < 5; after++)
    {
      g_autofree char *path = g_strdup_printf ("/effects/journal-fails-after-%u", after);

      g_test_add_data_func (path, GUINT_TO_POINTER (after), test_journal_fails);
    }
  g_test_add_func ("/effects/cancel", test_cancel);
  g_test_add_func ("/effects/deadline", test_deadline);
  g_test_add_func ("/effects/deadline-paused", test_deadline_stands_still);
  return g_test_run ();
}
