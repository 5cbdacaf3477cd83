// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "engine/cvk-test-effect.h"
#include "support/cvk-run-fixture.h"

#define PIPELINE                                                                                   \
  "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}" \
  "},\"ask\":{\"type\":\"test.ask\"},\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}}," \
  "\"side\":{\"type\":\"output\",\"settings\":{\"name\":\"s\"}}},"                                 \
  "\"links\":[\"read.out -> ask.in\",\"ask.out -> out.in\",\"read.out -> side.in\"]}"

static int64_t deadline; /* of what "test.ask" asks; 0: none */

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkAnswer) answer = cvk_call_ask_finish (call, result, &error);

  if (answer == NULL)
    {
      cvk_call_fail (call, cvk_problem_new_from_error (
                             error->domain == G_IO_ERROR ? "cancelled" : "journal", error));
      return;
    }
  cvk_output_emit_over (
    cvk_call_get_output (call), 0, cvk_call_get_item (call),
    cvk_value_new_object ("choice", cvk_value_new_string (answer->choice), NULL));
  cvk_call_succeed (call);
}

static void
ask (CvkCall *call)
{
  CvkQuestion *question =
    cvk_question_new (CVK_QUESTION_APPROVAL, cvk_problem_new ("approval", "Send?", NULL));

  if (deadline != 0)
    cvk_question_set_deadline (question, deadline, "decline");
  cvk_call_ask_async (call, question, answered_cb, call);
}

static unsigned
get_concurrency (CvkStep *step)
{
  return G_MAXUINT;
}

static CvkNodeOperations test_ask = {
  .type = {
    .id = "test.ask",
    .title = "Ask",
    .help = "Asks.",
    .icon = "system-run-symbolic",
    .group = "Test",
    .mode = CVK_NODE_MODE_EACH,
    .settings_schema_text = "{\"type\":\"object\"}",
    .keeps_input = TRUE,
  },
  .start = ask,
  .get_concurrency = get_concurrency,
};

static void
set_up (CvkRunFixture *fixture, const char *items)
{
  cvk_run_fixture_init (fixture);
  cvk_node_types_add (fixture->types, &test_ask.type);
  cvk_node_types_add (fixture->types, &cvk_test_effect.type);
  cvk_test_effect_reset (4);
  cvk_run_fixture_write (fixture, "in.json", items);
  deadline = 0;
}

/* The questions of @run as the journal gives them to the next making of it; answers are choices by
 * number of the question, NULL for none. */
static GHashTable *
answer_all (CvkRun *run, const char *const *choices)
{
  GPtrArray *questions = cvk_run_get_questions (run);
  GHashTable *asked =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_question_unref);

  for (unsigned i = 0; i < questions->len; i++)
    {
      g_autoptr (CvkValue) value = cvk_question_to_value (g_ptr_array_index (questions, i));
      g_auto (CvkObjectBuilder) builder = { 0 };
      g_autoptr (CvkValue) stored = NULL;
      CvkQuestion *question = NULL;

      cvk_object_builder_init_from (&builder, value);
      if (choices[i] != NULL)
        {
          g_autoptr (CvkAnswer) answer = cvk_answer_new (choices[i], NULL, FALSE, 1);

          cvk_object_builder_set (&builder, "answer", cvk_answer_to_value (answer));
        }
      stored = cvk_object_builder_end (&builder);
      question = cvk_question_from_value (stored);
      g_assert_nonnull (question);
      g_hash_table_insert (asked, g_strdup (cvk_question_get_id (question)), question);
    }
  return asked;
}

/* Makes @run again with what is known of its questions. */
static CvkRun *
make_again (CvkRunFixture *fixture, CvkRun *run, GHashTable *asked)
{
  g_autofree char *path = g_build_filename (fixture->folder, "test.convoke", NULL);
  CvkRunOptions options = { .id = cvk_run_get_id (run), .path = path, .asked = asked, .seed = 7 };
  CvkRun *again = cvk_run_new (&fixture->environment, cvk_run_get_document (run), &options);

  cvk_run_fixture_finish (again);
  return again;
}

static unsigned
count_records (CvkRunFixture *fixture, CvkRecordKind kind)
{
  GPtrArray *records = cvk_memory_journal_get_records (fixture->journal);
  unsigned count = 0;

  for (unsigned i = 0; i < records->len; i++)
    count += ((CvkRecord *) g_ptr_array_index (records, i))->kind == kind;
  return count;
}

/* Nothing behind the step begins, everything beside it ends; made again with the answers, all. */
static void
test_waits_and_goes_on (void)
{
  static const char *const some[] = { "approve", NULL };
  static const char *const rest[] = { "decline" };
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (CvkRun) again = NULL;
  g_autoptr (CvkRun) last = NULL;
  g_autoptr (GHashTable) asked = NULL;
  g_autoptr (GHashTable) more = NULL;
  g_autofree char *side = NULL;
  g_autofree char *out = NULL;
  GHashTableIter iter;
  gpointer id = NULL;
  gpointer question = NULL;

  set_up (&fixture, "[{\"n\":0},{\"n\":1}]");
  run = cvk_run_fixture_run (&fixture, PIPELINE, NULL);
  side = cvk_run_items_to_json (run, "side", "in");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  g_assert_cmpint (cvk_run_get_step_state (run, 1), ==, CVK_STEP_WAITING);
  g_assert_cmpint (cvk_run_get_step_state (run, 2), ==, CVK_STEP_PENDING);
  g_assert_cmpint (cvk_run_get_step_state (run, 3), ==, CVK_STEP_SUCCEEDED);
  g_assert_cmpstr (side, ==, "[{\"n\":0},{\"n\":1}]");
  g_assert_cmpuint (cvk_run_get_failures (run)->len, ==, 0);
  g_assert_cmpuint (cvk_run_get_questions (run)->len, ==, 2);
  g_assert_cmpuint (count_records (&fixture, CVK_RECORD_QUESTION), ==, 2);

  asked = answer_all (run, some);
  again = make_again (&fixture, run, asked);
  g_assert_cmpint (cvk_run_get_state (again), ==, CVK_RUN_WAITING);
  g_assert_cmpuint (cvk_run_get_questions (again)->len, ==, 1);

  more = answer_all (again, rest);
  g_hash_table_iter_init (&iter, more);
  while (g_hash_table_iter_next (&iter, &id, &question))
    g_hash_table_replace (asked, g_strdup (id), cvk_question_ref (question));
  last = make_again (&fixture, run, asked);
  out = cvk_run_items_to_json (last, "out", "in");
  g_assert_cmpint (cvk_run_get_state (last), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpstr (out, ==, "[{\"n\":0,\"choice\":\"approve\"},{\"n\":1,\"choice\":\"decline\"}]");
  g_clear_object (&run);
  g_clear_object (&again);
  g_clear_object (&last);
  cvk_run_fixture_clear (&fixture);
}

static void
asked_cb (CvkRun *run, CvkQuestion *question, gpointer user_data)
{
  g_autoptr (CvkAnswer) first = cvk_answer_new ("approve", NULL, FALSE, 1);
  g_autoptr (CvkAnswer) second = cvk_answer_new ("decline", NULL, FALSE, 2);

  cvk_run_answer (run, cvk_question_get_id (question), first);
  cvk_run_answer (run, cvk_question_get_id (question), second);
}

/* A run that is still there goes on at once, and the first answer stays. */
static void
test_answered_while_it_runs (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *out = NULL;

  set_up (&fixture, "[{\"n\":0}]");
  run = cvk_run_fixture_create (&fixture, PIPELINE, NULL);
  g_signal_connect (run, "asked", G_CALLBACK (asked_cb), NULL);
  cvk_run_fixture_finish (run);
  out = cvk_run_items_to_json (run, "out", "in");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpstr (out, ==, "[{\"n\":0,\"choice\":\"approve\"}]");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

static gboolean
cancel_cb (gpointer user_data)
{
  cvk_run_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
cancel_later_cb (CvkRun *run, CvkQuestion *question, gpointer user_data)
{
  g_idle_add (cancel_cb, run);
}

/* With its deadline near, the run stays; it can be cancelled then. */
static void
test_cancelled_while_it_asks (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;

  set_up (&fixture, "[{\"n\":0},{\"n\":1}]");
  deadline = cvk_clock_get_wall (fixture.clock) + G_TIME_SPAN_MINUTE;
  run = cvk_run_fixture_create (&fixture, PIPELINE, NULL);
  g_signal_connect (run, "asked", G_CALLBACK (cancel_later_cb), NULL);
  cvk_run_fixture_finish (run);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_CANCELLED);
  g_assert_cmpuint (cvk_run_get_failures (run)->len, ==, 0);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* What the journal has asked is asked in its words and with its deadline. */
static void
test_keeps_the_first_deadline (void)
{
  static const char *const none[] = { NULL };
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autoptr (CvkRun) again = NULL;
  g_autoptr (GHashTable) asked = NULL;
  int64_t first = 0;

  set_up (&fixture, "[{\"n\":0}]");
  first = deadline = cvk_clock_get_wall (fixture.clock) + G_TIME_SPAN_DAY;
  run = cvk_run_fixture_run (&fixture, PIPELINE, NULL);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  asked = answer_all (run, none);
  deadline += G_TIME_SPAN_DAY;
  again = make_again (&fixture, run, asked);
  g_assert_cmpint (cvk_question_get_deadline (g_ptr_array_index (cvk_run_get_questions (again), 0)),
                   ==, first);
  g_clear_object (&run);
  g_clear_object (&again);
  cvk_run_fixture_clear (&fixture);
}

static void
test_journal_fails (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *failures = NULL;

  set_up (&fixture, "[{\"n\":0}]");
  /* What was read is the first durable record, the question the second. */
  cvk_memory_journal_fail (fixture.journal, 1, "The disk is full.");
  run = cvk_run_fixture_run (&fixture, PIPELINE, NULL);
  failures = cvk_run_failures_to_text (run);
  g_assert_cmpstr (failures, ==, "ask/journal//0 /journal//-1");
  g_assert_cmpuint (count_records (&fixture, CVK_RECORD_QUESTION), ==, 0);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* What was sent with an unknown outcome is parked with a question; the others come out. */
static void
test_unknown_outcomes_ask (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *out = NULL;
  CvkQuestion *question = NULL;

  set_up (&fixture, "[{\"number\":0},{\"number\":1,\"outcome\":\"unknown\"},{\"number\":2}]");
  run = cvk_run_fixture_run (
    &fixture,
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}"
    "},\"effect\":{\"type\":\"test.effect\"},\"out\":{\"type\":\"output\",\"settings\":"
    "{\"name\":\"r\"}}},\"links\":[\"read.out -> effect.in\",\"effect.out -> out.in\"]}",
    NULL);
  out = cvk_run_items_to_json (run, "out", "in");
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_WAITING);
  g_assert_cmpstr (out, ==, "[{\"number\":0,\"done\":true},{\"number\":2,\"done\":true}]");
  g_assert_cmpuint (cvk_run_get_questions (run)->len, ==, 1);
  question = g_ptr_array_index (cvk_run_get_questions (run), 0);
  g_assert_cmpint (cvk_question_get_kind (question), ==, CVK_QUESTION_OUTCOME_UNKNOWN);
  g_assert_cmpint (cvk_question_get_item (question), ==, 1);
  g_assert_cmpint (cvk_question_find_choice (question, "again"), ==, 1);
  g_assert_true (cvk_question_is_risky (question, 1));
  g_assert_cmpint (cvk_question_find_choice (question, "approve"), ==, -1);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* Every member survives the way through the journal. */
static void
test_value (void)
{
  g_autoptr (CvkQuestion) question = cvk_question_new (
    CVK_QUESTION_OUTCOME_UNKNOWN, cvk_problem_new ("maybe", "“{topic}”?", "topic", "A", NULL));
  g_autoptr (CvkQuestion) copy = NULL;
  g_autoptr (CvkValue) value = NULL;
  g_autoptr (CvkValue) other = NULL;
  g_autofree char *label = NULL;

  cvk_question_set_label (question, "check", "Look for “{topic}”");
  cvk_question_set_deadline (question, 17, "done");
  cvk_question_set_place (question, "r", "n", 0xabc, 3);
  g_assert_cmpstr (cvk_question_get_id (question), ==, "r/n/0000000000000abc/outcome-unknown");
  value = cvk_question_to_value (question);
  copy = cvk_question_from_value (value);
  other = cvk_question_to_value (copy);
  g_assert_true (cvk_value_equal (value, other));
  label = cvk_question_dup_label (copy, 0);
  g_assert_cmpstr (label, ==, "Look for “A”");
  g_assert_false (cvk_question_is_final (copy, 0));
  g_assert_true (cvk_question_is_final (copy, 1));
  g_assert_null (cvk_question_get_answer (copy));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/questions/value", test_value);
  g_test_add_func ("/questions/wait", test_waits_and_goes_on);
  g_test_add_func ("/questions/live", test_answered_while_it_runs);
  g_test_add_func ("/questions/cancel", test_cancelled_while_it_asks);
  g_test_add_func ("/questions/deadline", test_keeps_the_first_deadline);
  g_test_add_func ("/questions/journal", test_journal_fails);
  g_test_add_func ("/questions/unknown", test_unknown_outcomes_ask);
  return g_test_run ();
}
