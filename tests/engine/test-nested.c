// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "engine/cvk-test-cut.h"
#include "engine/cvk-test-effect.h"
#include "model/cvk-bundle.h"
#include "support/cvk-run-fixture.h"

/* Pipelines that run others. */

#define INNER                                                                                      \
  "{\"convoke\":1,\"nodes\":{"                                                                     \
  "\"start\":{\"type\":\"input\",\"settings\":{\"fields\":[{\"name\":\"number\","                  \
  "\"type\":\"integer\",\"required\":true},{\"name\":\"note\",\"default\":\"none\"}]}},"           \
  "\"effect\":{\"type\":\"test.effect\"},"                                                         \
  "\"mark\":{\"type\":\"set\",\"settings\":{\"fields\":{\"luck\":\"{{ Math.random() }}\","         \
  "\"from\":\"{{ nodes.start.number }}\"}}},"                                                      \
  "\"again\":{\"type\":\"test.effect\"},"                                                          \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"made\"}}},"                               \
  "\"links\":[\"start.out -> effect.in\",\"effect.out -> mark.in\",\"mark.out -> again.in\","      \
  "\"again.out -> out.in\"]}"

#define OUTER(type, more)                                                                          \
  "{\"convoke\":1,\"nodes\":{"                                                                     \
  "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}},"                         \
  "\"sub\":{\"type\":\"" type "\",\"settings\":{\"file\":\"inner.convoke\"}" more "},"             \
  "\"name\":{\"type\":\"set\",\"settings\":{\"fields\":{\"was\":\"{{ nodes.read.number }}\"}}},"   \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}},"                                   \
  "\"bad\":{\"type\":\"output\",\"settings\":{\"name\":\"bad\"}}},"                                \
  "\"links\":[\"read.out -> sub.in\",\"sub.out -> name.in\",\"name.out -> out.in\""

#define END "]}"
#define FAILED ",\"sub.failed -> bad.in\"]}"

static void
set_up (CvkRunFixture *fixture, const char *inner, const char *items)
{
  cvk_run_fixture_init (fixture);
  cvk_node_types_add (fixture->types, &cvk_test_effect.type);
  cvk_test_effect_reset (3);
  cvk_run_fixture_write (fixture, "inner.convoke", inner);
  cvk_run_fixture_write (fixture, "in.json", items);
}

/* As who hands it to the engine does. (transfer full) */
static char *
bundle (CvkRunFixture *fixture, const char *pipeline)
{
  g_autofree char *path = g_build_filename (fixture->folder, "test.convoke", NULL);
  g_autoptr (GBytes) text = g_bytes_new (pipeline, strlen (pipeline));
  g_autoptr (GBytes) whole = cvk_bundle_pipeline (text, path, NULL, NULL, NULL);
  size_t length = 0;
  const char *bytes = g_bytes_get_data (whole, &length);

  return g_strndup (bytes, length);
}

static CvkRun *
run_nested (CvkRunFixture *fixture, const char *pipeline)
{
  g_autofree char *whole = bundle (fixture, pipeline);

  return cvk_run_fixture_run (fixture, whole, NULL);
}

/* What the run came to, as one text. */
static char *
describe (CvkRun *run)
{
  g_autofree char *out = cvk_run_items_to_json (run, "out", "in");
  g_autofree char *failed = cvk_run_items_to_json (run, "sub", "failed");
  g_autofree char *failures = cvk_run_failures_to_text (run);

  return g_strdup_printf ("%s %s %s %s", cvk_run_state_to_string (cvk_run_get_state (run)), out,
                          failed, failures);
}

/* --- Items --- */

static void
assert_comes_to (const char *inner, const char *outer, const char *items, const char *expected)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *found = NULL;

  set_up (&fixture, inner, items);
  run = run_nested (&fixture, outer);
  found = describe (run);
  g_assert_cmpstr (found, ==, expected);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

#define SUM                                                                                        \
  "{\"convoke\":1,\"nodes\":{\"start\":{\"type\":\"input\"},"                                      \
  "\"sum\":{\"type\":\"aggregate\",\"settings\":{\"fields\":{\"sum\":{\"function\":\"sum\","       \
  "\"field\":\"number\"}}}},\"done\":{\"type\":\"output\"}},"                                      \
  "\"links\":[\"start.out -> sum.in\",\"sum.out -> done.in\"]}"

static void
test_for_each_is_one_by_one (void)
{
  assert_comes_to (SUM, OUTER ("for-each", "") END, "[{\"number\":1},{\"number\":5}]",
                   "succeeded [{\"sum\":1,\"was\":1},{\"sum\":5,\"was\":5}] [] ");
}

static void
test_pipeline_has_the_list (void)
{
  assert_comes_to (SUM,
                   "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{"
                   "\"file\":\"in.json\"}},\"sub\":{\"type\":\"pipeline\",\"settings\":{\"file\":"
                   "\"inner.convoke\"}},\"out\":{\"type\":\"output\"}},\"links\":[\"read.out -> "
                   "sub.in\",\"sub.out -> out.in\"]}",
                   "[{\"number\":1},{\"number\":5}]", "succeeded [{\"sum\":6}] [] ");
}

/* What a step in there sees is its own pipeline, and outside an item is still known by its line. */
#define SCOPE                                                                                      \
  "{\"convoke\":1,\"nodes\":{\"start\":{\"type\":\"input\",\"settings\":{\"fields\":[{\"name\":"   \
  "\"number\",\"type\":\"integer\"},{\"name\":\"extra\"}]}},"                                      \
  "\"read\":{\"type\":\"set\",\"settings\":{\"fields\":{\"seen\":\"{{ nodes.start.number }} {{ "   \
  "inputs.number }} {{ item.extra }}\"},\"keep\":false}},\"done\":{\"type\":\"output\"}},"         \
  "\"links\":[\"start.out -> read.in\",\"read.out -> done.in\"]}"

static void
test_scope_stays_inside (void)
{
  static const char *const outer =
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":"
    "\"in.json\"}},\"sub\":{\"type\":\"for-each\",\"settings\":{\"file\":\"inner.convoke\","
    "\"fields\":{\"extra\":\"{{ item.number + 1 }}\"}}},\"name\":{\"type\":\"set\",\"settings\":{"
    "\"fields\":{\"was\":\"{{ nodes.read.number }}\"}}},\"out\":{\"type\":\"output\"}},\"links\":"
    "[\"read.out -> sub.in\",\"sub.out -> name.in\",\"name.out -> out.in\"]}";

  assert_comes_to (SCOPE, outer, "[{\"number\":\"7\"},{\"number\":8}]",
                   "succeeded [{\"seen\":\"7 7 71\",\"was\":\"7\"},"
                   "{\"seen\":\"8 8 9\",\"was\":8}] [] ");
}

/* --- Failures --- */

static void
test_failures_name_the_step (void)
{
  assert_comes_to (
    INNER, OUTER ("for-each", "") FAILED,
    "[{\"number\":0,\"outcome\":\"refused\"},{\"number\":\"x\"}]",
    "succeeded [] [{\"number\":0,\"outcome\":\"refused\",\"error\":{\"code\":\"refused\","
    "\"message\":\"No.\",\"node\":\"sub\",\"field\":null,\"inside\":\"effect\"}},{\"number\":\"x\","
    "\"error\":{\"code\":\"invalid-input\",\"message\":\"\\\"x\\\" is no value of type “integer” "
    "for “number”.\",\"node\":\"sub\",\"field\":\"number\",\"inside\":\"start\"}}] "
    "sub/refused//0 sub/invalid-input/number/1");
}

static void
test_list_goes_on_without_failed (void)
{
  static const char *const inner =
    "{\"convoke\":1,\"nodes\":{\"start\":{\"type\":\"input\"},\"effect\":{\"type\":\"test.effect\","
    "\"on_error\":\"continue\"},\"done\":{\"type\":\"output\"}},\"links\":[\"start.out -> "
    "effect.in\",\"effect.out -> done.in\"]}";

  assert_comes_to (inner, OUTER ("pipeline", "") FAILED,
                   "[{\"number\":0,\"outcome\":\"refused\"},{\"number\":1}]",
                   "succeeded [{\"number\":1,\"done\":true,\"was\":1}] [{\"number\":0,\"outcome\":"
                   "\"refused\",\"error\":{\"code\":\"refused\",\"message\":\"No.\",\"node\":"
                   "\"sub\",\"field\":null,\"inside\":\"effect\"}}] sub/refused//0");
}

static void
test_missing_pipeline (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *found = NULL;

  set_up (&fixture, INNER, "[{\"number\":0}]");
  run = cvk_run_fixture_run (&fixture, OUTER ("for-each", "") END, NULL);
  found = describe (run);
  g_assert_cmpstr (found, ==, "failed [] [] sub/missing-pipeline/file/-1");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* --- Dying --- */

typedef struct
{
  const char *outer;
  const char *items;
  const char *failures;
} Case;

#define DEEP                                                                                       \
  "{\"convoke\":1,\"nodes\":{"                                                                     \
  "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}},"                         \
  "\"sub\":{\"type\":\"pipeline\",\"settings\":{\"file\":\"middle.convoke\"}},"                    \
  "\"out\":{\"type\":\"output\"}},\"links\":[\"read.out -> sub.in\",\"sub.out -> out.in\"]}"

#define MIDDLE                                                                                     \
  "{\"convoke\":1,\"nodes\":{\"start\":{\"type\":\"input\"},\"each\":{\"type\":\"for-each\","      \
  "\"settings\":{\"file\":\"inner.convoke\"}},\"done\":{\"type\":\"output\"}},"                    \
  "\"links\":[\"start.out -> each.in\",\"each.out -> done.in\"]}"

static const Case cases[] = {
  { OUTER ("for-each", "") END, "[{\"number\":0},{\"number\":1,\"rounds\":4},{\"number\":2}]", "" },
  { OUTER ("for-each", ",\"on_error\":\"continue\"") END,
    "[{\"number\":0},{\"number\":1,\"outcome\":\"refused\"},{\"number\":2,\"rounds\":5}]",
    "sub/refused//1" },
  { OUTER ("for-each", "") END,
    "[{\"number\":0,\"rounds\":4},{\"number\":1,\"key\":\"k\"},{\"number\":2,\"key\":\"k\"}]", "" },
  { OUTER ("pipeline", "") END, "[{\"number\":0},{\"number\":1},{\"number\":2}]", "" },
  { DEEP, "[{\"number\":0},{\"number\":1}]", "" },
};

/* Whatever the last record is, what comes out is the same and nothing happens twice. */
static void
test_every_record (gconstpointer data)
{
  const Case *test = data;
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) whole = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *failures = NULL;
  unsigned n_records = 0;

  set_up (&fixture, INNER, test->items);
  cvk_run_fixture_write (&fixture, "middle.convoke", MIDDLE);
  whole = run_nested (&fixture, test->outer);
  expected = describe (whole);
  failures = cvk_run_failures_to_text (whole);
  g_assert_cmpstr (failures, ==, test->failures);
  n_records = cvk_memory_journal_get_records (fixture.journal)->len;
  g_assert_cmpuint (n_records, >, 20);
  for (unsigned count = 1; count < n_records; count++)
    {
      g_autoptr (CvkMemoryJournal) cut = cvk_test_cut_journal (fixture.journal, count);
      g_autoptr (CvkRun) again = NULL;
      g_autofree char *found = NULL;

      cvk_test_make_world (cut, 3);
      again = cvk_test_take_up (&fixture, cut, cvk_run_get_id (whole));
      found = describe (again);
      g_assert_cmpstr (found, ==, expected);
      cvk_test_assert_once ();
      g_clear_object (&again);
    }
  g_clear_object (&whole);
  cvk_run_fixture_clear (&fixture);
}

/* --- Questions --- */

static void
add_question (CvkRun *run, CvkQuestion *question, gpointer user_data)
{
  g_ptr_array_add (user_data, cvk_question_ref (question));
}

static void
answer_all (CvkRun *run, GPtrArray *questions, const char *choice)
{
  while (questions->len > 0)
    {
      g_autoptr (CvkQuestion) question = g_ptr_array_steal_index (questions, 0);
      g_autoptr (CvkAnswer) answer = cvk_answer_new (choice, NULL, FALSE, 1);

      g_assert_true (cvk_run_answer (run, cvk_question_get_id (question), answer));
    }
}

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (cvk_run_start_finish (CVK_RUN (object), result, NULL));
  *(gboolean *) user_data = TRUE;
}

#define ASKS                                                                                       \
  "{\"convoke\":1,\"nodes\":{\"start\":{\"type\":\"input\"},\"ask\":{\"type\":\"approval\","       \
  "\"settings\":{\"message\":\"Go on?\"}},\"effect\":{\"type\":\"test.effect\"},"                  \
  "\"done\":{\"type\":\"output\"}},\"links\":[\"start.out -> ask.in\",\"ask.out -> effect.in\","   \
  "\"effect.out -> done.in\"]}"

/* They are those of the whole run, name the way to the step, and go on in place when a step beside
 * keeps the run going. */
static void
test_answered_in_place (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (GPtrArray) questions =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_question_unref);
  g_autofree char *whole = NULL;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *found = NULL;
  gboolean done = FALSE;

  set_up (&fixture, ASKS, "[{\"number\":0},{\"number\":1},{\"number\":2}]");
  whole = bundle (&fixture, OUTER ("for-each", "") ",\"read.out -> name.in\"]}");
  run = cvk_run_fixture_create (&fixture, whole, NULL);
  g_signal_connect (run, "asked", G_CALLBACK (add_question), questions);
  cvk_run_start_async (run, ended_cb, &done);
  while (questions->len < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (
    g_str_has_prefix (cvk_question_get_node (g_ptr_array_index (questions, 2)), "sub:"));
  g_assert_true (
    g_str_has_suffix (cvk_question_get_node (g_ptr_array_index (questions, 2)), "/ask"));
  g_assert_cmpint (cvk_question_get_item (g_ptr_array_index (questions, 2)), ==, 2);
  answer_all (run, questions, "approve");
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  found = cvk_run_items_to_json (run, "sub", "out");
  g_assert_cmpstr (cvk_run_state_to_string (cvk_run_get_state (run)), ==, "succeeded");
  g_assert_nonnull (strstr (found, "{\"number\":2,\"approval\":{\"choice\":\"approve\","));
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 3);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* When nothing else is left the run ends as waiting, whatever it is inside of, and its next making
 * asks the same questions. */
static void
test_waits_as_a_whole (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (CvkRun) again = NULL;
  const char *first = NULL;

  set_up (&fixture, ASKS, "[{\"number\":0},{\"number\":1}]");
  cvk_run_fixture_write (&fixture, "middle.convoke", MIDDLE);
  run = run_nested (&fixture, DEEP);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  g_assert_cmpuint (cvk_run_get_questions (run)->len, ==, 2);
  g_assert_cmpuint (cvk_run_get_failures (run)->len, ==, 0);
  first = cvk_question_get_id (g_ptr_array_index (cvk_run_get_questions (run), 0));
  again = cvk_test_take_up (&fixture, fixture.journal, cvk_run_get_id (run));
  g_assert_cmpint (cvk_run_get_state (again), ==, CVK_RUN_WAITING);
  g_assert_cmpstr (first, ==,
                   cvk_question_get_id (g_ptr_array_index (cvk_run_get_questions (again), 0)));
  g_clear_object (&again);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* Nobody knows what came of one item: it waits, the others go on. */
static void
test_unknown_outcome_parks (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *found = NULL;

  set_up (&fixture, INNER, "[{\"number\":0,\"outcome\":\"unknown\"},{\"number\":1}]");
  run = run_nested (&fixture, OUTER ("for-each", "") END);
  found = describe (run);
  g_assert_true (g_str_has_prefix (found, "waiting [{\"number\":1,"));
  g_assert_cmpuint (cvk_run_get_questions (run)->len, ==, 1);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* --- Rehearsals, looks, parts, the end --- */

static void
test_rehearsal_lists_what_is_inside (void)
{
  CvkRunFixture fixture = { 0 };
  g_autofree char *whole = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *path = NULL;
  g_autoptr (CvkValue) plan = NULL;

  set_up (&fixture, INNER, "[{\"number\":0},{\"number\":1}]");
  path = g_build_filename (fixture.folder, "test.convoke", NULL);
  whole = bundle (&fixture, OUTER ("for-each", "") END);
  bytes = g_bytes_new (whole, strlen (whole));
  document = cvk_document_new_from_bytes (bytes, NULL);
  CvkRunOptions options = { .path = path, .rehearses = TRUE };
  run = cvk_run_new (&fixture.environment, document, &options);
  cvk_run_fixture_finish (run);
  plan = cvk_plan_to_value (cvk_run_get_plan (run));
  g_assert_cmpuint (cvk_value_get_length (plan), ==, 4);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, 0);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
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

/* " in ROUND: ITEM ROUND: ITEM PROBLEM;" of a node in the sub-pipeline. */
static void
append_rows (GString *text, CvkRun *run, const char *node, const char *port)
{
  g_autoptr (GArray) rows = cvk_run_dup_inside_rows (run, 1, node, port);

  g_string_append_printf (text, " %s", rows->len > 0 ? port : "nothing");
  for (unsigned i = 0; i < rows->len; i++)
    {
      const CvkInsideRow *row = &g_array_index (rows, CvkInsideRow, i);
      g_autoptr (CvkValue) item = cvk_item_to_value (row->item);
      g_autofree char *json = cvk_value_to_json (item, CVK_JSON_COMPACT);

      g_string_append_printf (text, " %u: %s", row->round, json);
      if (row->problem != NULL)
        g_string_append_printf (text, " %s", cvk_problem_get_code (row->problem));
    }
  g_string_append_c (text, ';');
}

static char *
describe_inside (CvkRun *run)
{
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autofree char *whole = describe (run);
  g_autoptr (CvkValue) inside = cvk_run_dup_inside (run, 1);
  g_autofree char *json = cvk_value_to_json (inside, CVK_JSON_COMPACT);

  g_assert_null (cvk_run_dup_inside (run, 0));
  append_rows (rows, run, "effect", "in");
  append_rows (rows, run, "effect", "out");
  append_rows (rows, run, "effect", "failed");
  append_rows (rows, run, "effect", "other");
  append_rows (rows, run, "other", "out");
  return g_strconcat (whole, " ", json, rows->str, NULL);
}

/* The past shows the same, sends nothing, and knows what went on inside. */
static void
test_look (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (CvkRun) past = NULL;
  g_autofree char *was = NULL;
  g_autofree char *is = NULL;
  unsigned n_sent = 0;

  set_up (&fixture, INNER,
          "[{\"number\":0},{\"number\":1,\"outcome\":\"refused\"},{\"number\":2}]");
  run = run_nested (&fixture, OUTER ("for-each", ",\"on_error\":\"continue\"") END);
  was = describe_inside (run);
  g_assert_nonnull (strstr (
    was, "{\"step\":\"effect\",\"label\":null,\"type\":\"test.effect\",\"state\":"
         "\"failed\",\"runs\":3,\"done\":3,\"total\":3,\"failed\":1,\"counts\":{\"in\":3,\"out\":2,"
         "\"failed\":1}}"));
  g_assert_true (g_str_has_suffix (
    was, " in 1: {\"number\":0,\"note\":\"none\"} 2: {\"number\":1,\"outcome\":\"refused\","
         "\"note\":\"none\"} 3: {\"number\":2,\"note\":\"none\"};"
         " out 1: {\"number\":0,\"note\":\"none\",\"done\":true} 2: {\"number\":1,\"outcome\":"
         "\"refused\",\"note\":\"none\"} refused 3: {\"number\":2,\"note\":\"none\",\"done\":"
         "true}; failed 2: {\"number\":1,\"outcome\":\"refused\",\"note\":\"none\"} refused;"
         " nothing; nothing;"));
  n_sent = cvk_test_effect_get_log ()->n_sent;
  past = look (&fixture, cvk_run_get_id (run));
  is = describe_inside (past);
  g_assert_cmpstr (is, ==, was);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, n_sent);
  g_clear_object (&past);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* What something came of is not tried again. */
static CvkRun *
retry (CvkRunFixture *fixture, CvkRun *kept)
{
  g_autofree char *path = g_build_filename (fixture->folder, "test.convoke", NULL);
  CvkRunOptions options = { .path = path, .part = CVK_RUN_PART_RETRY, .node = "sub", .kept = kept };

  return cvk_run_new (&fixture->environment, cvk_run_get_document (kept), &options);
}

#define THEN_STOP                                                                                  \
  "{\"convoke\":1,\"nodes\":{\"start\":{\"type\":\"input\"},\"effect\":{\"type\":"                 \
  "\"test.effect\"},\"stop\":{\"type\":\"stop\",\"settings\":{\"message\":\"No.\"}}},"             \
  "\"links\":[\"start.out -> effect.in\",\"effect.out -> stop.in\"]}"

static void
test_retry (void)
{
  static const struct
  {
    const char *inner;
    const char *items;
    unsigned n_problems;
  } tries[] = {
    { INNER, "[{\"number\":0,\"outcome\":\"refused\"},{\"number\":1}]", 0 },
    { THEN_STOP, "[{\"number\":0}]", 1 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      CvkRunFixture fixture = { 0 };
      g_autoptr (CvkRun) run = NULL;
      g_autoptr (CvkRun) past = NULL;
      g_autoptr (CvkRun) again = NULL;
      g_autoptr (CvkRun) later = NULL;

      set_up (&fixture, tries[i].inner, tries[i].items);
      run = run_nested (&fixture, OUTER ("for-each", ",\"on_error\":\"continue\"") END);
      g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
      again = retry (&fixture, run);
      g_assert_cmpuint (cvk_run_get_problems (again)->len, ==, tries[i].n_problems);
      past = look (&fixture, cvk_run_get_id (run));
      later = retry (&fixture, past);
      g_assert_cmpuint (cvk_run_get_problems (later)->len, ==, tries[i].n_problems);
      g_clear_object (&later);
      g_clear_object (&again);
      g_clear_object (&past);
      g_clear_object (&run);
      cvk_run_fixture_clear (&fixture);
    }
}

/* What was sent ends, what was not is not begun. */
static void
test_cancel (void)
{
  CvkRunFixture fixture = { 0 };
  g_autofree char *whole = NULL;
  g_autoptr (CvkRun) run = NULL;
  gboolean done = FALSE;

  set_up (&fixture, INNER,
          "[{\"number\":0,\"rounds\":30},{\"number\":1},{\"number\":2},{\"number\":3},"
          "{\"number\":4},{\"number\":5},{\"number\":6},{\"number\":7},{\"number\":8}]");
  whole = bundle (&fixture, OUTER ("for-each", "") END);
  run = cvk_run_fixture_create (&fixture, whole, NULL);
  cvk_run_start_async (run, ended_cb, &done);
  while (cvk_test_effect_get_log ()->n_sent == 0)
    g_main_context_iteration (NULL, TRUE);
  cvk_run_cancel (run);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_CANCELLED);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_under_way, ==, 0);
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, <, 9);
  cvk_test_assert_once ();
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nested/for-each", test_for_each_is_one_by_one);
  g_test_add_func ("/nested/list", test_pipeline_has_the_list);
  g_test_add_func ("/nested/scope", test_scope_stays_inside);
  g_test_add_func ("/nested/failures", test_failures_name_the_step);
  g_test_add_func ("/nested/list-failures", test_list_goes_on_without_failed);
  g_test_add_func ("/nested/missing", test_missing_pipeline);
  g_test_add_func ("/nested/answered", test_answered_in_place);
  g_test_add_func ("/nested/waits", test_waits_as_a_whole);
  g_test_add_func ("/nested/parks", test_unknown_outcome_parks);
  g_test_add_func ("/nested/rehearsal", test_rehearsal_lists_what_is_inside);
  g_test_add_func ("/nested/look", test_look);
  g_test_add_func ("/nested/retry", test_retry);
  g_test_add_func ("/nested/cancel", test_cancel);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/nested/every-record/%zu", i);

      g_test_add_data_func (name, &cases[i], test_every_record);
    }
  return g_test_run ();
}
