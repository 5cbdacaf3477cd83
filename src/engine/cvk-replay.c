// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-replay.h"

#include "base/cvk-json.h"

struct _CvkReplay
{
  char *run;             /* owned */
  CvkValue *start;       /* owned */
  char *state;           /* owned */
  CvkValue *result;      /* owned, nullable */
  GHashTable *outputs;   /* owned: node -> CvkValue */
  GHashTable *steps;     /* owned: node -> CvkValue */
  GHashTable *readings;  /* owned: id and hash -> CvkValue */
  GHashTable *effects;   /* owned: id -> CvkPastEffect */
  GHashTable *questions; /* owned: id -> CvkQuestion */
};

void
cvk_past_effect_free (CvkPastEffect *effect)
{
  g_clear_pointer (&effect->detail, cvk_value_unref);
  g_clear_pointer (&effect->note, cvk_value_unref);
  g_free (effect->id);
  g_free (effect->node);
  g_free (effect->request_hash);
  g_free (effect->match_key);
  g_free (effect);
}

gboolean
cvk_past_effect_was_sent (const CvkPastEffect *effect)
{
  return effect->state != CVK_EFFECT_PLANNED && effect->state != CVK_EFFECT_ABANDONED;
}

gboolean
cvk_past_effect_is_open (const CvkPastEffect *effect)
{
  return effect->state == CVK_EFFECT_SENT || effect->state == CVK_EFFECT_UNKNOWN;
}

CvkReplay *
cvk_replay_new (const char *run, CvkValue *start)
{
  CvkReplay *self = g_rc_box_new0 (CvkReplay);

  self->run = g_strdup (run);
  self->start = cvk_value_ref (start);
  self->state = g_strdup ("running");
  self->outputs =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_value_unref);
  self->steps =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_value_unref);
  self->readings =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_value_unref);
  self->questions =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cvk_question_unref);
  self->effects =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cvk_past_effect_free);
  return self;
}

CvkReplay *
cvk_replay_ref (CvkReplay *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  CvkReplay *self = data;

  g_hash_table_unref (self->outputs);
  g_hash_table_unref (self->steps);
  g_hash_table_unref (self->readings);
  g_hash_table_unref (self->effects);
  g_hash_table_unref (self->questions);
  cvk_value_unref (self->start);
  g_clear_pointer (&self->result, cvk_value_unref);
  g_free (self->state);
  g_free (self->run);
}

void
cvk_replay_unref (CvkReplay *self)
{
  g_rc_box_release_full (self, clear);
}

void
cvk_replay_take_output (CvkReplay *self, const char *node, CvkValue *output)
{
  g_hash_table_replace (self->outputs, g_strdup (node), output);
}

void
cvk_replay_take_reading (CvkReplay *self, const char *id, const char *hash, CvkValue *reading)
{
  g_hash_table_replace (self->readings, g_strconcat (id, " ", hash, NULL), reading);
}

void
cvk_replay_take_effect (CvkReplay *self, CvkPastEffect *effect)
{
  g_hash_table_replace (self->effects, effect->id, effect);
}

void
cvk_replay_take_question (CvkReplay *self, CvkQuestion *question)
{
  g_hash_table_replace (self->questions, (gpointer) cvk_question_get_id (question), question);
}

void
cvk_replay_take_step (CvkReplay *self, const char *node, CvkValue *step)
{
  g_hash_table_replace (self->steps, g_strdup (node), step);
}

void
cvk_replay_take_result (CvkReplay *self, CvkValue *result)
{
  g_clear_pointer (&self->result, cvk_value_unref);
  self->result = result;
}

const char *
cvk_replay_get_run (const CvkReplay *self)
{
  return self->run;
}

void
cvk_replay_set_state (CvkReplay *self, const char *state)
{
  g_free (self->state);
  self->state = g_strdup (state);
}

const char *
cvk_replay_get_state (const CvkReplay *self)
{
  return self->state;
}

gboolean
cvk_replay_is_open (const CvkReplay *self)
{
  return g_str_equal (self->state, "running") || g_str_equal (self->state, "waiting");
}

const char *
cvk_replay_get_kept (const CvkReplay *self)
{
  return cvk_value_lookup_string (cvk_value_get_member (self->start, "part"), "kept", NULL);
}

CvkValue *
cvk_replay_get_start (const CvkReplay *self)
{
  return self->start;
}

CvkValue *
cvk_replay_get_output (const CvkReplay *self, const char *node)
{
  return g_hash_table_lookup (self->outputs, node);
}

CvkValue *
cvk_replay_get_step (const CvkReplay *self, const char *node)
{
  return g_hash_table_lookup (self->steps, node);
}

CvkValue *
cvk_replay_get_result (const CvkReplay *self)
{
  return self->result;
}

CvkValue *
cvk_replay_get_reading (const CvkReplay *self, const char *id, const char *hash)
{
  g_autofree char *key = g_strconcat (id, " ", hash, NULL);

  return g_hash_table_lookup (self->readings, key);
}

const CvkPastEffect *
cvk_replay_get_effect (const CvkReplay *self, const char *id)
{
  return g_hash_table_lookup (self->effects, id);
}

GHashTable *
cvk_replay_get_questions (const CvkReplay *self)
{
  return self->questions;
}

GPtrArray *
cvk_replay_list_effects (const CvkReplay *self)
{
  GPtrArray *effects = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer effect = NULL;

  g_hash_table_iter_init (&iter, self->effects);
  while (g_hash_table_iter_next (&iter, NULL, &effect))
    g_ptr_array_add (effects, effect);
  return effects;
}

/* --- From memory --- */

static CvkValue *
read_payload (const CvkRecord *record)
{
  return record->payload != NULL ? cvk_value_from_json (record->payload, -1, CVK_JSON_STRICT, NULL)
                                 : NULL;
}

static void
apply_effect (CvkReplay *self, const CvkRecord *record)
{
  CvkPastEffect *effect = g_hash_table_lookup (self->effects, record->effect);

  if (effect == NULL)
    {
      effect = g_new0 (CvkPastEffect, 1);
      effect->id = g_strdup (record->effect);
      effect->node = g_strdup (record->node);
      effect->request_hash = g_strdup (record->request_hash);
      effect->match_key = g_strdup (record->match_key);
      effect->planned = record->wall;
      cvk_replay_take_effect (self, effect);
    }
  effect->state = record->state;
  if (record->state == CVK_EFFECT_SENT)
    {
      effect->sent = record->wall;
      if (effect->attempts++ == 0)
        effect->first_sent = record->wall;
    }
  else if (record->state != CVK_EFFECT_PLANNED)
    {
      g_clear_pointer (&effect->detail, cvk_value_unref);
      effect->detail = read_payload (record);
      effect->resolved = record->wall;
    }
}

/* One whose answer came before what it is about now is asked anew; any other stays as it was. */
static void
apply_question (CvkReplay *self, const CvkRecord *record)
{
  const CvkQuestion *asked = g_hash_table_lookup (self->questions, record->question);
  const CvkAnswer *answer = asked != NULL ? cvk_question_get_answer (asked) : NULL;
  g_autoptr (CvkValue) value = read_payload (record);

  if (asked == NULL ||
      (answer != NULL && answer->wall < cvk_value_lookup_integer (value, "since", 0)))
    cvk_replay_take_question (self, cvk_question_from_value (value));
}

static void
apply_answer (CvkReplay *self, const CvkRecord *record)
{
  const CvkQuestion *asked = g_hash_table_lookup (self->questions, record->question);
  g_autoptr (CvkValue) value = NULL;
  g_autoptr (CvkValue) answered = NULL;
  g_auto (CvkObjectBuilder) builder = { NULL };

  if (asked == NULL || cvk_question_get_answer (asked) != NULL)
    return;
  value = cvk_question_to_value (asked);
  cvk_object_builder_init_from (&builder, value);
  cvk_object_builder_set (&builder, "answer", read_payload (record));
  answered = cvk_object_builder_end (&builder);
  cvk_replay_take_question (self, cvk_question_from_value (answered));
}

static void
apply_reading (CvkReplay *self, const CvkRecord *record)
{
  g_autoptr (CvkValue) payload = read_payload (record);

  cvk_replay_take_reading (self, record->effect, record->request_hash,
                           cvk_value_ref (cvk_value_get_member (payload, "reading")));
}

static void
apply_record (CvkReplay *self, const CvkRecord *record)
{
  CvkPastEffect *effect = NULL;

  if (record->kind == CVK_RECORD_OUTPUT)
    cvk_replay_take_output (self, record->node, read_payload (record));
  else if (record->kind == CVK_RECORD_READING)
    apply_reading (self, record);
  else if (record->kind == CVK_RECORD_STEP)
    cvk_replay_take_step (self, record->node, read_payload (record));
  else if (record->kind == CVK_RECORD_RUN_FINISHED)
    {
      cvk_replay_take_result (self, read_payload (record));
      cvk_replay_set_state (self, cvk_value_lookup_string (self->result, "state", "failed"));
    }
  else if (record->kind == CVK_RECORD_QUESTION)
    apply_question (self, record);
  else if (record->kind == CVK_RECORD_ANSWER)
    apply_answer (self, record);
  else if (record->kind == CVK_RECORD_EFFECT)
    apply_effect (self, record);
  else if (record->kind == CVK_RECORD_EFFECT_NOTE)
    {
      effect = g_hash_table_lookup (self->effects, record->effect);
      g_clear_pointer (&effect->note, cvk_value_unref);
      effect->note = read_payload (record);
    }
}

CvkReplay *
cvk_replay_new_from_memory (CvkMemoryJournal *journal, const char *run)
{
  GPtrArray *records = cvk_memory_journal_get_records (journal);
  CvkReplay *self = NULL;

  for (unsigned i = 0; i < records->len; i++)
    {
      const CvkRecord *record = g_ptr_array_index (records, i);

      if (g_strcmp0 (record->run, run) != 0)
        continue;
      if (record->kind == CVK_RECORD_RUN_STARTED && self == NULL)
        {
          g_autoptr (CvkValue) start = read_payload (record);

          self = cvk_replay_new (run, start);
        }
      else if (self != NULL)
        apply_record (self, record);
    }
  return self;
}
