// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/cvk-page-header.h"
#include "desktop/cvk-sidebar.h"
#include "shell-fixture.h"
#include "support/cvk-await.h"

static AdwTabView *
get_tabs (CvkWindow *window)
{
  return ADW_TAB_VIEW (shell_find (GTK_WIDGET (window), ADW_TYPE_TAB_VIEW, NULL));
}

/* A window that is closed leaves nothing behind. */
static void
test_finalized (void)
{
  CvkWindow *window = shell_open_window ();
  CvkSession *session = shell_make_session ("Interviews", FALSE);
  gpointer page, header, weak_session = session;

  cvk_window_add_session (window, session);
  page = cvk_window_get_editor (window);
  header = cvk_editor_page_get_header (page);
  g_object_add_weak_pointer (page, &page);
  g_object_add_weak_pointer (header, &header);
  g_object_add_weak_pointer (weak_session, &weak_session);
  g_object_unref (session);
  shell_close_window (window);
  g_assert_null (page);
  g_assert_null (header);
  shell_await_gone ("the session to go", &weak_session);
}

static void
test_pages (void)
{
  static const char *const names[] = { "connections", "runs", "templates", "tables", "pipelines" };
  CvkWindow *window = shell_open_window ();
  CvkSidebar *sidebar = CVK_SIDEBAR (shell_find (GTK_WIDGET (window), CVK_TYPE_SIDEBAR, NULL));

  g_assert_cmpstr (cvk_window_get_page (window), ==, "pipelines");
  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", names[i]);
      g_assert_cmpstr (cvk_window_get_page (window), ==, names[i]);
      g_assert_true (
        gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (cvk_sidebar_get_row (sidebar, names[i]))));
    }
  /* There is nothing to edit, and no page of that name. */
  cvk_window_show_page (window, "editor");
  g_assert_cmpstr (cvk_window_get_page (window), ==, "pipelines");
  cvk_window_show_page (window, "nowhere");
  g_assert_cmpstr (cvk_window_get_page (window), ==, "pipelines");
  shell_close_window (window);
}

static void
test_tabs (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (CvkSession) first = shell_make_session ("First", FALSE);
  g_autoptr (CvkSession) second = shell_make_session ("Second", FALSE);

  g_assert_false (shell_can_do (window, "close-tab"));
  cvk_window_add_session (window, first);
  cvk_window_add_session (window, second);
  cvk_window_add_session (window, first);
  g_assert_cmpint (adw_tab_view_get_n_pages (get_tabs (window)), ==, 2);
  g_assert_true (cvk_editor_page_get_session (cvk_window_get_editor (window)) == first);
  g_assert_cmpstr (cvk_window_get_page (window), ==, "editor");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "First — Convoke");
  cvk_window_add_session (window, second);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Second — Convoke");
  cvk_window_add_session (window, first);
  g_assert_nonnull (
    shell_find (GTK_WIDGET (shell_find (GTK_WIDGET (window), CVK_TYPE_SIDEBAR, NULL)),
                GTK_TYPE_LABEL, "Second"));
  /* The header bar is that of the tab. */
  g_assert_true (
    gtk_widget_get_child_visible (cvk_editor_page_get_header (cvk_window_get_editor (window))));

  /* It is in no file. */
  g_assert_nonnull (shell_find (cvk_editor_page_get_header (cvk_window_get_editor (window)),
                                GTK_TYPE_LABEL, "Not saved yet"));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "runs");
  g_assert_false (shell_can_do (window, "close-tab"));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Convoke");
  cvk_window_show_page (window, "editor");
  for (int left = 1; left >= 0; left--)
    {
      AdwTabView *tabs = get_tabs (window);

      gtk_widget_activate_action (GTK_WIDGET (window), "win.close-tab", NULL);
      while (adw_tab_view_get_n_pages (tabs) > left)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpstr (cvk_window_get_page (window), ==, "pipelines");
  shell_close_window (window);
}

static void
test_undo (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (CvkSession) session = shell_make_session ("Interviews", TRUE);
  g_autoptr (CvkSession) other = shell_make_session ("Other", FALSE);

  cvk_window_add_session (window, other);
  g_assert_false (shell_can_do (window, "undo"));
  cvk_window_add_session (window, session);
  g_assert_true (shell_can_do (window, "undo"));
  g_assert_false (shell_can_do (window, "redo"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  g_assert_cmpuint (cvk_document_get_nodes (cvk_session_get_document (session))->len, ==, 0);
  g_assert_false (shell_can_do (window, "undo"));
  g_assert_true (shell_can_do (window, "redo"));
  cvk_window_show_page (window, "runs");
  g_assert_false (shell_can_do (window, "redo"));
  shell_close_window (window);
}

/* A tab goes to another window with everything it has. */
static void
test_move_tab (void)
{
  CvkWindow *window = shell_open_window ();
  CvkWindow *other = NULL;
  g_autoptr (CvkSession) first = shell_make_session ("First", FALSE);
  g_autoptr (CvkSession) second = shell_make_session ("Second", TRUE);

  cvk_window_add_session (window, first);
  g_assert_false (shell_can_do (window, "move-tab"));
  cvk_window_add_session (window, second);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.move-tab", NULL);
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (shell_get_application ()));
       l != NULL; l = l->next)
    if (l->data != window)
      other = CVK_WINDOW (l->data);
  g_assert_nonnull (other);
  g_assert_true (cvk_editor_page_get_session (cvk_window_get_editor (other)) == second);
  g_assert_true (cvk_editor_page_get_session (cvk_window_get_editor (window)) == first);
  g_assert_cmpstr (cvk_window_get_page (other), ==, "editor");
  g_assert_true (shell_can_do (other, "undo"));
  g_assert_false (shell_can_do (window, "undo"));
  shell_close_window (window);
  gtk_widget_activate_action (GTK_WIDGET (other), "win.undo", NULL);
  shell_close_window (other);
}

/* What is found from the header bar and the keys is the selected tab's, while it is shown. */
static void
test_editor_actions (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (CvkSession) session = shell_make_session ("Interviews", FALSE);

  g_assert_false (gtk_widget_activate_action (GTK_WIDGET (window), "canvas.fit", NULL));
  cvk_window_add_session (window, session);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "canvas.fit", NULL));
  cvk_window_show_page (window, "runs");
  g_assert_false (gtk_widget_activate_action (GTK_WIDGET (window), "canvas.fit", NULL));
  shell_close_window (window);
}

static gboolean
is_folded (gpointer user_data)
{
  return adw_leaflet_get_folded (user_data);
}

static gboolean
is_unfolded (gpointer user_data)
{
  return !adw_leaflet_get_folded (user_data);
}

/* At 360 pixels there is one place at a time, with a way back. */
static void
test_narrow (void)
{
  CvkWindow *window = cvk_window_new (shell_get_application ());
  g_autoptr (CvkSession) session = shell_make_session ("Interviews", FALSE);
  GtkWidget *leaflet = shell_find (GTK_WIDGET (window), ADW_TYPE_LEAFLET, NULL);
  GtkWidget *sidebar = shell_find (GTK_WIDGET (window), CVK_TYPE_SIDEBAR, NULL);

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 600);
  cvk_window_add_session (window, session);
  gtk_window_present (GTK_WINDOW (window));
  cvk_await ("the sidebar to fold", is_folded, leaflet);
  g_assert_false (adw_leaflet_get_visible_child (ADW_LEAFLET (leaflet)) == sidebar);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-sidebar", NULL);
  g_assert_true (adw_leaflet_get_visible_child (ADW_LEAFLET (leaflet)) == sidebar);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "runs");
  g_assert_false (adw_leaflet_get_visible_child (ADW_LEAFLET (leaflet)) == sidebar);
  shell_resize (GTK_WINDOW (window), 1200, 600);
  cvk_await ("the sidebar to unfold", is_unfolded, leaflet);
  shell_close_window (window);
}

static void
test_sidebar_hidden (void)
{
  CvkWindow *window = shell_open_window ();
  GtkWidget *sidebar = shell_find (GTK_WIDGET (window), CVK_TYPE_SIDEBAR, NULL);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.toggle-sidebar", NULL);
  g_assert_false (gtk_widget_get_visible (sidebar));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.toggle-sidebar", NULL);
  g_assert_true (gtk_widget_get_visible (sidebar));
  shell_close_window (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/window/finalized", test_finalized);
  g_test_add_func ("/window/pages", test_pages);
  g_test_add_func ("/window/tabs", test_tabs);
  g_test_add_func ("/window/undo", test_undo);
  g_test_add_func ("/window/move-tab", test_move_tab);
  g_test_add_func ("/window/editor-actions", test_editor_actions);
  g_test_add_func ("/window/narrow", test_narrow);
  g_test_add_func ("/window/sidebar-hidden", test_sidebar_hidden);
  return g_test_run ();
}
