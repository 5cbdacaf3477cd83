// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-paint.h"

#include <glib/gi18n-lib.h>

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/canvas/cvk-canvas-note-text.h"

#define NOTE_PADDING 12.0
#define NOTE_RADIUS 10.0
#define FRAME_RADIUS 16.0

static gboolean
is_mirrored (CvkCanvasPainter *self)
{
  return gtk_widget_get_direction (self->widget) == GTK_TEXT_DIR_RTL;
}

/* --- Notes --- */

static void
paint_body (CvkCanvasPainter *self,
            GtkSnapshot *snapshot,
            const CvkCanvasNote *note,
            const graphene_rect_t *area)
{
  const char *text = cvk_value_lookup_string (note->annotation->value, "text", "");
  g_autoptr (PangoLayout) layout = pango_layout_new (pango_layout_get_context (self->layout));
  g_autoptr (PangoAttrList) attributes = NULL;
  g_autofree char *plain = cvk_canvas_note_text_parse (text, &attributes);

  cvk_canvas_painter_set_font (self, layout, CVK_CANVAS_TEXT_BODY);
  pango_layout_set_width (layout, (int) ((area->size.width - 2 * NOTE_PADDING) * PANGO_SCALE));
  pango_layout_set_height (layout, (int) ((area->size.height - 2 * NOTE_PADDING) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_spacing (layout, 2 * PANGO_SCALE);
  pango_layout_set_text (layout, plain, -1);
  pango_layout_set_attributes (layout, attributes);
  gtk_snapshot_push_clip (snapshot, area);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (NOTE_PADDING, NOTE_PADDING));
  gtk_snapshot_append_layout (snapshot, layout, &self->palette->colors[CVK_COLOR_TEXT]);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
}

/* The corner by which it is made larger. */
static void
paint_grip (CvkCanvasPainter *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  const GdkRGBA *color = &self->palette->colors[CVK_COLOR_DIM];
  float right = area->size.width - 5;
  float bottom = area->size.height - 5;

  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (right - 10, bottom - 2, 10, 2));
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (right - 2, bottom - 10, 2, 8));
}

GskRenderNode *
cvk_canvas_paint_note (CvkCanvasPainter *self, const CvkCanvasNote *note, CvkCanvasDetail detail)
{
  graphene_rect_t area =
    GRAPHENE_RECT_INIT (0, 0, note->item.entry.area.size.width, note->item.entry.area.size.height);
  const char *name = cvk_value_lookup_string (note->annotation->value, "color", NULL);
  GtkSnapshot *snapshot;
  GdkRGBA paper;

  cvk_canvas_palette_get_paper (self->palette, self->widget, name, &paper);
  if (detail <= CVK_CANVAS_DETAIL_SHAPE)
    return cvk_canvas_make_block (&area, NOTE_RADIUS, &paper, detail);
  snapshot = gtk_snapshot_new ();
  cvk_canvas_paint_box (snapshot, &area, NOTE_RADIUS, &paper,
                        note->item.is_selected            ? &self->palette->colors[CVK_COLOR_ACCENT]
                        : self->palette->is_high_contrast ? &self->palette->colors[CVK_COLOR_EDGE]
                                                          : NULL,
                        note->item.is_selected ? 2 : 1);
  paint_body (self, snapshot, note, &area);
  if (note->item.is_selected)
    paint_grip (self, snapshot, &area);
  return gtk_snapshot_free_to_node (snapshot);
}

/* --- Frames --- */

/* A collapsed frame is a card for all that it hides. */
static void
paint_collapsed (CvkCanvasPainter *self,
                 GtkSnapshot *snapshot,
                 const CvkCanvasFrame *frame,
                 const graphene_rect_t *area,
                 const GdkRGBA *tint)
{
  g_autofree char *line =
    /* Translators: how many steps a collapsed frame holds. */
    g_strdup_printf (ngettext ("%'u step", "%'u steps", frame->members->len), frame->members->len);
  const char *title = cvk_value_lookup_string (frame->annotation->value, "title", NULL);
  const GdkRGBA *colors = self->palette->colors;
  const double left = CVK_CARD_PADDING + CVK_CARD_TILE + 10;
  double width = area->size.width - left - CVK_CARD_PADDING;
  double tile_x =
    is_mirrored (self) ? area->size.width - CVK_CARD_PADDING - CVK_CARD_TILE : CVK_CARD_PADDING;
  double text_x = is_mirrored (self) ? CVK_CARD_PADDING : left;
  graphene_rect_t under = GRAPHENE_RECT_INIT (4, 4, area->size.width, area->size.height);

  /* A second card peeks out from under the first. */
  cvk_canvas_paint_box (snapshot, &under, CVK_CARD_RADIUS, &colors[CVK_COLOR_CARD],
                        &colors[CVK_COLOR_EDGE], 1);
  cvk_canvas_paint_box (snapshot, area, CVK_CARD_RADIUS, &colors[CVK_COLOR_CARD],
                        &colors[frame->item.is_selected ? CVK_COLOR_ACCENT : CVK_COLOR_EDGE],
                        frame->item.is_selected ? 2 : 1);
  cvk_canvas_paint_box (
    snapshot, &GRAPHENE_RECT_INIT ((float) tile_x, CVK_CARD_PADDING, CVK_CARD_TILE, CVK_CARD_TILE),
    8, tint, NULL, 0);
  cvk_canvas_paint_icon (self, snapshot, "folder-symbolic", &colors[CVK_COLOR_ON_TILE], tile_x + 8,
                         CVK_CARD_PADDING + 8, 16);
  cvk_canvas_paint_text (self, snapshot, CVK_CANVAS_TEXT_NAME,
                         title != NULL && *title != '\0' ? title : _ ("Frame"),
                         &colors[CVK_COLOR_TEXT], text_x, 9, width);
  cvk_canvas_paint_text (self, snapshot, CVK_CANVAS_TEXT_LINE, line, &colors[CVK_COLOR_DIM], text_x,
                         29, width);
  cvk_canvas_paint_port (self, snapshot, 0, cvk_card_get_input_y (0), &colors[CVK_COLOR_LINK],
                         FALSE);
  cvk_canvas_paint_port (self, snapshot, area->size.width, cvk_card_get_output_y (1, 0),
                         &colors[CVK_COLOR_LINK], FALSE);
}

GskRenderNode *
cvk_canvas_paint_frame (CvkCanvasPainter *self, const CvkCanvasFrame *frame, CvkCanvasDetail detail)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, frame->item.entry.area.size.width,
                                             frame->item.entry.area.size.height);
  const char *title = cvk_value_lookup_string (frame->annotation->value, "title", "");
  const GdkRGBA *colors = self->palette->colors;
  GtkSnapshot *snapshot;
  GdkRGBA tint;
  GdkRGBA ground;
  GdkRGBA edge;

  cvk_canvas_palette_get_tint (self->palette, self->widget,
                               cvk_value_lookup_string (frame->annotation->value, "color", NULL),
                               &tint);
  ground = edge = tint;
  ground.alpha = self->palette->is_high_contrast ? 0 : 0.1f;
  edge.alpha = self->palette->is_high_contrast ? 1 : 0.35f;
  if (detail <= CVK_CANVAS_DETAIL_SHAPE)
    return cvk_canvas_make_block (&area, FRAME_RADIUS, frame->is_collapsed ? &edge : &ground,
                                  detail);
  snapshot = gtk_snapshot_new ();
  if (frame->is_collapsed)
    {
      paint_collapsed (self, snapshot, frame, &area, &tint);
      return gtk_snapshot_free_to_node (snapshot);
    }
  cvk_canvas_paint_box (snapshot, &area, FRAME_RADIUS, &ground,
                        frame->item.is_selected ? &colors[CVK_COLOR_ACCENT] : &edge,
                        frame->item.is_selected ? 2 : 1);
  cvk_canvas_paint_text (
    self, snapshot,
    detail >= CVK_CANVAS_DETAIL_FULL ? CVK_CANVAS_TEXT_COUNT : CVK_CANVAS_TEXT_LARGE, title,
    &colors[CVK_COLOR_TEXT], FRAME_RADIUS, detail >= CVK_CANVAS_DETAIL_FULL ? 9 : 4,
    area.size.width - 2 * FRAME_RADIUS);
  return gtk_snapshot_free_to_node (snapshot);
}
