// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-route.h"

#include <math.h>

#include "desktop/canvas/cvk-canvas-metrics.h"

/* A link leaves and arrives horizontally, at least this far. */
#define STUB 20.0
/* A vertical piece stands this far before the card it leads to. */
#define APPROACH (CVK_CARD_COLUMN_GAP / 2)
#define LANE 8.0
/* A link back to the left passes this far below the cards, where it cannot pass between them. */
#define DETOUR 76.0

static void
add (CvkCanvasRoute *self, double x, double y)
{
  graphene_point_init (&self->points[self->n_points++], (float) x, (float) y);
}

void
cvk_canvas_route_init (CvkCanvasRoute *self,
                       const graphene_point_t *from,
                       const graphene_point_t *to,
                       unsigned lane)
{
  double dx = to->x - from->x;
  double aside = LANE * MIN (lane, 2);

  self->n_points = 0;
  add (self, from->x, from->y);
  if (dx >= 2 * STUB)
    {
      /* A failed item turns off at once, others close to where they are going: so the two ways out
       * of one card part early. */
      double turn = dx <= 2 * APPROACH + aside ? from->x + dx / 2
                    : lane > 0                 ? from->x + APPROACH - aside
                                               : to->x - APPROACH;

      if (from->y != to->y)
        {
          add (self, turn, from->y);
          add (self, turn, to->y);
        }
    }
  else
    {
      double apart = fabs ((double) to->y - from->y);
      double middle =
        apart > 2 * DETOUR ? (from->y + to->y) / 2.0 : MAX (from->y, to->y) + DETOUR + aside;

      add (self, from->x + STUB + aside, from->y);
      add (self, from->x + STUB + aside, middle);
      add (self, to->x - STUB, middle);
      add (self, to->x - STUB, to->y);
    }
  add (self, to->x, to->y);
}

void
cvk_canvas_route_get_bounds (const CvkCanvasRoute *self, graphene_rect_t *bounds)
{
  float left = self->points[0].x;
  float right = left;
  float top = self->points[0].y;
  float bottom = top;

  for (unsigned i = 1; i < self->n_points; i++)
    {
      left = MIN (left, self->points[i].x);
      right = MAX (right, self->points[i].x);
      top = MIN (top, self->points[i].y);
      bottom = MAX (bottom, self->points[i].y);
    }
  graphene_rect_init (bounds, left, top, right - left, bottom - top);
}

double
cvk_canvas_route_get_distance (const CvkCanvasRoute *self, const graphene_point_t *point)
{
  double best = G_MAXDOUBLE;

  for (unsigned i = 0; i + 1 < self->n_points; i++)
    {
      const graphene_point_t *a = &self->points[i];
      const graphene_point_t *b = &self->points[i + 1];
      double x = CLAMP (point->x, MIN (a->x, b->x), MAX (a->x, b->x));
      double y = CLAMP (point->y, MIN (a->y, b->y), MAX (a->y, b->y));

      best = MIN (best, hypot (point->x - x, point->y - y));
    }
  return best;
}

gboolean
cvk_canvas_route_touches (const CvkCanvasRoute *self, const graphene_rect_t *area)
{
  for (unsigned i = 0; i + 1 < self->n_points; i++)
    {
      const graphene_point_t *a = &self->points[i];
      const graphene_point_t *b = &self->points[i + 1];

      if (MIN (a->x, b->x) <= area->origin.x + area->size.width &&
          MAX (a->x, b->x) >= area->origin.x &&
          MIN (a->y, b->y) <= area->origin.y + area->size.height &&
          MAX (a->y, b->y) >= area->origin.y)
        return TRUE;
    }
  return FALSE;
}

static double
get_length (const CvkCanvasRoute *self, unsigned piece)
{
  const graphene_point_t *a = &self->points[piece];
  const graphene_point_t *b = &self->points[piece + 1];

  return fabs ((double) b->x - a->x) + fabs ((double) b->y - a->y);
}

void
cvk_canvas_route_get_label (const CvkCanvasRoute *self,
                            CvkCanvasRoutePart part,
                            graphene_point_t *point)
{
  const double enough = 60;
  const graphene_point_t *start = &self->points[0];
  const graphene_point_t *end = &self->points[self->n_points - 1];
  unsigned middle = self->n_points / 2 - 1;

  switch (part)
    {
    case CVK_CANVAS_ROUTE_START:
      graphene_point_init (point, (float) (start->x + MIN (get_length (self, 0), enough) / 2),
                           start->y);
      break;
    case CVK_CANVAS_ROUTE_MIDDLE:
      graphene_point_interpolate (&self->points[middle], &self->points[middle + 1], 0.5, point);
      break;
    case CVK_CANVAS_ROUTE_END:
    default:
      graphene_point_init (
        point, (float) (end->x - MIN (get_length (self, self->n_points - 2), enough) / 2), end->y);
    }
}

double
cvk_canvas_route_get_radius (const CvkCanvasRoute *self, unsigned index)
{
  return MIN (CVK_CANVAS_LINK_RADIUS,
              MIN (get_length (self, index - 1), get_length (self, index)) / 2);
}
