// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-layout.h"

G_BEGIN_DECLS

/* One graph that is laid out at a time: boxes without groups. Shared by the files of the layout. */
typedef struct
{
  CvkLayoutBox *boxes;
  unsigned n_boxes;
  const CvkLayoutLink *links;
  unsigned n_links;
  const CvkLayoutStyle *style;

  /* links by their ends: those of box b are first[b] to first[b + 1] - 1 */
  unsigned *out_first, *out_links;
  unsigned *in_first, *in_links;
  gboolean *is_back; /* for each link: it closes a circle, and is not followed */
  unsigned *order;   /* boxes, each behind those that lead to it */
  unsigned *rank;
  unsigned *component;
  unsigned n_components;
} CvkLayoutGraph;

void cvk_layout_graph_init (CvkLayoutGraph *self,
                            CvkLayoutBox *boxes,
                            unsigned n_boxes,
                            const CvkLayoutLink *links,
                            unsigned n_links,
                            const CvkLayoutStyle *style);
void cvk_layout_graph_clear (CvkLayoutGraph *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkLayoutGraph, cvk_layout_graph_clear)

/* Places the boxes of a component, given in the order of the graph; its corner becomes 0, 0.
 * Returns its size. */
void cvk_layout_place_component (CvkLayoutGraph *self,
                                 const unsigned *members,
                                 unsigned n_members,
                                 double *width,
                                 double *height);
double cvk_layout_round_up (double length, double grid);

G_END_DECLS
