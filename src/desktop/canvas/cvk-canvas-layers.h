// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas-paint.h"

G_BEGIN_DECLS

/**
 * CvkCanvasLayers:
 *
 * The picture of a scene, kept from frame to frame. What stands still is one node that panning only
 * moves; what is being dragged lies above it in another one. Only things in and around the view are
 * part of it, because one renderer draws whatever it is given.
 */
typedef struct _CvkCanvasLayers CvkCanvasLayers;

CvkCanvasLayers *cvk_canvas_layers_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_canvas_layers_free (CvkCanvasLayers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkCanvasLayers, cvk_canvas_layers_free)

/* Something in the scene looks different. */
void cvk_canvas_layers_invalidate (CvkCanvasLayers *self);
/* What is being dragged is elsewhere; the rest is where it was. */
void cvk_canvas_layers_invalidate_moving (CvkCanvasLayers *self);

/* The scene as it looks in @view, in document coordinates. (transfer none) (nullable): NULL when
 * there is nothing; good until the next call. */
GskRenderNode *cvk_canvas_layers_get (CvkCanvasLayers *self,
                                      CvkCanvasScene *scene,
                                      CvkCanvasPainter *painter,
                                      const graphene_rect_t *view,
                                      CvkCanvasDetail detail);

G_END_DECLS
