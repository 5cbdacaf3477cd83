// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-editing-actions.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"
#include "desktop/canvas/cvk-canvas-keys.h"
#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/editor/cvk-editing-actions-private.h"

G_DEFINE_FINAL_TYPE (CvkEditingActions, cvk_editing_actions, G_TYPE_OBJECT)

enum
{
  SIGNAL_OPEN_NODE,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- For all parts --- */

void
cvk_editing_actions_tell (CvkEditingActions *self, const char *message)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (self->page, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *escaped = NULL;

  if (overlay == NULL)
    return;
  /* A toast reads its title as markup, and ids of nodes stand in it. */
  escaped = g_markup_escape_text (message, -1);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (escaped));
}

void
cvk_editing_actions_tell_error (CvkEditingActions *self, const GError *error)
{
  if (error != NULL)
    cvk_editing_actions_tell (self, error->message);
}

void
cvk_editing_actions_show_node (CvkEditingActions *self, const char *id)
{
  if (id == NULL || self->canvas == NULL)
    return;
  cvk_canvas_set_focus_node (self->canvas, id);
  cvk_canvas_reveal_node (self->canvas, id);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

static gboolean
drop_popover_cb (gpointer user_data)
{
  gtk_widget_unparent (GTK_WIDGET (user_data));
  return G_SOURCE_REMOVE;
}

static gboolean
forget_place_cb (gpointer user_data)
{
  CvkEditingActions *self = user_data;

  if (self->popover == NULL)
    self->menu_x = self->menu_y = CVK_EDITING_ANYWHERE;
  return G_SOURCE_REMOVE;
}

static void
closed_cb (CvkEditingActions *self, GtkWidget *popover)
{
  if (self->popover == popover)
    self->popover = NULL;
  if (self->canvas != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  /* Not at once: an item that was chosen is activated after its menu has closed. */
  g_idle_add_full (G_PRIORITY_DEFAULT, drop_popover_cb, g_object_ref (popover), g_object_unref);
  g_idle_add_full (G_PRIORITY_DEFAULT, forget_place_cb, g_object_ref (self), g_object_unref);
}

void
cvk_editing_actions_popup (CvkEditingActions *self, GtkWidget *popover, const graphene_rect_t *area)
{
  GdkRectangle rectangle = { (int) area->origin.x, (int) area->origin.y,
                             MAX ((int) area->size.width, 1), MAX ((int) area->size.height, 1) };

  cvk_editing_actions_close (self);
  self->popover = popover;
  gtk_widget_set_parent (popover, GTK_WIDGET (self->canvas));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &rectangle);
  g_signal_connect_object (popover, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
}

void
cvk_editing_actions_close (CvkEditingActions *self)
{
  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

const char *
cvk_editing_actions_get_node (CvkEditingActions *self)
{
  const char *focused = self->canvas != NULL ? cvk_canvas_get_focus_node (self->canvas) : NULL;
  CvkSelection *selection;

  if (self->session == NULL)
    return NULL;
  selection = cvk_session_get_selection (self->session);
  /* A click moves the selection and leaves the keyboard where it was. */
  if (focused != NULL && (cvk_selection_get_single_node (selection) == NULL ||
                          cvk_selection_contains (selection, CVK_SELECTION_NODE, focused)))
    return focused;
  return cvk_selection_get_single_node (selection);
}

gboolean
cvk_editing_actions_get_area (CvkEditingActions *self,
                              CvkSelectionKind kind,
                              const char *id,
                              graphene_rect_t *area)
{
  if (self->canvas == NULL)
    return FALSE;
  if (kind == CVK_SELECTION_NODE)
    return cvk_canvas_get_node_area (self->canvas, id, area);
  if (kind == CVK_SELECTION_NOTE)
    return cvk_canvas_get_note_area (self->canvas, id, area);
  return kind == CVK_SELECTION_FRAME && cvk_canvas_get_frame_area (self->canvas, id, area);
}

void
cvk_editing_actions_get_middle (CvkEditingActions *self, double *x, double *y)
{
  cvk_canvas_to_document (self->canvas, gtk_widget_get_width (GTK_WIDGET (self->canvas)) / 2.0,
                          gtk_widget_get_height (GTK_WIDGET (self->canvas)) / 2.0, x, y);
}

/* --- Actions --- */

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  unsigned count =
    cvk_selection_list (cvk_session_get_selection (self->session), CVK_SELECTION_NODE)->len;

  cvk_editing_delete_selection (self->session);
  if (count > 1)
    {
      g_autoptr (GString) message =
        g_string_new (ngettext ("{count} node deleted. Undo brings it back.",
                                "{count} nodes deleted. Undo brings them back.", count));
      g_autofree char *number = cvk_local_number (count);

      g_string_replace (message, "{count}", number, 1);
      cvk_editing_actions_tell (self, message->str);
    }
}

static void
duplicate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_duplicate_selection (CVK_EDITING_ACTIONS (user_data)->session);
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_actions_copy (user_data);
}

static void
cut_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_actions_cut (user_data);
}

static void
paste_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_actions_paste (user_data);
}

static void
select_all_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_select_all (CVK_EDITING_ACTIONS (user_data)->session);
}

static void
select_none_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_selection_clear (cvk_session_get_selection (CVK_EDITING_ACTIONS (user_data)->session));
}

static void
mute_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_toggle_muted (CVK_EDITING_ACTIONS (user_data)->session);
}

static void
group_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  g_autofree char *id = cvk_editing_group_selection (self->session);

  /* A new one is all that is selected then. */
  if (id != NULL && cvk_selection_get_count (cvk_session_get_selection (self->session)) == 1)
    cvk_editing_actions_rename_frame (self, id);
}

static void
leave_frame_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_leave_frames (CVK_EDITING_ACTIONS (user_data)->session);
}

static void
ungroup_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_ungroup_selection (CVK_EDITING_ACTIONS (user_data)->session);
}

static void
collapse_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_toggle_collapsed (CVK_EDITING_ACTIONS (user_data)->session);
}

static void
tidy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;

  if (cvk_editing_tidy (self->session) && self->canvas != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.fit", NULL);
}

static void
align_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *const names[] = {
    [CVK_ALIGN_LEFT] = "align-left",
    [CVK_ALIGN_CENTER] = "align-center",
    [CVK_ALIGN_RIGHT] = "align-right",
    [CVK_ALIGN_TOP] = "align-top",
    [CVK_ALIGN_MIDDLE] = "align-middle",
    [CVK_ALIGN_BOTTOM] = "align-bottom",
    [CVK_DISTRIBUTE_ACROSS] = "distribute-across",
    [CVK_DISTRIBUTE_DOWN] = "distribute-down",
  };
  const char *name = g_action_get_name (G_ACTION (action));

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      cvk_editing_align (CVK_EDITING_ACTIONS (user_data)->session, (CvkAlignment) i);
}

static void
color_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_set_color (CVK_EDITING_ACTIONS (user_data)->session,
                         g_variant_get_string (parameter, NULL));
}

static void
add_node_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_node_search_begin (CVK_EDITING_ACTIONS (user_data)->search);
}

static void
search_here_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  double x = self->menu_x;
  double y = self->menu_y;

  if (isnan (x))
    cvk_editing_actions_get_middle (self, &x, &y);
  cvk_editing_actions_search (self, cvk_editing_wish_new (self, NULL, NULL, FALSE, x, y),
                              CVK_NODE_FIT_ANY);
}

static void
add_note_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  g_autofree char *id = NULL;
  double x = self->menu_x;
  double y = self->menu_y;

  if (isnan (x))
    cvk_editing_actions_get_middle (self, &x, &y);
  id = cvk_editing_add_note (self->session, x, y);
  cvk_editing_actions_edit_note (self, id);
}

static void
rename_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  CvkSelection *selection = cvk_session_get_selection (self->session);
  GPtrArray *notes = cvk_selection_list (selection, CVK_SELECTION_NOTE);
  GPtrArray *frames = cvk_selection_list (selection, CVK_SELECTION_FRAME);
  const char *node = cvk_editing_actions_get_node (self);

  if (node != NULL)
    cvk_editing_actions_rename_node (self, node);
  else if (frames->len == 1)
    cvk_editing_actions_rename_frame (self, g_ptr_array_index (frames, 0));
  else if (notes->len == 1)
    cvk_editing_actions_edit_note (self, g_ptr_array_index (notes, 0));
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  g_autofree char *node = g_strdup (cvk_editing_actions_get_node (self));

  if (node == NULL)
    {
      if (!cvk_session_is_read_only (self->session))
        rename_cb (action, parameter, user_data);
      return;
    }
  cvk_selection_set_only (cvk_session_get_selection (self->session), CVK_SELECTION_NODE, node);
  g_signal_emit (self, signals[SIGNAL_OPEN_NODE], 0, node);
}

static void
link_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_actions_begin_link (user_data);
}

/* In the middle between the two that it links. */
static void
insert_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditingActions *self = user_data;
  GPtrArray *links =
    cvk_selection_list (cvk_session_get_selection (self->session), CVK_SELECTION_LINK);
  CvkEditingWish *wish;
  double x = self->menu_x;
  double y = self->menu_y;

  if (links->len != 1)
    return;
  if (isnan (x))
    cvk_editing_actions_get_middle (self, &x, &y);
  wish =
    cvk_editing_wish_new (self, NULL, NULL, FALSE, x - CVK_CARD_WIDTH / 2, y - CVK_CARD_HEIGHT / 2);
  wish->link = g_strdup (g_ptr_array_index (links, 0));
  cvk_editing_actions_search (self, wish, CVK_NODE_FIT_BOTH);
}

static void
find_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_actions_find (user_data);
}

static void
outline_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editing_actions_toggle_outline (user_data);
}

static const GActionEntry entries[] = {
  { "delete", delete_cb },
  { "duplicate", duplicate_cb },
  { "copy", copy_cb },
  { "cut", cut_cb },
  { "paste", paste_cb },
  { "select-all", select_all_cb },
  { "select-none", select_none_cb },
  { "mute", mute_cb },
  { "group", group_cb },
  { "leave-frame", leave_frame_cb },
  { "ungroup", ungroup_cb },
  { "collapse", collapse_cb },
  { "tidy", tidy_cb },
  { "align-left", align_cb },
  { "align-center", align_cb },
  { "align-right", align_cb },
  { "align-top", align_cb },
  { "align-middle", align_cb },
  { "align-bottom", align_cb },
  { "distribute-across", align_cb },
  { "distribute-down", align_cb },
  { "color", color_cb, "s" },
  { "add-node", add_node_cb },
  { "search-here", search_here_cb },
  { "add-note", add_note_cb },
  { "rename", rename_cb },
  { "open", open_cb },
  { "link", link_cb },
  { "insert", insert_cb },
  { "find", find_cb },
  { "outline", outline_cb },
};

/* --- What can be done now --- */

static void
set_enabled (CvkEditingActions *self, const char *name, gboolean is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->group), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

/* Of several, that is not looked for node by node whenever the selection changes. */
static gboolean
is_in_frame (CvkEditingActions *self)
{
  CvkSelection *selection;
  GPtrArray *nodes;

  if (self->session == NULL)
    return FALSE;
  selection = cvk_session_get_selection (self->session);
  nodes = cvk_selection_list (selection, CVK_SELECTION_NODE);
  if (nodes->len == 1)
    return cvk_editing_find_frame (self->session, g_ptr_array_index (nodes, 0)) != NULL;
  return nodes->len > 1 &&
         cvk_document_get_frames (cvk_session_get_document (self->session))->len > 0;
}

/* Of a pipeline that can only be looked at, what looks, chooses and takes along stays. */
static gboolean
is_reading (const char *name)
{
  static const char *const names[] = {
    "copy",   "select-all", "select-none", "open",      "find", "outline",       "go",
    "extend", "toggle",     "follow-out",  "follow-in", "menu", "open-pipeline", NULL,
  };

  return g_strv_contains (names, name);
}

static void
allow_editing (CvkEditingActions *self, gboolean is_allowed)
{
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (self->group));

  for (unsigned i = 0; names[i] != NULL; i++)
    if (!is_reading (names[i]))
      set_enabled (self, names[i], is_allowed);
}

static void
update_enabled (CvkEditingActions *self)
{
  CvkSelection *selection = NULL;
  unsigned counts[CVK_SELECTION_N_KINDS] = { 0 };
  unsigned n_placed;
  gboolean has_frame;

  if (self->session != NULL)
    selection = cvk_session_get_selection (self->session);
  for (unsigned kind = 0; selection != NULL && kind < CVK_SELECTION_N_KINDS; kind++)
    counts[kind] = cvk_selection_list (selection, kind)->len;
  n_placed = counts[CVK_SELECTION_NODE] + counts[CVK_SELECTION_NOTE];
  has_frame = counts[CVK_SELECTION_FRAME] > 0;
  set_enabled (self, "copy", n_placed > 0 || has_frame);
  set_enabled (self, "open-pipeline", cvk_editing_actions_can_open_pipeline (self));
  if (self->session != NULL && cvk_session_is_read_only (self->session))
    {
      allow_editing (self, FALSE);
      return;
    }
  allow_editing (self, TRUE);
  set_enabled (self, "delete", n_placed > 0 || has_frame || counts[CVK_SELECTION_LINK] > 0);
  set_enabled (self, "duplicate", n_placed > 0 || has_frame);
  set_enabled (self, "cut", n_placed > 0 || has_frame);
  set_enabled (self, "mute", counts[CVK_SELECTION_NODE] > 0);
  set_enabled (self, "group", counts[CVK_SELECTION_NODE] > 0 || has_frame);
  set_enabled (self, "leave-frame", is_in_frame (self));
  set_enabled (self, "extract", counts[CVK_SELECTION_NODE] > 0 || has_frame);
  set_enabled (self, "ungroup", counts[CVK_SELECTION_NODE] > 0 || has_frame);
  set_enabled (self, "collapse", counts[CVK_SELECTION_NODE] > 0 || has_frame);
  set_enabled (self, "insert", counts[CVK_SELECTION_LINK] == 1);
  set_enabled (self, "color", counts[CVK_SELECTION_NOTE] > 0 || has_frame);
  for (size_t i = 0; i < G_N_ELEMENTS (entries); i++)
    if (entries[i].activate == align_cb)
      set_enabled (self, entries[i].name, n_placed > 1);
}

static void
session_cb (CvkEditingActions *self)
{
  g_set_object (&self->session, cvk_canvas_get_session (self->canvas));
  g_signal_group_set_target (
    self->on_selection, self->session != NULL ? cvk_session_get_selection (self->session) : NULL);
  update_enabled (self);
  cvk_editing_actions_update_views (self);
}

/* --- Object --- */

static void
cvk_editing_actions_finalize (GObject *object)
{
  CvkEditingActions *self = CVK_EDITING_ACTIONS (object);

  g_clear_weak_pointer (&self->canvas);
  g_clear_weak_pointer (&self->find_bar);
  g_clear_weak_pointer (&self->outline);
  g_clear_object (&self->on_selection);
  g_clear_object (&self->session);
  g_clear_object (&self->search);
  g_clear_object (&self->group);
  G_OBJECT_CLASS (cvk_editing_actions_parent_class)->finalize (object);
}

static void
cvk_editing_actions_class_init (CvkEditingActionsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_editing_actions_finalize;
  signals[SIGNAL_OPEN_NODE] =
    g_signal_new ("open-node", CVK_TYPE_EDITING_ACTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cvk_editing_actions_init (CvkEditingActions *self)
{
  self->menu_x = self->menu_y = CVK_EDITING_ANYWHERE;
  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries),
                                   self);
  self->on_selection = g_signal_group_new (CVK_TYPE_SELECTION);
  g_signal_group_connect_swapped (self->on_selection, "changed", G_CALLBACK (update_enabled), self);
}

CvkEditingActions *
cvk_editing_actions_install (GtkWidget *page, CvkCanvas *canvas, CvkNodeSearch *search)
{
  CvkEditingActions *self;

  g_return_val_if_fail (GTK_IS_WIDGET (page), NULL);
  g_return_val_if_fail (CVK_IS_CANVAS (canvas) && CVK_IS_NODE_SEARCH (search), NULL);

  self = g_object_new (CVK_TYPE_EDITING_ACTIONS, NULL);
  self->page = page;
  self->search = g_object_ref (search);
  g_set_weak_pointer (&self->canvas, canvas);
  g_object_set_data_full (G_OBJECT (page), "cvk-editing-actions", self, g_object_unref);
  cvk_editing_actions_add_walk (self);
  cvk_editing_actions_add_nested (self);
  gtk_widget_insert_action_group (page, "edit", G_ACTION_GROUP (self->group));
  g_signal_connect_object (canvas, "notify::session", G_CALLBACK (session_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_editing_actions_connect (self);
  cvk_canvas_keys_add (GTK_WIDGET (canvas));
  session_cb (self);
  return self;
}

GActionGroup *
cvk_editing_actions_get_group (CvkEditingActions *self)
{
  g_return_val_if_fail (CVK_IS_EDITING_ACTIONS (self), NULL);

  return G_ACTION_GROUP (self->group);
}
