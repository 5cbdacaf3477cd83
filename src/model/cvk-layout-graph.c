// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-layout-private.h"

/* Order, ranks and parts of a graph. Nothing recurses: a chain may be ten thousand boxes long. */

static void
group_links (const CvkLayoutGraph *self, gboolean by_source, unsigned **first, unsigned **links)
{
  unsigned *start = g_new0 (unsigned, self->n_boxes + 2);

  *links = g_new (unsigned, self->n_links + 1);
  for (unsigned i = 0; i < self->n_links; i++)
    start[(by_source ? self->links[i].source : self->links[i].target) + 2]++;
  for (unsigned i = 2; i < self->n_boxes + 2; i++)
    start[i] += start[i - 1];
  for (unsigned i = 0; i < self->n_links; i++)
    (*links)[start[(by_source ? self->links[i].source : self->links[i].target) + 1]++] = i;
  *first = start;
}

/* Depth first; a link to a box that is still open closes a circle. Boxes are finished behind all
 * that they lead to, so the order is filled from its end. */
static void
find_order (CvkLayoutGraph *self)
{
  g_autofree unsigned *next = g_new (unsigned, self->n_boxes + 1);
  g_autofree char *state = g_new0 (char, self->n_boxes + 1); /* 1: open, 2: finished */
  g_autofree unsigned *stack = g_new (unsigned, self->n_boxes + 1);
  unsigned free_place = self->n_boxes;

  self->order = g_new (unsigned, self->n_boxes + 1);
  self->is_back = g_new0 (gboolean, self->n_links + 1);
  /* From the last, so that boxes that nothing orders stay in the order they came in. */
  for (unsigned i = self->n_boxes; i > 0; i--)
    {
      unsigned depth = 0;

      if (state[i - 1] != 0)
        continue;
      stack[depth++] = i - 1;
      state[i - 1] = 1;
      next[i - 1] = self->out_first[i - 1];
      while (depth > 0)
        {
          unsigned box = stack[depth - 1];
          unsigned link;
          unsigned target;

          if (next[box] == self->out_first[box + 1])
            {
              state[box] = 2;
              self->order[--free_place] = box;
              depth--;
              continue;
            }
          link = self->out_links[next[box]++];
          target = self->links[link].target;
          if (state[target] == 1)
            self->is_back[link] = TRUE;
          else if (state[target] == 0)
            {
              state[target] = 1;
              next[target] = self->out_first[target];
              stack[depth++] = target;
            }
        }
    }
}

/* The longest way that leads to each box; one that nothing leads to stands right in front of what
 * it leads to. */
static void
find_ranks (CvkLayoutGraph *self)
{
  self->rank = g_new0 (unsigned, self->n_boxes + 1);
  for (unsigned i = 0; i < self->n_boxes; i++)
    {
      unsigned box = self->order[i];

      for (unsigned j = self->out_first[box]; j < self->out_first[box + 1]; j++)
        {
          unsigned link = self->out_links[j];
          unsigned target = self->links[link].target;

          if (!self->is_back[link])
            self->rank[target] = MAX (self->rank[target], self->rank[box] + 1);
        }
    }
  for (unsigned box = 0; box < self->n_boxes; box++)
    {
      unsigned nearest = G_MAXUINT;

      if (self->in_first[box] != self->in_first[box + 1])
        continue;
      for (unsigned j = self->out_first[box]; j < self->out_first[box + 1]; j++)
        nearest = MIN (nearest, self->rank[self->links[self->out_links[j]].target]);
      if (nearest != G_MAXUINT && nearest > 0)
        self->rank[box] = nearest - 1;
    }
}

static unsigned
find_root (unsigned *parent, unsigned box)
{
  while (parent[box] != box)
    box = parent[box] = parent[parent[box]];
  return box;
}

/* Numbered in the order of their first box. */
static void
find_components (CvkLayoutGraph *self)
{
  g_autofree unsigned *parent = g_new (unsigned, self->n_boxes + 1);
  g_autofree unsigned *number = g_new0 (unsigned, self->n_boxes + 1);

  for (unsigned i = 0; i < self->n_boxes; i++)
    parent[i] = i;
  for (unsigned i = 0; i < self->n_links; i++)
    {
      unsigned a = find_root (parent, self->links[i].source);
      unsigned b = find_root (parent, self->links[i].target);

      parent[MAX (a, b)] = MIN (a, b);
    }
  self->component = g_new (unsigned, self->n_boxes + 1);
  for (unsigned i = 0; i < self->n_boxes; i++)
    {
      unsigned root = find_root (parent, i);

      if (number[root] == 0)
        number[root] = ++self->n_components;
      self->component[i] = number[root] - 1;
    }
}

void
cvk_layout_graph_init (CvkLayoutGraph *self,
                       CvkLayoutBox *boxes,
                       unsigned n_boxes,
                       const CvkLayoutLink *links,
                       unsigned n_links,
                       const CvkLayoutStyle *style)
{
  *self = (CvkLayoutGraph){
    .boxes = boxes, .n_boxes = n_boxes, .links = links, .n_links = n_links, .style = style
  };
  group_links (self, TRUE, &self->out_first, &self->out_links);
  group_links (self, FALSE, &self->in_first, &self->in_links);
  find_order (self);
  find_ranks (self);
  find_components (self);
}

void
cvk_layout_graph_clear (CvkLayoutGraph *self)
{
  g_free (self->out_first);
  g_free (self->out_links);
  g_free (self->in_first);
  g_free (self->in_links);
  g_free (self->is_back);
  g_free (self->order);
  g_free (self->rank);
  g_free (self->component);
}
