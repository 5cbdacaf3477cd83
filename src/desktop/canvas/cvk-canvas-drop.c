// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/canvas/cvk-canvas-input-private.h"
#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-node-drag.h"
#include "desktop/forms/cvk-file-bindings.h"

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
gboolean
cvk_canvas_drop_node (CvkCanvasInput *self, const CvkNodeDrag *drag, double x, double y)
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

/* --- Files --- */

static const char *
find_reader (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  if (lower == NULL)
    return NULL;
  return g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".tsv") ? "csv.read"
         : g_str_has_suffix (lower, ".json")                                  ? "json.read"
         : g_str_has_suffix (lower, ".ics")                                   ? "calendar.read"
                                                                              : NULL;
}

/* What the pipeline calls the file: its path beside the pipeline, else its name, and then where it
 * lies is remembered on this computer. */
static char *
name_file (CvkSession *session, GFile *file)
{
  GFile *pipeline = cvk_session_get_file (session);
  g_autoptr (GFile) folder = pipeline != NULL ? g_file_get_parent (pipeline) : NULL;
  g_autofree char *path = g_file_get_path (file);
  char *name = folder != NULL ? g_file_get_relative_path (folder, file) : NULL;

  if (name != NULL)
    return name;
  name = g_file_get_basename (file);
  cvk_file_bindings_choose (session, name, path);
  return name;
}

static void
add_reader (CvkSession *session, GFile *file, const char *type, double x, double y)
{
  g_autoptr (CvkCommand) command =
    cvk_command_new (cvk_session_get_document (session), _ ("Add Node"));
  g_autofree char *name = name_file (session, file);
  g_autoptr (CvkValue) value = cvk_value_new_string (name);
  g_autofree char *id = g_strdup (cvk_command_add_node (command, NULL, type, x, y, NULL));

  if (id == NULL || !cvk_command_set_node_field (command, id, "file", value, NULL))
    return;
  cvk_history_push (cvk_session_get_history (session), g_steal_pointer (&command));
  cvk_history_seal (cvk_session_get_history (session));
  cvk_selection_set_only (cvk_session_get_selection (session), CVK_SELECTION_NODE, id);
}

/* Data becomes nodes that read it, below each other; a pipeline is opened. */
gboolean
cvk_canvas_drop_files (CvkCanvasInput *self, GSList *files, double x, double y)
{
  gboolean is_taken = FALSE;
  double left;
  double top;

  cvk_canvas_to_document (self->canvas, x, y, &left, &top);
  left = cvk_canvas_snap (left - CVK_CARD_WIDTH / 2);
  top = cvk_canvas_snap (top - cvk_card_get_input_y (0));
  for (GSList *l = files; l != NULL; l = l->next)
    {
      GFile *file = l->data;
      const char *type = find_reader (file);
      g_autofree char *name = g_file_get_basename (file);

      if (type != NULL && g_file_is_native (file) &&
          !cvk_session_is_read_only (self->canvas->session))
        {
          add_reader (self->canvas->session, file, type, left, top);
          top += CVK_CARD_HEIGHT + CVK_CARD_ROW_GAP;
          is_taken = TRUE;
        }
      else if (name != NULL && g_str_has_suffix (name, ".convoke") &&
               g_application_get_default () != NULL)
        {
          g_application_open (g_application_get_default (), &file, 1, "");
          is_taken = TRUE;
        }
    }
  return is_taken;
}

static gboolean
drop_cb (CvkCanvasInput *self, const GValue *value, double x, double y)
{
  g_autoptr (GSList) files = NULL;

  if (self->canvas->session == NULL)
    return FALSE;
  if (G_VALUE_HOLDS (value, CVK_TYPE_NODE_DRAG))
    return !cvk_session_is_read_only (self->canvas->session) &&
           cvk_canvas_drop_node (self, g_value_get_boxed (value), x, y);
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  return cvk_canvas_drop_files (self, files, x, y);
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
