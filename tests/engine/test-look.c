// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>

#include "engine/cvk-test-effect.h"
#include "support/cvk-run-fixture.h"

/* Reads, computes, changes, writes a file. */
#define PIPELINE(on_error)                                                                         \
  "{\"convoke\":1,\"nodes\":{"                                                                     \
  "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}},"                         \
  "\"twice\":{\"type\":\"script\",\"settings\":{\"code\":\"return [item, {...item, number: "       \
  "item.number + 20}]\"}},"                                                                        \
  "\"effect\":{\"type\":\"test.effect\"" on_error "},"                                             \
  "\"mark\":{\"type\":\"set\",\"settings\":{\"fields\":{\"luck\":\"{{ Math.random() }}\"}}},"      \
  "\"again\":{\"type\":\"test.effect\"},"                                                          \
  "\"write\":{\"type\":\"json.write\",\"settings\":{\"file\":\"out.json\"}},"                      \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}}},"                                  \
  "\"links\":[\"read.out -> twice.in\",\"twice.out -> effect.in\",\"effect.out -> mark.in\","      \
  "\"mark.out -> again.in\",\"again.out -> write.in\",\"write.out -> out.in\"]}"

#define ITEMS                                                                                      \
  "[{\"number\":0},{\"number\":1,\"outcome\":\"refused\"},{\"number\":2,\"outcome\":\"unknown\"}," \
  "{\"number\":3}]"

typedef struct
{
  const char *name;
  const char *pipeline;
  const char *items;
  const char *state;
} Case;

static const Case cases[] = {
  { "succeeds", PIPELINE (""), "[{\"number\":0},{\"number\":1}]", "succeeded" },
  { "stops", PIPELINE (""), "[{\"number\":0},{\"number\":1,\"outcome\":\"refused\"}]", "failed" },
  { "goes-on", PIPELINE (",\"on_error\":\"continue\""), ITEMS, "waiting" },
};

static void
set_up (CvkRunFixture *fixture, const char *items)
{
  cvk_run_fixture_init (fixture);
  cvk_node_types_add (fixture->types, &cvk_test_effect.type);
  cvk_test_effect_reset (1);
  cvk_run_fixture_write (fixture, "in.json", items);
}

static CvkRun *
look (CvkRunFixture *fixture, const char *id)
{
  g_autoptr (CvkReplay) replay = cvk_replay_new_from_memory (fixture->journal, id);
  g_autoptr (GError) error = NULL;
  CvkRun *run = cvk_run_new_to_look (&fixture->environment, replay, NULL, NULL, &error);

  g_assert_no_error (error);
  cvk_run_fixture_finish (run);
  return run;
}

/* All items, states and failures as one text. */
static char *
describe (CvkRun *run)
{
  static const char *const nodes[] = { "read", "twice", "effect", "mark", "again", "write", "out" };
  g_autofree char *failures = cvk_run_failures_to_text (run);
  GString *text = g_string_new (cvk_run_state_to_string (cvk_run_get_state (run)));

  for (CvkNodeIndex i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      g_autofree char *items =
        cvk_run_items_to_json (run, nodes[i], g_str_equal (nodes[i], "out") ? "in" : "out");
      unsigned done = 0;
      unsigned total = 0;

      cvk_run_get_step_progress (run, i, &done, &total);
      g_string_append_printf (text, "\n%s %s %s", nodes[i],
                              cvk_step_state_to_string (cvk_run_get_step_state (run, i)), items);
    }
  g_string_append_printf (text, "\n%s", failures);
  return g_string_free (text, FALSE);
}

/* It looks as it was; nothing is read, sent, written to a file or to the journal. */
static void
test_looks_the_same (gconstpointer data)
{
  const Case *test = data;
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) past = NULL;
  g_autoptr (CvkRun) shown = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;
  g_autofree char *in = NULL;
  g_autofree char *out = NULL;
  unsigned n_records = 0;

  set_up (&fixture, test->items);
  past = cvk_run_fixture_run (&fixture, test->pipeline, NULL);
  g_assert_cmpstr (cvk_run_state_to_string (cvk_run_get_state (past)), ==, test->state);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, >, 0);
  expected = describe (past);
  n_records = cvk_memory_journal_get_records (fixture.journal)->len;
  cvk_test_effect_reset (1);
  in = g_build_filename (fixture.folder, "in.json", NULL);
  out = g_build_filename (fixture.folder, "out.json", NULL);
  g_assert_cmpint (g_unlink (in), ==, 0);
  (void) g_unlink (out);

  shown = look (&fixture, cvk_run_get_id (past));
  found = describe (shown);
  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 0);
  g_assert_cmpuint (cvk_memory_journal_get_records (fixture.journal)->len, ==, n_records);
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));

  g_clear_object (&shown);
  g_clear_object (&past);
  cvk_run_fixture_clear (&fixture);
}

/* Going on with what is only looked at sends what was refused, and neither what was confirmed nor
 * what nobody knows of. */
static void
test_goes_on (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) past = NULL;
  g_autoptr (CvkRun) shown = NULL;
  g_autoptr (CvkRun) retried = NULL;
  g_autoptr (CvkRun) shown_retry = NULL;
  g_autoptr (CvkReplay) replay = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;
  CvkRunOptions options = { .part = CVK_RUN_PART_RETRY, .node = "effect" };

  set_up (&fixture, ITEMS);
  past = cvk_run_fixture_run (&fixture, PIPELINE (",\"on_error\":\"continue\""), NULL);
  shown = look (&fixture, cvk_run_get_id (past));
  cvk_test_effect_reset (1);
  options.kept = shown;
  options.path = NULL;
  retried = cvk_run_new (&fixture.environment, cvk_run_get_document (shown), &options);
  cvk_run_fixture_finish (retried);
  g_assert_cmpstr (cvk_test_effect_get_log ()->order->str, ==, "1 21 ");

  /* And that one can be looked at in its turn, with the one that it went on with. */
  expected = describe (retried);
  cvk_test_effect_reset (1);
  replay = cvk_replay_new_from_memory (fixture.journal, cvk_run_get_id (retried));
  g_assert_cmpstr (cvk_replay_get_kept (replay), ==, cvk_run_get_id (past));
  g_assert_null (cvk_run_new_to_look (&fixture.environment, replay, NULL, NULL, &error));
  g_assert_error (error, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_INVALID);
  g_clear_error (&error);
  shown_retry = cvk_run_new_to_look (&fixture.environment, replay, NULL, shown, &error);
  g_assert_no_error (error);
  cvk_run_fixture_finish (shown_retry);
  found = describe (shown_retry);
  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 0);

  g_clear_object (&shown_retry);
  g_clear_object (&retried);
  g_clear_object (&shown);
  g_clear_object (&past);
  cvk_run_fixture_clear (&fixture);
}

static char *
retry (CvkRunFixture *fixture, CvkRun *kept)
{
  CvkRunOptions options = { .part = CVK_RUN_PART_RETRY, .node = "check", .kept = kept };
  g_autoptr (CvkRun) run =
    cvk_run_new (&fixture->environment, cvk_run_get_document (kept), &options);

  cvk_run_fixture_finish (run);
  return cvk_run_items_to_json (run, "check", "in");
}

/* A read that failed on its way shows what it had until then, and is gone on with from there. */
static void
test_stopped_read (void)
{
  static const char pipeline[] =
    "{\"convoke\":1,\"nodes\":{"
    "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}},"
    "\"check\":{\"type\":\"json.read\",\"settings\":{\"file\":\"{{ item.file }}\"}},"
    "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}}},"
    "\"links\":[\"read.out -> check.in\",\"check.out -> out.in\"]}";
  CvkRunFixture fixture = { 0 };

  set_up (&fixture, "[{\"file\":\"a.json\"},{\"file\":\"gone.json\"},{\"file\":\"a.json\"}]");
  cvk_run_fixture_write (&fixture, "a.json", "{\"a\":1}");
  g_autoptr (CvkRun) first = cvk_run_fixture_run (&fixture, pipeline, NULL);
  g_autoptr (CvkRun) shown = look (&fixture, cvk_run_get_id (first));
  g_autofree char *items = cvk_run_items_to_json (first, "check", "out");
  g_autofree char *shown_items = cvk_run_items_to_json (shown, "check", "out");
  g_autofree char *failures = cvk_run_failures_to_text (first);
  g_autofree char *shown_failures = cvk_run_failures_to_text (shown);
  g_autofree char *retried = retry (&fixture, first);
  g_autofree char *shown_retried = retry (&fixture, shown);

  g_assert_cmpstr (items, ==, "[{\"a\":1}]");
  g_assert_cmpstr (shown_items, ==, items);
  g_assert_cmpstr (failures, !=, "");
  g_assert_cmpstr (shown_failures, ==, failures);
  g_assert_cmpint (cvk_run_get_step_state (shown, 1), ==, CVK_STEP_FAILED);
  g_assert_cmpint (cvk_run_get_step_failures (shown, 1)->len, ==, 1);
  g_assert_cmpstr (retried, ==, "[{\"file\":\"gone.json\"},{\"file\":\"a.json\"}]");
  g_assert_cmpstr (shown_retried, ==, retried);
  g_clear_object (&shown);
  g_clear_object (&first);
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/look/%s", cases[i].name);

      g_test_add_data_func (name, &cases[i], test_looks_the_same);
    }
  g_test_add_func ("/look/goes-on-with-it", test_goes_on);
  g_test_add_func ("/look/stopped-read", test_stopped_read);
  return g_test_run ();
}
