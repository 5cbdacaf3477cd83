// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <graphene.h>

G_BEGIN_DECLS

/**
 * CvkCanvasRoute:
 *
 * The way of a link: from an output at the right edge of a card to an input at the left edge of
 * another one, in horizontal and vertical pieces. On the stack or in a struct; owns nothing.
 */
#define CVK_CANVAS_ROUTE_MAX_POINTS 6

typedef struct
{
  graphene_point_t points[CVK_CANVAS_ROUTE_MAX_POINTS];
  unsigned n_points;
} CvkCanvasRoute;

/* A link's width, and how much its corners are rounded at most. */
#define CVK_CANVAS_LINK_WIDTH 2.0
#define CVK_CANVAS_LINK_RADIUS 10.0

/* @lane: which of several outputs of a card this is, so that their vertical pieces do not lie on
 * each other. */
void cvk_canvas_route_init (CvkCanvasRoute *self,
                            const graphene_point_t *from,
                            const graphene_point_t *to,
                            unsigned lane);
void cvk_canvas_route_get_bounds (const CvkCanvasRoute *self, graphene_rect_t *bounds);
double cvk_canvas_route_get_distance (const CvkCanvasRoute *self, const graphene_point_t *point);
/* Whether any piece of it crosses @area. */
gboolean cvk_canvas_route_touches (const CvkCanvasRoute *self, const graphene_rect_t *area);
/* Parts of a link, by what else lies on them: other links to the same input lie on its end, others
 * from the same output on its start. */
typedef enum
{
  CVK_CANVAS_ROUTE_END,
  CVK_CANVAS_ROUTE_START,
  CVK_CANVAS_ROUTE_MIDDLE,
} CvkCanvasRoutePart;

/* The point of @part over which a short text about the link stands best. */
void cvk_canvas_route_get_label (const CvkCanvasRoute *self,
                                 CvkCanvasRoutePart part,
                                 graphene_point_t *point);
/* The radius of the corner at @index (0 < index < n_points - 1): pieces may be shorter than two
 * corners. */
double cvk_canvas_route_get_radius (const CvkCanvasRoute *self, unsigned index);

G_END_DECLS
