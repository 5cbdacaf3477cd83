// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>

#include "engine/cvk-engine-private.h"
#include "engine/cvk-graph.h"

/* How a sub-pipeline ends, and what that means for the call that ran it. */

/* --- The run --- */

static CvkValue *
problems_to_value (GPtrArray *problems)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < problems->len; i++)
    cvk_array_builder_append (&builder, cvk_problem_to_value (g_ptr_array_index (problems, i)));
  return cvk_array_builder_end (&builder);
}

static gboolean
has_past_effects (CvkRun *self)
{
  g_autoptr (GPtrArray) effects = cvk_replay_list_effects (self->replay);

  for (unsigned i = 0; i < effects->len; i++)
    {
      const CvkPastEffect *effect = g_ptr_array_index (effects, i);

      if (effect->node != NULL && g_str_has_prefix (effect->node, self->prefix) &&
          cvk_past_effect_was_sent (effect) && effect->state != CVK_EFFECT_REFUSED)
        return TRUE;
    }
  return FALSE;
}

/* What is only looked at ended as its record says; without one it was cut off in the middle. */
static void
take_past_state (CvkRun *self)
{
  CvkValue *result = cvk_run_get_past_result (self);
  const char *name = result != NULL ? cvk_value_lookup_string (result, "state", NULL) : NULL;

  self->state = CVK_RUN_CANCELLED;
  for (CvkRunState i = CVK_RUN_SUCCEEDED; i <= CVK_RUN_CANCELLED; i++)
    if (g_strcmp0 (name, cvk_run_state_to_string (i)) == 0)
      self->state = i;
  if (has_past_effects (self))
    self->outer->has_acted = TRUE;
  else if (result == NULL)
    self->outer->is_cut_off = TRUE;
}

void
cvk_run_finish_nested (CvkRun *self, CvkRunState state)
{
  g_autofree char *place = cvk_run_dup_place (self);

  self->state = state;
  cvk_run_sort_failures (self);
  if (self->outer_is_held)
    {
      self->outer_is_held = FALSE;
      self->outer->step->n_held--;
    }
  if (self->looks)
    take_past_state (self);
  else
    {
      if (state != CVK_RUN_WAITING)
        cvk_run_keep_seen (self);
      cvk_run_write_record (
        self, CVK_RECORD_STEP, place,
        cvk_value_new_object ("state", cvk_value_new_string (cvk_run_state_to_string (state)),
                              "failures", problems_to_value (self->failures), "unhandled",
                              cvk_value_new_boolean (self->unhandled), NULL));
    }
  cvk_run_end (self);
}

/* --- The call --- */

/* Says of what happened in there where that is; the node and the item become those of the call. */
static CvkProblem *
move_out (const CvkProblem *inner)
{
  CvkProblem *problem = cvk_problem_copy (inner);
  const char *node = cvk_problem_get_node (inner);
  const char *inside = cvk_problem_get_inside (inner);
  g_autofree char *place =
    inside != NULL && node != NULL ? g_strconcat (node, "/", inside, NULL) : g_strdup (node);

  cvk_problem_set_inside (problem, place);
  cvk_problem_set_node (problem, NULL);
  cvk_problem_set_field (problem, NULL);
  cvk_problem_set_item (problem, -1);
  return problem;
}

static void
pass_warnings (CvkCall *self)
{
  for (unsigned i = 0; i < self->inner->warnings->len; i++)
    cvk_step_warn (self->step, move_out (g_ptr_array_index (self->inner->warnings, i)));
}

/* Item that an input node in there put out -> the outer one that it was. (nullable) */
static GHashTable *
map_origins (CvkRun *inner)
{
  GHashTable *map = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer id = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, inner->origins);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const CvkStep *input = cvk_graph_get_step (
        inner->graph,
        GPOINTER_TO_UINT (g_hash_table_lookup (cvk_graph_get_indices (inner->graph), id)) - 1);
      GPtrArray *origins = value;

      for (unsigned i = 0; i < MIN (origins->len, input->outputs[0]->len); i++)
        if (g_ptr_array_index (origins, i) != NULL)
          g_hash_table_insert (map, g_ptr_array_index (input->outputs[0], i),
                               g_ptr_array_index (origins, i));
    }
  return map;
}

/* (nullable): it came from none, or from several. */
static CvkItem *
find_origin (CvkCall *self, GHashTable *map, CvkItem *item)
{
  if (self->item != NULL)
    return self->item;
  for (CvkItem *next = item; next != NULL; next = cvk_item_get_parent (next))
    {
      CvkItem *origin = g_hash_table_lookup (map, next);

      if (origin != NULL)
        return origin;
    }
  return NULL;
}

/* --- What came out --- */

static unsigned
find_port (CvkStep *step, const char *name)
{
  CvkValue *names = cvk_value_get_member (step->node->settings, "outputs");
  size_t length = names != NULL && cvk_value_is_array (names) ? cvk_value_get_length (names) : 0;

  for (size_t i = 0; i < length; i++)
    if (g_strcmp0 (cvk_value_get_string (cvk_value_get_element (names, i)), name) == 0)
      return (unsigned) i;
  return length == 0 ? 0 : step->n_outputs;
}

static void
put_out (CvkCall *self, GHashTable *origins)
{
  for (CvkNodeIndex i = 0; i < cvk_graph_get_n_steps (self->inner->graph); i++)
    {
      const CvkStep *step = cvk_graph_get_step (self->inner->graph, i);
      const char *name = cvk_value_lookup_string (step->node->settings, "name", step->node->id);
      unsigned port = find_port (self->step, name);

      if (!g_str_equal (step->node->type, "output") || step->node->muted ||
          port == self->step->n_outputs)
        continue;
      for (unsigned k = 0; k < step->inputs[0]->len; k++)
        {
          CvkItem *item = g_ptr_array_index (step->inputs[0], k);

          cvk_output_emit_new (&self->output, port, find_origin (self, origins, item),
                               cvk_item_to_value (item));
        }
    }
}

/* --- What failed --- */

typedef void (*FailureFunc) (CvkCall *self,
                             const CvkRunFailure *failure,
                             const CvkStep *step,
                             gpointer data);

/* What nobody in there deals with. */
static void
for_each_failure (CvkCall *self, FailureFunc func, gpointer data)
{
  for (CvkNodeIndex i = 0; i < cvk_graph_get_n_steps (self->inner->graph); i++)
    {
      const CvkStep *step = cvk_graph_get_step (self->inner->graph, i);

      for (unsigned k = 0; k < step->failures->len && !step->linked[step->n_outputs]; k++)
        func (self, &g_array_index (step->failures, CvkRunFailure, k), step, data);
    }
}

static void
keep_first (CvkCall *self, const CvkRunFailure *failure, const CvkStep *step, gpointer data)
{
  CvkProblem **first = data;

  if (*first == NULL)
    *first = move_out (failure->problem);
}

/* (transfer full) */
static CvkProblem *
find_problem (CvkCall *self)
{
  CvkProblem *problem = NULL;

  for_each_failure (self, keep_first, &problem);
  if (problem == NULL && self->inner->failures->len > 0)
    problem = move_out (g_ptr_array_index (self->inner->failures, 0));
  if (problem == NULL)
    problem =
      cvk_problem_new ("cancelled", N_ ("The run was cancelled before this was done."), NULL);
  return problem;
}

static void
fail_item (CvkCall *self, const CvkRunFailure *failure, const CvkStep *step, gpointer data)
{
  CvkItem *origin = failure->item != NULL ? find_origin (self, data, failure->item) : NULL;
  unsigned number = 0;

  for (unsigned port = 0; origin != NULL && port < self->step->n_inputs; port++)
    if (g_ptr_array_find (self->step->inputs[port], origin, &number))
      break;
  cvk_output_fail_item (&self->output, origin, number, move_out (failure->problem));
}

/* --- The call --- */

static gboolean
was_interrupted (CvkRun *inner)
{
  for (CvkNodeIndex i = 0; i < cvk_graph_get_n_steps (inner->graph); i++)
    {
      CvkStepState state = cvk_graph_get_step (inner->graph, i)->state;

      if (inner->stopping && (state == CVK_STEP_CANCELLED || state == CVK_STEP_SKIPPED))
        return TRUE;
    }
  return inner->state == CVK_RUN_CANCELLED;
}

/* A list of which single items failed goes on without them; of one item there is no half. */
static void
end_with_items (CvkCall *self)
{
  g_autoptr (GHashTable) origins = map_origins (self->inner);

  put_out (self, origins);
  if (self->inner->state == CVK_RUN_FAILED)
    for_each_failure (self, fail_item, origins);
  cvk_call_succeed (self);
}

void
cvk_call_end_nested (CvkCall *self)
{
  CvkRun *inner = self->inner;

  cvk_inside_add_run (self);
  pass_warnings (self);
  if (inner->state == CVK_RUN_WAITING)
    {
      self->is_set_aside = inner->set_aside;
      self->is_parked = !inner->set_aside;
      cvk_call_fail (self, find_problem (self));
    }
  else if (was_interrupted (inner) ||
           (inner->state == CVK_RUN_FAILED && (self->item != NULL || inner->stopping)))
    cvk_call_fail (self, find_problem (self));
  else
    end_with_items (self);
}
