// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas-input-private.h"
#include "support/cvk-await.h"

/* A canvas of 1000 x 600 in a window, at 100 %, the document's origin at its upper left corner:
 * places in the widget are places in the document. Four nodes in a row, "a" to "d" at x = 40, 320,
 * 600, 880 - of which a, b and c are linked and d is alone below - a note "n" and a frame "f"
 * around a and b. */
typedef struct
{
  GtkWidget *window;
  CvkCanvas *canvas;       /* borrowed */
  CvkSession *session;     /* owned */
  CvkDocument *document;   /* borrowed */
  CvkSelection *selection; /* borrowed */
} CanvasFixture;

void canvas_set_up (CanvasFixture *fixture, gconstpointer data);
/* And sees that window, canvas, session and document are gone. */
void canvas_tear_down (CanvasFixture *fixture, gconstpointer data);

/* Moves the pointer as a user does: @script are words of xdotool, places are those of the canvas.
 */
void canvas_point (CanvasFixture *fixture, const char *script);
void canvas_await_frame (CanvasFixture *fixture);

void canvas_assert_place (CanvasFixture *fixture, const char *node, double x, double y);
/* Links as "a.out -> b.in, ...", in the order of the file. */
void canvas_assert_links (CanvasFixture *fixture, const char *expected);
/* Ids of selected nodes, joined by ",". */
void canvas_assert_selected (CanvasFixture *fixture, const char *expected);
