// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas.h"

G_BEGIN_DECLS

/**
 * CvkCanvasMinimap:
 *
 * All of a canvas on a stamp: what is selected, what failed, and the part that is in view, which is
 * moved by clicking and dragging.
 *
 * Property: "canvas" (CvkCanvas, nullable).
 */
#define CVK_TYPE_CANVAS_MINIMAP (cvk_canvas_minimap_get_type ())
G_DECLARE_FINAL_TYPE (CvkCanvasMinimap, cvk_canvas_minimap, CVK, CANVAS_MINIMAP, GtkWidget)

GtkWidget *cvk_canvas_minimap_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_canvas_minimap_set_canvas (CvkCanvasMinimap *self, CvkCanvas *canvas);

G_END_DECLS
