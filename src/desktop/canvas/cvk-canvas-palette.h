// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CvkCanvasPalette:
 *
 * The colours of a canvas, taken from the style of the widget, so that dark and high contrast are
 * as everywhere else.
 */
typedef enum
{
  CVK_COLOR_CANVAS,
  CVK_COLOR_DOT,
  CVK_COLOR_CARD,
  CVK_COLOR_EDGE,
  CVK_COLOR_TEXT,
  CVK_COLOR_DIM,
  CVK_COLOR_ACCENT,
  CVK_COLOR_TINT, /* of what the accent lies over */
  CVK_COLOR_SUCCESS,
  CVK_COLOR_WARNING,
  CVK_COLOR_ERROR,
  CVK_COLOR_LINK,
  CVK_COLOR_TRACK, /* behind a bar */
  CVK_COLOR_ON_TILE,
  CVK_N_COLORS,
} CvkCanvasColor;

typedef struct
{
  GdkRGBA colors[CVK_N_COLORS];
  gboolean is_dark;
  gboolean is_high_contrast;
} CvkCanvasPalette;

/* Reads the colours that @widget has now. Returns whether any of them is new. */
gboolean cvk_canvas_palette_update (CvkCanvasPalette *self, GtkWidget *widget);

/* The tile of a node type's group ("Files") or, when @connector is not NULL, of that service. */
void cvk_canvas_palette_get_tile (GtkWidget *widget,
                                  const char *group,
                                  const char *connector,
                                  GdkRGBA *color);
/* Paper of a note and tint of a frame. @name: "yellow", "green", "blue", "red", "purple", "gray";
 * anything else, and NULL, counts as yellow for notes and gray for frames. */
void cvk_canvas_palette_get_paper (const CvkCanvasPalette *self,
                                   GtkWidget *widget,
                                   const char *name,
                                   GdkRGBA *color);
void cvk_canvas_palette_get_tint (const CvkCanvasPalette *self,
                                  GtkWidget *widget,
                                  const char *name,
                                  GdkRGBA *color);

/* @amount of @b, the rest of @a. */
void cvk_color_mix (const GdkRGBA *a, const GdkRGBA *b, double amount, GdkRGBA *mixed);

G_END_DECLS
