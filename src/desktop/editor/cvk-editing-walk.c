// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-editing-actions-private.h"

/* The keyboard on the canvas: from card to card, along links, selecting and moving. */

static gboolean
read_direction (GVariant *parameter, GtkDirectionType *direction)
{
  static const struct
  {
    const char *name;
    GtkDirectionType direction;
  } directions[] = {
    { "left", GTK_DIR_LEFT },
    { "right", GTK_DIR_RIGHT },
    { "up", GTK_DIR_UP },
    { "down", GTK_DIR_DOWN },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (directions); i++)
    if (g_str_equal (directions[i].name, g_variant_get_string (parameter, NULL)))
      {
        *direction = directions[i].direction;
        return TRUE;
      }
  return FALSE;
}

/* Where one begins who has been nowhere: at the first node. */
static const char *
get_end (CvkEditingActions *self, gboolean last)
{
  GPtrArray *nodes = cvk_document_get_nodes (cvk_session_get_document (self->session));

  if (nodes->len == 0)
    return NULL;
  return ((CvkNode *) g_ptr_array_index (nodes, last ? nodes->len - 1 : 0))->id;
}

static const char *
find_next (CvkEditingActions *self, GVariant *parameter)
{
  const char *node = cvk_editing_actions_get_node (self);
  const char *name = g_variant_get_string (parameter, NULL);
  GtkDirectionType direction;

  if (g_str_equal (name, "first") || g_str_equal (name, "last"))
    return get_end (self, g_str_equal (name, "last"));
  if (node == NULL)
    return get_end (self, FALSE);
  return read_direction (parameter, &direction)
           ? cvk_canvas_find_next_node (self->canvas, node, direction)
           : NULL;
}

static void
go_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  g_autofree char *next = self->canvas != NULL ? g_strdup (find_next (self, parameter)) : NULL;

  if (next == NULL)
    return;
  cvk_selection_set_only (cvk_session_get_selection (self->session), CVK_SELECTION_NODE, next);
  cvk_editing_actions_show_node (self, next);
}

static void
extend_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  g_autofree char *node = g_strdup (cvk_editing_actions_get_node (self));
  g_autofree char *next = self->canvas != NULL ? g_strdup (find_next (self, parameter)) : NULL;
  CvkSelection *selection = cvk_session_get_selection (self->session);

  if (next == NULL)
    return;
  cvk_selection_freeze (selection);
  if (node != NULL)
    cvk_selection_add (selection, CVK_SELECTION_NODE, node);
  cvk_selection_add (selection, CVK_SELECTION_NODE, next);
  cvk_selection_thaw (selection);
  cvk_editing_actions_show_node (self, next);
}

static void
toggle_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  CvkSelection *selection = cvk_session_get_selection (self->session);
  g_autofree char *node = g_strdup (cvk_editing_actions_get_node (self));

  if (node == NULL)
    return;
  /* Also when a click has brought the selection here: the ring shows where the keyboard is. */
  cvk_canvas_set_focus_node (self->canvas, node);
  if (cvk_selection_contains (selection, CVK_SELECTION_NODE, node))
    cvk_selection_remove (selection, CVK_SELECTION_NODE, node);
  else
    cvk_selection_add (selection, CVK_SELECTION_NODE, node);
}

static void
move_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  const char *node = cvk_editing_actions_get_node (self);
  CvkSelection *selection = cvk_session_get_selection (self->session);
  GtkDirectionType direction;

  if (!read_direction (parameter, &direction))
    return;
  if (cvk_selection_get_count (selection) == 0 && node != NULL)
    cvk_selection_add (selection, CVK_SELECTION_NODE, node);
  cvk_editing_move_selection (self->session,
                              direction == GTK_DIR_LEFT    ? -CVK_EDITING_GRID
                              : direction == GTK_DIR_RIGHT ? CVK_EDITING_GRID
                                                           : 0,
                              direction == GTK_DIR_UP     ? -CVK_EDITING_GRID
                              : direction == GTK_DIR_DOWN ? CVK_EDITING_GRID
                                                          : 0,
                              NULL);
  if (node != NULL)
    cvk_canvas_reveal_node (self->canvas, node);
}

static void
follow_out_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_actions_follow (user_data, TRUE);
}

static void
follow_in_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_actions_follow (user_data, FALSE);
}

/* At the card that the keyboard is at; else at what is selected, or in the middle. */
static void
menu_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  CvkSelection *selection = cvk_session_get_selection (self->session);
  g_autofree char *node = g_strdup (cvk_editing_actions_get_node (self));
  graphene_rect_t area;

  if (self->canvas == NULL)
    return;
  if (node != NULL && !cvk_selection_contains (selection, CVK_SELECTION_NODE, node))
    cvk_selection_set_only (selection, CVK_SELECTION_NODE, node);
  if (node != NULL)
    cvk_canvas_reveal_node (self->canvas, node);
  for (unsigned kind = 0; kind < CVK_SELECTION_N_KINDS; kind++)
    {
      GPtrArray *ids = cvk_selection_list (selection, kind);

      if (ids->len == 0 ||
          !cvk_editing_actions_get_area (self, kind, g_ptr_array_index (ids, 0), &area))
        continue;
      cvk_editing_actions_open_menu (self, area.origin.x + area.size.width / 2,
                                     area.origin.y + area.size.height / 2);
      return;
    }
  cvk_editing_actions_open_menu (self, gtk_widget_get_width (GTK_WIDGET (self->canvas)) / 2.0,
                                 gtk_widget_get_height (GTK_WIDGET (self->canvas)) / 2.0);
}

void
cvk_editing_actions_add_walk (CvkEditingActions *self)
{
  static const GActionEntry entries[] = {
    { "go", go_cb, "s" },    { "extend", extend_cb, "s" },    { "move", move_cb, "s" },
    { "toggle", toggle_cb }, { "follow-out", follow_out_cb }, { "follow-in", follow_in_cb },
    { "menu", menu_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries),
                                   self);
}
