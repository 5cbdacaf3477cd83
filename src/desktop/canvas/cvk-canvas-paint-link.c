// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-paint.h"

#include <math.h>

#define HALO_WIDTH 8.0

static const GdkRGBA *
get_link_color (CvkCanvasPainter *self, const CvkCanvasLink *link)
{
  return &self->palette->colors[link->is_failure         ? CVK_COLOR_ERROR
                                : link->item.is_selected ? CVK_COLOR_ACCENT
                                                         : CVK_COLOR_LINK];
}

/* How many items passed, above the line, or beside it where it goes up or down. */
static void
paint_count (CvkCanvasPainter *self, GtkSnapshot *snapshot, const CvkCanvasLink *link)
{
  g_autofree char *text = g_strdup_printf ("%'" G_GINT64_FORMAT, link->count);
  graphene_point_t middle;
  PangoRectangle extents;
  gboolean is_beside;
  double width;
  double x;
  double y;

  cvk_canvas_route_get_label (&link->route, link->count_part, &middle);
  cvk_canvas_painter_set_font (self, self->layout, CVK_CANVAS_TEXT_LINE);
  pango_layout_set_width (self->layout, -1);
  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_extents (self->layout, NULL, &extents);
  width = (double) extents.width / PANGO_SCALE;
  is_beside = link->count_part == CVK_CANVAS_ROUTE_MIDDLE && link->route.n_points == 4;
  x = is_beside ? middle.x + 6 : middle.x - width / 2;
  y = is_beside ? middle.y - 8 : middle.y - 19;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (
    snapshot, self->layout,
    &self->palette->colors[link->is_failure ? CVK_COLOR_ERROR : CVK_COLOR_DIM]);
  gtk_snapshot_restore (snapshot);
}

/* Three rectangles without roundings: far away nobody sees them. */
static void
paint_straight (GtkSnapshot *snapshot, const CvkCanvasRoute *route, const GdkRGBA *color)
{
  const float width = 4;

  for (unsigned i = 0; i + 1 < route->n_points; i++)
    {
      const graphene_point_t *a = &route->points[i];
      const graphene_point_t *b = &route->points[i + 1];

      gtk_snapshot_append_color (
        snapshot, color,
        &GRAPHENE_RECT_INIT (MIN (a->x, b->x) - width / 2, MIN (a->y, b->y) - width / 2,
                             ABS (a->x - b->x) + width, ABS (a->y - b->y) + width));
    }
}

GskRenderNode *
cvk_canvas_paint_link (CvkCanvasPainter *self, const CvkCanvasLink *link, CvkCanvasDetail detail)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  const GdkRGBA *color = get_link_color (self, link);

  if (detail <= CVK_CANVAS_DETAIL_SHAPE)
    {
      paint_straight (snapshot, &link->route, color);
      return gtk_snapshot_free_to_node (snapshot);
    }
  if (link->item.is_selected)
    cvk_canvas_paint_route (snapshot, &link->route, HALO_WIDTH,
                            &self->palette->colors[CVK_COLOR_TINT]);
  cvk_canvas_paint_route (snapshot, &link->route, CVK_CANVAS_LINK_WIDTH, color);
  if (detail >= CVK_CANVAS_DETAIL_FULL && link->count >= 0)
    paint_count (self, snapshot, link);
  return gtk_snapshot_free_to_node (snapshot);
}
