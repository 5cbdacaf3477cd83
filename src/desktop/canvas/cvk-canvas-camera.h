// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <graphene.h>

G_BEGIN_DECLS

/**
 * CvkCanvasCamera:
 *
 * Which part of a document a canvas shows, and how large: @x and @y is the place of the document at
 * the widget's upper left corner. On the stack or in a struct; owns nothing.
 */
typedef struct
{
  double x, y;
  double scale; /* widget pixels for a document unit */
} CvkCanvasCamera;

#define CVK_CANVAS_MIN_SCALE 0.02
#define CVK_CANVAS_MAX_SCALE 4.0

void cvk_canvas_camera_to_document (const CvkCanvasCamera *self,
                                    double widget_x,
                                    double widget_y,
                                    double *x,
                                    double *y);
void cvk_canvas_camera_to_widget (const CvkCanvasCamera *self,
                                  double x,
                                  double y,
                                  double *widget_x,
                                  double *widget_y);
void cvk_canvas_camera_area_to_widget (const CvkCanvasCamera *self,
                                       const graphene_rect_t *area,
                                       graphene_rect_t *widget_area);
/* What a widget of this size shows. */
void cvk_canvas_camera_get_view (const CvkCanvasCamera *self,
                                 double width,
                                 double height,
                                 graphene_rect_t *view);

/* Scales so that what is under (@anchor_x, @anchor_y), a place in the widget, stays there. */
void cvk_canvas_camera_set_scale (CvkCanvasCamera *self,
                                  double scale,
                                  double anchor_x,
                                  double anchor_y);
/* Shows all of @area in the middle of a widget of this size, at @max_scale at most. */
void cvk_canvas_camera_fit (CvkCanvasCamera *self,
                            const graphene_rect_t *area,
                            double width,
                            double height,
                            double max_scale);
/* Moves as little as possible so that @area, with @margin widget pixels around it, is in view; of
 * one that is too large, the upper left part. FALSE when it was already. */
gboolean cvk_canvas_camera_reveal (CvkCanvasCamera *self,
                                   const graphene_rect_t *area,
                                   double width,
                                   double height,
                                   double margin);

/* The next step of the ladder (..., 0.5, 0.63, 0.8, 1, 1.25, ...) above or below @scale. A ladder,
 * because glyphs are cached for each exact scale. */
double cvk_canvas_camera_get_step (double scale, gboolean up);

G_END_DECLS
