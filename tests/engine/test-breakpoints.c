// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "engine/cvk-test-effect.h"
#include "support/cvk-run-fixture.h"

#define PIPELINE                                                                                   \
  "{\"convoke\":1,\"nodes\":{"                                                                     \
  "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}},"                         \
  "\"first\":{\"type\":\"set\",\"settings\":{\"fields\":{\"a\":1}}},"                              \
  "\"second\":{\"type\":\"set\",\"settings\":{\"fields\":{\"b\":2}}},"                             \
  "\"effect\":{\"type\":\"test.effect\"},"                                                         \
  "\"again\":{\"type\":\"test.effect\"},"                                                          \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}}},"                                  \
  "\"links\":[\"read.out -> first.in\",\"read.out -> second.in\",\"first.out -> effect.in\","      \
  "\"second.out -> again.in\",\"effect.out -> out.in\",\"again.out -> out.in\"]}"
#define ITEMS "[{\"number\":1,\"outcome\":\"confirmed\"},{\"number\":2,\"outcome\":\"confirmed\"}]"

static void
set_up (CvkRunFixture *fixture, const char *items)
{
  cvk_run_fixture_init (fixture);
  cvk_node_types_add (fixture->types, &cvk_test_effect.type);
  cvk_test_effect_reset (3);
  cvk_run_fixture_write (fixture, "in.json", items);
}

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  gboolean *has_ended = user_data;

  g_assert_true (cvk_run_start_finish (CVK_RUN (object), result, NULL));
  *has_ended = TRUE;
}

/* Ids of nodes, ended by NULL. */
static CvkRun *
start (CvkRunFixture *fixture, gboolean *has_ended, const char *first, ...)
{
  CvkRun *run = cvk_run_fixture_create (fixture, PIPELINE, NULL);
  g_autoptr (GHashTable) nodes = g_hash_table_new (g_str_hash, g_str_equal);
  va_list arguments;

  va_start (arguments, first);
  for (const char *node = first; node != NULL; node = va_arg (arguments, const char *))
    g_hash_table_add (nodes, (gpointer) node);
  va_end (arguments);
  cvk_run_set_breakpoints (run, nodes);
  *has_ended = FALSE;
  cvk_run_start_async (run, ended_cb, has_ended);
  return run;
}

/* Turns the main loop until the run holds or has ended, and until what was under way has ended. */
static const char *
await_hold (CvkRun *run, const gboolean *has_ended)
{
  while (!*has_ended && cvk_run_get_held (run) == NULL)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return cvk_run_get_held (run);
}

static CvkStepState
get_state (CvkRun *run, const char *id)
{
  GPtrArray *nodes = cvk_document_get_nodes (cvk_run_get_document (run));

  for (unsigned i = 0; i < nodes->len; i++)
    if (g_str_equal (((CvkNode *) g_ptr_array_index (nodes, i))->id, id))
      return cvk_run_get_step_state (run, i);
  g_assert_not_reached ();
}

static void
test_hold (void)
{
  CvkRunFixture fixture;
  gboolean has_ended = FALSE;

  set_up (&fixture, ITEMS);
  g_autoptr (CvkRun) plain = start (&fixture, &has_ended, NULL);
  g_assert_null (await_hold (plain, &has_ended));
  g_assert_true (has_ended);
  g_autofree char *expected = cvk_run_items_to_json (plain, "out", "in");
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 4);

  cvk_test_effect_reset (3);
  g_autoptr (CvkRun) run = start (&fixture, &has_ended, "effect", "gone", NULL);
  g_assert_cmpstr (await_hold (run, &has_ended), ==, "effect");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_RUNNING);
  /* What was under way went to its end, and nothing else has begun. */
  g_assert_cmpint (get_state (run, "second"), ==, CVK_STEP_SUCCEEDED);
  g_assert_cmpint (get_state (run, "effect"), ==, CVK_STEP_PENDING);
  g_assert_cmpint (get_state (run, "again"), ==, CVK_STEP_PENDING);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 0);
  /* The items in front of it can be looked at, and come once. */
  g_autofree char *front = cvk_run_items_to_json (run, "effect", "in");
  cvk_run_go_on (run, FALSE);
  g_assert_null (await_hold (run, &has_ended));
  g_autofree char *items = cvk_run_items_to_json (run, "effect", "in");
  g_autofree char *outcome = cvk_run_items_to_json (run, "out", "in");
  g_assert_nonnull (strstr (front, "\"number\":2"));
  g_assert_cmpstr (items, ==, front);
  g_assert_cmpstr (outcome, ==, expected);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 4);
  cvk_run_fixture_clear (&fixture);
}

/* One step at a time, each only once, and never two. */
static void
test_step (void)
{
  CvkRunFixture fixture;
  gboolean has_ended = FALSE;
  g_autoptr (GString) order = g_string_new (NULL);

  set_up (&fixture, ITEMS);
  g_autoptr (CvkRun) run = start (&fixture, &has_ended, "read", NULL);
  for (const char *held = await_hold (run, &has_ended); held != NULL;
       held = await_hold (run, &has_ended))
    {
      unsigned n_sent = cvk_test_effect_get_log ()->n_sent;

      g_string_append_printf (order, "%s:%u ", held, n_sent);
      g_assert_cmpint (get_state (run, held), ==, CVK_STEP_PENDING);
      cvk_run_go_on (run, TRUE);
    }
  g_assert_cmpstr (order->str, ==, "read:0 first:0 second:0 effect:0 again:2 out:4 ");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  cvk_run_fixture_clear (&fixture);
}

/* Breakpoints come and go while it holds. */
static void
test_change (void)
{
  CvkRunFixture fixture;
  gboolean has_ended = FALSE;
  g_autoptr (GHashTable) nodes = g_hash_table_new (g_str_hash, g_str_equal);

  set_up (&fixture, ITEMS);
  g_autoptr (CvkRun) run = start (&fixture, &has_ended, "first", "effect", NULL);
  g_assert_cmpstr (await_hold (run, &has_ended), ==, "first");
  g_hash_table_add (nodes, (gpointer) "out");
  cvk_run_set_breakpoints (run, nodes);
  g_assert_cmpstr (cvk_run_get_held (run), ==, "first");
  cvk_run_go_on (run, FALSE);
  g_assert_cmpstr (await_hold (run, &has_ended), ==, "out");
  cvk_run_set_breakpoints (run, NULL);
  cvk_run_go_on (run, FALSE);
  g_assert_null (await_hold (run, &has_ended));
  g_assert_true (has_ended);
  cvk_run_fixture_clear (&fixture);
}

static void
test_cancel (void)
{
  CvkRunFixture fixture;
  gboolean has_ended = FALSE;

  set_up (&fixture, ITEMS);
  g_autoptr (CvkRun) run = start (&fixture, &has_ended, "effect", NULL);
  await_hold (run, &has_ended);
  cvk_run_cancel (run);
  g_assert_null (await_hold (run, &has_ended));
  g_assert_true (has_ended);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_CANCELLED);
  g_assert_cmpint (get_state (run, "effect"), ==, CVK_STEP_CANCELLED);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 0);
  cvk_run_fixture_clear (&fixture);
}

/* A step that fails stops the run as ever, with others on hold. */
static void
test_failure (void)
{
  CvkRunFixture fixture;
  gboolean has_ended = FALSE;

  set_up (&fixture, "[{\"number\":1,\"outcome\":\"refused\"}]");
  g_autoptr (CvkRun) run = start (&fixture, &has_ended, "effect", NULL);
  g_assert_cmpstr (await_hold (run, &has_ended), ==, "effect");
  cvk_run_go_on (run, TRUE);
  g_assert_null (await_hold (run, &has_ended));
  g_assert_true (has_ended);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 1);
  cvk_run_fixture_clear (&fixture);
}

/* The process ended while it held: it holds again, and what has come by is not held twice. */
static void
test_take_up (void)
{
  CvkRunFixture fixture;
  gboolean has_ended = FALSE;

  set_up (&fixture, ITEMS);
  g_autoptr (CvkRun) run = start (&fixture, &has_ended, "first", "effect", "again", NULL);
  await_hold (run, &has_ended);
  cvk_run_go_on (run, FALSE);
  g_assert_cmpstr (await_hold (run, &has_ended), ==, "effect");
  cvk_run_go_on (run, TRUE);
  g_assert_cmpstr (await_hold (run, &has_ended), ==, "again");
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 2);
  g_autoptr (CvkReplay) replay = cvk_replay_new_from_memory (fixture.journal, cvk_run_get_id (run));

  gboolean has_ended_too = FALSE;
  g_autoptr (CvkRun) taken_up =
    cvk_run_new_from_replay (&fixture.environment, replay, NULL, NULL, NULL);
  cvk_run_start_async (taken_up, ended_cb, &has_ended_too);
  g_assert_cmpstr (await_hold (taken_up, &has_ended_too), ==, "again");
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 2);
  cvk_run_go_on (taken_up, FALSE);
  g_assert_null (await_hold (taken_up, &has_ended_too));
  g_assert_cmpint (cvk_run_get_state (taken_up), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 4);

  /* Looking at it holds at nothing. */
  g_autoptr (CvkReplay) past = cvk_replay_new_from_memory (fixture.journal, cvk_run_get_id (run));
  g_autoptr (CvkRun) look = cvk_run_new_to_look (&fixture.environment, past, NULL, NULL, NULL);
  gboolean is_shown = FALSE;
  cvk_run_start_async (look, ended_cb, &is_shown);
  g_assert_null (await_hold (look, &is_shown));
  g_assert_true (is_shown);
  cvk_run_cancel (run);
  await_hold (run, &has_ended);
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/breakpoints/hold", test_hold);
  g_test_add_func ("/breakpoints/step", test_step);
  g_test_add_func ("/breakpoints/change", test_change);
  g_test_add_func ("/breakpoints/cancel", test_cancel);
  g_test_add_func ("/breakpoints/failure", test_failure);
  g_test_add_func ("/breakpoints/take-up", test_take_up);
  return g_test_run ();
}
