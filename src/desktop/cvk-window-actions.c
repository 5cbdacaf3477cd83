// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-new-pipeline.h"
#include "desktop/cvk-page-header.h"
#include "desktop/cvk-window-private.h"
#include "desktop/gallery/cvk-library-choice.h"

static CvkSession *
get_session (CvkWindow *self)
{
  CvkEditorPage *page = cvk_window_get_editor (self);

  return page != NULL ? cvk_editor_page_get_session (page) : NULL;
}

static CvkHistory *
get_history (CvkWindow *self)
{
  CvkSession *session = get_session (self);

  return session != NULL ? cvk_session_get_history (session) : NULL;
}

static void
set_enabled (CvkWindow *self, const char *name, gboolean is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

void
cvk_window_update_actions (CvkWindow *self)
{
  CvkSession *session = get_session (self);
  CvkHistory *history = get_history (self);
  gboolean is_read_only = session != NULL && cvk_session_is_read_only (session);
  gboolean is_past = session != NULL && cvk_session_get_past_run (session) != NULL;
  gboolean is_editing = history != NULL && g_strcmp0 (cvk_window_get_page (self), "editor") == 0;

  set_enabled (self, "undo", is_editing && cvk_history_get_undo_name (history) != NULL);
  set_enabled (self, "redo", is_editing && cvk_history_get_redo_name (history) != NULL);
  set_enabled (self, "close-tab", is_editing);
  set_enabled (self, "move-tab", is_editing && adw_tab_view_get_n_pages (self->tabs) > 1);
  set_enabled (self, "add-node", is_editing && !is_read_only);
  set_enabled (self, "toggle-inspector", is_editing);
  set_enabled (self, "save", is_editing && !is_read_only);
  set_enabled (self, "save-as", is_editing && !is_past);
  cvk_window_update_run_actions (self);
}

/* --- The actions --- */

static void
create_cb (CvkWindow *self, const char *name)
{
  g_autoptr (CvkSession) session = cvk_session_new_blank (name);

  cvk_window_add_session (self, session);
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkNewPipeline *dialog = cvk_new_pipeline_new (user_data);

  g_signal_connect_object (dialog, "create", G_CALLBACK (create_cb), user_data, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_window_ask_and_open (user_data);
}

static void
open_recent_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  cvk_window_open_file (user_data, file);
}

static void
choose_library_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_library_choice_ask (user_data);
}

static void
handle_failures_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_window_handle_failures (user_data);
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_window_save (user_data, FALSE);
}

static void
save_as_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_window_save (user_data, TRUE);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_history_undo (get_history (user_data));
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_history_redo (get_history (user_data));
}

static void
close_tab_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkWindow *self = user_data;

  adw_tab_view_close_page (self->tabs, adw_tab_view_get_selected_page (self->tabs));
}

void
cvk_window_set_sidebar_shown (CvkWindow *self, gboolean is_shown)
{
  gtk_widget_set_visible (GTK_WIDGET (self->sidebar), is_shown);
  gtk_widget_set_visible (self->separator, is_shown);
  cvk_window_changed (self);
}

static void
toggle_sidebar_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkWindow *self = user_data;

  if (adw_leaflet_get_folded (self->leaflet))
    {
      gboolean is_shown =
        adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->sidebar);

      adw_leaflet_set_visible_child (self->leaflet,
                                     is_shown ? self->content : GTK_WIDGET (self->sidebar));
      return;
    }
  cvk_window_set_sidebar_shown (self, !gtk_widget_get_visible (GTK_WIDGET (self->sidebar)));
}

static void
show_sidebar_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkWindow *self = user_data;

  cvk_window_set_sidebar_shown (self, TRUE);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->sidebar));
}

static void
add_node_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_editor_page_begin_search (cvk_window_get_editor (user_data));
}

static void
toggle_inspector_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkEditorPage *page = cvk_window_get_editor (user_data);

  cvk_editor_page_set_inspector_shown (page, !cvk_editor_page_is_inspector_shown (page));
}

static void
page_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  cvk_window_show_page (user_data, g_variant_get_string (parameter, NULL));
}

static void
move_tab_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkWindow *self = user_data;
  AdwTabPage *tab = adw_tab_view_get_selected_page (self->tabs);
  CvkWindow *window =
    cvk_window_new (CVK_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));

  adw_tab_view_transfer_page (self->tabs, tab, window->tabs, 0);
  cvk_window_show_page (window, "editor");
  gtk_window_present (GTK_WINDOW (window));
}

/* In the middle below the header bar, where the eyes are. */
static void
command_search_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkWindow *self = user_data;
  GdkRectangle place = { .y = 46, .width = 1, .height = 1 };

  if (self->command_search == NULL)
    {
      self->command_search = CVK_COMMAND_SEARCH (cvk_command_search_new ());
      gtk_widget_set_parent (GTK_WIDGET (self->command_search), self->content);
    }
  place.x = gtk_widget_get_width (self->content) / 2;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->command_search), &place);
  cvk_command_search_begin (self->command_search);
}

static void
menu_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  CvkWindow *self = user_data;
  GtkWidget *child = gtk_stack_get_visible_child (self->pages);
  CvkPageHeader *header = child != NULL ? cvk_page_header_find (child) : NULL;

  if (header != NULL)
    cvk_page_header_open_menu (header);
}

void
cvk_window_init_actions (CvkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "new", .activate = new_cb },
    { .name = "open", .activate = open_cb },
    { .name = "open-recent", .activate = open_recent_cb, .parameter_type = "s" },
    { .name = "choose-library", .activate = choose_library_cb },
    { .name = "handle-failures", .activate = handle_failures_cb },
    { .name = "save", .activate = save_cb },
    { .name = "save-as", .activate = save_as_cb },
    { .name = "undo", .activate = undo_cb },
    { .name = "redo", .activate = redo_cb },
    { .name = "close-tab", .activate = close_tab_cb },
    { .name = "toggle-sidebar", .activate = toggle_sidebar_cb },
    { .name = "show-sidebar", .activate = show_sidebar_cb },
    { .name = "move-tab", .activate = move_tab_cb },
    { .name = "command-search", .activate = command_search_cb },
    { .name = "menu", .activate = menu_cb },
    { .name = "add-node", .activate = add_node_cb },
    { .name = "toggle-inspector", .activate = toggle_inspector_cb },
    { .name = "page", .activate = page_cb, .parameter_type = "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  cvk_window_init_runs (self);
  cvk_window_init_bulk (self);
  cvk_window_update_actions (self);
}
