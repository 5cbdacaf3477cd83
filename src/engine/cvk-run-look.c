// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>

#include "engine/cvk-engine-private.h"

/**
 * Looking at a run that was: it is gone through once more, and what is not in the journal is left
 * out. Steps that only compute do so again; what was read comes out of the journal; what changed
 * the world is put out again from what came of it, item by item, and never started. So nothing can
 * leave, and nothing is written either: the journal of such a run is its own.
 *
 * What failed, and how each step ended, is the journal's word. Steps that did not get to an end
 * show what they came to, when they changed something, and nothing otherwise.
 */

CvkRun *
cvk_run_new_to_look (const CvkEnvironment *environment,
                     CvkReplay *replay,
                     GHashTable *connections,
                     CvkRun *kept,
                     GError **error)
{
  g_autoptr (CvkMemoryJournal) journal = cvk_memory_journal_new ();
  CvkEnvironment apart = *environment;

  apart.journal = CVK_JOURNAL (journal);
  apart.pause = NULL;
  return cvk_run_new_from_journal (&apart, replay, connections, kept, TRUE, error);
}

void
cvk_run_prepare_look (CvkRun *self)
{
  self->own_journal = g_object_ref (self->environment.journal);
  self->met_effects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* --- A step as the journal has it --- */

/* FALSE: it did not end. */
static gboolean
find_past_state (const CvkStep *step, CvkStepState *state)
{
  CvkValue *past = cvk_replay_get_step (step->run->replay, step->place);
  const char *name = past != NULL ? cvk_value_lookup_string (past, "state", NULL) : NULL;

  for (*state = CVK_STEP_PENDING; name != NULL && *state <= CVK_STEP_WAITING; (*state)++)
    if (g_str_equal (name, cvk_step_state_to_string (*state)))
      return TRUE;
  *state = CVK_STEP_PENDING;
  return FALSE;
}

static gboolean
has_effects (const CvkStep *step)
{
  g_autoptr (GPtrArray) effects = cvk_replay_list_effects (step->run->replay);

  for (unsigned i = 0; i < effects->len; i++)
    {
      const CvkPastEffect *effect = g_ptr_array_index (effects, i);

      if (effect->node != NULL && cvk_step_owns_place (step, effect->node))
        return TRUE;
    }
  return FALSE;
}

gboolean
cvk_step_is_looked_at (const CvkStep *self)
{
  return self->run->looks && self->effect != CVK_NODE_EFFECT_PURE;
}

gboolean
cvk_step_shows_past (const CvkStep *self)
{
  return cvk_step_is_looked_at (self) || (self->run->looks && self->operations->runs_pipeline);
}

gboolean
cvk_step_is_worth_a_look (CvkStep *self)
{
  CvkStepState state = CVK_STEP_PENDING;
  gboolean has_ended = find_past_state (self, &state);

  if (state == CVK_STEP_SUCCEEDED || state == CVK_STEP_FAILED)
    return TRUE;
  return cvk_step_shows_past (self) &&
         ((has_ended && state != CVK_STEP_SKIPPED) || has_effects (self));
}

CvkStepState
cvk_step_get_past_state (CvkStep *self)
{
  CvkStepState state = CVK_STEP_PENDING;

  /* It was cut off in the middle, and nobody wrote down its end. */
  if (!find_past_state (self, &state) && cvk_step_shows_past (self) && has_effects (self))
    return CVK_STEP_CANCELLED;
  return state;
}

int64_t
cvk_step_get_past_duration (CvkStep *self)
{
  CvkValue *past = cvk_replay_get_step (self->run->replay, self->place);

  return past != NULL ? cvk_value_lookup_integer (past, "duration", 0) : 0;
}

/* --- Its items --- */

static gboolean
is_about_one_item (const CvkStep *step, const CvkProblem *problem)
{
  return step->mode == CVK_NODE_MODE_EACH &&
         (step->n_links_in == 0 || cvk_problem_get_item (problem) >= 0);
}

/* What concerns the whole step is noted at once, what concerns an item is kept for its turn. */
static void
collect_problems (CvkStep *step)
{
  CvkValue *result = cvk_run_get_past_result (step->run);
  CvkValue *failures = result != NULL ? cvk_value_get_member (result, "failures") : NULL;

  step->past_problems =
    g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) cvk_problem_unref);
  for (size_t i = 0; failures != NULL && i < cvk_value_get_length (failures); i++)
    {
      CvkValue *failure = cvk_value_get_element (failures, i);
      CvkProblem *problem = NULL;

      if (g_strcmp0 (cvk_value_lookup_string (failure, "node", NULL), step->node->id) != 0)
        continue;
      problem = cvk_problem_from_value (failure);
      if (is_about_one_item (step, problem))
        {
          g_hash_table_replace (step->past_problems,
                                GUINT_TO_POINTER (MAX (cvk_problem_get_item (problem), 0)),
                                problem);
          continue;
        }
      cvk_step_note_failure (step, NULL, 0, problem, FALSE);
      cvk_run_add_failure (step->run, problem, step->linked[step->n_outputs]);
    }
}

void
cvk_step_begin_look (CvkStep *self)
{
  collect_problems (self);
  self->total = self->mode == CVK_NODE_MODE_ALL ? 1 : self->inputs[0]->len;
  self->concurrency = 1;
  cvk_run_wake (self->run);
}

static const CvkPastEffect *
find_effect (CvkStep *step, CvkItem *item)
{
  g_autofree char *id = cvk_effect_make_id (step->run, step->place, item);
  const CvkPastEffect *effect = cvk_replay_get_effect (step->run->replay, id);

  return effect != NULL && cvk_past_effect_was_sent (effect) ? effect : NULL;
}

/* (transfer full) (nullable): why nothing came of the item. */
static CvkProblem *
find_problem (CvkStep *step, unsigned number, const CvkPastEffect *effect)
{
  CvkProblem *problem = g_hash_table_lookup (step->past_problems, GUINT_TO_POINTER (number));

  if (problem != NULL)
    return cvk_problem_ref (problem);
  if (effect == NULL || effect->state == CVK_EFFECT_CONFIRMED)
    return NULL;
  /* The run has no end that would say it. */
  if (effect->state == CVK_EFFECT_REFUSED && effect->detail != NULL &&
      cvk_value_is_object (effect->detail))
    return cvk_problem_from_value (effect->detail);
  return cvk_problem_new ("outcome-unknown",
                          N_ ("This was sent, and what came of it is not known. Look in the "
                              "service before you run it again, so that nothing happens twice."),
                          NULL);
}

static gboolean
put_out (CvkStep *step, CvkItem *item, const CvkPastEffect *effect, CvkOutput *output)
{
  if (step->operations->look == NULL ||
      (effect == NULL && cvk_step_get_past_state (step) != CVK_STEP_SUCCEEDED))
    return FALSE;
  return step->operations->look (step, item, effect, output);
}

void
cvk_step_look_at (CvkStep *self, unsigned number, CvkItem *item, CvkOutput *output)
{
  const CvkPastEffect *effect = find_effect (self, item);
  CvkProblem *problem = find_problem (self, number, effect);

  if (problem != NULL)
    {
      cvk_step_fail_item (self, item, number, problem, output);
      g_array_index (self->failures, CvkRunFailure, self->failures->len - 1).is_final =
        effect != NULL && effect->state != CVK_EFFECT_REFUSED;
      self->done++;
    }
  else if (put_out (self, item, effect, output))
    self->done++;
  else if (self->run->approval == NULL)
    g_array_append_val (self->cut_off, number);
}

/* --- The end --- */

static void
take_problems (const CvkValue *result, const char *member, GPtrArray *problems)
{
  CvkValue *values = cvk_value_get_member (result, member);

  g_ptr_array_set_size (problems, 0);
  for (size_t i = 0; values != NULL && i < cvk_value_get_length (values); i++)
    g_ptr_array_add (problems, cvk_problem_from_value (cvk_value_get_element (values, i)));
}

void
cvk_run_end_look (CvkRun *self)
{
  const char *state = cvk_replay_get_state (self->replay);
  CvkValue *result = cvk_replay_get_result (self->replay);

  /* What is under way as far as the journal knows, and in no process, was interrupted. */
  self->state = CVK_RUN_FAILED;
  for (CvkRunState i = CVK_RUN_SUCCEEDED; i <= CVK_RUN_CANCELLED; i++)
    if (g_str_equal (state, cvk_run_state_to_string (i)))
      self->state = i;
  if (result == NULL)
    return;
  take_problems (result, "failures", self->failures);
  take_problems (result, "warnings", self->warnings);
  self->unhandled = cvk_value_lookup_boolean (result, "unhandled", self->unhandled);
}
