// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "engine/cvk-test-cut.h"

#include <string.h>

#include "base/cvk-json.h"
#include "engine/cvk-test-effect.h"

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

CvkMemoryJournal *
cvk_test_cut_journal (CvkMemoryJournal *journal, unsigned count)
{
  GPtrArray *records = cvk_memory_journal_get_records (journal);
  CvkMemoryJournal *cut = cvk_memory_journal_new ();

  for (unsigned i = 0; i < count; i++)
    cvk_journal_write (CVK_JOURNAL (cut), copy_record (g_ptr_array_index (records, i)));
  return cut;
}

CvkRun *
cvk_test_take_up (CvkRunFixture *fixture, CvkMemoryJournal *journal, const char *id)
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

/* What changed something, wherever it is inside of other nodes. */
static const char *
get_node (const char *place)
{
  const char *slash = strrchr (place, '/');

  return slash != NULL ? slash + 1 : place;
}

void
cvk_test_make_world (CvkMemoryJournal *journal, unsigned concurrency)
{
  GPtrArray *records = cvk_memory_journal_get_records (journal);
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) nodes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer effect = NULL;
  gpointer is_there = NULL;

  cvk_test_effect_reset (concurrency);
  for (unsigned i = 0; i < records->len; i++)
    {
      const CvkRecord *record = g_ptr_array_index (records, i);

      if (record->kind != CVK_RECORD_EFFECT)
        continue;
      g_hash_table_insert (nodes, record->effect, (gpointer) get_node (record->node));
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

void
cvk_test_assert_once (void)
{
  GHashTableIter iter;
  gpointer count = NULL;

  g_hash_table_iter_init (&iter, cvk_test_effect_get_log ()->world);
  while (g_hash_table_iter_next (&iter, NULL, &count))
    g_assert_cmpint (GPOINTER_TO_INT (count), ==, 1);
}
