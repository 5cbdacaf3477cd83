// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "model/cvk-layout.h"

static const CvkLayoutStyle style = { 20, 60, 40, 20, 40 };

typedef struct
{
  CvkLayoutBox boxes[16];
  CvkLayoutLink links[32];
  unsigned n_boxes, n_links;
} Graph;

static void
add_boxes (Graph *graph, unsigned count)
{
  for (unsigned i = 0; i < count; i++)
    graph->boxes[graph->n_boxes++] = (CvkLayoutBox){ .width = 220, .height = 80 };
}

static void
add_link (Graph *graph, unsigned source, unsigned target)
{
  graph->links[graph->n_links++] = (CvkLayoutLink){ source, target, 40, 40 };
}

static void
arrange (Graph *graph, unsigned n_groups)
{
  cvk_layout_arrange (graph->boxes, graph->n_boxes, graph->links, graph->n_links, n_groups, &style);
}

static gboolean
overlap (const CvkLayoutBox *a, const CvkLayoutBox *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
         b->y < a->y + a->height;
}

static void
assert_apart (const CvkLayoutBox *boxes, unsigned n_boxes)
{
  for (unsigned i = 0; i < n_boxes; i++)
    for (unsigned j = 0; j < i; j++)
      g_assert_false (overlap (&boxes[i], &boxes[j]));
}

static void
assert_place (const Graph *graph, unsigned box, double x, double y)
{
  g_assert_cmpfloat (graph->boxes[box].x, ==, x);
  g_assert_cmpfloat (graph->boxes[box].y, ==, y);
}

static void
test_empty (void)
{
  Graph graph = { 0 };

  arrange (&graph, 0);
  add_boxes (&graph, 1);
  arrange (&graph, 0);
  assert_place (&graph, 0, 0, 0);
}

static void
test_chain (void)
{
  Graph graph = { 0 };

  add_boxes (&graph, 3);
  add_link (&graph, 2, 0);
  add_link (&graph, 0, 1);
  arrange (&graph, 0);
  assert_place (&graph, 2, 0, 0);
  assert_place (&graph, 0, 280, 0);
  assert_place (&graph, 1, 560, 0);
}

/* Two branches stand below each other, their beginning between them. */
static void
test_branches (void)
{
  Graph graph = { 0 };

  add_boxes (&graph, 4);
  add_link (&graph, 0, 1);
  add_link (&graph, 0, 2);
  add_link (&graph, 1, 3);
  add_link (&graph, 2, 3);
  arrange (&graph, 0);
  assert_place (&graph, 0, 0, 60);
  assert_place (&graph, 1, 280, 0);
  assert_place (&graph, 2, 280, 120);
  assert_place (&graph, 3, 560, 60);
}

/* Parallel chains that are given crosswise do not cross. */
static void
test_crossings (void)
{
  Graph graph = { 0 };

  add_boxes (&graph, 8); /* 0: start; 1 2 3; 4 5 6 in reverse; 7: end */
  for (unsigned i = 1; i <= 3; i++)
    {
      add_link (&graph, 0, i);
      add_link (&graph, i, 7 - i);
      add_link (&graph, 7 - i, 7);
    }
  arrange (&graph, 0);
  for (unsigned i = 1; i <= 3; i++)
    g_assert_cmpfloat (graph.boxes[i].y, ==, graph.boxes[7 - i].y);
  assert_apart (graph.boxes, graph.n_boxes);
}

/* The longest way counts: a short cut does not pull its end back. */
static void
test_longest_path (void)
{
  Graph graph = { 0 };

  add_boxes (&graph, 4);
  add_link (&graph, 0, 3);
  add_link (&graph, 0, 1);
  add_link (&graph, 1, 2);
  add_link (&graph, 2, 3);
  arrange (&graph, 0);
  g_assert_cmpfloat (graph.boxes[3].x, ==, 840);
}

static void
test_circle (void)
{
  Graph graph = { 0 };

  add_boxes (&graph, 3);
  add_link (&graph, 0, 1);
  add_link (&graph, 1, 2);
  add_link (&graph, 2, 0);
  add_link (&graph, 1, 1);
  arrange (&graph, 0);
  assert_apart (graph.boxes, graph.n_boxes);
  g_assert_cmpfloat (graph.boxes[0].x, <, graph.boxes[1].x);
}

static void
test_components (void)
{
  Graph graph = { 0 };

  add_boxes (&graph, 6);
  add_link (&graph, 0, 2);
  add_link (&graph, 2, 4);
  add_link (&graph, 1, 3);
  add_link (&graph, 3, 5);
  arrange (&graph, 0);
  for (unsigned i = 0; i < 6; i += 2)
    g_assert_cmpfloat (graph.boxes[i].y + graph.boxes[i].height, <, graph.boxes[1].y);
  assert_apart (graph.boxes, graph.n_boxes);
}

/* Nothing else stands in the rectangle around a group. */
static void
test_groups (void)
{
  Graph graph = { 0 };
  CvkLayoutBox frame = { .x = G_MAXDOUBLE, .y = G_MAXDOUBLE };

  add_boxes (&graph, 7);
  graph.boxes[1].group = graph.boxes[2].group = graph.boxes[5].group = 1;
  add_link (&graph, 0, 1);
  add_link (&graph, 1, 2);
  add_link (&graph, 1, 5);
  add_link (&graph, 2, 3);
  add_link (&graph, 0, 4);
  add_link (&graph, 4, 6);
  add_link (&graph, 6, 3);
  arrange (&graph, 1);
  assert_apart (graph.boxes, graph.n_boxes);
  for (unsigned i = 0; i < graph.n_boxes; i++)
    if (graph.boxes[i].group == 1)
      {
        double right = MAX (frame.x + frame.width, graph.boxes[i].x + 220);
        double bottom = MAX (frame.y + frame.height, graph.boxes[i].y + 80);

        if (frame.width == 0)
          right = graph.boxes[i].x + 220, bottom = graph.boxes[i].y + 80;
        frame.x = MIN (frame.x, graph.boxes[i].x);
        frame.y = MIN (frame.y, graph.boxes[i].y);
        frame.width = right - frame.x;
        frame.height = bottom - frame.y;
      }
  for (unsigned i = 0; i < graph.n_boxes; i++)
    if (graph.boxes[i].group == 0)
      g_assert_false (overlap (&graph.boxes[i], &frame));
}

/* Ten thousand boxes in a graph of many branches, in a chain, and without any link; twice the same,
 * on the grid, and in an instant. That each of them ends within the time of a test says that
 * nothing is quadratic, and that nothing recurses. */
static void
test_large (gconstpointer data)
{
  const unsigned n_boxes = 10000;
  const unsigned n_links = GPOINTER_TO_INT (data) == 2 ? 0 : n_boxes - 1;
  g_autofree CvkLayoutBox *boxes = g_new0 (CvkLayoutBox, n_boxes);
  g_autofree CvkLayoutBox *again = g_new0 (CvkLayoutBox, n_boxes);
  g_autofree CvkLayoutLink *links = g_new0 (CvkLayoutLink, n_boxes);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  int64_t start;

  for (unsigned i = 0; i < n_boxes; i++)
    boxes[i] = (CvkLayoutBox){ .width = 220, .height = 80 };
  for (unsigned i = 0; i < n_links; i++)
    links[i] =
      (CvkLayoutLink){ GPOINTER_TO_INT (data) == 1
                         ? i
                         : (unsigned) g_rand_int_range (rand, MAX ((int) i - 300, 0), (int) i + 1),
                       i + 1, 40, 40 };
  memcpy (again, boxes, n_boxes * sizeof *boxes);
  start = g_get_monotonic_time ();
  cvk_layout_arrange (boxes, n_boxes, links, n_links, 0, &style);
  g_print ("# figure: layout of 10,000 boxes: %.0f ms\n",
           (double) (g_get_monotonic_time () - start) / 1000);
  cvk_layout_arrange (again, n_boxes, links, n_links, 0, &style);
  for (unsigned i = 0; i < n_boxes; i++)
    {
      g_assert_cmpfloat (boxes[i].x, ==, again[i].x);
      g_assert_cmpfloat (boxes[i].y, ==, again[i].y);
      g_assert_cmpfloat (boxes[i].x, ==, 20.0 * (int) (boxes[i].x / 20));
      g_assert_cmpfloat (boxes[i].y, ==, 20.0 * (int) (boxes[i].y / 20));
    }
  for (unsigned i = 0; i < n_links; i++)
    g_assert_cmpfloat (boxes[links[i].source].x, <, boxes[links[i].target].x);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/empty", test_empty);
  g_test_add_func ("/layout/chain", test_chain);
  g_test_add_func ("/layout/branches", test_branches);
  g_test_add_func ("/layout/crossings", test_crossings);
  g_test_add_func ("/layout/longest-path", test_longest_path);
  g_test_add_func ("/layout/circle", test_circle);
  g_test_add_func ("/layout/components", test_components);
  g_test_add_func ("/layout/groups", test_groups);
  g_test_add_data_func ("/layout/large/tree", GINT_TO_POINTER (0), test_large);
  g_test_add_data_func ("/layout/large/chain", GINT_TO_POINTER (1), test_large);
  g_test_add_data_func ("/layout/large/loose", GINT_TO_POINTER (2), test_large);
  return g_test_run ();
}
