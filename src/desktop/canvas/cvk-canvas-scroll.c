// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <math.h>

#include "desktop/canvas/cvk-canvas-private.h"

/* The camera, and the adjustments by which a scrolled window moves it. The camera is the truth. */

/* So much of the pipeline stays in view, however far one scrolls. */
#define MIN_IN_VIEW 80.0
#define REVEAL_MARGIN 40.0
/* From here on a card says all it has to say; what does not fit is opened a little larger. */
#define READABLE 0.63
#define OPENING 0.8

void
cvk_canvas_get_view (CvkCanvas *self, graphene_rect_t *view)
{
  cvk_canvas_camera_get_view (&self->camera, gtk_widget_get_width (GTK_WIDGET (self)),
                              gtk_widget_get_height (GTK_WIDGET (self)), view);
}

CvkCanvasDetail
cvk_canvas_get_detail (CvkCanvas *self)
{
  double scale = self->camera.scale;

  if (cvk_canvas_input_is_scaling (self->input) && scale >= 0.3)
    return CVK_CANVAS_DETAIL_TITLE;
  if (scale == 1)
    return CVK_CANVAS_DETAIL_EXACT;
  return scale >= 0.6   ? CVK_CANVAS_DETAIL_FULL
         : scale >= 0.3 ? CVK_CANVAS_DETAIL_TITLE
         : scale >= 0.2 ? CVK_CANVAS_DETAIL_SHAPE
                        : CVK_CANVAS_DETAIL_BLOCK;
}

/* --- Adjustments --- */

static void
configure (CvkCanvas *self,
           GtkOrientation orientation,
           double from,
           double length,
           double value,
           double page)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];
  double scale = self->camera.scale;
  double reach = MAX (page - MIN_IN_VIEW, 0);
  double start = value * scale;
  double lower = MIN (from * scale - reach, start);
  double upper = MAX ((from + length) * scale + reach, start + page);

  if (adjustment == NULL)
    return;
  /* With nothing there, there is nowhere to go. */
  if (cvk_canvas_scene_is_empty (self->scene))
    {
      lower = start;
      upper = start + page;
    }
  gtk_adjustment_configure (adjustment, start, lower, upper, 2 * 20, page * 0.9, page);
}

void
cvk_canvas_configure_adjustments (CvkCanvas *self)
{
  graphene_rect_t bounds;

  if (self->is_configuring || !self->has_fitted)
    return;
  cvk_canvas_scene_get_bounds (self->scene, &bounds);
  self->is_configuring = TRUE;
  configure (self, GTK_ORIENTATION_HORIZONTAL, bounds.origin.x, bounds.size.width, self->camera.x,
             gtk_widget_get_width (GTK_WIDGET (self)));
  configure (self, GTK_ORIENTATION_VERTICAL, bounds.origin.y, bounds.size.height, self->camera.y,
             gtk_widget_get_height (GTK_WIDGET (self)));
  self->is_configuring = FALSE;
}

static void
value_changed_cb (CvkCanvas *self)
{
  GtkAdjustment *across = self->adjustments[GTK_ORIENTATION_HORIZONTAL];
  GtkAdjustment *down = self->adjustments[GTK_ORIENTATION_VERTICAL];

  if (self->is_configuring || !self->has_fitted)
    return;
  if (across != NULL)
    self->camera.x = gtk_adjustment_get_value (across) / self->camera.scale;
  if (down != NULL)
    self->camera.y = gtk_adjustment_get_value (down) / self->camera.scale;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
cvk_canvas_set_adjustment (CvkCanvas *self, GtkOrientation orientation, GtkAdjustment *value)
{
  GtkAdjustment **place = &self->adjustments[orientation];

  if (*place == value && value != NULL)
    return;
  if (*place != NULL)
    g_signal_handlers_disconnect_by_func (*place, value_changed_cb, self);
  g_clear_object (place);
  if (value == NULL)
    return;
  *place = g_object_ref_sink (value);
  g_signal_connect_object (value, "value-changed", G_CALLBACK (value_changed_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_canvas_configure_adjustments (self);
}

/* --- Camera --- */

void
cvk_canvas_camera_changed (CvkCanvas *self)
{
  cvk_canvas_configure_adjustments (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
cvk_canvas_pan (CvkCanvas *self, double dx, double dy)
{
  self->camera.x += dx / self->camera.scale;
  self->camera.y += dy / self->camera.scale;
  cvk_canvas_camera_changed (self);
}

double
cvk_canvas_get_scale (CvkCanvas *self)
{
  g_return_val_if_fail (CVK_IS_CANVAS (self), 1);

  return self->camera.scale / self->text_factor;
}

void
cvk_canvas_set_scale (CvkCanvas *self, double scale, double anchor_x, double anchor_y)
{
  double before;

  g_return_if_fail (CVK_IS_CANVAS (self));

  before = self->camera.scale;
  cvk_canvas_camera_set_scale (&self->camera, scale * self->text_factor, anchor_x, anchor_y);
  if (self->camera.scale == before)
    return;
  cvk_canvas_camera_changed (self);
  g_object_notify (G_OBJECT (self), "scale");
}

void
cvk_canvas_fit (CvkCanvas *self)
{
  graphene_rect_t bounds;

  g_return_if_fail (CVK_IS_CANVAS (self));

  cvk_canvas_scene_get_bounds (self->scene, &bounds);
  cvk_canvas_camera_fit (&self->camera, &bounds, gtk_widget_get_width (GTK_WIDGET (self)),
                         gtk_widget_get_height (GTK_WIDGET (self)), self->text_factor);
  cvk_canvas_camera_changed (self);
  g_object_notify (G_OBJECT (self), "scale");
}

/* What is opened is shown whole when it can be read then; else from where it begins. */
void
cvk_canvas_open (CvkCanvas *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  graphene_rect_t bounds;

  cvk_canvas_fit (self);
  if (cvk_canvas_get_scale (self) >= READABLE)
    return;
  cvk_canvas_scene_get_bounds (self->scene, &bounds);
  self->camera.scale = OPENING * self->text_factor;
  self->camera.x = bounds.origin.x - REVEAL_MARGIN / self->camera.scale;
  self->camera.y = bounds.size.height * self->camera.scale < height - 2 * REVEAL_MARGIN
                     ? bounds.origin.y + bounds.size.height / 2 - height / self->camera.scale / 2
                     : bounds.origin.y - REVEAL_MARGIN / self->camera.scale;
  if (bounds.size.width * self->camera.scale < width - 2 * REVEAL_MARGIN)
    self->camera.x = bounds.origin.x + bounds.size.width / 2 - width / self->camera.scale / 2;
  cvk_canvas_camera_changed (self);
  g_object_notify (G_OBJECT (self), "scale");
}

void
cvk_canvas_reveal_node (CvkCanvas *self, const char *id)
{
  CvkCanvasCard *card;
  const graphene_rect_t *area;

  g_return_if_fail (CVK_IS_CANVAS (self) && id != NULL);

  card = cvk_canvas_scene_get_card (self->scene, id);
  if (card == NULL)
    return;
  area = card->item.is_hidden && card->frame != NULL ? &card->frame->item.entry.area
                                                     : &card->item.entry.area;
  if (cvk_canvas_camera_reveal (&self->camera, area, gtk_widget_get_width (GTK_WIDGET (self)),
                                gtk_widget_get_height (GTK_WIDGET (self)), REVEAL_MARGIN))
    cvk_canvas_camera_changed (self);
}

/* --- Places --- */

void
cvk_canvas_to_document (CvkCanvas *self, double x, double y, double *document_x, double *document_y)
{
  g_return_if_fail (CVK_IS_CANVAS (self));

  cvk_canvas_camera_to_document (&self->camera, x, y, document_x, document_y);
}

void
cvk_canvas_to_widget (CvkCanvas *self, double document_x, double document_y, double *x, double *y)
{
  g_return_if_fail (CVK_IS_CANVAS (self));

  cvk_canvas_camera_to_widget (&self->camera, document_x, document_y, x, y);
}

static gboolean
get_area (CvkCanvas *self, const CvkCanvasItem *item, graphene_rect_t *area)
{
  if (item == NULL || item->is_hidden)
    return FALSE;
  cvk_canvas_camera_area_to_widget (&self->camera, &item->entry.area, area);
  return TRUE;
}

gboolean
cvk_canvas_get_node_area (CvkCanvas *self, const char *id, graphene_rect_t *area)
{
  g_return_val_if_fail (CVK_IS_CANVAS (self) && id != NULL, FALSE);

  return get_area (self, (CvkCanvasItem *) cvk_canvas_scene_get_card (self->scene, id), area);
}

gboolean
cvk_canvas_get_note_area (CvkCanvas *self, const char *id, graphene_rect_t *area)
{
  g_return_val_if_fail (CVK_IS_CANVAS (self) && id != NULL, FALSE);

  return get_area (self, (CvkCanvasItem *) cvk_canvas_scene_get_note (self->scene, id), area);
}

gboolean
cvk_canvas_get_frame_area (CvkCanvas *self, const char *id, graphene_rect_t *area)
{
  g_return_val_if_fail (CVK_IS_CANVAS (self) && id != NULL, FALSE);

  return get_area (self, (CvkCanvasItem *) cvk_canvas_scene_get_frame (self->scene, id), area);
}

GPtrArray *
cvk_canvas_list_visible_nodes (CvkCanvas *self)
{
  GPtrArray *ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  graphene_rect_t view;

  g_return_val_if_fail (CVK_IS_CANVAS (self), ids);

  cvk_canvas_get_view (self, &view);
  cvk_canvas_scene_query (self->scene, &view, found);
  for (unsigned i = 0; i < found->len; i++)
    {
      CvkCanvasItem *item = g_ptr_array_index (found, i);

      if (item->kind == CVK_CANVAS_ITEM_CARD)
        g_ptr_array_add (ids, ((CvkCanvasCard *) item)->id);
    }
  return ids;
}

/* --- Text --- */

double
cvk_canvas_measure_text (GtkWidget *widget)
{
  const double usual = 11.0 * 96 / 72; /* 11 points, as pixels */
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  int resolution;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &resolution, NULL);
  if (!pango_font_description_get_size_is_absolute (font))
    size *= (resolution > 0 ? resolution / 1024.0 : 96) / 72;
  /* A font that is a little different is no reason for a canvas of another size. */
  return size > usual * 1.08 ? MIN (size / usual, 3) : 1;
}
