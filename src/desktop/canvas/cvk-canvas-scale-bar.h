// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas.h"

G_BEGIN_DECLS

/**
 * CvkCanvasScaleBar:
 *
 * How large a canvas shows its pipeline, and the buttons that change it: smaller, as it is (a
 * click makes it 100 %), larger, everything.
 *
 * Property: "canvas" (CvkCanvas, nullable).
 */
#define CVK_TYPE_CANVAS_SCALE_BAR (cvk_canvas_scale_bar_get_type ())
G_DECLARE_FINAL_TYPE (CvkCanvasScaleBar, cvk_canvas_scale_bar, CVK, CANVAS_SCALE_BAR, GtkWidget)

GtkWidget *cvk_canvas_scale_bar_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_canvas_scale_bar_set_canvas (CvkCanvasScaleBar *self, CvkCanvas *canvas);

G_END_DECLS
