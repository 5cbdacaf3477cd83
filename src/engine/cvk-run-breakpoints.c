// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-engine-private.h"
#include "engine/cvk-graph.h"

/**
 * A run holds between steps: what is under way goes to its end, and nothing new begins. So no call
 * is ever held in the middle, no deadline runs, and the items in front of the step can be looked
 * at. What stops the run lets everything go that is held. A run that is made again after a crash
 * holds before steps that had not begun; those that did something before have to come by it.
 */

GHashTable *
cvk_run_read_breakpoints (const CvkValue *value)
{
  GHashTable *nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (size_t i = 0; value != NULL && i < cvk_value_get_length (value); i++)
    g_hash_table_add (nodes, g_strdup (cvk_value_get_string (cvk_value_get_element (value, i))));
  return nodes;
}

CvkValue *
cvk_run_write_breakpoints (CvkRun *self)
{
  g_auto (CvkArrayBuilder) builder = { 0 };
  GPtrArray *nodes = cvk_document_get_nodes (self->document);

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      if (g_hash_table_contains (self->breakpoints, node->id))
        cvk_array_builder_append (&builder, cvk_value_new_string (node->id));
    }
  return cvk_array_builder_end (&builder);
}

void
cvk_run_set_breakpoints (CvkRun *self, GHashTable *nodes)
{
  g_return_if_fail (CVK_IS_RUN (self));

  g_hash_table_remove_all (self->breakpoints);
  if (nodes != NULL)
    {
      GHashTableIter iter;
      gpointer node = NULL;

      g_hash_table_iter_init (&iter, nodes);
      while (g_hash_table_iter_next (&iter, &node, NULL))
        g_hash_table_add (self->breakpoints, g_strdup (node));
    }
}

const char *
cvk_run_get_held (CvkRun *self)
{
  return self->held != NULL ? self->held->node->id : NULL;
}

/* In their order, before all that became ready meanwhile. */
static void
let_go (CvkRun *self)
{
  CvkStep *step = NULL;

  self->held = NULL;
  while ((step = g_queue_pop_tail (&self->on_hold)) != NULL)
    g_queue_push_head (&self->ready, step);
}

void
cvk_run_go_on (CvkRun *self, gboolean by_one_step)
{
  g_return_if_fail (CVK_IS_RUN (self));

  if (self->held == NULL)
    return;
  self->released = self->held;
  self->stepped = by_one_step ? self->held : NULL;
  self->is_stepping = by_one_step;
  let_go (self);
  cvk_run_changed (self);
  cvk_run_wake (self);
}

void
cvk_run_stop_holding (CvkRun *self)
{
  self->released = NULL;
  self->stepped = NULL;
  self->is_stepping = FALSE;
  let_go (self);
}

void
cvk_run_end_stepping (CvkRun *self, const CvkStep *step)
{
  if (self->stepped != step)
    return;
  self->stepped = NULL;
  let_go (self);
}

static gboolean
has_begun_before (const CvkStep *step)
{
  const CvkReplay *replay = step->run->replay;

  return replay != NULL &&
         (step->is_behind || cvk_replay_get_step (replay, step->node->id) != NULL);
}

gboolean
cvk_run_hold_before (CvkRun *self, CvkStep *step)
{
  if (self->stopping || self->looks || has_begun_before (step))
    return FALSE;
  if (step == self->released)
    {
      self->released = NULL;
      return FALSE;
    }
  if (self->held == NULL && self->stepped == NULL)
    {
      if (!self->is_stepping && !g_hash_table_contains (self->breakpoints, step->node->id))
        return FALSE;
      self->held = step;
      cvk_graph_collect_inputs (self->graph, step);
      cvk_run_changed (self);
    }
  g_queue_push_tail (&self->on_hold, step);
  return TRUE;
}
