// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-palette.h"

#include <adwaita.h>
#include <string.h>

void
cvk_color_mix (const GdkRGBA *a, const GdkRGBA *b, double amount, GdkRGBA *mixed)
{
  float part = (float) amount;

  *mixed =
    (GdkRGBA){ a->red + (b->red - a->red) * part, a->green + (b->green - a->green) * part,
               a->blue + (b->blue - a->blue) * part, a->alpha + (b->alpha - a->alpha) * part };
}

/* @top as it looks on an opaque ground: a card must hide the link behind it. */
static void
lay_over (const GdkRGBA *ground, const GdkRGBA *top, GdkRGBA *result)
{
  GdkRGBA opaque = *top;

  opaque.alpha = 1;
  cvk_color_mix (ground, &opaque, top->alpha, result);
}

/* A stylesheet that does not know the name leaves the colour of the text. */
static void
look_up (GtkWidget *widget, const char *name, GdkRGBA *color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (context, name, color))
    gtk_style_context_get_color (context, color);
}

static void
fade (const GdkRGBA *color, double alpha, GdkRGBA *result)
{
  *result = *color;
  result->alpha *= (float) alpha;
}

gboolean
cvk_canvas_palette_update (CvkCanvasPalette *self, GtkWidget *widget)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  CvkCanvasPalette before = *self;
  GdkRGBA *colors = self->colors;
  GdkRGBA card;

  self->is_dark = adw_style_manager_get_dark (manager);
  self->is_high_contrast = adw_style_manager_get_high_contrast (manager);
  look_up (widget, "view_bg_color", &colors[CVK_COLOR_CANVAS]);
  look_up (widget, "view_fg_color", &colors[CVK_COLOR_TEXT]);
  look_up (widget, "card_bg_color", &card);
  lay_over (&colors[CVK_COLOR_CANVAS], &card, &colors[CVK_COLOR_CARD]);
  look_up (widget, "accent_color", &colors[CVK_COLOR_ACCENT]);
  look_up (widget, "success_color", &colors[CVK_COLOR_SUCCESS]);
  look_up (widget, "warning_color", &colors[CVK_COLOR_WARNING]);
  look_up (widget, "error_color", &colors[CVK_COLOR_ERROR]);
  look_up (widget, "accent_fg_color", &colors[CVK_COLOR_ON_TILE]);
  fade (&colors[CVK_COLOR_TEXT], self->is_high_contrast ? 0.35 : 0.16, &colors[CVK_COLOR_DOT]);
  fade (&colors[CVK_COLOR_TEXT], self->is_high_contrast ? 0.9 : 0.6, &colors[CVK_COLOR_DIM]);
  fade (&colors[CVK_COLOR_TEXT], self->is_high_contrast ? 0.8 : 0.14, &colors[CVK_COLOR_EDGE]);
  fade (&colors[CVK_COLOR_TEXT], 0.15, &colors[CVK_COLOR_TRACK]);
  fade (&colors[CVK_COLOR_ACCENT], 0.15, &colors[CVK_COLOR_TINT]);
  cvk_color_mix (&colors[CVK_COLOR_CANVAS], &colors[CVK_COLOR_TEXT],
                 self->is_high_contrast ? 0.85 : 0.5, &colors[CVK_COLOR_LINK]);
  return memcmp (&before, self, sizeof before) != 0;
}

void
cvk_canvas_palette_get_tile (GtkWidget *widget,
                             const char *group,
                             const char *connector,
                             GdkRGBA *color)
{
  static const struct
  {
    const char *group;
    const char *color;
  } tiles[] = {
    { "Files", "green_5" },   { "Data", "dark_1" },       { "Logic", "purple_3" },
    { "Lists", "brown_3" },   { "Triggers", "orange_5" }, { "Models", "purple_4" },
    { "People", "orange_4" }, { "Calendar", "brown_5" },
  };

  if (connector != NULL)
    {
      look_up (widget, "blue_3", color);
      return;
    }
  for (unsigned i = 0; group != NULL && i < G_N_ELEMENTS (tiles); i++)
    if (g_str_equal (tiles[i].group, group))
      {
        look_up (widget, tiles[i].color, color);
        return;
      }
  look_up (widget, "dark_1", color);
}

/* The palette has five shades of each colour; these are the light and the middle one. */
static void
find_shade (GtkWidget *widget, const char *name, const char *otherwise, char shade, GdkRGBA *color)
{
  static const char *const names[] = { "yellow", "green", "blue", "red", "purple", NULL };
  g_autofree char *full = NULL;

  if (name == NULL || (!g_strv_contains (names, name) && !g_str_equal (name, "gray")))
    name = otherwise;
  full = g_str_equal (name, "gray") ? g_strdup ("dark_1") : g_strdup_printf ("%s_%c", name, shade);
  look_up (widget, full, color);
}

void
cvk_canvas_palette_get_paper (const CvkCanvasPalette *self,
                              GtkWidget *widget,
                              const char *name,
                              GdkRGBA *color)
{
  gboolean is_gray = name != NULL && g_str_equal (name, "gray");
  GdkRGBA shade;

  find_shade (widget, name, "yellow", self->is_dark ? '3' : '1', &shade);
  cvk_color_mix (&self->colors[CVK_COLOR_CANVAS], &shade,
                 self->is_dark                                  ? 0.35
                 : is_gray                                      ? 0.2
                 : name == NULL || g_str_equal (name, "yellow") ? 1.0
                                                                : 0.55,
                 color);
}

void
cvk_canvas_palette_get_tint (const CvkCanvasPalette *self,
                             GtkWidget *widget,
                             const char *name,
                             GdkRGBA *color)
{
  find_shade (widget, name, "gray", self->is_dark ? '2' : '4', color);
}
