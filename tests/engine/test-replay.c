// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "engine/cvk-test-cut.h"
#include "engine/cvk-test-effect.h"
#include "support/cvk-run-fixture.h"

/* Reads, computes and changes; one of the changes is refused, which stops the run. */
#define PIPELINE(on_error)                                                                         \
  "{\"convoke\":1,\"nodes\":{"                                                                     \
  "\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}},"                         \
  "\"twice\":{\"type\":\"script\",\"settings\":{\"code\":\"return [item, {...item, number: "       \
  "item.number + 20}]\"}},"                                                                        \
  "\"effect\":{\"type\":\"test.effect\"" on_error "},"                                             \
  "\"mark\":{\"type\":\"set\",\"settings\":{\"fields\":{\"luck\":\"{{ Math.random() }}\","         \
  "\"when\":\"{{ run.now }}\"}}},"                                                                 \
  "\"again\":{\"type\":\"test.effect\"},"                                                          \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"r\"}}},"                                  \
  "\"links\":[\"read.out -> twice.in\",\"twice.out -> effect.in\",\"effect.out -> mark.in\","      \
  "\"mark.out -> again.in\",\"again.out -> out.in\"]}"

static void
set_up (CvkRunFixture *fixture, const char *items)
{
  cvk_run_fixture_init (fixture);
  cvk_node_types_add (fixture->types, &cvk_test_effect.type);
  cvk_test_effect_reset (3);
  cvk_run_fixture_write (fixture, "in.json", items);
}

/* What the run came to, as one text. */
static char *
describe (CvkRun *run)
{
  g_autofree char *out = cvk_run_items_to_json (run, "out", "in");
  g_autofree char *effects = cvk_run_items_to_json (run, "effect", "out");
  g_autofree char *failures = cvk_run_failures_to_text (run);

  return g_strdup_printf ("%s %s %s %s", cvk_run_state_to_string (cvk_run_get_state (run)), out,
                          effects, failures);
}

typedef struct
{
  const char *pipeline;
  const char *items;
  const char *run_failures;
} Case;

static const Case cases[] = {
  { PIPELINE (""), "[{\"number\":0},{\"number\":1},{\"number\":2},{\"number\":3}]", "" },
  { PIPELINE (",\"on_error\":\"continue\""),
    "[{\"number\":0},{\"number\":1,\"outcome\":\"refused\"},{\"number\":2,\"rounds\":5}]",
    "effect/refused//2 effect/refused//3" },
  { PIPELINE (""),
    "[{\"number\":0,\"rounds\":4},{\"number\":1,\"key\":\"k\"},{\"number\":2,\"key\":\"k\"}]", "" },
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

  set_up (&fixture, test->items);
  whole = cvk_run_fixture_run (&fixture, test->pipeline, NULL);
  expected = describe (whole);
  failures = cvk_run_failures_to_text (whole);
  g_assert_cmpstr (failures, ==, test->run_failures);
  n_records = cvk_memory_journal_get_records (fixture.journal)->len;
  g_assert_cmpuint (n_records, >, 20);
  /* A read would give something else by now. */
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/replay/every-record/%zu", i);

      g_test_add_data_func (name, &cases[i], test_every_record);
    }
  return g_test_run ();
}
