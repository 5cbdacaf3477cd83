// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-paint.h"

#include "desktop/canvas/cvk-canvas-metrics.h"

/* The parts that all items are made of. */

#define PORT_RADIUS 6.0

/* In document units, so that a card looks the same at every size of the system's text. */
static const struct
{
  double size;
  PangoWeight weight;
} texts[] = {
  [CVK_CANVAS_TEXT_NAME] = { 14.5, PANGO_WEIGHT_BOLD },
  [CVK_CANVAS_TEXT_LINE] = { 12, PANGO_WEIGHT_NORMAL },
  [CVK_CANVAS_TEXT_COUNT] = { 13, PANGO_WEIGHT_BOLD },
  [CVK_CANVAS_TEXT_LARGE] = { 21, PANGO_WEIGHT_BOLD },
  [CVK_CANVAS_TEXT_BODY] = { 13.5, PANGO_WEIGHT_NORMAL },
};

/* --- Text --- */

void
cvk_canvas_painter_update (CvkCanvasPainter *self, GtkWidget *widget)
{
  PangoContext *context = gtk_widget_create_pango_context (widget);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  self->widget = widget;
  g_clear_pointer (&self->pictures, g_hash_table_unref);
  self->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  pango_context_set_round_glyph_positions (context, FALSE);
  g_clear_object (&self->layout);
  self->layout = pango_layout_new (context);
  g_object_unref (context);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  /* Counts must not dance while they grow. */
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (self->layout, attributes);
}

void
cvk_canvas_painter_clear (CvkCanvasPainter *self)
{
  g_clear_pointer (&self->pictures, g_hash_table_unref);
  g_clear_pointer (&self->accounts, g_hash_table_unref);
  g_clear_object (&self->breakpoints);
  g_clear_object (&self->layout);
}

void
cvk_canvas_painter_set_font (CvkCanvasPainter *self, PangoLayout *layout, CvkCanvasText kind)
{
  const PangoFontDescription *base =
    pango_context_get_font_description (pango_layout_get_context (self->layout));
  g_autoptr (PangoFontDescription) font = pango_font_description_copy (base);

  pango_font_description_set_absolute_size (font, texts[kind].size * PANGO_SCALE);
  pango_font_description_set_weight (font, texts[kind].weight);
  pango_layout_set_font_description (layout, font);
}

double
cvk_canvas_paint_text (CvkCanvasPainter *self,
                       GtkSnapshot *snapshot,
                       CvkCanvasText kind,
                       const char *text,
                       const GdkRGBA *color,
                       double x,
                       double y,
                       double width)
{
  PangoRectangle extents;
  double left = x;

  if (width <= 0)
    return 0;
  cvk_canvas_painter_set_font (self, self->layout, kind);
  pango_layout_set_width (self->layout, (int) (width * PANGO_SCALE));
  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_extents (self->layout, NULL, &extents);
  if (gtk_widget_get_direction (self->widget) == GTK_TEXT_DIR_RTL)
    left = x + width - (double) extents.width / PANGO_SCALE;
  left -= (double) extents.x / PANGO_SCALE;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) left, (float) y));
  gtk_snapshot_append_layout (snapshot, self->layout, color);
  gtk_snapshot_restore (snapshot);
  return (double) extents.width / PANGO_SCALE;
}

/* --- Shapes --- */

void
cvk_canvas_paint_icon (CvkCanvasPainter *self,
                       GtkSnapshot *snapshot,
                       const char *name,
                       const GdkRGBA *color,
                       double x,
                       double y,
                       double size)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (self->widget));
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
    theme, name, NULL, (int) size, gtk_widget_get_scale_factor (self->widget),
    gtk_widget_get_direction (self->widget), GTK_ICON_LOOKUP_FORCE_SYMBOLIC);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size,
                                            color, 1);
  gtk_snapshot_restore (snapshot);
}

/* A border that meets in the middle fills what is inside of it, and costs one renderer half of what
 * clipping to the same outline does. */
static void
fill (GtkSnapshot *snapshot, const GskRoundedRect *outline, const GdkRGBA *color)
{
  float across = outline->bounds.size.width / 2;
  float down = outline->bounds.size.height / 2;

  gtk_snapshot_append_border (snapshot, outline, (float[4]){ down, across, down, across },
                              (GdkRGBA[4]){ *color, *color, *color, *color });
}

void
cvk_canvas_paint_box (GtkSnapshot *snapshot,
                      const graphene_rect_t *area,
                      double radius,
                      const GdkRGBA *color,
                      const GdkRGBA *edge,
                      double edge_width)
{
  GskRoundedRect outline;
  float width = (float) edge_width;

  gsk_rounded_rect_init_from_rect (&outline, area, (float) radius);
  fill (snapshot, &outline, color);
  if (edge != NULL)
    gtk_snapshot_append_border (snapshot, &outline, (float[4]){ width, width, width, width },
                                (GdkRGBA[4]){ *edge, *edge, *edge, *edge });
}

GskRenderNode *
cvk_canvas_make_block (const graphene_rect_t *area,
                       double radius,
                       const GdkRGBA *color,
                       CvkCanvasDetail detail)
{
  float across = area->size.width / 2;
  float down = area->size.height / 2;
  GskRoundedRect outline;

  if (detail == CVK_CANVAS_DETAIL_BLOCK)
    return gsk_color_node_new (color, area);
  gsk_rounded_rect_init_from_rect (&outline, area, (float) radius);
  return gsk_border_node_new (&outline, (float[4]){ down, across, down, across },
                              (GdkRGBA[4]){ *color, *color, *color, *color });
}

typedef struct
{
  const GdkRGBA *color;
  gboolean is_filled;
} Port;

static void
draw_port (CvkCanvasPainter *self, GtkSnapshot *snapshot, gconstpointer data)
{
  const Port *port = data;
  const graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, 2 * PORT_RADIUS, 2 * PORT_RADIUS);

  cvk_canvas_paint_box (snapshot, &area, PORT_RADIUS,
                        port->is_filled ? port->color : &self->palette->colors[CVK_COLOR_CARD],
                        port->color, 2);
}

void
cvk_canvas_paint_port (CvkCanvasPainter *self,
                       GtkSnapshot *snapshot,
                       double x,
                       double y,
                       const GdkRGBA *color,
                       gboolean is_filled)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float) (x - PORT_RADIUS), (float) (y - PORT_RADIUS),
                                             (float) (2 * PORT_RADIUS), (float) (2 * PORT_RADIUS));

  const Port port = { color, is_filled };
  g_autofree char *name = gdk_rgba_to_string (color);
  g_autofree char *key = g_strconcat (is_filled ? "filled " : "port ", name, NULL);

  cvk_canvas_paint_picture (self, snapshot, key, &area, draw_port, &port);
}

/* --- Routes --- */

static void
append_piece (GtkSnapshot *snapshot,
              const graphene_point_t *a,
              const graphene_point_t *b,
              double width,
              const GdkRGBA *color)
{
  float half = (float) (width / 2);

  gtk_snapshot_append_color (
    snapshot, color,
    &GRAPHENE_RECT_INIT (MIN (a->x, b->x) - (a->x == b->x ? half : 0),
                         MIN (a->y, b->y) - (a->x == b->x ? 0 : half),
                         ABS (a->x - b->x) + (a->x == b->x ? 2 * half : 0),
                         ABS (a->y - b->y) + (a->x == b->x ? 0 : 2 * half)));
}

/* A corner is a box of which two sides are drawn and the corner between them is round: every
 * renderer draws that well, and none has to upload a picture for it. @a and @b are where the arms
 * of the corner end. */
static void
append_corner (GtkSnapshot *snapshot,
               const graphene_point_t *a,
               const graphene_point_t *corner,
               const graphene_point_t *b,
               double radius,
               double width,
               const GdkRGBA *color)
{
  const graphene_point_t *across = a->y == corner->y ? a : b; /* the end of the horizontal arm */
  const graphene_point_t *down = across == a ? b : a;
  gboolean is_left = across->x > corner->x; /* the corner is at the left of the box */
  gboolean is_top = down->y > corner->y;
  float half = (float) (width / 2);
  float line = (float) width;
  float x = is_left ? corner->x - half : across->x;
  float y = is_top ? corner->y - half : down->y;
  graphene_rect_t area =
    GRAPHENE_RECT_INIT (x, y, ABS (across->x - corner->x) + half, ABS (down->y - corner->y) + half);
  graphene_size_t none = GRAPHENE_SIZE_INIT (0, 0);
  graphene_size_t round = GRAPHENE_SIZE_INIT ((float) radius + half, (float) radius + half);
  GskRoundedRect outline;

  gsk_rounded_rect_init (&outline, &area, is_left && is_top ? &round : &none,
                         !is_left && is_top ? &round : &none, !is_left && !is_top ? &round : &none,
                         is_left && !is_top ? &round : &none);
  gtk_snapshot_append_border (
    snapshot, &outline,
    (float[4]){ is_top ? line : 0, is_left ? 0 : line, is_top ? 0 : line, is_left ? line : 0 },
    (GdkRGBA[4]){ *color, *color, *color, *color });
}

void
cvk_canvas_paint_route (GtkSnapshot *snapshot,
                        const CvkCanvasRoute *route,
                        double width,
                        const GdkRGBA *color)
{
  graphene_point_t from = route->points[0];

  if (route->n_points == 2)
    {
      append_piece (snapshot, &route->points[0], &route->points[1], width, color);
      return;
    }
  for (unsigned i = 1; i + 1 < route->n_points; i++)
    {
      graphene_point_t to = route->points[i + 1];

      /* Two corners share the piece between them. */
      if (i + 2 < route->n_points)
        graphene_point_interpolate (&route->points[i], &route->points[i + 1], 0.5, &to);
      append_corner (snapshot, &from, &route->points[i], &to,
                     cvk_canvas_route_get_radius (route, i), width, color);
      from = to;
    }
}
