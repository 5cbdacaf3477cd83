// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-engine-private.h"
#include "model/cvk-file-slots.h"
#include "engine/cvk-graph.h"

const CvkEnvironment *
cvk_run_get_environment (CvkRun *self)
{
  return &self->environment;
}

CvkValue *
cvk_run_get_inputs (CvkRun *self)
{
  return self->inputs;
}

CvkValue *
cvk_run_get_run_value (CvkRun *self)
{
  return self->run_value;
}

GHashTable *
cvk_run_get_indices (CvkRun *self)
{
  return cvk_graph_get_indices (self->graph);
}

GCancellable *
cvk_run_get_cancellable (CvkRun *self)
{
  return self->cancellable;
}

int64_t
cvk_run_get_now (CvkRun *self)
{
  return self->now;
}

uint64_t
cvk_run_get_seed (CvkRun *self)
{
  return self->seed;
}

GObject *
cvk_run_get_connection (CvkRun *self, const char *slot)
{
  return g_hash_table_lookup (self->connections, slot);
}

char *
cvk_run_resolve_file (CvkRun *self, const char *file, CvkProblem **problem)
{
  return cvk_file_slots_resolve (self->document, self->files, self->path, file, problem);
}

const char *
cvk_run_get_id (CvkRun *self)
{
  return self->id;
}

CvkRunState
cvk_run_get_state (CvkRun *self)
{
  return self->state;
}

CvkValue *
cvk_run_get_trigger (CvkRun *self)
{
  return self->trigger;
}

CvkDocument *
cvk_run_get_document (CvkRun *self)
{
  return self->document;
}

GPtrArray *
cvk_run_get_problems (CvkRun *self)
{
  return self->problems;
}

GPtrArray *
cvk_run_get_failures (CvkRun *self)
{
  return self->failures;
}

GPtrArray *
cvk_run_get_warnings (CvkRun *self)
{
  return self->warnings;
}

gboolean
cvk_run_has_unhandled_failures (CvkRun *self)
{
  return self->unhandled;
}

static void
append_items (CvkArrayBuilder *builder, GPtrArray *items)
{
  for (unsigned i = 0; i < items->len; i++)
    cvk_array_builder_append (builder, cvk_item_to_value (g_ptr_array_index (items, i)));
}

CvkValue *
cvk_run_dup_outputs (CvkRun *self)
{
  g_auto (CvkObjectBuilder) outputs = { 0 };
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  unsigned n_steps = cvk_graph_get_n_steps (self->graph);

  cvk_object_builder_init (&outputs);
  for (CvkNodeIndex i = 0; i < n_steps; i++)
    {
      CvkStep *step = cvk_graph_get_step (self->graph, i);
      g_auto (CvkArrayBuilder) items = { 0 };
      const char *name = NULL;

      if (step == NULL || step->node->muted || !g_str_equal (step->node->type, "output") ||
          (step->state != CVK_STEP_SUCCEEDED && step->state != CVK_STEP_FAILED))
        continue;
      name = cvk_value_lookup_string (step->node->settings, "name", step->node->id);
      if (!g_hash_table_add (names, (gpointer) name))
        continue;

      /* Outputs of one name give their items together. */
      cvk_array_builder_init (&items);
      for (CvkNodeIndex k = i; k < n_steps; k++)
        {
          CvkStep *other = cvk_graph_get_step (self->graph, k);

          if (other != NULL && g_str_equal (other->node->type, "output") &&
              g_str_equal (cvk_value_lookup_string (other->node->settings, "name", other->node->id),
                           name))
            append_items (&items, other->inputs[0]);
        }
      cvk_object_builder_set (&outputs, name, cvk_array_builder_end (&items));
    }
  return cvk_object_builder_end (&outputs);
}

unsigned
cvk_run_get_n_steps (CvkRun *self)
{
  return cvk_graph_get_n_steps (self->graph);
}

CvkStepState
cvk_run_get_step_state (CvkRun *self, CvkNodeIndex node)
{
  CvkStep *step = cvk_graph_get_step (self->graph, node);

  return step != NULL ? step->state : CVK_STEP_PENDING;
}

void
cvk_run_get_step_progress (CvkRun *self, CvkNodeIndex node, unsigned *done, unsigned *total)
{
  CvkStep *step = cvk_graph_get_step (self->graph, node);

  *done = step != NULL ? step->done : 0;
  *total = step != NULL ? step->total : 0;
}

CvkProblem *
cvk_run_get_step_wait (CvkRun *self, CvkNodeIndex node)
{
  const CvkStep *step = cvk_graph_get_step (self->graph, node);

  for (unsigned i = 0; step != NULL && i < step->calls->len; i++)
    {
      const CvkCall *call = g_ptr_array_index (step->calls, i);

      CvkProblem *wait = call->waiting_for;

      for (CvkNodeIndex k = 0;
           wait == NULL && call->inner != NULL && k < cvk_graph_get_n_steps (call->inner->graph);
           k++)
        wait = cvk_run_get_step_wait (call->inner, k);
      if (wait != NULL)
        return wait;
    }
  return NULL;
}

const char *
cvk_run_get_step_shown (CvkRun *self, CvkNodeIndex node)
{
  const CvkStep *step = cvk_graph_get_step (self->graph, node);

  for (unsigned i = 0; step != NULL && i < step->calls->len; i++)
    {
      const CvkCall *call = g_ptr_array_index (step->calls, i);

      const char *shown = call->shown;

      for (CvkNodeIndex k = 0;
           shown == NULL && call->inner != NULL && k < cvk_graph_get_n_steps (call->inner->graph);
           k++)
        shown = cvk_run_get_step_shown (call->inner, k);
      if (shown != NULL)
        return shown;
    }
  return NULL;
}

int64_t
cvk_run_get_step_duration (CvkRun *self, CvkNodeIndex node)
{
  CvkStep *step = cvk_graph_get_step (self->graph, node);

  if (step != NULL && self->looks)
    return cvk_step_get_past_duration (step);
  if (step == NULL || step->started == 0)
    return 0;
  return (step->ended != 0 ? step->ended : cvk_clock_get_monotonic (self->environment.clock)) -
         step->started;
}

GPtrArray *
cvk_run_get_items (CvkRun *self, CvkNodeIndex node, const char *port)
{
  CvkStep *step =
    node < cvk_graph_get_n_steps (self->graph) ? cvk_graph_get_step (self->graph, node) : NULL;
  int number = -1;

  if (step == NULL)
    return NULL;
  number = cvk_step_find_output (step, port);
  if (number >= 0)
    return step->outputs[number];
  number = cvk_step_find_input (step, port);
  return number >= 0 ? step->inputs[number] : NULL;
}

static void
append_count (CvkObjectBuilder *counts, const char *port, unsigned count)
{
  cvk_object_builder_append (counts, port, cvk_value_new_integer (count));
}

CvkValue *
cvk_run_dup_step_counts (CvkRun *self, CvkNodeIndex node)
{
  CvkStep *step = cvk_graph_get_step (self->graph, node);
  g_auto (CvkObjectBuilder) counts = { 0 };

  cvk_object_builder_init (&counts);
  if (step == NULL)
    return cvk_object_builder_end (&counts);
  for (unsigned i = 0; i < step->n_inputs; i++)
    append_count (&counts, step->input_ports[i], step->inputs[i]->len);
  for (unsigned i = 0; i < step->n_outputs; i++)
    append_count (&counts, step->output_ports[i], step->outputs[i]->len);
  append_count (&counts, "failed", step->failures->len);
  return cvk_object_builder_end (&counts);
}

GArray *
cvk_run_get_step_failures (CvkRun *self, CvkNodeIndex node)
{
  CvkStep *step =
    node < cvk_graph_get_n_steps (self->graph) ? cvk_graph_get_step (self->graph, node) : NULL;

  return step != NULL ? step->failures : NULL;
}

gboolean
cvk_run_is_step_pinned (CvkRun *self, CvkNodeIndex node)
{
  CvkStep *step = cvk_graph_get_step (self->graph, node);

  return step != NULL && step->state == CVK_STEP_SUCCEEDED && step->part != CVK_STEP_PART_KEPT &&
         cvk_step_is_pinned (step);
}

gboolean
cvk_run_is_step_kept (CvkRun *self, CvkNodeIndex node)
{
  CvkStep *step = cvk_graph_get_step (self->graph, node);

  return step != NULL && step->part == CVK_STEP_PART_KEPT;
}

unsigned
cvk_run_get_n_outputs (CvkRun *self, CvkNodeIndex node)
{
  CvkStep *step =
    node < cvk_graph_get_n_steps (self->graph) ? cvk_graph_get_step (self->graph, node) : NULL;

  return step != NULL ? step->n_outputs : 0;
}
