// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-input.h"

#include "desktop/canvas/cvk-canvas-private.h"

struct _CvkCanvasInput
{
  CvkCanvas *canvas; /* borrowed */
  double x, y;       /* of the pointer */
  gboolean is_inside;
};

void
cvk_canvas_input_cancel (CvkCanvasInput *self)
{
}

void
cvk_canvas_input_snapshot (CvkCanvasInput *self, GtkSnapshot *snapshot)
{
}

gboolean
cvk_canvas_input_is_scaling (CvkCanvasInput *self)
{
  return FALSE;
}

void
cvk_canvas_input_get_anchor (CvkCanvasInput *self, double *x, double *y)
{
  *x = self->is_inside ? self->x : gtk_widget_get_width (GTK_WIDGET (self->canvas)) / 2.0;
  *y = self->is_inside ? self->y : gtk_widget_get_height (GTK_WIDGET (self->canvas)) / 2.0;
}

static void
motion_cb (CvkCanvasInput *self, double x, double y)
{
  self->x = x;
  self->y = y;
  self->is_inside = TRUE;
}

static void
leave_cb (CvkCanvasInput *self)
{
  self->is_inside = FALSE;
}

static gboolean
scroll_cb (CvkCanvasInput *self, double dx, double dy, GtkEventController *controller)
{
  if ((gtk_event_controller_get_current_event_state (controller) & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self->canvas),
                              dy < 0 ? "canvas.scale-in" : "canvas.scale-out", NULL);
  return GDK_EVENT_STOP;
}

static void
pressed_cb (CvkCanvasInput *self, int n_press, double x, double y)
{
  CvkCanvasPick pick = cvk_canvas_pick (self->canvas, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  if (self->canvas->session == NULL)
    return;
  if (pick.kind == CVK_CANVAS_PICK_NODE)
    {
      cvk_selection_set_only (cvk_session_get_selection (self->canvas->session), CVK_SELECTION_NODE,
                              pick.id);
      if (n_press == 2)
        cvk_canvas_emit (self->canvas, CVK_CANVAS_SIGNAL_NODE_ACTIVATED, pick.id);
    }
  else if (pick.kind == CVK_CANVAS_PICK_NONE)
    cvk_selection_clear (cvk_session_get_selection (self->canvas->session));
}

CvkCanvasInput *
cvk_canvas_input_new (CvkCanvas *canvas)
{
  CvkCanvasInput *self = g_new0 (CvkCanvasInput, 1);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  GtkGesture *click = gtk_gesture_click_new ();

  self->canvas = canvas;
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (canvas), motion);
  gtk_widget_add_controller (GTK_WIDGET (canvas), scroll);
  gtk_widget_add_controller (GTK_WIDGET (canvas), GTK_EVENT_CONTROLLER (click));
  return self;
}

void
cvk_canvas_input_free (CvkCanvasInput *self)
{
  g_free (self);
}
