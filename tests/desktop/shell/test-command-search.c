// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/cvk-command-search.h"
#include "shell-fixture.h"
#include "support/cvk-await.h"

static GtkWidget *
open_search (CvkWindow *window)
{
  GtkWidget *search;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.command-search", NULL);
  search = shell_find (GTK_WIDGET (window), CVK_TYPE_COMMAND_SEARCH, NULL);
  g_assert_nonnull (search);
  g_assert_true (gtk_widget_get_visible (search));
  return search;
}

/* Closes the window; neither is left. */
static void
close_window (CvkWindow *window, GtkWidget *search)
{
  gpointer weak = search;

  g_object_add_weak_pointer (G_OBJECT (search), &weak);
  shell_close_window (window);
  shell_await_gone ("the search to go", &weak);
}

static GtkWidget *
type (GtkWidget *search, const char *text)
{
  GtkWidget *entry = shell_find (search, GTK_TYPE_SEARCH_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  cvk_drain_main_context ();
  return entry;
}

static GtkWidget *
find_row (GtkWidget *search, const char *title)
{
  GtkWidget *label = shell_find (search, GTK_TYPE_LABEL, title);

  g_assert_nonnull (label);
  return gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW);
}

static void
test_enter (void)
{
  CvkWindow *window = shell_open_window ();
  GtkWidget *search = open_search (window);
  GtkWidget *entry = type (search, "go to runs");
  GtkWidget *list = shell_find (search, GTK_TYPE_LIST_BOX, NULL);

  g_assert_true (GTK_WIDGET (gtk_list_box_get_selected_row (GTK_LIST_BOX (list))) ==
                 find_row (search, "Go to Runs"));
  g_assert_false (gtk_widget_get_child_visible (find_row (search, "Quit")));
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Go to Runs");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (cvk_window_get_page (window), ==, "runs");
  g_assert_false (gtk_widget_get_visible (search));
  close_window (window, search);
}

/* What cannot be done now is shown, and passed over. */
static void
test_disabled (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (CvkSession) session = shell_make_session ("Interviews", TRUE);
  GtkWidget *search = open_search (window);
  GtkWidget *entry = type (search, "undo");
  GtkWidget *row = find_row (search, "Undo");

  g_assert_true (gtk_widget_get_child_visible (row));
  g_assert_false (gtk_widget_is_sensitive (row));
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (gtk_widget_get_visible (search));
  cvk_window_add_session (window, session);
  g_assert_true (gtk_widget_is_sensitive (row));
  type (search, "und");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (cvk_document_get_nodes (cvk_session_get_document (session))->len, ==, 0);
  close_window (window, search);
}

static void
test_escape (void)
{
  CvkWindow *window = shell_open_window ();
  GtkWidget *search = open_search (window);
  GtkWidget *entry = type (search, "nothing is called that");

  g_signal_emit_by_name (entry, "stop-search");
  g_assert_false (gtk_widget_get_visible (search));
  /* The next time it begins anew. */
  open_search (window);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_signal_emit_by_name (entry, "stop-search");
  cvk_drain_main_context ();
  close_window (window, search);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/command-search/enter", test_enter);
  g_test_add_func ("/command-search/disabled", test_disabled);
  g_test_add_func ("/command-search/escape", test_escape);
  return g_test_run ();
}
