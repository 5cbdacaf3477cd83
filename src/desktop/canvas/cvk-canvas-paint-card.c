// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-paint.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/canvas/cvk-canvas-summary.h"

#define TEXT_LEFT (CVK_CARD_PADDING + CVK_CARD_TILE + 10)
#define TEXT_RIGHT (CVK_CARD_WIDTH - CVK_CARD_PADDING)
#define NAME_TOP 9.0
#define LINE_TOP 29.0
#define STATUS_MIDDLE 62.0
#define TILE_RADIUS 8.0
#define BADGE 20.0

static gboolean
is_mirrored (CvkCanvasPainter *self)
{
  return gtk_widget_get_direction (self->widget) == GTK_TEXT_DIR_RTL;
}

/* The left edge of something @width wide that stands at @x in a left-to-right card. */
static double
mirror (CvkCanvasPainter *self, double x, double width)
{
  return is_mirrored (self) ? CVK_CARD_WIDTH - x - width : x;
}

static const GdkRGBA *
get_color (CvkCanvasPainter *self, CvkCanvasColor color)
{
  return &self->palette->colors[color];
}

static void
get_tile_color (CvkCanvasPainter *self, const CvkCanvasCard *card, GdkRGBA *color)
{
  cvk_canvas_palette_get_tile (self->widget, card->type != NULL ? card->type->group : NULL,
                               card->type != NULL ? card->type->connector : NULL, color);
}

/* A little thicker below is all the shadow there is: a blur costs more than the whole card. */
static void
paint_edge (GtkSnapshot *snapshot,
            const graphene_rect_t *area,
            float width,
            float below,
            const GdkRGBA *color)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, area, CVK_CARD_RADIUS);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ width, width, below, width },
                              (GdkRGBA[4]){ *color, *color, *color, *color });
}

static void
paint_ground (CvkCanvasPainter *self, GtkSnapshot *snapshot, const CvkCanvasCard *card)
{
  graphene_rect_t area =
    GRAPHENE_RECT_INIT (0, 0, CVK_CARD_WIDTH, card->item.entry.area.size.height);
  gboolean is_failed = card->progress.state == CVK_CANVAS_STATE_FAILED;

  cvk_canvas_paint_box (snapshot, &area, CVK_CARD_RADIUS, get_color (self, CVK_COLOR_CARD), NULL,
                        0);
  if (card->item.is_selected)
    paint_edge (snapshot, &area, 2, 2, get_color (self, CVK_COLOR_ACCENT));
  else
    paint_edge (snapshot, &area, 1, self->palette->is_dark ? 1 : 2,
                get_color (self, is_failed ? CVK_COLOR_ERROR : CVK_COLOR_EDGE));
}

typedef struct
{
  const char *icon;
  GdkRGBA color;
  double size;
} Tile;

static void
draw_tile (CvkCanvasPainter *self, GtkSnapshot *snapshot, gconstpointer data)
{
  const Tile *tile = data;
  const graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, (float) tile->size, (float) tile->size);

  cvk_canvas_paint_box (snapshot, &area, TILE_RADIUS, &tile->color, NULL, 0);
  cvk_canvas_paint_icon (self, snapshot, tile->icon, get_color (self, CVK_COLOR_ON_TILE),
                         tile->size / 4, tile->size / 4, tile->size / 2);
}

static void
paint_tile (CvkCanvasPainter *self,
            GtkSnapshot *snapshot,
            const CvkCanvasCard *card,
            double x,
            double y,
            double size)
{
  Tile tile = { .icon = card->type != NULL ? card->type->icon : "dialog-question-symbolic",
                .size = size };
  g_autofree char *color = NULL;
  g_autofree char *key = NULL;

  get_tile_color (self, card, &tile.color);
  color = gdk_rgba_to_string (&tile.color);
  key = g_strconcat ("tile ", tile.icon, " ", color, NULL);
  cvk_canvas_paint_picture (self, snapshot, key,
                            &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) size, (float) size),
                            draw_tile, &tile);
}

/* --- Status --- */

/* Names of ports stand at the right also where reading goes to the left; the other half is left. */
static double
mirror_status (CvkCanvasPainter *self, const CvkCanvasCard *card, double x, double width)
{
  if (is_mirrored (self) && card->n_outputs > 1)
    return CVK_CARD_WIDTH / 2 - x - width;
  return mirror (self, x, width);
}

/* A sign and a number; never the colour alone. Returns where the next one stands. */
static double
paint_count (CvkCanvasPainter *self,
             GtkSnapshot *snapshot,
             const CvkCanvasCard *card,
             const char *icon,
             int64_t count,
             CvkCanvasColor color,
             double x)
{
  g_autofree char *text = g_strdup_printf ("%'" G_GINT64_FORMAT, count);
  const double sign = 12;
  const double room = 90;
  double width;

  cvk_canvas_paint_icon (self, snapshot, icon, get_color (self, color),
                         mirror_status (self, card, x, sign), STATUS_MIDDLE - sign / 2, sign);
  width =
    cvk_canvas_paint_text (self, snapshot, CVK_CANVAS_TEXT_COUNT, text, get_color (self, color),
                           mirror_status (self, card, x + sign + 4, room), STATUS_MIDDLE - 9, room);
  return x + sign + 4 + width + 10;
}

static void
paint_bar (CvkCanvasPainter *self,
           GtkSnapshot *snapshot,
           const CvkCanvasCard *card,
           double x,
           double right)
{
  double fraction = CLAMP (card->progress.fraction, 0, 1);
  double width = right - x;
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float) mirror_status (self, card, x, width),
                                             STATUS_MIDDLE - 1.5f, (float) width, 3);

  if (width < 10)
    return;
  cvk_canvas_paint_box (snapshot, &area, 1.5, get_color (self, CVK_COLOR_TRACK), NULL, 0);
  area.size.width *= (float) (card->progress.fraction < 0 ? 0.25 : fraction);
  if (is_mirrored (self))
    area.origin.x += (float) width - area.size.width;
  if (area.size.width > 0)
    cvk_canvas_paint_box (snapshot, &area, 1.5, get_color (self, CVK_COLOR_ACCENT), NULL, 0);
}

static void
paint_status (CvkCanvasPainter *self, GtkSnapshot *snapshot, const CvkCanvasCard *card)
{
  const CvkCanvasProgress *progress = &card->progress;
  double x = CVK_CARD_PADDING + 2;
  double right = card->n_outputs > 1 ? CVK_CARD_WIDTH / 2 : TEXT_RIGHT - 2;

  if (progress->state == CVK_CANVAS_STATE_NONE)
    return;
  if (progress->done > 0 || progress->state == CVK_CANVAS_STATE_DONE)
    x = paint_count (self, snapshot, card, "object-select-symbolic", progress->done,
                     CVK_COLOR_SUCCESS, x);
  if (progress->failed > 0)
    x = paint_count (self, snapshot, card, "window-close-symbolic", progress->failed,
                     CVK_COLOR_ERROR, x);
  if (progress->state == CVK_CANVAS_STATE_RUNNING)
    paint_bar (self, snapshot, card, x, right);
  else if (progress->state == CVK_CANVAS_STATE_WAITING)
    cvk_canvas_paint_text (self, snapshot, CVK_CANVAS_TEXT_LINE, _ ("Waits for you"),
                           get_color (self, CVK_COLOR_WARNING),
                           mirror_status (self, card, x, right - x), STATUS_MIDDLE - 8, right - x);
  else if (progress->state == CVK_CANVAS_STATE_HELD)
    cvk_canvas_paint_text (self, snapshot, CVK_CANVAS_TEXT_LINE, _ ("Held here"),
                           get_color (self, CVK_COLOR_ACCENT),
                           mirror_status (self, card, x, right - x), STATUS_MIDDLE - 8, right - x);
  else if (progress->state == CVK_CANVAS_STATE_FAILED && progress->failed == 0)
    cvk_canvas_paint_text (self, snapshot, CVK_CANVAS_TEXT_LINE, _ ("Failed"),
                           get_color (self, CVK_COLOR_ERROR),
                           mirror_status (self, card, x, right - x), STATUS_MIDDLE - 8, right - x);
}

/* --- Ports --- */

static void
paint_port_name (CvkCanvasPainter *self, GtkSnapshot *snapshot, const char *port, double y)
{
  const double width = CVK_CARD_WIDTH / 2 - 14;
  const char *name = g_str_equal (port, "else")     ? C_ ("port", "otherwise")
                     : g_str_equal (port, "out")    ? C_ ("port", "fits")
                     : g_str_equal (port, "failed") ? C_ ("port", "failed")
                                                    : port;
  PangoLayout *layout = self->layout;
  PangoRectangle extents;

  /* Names stand at their ports, at the right also where reading goes to the left. */
  cvk_canvas_painter_set_font (self, layout, CVK_CANVAS_TEXT_LINE);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_text (layout, name, -1);
  pango_layout_get_extents (layout, NULL, &extents);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot, &GRAPHENE_POINT_INIT (
                (float) (CVK_CARD_WIDTH - 14 - (double) (extents.x + extents.width) / PANGO_SCALE),
                (float) (y - 8)));
  gtk_snapshot_append_layout (
    snapshot, layout,
    get_color (self, g_str_equal (port, "failed") ? CVK_COLOR_ERROR : CVK_COLOR_DIM));
  gtk_snapshot_restore (snapshot);
}

static gboolean
shows_failed_port (const CvkCanvasCard *card)
{
  if (card->has_failed_port || card->item.is_selected)
    return TRUE;
  for (CvkCanvasLink *link = card->first_out; link != NULL; link = link->next_out)
    if (link->is_failure)
      return TRUE;
  return FALSE;
}

static void
paint_ports (CvkCanvasPainter *self,
             GtkSnapshot *snapshot,
             const CvkCanvasCard *card,
             gboolean has_names)
{
  const GdkRGBA *color = get_color (self, CVK_COLOR_LINK);

  for (unsigned i = 0; i < card->n_inputs; i++)
    cvk_canvas_paint_port (self, snapshot, 0, cvk_card_get_input_y (i), color, FALSE);
  for (unsigned i = 0; i < card->n_outputs; i++)
    {
      double y = cvk_card_get_output_y (card->n_outputs, i);

      cvk_canvas_paint_port (self, snapshot, CVK_CARD_WIDTH, y, color, FALSE);
      if (has_names && card->n_outputs > 1)
        paint_port_name (self, snapshot, card->outputs[i], y);
    }
  if (shows_failed_port (card))
    {
      double y = cvk_card_get_output_y (card->n_outputs, card->n_outputs);

      cvk_canvas_paint_port (self, snapshot, CVK_CARD_WIDTH, y, get_color (self, CVK_COLOR_ERROR),
                             FALSE);
      if (has_names && card->n_outputs > 1)
        paint_port_name (self, snapshot, "failed", y);
    }
}

/* --- Badges --- */

/* On the upper edge, where they cover nothing. Returns where the next one stands. */
static double
paint_badge (CvkCanvasPainter *self,
             GtkSnapshot *snapshot,
             const char *icon,
             const GdkRGBA *color,
             double right)
{
  double x = mirror (self, right - BADGE, BADGE);
  graphene_rect_t area =
    GRAPHENE_RECT_INIT ((float) x, (float) (-BADGE / 2), (float) BADGE, (float) BADGE);

  cvk_canvas_paint_box (snapshot, &area, BADGE / 2, get_color (self, CVK_COLOR_CARD), color, 1.5);
  cvk_canvas_paint_icon (self, snapshot, icon, color, x + 4, -BADGE / 2 + 4, BADGE - 8);
  return right - BADGE - 4;
}

static void
paint_badges (CvkCanvasPainter *self, GtkSnapshot *snapshot, const CvkCanvasCard *card)
{
  double right = CVK_CARD_WIDTH - 8;

  if (card->n_errors > 0)
    right = paint_badge (self, snapshot, "dialog-error-symbolic", get_color (self, CVK_COLOR_ERROR),
                         right);
  else if (card->n_warnings > 0)
    right = paint_badge (self, snapshot, "dialog-warning-symbolic",
                         get_color (self, CVK_COLOR_WARNING), right);
  if (self->breakpoints != NULL && cvk_breakpoints_has (self->breakpoints, card->id))
    right = paint_badge (self, snapshot, "media-record-symbolic", get_color (self, CVK_COLOR_ERROR),
                         right);
  if (card->node->pinned != NULL)
    right =
      paint_badge (self, snapshot, "view-pin-symbolic", get_color (self, CVK_COLOR_ACCENT), right);
  if (card->node->muted)
    paint_badge (self, snapshot, "audio-volume-muted-symbolic", get_color (self, CVK_COLOR_DIM),
                 right);
}

/* --- Details --- */

static void
paint_full (CvkCanvasPainter *self, GtkSnapshot *snapshot, const CvkCanvasCard *card)
{
  g_autofree char *line =
    cvk_canvas_summary_new (self->document, card->node, card->type, self->accounts);
  const double width = TEXT_RIGHT - TEXT_LEFT;

  paint_tile (self, snapshot, card, mirror (self, CVK_CARD_PADDING, CVK_CARD_TILE),
              CVK_CARD_PADDING, CVK_CARD_TILE);
  cvk_canvas_paint_text (self, snapshot, CVK_CANVAS_TEXT_NAME, cvk_canvas_card_get_name (card),
                         get_color (self, CVK_COLOR_TEXT), mirror (self, TEXT_LEFT, width),
                         NAME_TOP, width);
  cvk_canvas_paint_text (self, snapshot, CVK_CANVAS_TEXT_LINE, line,
                         get_color (self, CVK_COLOR_DIM), mirror (self, TEXT_LEFT, width), LINE_TOP,
                         width);
  paint_status (self, snapshot, card);
}

/* From far away only the name can be read, so it gets the room of all that cannot: two lines. */
static void
paint_title (CvkCanvasPainter *self, GtkSnapshot *snapshot, const CvkCanvasCard *card)
{
  const double tile = 40;
  const double left = CVK_CARD_PADDING + tile + 10;
  g_autoptr (PangoLayout) layout = pango_layout_copy (self->layout);
  double middle = card->item.entry.area.size.height / 2;
  double width = CVK_CARD_WIDTH - left - 10;
  PangoRectangle extents;

  paint_tile (self, snapshot, card, mirror (self, CVK_CARD_PADDING, tile), middle - tile / 2, tile);
  cvk_canvas_painter_set_font (self, layout, CVK_CANVAS_TEXT_LARGE);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_height (layout, -2);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, cvk_canvas_card_get_name (card), -1);
  if (is_mirrored (self) && pango_layout_get_direction (layout, 0) == PANGO_DIRECTION_LTR)
    pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  pango_layout_get_extents (layout, NULL, &extents);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot, &GRAPHENE_POINT_INIT ((float) mirror (self, left, width),
                                    (float) (middle - (double) extents.height / PANGO_SCALE / 2)));
  gtk_snapshot_append_layout (snapshot, layout, get_color (self, CVK_COLOR_TEXT));
  gtk_snapshot_restore (snapshot);
}

static GskRenderNode *
paint_block (CvkCanvasPainter *self, const CvkCanvasCard *card, CvkCanvasDetail detail)
{
  graphene_rect_t area = card->item.entry.area;
  GdkRGBA color;

  get_tile_color (self, card, &color);
  if (card->item.is_selected)
    color = *get_color (self, CVK_COLOR_ACCENT);
  else if (card->progress.state == CVK_CANVAS_STATE_FAILED || card->n_errors > 0)
    color = *get_color (self, CVK_COLOR_ERROR);
  else
    cvk_color_mix (get_color (self, CVK_COLOR_CANVAS), &color, card->node->muted ? 0.2 : 0.6,
                   &color);
  graphene_point_init (&area.origin, 0, 0);
  return cvk_canvas_make_block (&area, CVK_CARD_RADIUS, &color, detail);
}

GskRenderNode *
cvk_canvas_paint_card (CvkCanvasPainter *self, const CvkCanvasCard *card, CvkCanvasDetail detail)
{
  GtkSnapshot *snapshot;

  if (detail <= CVK_CANVAS_DETAIL_SHAPE)
    return paint_block (self, card, detail);
  snapshot = gtk_snapshot_new ();
  paint_ground (self, snapshot, card);
  if (card->node->muted)
    gtk_snapshot_push_opacity (snapshot, self->palette->is_high_contrast ? 0.7 : 0.45);
  if (detail >= CVK_CANVAS_DETAIL_FULL)
    paint_full (self, snapshot, card);
  else
    paint_title (self, snapshot, card);
  if (card->node->muted)
    gtk_snapshot_pop (snapshot);
  paint_ports (self, snapshot, card, detail >= CVK_CANVAS_DETAIL_FULL);
  paint_badges (self, snapshot, card);
  return gtk_snapshot_free_to_node (snapshot);
}

gboolean
cvk_canvas_card_is_clipped (CvkCanvasPainter *self, const CvkCanvasCard *card)
{
  cvk_canvas_painter_set_font (self, self->layout, CVK_CANVAS_TEXT_NAME);
  pango_layout_set_width (self->layout, (int) ((TEXT_RIGHT - TEXT_LEFT) * PANGO_SCALE));
  pango_layout_set_text (self->layout, cvk_canvas_card_get_name (card), -1);
  return pango_layout_is_ellipsized (self->layout);
}
