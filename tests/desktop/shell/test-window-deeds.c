// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>

#include "desktop/bulk/cvk-bulk-page.h"
#include "desktop/editor/cvk-editing.h"
#include "shell-fixture.h"
#include "support/cvk-await.h"

/* What menus and commands begin from what is shown: rows of a table, and sub-pipelines. */

static gboolean
has_page (gpointer window)
{
  return shell_find (GTK_WIDGET (window), CVK_TYPE_BULK_PAGE, NULL) != NULL;
}

/* Pages are made when they are shown first, after a frame. */
static CvkBulkSheet *
get_sheet (CvkWindow *window)
{
  cvk_await ("the page", has_page, window);
  return cvk_bulk_page_get_sheet (
    CVK_BULK_PAGE (shell_find (GTK_WIDGET (window), CVK_TYPE_BULK_PAGE, NULL)));
}

static void
test_from_table (void)
{
  CvkWindow *window = shell_open_window ();

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.from-table", NULL));
  g_assert_cmpstr (cvk_window_get_page (window), ==, "bulk");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_sheet (window))), ==, 0);
  shell_close_window (window);
}

/* With what the step says already; a step that does nothing for a row has no rows. */
static void
test_fill_rows (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (CvkSession) session = shell_make_session ("Interviews", TRUE);
  CvkSelection *selection = cvk_session_get_selection (session);
  g_autofree char *id = cvk_editing_add_node (session, "zoom.create-meeting", 0, 0, NULL);

  g_assert_nonnull (id);
  cvk_window_add_session (window, session);
  cvk_selection_set_only (selection, CVK_SELECTION_NODE, "output");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fill-rows", NULL);
  g_assert_cmpstr (cvk_window_get_page (window), ==, "editor");
  cvk_selection_set_only (selection, CVK_SELECTION_NODE, id);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fill-rows", NULL);
  g_assert_cmpstr (cvk_window_get_page (window), ==, "bulk");
  g_assert_cmpstr (cvk_bulk_sheet_get_action (get_sheet (window))->id, ==, "zoom.create-meeting");
  shell_close_window (window);
}

static GFile *
write_pipeline (void)
{
  GFile *file = shell_write_file ("Week");

  g_assert_true (g_file_set_contents (
    g_file_peek_path (file),
    "{\"convoke\":1,\"name\":\"Week\",\"nodes\":{\"input\":{\"type\":\"input\",\"settings\":"
    "{\"fields\":[]}},\"set\":{\"type\":\"set\",\"settings\":{\"fields\":{\"a\":1}}},\"output\":"
    "{\"type\":\"output\",\"settings\":{\"name\":\"Out\"}}},\"links\":[\"input.out -> set.in\","
    "\"set.out -> output.in\"]}",
    -1, NULL));
  return file;
}

static gboolean
has_editor (gpointer window)
{
  return cvk_window_get_editor (window) != NULL;
}

static gboolean
has_pipeline_node (gpointer session)
{
  return g_strcmp0 (cvk_selection_get_single_node (cvk_session_get_selection (session)),
                    "pipeline") == 0;
}

static gboolean
has_two_tabs (gpointer window)
{
  GtkWidget *tabs = shell_find (GTK_WIDGET (window), ADW_TYPE_TAB_VIEW, NULL);

  return adw_tab_view_get_n_pages (ADW_TAB_VIEW (tabs)) == 2;
}

/* Steps become a pipeline in a file beside this one, and that opens as another tab. */
static void
test_sub_pipeline (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (GFile) file = write_pipeline ();
  g_autoptr (GFile) folder = g_file_get_parent (file);
  CvkSession *session;
  const char *name;

  cvk_window_open_file (window, file);
  cvk_await ("the pipeline", has_editor, window);
  session = cvk_editor_page_get_session (cvk_window_get_editor (window));
  cvk_selection_set_only (cvk_session_get_selection (session), CVK_SELECTION_NODE, "set");
  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (cvk_window_get_editor (window)), "edit.extract", NULL));
  cvk_await ("the sub-pipeline", has_pipeline_node, session);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (cvk_window_get_editor (window)),
                                             "edit.open-pipeline", NULL));
  cvk_await ("its tab", has_two_tabs, window);
  shell_close_window (window);
  {
    g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (folder), 0, NULL);

    while ((name = g_dir_read_name (dir)) != NULL)
      {
        g_autofree char *path = g_build_filename (g_file_peek_path (folder), name, NULL);

        g_unlink (path);
      }
  }
  g_rmdir (g_file_peek_path (folder));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/window-deeds/from-table", test_from_table);
  g_test_add_func ("/window-deeds/fill-rows", test_fill_rows);
  g_test_add_func ("/window-deeds/sub-pipeline", test_sub_pipeline);
  return g_test_run ();
}
