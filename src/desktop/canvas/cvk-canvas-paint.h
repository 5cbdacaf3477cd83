// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas-palette.h"
#include "desktop/canvas/cvk-canvas-scene.h"
#include "desktop/client/cvk-breakpoints.h"

G_BEGIN_DECLS

/**
 * CvkCanvasPainter:
 *
 * Makes the looks of single items, each in its own coordinates, as nodes that are kept until the
 * item changes. Sizes of text are fixed in document units: a card is the same for everybody, and
 * who needs larger text gets a larger canvas.
 */
typedef struct
{
  GtkWidget *widget; /* borrowed: icons, direction */
  const CvkCanvasPalette *palette;
  PangoLayout *layout;  /* owned */
  GHashTable *pictures; /* owned: names of parts to GdkTexture */
  gboolean is_exact;    /* a unit is a pixel */
  CvkDocument *document;
  GHashTable *accounts;        /* owned, nullable: what fills the slots, slot to name */
  CvkBreakpoints *breakpoints; /* owned, nullable */
} CvkCanvasPainter;

/* Takes the font family and language of @widget. */
void cvk_canvas_painter_update (CvkCanvasPainter *self, GtkWidget *widget);
void cvk_canvas_painter_clear (CvkCanvasPainter *self);

/* (transfer full), in the coordinates of the item: its upper left corner is 0, 0. */
GskRenderNode *cvk_canvas_paint_card (CvkCanvasPainter *self,
                                      const CvkCanvasCard *card,
                                      CvkCanvasDetail detail) G_GNUC_WARN_UNUSED_RESULT;
GskRenderNode *cvk_canvas_paint_note (CvkCanvasPainter *self,
                                      const CvkCanvasNote *note,
                                      CvkCanvasDetail detail) G_GNUC_WARN_UNUSED_RESULT;
GskRenderNode *cvk_canvas_paint_frame (CvkCanvasPainter *self,
                                       const CvkCanvasFrame *frame,
                                       CvkCanvasDetail detail) G_GNUC_WARN_UNUSED_RESULT;
/* In document coordinates. */
GskRenderNode *cvk_canvas_paint_link (CvkCanvasPainter *self,
                                      const CvkCanvasLink *link,
                                      CvkCanvasDetail detail) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the card's name is longer than its room. */
gboolean cvk_canvas_card_is_clipped (CvkCanvasPainter *self, const CvkCanvasCard *card);

/* --- Parts --- */

typedef enum
{
  CVK_CANVAS_TEXT_NAME,
  CVK_CANVAS_TEXT_LINE,
  CVK_CANVAS_TEXT_COUNT,
  CVK_CANVAS_TEXT_LARGE, /* a name when there is nothing else */
  CVK_CANVAS_TEXT_BODY,
} CvkCanvasText;

void cvk_canvas_painter_set_font (CvkCanvasPainter *self, PangoLayout *layout, CvkCanvasText kind);
/* One line of text, cut with an ellipsis, from (@x, @y) in a box of @width; it begins where reading
 * begins. Returns how wide it is. */
double cvk_canvas_paint_text (CvkCanvasPainter *self,
                              GtkSnapshot *snapshot,
                              CvkCanvasText kind,
                              const char *text,
                              const GdkRGBA *color,
                              double x,
                              double y,
                              double width);
/* A part that others have alike, drawn by @draw at 0, 0; @key: all that its looks depend on. */
typedef void (*CvkCanvasDraw) (CvkCanvasPainter *self, GtkSnapshot *snapshot, gconstpointer data);
void cvk_canvas_paint_picture (CvkCanvasPainter *self,
                               GtkSnapshot *snapshot,
                               const char *key,
                               const graphene_rect_t *area,
                               CvkCanvasDraw draw,
                               gconstpointer data);
void cvk_canvas_paint_icon (CvkCanvasPainter *self,
                            GtkSnapshot *snapshot,
                            const char *name,
                            const GdkRGBA *color,
                            double x,
                            double y,
                            double size);
/* A filled rectangle with round corners, and a border when @edge is not NULL: in this order the
 * renderer draws both as one. */
void cvk_canvas_paint_box (GtkSnapshot *snapshot,
                           const graphene_rect_t *area,
                           double radius,
                           const GdkRGBA *color,
                           const GdkRGBA *edge,
                           double edge_width);
/* The same of one colour, as a node: with round corners unless @detail is that of a block. */
GskRenderNode *cvk_canvas_make_block (const graphene_rect_t *area,
                                      double radius,
                                      const GdkRGBA *color,
                                      CvkCanvasDetail detail) G_GNUC_WARN_UNUSED_RESULT;
void cvk_canvas_paint_port (CvkCanvasPainter *self,
                            GtkSnapshot *snapshot,
                            double x,
                            double y,
                            const GdkRGBA *color,
                            gboolean is_filled);
void cvk_canvas_paint_route (GtkSnapshot *snapshot,
                             const CvkCanvasRoute *route,
                             double width,
                             const GdkRGBA *color);

G_END_DECLS
