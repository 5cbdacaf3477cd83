// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-engine-private.h"
#include "engine/cvk-graph.h"

/* What happened in a step's sub-pipeline, over all its runs: for each node in there how many items
 * were done and failed, and how it stands. */

typedef struct
{
  char *path; /* owned: "create", "rest/create" */
  const char *label;
  const char *type;
  unsigned runs;
  unsigned states[CVK_STEP_WAITING + 1]; /* in how many of them it stands so */
  int64_t done;
  int64_t total;
  int64_t failed;
} Count;

struct _CvkInside
{
  GPtrArray *counts; /* owned Count, in the order of the pipeline */
  GHashTable *by_path;
};

static void
free_count (gpointer data)
{
  Count *count = data;

  g_free (count->path);
  g_free (count);
}

static CvkInside *
create (void)
{
  CvkInside *self = g_new0 (CvkInside, 1);

  self->counts = g_ptr_array_new_with_free_func (free_count);
  self->by_path = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
cvk_inside_free (CvkInside *self)
{
  g_ptr_array_unref (self->counts);
  g_hash_table_unref (self->by_path);
  g_free (self);
}

static Count *
ensure_count (CvkInside *self, const char *path, const char *label, const char *type)
{
  Count *count = g_hash_table_lookup (self->by_path, path);

  if (count != NULL)
    return count;
  count = g_new0 (Count, 1);
  count->path = g_strdup (path);
  count->label = label;
  count->type = type;
  g_ptr_array_add (self->counts, count);
  g_hash_table_insert (self->by_path, count->path, count);
  return count;
}

static void add_run (CvkInside *self, CvkRun *run, const char *prefix);

static void
add_inside (CvkInside *self, const CvkInside *other, const char *prefix)
{
  for (unsigned i = 0; i < other->counts->len; i++)
    {
      const Count *from = g_ptr_array_index (other->counts, i);
      g_autofree char *path = g_strconcat (prefix, from->path, NULL);
      Count *to = ensure_count (self, path, from->label, from->type);

      to->runs += from->runs;
      to->done += from->done;
      to->total += from->total;
      to->failed += from->failed;
      for (unsigned state = 0; state <= CVK_STEP_WAITING; state++)
        to->states[state] += from->states[state];
    }
}

/* What has ended in there, and what is under way. */
static void
add_step_inside (CvkInside *self, const CvkStep *step, const char *prefix)
{
  if (step->inside != NULL)
    add_inside (self, step->inside, prefix);
  for (unsigned i = 0; i < step->calls->len; i++)
    {
      const CvkCall *call = g_ptr_array_index (step->calls, i);

      if (call->inner != NULL)
        add_run (self, call->inner, prefix);
    }
}

static void
add_run (CvkInside *self, CvkRun *run, const char *prefix)
{
  for (CvkNodeIndex i = 0; i < cvk_graph_get_n_steps (run->graph); i++)
    {
      const CvkStep *step = cvk_graph_get_step (run->graph, i);
      g_autofree char *path = NULL;
      g_autofree char *below = NULL;
      Count *count = NULL;

      if (step == NULL)
        continue;
      path = g_strconcat (prefix, step->node->id, NULL);
      below = g_strconcat (path, "/", NULL);
      count = ensure_count (self, path, step->node->label, step->node->type);
      count->runs++;
      count->states[step->state]++;
      count->done += step->done;
      count->total += step->total;
      count->failed += step->failures->len;
      add_step_inside (self, step, below);
    }
}

void
cvk_inside_add_run (CvkStep *step, CvkRun *inner)
{
  if (step->inside == NULL)
    step->inside = create ();
  add_run (step->inside, inner, "");
}

/* What is under way says more than what has ended, and a failure more than a success. */
static CvkStepState
sum_up (const Count *count)
{
  static const CvkStepState order[] = { CVK_STEP_RUNNING,   CVK_STEP_WAITING,   CVK_STEP_FAILED,
                                        CVK_STEP_CANCELLED, CVK_STEP_SUCCEEDED, CVK_STEP_SKIPPED };

  for (unsigned i = 0; i < G_N_ELEMENTS (order); i++)
    if (count->states[order[i]] > 0)
      return order[i];
  return CVK_STEP_PENDING;
}

CvkValue *
cvk_run_dup_inside (CvkRun *self, CvkNodeIndex node)
{
  const CvkStep *step =
    node < cvk_graph_get_n_steps (self->graph) ? cvk_graph_get_step (self->graph, node) : NULL;
  CvkInside *inside = NULL;
  g_auto (CvkArrayBuilder) builder = { 0 };

  if (step == NULL || !step->operations->runs_pipeline)
    return NULL;
  inside = create ();
  add_step_inside (inside, step, "");
  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < inside->counts->len; i++)
    {
      const Count *count = g_ptr_array_index (inside->counts, i);

      cvk_array_builder_append (
        &builder,
        cvk_value_new_object (
          "step", cvk_value_new_string (count->path), "label", cvk_value_new_string (count->label),
          "type", cvk_value_new_string (count->type), "state",
          cvk_value_new_string (cvk_step_state_to_string (sum_up (count))), "runs",
          cvk_value_new_integer (count->runs), "done", cvk_value_new_integer (count->done), "total",
          cvk_value_new_integer (count->total), "failed", cvk_value_new_integer (count->failed),
          NULL));
    }
  cvk_inside_free (inside);
  return cvk_array_builder_end (&builder);
}
