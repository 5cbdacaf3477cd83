// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-layout-private.h"

#include <math.h>
#include <stdlib.h>

/* Sweeps over the columns, there and back: more change nothing that one sees. */
#define N_ORDER_SWEEPS 8
#define N_PLACE_SWEEPS 6

typedef struct
{
  CvkLayoutGraph *graph;
  unsigned *boxes; /* of all columns, one behind the other */
  unsigned *first; /* of each column; one more than there are */
  unsigned n_columns;
  double *wish; /* for each box of the graph: where its upper edge would like to be */
} Columns;

double
cvk_layout_round_up (double length, double grid)
{
  return ceil (length / grid) * grid;
}

/* --- Columns --- */

static void
fill_columns (Columns *self, const unsigned *members, unsigned n_members)
{
  CvkLayoutGraph *graph = self->graph;
  unsigned lowest = G_MAXUINT;
  unsigned highest = 0;

  for (unsigned i = 0; i < n_members; i++)
    {
      lowest = MIN (lowest, graph->rank[members[i]]);
      highest = MAX (highest, graph->rank[members[i]]);
    }
  self->n_columns = highest - lowest + 1;
  self->first = g_new0 (unsigned, self->n_columns + 2);
  self->boxes = g_new (unsigned, n_members + 1);
  for (unsigned i = 0; i < n_members; i++)
    self->first[graph->rank[members[i]] - lowest + 2]++;
  for (unsigned i = 2; i < self->n_columns + 2; i++)
    self->first[i] += self->first[i - 1];
  for (unsigned i = 0; i < n_members; i++)
    self->boxes[self->first[graph->rank[members[i]] - lowest + 1]++] = members[i];
}

/* Without gaps, from the top: a first place for each, from which wishes follow. */
static void
stack_column (Columns *self, unsigned column)
{
  CvkLayoutGraph *graph = self->graph;
  double y = 0;

  for (unsigned i = self->first[column]; i < self->first[column + 1]; i++)
    {
      CvkLayoutBox *box = &graph->boxes[self->boxes[i]];

      box->y = y;
      y += cvk_layout_round_up (box->height + graph->style->row_gap, graph->style->grid);
    }
}

/* Where the links of one side would lie straight, in the middle of them; where it is, without any.
 */
static double
find_wish (const CvkLayoutGraph *graph, unsigned box, gboolean looks_back)
{
  const unsigned *first = looks_back ? graph->in_first : graph->out_first;
  const unsigned *links = looks_back ? graph->in_links : graph->out_links;
  double sum = 0;
  unsigned count = 0;

  for (unsigned i = first[box]; i < first[box + 1]; i++)
    {
      const CvkLayoutLink *link = &graph->links[links[i]];

      if (graph->is_back[links[i]])
        continue;
      sum += looks_back ? graph->boxes[link->source].y + link->source_y - link->target_y
                        : graph->boxes[link->target].y + link->target_y - link->source_y;
      count++;
    }
  return count > 0 ? sum / count : graph->boxes[box].y;
}

/* --- Order in a column --- */

static int
compare_wishes (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *wish = user_data;
  unsigned first = *(const unsigned *) a;
  unsigned second = *(const unsigned *) b;

  /* g_qsort_with_data() is stable: equal wishes keep their order. */
  return (wish[first] > wish[second]) - (wish[first] < wish[second]);
}

static void
order_column (Columns *self, unsigned column, gboolean looks_back)
{
  unsigned count = self->first[column + 1] - self->first[column];

  for (unsigned i = self->first[column]; i < self->first[column + 1]; i++)
    self->wish[self->boxes[i]] = find_wish (self->graph, self->boxes[i], looks_back);
  g_qsort_with_data (self->boxes + self->first[column], (int) count, sizeof (unsigned),
                     compare_wishes, self->wish);
  stack_column (self, column);
}

static void
order_columns (Columns *self)
{
  for (unsigned column = 0; column < self->n_columns; column++)
    stack_column (self, column);
  for (unsigned sweep = 0; sweep < N_ORDER_SWEEPS; sweep++)
    if (sweep % 2 == 0)
      for (unsigned column = 1; column < self->n_columns; column++)
        order_column (self, column, TRUE);
    else
      for (unsigned column = self->n_columns - 1; column > 0; column--)
        order_column (self, column - 1, FALSE);
}

/* --- Places in a column --- */

typedef struct
{
  double sum;
  unsigned count;
  unsigned end;
} Block;

/* As near to the wishes as the order and the gaps allow, in the least squares: what wishes to
 * overlap is joined to blocks, each of which stands at the mean of its wishes (pool adjacent
 * violators). Linear. */
static void
place_column (Columns *self, unsigned column, gboolean looks_back, Block *blocks)
{
  CvkLayoutGraph *graph = self->graph;
  const CvkLayoutStyle *style = graph->style;
  unsigned n_blocks = 0;
  unsigned at = self->first[column];
  double offset = 0;

  for (unsigned i = self->first[column]; i < self->first[column + 1]; i++)
    {
      unsigned box = self->boxes[i];

      blocks[n_blocks++] = (Block){ find_wish (graph, box, looks_back) - offset, 1, i + 1 };
      offset += cvk_layout_round_up (graph->boxes[box].height + style->row_gap, style->grid);
      while (n_blocks > 1 && blocks[n_blocks - 2].sum / blocks[n_blocks - 2].count >
                               blocks[n_blocks - 1].sum / blocks[n_blocks - 1].count)
        {
          blocks[n_blocks - 2].sum += blocks[n_blocks - 1].sum;
          blocks[n_blocks - 2].count += blocks[n_blocks - 1].count;
          blocks[n_blocks - 2].end = blocks[n_blocks - 1].end;
          n_blocks--;
        }
    }
  offset = 0;
  for (unsigned block = 0; block < n_blocks; block++)
    for (; at < blocks[block].end; at++)
      {
        CvkLayoutBox *box = &graph->boxes[self->boxes[at]];
        double place = blocks[block].sum / blocks[block].count;

        /* Rounding keeps the order, and distances are multiples of the grid already. */
        box->y = round (place / style->grid) * style->grid + offset;
        offset += cvk_layout_round_up (box->height + style->row_gap, style->grid);
      }
}

static void
place_columns (Columns *self, unsigned n_members)
{
  g_autofree Block *blocks = g_new (Block, n_members + 1);

  for (unsigned sweep = 0; sweep < N_PLACE_SWEEPS; sweep++)
    if (sweep % 2 == 0)
      for (unsigned column = 1; column < self->n_columns; column++)
        place_column (self, column, TRUE, blocks);
    else
      for (unsigned column = self->n_columns - 1; column > 0; column--)
        place_column (self, column - 1, FALSE, blocks);
}

void
cvk_layout_place_component (CvkLayoutGraph *self,
                            const unsigned *members,
                            unsigned n_members,
                            double *width,
                            double *height)
{
  const CvkLayoutStyle *style = self->style;
  Columns columns = { .graph = self, .wish = g_new (double, self->n_boxes + 1) };
  double x = 0;
  double top = G_MAXDOUBLE;

  fill_columns (&columns, members, n_members);
  order_columns (&columns);
  place_columns (&columns, n_members);
  for (unsigned column = 0; column < columns.n_columns; column++)
    {
      double widest = 0;

      for (unsigned i = columns.first[column]; i < columns.first[column + 1]; i++)
        {
          CvkLayoutBox *box = &self->boxes[columns.boxes[i]];

          box->x = x;
          widest = MAX (widest, box->width);
          top = MIN (top, box->y);
        }
      *width = x + widest;
      x = cvk_layout_round_up (x + widest + style->column_gap, style->grid);
    }
  *height = 0;
  for (unsigned i = 0; i < n_members; i++)
    {
      CvkLayoutBox *box = &self->boxes[members[i]];

      box->y -= top;
      *height = MAX (*height, box->y + box->height);
    }
  g_free (columns.boxes);
  g_free (columns.first);
  g_free (columns.wish);
}
