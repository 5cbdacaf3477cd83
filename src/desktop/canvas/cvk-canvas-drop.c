// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-input-private.h"
#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-node-drag.h"

/* What is dropped from elsewhere: a node type out of the search, files. */

static void
light (CvkCanvasInput *self, const char *link)
{
  if (g_strcmp0 (self->drop_link, link) == 0)
    return;
  g_free (self->drop_link);
  self->drop_link = g_strdup (link);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

static GdkDragAction
motion_cb (CvkCanvasInput *self, double x, double y, GtkDropTarget *target)
{
  GdkDrop *drop = gtk_drop_target_get_current_drop (target);
  CvkCanvasPick pick = cvk_canvas_pick (self->canvas, x, y);
  gboolean is_node = drop != NULL && gdk_content_formats_contain_gtype (gdk_drop_get_formats (drop),
                                                                        CVK_TYPE_NODE_DRAG);

  light (self, is_node && pick.kind == CVK_CANVAS_PICK_LINK ? pick.id : NULL);
  return self->canvas->session != NULL ? GDK_ACTION_COPY : 0;
}

static void
leave_cb (CvkCanvasInput *self)
{
  light (self, NULL);
}

/* The card lies under the pointer with the middle of its name. */
static gboolean
drop_node (CvkCanvasInput *self, const CvkNodeDrag *drag, double x, double y)
{
  const char *type = cvk_node_drag_get_node_type (drag);
  g_autofree char *link = g_steal_pointer (&self->drop_link);
  g_autofree char *id = NULL;
  double left;
  double top;

  cvk_canvas_to_document (self->canvas, x, y, &left, &top);
  left -= CVK_CARD_WIDTH / 2;
  top -= cvk_card_get_input_y (0);
  if (link != NULL)
    id = cvk_editing_insert_on_link (self->canvas->session, type, link, left, top, NULL);
  if (id == NULL)
    id = cvk_editing_add_node (self->canvas->session, type, left, top, NULL);
  if (id == NULL)
    return FALSE;
  cvk_canvas_set_focus_node (self->canvas, id);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  return TRUE;
}

static gboolean
drop_cb (CvkCanvasInput *self, const GValue *value, double x, double y)
{
  if (self->canvas->session == NULL)
    return FALSE;
  if (G_VALUE_HOLDS (value, CVK_TYPE_NODE_DRAG))
    return drop_node (self, g_value_get_boxed (value), x, y);
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  cvk_canvas_emit (self->canvas, CVK_CANVAS_SIGNAL_FILES_DROPPED, g_value_get_boxed (value), x, y);
  return TRUE;
}

void
cvk_canvas_drop_init (CvkCanvasInput *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { CVK_TYPE_NODE_DRAG, GDK_TYPE_FILE_LIST };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (target, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), GTK_EVENT_CONTROLLER (target));
  g_ptr_array_add (self->controllers, target);
}
