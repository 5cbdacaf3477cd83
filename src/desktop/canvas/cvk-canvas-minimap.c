// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-minimap.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "desktop/canvas/cvk-canvas-private.h"

#define WIDTH 150
#define HEIGHT 92
#define MARGIN 8.0

/* The cards are drawn into a picture of a few thousand pixels: as nodes, ten thousand of them would
 * cost each frame as much as the canvas. */
struct _CvkCanvasMinimap
{
  GtkWidget parent_instance;

  CvkCanvas *canvas;    /* owned, nullable */
  GdkTexture *picture;  /* owned; NULL when it is out of date */
  GtkGesture *drag;     /* borrowed */
  graphene_rect_t area; /* of the document that is shown */
};

G_DEFINE_FINAL_TYPE (CvkCanvasMinimap, cvk_canvas_minimap, GTK_TYPE_WIDGET)

enum
{
  PROP_CANVAS = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Geometry --- */

/* Everything there is, and what is in view: one can get lost beside it. */
static void
update_area (CvkCanvasMinimap *self)
{
  graphene_rect_t view;
  graphene_rect_t bounds;
  graphene_rect_t before = self->area;

  cvk_canvas_get_view (self->canvas, &view);
  cvk_canvas_scene_get_bounds (self->canvas->scene, &bounds);
  graphene_rect_union (&view, &bounds, &self->area);
  if (!graphene_rect_equal (&before, &self->area))
    g_clear_object (&self->picture);
}

static double
get_scale (CvkCanvasMinimap *self)
{
  double across = (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN) / self->area.size.width;
  double down = (gtk_widget_get_height (GTK_WIDGET (self)) - 2 * MARGIN) / self->area.size.height;

  return MIN (across, down);
}

/* Where the upper left corner of the area lies. */
static void
get_origin (CvkCanvasMinimap *self, double *x, double *y)
{
  double scale = get_scale (self);

  *x = (gtk_widget_get_width (GTK_WIDGET (self)) - self->area.size.width * scale) / 2;
  *y = (gtk_widget_get_height (GTK_WIDGET (self)) - self->area.size.height * scale) / 2;
}

static void
to_widget (CvkCanvasMinimap *self, const graphene_rect_t *area, graphene_rect_t *result)
{
  float scale = (float) get_scale (self);
  double x;
  double y;

  get_origin (self, &x, &y);
  graphene_rect_init (result, (float) x + (area->origin.x - self->area.origin.x) * scale,
                      (float) y + (area->origin.y - self->area.origin.y) * scale,
                      area->size.width * scale, area->size.height * scale);
}

/* --- Picture --- */

static void
fill (cairo_t *cr, CvkCanvasMinimap *self, const CvkCanvasItem *item, const GdkRGBA *color)
{
  graphene_rect_t area;

  to_widget (self, &item->entry.area, &area);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_rectangle (cr, area.origin.x, area.origin.y, MAX (area.size.width, 1),
                   MAX (area.size.height, 1));
  cairo_fill (cr);
}

static void
draw_cards (CvkCanvasMinimap *self, cairo_t *cr)
{
  const GdkRGBA *colors = self->canvas->palette.colors;
  GPtrArray *cards = cvk_canvas_scene_get_cards (self->canvas->scene);
  GdkRGBA plain = colors[CVK_COLOR_LINK];

  plain.alpha = self->canvas->palette.is_high_contrast ? 1 : 0.5f;
  /* What failed lies above the others, and what is selected above that. */
  for (unsigned pass = 0; pass < 3; pass++)
    for (unsigned i = 0; i < cards->len; i++)
      {
        const CvkCanvasCard *card = g_ptr_array_index (cards, i);
        unsigned rank =
          card->item.is_selected                                                         ? 2
          : card->progress.state == CVK_CANVAS_STATE_FAILED || card->progress.failed > 0 ? 1
                                                                                         : 0;

        if (rank == pass && !card->item.is_hidden)
          fill (cr, self, &card->item,
                rank == 2   ? &colors[CVK_COLOR_ACCENT]
                : rank == 1 ? &colors[CVK_COLOR_ERROR]
                            : &plain);
      }
}

static void
draw_notes (CvkCanvasMinimap *self, cairo_t *cr)
{
  GPtrArray *notes = cvk_canvas_scene_get_notes (self->canvas->scene);
  GPtrArray *frames = cvk_canvas_scene_get_frames (self->canvas->scene);
  GdkRGBA color;

  for (unsigned i = 0; i < frames->len; i++)
    {
      const CvkCanvasFrame *frame = g_ptr_array_index (frames, i);

      cvk_canvas_palette_get_tint (
        &self->canvas->palette, GTK_WIDGET (self->canvas),
        cvk_value_lookup_string (frame->annotation->value, "color", NULL), &color);
      color.alpha = frame->is_collapsed ? 0.6f : 0.15f;
      fill (cr, self, &frame->item, &color);
    }
  for (unsigned i = 0; i < notes->len; i++)
    {
      const CvkCanvasNote *note = g_ptr_array_index (notes, i);

      cvk_canvas_palette_get_paper (
        &self->canvas->palette, GTK_WIDGET (self->canvas),
        cvk_value_lookup_string (note->annotation->value, "color", NULL), &color);
      fill (cr, self, &note->item, &color);
    }
}

static void
update_picture (CvkCanvasMinimap *self)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = gtk_widget_get_width (GTK_WIDGET (self)) * factor;
  int height = gtk_widget_get_height (GTK_WIDGET (self)) * factor;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  size_t stride = (size_t) cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_scale (cr, factor, factor);
  draw_notes (self, cr);
  draw_cards (self, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * (size_t) height);
  cairo_surface_destroy (surface);
  self->picture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static void
cvk_canvas_minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CvkCanvasMinimap *self = CVK_CANVAS_MINIMAP (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  const GdkRGBA *accent;
  graphene_rect_t view;
  GskRoundedRect outline;

  if (self->canvas == NULL || self->canvas->scene == NULL || width == 0 || height == 0)
    return;
  update_area (self);
  if (self->area.size.width <= 0 || self->area.size.height <= 0)
    return;
  if (self->picture == NULL)
    update_picture (self);
  gtk_snapshot_append_texture (snapshot, self->picture,
                               &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  accent = &self->canvas->palette.colors[CVK_COLOR_ACCENT];
  cvk_canvas_get_view (self->canvas, &view);
  to_widget (self, &view, &view);
  gsk_rounded_rect_init_from_rect (&outline, &view, 3);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ *accent, *accent, *accent, *accent });
}

/* --- Following --- */

static void
content_changed_cb (CvkCanvasMinimap *self)
{
  g_clear_object (&self->picture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cvk_canvas_minimap_set_canvas (CvkCanvasMinimap *self, CvkCanvas *canvas)
{
  g_return_if_fail (CVK_IS_CANVAS_MINIMAP (self));

  if (self->canvas == canvas)
    return;
  if (self->canvas != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->canvas, self);
      if (self->canvas->scene != NULL)
        g_signal_handlers_disconnect_by_data (self->canvas->scene, self);
    }
  g_set_object (&self->canvas, canvas);
  if (canvas != NULL)
    {
      g_signal_connect_object (canvas, "view-changed", G_CALLBACK (gtk_widget_queue_draw), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (canvas->scene, "changed", G_CALLBACK (content_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  content_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CANVAS]);
}

static void
move_view (CvkCanvasMinimap *self, double x, double y)
{
  double scale = get_scale (self);
  double left;
  double top;
  graphene_rect_t view;

  get_origin (self, &left, &top);
  cvk_canvas_get_view (self->canvas, &view);
  self->canvas->camera.x = self->area.origin.x + (x - left) / scale - view.size.width / 2;
  self->canvas->camera.y = self->area.origin.y + (y - top) / scale - view.size.height / 2;
  cvk_canvas_camera_changed (self->canvas);
}

static void
drag_cb (CvkCanvasMinimap *self)
{
  double x;
  double y;
  double dx = 0;
  double dy = 0;

  if (self->canvas == NULL ||
      !gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (self->drag), &x, &y))
    return;
  gtk_gesture_drag_get_offset (GTK_GESTURE_DRAG (self->drag), &dx, &dy);
  gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_CLAIMED);
  move_view (self, x + dx, y + dy);
}

/* --- Object --- */

static void
cvk_canvas_minimap_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
cvk_canvas_minimap_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  g_clear_object (&CVK_CANVAS_MINIMAP (widget)->picture);
}

static void
cvk_canvas_minimap_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CANVAS:
      g_value_set_object (value, CVK_CANVAS_MINIMAP (object)->canvas);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_canvas_minimap_set_property (GObject *object,
                                 unsigned id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CANVAS:
      cvk_canvas_minimap_set_canvas (CVK_CANVAS_MINIMAP (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_canvas_minimap_dispose (GObject *object)
{
  CvkCanvasMinimap *self = CVK_CANVAS_MINIMAP (object);

  if (self->canvas != NULL)
    cvk_canvas_minimap_set_canvas (self, NULL);
  g_clear_object (&self->picture);
  G_OBJECT_CLASS (cvk_canvas_minimap_parent_class)->dispose (object);
}

static void
cvk_canvas_minimap_class_init (CvkCanvasMinimapClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_canvas_minimap_get_property;
  object_class->set_property = cvk_canvas_minimap_set_property;
  object_class->dispose = cvk_canvas_minimap_dispose;
  widget_class->measure = cvk_canvas_minimap_measure;
  widget_class->size_allocate = cvk_canvas_minimap_size_allocate;
  widget_class->snapshot = cvk_canvas_minimap_snapshot;
  properties[PROP_CANVAS] =
    g_param_spec_object ("canvas", NULL, NULL, CVK_TYPE_CANVAS,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "canvas-minimap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cvk_canvas_minimap_init (CvkCanvasMinimap *self)
{
  self->drag = gtk_gesture_drag_new ();
  g_signal_connect_swapped (self->drag, "drag-begin", G_CALLBACK (drag_cb), self);
  g_signal_connect_swapped (self->drag, "drag-update", G_CALLBACK (drag_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->drag));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Overview of the pipeline"), -1);
}

GtkWidget *
cvk_canvas_minimap_new (void)
{
  return g_object_new (CVK_TYPE_CANVAS_MINIMAP, NULL);
}
