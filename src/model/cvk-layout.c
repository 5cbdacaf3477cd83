// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-layout.h"

#include <math.h>

#include "model/cvk-layout-private.h"

/* How much wider than high a crowd of unlinked boxes becomes: about as a screen is. */
#define SHAPE 1.6

/* --- One graph --- */

typedef struct
{
  double x, y;          /* of the next component */
  double height;        /* of the row so far */
  double width;         /* that a row may have */
  double right, bottom; /* of everything */
} Shelves;

/* Rows of components, as wide as the widest one: long ones below each other, small ones side by
 * side. */
static void
put_component (Shelves *self,
               CvkLayoutGraph *graph,
               const unsigned *members,
               unsigned n_members,
               double width,
               double height)
{
  const CvkLayoutStyle *style = graph->style;

  if (self->x > 0 && self->x + width > self->width)
    {
      self->y = cvk_layout_round_up (self->y + self->height + 2 * style->row_gap, style->grid);
      self->x = self->height = 0;
    }
  for (unsigned i = 0; i < n_members; i++)
    {
      graph->boxes[members[i]].x += self->x;
      graph->boxes[members[i]].y += self->y;
    }
  self->right = MAX (self->right, self->x + width);
  self->bottom = MAX (self->bottom, self->y + height);
  self->height = MAX (self->height, height);
  self->x = cvk_layout_round_up (self->x + width + style->column_gap, style->grid);
}

static void
sort_members (const CvkLayoutGraph *graph, unsigned **first, unsigned **members)
{
  unsigned *start = g_new0 (unsigned, graph->n_components + 2);

  *members = g_new (unsigned, graph->n_boxes + 1);
  for (unsigned i = 0; i < graph->n_boxes; i++)
    start[graph->component[i] + 2]++;
  for (unsigned i = 2; i < graph->n_components + 2; i++)
    start[i] += start[i - 1];
  for (unsigned i = 0; i < graph->n_boxes; i++)
    (*members)[start[graph->component[graph->order[i]] + 1]++] = graph->order[i];
  *first = start;
}

static void
arrange_graph (CvkLayoutBox *boxes,
               unsigned n_boxes,
               const CvkLayoutLink *links,
               unsigned n_links,
               const CvkLayoutStyle *style,
               double *width,
               double *height)
{
  g_auto (CvkLayoutGraph) graph = { NULL };
  g_autofree unsigned *first = NULL;
  g_autofree unsigned *members = NULL;
  g_autofree double *sizes = NULL;
  Shelves shelves = { 0 };
  double area = 0;

  cvk_layout_graph_init (&graph, boxes, n_boxes, links, n_links, style);
  sort_members (&graph, &first, &members);
  sizes = g_new (double, 2 * graph.n_components + 1);
  for (unsigned i = 0; i < graph.n_components; i++)
    {
      double *size = &sizes[2 * i];

      cvk_layout_place_component (&graph, members + first[i], first[i + 1] - first[i], &size[0],
                                  &size[1]);
      shelves.width = MAX (shelves.width, size[0]);
      area += (size[0] + style->column_gap) * (size[1] + 2 * style->row_gap);
    }
  shelves.width = MAX (shelves.width, graph.n_components > 8 ? sqrt (area * SHAPE) : 0);
  for (unsigned i = 0; i < graph.n_components; i++)
    put_component (&shelves, &graph, members + first[i], first[i + 1] - first[i], sizes[2 * i],
                   sizes[2 * i + 1]);
  *width = shelves.right;
  *height = shelves.bottom;
}

/* --- Groups --- */

/* A group is laid out by itself, and is one box among those that are in none. */
typedef struct
{
  GArray *boxes; /* CvkLayoutBox */
  GArray *links; /* CvkLayoutLink */
} Part;

static Part *
make_parts (const CvkLayoutBox *boxes, unsigned n_boxes, unsigned n_groups, unsigned *place)
{
  Part *parts = g_new (Part, n_groups + 1);

  for (unsigned i = 0; i <= n_groups; i++)
    parts[i] = (Part){ g_array_new (FALSE, FALSE, sizeof (CvkLayoutBox)),
                       g_array_new (FALSE, FALSE, sizeof (CvkLayoutLink)) };
  for (unsigned i = 0; i < n_boxes; i++)
    {
      Part *part = &parts[boxes[i].group];

      place[i] = part->boxes->len;
      g_array_append_val (part->boxes, boxes[i]);
    }
  return parts;
}

static CvkLayoutBox *
get_box (const Part *part, unsigned place)
{
  return &g_array_index (part->boxes, CvkLayoutBox, place);
}

static void
free_parts (Part *parts, unsigned n_groups)
{
  for (unsigned i = 0; i <= n_groups; i++)
    {
      g_array_unref (parts[i].boxes);
      g_array_unref (parts[i].links);
    }
  g_free (parts);
}

static void
arrange_part (Part *part, const CvkLayoutStyle *style, double *width, double *height)
{
  arrange_graph ((CvkLayoutBox *) (void *) part->boxes->data, part->boxes->len,
                 (const CvkLayoutLink *) (void *) part->links->data, part->links->len, style, width,
                 height);
}

/* The boxes of the groups stand behind those without, in the order of their numbers. */
static unsigned
get_outer (const CvkLayoutBox *box, unsigned place, unsigned n_single)
{
  return box->group == 0 ? place : n_single + box->group - 1;
}

/* Links inside of a group are its own; all others are between what stands outside. */
static void
share_links (Part *parts,
             const CvkLayoutBox *boxes,
             const CvkLayoutLink *links,
             unsigned n_links,
             const unsigned *place,
             unsigned n_single,
             gboolean inner,
             const CvkLayoutStyle *style)
{
  for (unsigned i = 0; i < n_links; i++)
    {
      CvkLayoutLink link = links[i];
      const CvkLayoutBox *from = &boxes[link.source];
      const CvkLayoutBox *to = &boxes[link.target];
      double above = style->group_padding + style->group_title;

      if ((from->group == to->group && from->group != 0) != inner)
        continue;
      if (inner)
        {
          link.source = place[links[i].source];
          link.target = place[links[i].target];
          g_array_append_val (parts[from->group].links, link);
          continue;
        }
      link.source = get_outer (from, place[links[i].source], n_single);
      link.target = get_outer (to, place[links[i].target], n_single);
      if (from->group != 0)
        link.source_y += above + get_box (&parts[from->group], place[links[i].source])->y;
      if (to->group != 0)
        link.target_y += above + get_box (&parts[to->group], place[links[i].target])->y;
      g_array_append_val (parts[0].links, link);
    }
}

static void
read_places (CvkLayoutBox *boxes,
             unsigned n_boxes,
             const Part *parts,
             const unsigned *place,
             unsigned n_single,
             const CvkLayoutStyle *style)
{
  for (unsigned i = 0; i < n_boxes; i++)
    {
      const CvkLayoutBox *outer = get_box (&parts[0], get_outer (&boxes[i], place[i], n_single));

      boxes[i].x = outer->x;
      boxes[i].y = outer->y;
      if (boxes[i].group != 0)
        {
          const CvkLayoutBox *inner = get_box (&parts[boxes[i].group], place[i]);

          boxes[i].x += style->group_padding + inner->x;
          boxes[i].y += style->group_padding + style->group_title + inner->y;
        }
    }
}

void
cvk_layout_arrange (CvkLayoutBox *boxes,
                    unsigned n_boxes,
                    const CvkLayoutLink *links,
                    unsigned n_links,
                    unsigned n_groups,
                    const CvkLayoutStyle *style)
{
  g_autofree unsigned *place = g_new (unsigned, n_boxes + 1);
  Part *parts = make_parts (boxes, n_boxes, n_groups, place);
  unsigned n_single = parts[0].boxes->len;
  double width = 0;
  double height = 0;

  share_links (parts, boxes, links, n_links, place, n_single, TRUE, style);
  for (unsigned group = 1; group <= n_groups; group++)
    {
      CvkLayoutBox box = { 0 };

      arrange_part (&parts[group], style, &width, &height);
      box.width = width + 2 * style->group_padding;
      box.height = height + 2 * style->group_padding + style->group_title;
      g_array_append_val (parts[0].boxes, box);
    }
  share_links (parts, boxes, links, n_links, place, n_single, FALSE, style);
  arrange_part (&parts[0], style, &width, &height);
  read_places (boxes, n_boxes, parts, place, n_single, style);
  free_parts (parts, n_groups);
}
