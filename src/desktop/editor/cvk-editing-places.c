// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/editor/cvk-editing-actions-private.h"
#include "desktop/editor/cvk-node-search-popover.h"

/* Answers to what the canvas and the search ask for. */

/* --- A node that is searched for at a place --- */

static void
free_wish (gpointer data)
{
  CvkEditingWish *self = data;

  g_free (self->node);
  g_free (self->port);
  g_free (self->link);
  g_free (self);
}

static void
free_wish_closure (gpointer data, GClosure *closure)
{
  free_wish (data);
}

CvkEditingWish *
cvk_editing_wish_new (CvkEditingActions *self,
                      const char *node,
                      const char *port,
                      gboolean is_output,
                      double x,
                      double y)
{
  CvkEditingWish *wish = g_new0 (CvkEditingWish, 1);

  *wish = (CvkEditingWish){ self, g_strdup (node), g_strdup (port), is_output, NULL, x, y };
  return wish;
}

static void
wish_chosen_cb (GtkWidget *popover, const char *type, gpointer user_data)
{
  const CvkEditingWish *wish = user_data;
  CvkEditingActions *self = wish->actions;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  if (wish->link != NULL)
    id = cvk_editing_insert_on_link (self->session, type, wish->link, wish->x, wish->y, &error);
  else if (wish->node != NULL)
    id = cvk_editing_add_linked (self->session, type, wish->node, wish->port, wish->is_output,
                                 wish->x, wish->y, &error);
  else
    id = cvk_editing_add_node (self->session, type, wish->x, wish->y, &error);
  cvk_editing_actions_tell_error (self, error);
  cvk_editing_actions_show_node (self, id);
}

void
cvk_editing_actions_search (CvkEditingActions *self, CvkEditingWish *wish, CvkNodeFit fit)
{
  GtkWidget *popover = cvk_node_search_popover_new (fit);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, 1, 1);
  double x, y;

  cvk_canvas_to_widget (self->canvas, wish->x, wish->y, &x, &y);
  area.origin = GRAPHENE_POINT_INIT ((float) x, (float) y);
  g_signal_connect_data (popover, "chosen", G_CALLBACK (wish_chosen_cb), wish, free_wish_closure,
                         0);
  cvk_editing_actions_popup (self, popover, &area);
}

/* --- The canvas --- */

static void
link_dropped_cb (CvkEditingActions *self,
                 const char *node,
                 const char *port,
                 gboolean is_output,
                 double x,
                 double y)
{
  cvk_canvas_to_document (self->canvas, x, y, &x, &y);
  /* The link ends where the port of the card will be. */
  cvk_editing_actions_search (self,
                              cvk_editing_wish_new (self, node, port, is_output,
                                                    is_output ? x : x - CVK_CARD_WIDTH,
                                                    y - CVK_CARD_HEIGHT / 2),
                              is_output ? CVK_NODE_FIT_INPUT : CVK_NODE_FIT_OUTPUT);
}

static void
search_requested_cb (CvkEditingActions *self, double x, double y)
{
  cvk_canvas_to_document (self->canvas, x, y, &x, &y);
  cvk_editing_actions_search (self, cvk_editing_wish_new (self, NULL, NULL, FALSE, x, y),
                              CVK_NODE_FIT_ANY);
}

static void
menu_requested_cb (CvkEditingActions *self, double x, double y)
{
  cvk_editing_actions_open_menu (self, x, y);
}

static void
edit_note_cb (CvkEditingActions *self, const char *id)
{
  cvk_editing_actions_edit_note (self, id);
}

static void
edit_frame_cb (CvkEditingActions *self, const char *id)
{
  cvk_editing_actions_rename_frame (self, id);
}

static void
node_activated_cb (CvkEditingActions *self, const char *id)
{
  if (!cvk_editing_actions_open_pipeline (self, id))
    g_signal_emit_by_name (self, "open-node", id);
}

/* --- The search at the top --- */

static void
search_chosen_cb (CvkEditingActions *self, const char *type)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  double x, y;

  if (self->session == NULL)
    return;
  cvk_editing_actions_get_middle (self, &x, &y);
  id = cvk_editing_add_beside (self->session, type, x - CVK_CARD_WIDTH / 2, y - CVK_CARD_HEIGHT / 2,
                               &error);
  cvk_editing_actions_tell_error (self, error);
  cvk_editing_actions_show_node (self, id);
}

static void
search_leave_cb (CvkEditingActions *self)
{
  if (self->canvas != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

void
cvk_editing_actions_connect (CvkEditingActions *self)
{
  static const struct
  {
    const char *signal;
    GCallback callback;
  } answers[] = {
    { "link-dropped", G_CALLBACK (link_dropped_cb) },
    { "search-requested", G_CALLBACK (search_requested_cb) },
    { "menu-requested", G_CALLBACK (menu_requested_cb) },
    { "edit-note", G_CALLBACK (edit_note_cb) },
    { "edit-frame", G_CALLBACK (edit_frame_cb) },
    { "node-activated", G_CALLBACK (node_activated_cb) },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (answers); i++)
    g_signal_connect_object (self->canvas, answers[i].signal, answers[i].callback, self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "chosen", G_CALLBACK (search_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "leave", G_CALLBACK (search_leave_cb), self,
                           G_CONNECT_SWAPPED);
}
