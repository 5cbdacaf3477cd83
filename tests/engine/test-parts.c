// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "engine/cvk-test-effect.h"
#include "support/cvk-run-fixture.h"

/* Running a part of a pipeline with what an earlier run has kept. */

#define NODES(extra, topic)                                                                        \
  extra "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}},"                   \
        "\"effect\":{\"type\":\"test.effect\",\"on_error\":\"continue\"},"                         \
        "\"name\":{\"type\":\"set\",\"settings\":{\"keep\":false,\"fields\":{\"topic\":" topic     \
        "}}},"                                                                                     \
        "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}}"
#define PIPELINE_WITH(extra, topic)                                                                \
  "{\"convoke\":1,\"nodes\":{" NODES (extra, topic) "},"                                           \
                                                    "\"links\":[\"read.out -> effect.in\","        \
                                                    "\"effect.out -> name.in\","                   \
                                                    "\"name.out -> out.in\"]}"
#define TOPIC "\"{{ nodes[\\\"read\\\"].number }}\""
#define OTHER_TOPIC "\"no {{ nodes[\\\"read\\\"].number }}\""
#define PIPELINE PIPELINE_WITH ("", TOPIC)

static void
set_up (CvkRunFixture *fixture, const char *items)
{
  cvk_run_fixture_init (fixture);
  cvk_node_types_add (fixture->types, &cvk_test_effect.type);
  cvk_test_effect_reset (1);
  cvk_run_fixture_write (fixture, "in.json", items);
}

static CvkRun *
run_part (CvkRunFixture *fixture,
          const char *pipeline,
          CvkRunPart part,
          const char *node,
          CvkRun *kept)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (pipeline, strlen (pipeline));
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, &error);
  g_autofree char *path = g_build_filename (fixture->folder, "test.convoke", NULL);
  CvkRunOptions options = { .path = path, .part = part, .node = node, .kept = kept };
  CvkRun *run = NULL;

  g_assert_no_error (error);
  run = cvk_run_new (&fixture->environment, document, &options);
  cvk_run_fixture_finish (run);
  return run;
}

static void
assert_items (CvkRun *run, const char *node, const char *port, const char *expected)
{
  g_autofree char *json = cvk_run_items_to_json (run, node, port);

  g_assert_cmpstr (json, ==, expected);
}

static void
assert_failures (CvkRun *run, const char *expected)
{
  g_autofree char *text = cvk_run_failures_to_text (run);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_sent (unsigned count)
{
  g_assert_cmpuint (cvk_test_effect_get_log ()->n_sent, ==, count);
}

/* A changed step behind an effect runs on what the effect gave; the effect is not sent again, and
 * expressions still see where an item came from. */
static void
test_from (void)
{
  CvkRunFixture fixture = { 0 };

  set_up (&fixture, "[{\"number\":1},{\"number\":2}]");
  g_autoptr (CvkRun) first = cvk_run_fixture_run (&fixture, PIPELINE, NULL);
  assert_items (first, "out", "in", "[{\"topic\":1},{\"topic\":2}]");
  assert_sent (2);

  g_autoptr (CvkRun) second =
    run_part (&fixture, PIPELINE_WITH ("", OTHER_TOPIC), CVK_RUN_PART_FROM, "name", first);
  g_assert_cmpint (cvk_run_get_state (second), ==, CVK_RUN_SUCCEEDED);
  assert_items (second, "out", "in", "[{\"topic\":\"no 1\"},{\"topic\":\"no 2\"}]");
  assert_sent (2);
  g_assert_true (cvk_run_is_step_kept (second, 1));
  g_assert_false (cvk_run_is_step_kept (second, 2));

  /* What was kept once can be kept again, also when the run that made it is gone. */
  g_clear_object (&first);
  g_autoptr (CvkRun) third = run_part (&fixture, PIPELINE, CVK_RUN_PART_FROM, "name", second);
  assert_items (third, "out", "in", "[{\"topic\":1},{\"topic\":2}]");
  assert_sent (2);
  g_clear_object (&second);
  g_clear_object (&third);
  cvk_run_fixture_clear (&fixture);
}

/* A node more in front of the others gives all of them other numbers. */
static void
test_renumbered (void)
{
  CvkRunFixture fixture = { 0 };

  set_up (&fixture, "[{\"number\":1},{\"number\":2}]");
  g_autoptr (CvkRun) first = cvk_run_fixture_run (&fixture, PIPELINE, NULL);
  g_autoptr (CvkRun) second = run_part (
    &fixture,
    PIPELINE_WITH ("\"more\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"y\"}},",
                   OTHER_TOPIC),
    CVK_RUN_PART_FROM, "name", first);

  assert_failures (second, "");
  assert_items (second, "out", "in", "[{\"topic\":\"no 1\"},{\"topic\":\"no 2\"}]");
  g_assert_cmpint (cvk_run_get_step_state (second, 0), ==, CVK_STEP_SKIPPED);
  assert_sent (2);
  g_clear_object (&first);
  g_clear_object (&second);
  cvk_run_fixture_clear (&fixture);
}

/* The same for items that came from several, whose lineage branches. */
static void
test_renumbered_joined (void)
{
#define JOINED(extra, field)                                                                       \
  "{\"convoke\":1,\"nodes\":{" extra                                                               \
  "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}},"                         \
  "\"all\":{\"type\":\"aggregate\",\"settings\":{\"name\":\"list\"}},"                             \
  "\"effect\":{\"type\":\"test.effect\"},"                                                         \
  "\"name\":{\"type\":\"set\",\"settings\":{\"keep\":false,\"fields\":{\"" field                   \
  "\":\"{{ nodes[\\\"all\\\"].list.length }}\"}}}},"                                               \
  "\"links\":[\"read.out -> all.in\",\"all.out -> effect.in\",\"effect.out -> name.in\"]}"
  CvkRunFixture fixture = { 0 };

  set_up (&fixture, "[{\"number\":1},{\"number\":2},{\"number\":3}]");
  g_autoptr (CvkRun) first = cvk_run_fixture_run (&fixture, JOINED ("", "n"), NULL);
  assert_items (first, "name", "out", "[{\"n\":3}]");
  g_autoptr (CvkRun) second = run_part (
    &fixture,
    JOINED ("\"more\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"y\"}},", "m"),
    CVK_RUN_PART_FROM, "name", first);
  assert_failures (second, "");
  assert_items (second, "name", "out", "[{\"m\":3}]");
  assert_sent (1);
  g_clear_object (&first);
  g_clear_object (&second);
  cvk_run_fixture_clear (&fixture);
}

/* Only the node: what follows it is left out, and shows nothing of the earlier run. */
static void
test_only (void)
{
  CvkRunFixture fixture = { 0 };

  set_up (&fixture, "[{\"number\":1}]");
  g_autoptr (CvkRun) first = cvk_run_fixture_run (&fixture, PIPELINE, NULL);
  g_autoptr (CvkRun) second = run_part (&fixture, PIPELINE, CVK_RUN_PART_ONLY, "name", first);

  assert_items (second, "name", "out", "[{\"topic\":1}]");
  assert_items (second, "out", "in", "[]");
  g_assert_cmpint (cvk_run_get_step_state (second, 3), ==, CVK_STEP_SKIPPED);
  assert_sent (1);
  g_clear_object (&first);
  g_clear_object (&second);
  cvk_run_fixture_clear (&fixture);
}

/* Without an earlier run, what it needs runs too. */
static void
test_only_without_kept (void)
{
  CvkRunFixture fixture = { 0 };

  set_up (&fixture, "[{\"number\":1}]");
  g_autoptr (CvkRun) run = run_part (&fixture, PIPELINE, CVK_RUN_PART_ONLY, "name", NULL);

  assert_items (run, "name", "out", "[{\"topic\":1}]");
  g_assert_cmpint (cvk_run_get_step_state (run, 3), ==, CVK_STEP_SKIPPED);
  assert_sent (1);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* What only reads is read again when it was changed; an effect behind it would be sent again, and
 * is refused with the reason. */
static void
test_changed_before (void)
{
#define READER(file, target)                                                                       \
  "{\"convoke\":1,\"nodes\":{"                                                                     \
  "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"" file "\"}},"                        \
  "\"effect\":{\"type\":\"test.effect\"},"                                                         \
  "\"name\":{\"type\":\"set\",\"settings\":{\"fields\":{\"a\":\"b\"}}}},"                          \
  "\"links\":[\"read.out -> effect.in\",\"" target ".out -> name.in\"]}"
  CvkRunFixture fixture = { 0 };

  set_up (&fixture, "[{\"number\":1}]");
  cvk_run_fixture_write (&fixture, "other.json", "[{\"number\":7}]");
  g_autoptr (CvkRun) first = cvk_run_fixture_run (&fixture, READER ("in.json", "effect"), NULL);
  assert_sent (1);
  g_autoptr (CvkRun) second =
    run_part (&fixture, READER ("other.json", "effect"), CVK_RUN_PART_FROM, "name", first);
  assert_failures (second, "effect/not-kept//-1");
  assert_sent (1);
  g_autoptr (CvkRun) third =
    run_part (&fixture, READER ("other.json", "read"), CVK_RUN_PART_FROM, "name", first);
  assert_failures (third, "");
  assert_items (third, "name", "out", "[{\"number\":7,\"a\":\"b\"}]");
  g_assert_cmpint (cvk_run_get_step_state (third, 1), ==, CVK_STEP_SKIPPED);
  assert_sent (1);
  g_clear_object (&first);
  g_clear_object (&second);
  g_clear_object (&third);
  cvk_run_fixture_clear (&fixture);
}

/* What did not get to its end is not kept either. */
static void
test_stopped_before (void)
{
  static const char pipeline[] =
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}"
    "},\"effect\":{\"type\":\"test.effect\"},\"out\":{\"type\":\"output\",\"settings\":{\"name\":"
    "\"r\"}}},\"links\":[\"read.out -> effect.in\",\"effect.out -> out.in\"]}";
  CvkRunFixture fixture = { 0 };

  set_up (&fixture, "[{\"number\":1},{\"number\":2,\"outcome\":\"refused\"},{\"number\":3}]");
  g_autoptr (CvkRun) first = cvk_run_fixture_run (&fixture, pipeline, NULL);
  assert_sent (2);
  g_autoptr (CvkRun) second = run_part (&fixture, pipeline, CVK_RUN_PART_FROM, "out", first);
  assert_failures (second, "effect/not-kept//-1");
  assert_sent (2);

  /* Trying again takes up what was not begun, too. */
  g_autoptr (CvkRun) third = run_part (&fixture, pipeline, CVK_RUN_PART_RETRY, "effect", first);
  g_assert_cmpstr (cvk_test_effect_get_log ()->order->str, ==, "1 2 2 ");
  g_assert_cmpuint (cvk_run_get_items (third, 1, "in")->len, ==, 2);
  g_clear_object (&first);
  g_clear_object (&second);
  g_clear_object (&third);
  cvk_run_fixture_clear (&fixture);
}

/* Only what was refused goes again: not what is confirmed, and not what nobody knows about. */
static void
test_retry (void)
{
  CvkRunFixture fixture = { 0 };

  set_up (&fixture,
          "[{\"number\":1},{\"number\":2,\"outcome\":\"refused\"},"
          "{\"number\":3,\"outcome\":\"unknown\"},{\"number\":4,\"outcome\":\"refused\"}]");
  g_autoptr (CvkRun) first = cvk_run_fixture_run (&fixture, PIPELINE, NULL);
  g_assert_cmpint (cvk_run_get_state (first), ==, CVK_RUN_WAITING);
  assert_sent (4);
  g_assert_cmpuint (cvk_run_get_step_failures (first, 1)->len, ==, 3);

  g_autoptr (CvkRun) second = run_part (&fixture, PIPELINE, CVK_RUN_PART_RETRY, "effect", first);
  g_assert_cmpstr (cvk_test_effect_get_log ()->order->str, ==, "1 2 3 4 2 4 ");
  assert_items (second, "effect", "in",
                "[{\"number\":2,\"outcome\":\"refused\"},{\"number\":4,\"outcome\":\"refused\"}]");

  /* Nothing is left of a run in which everything was confirmed. */
  cvk_run_fixture_write (&fixture, "in.json", "[{\"number\":1}]");
  g_autoptr (CvkRun) good = cvk_run_fixture_run (&fixture, PIPELINE, NULL);
  g_autoptr (CvkRun) nothing = run_part (&fixture, PIPELINE, CVK_RUN_PART_RETRY, "effect", good);
  assert_failures (nothing, "effect/nothing-to-retry//-1");
  g_clear_object (&first);
  g_clear_object (&second);
  g_clear_object (&good);
  g_clear_object (&nothing);
  cvk_run_fixture_clear (&fixture);
}

static CvkRun *
retry_edited (CvkRunFixture *fixture, CvkRun *kept, const char *json)
{
  g_autoptr (GBytes) bytes = g_bytes_new (PIPELINE, strlen (PIPELINE));
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, NULL);
  g_autoptr (CvkValue) edits = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  CvkRunOptions options = {
    .part = CVK_RUN_PART_RETRY, .node = "effect", .kept = kept, .edits = edits
  };
  CvkRun *run = cvk_run_new (&fixture->environment, document, &options);

  cvk_run_fixture_finish (run);
  return run;
}

/* A row that failed is tried with the value that somebody has corrected; what came of another one
 * cannot be changed any more. */
static void
test_edited (void)
{
  CvkRunFixture fixture = { 0 };

  set_up (&fixture, "[{\"number\":1},{\"number\":2,\"outcome\":\"refused\",\"x\":7},"
                    "{\"number\":3,\"outcome\":\"unknown\"}]");
  g_autoptr (CvkRun) first = cvk_run_fixture_run (&fixture, PIPELINE, NULL);
  assert_sent (3);
  for (unsigned i = 0; i < 3; i++)
    {
      static const char *const edits[] = { "{\"0\":{\"number\":9}}", "{\"2\":{\"number\":9}}",
                                           "{\"7\":{\"number\":9}}" };
      g_autoptr (CvkRun) refused = retry_edited (&fixture, first, edits[i]);

      assert_failures (refused, "effect/not-edited//-1");
    }
  assert_sent (3);

  g_autoptr (CvkRun) second =
    retry_edited (&fixture, first, "{\"1\":{\"outcome\":\"confirmed\",\"number\":22}}");
  g_assert_cmpint (cvk_run_get_state (second), ==, CVK_RUN_SUCCEEDED);
  assert_items (second, "effect", "in", "[{\"number\":22,\"outcome\":\"confirmed\",\"x\":7}]");
  /* What is behind it sees the corrected one. */
  assert_items (second, "out", "in", "[{\"topic\":22}]");
  g_assert_cmpstr (cvk_test_effect_get_log ()->order->str, ==, "1 2 3 22 ");

  /* Taken up from the journal it has the same values. */
  g_autoptr (CvkReplay) replay =
    cvk_replay_new_from_memory (fixture.journal, cvk_run_get_id (second));
  g_autoptr (CvkRun) look = cvk_run_new_to_look (&fixture.environment, replay, NULL, first, NULL);
  cvk_run_fixture_finish (look);
  assert_items (look, "effect", "in", "[{\"number\":22,\"outcome\":\"confirmed\",\"x\":7}]");
  g_clear_object (&look);
  g_clear_object (&second);
  g_clear_object (&first);
  cvk_run_fixture_clear (&fixture);
}

/* Pinned items stand in for a node, also for an effect, and then nothing is sent. */
static void
test_pinned (void)
{
  static const char pipeline[] =
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}"
    "},\"effect\":{\"type\":\"test.effect\",\"pinned\":[{\"number\":9}]},"
    "\"name\":{\"type\":\"set\",\"settings\":{\"fields\":{\"a\":\"{{ item.number }}\"}}}},"
    "\"links\":[\"read.out -> effect.in\",\"effect.out -> name.in\"]}";
  CvkRunFixture fixture = { 0 };

  set_up (&fixture, "[{\"number\":1}]");
  g_autoptr (CvkRun) all = cvk_run_fixture_run (&fixture, pipeline, NULL);
  assert_items (all, "name", "out", "[{\"number\":9,\"a\":9}]");
  /* Nothing to keep: pinned items are there all the same. */
  g_autoptr (CvkRun) kept = cvk_run_fixture_run (&fixture, PIPELINE, NULL);
  g_autoptr (CvkRun) part = run_part (&fixture, pipeline, CVK_RUN_PART_ONLY, "name", kept);
  assert_items (part, "name", "out", "[{\"number\":9,\"a\":9}]");
  assert_sent (1);
  g_clear_object (&all);
  g_clear_object (&kept);
  g_clear_object (&part);
  cvk_run_fixture_clear (&fixture);
}

static void
test_refused (void)
{
  CvkRunFixture fixture = { 0 };

  set_up (&fixture, "[{\"number\":1}]");
  g_autoptr (CvkRun) first = cvk_run_fixture_run (&fixture, PIPELINE, NULL);
  g_autoptr (CvkRun) nowhere = run_part (&fixture, PIPELINE, CVK_RUN_PART_FROM, "nowhere", first);
  assert_failures (nowhere, "/unknown-node//-1");
  g_autoptr (CvkRun) second = cvk_run_fixture_run (&fixture, JOINED ("", "n"), NULL);
  g_autoptr (CvkRun) list =
    run_part (&fixture, JOINED ("", "n"), CVK_RUN_PART_RETRY, "all", second);
  assert_failures (list, "all/not-retryable//-1");
  assert_sent (2);
  g_clear_object (&second);
  g_clear_object (&first);
  g_clear_object (&nowhere);
  g_clear_object (&list);
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/parts/from", test_from);
  g_test_add_func ("/engine/parts/renumbered", test_renumbered);
  g_test_add_func ("/engine/parts/renumbered-joined", test_renumbered_joined);
  g_test_add_func ("/engine/parts/only", test_only);
  g_test_add_func ("/engine/parts/only-without-kept", test_only_without_kept);
  g_test_add_func ("/engine/parts/changed-before", test_changed_before);
  g_test_add_func ("/engine/parts/stopped-before", test_stopped_before);
  g_test_add_func ("/engine/parts/retry", test_retry);
  g_test_add_func ("/engine/parts/edited", test_edited);
  g_test_add_func ("/engine/parts/pinned", test_pinned);
  g_test_add_func ("/engine/parts/refused", test_refused);
  return g_test_run ();
}
