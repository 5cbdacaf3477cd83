// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-engine-private.h"
#include "engine/cvk-graph.h"
#include "model/cvk-file-slots.h"

#include <glib/gi18n-lib.h>

/* Running a part of a pipeline. What does not run is taken from an earlier run, as long as it is
 * still true: the node, all that leads to it and what it was given are as they were. A step that
 * only computes or reads runs again where its items cannot be kept. One that changes the world
 * never does: the user asked for what comes behind it, not for a second meeting. */

typedef struct
{
  CvkRun *run;
  CvkRun *kept;        /* nullable */
  GArray *order;       /* CvkNodeIndex */
  CvkNodeIndex *old;   /* per step: its number in the earlier run, or NONE */
  CvkNodeIndex *map;   /* per step of the earlier run: its number here, or NONE */
  gboolean is_aligned; /* both number their nodes alike: items need no copies */
  gboolean *is_same;   /* per step: true of it and of all that leads to it */
  GHashTable *copies;
  CvkValue *edits; /* borrowed, nullable */
} Plan;

static CvkStep *
get_step (const Plan *plan, CvkNodeIndex index)
{
  return cvk_graph_get_step (plan->run->graph, index);
}

static CvkStep *
get_old_step (const Plan *plan, CvkNodeIndex index)
{
  return plan->kept != NULL && plan->old[index] != CVK_NODE_INDEX_NONE
           ? cvk_graph_get_step (plan->kept->graph, plan->old[index])
           : NULL;
}

static const char *
get_title (const CvkNode *node)
{
  return node->label != NULL && *node->label != '\0' ? node->label : node->id;
}

static void
add_problem (Plan *plan, CvkNodeIndex index, CvkProblem *problem)
{
  cvk_problem_set_node (problem, get_step (plan, index)->node->id);
  g_ptr_array_add (plan->run->problems, problem);
}

/* --- What is as it was --- */

static gboolean
are_equal (const CvkValue *a, const CvkValue *b)
{
  return a == b || (a != NULL && b != NULL && cvk_value_equal (a, b));
}

/* Of two nodes with the same settings. */
static gboolean
are_files_same (const Plan *plan, const CvkNode *node)
{
  g_autoptr (GPtrArray) files =
    cvk_file_slots_list (cvk_node_types_lookup (plan->run->environment.types, node->type), node);

  for (unsigned i = 0; i < files->len; i++)
    {
      const char *file = ((CvkFileName *) g_ptr_array_index (files, i))->name;
      g_autoptr (CvkProblem) problem = NULL;
      g_autoptr (CvkProblem) old_problem = NULL;
      g_autofree char *here = cvk_run_resolve_file (plan->run, file, &problem);
      g_autofree char *there = cvk_run_resolve_file (plan->kept, file, &old_problem);

      if (g_strcmp0 (here, there) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_node_same (const Plan *plan, const CvkNode *a, const CvkNode *b)
{
  return g_str_equal (a->type, b->type) && g_strcmp0 (a->slot, b->slot) == 0 &&
         a->muted == b->muted && a->on_error == b->on_error &&
         cvk_value_equal (a->settings, b->settings) && are_equal (a->pinned, b->pinned) &&
         (a->slot == NULL || cvk_run_get_connection (plan->run, a->slot) ==
                               cvk_run_get_connection (plan->kept, a->slot)) &&
         are_files_same (plan, a);
}

/* The same links from the same places; whether these are as they were is known already. */
static gboolean
are_links_same (const Plan *plan, CvkNodeIndex index)
{
  const GArray *here = cvk_graph_get_incoming (plan->run->graph, index);
  const GArray *there = cvk_graph_get_incoming (plan->kept->graph, plan->old[index]);

  if (here->len != there->len)
    return FALSE;
  for (unsigned i = 0; i < here->len; i++)
    {
      const CvkGraphLink *a = &g_array_index (here, CvkGraphLink, i);
      const CvkGraphLink *b = &g_array_index (there, CvkGraphLink, i);

      if (!plan->is_same[a->source] || plan->old[a->source] != b->source ||
          a->source_port != b->source_port || a->target_port != b->target_port)
        return FALSE;
    }
  return TRUE;
}

static void
compare_runs (Plan *plan)
{
  if (plan->kept == NULL || !cvk_value_equal (plan->run->inputs, plan->kept->inputs) ||
      !cvk_value_equal (cvk_document_get_settings (plan->run->document),
                        cvk_document_get_settings (plan->kept->document)))
    return;
  for (unsigned i = 0; i < plan->order->len; i++)
    {
      CvkNodeIndex index = g_array_index (plan->order, CvkNodeIndex, i);
      const CvkStep *old = get_old_step (plan, index);

      plan->is_same[index] = old != NULL &&
                             is_node_same (plan, get_step (plan, index)->node, old->node) &&
                             are_links_same (plan, index);
    }
}

static void
match_nodes (Plan *plan)
{
  unsigned n_steps = cvk_graph_get_n_steps (plan->run->graph);
  unsigned n_old = plan->kept != NULL ? cvk_graph_get_n_steps (plan->kept->graph) : 0;

  plan->is_aligned = TRUE;
  plan->old = g_new (CvkNodeIndex, n_steps + 1);
  plan->map = g_new (CvkNodeIndex, n_old + 1);
  plan->is_same = g_new0 (gboolean, n_steps + 1);
  for (CvkNodeIndex i = 0; i < n_steps; i++)
    plan->old[i] = CVK_NODE_INDEX_NONE;
  for (CvkNodeIndex i = 0; i < n_old; i++)
    {
      const CvkStep *old = cvk_graph_get_step (plan->kept->graph, i);
      gpointer found =
        g_hash_table_lookup (cvk_graph_get_indices (plan->run->graph), old->node->id);

      plan->map[i] = found != NULL ? GPOINTER_TO_UINT (found) - 1 : CVK_NODE_INDEX_NONE;
      plan->is_aligned = plan->is_aligned && plan->map[i] == i;
      if (found != NULL)
        plan->old[plan->map[i]] = i;
    }
}

/* --- Handing out --- */

static void
take_items (Plan *plan, GPtrArray *from, GPtrArray *to)
{
  for (unsigned i = 0; i < from->len; i++)
    {
      CvkItem *item = g_ptr_array_index (from, i);

      g_ptr_array_add (to, plan->is_aligned
                             ? cvk_item_ref (item)
                             : cvk_item_rebase (item, plan->map,
                                                cvk_graph_get_n_steps (plan->kept->graph),
                                                plan->copies));
    }
}

static void
keep_step (Plan *plan, CvkNodeIndex index)
{
  CvkStep *step = get_step (plan, index);
  const CvkStep *old = get_old_step (plan, index);

  step->part = CVK_STEP_PART_KEPT;
  step->origin = g_strdup (old->origin != NULL ? old->origin : plan->kept->id);
  step->total = old->total;
  step->done = old->done;
  for (unsigned i = 0; i < step->n_inputs; i++)
    take_items (plan, old->inputs[i], step->inputs[i]);
  for (unsigned i = 0; i <= step->n_outputs; i++)
    take_items (plan, old->outputs[i], step->outputs[i]);
}

/* Whether each item is one to try: it failed without any doubt, or was never begun. */
static gboolean *
choose_items (const CvkStep *old)
{
  unsigned n_items = old->inputs[0]->len;
  gboolean *chosen = g_new0 (gboolean, n_items + 1);

  for (unsigned i = old->next; i < n_items; i++)
    chosen[i] = TRUE;
  for (unsigned i = 0; i < old->cut_off->len; i++)
    chosen[g_array_index (old->cut_off, unsigned, i)] = TRUE;
  for (unsigned i = 0; i < old->failures->len; i++)
    {
      const CvkRunFailure *failure = &g_array_index (old->failures, CvkRunFailure, i);

      if (failure->item != NULL && !failure->is_final && failure->number < n_items)
        chosen[failure->number] = TRUE;
    }
  return chosen;
}

/* The item as somebody has corrected it. It stays what its source put out, in the same line. */
static CvkItem *
edit_item (CvkItem *item, CvkValue *fields)
{
  CvkItem *edited = cvk_item_new (cvk_item_get_node (item), item, cvk_value_ref (fields), TRUE);

  cvk_item_set_descent (edited, cvk_item_get_descent (item));
  return edited;
}

static CvkValue *
find_edit (const Plan *plan, unsigned number)
{
  g_autofree char *name = g_strdup_printf ("%u", number);

  return plan->edits != NULL ? cvk_value_get_member (plan->edits, name) : NULL;
}

/* Whoever corrects an item wants to see it tried. */
static void
check_edits (Plan *plan, CvkNodeIndex index, const gboolean *chosen, unsigned n_items)
{
  for (size_t i = 0; plan->edits != NULL && i < cvk_value_get_length (plan->edits); i++)
    {
      const char *name = NULL;
      CvkValue *fields = NULL;
      uint64_t number = 0;
      g_autofree char *row = NULL;

      cvk_value_get_member_at (plan->edits, i, &name, &fields);
      if (g_ascii_string_to_unsigned (name, 10, 0, G_MAXUINT, &number, NULL) && number < n_items &&
          chosen[number] && cvk_value_is_object (fields))
        continue;
      row = g_strdup_printf ("%" G_GUINT64_FORMAT, number + 1);
      add_problem (plan, index,
                   cvk_problem_new ("not-edited",
                                    N_ ("Row {row} of “{node}” cannot be changed: only what failed "
                                        "without a doubt is tried again. Nothing was started."),
                                    "row", row, "node", get_title (get_step (plan, index)->node),
                                    NULL));
      return;
    }
}

static void
retry_step (Plan *plan, CvkNodeIndex index)
{
  CvkStep *step = get_step (plan, index);
  const CvkStep *old = get_old_step (plan, index);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_item_unref);
  g_autofree gboolean *chosen = NULL;

  if (step->mode != CVK_NODE_MODE_EACH || step->n_inputs == 0)
    {
      add_problem (plan, index,
                   cvk_problem_new ("not-retryable",
                                    N_ ("“{node}” works on its whole list at once, so single items "
                                        "cannot be tried again. Run from here instead."),
                                    "node", get_title (step->node), NULL));
      return;
    }
  if (old != NULL && old->mode == CVK_NODE_MODE_EACH && old->state != CVK_STEP_PENDING &&
      old->state != CVK_STEP_SKIPPED && old->inputs[0] != NULL)
    {
      chosen = choose_items (old);
      for (unsigned i = 0; i < old->inputs[0]->len; i++)
        if (chosen[i])
          {
            CvkItem *item = g_ptr_array_index (old->inputs[0], i);
            CvkValue *edit = find_edit (plan, i);

            g_ptr_array_add (items, edit != NULL ? edit_item (item, edit) : cvk_item_ref (item));
          }
      check_edits (plan, index, chosen, old->inputs[0]->len);
    }
  if (items->len == 0)
    {
      add_problem (
        plan, index,
        cvk_problem_new ("nothing-to-retry",
                         N_ ("At “{node}”, there is nothing to try again: no item failed "
                             "of which it is certain that nothing came of it."),
                         "node", get_title (step->node), NULL));
      return;
    }
  step->part = CVK_STEP_PART_RETRIED;
  take_items (plan, items, step->inputs[0]);
}

/* --- Deciding --- */

/* Marks the node and what follows it. */
static void
mark_running (Plan *plan, CvkNodeIndex first)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (CvkNodeIndex));

  get_step (plan, first)->part = CVK_STEP_PART_RUNS;
  g_array_append_val (open, first);
  for (unsigned i = 0; i < open->len; i++)
    {
      const GArray *targets =
        cvk_graph_get_outgoing (plan->run->graph, g_array_index (open, CvkNodeIndex, i));

      for (unsigned k = 0; k < targets->len; k++)
        {
          CvkNodeIndex target = g_array_index (targets, CvkNodeIndex, k);

          if (get_step (plan, target)->part == CVK_STEP_PART_RUNS)
            continue;
          get_step (plan, target)->part = CVK_STEP_PART_RUNS;
          g_array_append_val (open, target);
        }
    }
}

/* Whether running it does nothing outside. */
static gboolean
is_harmless (const CvkStep *step)
{
  return (step->effect != CVK_NODE_EFFECT_CHANGE && !step->operations->runs_pipeline) ||
         step->node->muted || (step->n_outputs > 0 && step->node->pinned != NULL);
}

/* A step that runs needs the items of those in front of it. */
static void
provide_inputs (Plan *plan, CvkNodeIndex index)
{
  const GArray *links = cvk_graph_get_incoming (plan->run->graph, index);

  for (unsigned i = 0; i < links->len; i++)
    {
      CvkNodeIndex source = g_array_index (links, CvkGraphLink, i).source;
      CvkStep *step = get_step (plan, source);

      if (step->part != CVK_STEP_PART_LEFT_OUT)
        continue;
      if (plan->kept == NULL || is_harmless (step))
        step->part = CVK_STEP_PART_RUNS;
      else
        add_problem (plan, source,
                     cvk_problem_new ("not-kept",
                                      N_ ("What “{node}” gave cannot be kept: it, or something in "
                                          "front of it, was changed since, or it did not get to "
                                          "its end. It would do everything a second time, so "
                                          "nothing was started. Run the whole pipeline instead."),
                                      "node", get_title (step->node), NULL));
    }
}

/* What follows the only node that runs shows nothing: what it had came from other items. */
static void
leave_out_followers (Plan *plan, CvkNodeIndex first)
{
  for (unsigned i = 0; i < plan->order->len; i++)
    {
      CvkNodeIndex index = g_array_index (plan->order, CvkNodeIndex, i);

      if (index == first || get_step (plan, index)->part != CVK_STEP_PART_RUNS)
        continue;
      get_step (plan, index)->part = CVK_STEP_PART_LEFT_OUT;
      plan->is_same[index] = FALSE;
    }
}

static void
decide (Plan *plan, CvkNodeIndex first, CvkRunPart part)
{
  for (unsigned i = 0; i < plan->order->len; i++)
    get_step (plan, g_array_index (plan->order, CvkNodeIndex, i))->part = CVK_STEP_PART_LEFT_OUT;
  mark_running (plan, first);
  if (part == CVK_RUN_PART_ONLY)
    leave_out_followers (plan, first);
  if (part == CVK_RUN_PART_RETRY)
    retry_step (plan, first);
  for (unsigned i = 0; i < plan->order->len; i++)
    {
      CvkNodeIndex index = g_array_index (plan->order, CvkNodeIndex, i);

      if (get_step (plan, index)->part == CVK_STEP_PART_LEFT_OUT && plan->is_same[index] &&
          get_old_step (plan, index)->state == CVK_STEP_SUCCEEDED)
        keep_step (plan, index);
    }
  /* From the end, so that what has to run again is seen before what it needs. */
  for (unsigned i = plan->order->len; i-- > 0 && plan->run->problems->len == 0;)
    {
      CvkNodeIndex index = g_array_index (plan->order, CvkNodeIndex, i);

      if (get_step (plan, index)->part == CVK_STEP_PART_RUNS)
        provide_inputs (plan, index);
    }
}

gboolean
cvk_run_can_repeat_from (CvkRun *self, const char *node)
{
  gpointer found = g_hash_table_lookup (cvk_graph_get_indices (self->graph), node);
  const CvkStep *first = NULL;
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (CvkNodeIndex));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  if (found == NULL)
    return FALSE;
  first = cvk_graph_get_step (self->graph, GPOINTER_TO_UINT (found) - 1);
  for (unsigned i = 0; i < first->failures->len; i++)
    if (g_array_index (first->failures, CvkRunFailure, i).is_final)
      return FALSE;
  g_array_append_val (open, first->index);
  for (unsigned i = 0; i < open->len; i++)
    {
      CvkNodeIndex index = g_array_index (open, CvkNodeIndex, i);
      const CvkStep *step = cvk_graph_get_step (self->graph, index);
      const GArray *targets = cvk_graph_get_outgoing (self->graph, index);

      if (step != first && step->done > 0 && !is_harmless (step))
        return FALSE;
      for (unsigned k = 0; k < targets->len; k++)
        if (g_hash_table_add (seen, GUINT_TO_POINTER (g_array_index (targets, CvkNodeIndex, k))))
          g_array_append_val (open, g_array_index (targets, CvkNodeIndex, k));
    }
  return TRUE;
}

static const char *const part_names[] = { "all", "only", "from", "retry" };

CvkRunPart
cvk_run_part_from_string (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (part_names); i++)
    if (g_str_equal (part_names[i], name))
      return (CvkRunPart) i;
  return CVK_RUN_PART_ALL;
}

void
cvk_run_plan_part (CvkRun *self, const CvkRunOptions *options)
{
  gpointer found = options->node != NULL
                     ? g_hash_table_lookup (cvk_graph_get_indices (self->graph), options->node)
                     : NULL;
  Plan plan = { .run = self, .kept = options->kept, .edits = options->edits };

  if (found == NULL)
    {
      g_ptr_array_add (self->problems,
                       cvk_problem_new ("unknown-node", N_ ("The pipeline has no node “{node}”."),
                                        "node", options->node, NULL));
      return;
    }
  self->part = cvk_value_new_object (
    "part", cvk_value_new_string (part_names[options->part]), "node",
    cvk_value_new_string (options->node), "kept",
    cvk_value_new_string (options->kept != NULL ? options->kept->id : NULL), "edits",
    options->edits != NULL ? cvk_value_ref (options->edits) : cvk_value_new_null (), NULL);
  plan.order = cvk_graph_dup_order (self->graph);
  plan.copies = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) cvk_item_unref);
  match_nodes (&plan);
  compare_runs (&plan);
  decide (&plan, GPOINTER_TO_UINT (found) - 1, options->part);
  g_hash_table_unref (plan.copies);
  g_array_unref (plan.order);
  g_free (plan.is_same);
  g_free (plan.map);
  g_free (plan.old);
}
