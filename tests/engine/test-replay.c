// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "engine/cvk-test-effect.h"
#include "base/cvk-json.h"
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

static CvkRecord *
copy_record (const CvkRecord *record)
{
  CvkRecord *copy = g_memdup2 (record, sizeof *record);

  copy->run = g_strdup (record->run);
  copy->node = g_strdup (record->node);
  copy->payload = g_strdup (record->payload);
  copy->effect = g_strdup (record->effect);
  copy->action = g_strdup (record->action);
  copy->request_hash = g_strdup (record->request_hash);
  copy->match_key = g_strdup (record->match_key);
  return copy;
}

/* The journal as a process left it that died after @count records. */
static CvkMemoryJournal *
cut_journal (CvkMemoryJournal *journal, unsigned count)
{
  GPtrArray *records = cvk_memory_journal_get_records (journal);
  CvkMemoryJournal *cut = cvk_memory_journal_new ();

  for (unsigned i = 0; i < count; i++)
    cvk_journal_write (CVK_JOURNAL (cut), copy_record (g_ptr_array_index (records, i)));
  return cut;
}

static CvkRun *
take_up (CvkRunFixture *fixture, CvkMemoryJournal *journal, const char *id)
{
  g_autoptr (CvkReplay) replay = cvk_replay_new_from_memory (journal, id);
  CvkEnvironment environment = fixture->environment;
  g_autoptr (GError) error = NULL;
  CvkRun *run = NULL;

  environment.journal = CVK_JOURNAL (journal);
  run = cvk_run_new_from_replay (&environment, replay, NULL, NULL, &error);
  g_assert_no_error (error);
  cvk_run_fixture_finish (run);
  return run;
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

/* Fills the world with what had been sent until then: every second one of those of which the
 * journal does not know got there. */
static void
make_world (CvkMemoryJournal *journal)
{
  GPtrArray *records = cvk_memory_journal_get_records (journal);
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) nodes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer effect = NULL;
  gpointer is_there = NULL;

  cvk_test_effect_reset (3);
  for (unsigned i = 0; i < records->len; i++)
    {
      const CvkRecord *record = g_ptr_array_index (records, i);

      if (record->kind != CVK_RECORD_EFFECT)
        continue;
      g_hash_table_insert (nodes, record->effect, record->node);
      if (record->state == CVK_EFFECT_PLANNED)
        {
          g_autoptr (CvkValue) request = cvk_value_from_json (record->payload, -1, 0, NULL);

          g_hash_table_insert (numbers, record->effect,
                               GINT_TO_POINTER (cvk_value_lookup_integer (request, "number", 0)));
        }
      else if (record->state == CVK_EFFECT_SENT)
        g_hash_table_insert (there, record->effect, GINT_TO_POINTER (i % 2));
      else if (record->state == CVK_EFFECT_CONFIRMED || record->state == CVK_EFFECT_REFUSED)
        g_hash_table_insert (there, record->effect, GINT_TO_POINTER (1));
    }
  g_hash_table_iter_init (&iter, there);
  while (g_hash_table_iter_next (&iter, &effect, &is_there))
    if (is_there != NULL)
      cvk_test_effect_add_to_world (g_hash_table_lookup (nodes, effect),
                                    GPOINTER_TO_INT (g_hash_table_lookup (numbers, effect)));
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

static void
assert_once (void)
{
  GHashTableIter iter;
  gpointer count = NULL;

  g_hash_table_iter_init (&iter, cvk_test_effect_get_log ()->world);
  while (g_hash_table_iter_next (&iter, NULL, &count))
    g_assert_cmpint (GPOINTER_TO_INT (count), ==, 1);
}

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
      g_autoptr (CvkMemoryJournal) cut = cut_journal (fixture.journal, count);
      g_autoptr (CvkRun) again = NULL;
      g_autofree char *found = NULL;

      make_world (cut);
      again = take_up (&fixture, cut, cvk_run_get_id (whole));
      found = describe (again);
      g_assert_cmpstr (found, ==, expected);
      assert_once ();
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
