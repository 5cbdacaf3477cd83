// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-template-picture.h"

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/canvas/cvk-canvas-palette.h"
#include "desktop/client/cvk-node-catalogue.h"

#define HEIGHT 132
#define MIN_WIDTH 220
#define MARGIN 14.0
/* A pipeline of two cards does not become larger than on the canvas. */
#define MAX_SCALE 0.42
#define LINE 1.5

struct _CvkTemplatePicture
{
  GtkWidget parent_instance;

  CvkDocument *document; /* owned, nullable */
  CvkCanvasPalette palette;
};

G_DEFINE_FINAL_TYPE (CvkTemplatePicture, cvk_template_picture, GTK_TYPE_WIDGET)

/* --- Where things are --- */

static void
get_node_area (const CvkNode *node, graphene_rect_t *area)
{
  graphene_rect_init (area, (float) node->x, (float) node->y, CVK_CARD_WIDTH,
                      (float) cvk_card_get_node_height (node, cvk_node_catalogue_get ()));
}

static void
get_note_area (const CvkAnnotation *note, graphene_rect_t *area)
{
  graphene_rect_init (area, (float) cvk_value_lookup_integer (note->value, "x", 0),
                      (float) cvk_value_lookup_integer (note->value, "y", 0),
                      (float) cvk_value_lookup_integer (note->value, "width", CVK_NOTE_WIDTH),
                      (float) cvk_value_lookup_integer (note->value, "height", CVK_NOTE_HEIGHT));
}

static void
add_area (graphene_rect_t *bounds, gboolean *is_first, const graphene_rect_t *area)
{
  if (*is_first)
    *bounds = *area;
  else
    graphene_rect_union (bounds, area, bounds);
  *is_first = FALSE;
}

/* Around its nodes, as on the canvas. FALSE: none of them is there. */
static gboolean
get_frame_area (CvkDocument *document, const CvkAnnotation *frame, graphene_rect_t *area)
{
  const CvkValue *nodes = cvk_value_get_member (frame->value, "nodes");
  gboolean is_first = TRUE;

  for (size_t i = 0; nodes != NULL && i < cvk_value_get_length (nodes); i++)
    {
      const CvkValue *id = cvk_value_get_element (nodes, i);
      const CvkNode *node = cvk_value_is_string (id)
                              ? cvk_document_get_node (document, cvk_value_get_string (id))
                              : NULL;
      graphene_rect_t part;

      if (node == NULL)
        continue;
      get_node_area (node, &part);
      add_area (area, &is_first, &part);
    }
  if (is_first)
    return FALSE;
  graphene_rect_inset (area, -CVK_FRAME_PADDING, -CVK_FRAME_PADDING);
  area->origin.y -= CVK_FRAME_TITLE;
  area->size.height += CVK_FRAME_TITLE;
  return TRUE;
}

static gboolean
get_bounds (CvkTemplatePicture *self, graphene_rect_t *bounds)
{
  GPtrArray *nodes = cvk_document_get_nodes (self->document);
  GPtrArray *notes = cvk_document_get_notes (self->document);
  GPtrArray *frames = cvk_document_get_frames (self->document);
  gboolean is_first = TRUE;
  graphene_rect_t area;

  for (unsigned i = 0; i < nodes->len; i++)
    {
      get_node_area (g_ptr_array_index (nodes, i), &area);
      add_area (bounds, &is_first, &area);
    }
  for (unsigned i = 0; i < notes->len; i++)
    {
      get_note_area (g_ptr_array_index (notes, i), &area);
      add_area (bounds, &is_first, &area);
    }
  for (unsigned i = 0; i < frames->len; i++)
    if (get_frame_area (self->document, g_ptr_array_index (frames, i), &area))
      add_area (bounds, &is_first, &area);
  return !is_first;
}

/* --- Painting, in the units of the document --- */

static void
round_rectangle (cairo_t *cr, const graphene_rect_t *area, double radius)
{
  double x = area->origin.x;
  double y = area->origin.y;
  double width = area->size.width;
  double height = area->size.height;

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

static void
fill (cairo_t *cr, const graphene_rect_t *area, double radius, const GdkRGBA *color)
{
  round_rectangle (cr, area, radius);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_fill (cr);
}

/* Two bars stand for name and what it does: text of this size could not be read. */
static void
paint_card (CvkTemplatePicture *self, cairo_t *cr, const CvkNode *node)
{
  const GdkRGBA *colors = self->palette.colors;
  const CvkNodeType *type = cvk_node_types_lookup (cvk_node_catalogue_get (), node->type);
  graphene_rect_t area;
  graphene_rect_t part;
  GdkRGBA color;

  get_node_area (node, &area);
  round_rectangle (cr, &area, CVK_CARD_RADIUS);
  gdk_cairo_set_source_rgba (cr, &colors[CVK_COLOR_CARD]);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &colors[CVK_COLOR_EDGE]);
  cairo_stroke (cr);
  cvk_canvas_palette_get_tile (GTK_WIDGET (self), type != NULL ? type->group : NULL,
                               type != NULL ? type->connector : NULL, &color);
  graphene_rect_init (&part, area.origin.x + CVK_CARD_PADDING, area.origin.y + CVK_CARD_PADDING,
                      CVK_CARD_TILE, CVK_CARD_TILE);
  fill (cr, &part, 8, &color);
  color = colors[CVK_COLOR_TEXT];
  color.alpha *= 0.6f;
  graphene_rect_init (&part, area.origin.x + 56, area.origin.y + 16, 110, 10);
  fill (cr, &part, 5, &color);
  color = colors[CVK_COLOR_DIM];
  color.alpha *= 0.5f;
  graphene_rect_init (&part, area.origin.x + 56, area.origin.y + 34, 140, 8);
  fill (cr, &part, 4, &color);
}

static void
paint_note (CvkTemplatePicture *self, cairo_t *cr, const CvkAnnotation *note)
{
  graphene_rect_t area;
  GdkRGBA color;

  get_note_area (note, &area);
  cvk_canvas_palette_get_paper (&self->palette, GTK_WIDGET (self),
                                cvk_value_lookup_string (note->value, "color", NULL), &color);
  fill (cr, &area, CVK_CARD_RADIUS, &color);
}

static void
paint_frame (CvkTemplatePicture *self, cairo_t *cr, const CvkAnnotation *frame)
{
  graphene_rect_t area;
  GdkRGBA color;

  if (!get_frame_area (self->document, frame, &area))
    return;
  cvk_canvas_palette_get_tint (&self->palette, GTK_WIDGET (self),
                               cvk_value_lookup_string (frame->value, "color", NULL), &color);
  color.alpha = 0.15f;
  fill (cr, &area, CVK_CARD_RADIUS, &color);
}

static void
paint_link (CvkTemplatePicture *self, cairo_t *cr, const CvkLink *link, double scale)
{
  const CvkNode *source = cvk_document_get_node (self->document, link->source);
  const CvkNode *target = cvk_document_get_node (self->document, link->target);
  gboolean is_failed = g_str_equal (link->source_port, "failed");
  double x1, y1, x2, y2, bend;

  if (source == NULL || target == NULL)
    return;
  x1 = source->x + CVK_CARD_WIDTH;
  y1 = source->y + CVK_CARD_HEIGHT * (is_failed ? 0.75 : 0.45);
  x2 = target->x;
  y2 = target->y + CVK_CARD_HEIGHT * 0.45;
  bend = MAX ((x2 - x1) / 2, 30);
  gdk_cairo_set_source_rgba (cr,
                             &self->palette.colors[is_failed ? CVK_COLOR_ERROR : CVK_COLOR_LINK]);
  cairo_set_line_width (cr, LINE / scale);
  cairo_move_to (cr, x1, y1);
  cairo_curve_to (cr, x1 + bend, y1, x2 - bend, y2, x2, y2);
  cairo_stroke (cr);
}

static void
paint (CvkTemplatePicture *self, cairo_t *cr, double scale)
{
  GPtrArray *nodes = cvk_document_get_nodes (self->document);
  GPtrArray *links = cvk_document_get_links (self->document);
  GPtrArray *notes = cvk_document_get_notes (self->document);
  GPtrArray *frames = cvk_document_get_frames (self->document);

  for (unsigned i = 0; i < frames->len; i++)
    paint_frame (self, cr, g_ptr_array_index (frames, i));
  for (unsigned i = 0; i < notes->len; i++)
    paint_note (self, cr, g_ptr_array_index (notes, i));
  for (unsigned i = 0; i < links->len; i++)
    paint_link (self, cr, g_ptr_array_index (links, i), scale);
  cairo_set_line_width (cr, 1 / scale);
  for (unsigned i = 0; i < nodes->len; i++)
    paint_card (self, cr, g_ptr_array_index (nodes, i));
}

static void
cvk_template_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CvkTemplatePicture *self = CVK_TEMPLATE_PICTURE (widget);
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  graphene_rect_t bounds;
  graphene_rect_t whole;
  cairo_t *cr;
  double scale;

  cvk_canvas_palette_update (&self->palette, widget);
  graphene_rect_init (&whole, 0, 0, (float) width, (float) height);
  gtk_snapshot_append_color (snapshot, &self->palette.colors[CVK_COLOR_CANVAS], &whole);
  if (self->document == NULL || !get_bounds (self, &bounds))
    return;
  scale =
    MIN ((width - 2 * MARGIN) / bounds.size.width, (height - 2 * MARGIN) / bounds.size.height);
  scale = MIN (scale, MAX_SCALE);
  cr = gtk_snapshot_append_cairo (snapshot, &whole);
  cairo_translate (cr, (width - bounds.size.width * scale) / 2,
                   (height - bounds.size.height * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -bounds.origin.x, -bounds.origin.y);
  paint (self, cr, scale);
  cairo_destroy (cr);
}

/* --- Object --- */

static void
cvk_template_picture_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : MIN_WIDTH;
  *natural = *minimum;
}

static void
cvk_template_picture_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (cvk_template_picture_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
cvk_template_picture_finalize (GObject *object)
{
  g_clear_object (&CVK_TEMPLATE_PICTURE (object)->document);
  G_OBJECT_CLASS (cvk_template_picture_parent_class)->finalize (object);
}

static void
cvk_template_picture_class_init (CvkTemplatePictureClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_template_picture_finalize;
  widget_class->snapshot = cvk_template_picture_snapshot;
  widget_class->measure = cvk_template_picture_measure;
  widget_class->css_changed = cvk_template_picture_css_changed;
  gtk_widget_class_set_css_name (widget_class, "template-picture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
cvk_template_picture_init (CvkTemplatePicture *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
cvk_template_picture_new (void)
{
  return g_object_new (CVK_TYPE_TEMPLATE_PICTURE, NULL);
}

void
cvk_template_picture_set_document (CvkTemplatePicture *self, CvkDocument *document)
{
  g_return_if_fail (CVK_IS_TEMPLATE_PICTURE (self));
  g_return_if_fail (document == NULL || CVK_IS_DOCUMENT (document));

  if (g_set_object (&self->document, document))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}
