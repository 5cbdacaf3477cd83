// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/cvk-effect-gate.h"
#include "engine/cvk-engine-private.h"
#include "engine/cvk-graph.h"

/**
 * A replay comes by things in another order than they happened: what took a second takes none. A
 * failure that stops the run would then come before effects that had been sent long before it, and
 * these would be forgotten. So steps that did something before, and those that lead to them, go on
 * until they have come by it, whatever stops; nothing that is new begins there meanwhile.
 */

/* --- Making the run --- */

static GHashTable *
read_files (const CvkValue *start)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  CvkValue *given = cvk_value_get_member (start, "files");

  for (size_t i = 0; given != NULL && i < cvk_value_get_length (given); i++)
    {
      const char *name = NULL;
      CvkValue *path = NULL;

      cvk_value_get_member_at (given, i, &name, &path);
      g_hash_table_insert (files, g_strdup (name), g_strdup (cvk_value_get_string (path)));
    }
  return files;
}

static CvkDocument *
read_document (const CvkValue *start, GError **error)
{
  const char *text = cvk_value_lookup_string (start, "pipeline", "");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return cvk_document_new_from_bytes (bytes, error);
}

static gboolean
read_part (const CvkValue *start, CvkRun *kept, CvkRunOptions *options, GError **error)
{
  CvkValue *part = cvk_value_get_member (start, "part");

  if (part == NULL || cvk_value_is_null (part))
    return TRUE;
  options->part = cvk_run_part_from_string (cvk_value_lookup_string (part, "part", ""));
  options->node = cvk_value_lookup_string (part, "node", NULL);
  options->kept = kept;
  options->edits = cvk_value_get_member (part, "edits");
  if (options->edits != NULL && !cvk_value_is_object (options->edits))
    options->edits = NULL;
  if (kept != NULL || cvk_value_lookup_string (part, "kept", NULL) == NULL)
    return TRUE;
  g_set_error_literal (error, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_INVALID,
                       _ ("This run went on with an earlier one, which is not kept any more. Run "
                          "the whole pipeline instead."));
  return FALSE;
}

CvkRun *
cvk_run_new_from_journal (const CvkEnvironment *environment,
                          CvkReplay *replay,
                          GHashTable *connections,
                          CvkRun *kept,
                          gboolean looks,
                          GError **error)
{
  const CvkValue *start = cvk_replay_get_start (replay);
  CvkValue *inputs = cvk_value_get_member (start, "inputs");
  CvkValue *bindings = cvk_value_get_member (start, "bindings");
  g_autoptr (GHashTable) files = read_files (start);
  g_autoptr (GHashTable) breakpoints =
    cvk_run_read_breakpoints (cvk_value_get_member (start, "breakpoints"));
  g_autoptr (CvkDocument) document = read_document (start, error);
  CvkRunOptions options = {
    .id = cvk_replay_get_run (replay),
    .path = cvk_value_lookup_string (start, "path", NULL),
    .inputs = inputs,
    .connections = connections,
    .files = files,
    .seed = g_ascii_strtoull (cvk_value_lookup_string (start, "seed", "0"), NULL, 16),
    .now = cvk_value_lookup_integer (start, "started", 0),
    .bindings = bindings != NULL && cvk_value_is_object (bindings) ? bindings : NULL,
    .asked = cvk_replay_get_questions (replay),
    .breakpoints = breakpoints,
    .replay = replay,
    .looks = looks,
  };

  if (document == NULL || !read_part (start, kept, &options, error))
    return NULL;
  return cvk_run_new (environment, document, &options);
}

CvkRun *
cvk_run_new_from_replay (const CvkEnvironment *environment,
                         CvkReplay *replay,
                         GHashTable *connections,
                         CvkRun *kept,
                         GError **error)
{
  return cvk_run_new_from_journal (environment, replay, connections, kept, FALSE, error);
}

/* --- Catching up --- */

static void
mark_behind (CvkRun *self, CvkStep *step)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new ();

  g_ptr_array_add (open, step);
  while (open->len > 0)
    {
      CvkStep *next = g_ptr_array_steal_index_fast (open, open->len - 1);
      const GArray *links = cvk_graph_get_incoming (self->graph, next->index);

      if (next->is_behind)
        continue;
      next->is_behind = TRUE;
      self->n_behind++;
      for (unsigned i = 0; i < links->len; i++)
        g_ptr_array_add (
          open, cvk_graph_get_step (self->graph, g_array_index (links, CvkGraphLink, i).source));
    }
}

void
cvk_run_prepare_replay (CvkRun *self)
{
  g_autoptr (GPtrArray) effects = cvk_replay_list_effects (self->replay);

  if (self->met_effects == NULL)
    self->met_effects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (unsigned i = 0; i < effects->len; i++)
    {
      const CvkPastEffect *effect = g_ptr_array_index (effects, i);
      CvkStep *step = effect->node != NULL && cvk_past_effect_was_sent (effect)
                        ? cvk_run_find_placed_step (self, effect->node)
                        : NULL;

      if (step != NULL)
        mark_behind (self, step);
    }
}

gboolean
cvk_step_may_catch_up (CvkStep *self)
{
  return self->is_behind && !self->run->cancelled;
}

/* In the run of what the step runs for the item. */
static gboolean
has_past_inside (const CvkStep *step, CvkItem *item)
{
  g_autofree char *prefix = cvk_step_make_prefix (step, item);
  g_autoptr (GPtrArray) effects = cvk_replay_list_effects (step->run->replay);

  for (unsigned i = 0; i < effects->len; i++)
    {
      const CvkPastEffect *effect = g_ptr_array_index (effects, i);

      if (effect->node != NULL && g_str_has_prefix (effect->node, prefix) &&
          cvk_past_effect_was_sent (effect))
        return TRUE;
    }
  return FALSE;
}

gboolean
cvk_step_has_past (CvkStep *self, CvkItem *item)
{
  g_autofree char *id = cvk_effect_make_id (self->run, self->place, item);
  const CvkPastEffect *effect = cvk_replay_get_effect (self->run->replay, id);

  if (self->operations->runs_pipeline)
    return has_past_inside (self, item);
  return effect != NULL && cvk_past_effect_was_sent (effect);
}

void
cvk_run_caught_up (CvkRun *self, CvkStep *step)
{
  if (!step->is_behind)
    return;
  step->is_behind = FALSE;
  self->n_behind--;
  if (self->n_behind == 0 && self->stopping)
    g_cancellable_cancel (self->cancellable);
}

void
cvk_run_stop_new_calls (CvkRun *self)
{
  for (unsigned i = 0; i < self->running->len; i++)
    {
      const CvkStep *step = g_ptr_array_index (self->running, i);
      g_autoptr (GPtrArray) calls = g_ptr_array_copy (step->calls, NULL, NULL);

      for (unsigned k = 0; k < calls->len; k++)
        {
          CvkCall *call = g_ptr_array_index (calls, k);

          if (call->effect.past == NULL && !cvk_effect_is_unresolved (&call->effect))
            g_cancellable_cancel (call->cancellable);
        }
    }
}

/* The last part of its id. */
static uint64_t
get_descent (const CvkPastEffect *effect)
{
  const char *slash = strrchr (effect->id, '/');

  return slash != NULL ? g_ascii_strtoull (slash + 1, NULL, 16) : 0;
}

static void
report_unmet (CvkRun *self, const CvkPastEffect *effect)
{
  CvkEffectGate *gate = cvk_effect_gate_get (self->environment.journal);
  g_autoptr (CvkQuestion) question = cvk_question_new (
    CVK_QUESTION_OUTCOME_UNKNOWN,
    cvk_problem_new ("outcome-unknown",
                     N_ ("Something was sent here before the run was interrupted, and what came of "
                         "it is not known. Look in the service before you run it again, so that "
                         "nothing happens twice."),
                     NULL));
  CvkProblem *problem = cvk_problem_copy (cvk_question_get_text (question));

  if (effect->match_key != NULL && cvk_effect_gate_try_enter (gate, effect->match_key, effect->id))
    cvk_effect_gate_leave (gate, effect->match_key, effect->id, TRUE);
  cvk_question_set_place (question, self->id, effect->node, get_descent (effect), -1);
  cvk_ask_write_question (self, question);
  cvk_run_asked (self, question);
  cvk_problem_set_node (problem, effect->node);
  cvk_run_park (self);
  cvk_run_add_failure (self, problem, TRUE);
}

void
cvk_run_report_unmet (CvkRun *self)
{
  g_autoptr (GPtrArray) effects = cvk_replay_list_effects (self->replay);

  for (unsigned i = 0; i < effects->len; i++)
    {
      const CvkPastEffect *effect = g_ptr_array_index (effects, i);

      if (cvk_past_effect_is_open (effect) &&
          !g_hash_table_contains (self->met_effects, effect->id))
        report_unmet (self, effect);
    }
}
