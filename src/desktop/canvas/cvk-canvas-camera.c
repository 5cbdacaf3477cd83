// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-camera.h"

#include <math.h>

/* Around everything when all is shown. */
#define FIT_MARGIN 40.0

static const double ladder[] = { 0.02, 0.03, 0.04, 0.05, 0.063, 0.08, 0.1,  0.125,
                                 0.16, 0.2,  0.25, 0.32, 0.4,   0.5,  0.63, 0.8,
                                 1.0,  1.25, 1.6,  2.0,  2.5,   3.2,  4.0 };

void
cvk_canvas_camera_to_document (const CvkCanvasCamera *self,
                               double widget_x,
                               double widget_y,
                               double *x,
                               double *y)
{
  *x = self->x + widget_x / self->scale;
  *y = self->y + widget_y / self->scale;
}

void
cvk_canvas_camera_to_widget (const CvkCanvasCamera *self,
                             double x,
                             double y,
                             double *widget_x,
                             double *widget_y)
{
  *widget_x = (x - self->x) * self->scale;
  *widget_y = (y - self->y) * self->scale;
}

void
cvk_canvas_camera_area_to_widget (const CvkCanvasCamera *self,
                                  const graphene_rect_t *area,
                                  graphene_rect_t *widget_area)
{
  double x;
  double y;

  cvk_canvas_camera_to_widget (self, area->origin.x, area->origin.y, &x, &y);
  graphene_rect_init (widget_area, (float) x, (float) y, (float) (area->size.width * self->scale),
                      (float) (area->size.height * self->scale));
}

void
cvk_canvas_camera_get_view (const CvkCanvasCamera *self,
                            double width,
                            double height,
                            graphene_rect_t *view)
{
  graphene_rect_init (view, (float) self->x, (float) self->y, (float) (width / self->scale),
                      (float) (height / self->scale));
}

void
cvk_canvas_camera_set_scale (CvkCanvasCamera *self, double scale, double anchor_x, double anchor_y)
{
  double x;
  double y;

  cvk_canvas_camera_to_document (self, anchor_x, anchor_y, &x, &y);
  self->scale = CLAMP (scale, CVK_CANVAS_MIN_SCALE, CVK_CANVAS_MAX_SCALE);
  self->x = x - anchor_x / self->scale;
  self->y = y - anchor_y / self->scale;
}

void
cvk_canvas_camera_fit (CvkCanvasCamera *self,
                       const graphene_rect_t *area,
                       double width,
                       double height,
                       double max_scale)
{
  double across = (width - 2 * FIT_MARGIN) / MAX (area->size.width, 1);
  double down = (height - 2 * FIT_MARGIN) / MAX (area->size.height, 1);

  self->scale =
    CLAMP (MIN (MIN (across, down), max_scale), CVK_CANVAS_MIN_SCALE, CVK_CANVAS_MAX_SCALE);
  self->x = area->origin.x + area->size.width / 2 - width / self->scale / 2;
  self->y = area->origin.y + area->size.height / 2 - height / self->scale / 2;
}

/* The smallest change of @start after which [@from, @to] lies in [start, start + @length]. */
static double
shift (double start, double length, double from, double to)
{
  if (from < start || to - from > length)
    return from;
  return to > start + length ? to - length : start;
}

gboolean
cvk_canvas_camera_reveal (CvkCanvasCamera *self,
                          const graphene_rect_t *area,
                          double width,
                          double height,
                          double margin)
{
  double around = margin / self->scale;
  double x = shift (self->x, width / self->scale, area->origin.x - around,
                    area->origin.x + area->size.width + around);
  double y = shift (self->y, height / self->scale, area->origin.y - around,
                    area->origin.y + area->size.height + around);
  gboolean is_moved = x != self->x || y != self->y;

  self->x = x;
  self->y = y;
  return is_moved;
}

double
cvk_canvas_camera_get_step (double scale, gboolean up)
{
  const double near = 1.02; /* what lies this close to a step counts as being on it */

  if (up)
    {
      for (size_t i = 0; i < G_N_ELEMENTS (ladder); i++)
        if (ladder[i] > scale * near)
          return ladder[i];
      return CVK_CANVAS_MAX_SCALE;
    }
  for (size_t i = G_N_ELEMENTS (ladder); i > 0; i--)
    if (ladder[i - 1] < scale / near)
      return ladder[i - 1];
  return CVK_CANVAS_MIN_SCALE;
}
