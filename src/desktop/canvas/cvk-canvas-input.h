// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas.h"

G_BEGIN_DECLS

/**
 * CvkCanvasInput:
 *
 * Pointer and touch on a canvas: what a press means follows from where it was, and what comes of it
 * goes through the editing functions. Belongs to the canvas and does not outlive it.
 */
typedef struct _CvkCanvasInput CvkCanvasInput;

CvkCanvasInput *cvk_canvas_input_new (CvkCanvas *canvas) G_GNUC_WARN_UNUSED_RESULT;
void cvk_canvas_input_free (CvkCanvasInput *self);

/* Gives up what is under way, as if it had not begun. */
void cvk_canvas_input_cancel (CvkCanvasInput *self);
/* What the pointer is doing: rubber band, dragged link. In widget coordinates. */
void cvk_canvas_input_snapshot (CvkCanvasInput *self, GtkSnapshot *snapshot);
/* Whether two fingers are changing the scale right now: then less is drawn. */
gboolean cvk_canvas_input_is_scaling (CvkCanvasInput *self);
/* Where to scale around: the pointer when it is over the canvas, else the middle. */
void cvk_canvas_input_get_anchor (CvkCanvasInput *self, double *x, double *y);

G_END_DECLS
