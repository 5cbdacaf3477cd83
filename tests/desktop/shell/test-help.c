// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "connect/cvk-connectors.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/connections/cvk-connections-page.h"
#include "desktop/cvk-help-button.h"
#include "desktop/cvk-help.h"
#include "desktop/editor/cvk-editor-page.h"
#include "desktop/editor/cvk-inspector.h"
#include "shell-fixture.h"
#include "support/cvk-await.h"

/* A desktop on which nothing is installed, and then a program that notes what it is asked to open.
 */
static char *folder;

static char *
make_folder (const char *name)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  return path;
}

static void
write_file (const char *in, const char *name, const char *text)
{
  g_autofree char *parent = make_folder (in);
  g_autofree char *path = g_build_filename (parent, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static gboolean
has_opener (gpointer user_data)
{
  g_autoptr (GAppInfo) help = g_app_info_get_default_for_uri_scheme ("help");
  g_autoptr (GAppInfo) file = g_app_info_get_default_for_uri_scheme ("file");

  return help != NULL && file != NULL;
}

static void
install_opener (void)
{
  g_autofree char *entry =
    g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Opener\n"
                     "Exec=sh -c 'echo \"$0\" >%s/part && mv %s/part %s/opened' %%u\n"
                     "MimeType=x-scheme-handler/help;x-scheme-handler/file;\n",
                     folder, folder, folder);
  /* Tells the main loop, which would wait for something else to happen. */
  g_autoptr (GAppInfoMonitor) monitor = g_app_info_monitor_get ();

  write_file ("applications", "opener.desktop", entry);
  write_file ("applications", "mimeapps.list",
              "[Default Applications]\nx-scheme-handler/help=opener.desktop\n"
              "x-scheme-handler/file=opener.desktop\n");
  cvk_await ("the program to be known", has_opener, NULL);
}

static gboolean
is_opened (gpointer user_data)
{
  g_autofree char *path = g_build_filename (folder, "opened", NULL);

  return g_file_get_contents (path, user_data, NULL, NULL);
}

/* What the program was asked to open since the last time. (transfer full) */
static char *
await_opened (void)
{
  g_autofree char *path = g_build_filename (folder, "opened", NULL);
  g_autoptr (GFile) directory = g_file_new_for_path (folder);
  g_autoptr (GFileMonitor) monitor =
    g_file_monitor_directory (directory, G_FILE_MONITOR_NONE, NULL, NULL);
  char *opened = NULL;

  /* Wakes the main loop, to which another process says nothing. */
  g_assert_nonnull (monitor);
  cvk_await ("something to be opened", is_opened, &opened);
  g_assert_cmpint (g_remove (path), ==, 0);
  return g_strstrip (opened);
}

static void
assert_opened (const char *expected)
{
  g_autofree char *opened = await_opened ();

  g_assert_cmpstr (opened, ==, expected);
}

static void
press_f1 (void)
{
  g_action_group_activate_action (G_ACTION_GROUP (shell_get_application ()), "help", NULL);
}

static void
test_key (void)
{
  g_auto (GStrv) accels =
    gtk_application_get_accels_for_action (GTK_APPLICATION (shell_get_application ()), "app.help");

  g_assert_cmpstr (accels[0], ==, "F1");
}

/* Where nothing opens anything, it is said where the manual lies. */
static void
test_nothing_opens (void)
{
  CvkWindow *window = shell_open_window ();
  AdwMessageDialog *dialog;

  g_action_group_activate_action (G_ACTION_GROUP (shell_get_application ()), "help", NULL);
  dialog = shell_await_question ();
  g_assert_nonnull (
    strstr (adw_message_dialog_get_body (dialog), CVK_BUILDDIR "/help/manual.html"));
  adw_message_dialog_response (dialog, "close");
  shell_close_window (window);
}

/* Without a viewer it is the one page, and a copy of it where it is to open somewhere else than at
 * its beginning. */
static void
test_page (void)
{
  const char *manual = CVK_BUILDDIR "/help/manual.html";
  g_autofree char *copy =
    g_build_filename (g_get_user_cache_dir (), "convoke", "manual.html", NULL);
  static const struct
  {
    const char *topic;
    const char *anchor;
  } topics[] = {
    { "connect-zoom#trouble", "'#connect-zoom--trouble'" },
    /* Of the user's own services only the page is there. */
    { "connect-others#bakery", "'#connect-others'" },
    { "schedules", "'#schedules'" },
  };
  CvkWindow *window = shell_open_window ();

  install_opener ();
  for (size_t i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      g_autofree char *text = NULL;

      cvk_help_show (GTK_WINDOW (window), topics[i].topic);
      assert_opened (copy);
      g_assert_true (g_file_get_contents (copy, &text, NULL, NULL));
      g_assert_nonnull (strstr (text, topics[i].anchor));
      g_assert_true (g_str_has_suffix (text, "</html>\n"));
    }
  cvk_help_show (GTK_WINDOW (window), "no-such-page");
  assert_opened (manual);
  cvk_help_show (GTK_WINDOW (window), NULL);
  assert_opened (manual);
  shell_close_window (window);
}

/* The help viewer is asked only for what it can find. */
static void
test_viewer (void)
{
  CvkWindow *window = shell_open_window ();

  write_file ("help/C/convoke", "index.page", "<page/>");
  write_file ("help/C/convoke", "schedules.page", "<page/>");
  cvk_help_show (GTK_WINDOW (window), NULL);
  assert_opened ("help:convoke");
  cvk_help_show (GTK_WINDOW (window), "schedules#pause");
  assert_opened ("help:convoke/schedules#pause");
  cvk_help_show (GTK_WINDOW (window), "no-such-page");
  assert_opened ("help:convoke");
  shell_close_window (window);
}

static GtkWidget *
find_button (CvkWindow *window, GType place)
{
  GtkWidget *widget = shell_find (GTK_WIDGET (window), place, NULL);

  return widget != NULL ? shell_find (widget, CVK_TYPE_HELP_BUTTON, NULL) : NULL;
}

static gboolean
has_connections (gpointer window)
{
  return find_button (window, CVK_TYPE_CONNECTIONS_PAGE) != NULL;
}

static gboolean
has_inspector (gpointer window)
{
  return find_button (window, CVK_TYPE_INSPECTOR) != NULL;
}

static void
test_connections (void)
{
  CvkWindow *window = shell_open_window ();
  GtkWidget *button;

  write_file ("help/C/convoke", "connect-zoom.page", "<page/>");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "connections");
  cvk_await ("the page", has_connections, window);
  button = find_button (window, CVK_TYPE_CONNECTIONS_PAGE);
  g_signal_emit_by_name (button, "clicked");
  assert_opened ("help:convoke/connect-zoom");
  gtk_widget_grab_focus (button);
  press_f1 ();
  assert_opened ("help:convoke/connect-zoom");
  shell_close_window (window);
}

/* As headers do when a window becomes narrow. */
static void
test_moved_button (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autoptr (GtkWidget) button = g_object_ref_sink (cvk_help_button_new ());

  gtk_window_set_child (GTK_WINDOW (window), outer);
  gtk_box_append (GTK_BOX (outer), button);
  gtk_box_append (GTK_BOX (outer), inner);
  g_assert_true (gtk_widget_is_sensitive (button));
  gtk_box_remove (GTK_BOX (outer), button);
  gtk_box_append (GTK_BOX (inner), button);
  g_assert_true (gtk_widget_is_sensitive (button));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Of the node that is selected, on the canvas as in the inspector; of none, how one begins. */
static void
test_node (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (CvkSession) session = shell_make_session ("Interviews", TRUE);
  CvkSelection *selection = cvk_session_get_selection (session);

  write_file ("help/C/convoke", "node-output.page", "<page/>");
  write_file ("help/C/convoke", "first-pipeline.page", "<page/>");
  cvk_window_add_session (window, session);
  cvk_await ("the inspector", has_inspector, window);
  cvk_selection_set_only (selection, CVK_SELECTION_NODE, "output");
  g_signal_emit_by_name (find_button (window, CVK_TYPE_INSPECTOR), "clicked");
  assert_opened ("help:convoke/node-output");
  cvk_editor_page_focus_canvas (cvk_window_get_editor (window));
  press_f1 ();
  assert_opened ("help:convoke/node-output");
  cvk_selection_clear (selection);
  press_f1 ();
  assert_opened ("help:convoke/first-pipeline");
  shell_close_window (window);
}

/* A dialog that is about nothing of its own is about what it was opened from. */
static void
test_dialog (void)
{
  CvkWindow *window = shell_open_window ();
  GtkWidget *dialog = gtk_window_new ();

  cvk_help_set_topic (GTK_WIDGET (window), "schedules");
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (window));
  g_assert_cmpstr (cvk_help_find_topic (dialog), ==, "schedules");
  cvk_help_set_topic (dialog, "values");
  g_assert_cmpstr (cvk_help_find_topic (dialog), ==, "values");
  cvk_help_set_topic (dialog, NULL);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  g_assert_null (cvk_help_find_topic (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
  shell_close_window (window);
}

/* Presses F1 in a window as its own keys have it. */
static gboolean
press_f1_in (GtkWindow *window)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (window));

  for (unsigned i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      for (unsigned j = 0; GTK_IS_SHORTCUT_CONTROLLER (controller) &&
                           j < g_list_model_get_n_items (G_LIST_MODEL (controller));
           j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          g_autofree char *key =
            gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));

          if (g_str_equal (key, "F1"))
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0,
                                                 GTK_WIDGET (window), NULL);
        }
    }
  return FALSE;
}

/* Dialogs are no windows of the application, and know F1 all the same. */
static void
test_dialog_key (void)
{
  CvkWindow *window = shell_open_window ();
  GtkWidget *dialog = gtk_window_new ();

  write_file ("help/C/convoke", "values.page", "<page/>");
  cvk_help_set_topic (dialog, "values");
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_true (press_f1_in (GTK_WINDOW (dialog)));
  assert_opened ("help:convoke/values");
  gtk_window_destroy (GTK_WINDOW (dialog));
  shell_close_window (window);
}

static void
assert_place (const char *manual, const char *topic)
{
  g_auto (GStrv) parts = g_strsplit (topic, "#", 2);
  g_autofree char *anchor = g_strjoinv ("--", parts);
  g_autofree char *mark = g_strdup_printf (" id=\"%s\"", anchor);

  if (strstr (manual, mark) == NULL)
    g_error ("The manual has no %s", topic);
}

/* The manual has a place for whatever comes with the program. */
static void
test_all_places (void)
{
  g_autoptr (GPtrArray) types = cvk_node_types_list (cvk_node_catalogue_get ());
  const char *const *connectors = cvk_connector_list ();
  g_autofree char *manual = NULL;

  g_assert_true (g_file_get_contents (CVK_BUILDDIR "/help/manual.html", &manual, NULL, NULL));
  g_assert_cmpuint (types->len, >, 50);
  for (unsigned i = 0; i < types->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (types, i);
      g_autofree char *topic = cvk_help_dup_node_topic (type->id);

      if (!type->is_incomplete)
        assert_place (manual, topic);
    }
  for (size_t i = 0; connectors[i] != NULL; i++)
    {
      g_autofree char *topic = cvk_help_dup_connector_topic (connectors[i]);

      assert_place (manual, topic);
    }
}

/* Of what the system has, only what pictures need. */
static void
borrow (const char *name)
{
  g_autofree char *from = g_build_filename ("/usr/share", name, NULL);
  g_autofree char *to = g_build_filename (folder, name, NULL);

  g_assert_cmpint (symlink (from, to), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_autofree char *schemas = NULL;

  /* Below the home of this test, which goes with it. */
  folder = g_build_filename (g_get_home_dir (), "system", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  borrow ("icons");
  borrow ("mime");
  g_setenv ("XDG_DATA_DIRS", folder, TRUE);
  /* Newer libadwaita expects that some program has settings. */
  schemas = g_build_filename (g_getenv ("CVK_TEST_BUILD_ROOT"), "data", NULL);
  g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/help/key", test_key);
  g_test_add_func ("/help/nothing-opens", test_nothing_opens);
  g_test_add_func ("/help/page", test_page);
  g_test_add_func ("/help/viewer", test_viewer);
  g_test_add_func ("/help/moved-button", test_moved_button);
  g_test_add_func ("/help/connections", test_connections);
  g_test_add_func ("/help/node", test_node);
  g_test_add_func ("/help/dialog", test_dialog);
  g_test_add_func ("/help/dialog-key", test_dialog_key);
  g_test_add_func ("/help/all-places", test_all_places);
  return g_test_run ();
}
