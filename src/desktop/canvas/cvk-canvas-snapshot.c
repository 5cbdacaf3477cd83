// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/canvas/cvk-canvas-private.h"
#include "desktop/cvk-commands.h"

#define FOCUS_GAP 4.0

/* To whole pixels of the screen, or text would be blurred while it stands still. */
static double
round_to_pixel (CvkCanvas *self, double position)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return round (position * factor) / factor;
}

/* One row of dots, as wide as the view and one distance more, so that it can be moved by less than
 * one. A pattern that the renderer repeats costs as much as all the cards. */
static GdkTexture *
make_row (CvkCanvas *self, double distance, int width, int size)
{
  const GdkRGBA *color = &self->palette.colors[CVK_COLOR_DOT];
  size_t stride = (size_t) width * 4;
  g_autofree uint8_t *pixels = g_malloc0 (stride * (size_t) size);
  g_autoptr (GBytes) bytes = NULL;
  const uint8_t pixel[4] = { (uint8_t) (color->red * color->alpha * 255),
                             (uint8_t) (color->green * color->alpha * 255),
                             (uint8_t) (color->blue * color->alpha * 255),
                             (uint8_t) (color->alpha * 255) };

  for (double x = 0; x + size < width; x += distance)
    for (int i = 0; i < size * size; i++)
      memcpy (pixels + (size_t) (i / size) * stride + (size_t) ((int) x + i % size) * 4, pixel, 4);
  bytes = g_bytes_new_take (g_steal_pointer (&pixels), stride * (size_t) size);
  return gdk_memory_texture_new (width, size, GDK_MEMORY_R8G8B8A8_PREMULTIPLIED, bytes, stride);
}

/* The grid as dots; the farther away, the fewer. */
static void
draw_dots (CvkCanvas *self, GtkSnapshot *snapshot)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double distance = CVK_CANVAS_GRID * self->camera.scale * factor;
  int size = MAX ((int) lround (1.5 * factor), 1);
  int width;
  double left;

  while (distance < 26 * factor)
    distance *= 2;
  width = gtk_widget_get_width (GTK_WIDGET (self)) * factor + (int) ceil (distance) + size;
  if (self->dots == NULL || self->dots_distance != distance ||
      gdk_texture_get_width (self->dots) != width)
    {
      g_clear_object (&self->dots);
      self->dots = make_row (self, distance, width, size);
      self->dots_distance = distance;
    }
  left = floor (-fmod (self->camera.x * self->camera.scale * factor, distance)) -
         (self->camera.x < 0 ? ceil (distance) : 0);
  for (double y = -fmod (self->camera.y * self->camera.scale * factor, distance) - distance;
       y < gtk_widget_get_height (GTK_WIDGET (self)) * factor; y += distance)
    gtk_snapshot_append_texture (
      snapshot, self->dots,
      &GRAPHENE_RECT_INIT ((float) left / (float) factor, (float) floor (y) / (float) factor,
                           (float) width / (float) factor, (float) size / (float) factor));
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

/* The keys of an action, as a keyboard has them. */
static char *
dup_keys (const char *action)
{
  unsigned n_commands;
  const CvkCommandInfo *commands = cvk_commands_list (&n_commands);
  GdkModifierType modifiers;
  unsigned key;

  for (unsigned i = 0; i < n_commands; i++)
    if (g_str_equal (commands[i].action, action) && commands[i].accels[0] != NULL &&
        gtk_accelerator_parse (commands[i].accels[0], &key, &modifiers))
      return gtk_accelerator_get_label (key, modifiers);
  return g_strdup ("");
}

/* What to do first, where there is nothing yet. */
static void
draw_hint (CvkCanvas *self, GtkSnapshot *snapshot)
{
  g_autofree char *keys = dup_keys ("win.add-node");
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
