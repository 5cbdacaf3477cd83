// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-input.h"

#include "desktop/canvas/cvk-canvas-input-private.h"

/* Closer than this to an edge, a drag pulls the view along, the faster the closer; widget pixels a
 * second at the edge itself. */
#define EDGE 32.0
#define EDGE_SPEED 900.0
/* After two fingers have let go, until everything is drawn again. */
#define REFINE_DELAY 120

void
cvk_canvas_target_clear (CvkCanvasTarget *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->port, g_free);
  self->kind = CVK_CANVAS_PICK_NONE;
}

void
cvk_canvas_target_set (CvkCanvasTarget *self, const CvkCanvasPick *pick)
{
  cvk_canvas_target_clear (self);
  self->kind = pick->kind;
  self->id = g_strdup (pick->id);
  self->port = g_strdup (pick->port);
  self->is_output = pick->is_output;
}

/* --- Drags --- */

static void
update_drag (CvkCanvasInput *self)
{
  double x;
  double y;

  cvk_canvas_to_document (self->canvas, self->x, self->y, &x, &y);
  switch (self->mode)
    {
    case CVK_CANVAS_DRAG_PAN:
      cvk_canvas_pan (self->canvas, self->last_x - self->x, self->last_y - self->y);
      self->last_x = self->x;
      self->last_y = self->y;
      break;
    case CVK_CANVAS_DRAG_BAND:
      cvk_canvas_band_update (self, x, y);
      break;
    case CVK_CANVAS_DRAG_MOVE:
      cvk_canvas_move_update (self, x, y);
      break;
    case CVK_CANVAS_DRAG_LINK:
      cvk_canvas_link_drag_update (self, x, y);
      break;
    case CVK_CANVAS_DRAG_RESIZE:
      cvk_canvas_resize_update (self, x, y);
      break;
    case CVK_CANVAS_DRAG_NONE:
    default:
      break;
    }
  cvk_canvas_hover_update (self);
}

static double
measure_pull (double position, double size)
{
  if (position < EDGE)
    return -MIN ((EDGE - position) / EDGE, 2);
  return position > size - EDGE ? MIN ((position - size + EDGE) / EDGE, 2) : 0;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CvkCanvasInput *self = data;
  int64_t now = gdk_frame_clock_get_frame_time (clock);
  double passed = self->tick_time > 0 ? (double) (now - self->tick_time) / G_USEC_PER_SEC : 0;
  double across = measure_pull (self->x, gtk_widget_get_width (widget));
  double down = measure_pull (self->y, gtk_widget_get_height (widget));

  self->tick_time = now;
  if (across != 0 || down != 0)
    {
      cvk_canvas_pan (self->canvas, across * EDGE_SPEED * passed, down * EDGE_SPEED * passed);
      update_drag (self);
    }
  return G_SOURCE_CONTINUE;
}

static void
end_drag (CvkCanvasInput *self, gboolean is_kept)
{
  CvkCanvasDragMode mode = self->mode;

  if (mode == CVK_CANVAS_DRAG_NONE)
    return;
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->canvas), self->tick);
  self->tick = 0;
  self->mode = CVK_CANVAS_DRAG_NONE;
  if (mode == CVK_CANVAS_DRAG_BAND)
    cvk_canvas_band_end (self);
  else if (mode == CVK_CANVAS_DRAG_MOVE)
    cvk_canvas_move_end (self, is_kept);
  else if (mode == CVK_CANVAS_DRAG_LINK)
    cvk_canvas_link_drag_end (self, is_kept);
  else if (mode == CVK_CANVAS_DRAG_RESIZE)
    cvk_canvas_resize_end (self, is_kept);
  if (self->is_inside)
    cvk_canvas_hover_update (self);
}

static CvkCanvasDragMode
choose_mode (CvkCanvasInput *self, double x, double y)
{
  if (self->has_space)
    return CVK_CANVAS_DRAG_PAN;
  /* What cannot be moved is no obstacle: the canvas moves. */
  if (cvk_session_is_read_only (self->canvas->session) &&
      self->pressed.kind != CVK_CANVAS_PICK_NONE)
    return CVK_CANVAS_DRAG_PAN;
  switch (self->pressed.kind)
    {
    case CVK_CANVAS_PICK_PORT:
      return cvk_canvas_link_drag_begin (self) ? CVK_CANVAS_DRAG_LINK : CVK_CANVAS_DRAG_NONE;
    case CVK_CANVAS_PICK_NOTE:
      if (cvk_canvas_is_on_grip (self, x, y))
        return CVK_CANVAS_DRAG_RESIZE;
      return cvk_canvas_move_begin (self) ? CVK_CANVAS_DRAG_MOVE : CVK_CANVAS_DRAG_NONE;
    case CVK_CANVAS_PICK_NODE:
    case CVK_CANVAS_PICK_FRAME:
      return cvk_canvas_move_begin (self) ? CVK_CANVAS_DRAG_MOVE : CVK_CANVAS_DRAG_NONE;
    case CVK_CANVAS_PICK_NONE:
    case CVK_CANVAS_PICK_LINK:
    default:
      return CVK_CANVAS_DRAG_BAND;
    }
}

static gboolean
is_touch (GtkGesture *gesture)
{
  GdkDevice *device =
    gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (gesture));

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static void
drag_begin_cb (CvkCanvasInput *self, double x, double y, GtkGesture *gesture)
{
  CvkCanvasPick pick = cvk_canvas_pick (self->canvas, x, y);

  if (self->canvas->session == NULL)
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  cvk_canvas_target_set (&self->pressed, &pick);
  cvk_canvas_to_document (self->canvas, x, y, &self->press_x, &self->press_y);
  self->last_x = x;
  self->last_y = y;
  /* A finger on empty ground scrolls; one on a card takes it along. */
  if (is_touch (gesture))
    gtk_gesture_set_state (gesture, pick.kind == CVK_CANVAS_PICK_NONE ? GTK_EVENT_SEQUENCE_DENIED
                                                                      : GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_update_cb (CvkCanvasInput *self, double dx, double dy, GtkGesture *gesture)
{
  GtkWidget *widget = GTK_WIDGET (self->canvas);
  double x;
  double y;

  gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (gesture), &x, &y);
  if (self->mode == CVK_CANVAS_DRAG_NONE)
    {
      if (!gtk_drag_check_threshold (widget, 0, 0, (int) dx, (int) dy))
        return;
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
      self->mode = choose_mode (self, x, y);
      if (self->mode == CVK_CANVAS_DRAG_NONE)
        return;
      if (self->mode == CVK_CANVAS_DRAG_BAND)
        cvk_canvas_band_begin (
          self, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)));
      if (self->mode != CVK_CANVAS_DRAG_PAN)
        self->tick = gtk_widget_add_tick_callback (widget, tick_cb, self, NULL);
      self->tick_time = 0;
    }
  self->x = x + dx;
  self->y = y + dy;
  update_drag (self);
}

static void
drag_end_cb (CvkCanvasInput *self)
{
  end_drag (self, TRUE);
}

static void
cancel_cb (CvkCanvasInput *self)
{
  end_drag (self, FALSE);
}

void
cvk_canvas_input_cancel (CvkCanvasInput *self)
{
  end_drag (self, FALSE);
  cvk_canvas_target_clear (&self->pressed);
  cvk_canvas_target_clear (&self->hovered);
  g_clear_pointer (&self->drop_link, g_free);
}

/* The middle button takes hold of the canvas wherever it is. */
static void
pan_begin_cb (CvkCanvasInput *self, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  self->mode = CVK_CANVAS_DRAG_PAN;
  self->last_x = x;
  self->last_y = y;
}

static void
pan_update_cb (CvkCanvasInput *self, double dx, double dy, GtkGesture *gesture)
{
  double x;
  double y;

  gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (gesture), &x, &y);
  self->x = x + dx;
  self->y = y + dy;
  update_drag (self);
}

/* --- Clicks --- */

static void
activate (CvkCanvasInput *self, const CvkCanvasPick *pick, double x, double y)
{
  if (pick->kind == CVK_CANVAS_PICK_NODE)
    cvk_canvas_emit (self->canvas, CVK_CANVAS_SIGNAL_NODE_ACTIVATED, pick->id);
  else if (cvk_session_is_read_only (self->canvas->session))
    return;
  else if (pick->kind == CVK_CANVAS_PICK_NOTE)
    cvk_canvas_emit (self->canvas, CVK_CANVAS_SIGNAL_EDIT_NOTE, pick->id);
  else if (pick->kind == CVK_CANVAS_PICK_FRAME)
    cvk_canvas_emit (self->canvas, CVK_CANVAS_SIGNAL_EDIT_FRAME, pick->id);
  else if (pick->kind == CVK_CANVAS_PICK_NONE)
    cvk_canvas_emit (self->canvas, CVK_CANVAS_SIGNAL_SEARCH_REQUESTED, x, y);
}

static void
pressed_cb (CvkCanvasInput *self, int n_press, double x, double y, GtkGesture *gesture)
{
  CvkCanvasPick pick = cvk_canvas_pick (self->canvas, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  if (self->canvas->session == NULL || self->has_space)
    return;
  cvk_canvas_target_set (&self->pressed, &pick);
  if (n_press == 2)
    {
      activate (self, &pick, x, y);
      return;
    }
  cvk_canvas_select_press (
    self, &pick, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)));
}

static void
released_cb (CvkCanvasInput *self, int n_press, double x, double y, GtkGesture *gesture)
{
  if (self->canvas->session != NULL && self->mode == CVK_CANVAS_DRAG_NONE)
    cvk_canvas_select_release (
      self, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)));
}

static void
request_menu (CvkCanvasInput *self, double x, double y)
{
  CvkCanvasPick pick = cvk_canvas_pick (self->canvas, x, y);

  if (self->canvas->session == NULL)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  cvk_canvas_select_for_menu (self, &pick);
  cvk_canvas_emit (self->canvas, CVK_CANVAS_SIGNAL_MENU_REQUESTED, x, y);
}

static void
menu_cb (CvkCanvasInput *self, int n_press, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  request_menu (self, x, y);
}

static void
long_press_cb (CvkCanvasInput *self, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  request_menu (self, x, y);
}

/* --- Pointer and keys --- */

static void
motion_cb (CvkCanvasInput *self, double x, double y)
{
  self->x = x;
  self->y = y;
  self->is_inside = TRUE;
  if (self->mode == CVK_CANVAS_DRAG_NONE)
    cvk_canvas_hover_update (self);
}

static void
leave_cb (CvkCanvasInput *self)
{
  self->is_inside = FALSE;
  if (self->mode == CVK_CANVAS_DRAG_NONE)
    cvk_canvas_hover_update (self);
}

static gboolean
scroll_cb (CvkCanvasInput *self, double dx, double dy, GtkEventController *controller)
{
  if ((gtk_event_controller_get_current_event_state (controller) & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  if (dy != 0)
    gtk_widget_activate_action (GTK_WIDGET (self->canvas),
                                dy < 0 ? "canvas.scale-in" : "canvas.scale-out", NULL);
  return GDK_EVENT_STOP;
}

/* A note that is being written lies on the canvas too, and there a space is a space. */
static gboolean
has_keyboard (CvkCanvasInput *self)
{
  GtkWidget *canvas = GTK_WIDGET (self->canvas);
  GtkRoot *root = gtk_widget_get_root (canvas);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus == canvas || (focus != NULL && gtk_widget_get_parent (focus) == canvas &&
                             gtk_widget_get_first_child (focus) == NULL);
}

static gboolean
key_pressed_cb (CvkCanvasInput *self, unsigned key, unsigned code, GdkModifierType state)
{
  if (key == GDK_KEY_Escape && self->mode != CVK_CANVAS_DRAG_NONE)
    {
      for (unsigned i = 0; i < self->controllers->len; i++)
        gtk_event_controller_reset (g_ptr_array_index (self->controllers, i));
      end_drag (self, FALSE);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_space && (state & GDK_CONTROL_MASK) == 0 && has_keyboard (self))
    {
      self->has_space = TRUE;
      cvk_canvas_hover_update (self);
    }
  return GDK_EVENT_PROPAGATE;
}

static void
key_released_cb (CvkCanvasInput *self, unsigned key)
{
  if (key != GDK_KEY_space)
    return;
  self->has_space = FALSE;
  cvk_canvas_hover_update (self);
}

static void
focus_out_cb (CvkCanvasInput *self)
{
  self->has_space = FALSE;
}

/* --- Two fingers --- */

static gboolean
refine_cb (gpointer data)
{
  CvkCanvasInput *self = data;

  self->refine_source = 0;
  self->is_scaling = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  return G_SOURCE_REMOVE;
}

static void
scale_begin_cb (CvkCanvasInput *self)
{
  g_clear_handle_id (&self->refine_source, g_source_remove);
  cvk_canvas_input_cancel (self);
  self->is_scaling = TRUE;
  self->scale_at_begin = cvk_canvas_get_scale (self->canvas);
}

static void
scale_changed_cb (CvkCanvasInput *self, double scale, GtkGesture *gesture)
{
  double x = self->x;
  double y = self->y;

  gtk_gesture_get_bounding_box_center (gesture, &x, &y);
  cvk_canvas_set_scale (self->canvas, self->scale_at_begin * scale, x, y);
}

static void
scale_end_cb (CvkCanvasInput *self)
{
  g_clear_handle_id (&self->refine_source, g_source_remove);
  self->refine_source = g_timeout_add (REFINE_DELAY, refine_cb, self);
}

gboolean
cvk_canvas_input_is_scaling (CvkCanvasInput *self)
{
  return self->is_scaling;
}

void
cvk_canvas_input_get_anchor (CvkCanvasInput *self, double *x, double *y)
{
  *x = self->is_inside ? self->x : gtk_widget_get_width (GTK_WIDGET (self->canvas)) / 2.0;
  *y = self->is_inside ? self->y : gtk_widget_get_height (GTK_WIDGET (self->canvas)) / 2.0;
}

/* --- Drawing --- */

static void
draw_band (CvkCanvasInput *self, GtkSnapshot *snapshot)
{
  const CvkCanvasPalette *palette = &self->canvas->palette;
  graphene_rect_t area;

  cvk_canvas_camera_area_to_widget (&self->canvas->camera, &self->band, &area);
  cvk_canvas_paint_box (snapshot, &area, 4, &palette->colors[CVK_COLOR_TINT],
                        &palette->colors[CVK_COLOR_ACCENT], 1);
}

void
cvk_canvas_input_snapshot (CvkCanvasInput *self, GtkSnapshot *snapshot)
{
  const CvkCanvasCamera *camera = &self->canvas->camera;
  const char *link = self->mode == CVK_CANVAS_DRAG_MOVE ? self->move.link : self->drop_link;

  if (self->mode == CVK_CANVAS_DRAG_BAND)
    draw_band (self, snapshot);
  else if (self->mode == CVK_CANVAS_DRAG_LINK)
    cvk_canvas_link_drag_snapshot (self, snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_scale (snapshot, (float) camera->scale, (float) camera->scale);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) -camera->x, (float) -camera->y));
  if (link != NULL)
    cvk_canvas_draw_lit_link (self, snapshot, link);
  if (self->mode == CVK_CANVAS_DRAG_MOVE && self->move.frame != NULL)
    cvk_canvas_move_frames_draw (self, snapshot);
  cvk_canvas_hover_snapshot (self, snapshot);
  gtk_snapshot_restore (snapshot);
}

/* --- Life --- */

static gpointer
add (CvkCanvasInput *self, gpointer controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), controller);
  g_ptr_array_add (self->controllers, controller);
  return controller;
}

static void
add_drags (CvkCanvasInput *self)
{
  GtkGesture *drag = add (self, gtk_gesture_drag_new ());
  GtkGesture *pan = add (self, gtk_gesture_drag_new ());

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (cancel_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (pan), GDK_BUTTON_MIDDLE);
  g_signal_connect_swapped (pan, "drag-begin", G_CALLBACK (pan_begin_cb), self);
  g_signal_connect_swapped (pan, "drag-update", G_CALLBACK (pan_update_cb), self);
  g_signal_connect_swapped (pan, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (pan, "cancel", G_CALLBACK (cancel_cb), self);
}

static void
add_clicks (CvkCanvasInput *self)
{
  GtkGesture *menu = add (self, gtk_gesture_click_new ());
  GtkGesture *long_press = add (self, gtk_gesture_long_press_new ());
  GtkGesture *scale = add (self, gtk_gesture_zoom_new ());
  GtkGesture *click = add (self, gtk_gesture_click_new ());

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (menu, "pressed", G_CALLBACK (menu_cb), self);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect_swapped (long_press, "pressed", G_CALLBACK (long_press_cb), self);
  g_signal_connect_swapped (scale, "begin", G_CALLBACK (scale_begin_cb), self);
  g_signal_connect_swapped (scale, "scale-changed", G_CALLBACK (scale_changed_cb), self);
  g_signal_connect_swapped (scale, "end", G_CALLBACK (scale_end_cb), self);
}

static void
add_events (CvkCanvasInput *self)
{
  GtkEventController *motion = add (self, gtk_event_controller_motion_new ());
  GtkEventController *scroll =
    add (self, gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES |
                                                GTK_EVENT_CONTROLLER_SCROLL_DISCRETE));
  GtkEventController *key = add (self, gtk_event_controller_key_new ());
  GtkEventController *focus = add (self, gtk_event_controller_focus_new ());

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect_swapped (key, "key-released", G_CALLBACK (key_released_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_out_cb), self);
}

CvkCanvasInput *
cvk_canvas_input_new (CvkCanvas *canvas)
{
  CvkCanvasInput *self = g_new0 (CvkCanvasInput, 1);

  self->canvas = canvas;
  self->controllers = g_ptr_array_new ();
  add_drags (self);
  add_clicks (self);
  add_events (self);
  cvk_canvas_hover_init (self);
  cvk_canvas_drop_init (self);
  return self;
}

void
cvk_canvas_input_free (CvkCanvasInput *self)
{
  cvk_canvas_input_cancel (self);
  g_clear_handle_id (&self->refine_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->canvas, self);
  for (unsigned i = 0; i < self->controllers->len; i++)
    gtk_widget_remove_controller (GTK_WIDGET (self->canvas),
                                  g_ptr_array_index (self->controllers, i));
  g_ptr_array_unref (self->controllers);
  g_free (self);
}
