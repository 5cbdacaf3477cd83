// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/canvas/cvk-canvas-private.h"

#define FOCUS_GAP 4.0

/* To whole pixels of the screen, or text would be blurred while it stands still. */
static double
round_to_pixel (CvkCanvas *self, double position)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return round (position * factor) / factor;
}

/* The grid as dots; the farther away, the fewer. One dot that the renderer repeats. */
static void
draw_dots (CvkCanvas *self, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  double distance = CVK_CANVAS_GRID * self->camera.scale;
  float size = 1.5f;
  double x;
  double y;

  while (distance < 14)
    distance *= 5;
  /* A pattern of whole pixels stays crisp; over a screen the difference is not seen. */
  x = round_to_pixel (self, -fmod (self->camera.x * self->camera.scale, distance)) - distance;
  y = round_to_pixel (self, -fmod (self->camera.y * self->camera.scale, distance)) - distance;
  gtk_snapshot_push_repeat (
    snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height),
    &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) distance, (float) distance));
  gtk_snapshot_append_color (snapshot, &self->palette.colors[CVK_COLOR_DOT],
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, size, size));
  gtk_snapshot_pop (snapshot);
}

static void
draw_content (CvkCanvas *self, GtkSnapshot *snapshot)
{
  g_autoptr (GskTransform) transform = NULL;
  g_autoptr (GskRenderNode) placed = NULL;
  GskRenderNode *content;
  graphene_rect_t view;
  float scale = (float) self->camera.scale;

  cvk_canvas_get_view (self, &view);
  content = cvk_canvas_layers_get (self->layers, self->scene, &self->painter, &view,
                                   cvk_canvas_get_detail (self));
  if (content == NULL)
    return;
  transform = gsk_transform_scale (
    gsk_transform_translate (
      NULL,
      &GRAPHENE_POINT_INIT ((float) round_to_pixel (self, -self->camera.x * self->camera.scale),
                            (float) round_to_pixel (self, -self->camera.y * self->camera.scale))),
    scale, scale);
  /* Not by the snapshot, which would fold the camera into every item. */
  placed =
    transform != NULL ? gsk_transform_node_new (content, transform) : gsk_render_node_ref (content);
  gtk_snapshot_append_node (snapshot, placed);
}

/* --- Over the scene, in the widget's own pixels --- */

static void
draw_focus (CvkCanvas *self, GtkSnapshot *snapshot)
{
  GtkStateFlags flags = gtk_widget_get_state_flags (GTK_WIDGET (self));
  graphene_rect_t area;
  GskRoundedRect outline;
  GdkRGBA color = self->palette.colors[CVK_COLOR_ACCENT];

  if (self->focus_node == NULL || (flags & GTK_STATE_FLAG_FOCUS_VISIBLE) == 0 ||
      (flags & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_WITHIN)) == 0 ||
      !cvk_canvas_get_node_area (self, self->focus_node, &area))
    return;
  graphene_rect_inset (&area, -FOCUS_GAP, -FOCUS_GAP);
  gsk_rounded_rect_init_from_rect (&outline, &area,
                                   (float) (CVK_CARD_RADIUS * self->camera.scale + FOCUS_GAP));
  color.alpha = self->palette.is_high_contrast ? 1 : 0.5f;
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 2, 2, 2, 2 },
                              (GdkRGBA[4]){ color, color, color, color });
}

static void
draw_line (CvkCanvas *self, GtkSnapshot *snapshot, const char *text, PangoWeight weight, double y)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int text_width;

  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, MAX (width - 40, 0) * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, &text_width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (20, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, &self->palette.colors[CVK_COLOR_DIM]);
  gtk_snapshot_restore (snapshot);
}

/* What to do first, where there is nothing yet. */
static void
draw_hint (CvkCanvas *self, GtkSnapshot *snapshot)
{
  g_autofree char *keys = gtk_accelerator_get_label (GDK_KEY_k, GDK_CONTROL_MASK);
  /* Translators: a keyboard shortcut. */
  g_autofree char *text = g_strdup_printf (_ ("Press %s, double-click here, or drop a file"), keys);
  double middle = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;

  if (self->session == NULL || !cvk_canvas_scene_is_empty (self->scene))
    return;
  draw_line (self, snapshot, _ ("Add a node"), PANGO_WEIGHT_BOLD, middle - 24);
  draw_line (self, snapshot, text, PANGO_WEIGHT_NORMAL, middle + 4);
}

void
cvk_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CvkCanvas *self = CVK_CANVAS (widget);
  GtkWidget *child;

  draw_dots (self, snapshot);
  draw_content (self, snapshot);
  draw_focus (self, snapshot);
  draw_hint (self, snapshot);
  cvk_canvas_input_snapshot (self->input, snapshot);
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_snapshot_child (widget, child, snapshot);
}
