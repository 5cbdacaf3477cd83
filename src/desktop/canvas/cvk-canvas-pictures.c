// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <math.h>

#include "desktop/canvas/cvk-canvas-paint.h"

/* Parts that many cards have alike, drawn once into a small picture. At 100 % its pixels are those
 * of the screen, and to copy them costs a tenth of drawing the part again. */

static GdkTexture *
make_picture (CvkCanvasPainter *self,
              const graphene_rect_t *area,
              CvkCanvasDraw draw,
              gconstpointer data)
{
  int factor = gtk_widget_get_scale_factor (self->widget);
  int width = (int) ceilf (area->size.width) * factor;
  int height = (int) ceilf (area->size.height) * factor;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  size_t stride = (size_t) cairo_image_surface_get_stride (surface);
  cairo_t *cr = cairo_create (surface);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GBytes) bytes = NULL;

  draw (self, snapshot, data);
  node = gtk_snapshot_free_to_node (snapshot);
  cairo_scale (cr, factor, factor);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * (size_t) height);
  cairo_surface_destroy (surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

void
cvk_canvas_paint_picture (CvkCanvasPainter *self,
                          GtkSnapshot *snapshot,
                          const char *key,
                          const graphene_rect_t *area,
                          CvkCanvasDraw draw,
                          gconstpointer data)
{
  GdkTexture *picture;

  if (!self->is_exact)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &area->origin);
      draw (self, snapshot, data);
      gtk_snapshot_restore (snapshot);
      return;
    }
  picture = g_hash_table_lookup (self->pictures, key);
  if (picture == NULL)
    {
      picture = make_picture (self, area, draw, data);
      g_hash_table_insert (self->pictures, g_strdup (key), picture);
    }
  gtk_snapshot_append_texture (snapshot, picture, area);
}
