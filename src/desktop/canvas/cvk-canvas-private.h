// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas-camera.h"
#include "desktop/canvas/cvk-canvas-input.h"
#include "desktop/canvas/cvk-canvas-layers.h"
#include "desktop/canvas/cvk-canvas-paint.h"
#include "desktop/canvas/cvk-canvas-scene.h"
#include "desktop/canvas/cvk-canvas.h"
#include "desktop/canvas/cvk-node-proxies.h"

G_BEGIN_DECLS

/* Shared by the files of the canvas. */
struct _CvkCanvas
{
  GtkWidget parent_instance;

  /* owned */
  CvkSession *session;
  CvkCanvasScene *scene;
  GtkAdjustment *adjustments[2]; /* by GtkOrientation; nullable */
  GtkScrollablePolicy policies[2];
  CvkCanvasLayers *layers;
  CvkCanvasInput *input;
  CvkNodeProxies *proxies;
  char *focus_node;
  GdkTexture *dots; /* nullable: a row of the grid */

  double dots_distance;
  CvkCanvasCamera camera;
  CvkCanvasPalette palette;
  CvkCanvasPainter painter;
  double text_factor;      /* how much larger than usual the system's text is: so is the canvas */
  gboolean has_fitted;     /* what is opened is shown whole, once there is a size */
  gboolean is_configuring; /* the adjustments change because of the camera */
};

/* The camera was changed: redraws, tells adjustments and listeners. */
void cvk_canvas_camera_changed (CvkCanvas *self);
void cvk_canvas_open (CvkCanvas *self);
/* Moves what is seen by widget pixels. */
void cvk_canvas_pan (CvkCanvas *self, double dx, double dy);
void cvk_canvas_get_view (CvkCanvas *self, graphene_rect_t *view);
CvkCanvasDetail cvk_canvas_get_detail (CvkCanvas *self);

/* The adjustments follow camera, size and scene. */
void cvk_canvas_configure_adjustments (CvkCanvas *self);
void cvk_canvas_set_adjustment (CvkCanvas *self, GtkOrientation orientation, GtkAdjustment *value);
/* How much larger than usual the system's text is. */
double cvk_canvas_measure_text (GtkWidget *widget);
void cvk_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);

typedef enum
{
  CVK_CANVAS_SIGNAL_NODE_ACTIVATED,
  CVK_CANVAS_SIGNAL_MENU_REQUESTED,
  CVK_CANVAS_SIGNAL_LINK_DROPPED,
  CVK_CANVAS_SIGNAL_SEARCH_REQUESTED,
  CVK_CANVAS_SIGNAL_EDIT_NOTE,
  CVK_CANVAS_SIGNAL_EDIT_FRAME,
  CVK_CANVAS_SIGNAL_VIEW_CHANGED,
  CVK_CANVAS_N_SIGNALS,
} CvkCanvasSignal;

void cvk_canvas_emit (CvkCanvas *self, CvkCanvasSignal signal, ...);

G_END_DECLS
