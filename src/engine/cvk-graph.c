// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-graph.h"

#include <glib/gi18n-lib.h>

struct _CvkGraph
{
  GPtrArray *steps;    /* owned CvkStep, NULL for a node that cannot run */
  GHashTable *indices; /* borrowed id -> index + 1 */
  GArray *incoming;    /* owned: per step a GArray of CvkGraphLink, in file order */
  GArray *outgoing;    /* owned: per step a GArray of CvkNodeIndex, one per link */
};

static void
clear_array (gpointer data)
{
  g_clear_pointer ((GArray **) data, g_array_unref);
}

static GArray *
create_lists (unsigned count, unsigned element_size)
{
  GArray *lists = g_array_sized_new (FALSE, TRUE, sizeof (GArray *), count);

  g_array_set_clear_func (lists, clear_array);
  for (unsigned i = 0; i < count; i++)
    {
      GArray *list = g_array_new (FALSE, FALSE, element_size);

      g_array_append_val (lists, list);
    }
  return lists;
}

static void
add_link (CvkGraph *self, const CvkLink *link, GPtrArray *problems)
{
  gpointer source = g_hash_table_lookup (self->indices, link->source);
  gpointer target = g_hash_table_lookup (self->indices, link->target);
  CvkGraphLink resolved = { 0 };
  CvkStep *from = NULL;
  CvkStep *to = NULL;
  int source_port = -1;
  int target_port = -1;

  if (source != NULL && target != NULL)
    {
      resolved.source = GPOINTER_TO_UINT (source) - 1;
      resolved.target = GPOINTER_TO_UINT (target) - 1;
      from = g_ptr_array_index (self->steps, resolved.source);
      to = g_ptr_array_index (self->steps, resolved.target);
      if (from == NULL || to == NULL)
        return;
      source_port = cvk_step_find_output (from, link->source_port);
      target_port = cvk_step_find_input (to, link->target_port);
    }
  if (source_port < 0 || target_port < 0)
    {
      g_ptr_array_add (problems,
                       cvk_problem_new ("dangling-link",
                                        N_ ("The link from {source} to {target} leads nowhere."),
                                        "source", link->source, "target", link->target, NULL));
      return;
    }
  resolved.source_port = (unsigned) source_port;
  resolved.target_port = (unsigned) target_port;
  from->linked[source_port] = TRUE;
  to->n_links_in++;
  to->waiting_for++;
  g_array_append_val (g_array_index (self->incoming, GArray *, resolved.target), resolved);
  g_array_append_val (g_array_index (self->outgoing, GArray *, resolved.source), resolved.target);
}

/* Kahn's algorithm: what never becomes free stands in a circle or behind one. */
GArray *
cvk_graph_dup_order (const CvkGraph *self)
{
  unsigned n_steps = self->steps->len;
  g_autofree unsigned *waiting = g_new0 (unsigned, n_steps + 1);
  GArray *order = g_array_new (FALSE, FALSE, sizeof (CvkNodeIndex));

  for (CvkNodeIndex i = 0; i < n_steps; i++)
    {
      waiting[i] = g_array_index (self->incoming, GArray *, i)->len;
      if (waiting[i] == 0)
        g_array_append_val (order, i);
    }
  for (unsigned next = 0; next < order->len; next++)
    {
      CvkNodeIndex step = g_array_index (order, CvkNodeIndex, next);
      GArray *targets = g_array_index (self->outgoing, GArray *, step);

      for (unsigned k = 0; k < targets->len; k++)
        {
          CvkNodeIndex target = g_array_index (targets, CvkNodeIndex, k);

          if (--waiting[target] == 0)
            g_array_append_val (order, target);
        }
    }
  return order;
}

static gboolean
has_cycle (CvkGraph *self)
{
  g_autoptr (GArray) order = cvk_graph_dup_order (self);

  return order->len < self->steps->len;
}

CvkGraph *
cvk_graph_new (CvkRun *run, CvkDocument *document, GPtrArray *problems)
{
  CvkGraph *self = g_new0 (CvkGraph, 1);
  GPtrArray *nodes = cvk_document_get_nodes (document);
  GPtrArray *links = cvk_document_get_links (document);

  self->steps = g_ptr_array_new ();
  self->indices = g_hash_table_new (g_str_hash, g_str_equal);
  self->incoming = create_lists (nodes->len, sizeof (CvkGraphLink));
  self->outgoing = create_lists (nodes->len, sizeof (CvkNodeIndex));
  for (unsigned i = 0; i < nodes->len; i++)
    {
      CvkNode *node = g_ptr_array_index (nodes, i);
      CvkProblem *problem = NULL;
      CvkStep *step = cvk_step_new (run, i, node, &problem);

      if (step == NULL)
        g_ptr_array_add (problems, problem);
      g_ptr_array_add (self->steps, step);
      g_hash_table_insert (self->indices, node->id, GUINT_TO_POINTER (i + 1));
    }
  for (unsigned i = 0; i < links->len; i++)
    add_link (self, g_ptr_array_index (links, i), problems);
  if (problems->len == 0 && has_cycle (self))
    g_ptr_array_add (problems,
                     cvk_problem_new ("cycle",
                                      N_ ("The steps lead back to themselves in a circle. Remove "
                                          "one of its links."),
                                      NULL));
  return self;
}

void
cvk_graph_free (CvkGraph *self)
{
  for (unsigned i = 0; i < self->steps->len; i++)
    if (g_ptr_array_index (self->steps, i) != NULL)
      cvk_step_free (g_ptr_array_index (self->steps, i));
  g_ptr_array_unref (self->steps);
  g_hash_table_unref (self->indices);
  g_array_unref (self->incoming);
  g_array_unref (self->outgoing);
  g_free (self);
}

unsigned
cvk_graph_get_n_steps (const CvkGraph *self)
{
  return self->steps->len;
}

CvkStep *
cvk_graph_get_step (const CvkGraph *self, CvkNodeIndex index)
{
  return g_ptr_array_index (self->steps, index);
}

const GArray *
cvk_graph_get_incoming (const CvkGraph *self, CvkNodeIndex index)
{
  return g_array_index (self->incoming, GArray *, index);
}

const GArray *
cvk_graph_get_outgoing (const CvkGraph *self, CvkNodeIndex index)
{
  return g_array_index (self->outgoing, GArray *, index);
}

GHashTable *
cvk_graph_get_indices (const CvkGraph *self)
{
  return self->indices;
}

void
cvk_graph_collect_inputs (const CvkGraph *self, CvkStep *step)
{
  GArray *links = g_array_index (self->incoming, GArray *, step->index);

  if (step->has_inputs || step->part == CVK_STEP_PART_RETRIED)
    return;
  step->has_inputs = TRUE;
  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkGraphLink *link = &g_array_index (links, CvkGraphLink, i);
      CvkStep *source = g_ptr_array_index (self->steps, link->source);
      GPtrArray *from = source->outputs[link->source_port];
      GPtrArray *to = step->inputs[link->target_port];

      for (unsigned k = 0; k < from->len; k++)
        g_ptr_array_add (to, cvk_item_ref (g_ptr_array_index (from, k)));
    }
}

void
cvk_graph_step_ended (const CvkGraph *self, CvkStep *step, GQueue *ready)
{
  GArray *targets = g_array_index (self->outgoing, GArray *, step->index);

  for (unsigned i = 0; i < targets->len; i++)
    {
      CvkStep *target = g_ptr_array_index (self->steps, g_array_index (targets, CvkNodeIndex, i));

      if (--target->waiting_for == 0)
        g_queue_push_tail (ready, target);
    }
}

gboolean
cvk_graph_is_cut_off (const CvkGraph *self, CvkStep *step)
{
  GArray *links = g_array_index (self->incoming, GArray *, step->index);

  for (unsigned i = 0; i < links->len; i++)
    {
      CvkStep *source =
        g_ptr_array_index (self->steps, g_array_index (links, CvkGraphLink, i).source);

      if (source->state == CVK_STEP_SUCCEEDED || source->state == CVK_STEP_FAILED)
        return FALSE;
    }
  return links->len > 0;
}
