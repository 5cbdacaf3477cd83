// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "desktop/client/cvk-connection-info.h"
#include "desktop/cvk-adaptive-bin.h"
#include "desktop/cvk-new-pipeline.h"
#include "desktop/cvk-page-header.h"
#include "desktop/cvk-paused-strip.h"
#include "desktop/cvk-preferences.h"
#include "desktop/cvk-settings.h"
#include "desktop/cvk-shortcuts.h"
#include "desktop/cvk-sidebar-connections.h"
#include "desktop/cvk-sidebar-row.h"
#include "desktop/cvk-welcome.h"
#include "desktop/editor/cvk-session-private.h"
#include "desktop/editor/cvk-session-strip.h"
#include "shell-fixture.h"
#include "support/cvk-await.h"

/* --- CvkAdaptiveBin --- */

static gboolean
is_narrow (gpointer user_data)
{
  return cvk_adaptive_bin_is_narrow (user_data);
}

static gboolean
is_wide (gpointer user_data)
{
  return !cvk_adaptive_bin_is_narrow (user_data);
}

static void
hide_part_cb (CvkAdaptiveBin *bin, GParamSpec *pspec, GtkWidget *part)
{
  gtk_widget_set_visible (part, !cvk_adaptive_bin_is_narrow (bin));
}

/* It says narrow as long as the whole would not fit, and does not waver when the whole has become
 * smaller by that. */
static void
test_adaptive_bin (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *bin = cvk_adaptive_bin_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *part = gtk_label_new ("A part");
  gpointer weak = bin;

  g_object_add_weak_pointer (G_OBJECT (bin), &weak);
  gtk_widget_set_size_request (part, 500, -1);
  gtk_box_append (GTK_BOX (box), gtk_label_new ("What is always there"));
  gtk_box_append (GTK_BOX (box), part);
  cvk_adaptive_bin_set_child (CVK_ADAPTIVE_BIN (bin), box);
  g_signal_connect (bin, "notify::narrow", G_CALLBACK (hide_part_cb), part);
  gtk_window_set_child (GTK_WINDOW (window), bin);
  gtk_window_set_default_size (GTK_WINDOW (window), 300, 200);
  gtk_window_present (GTK_WINDOW (window));
  cvk_await ("the bin to be narrow", is_narrow, bin);
  g_assert_false (gtk_widget_get_visible (part));
  shell_resize (GTK_WINDOW (window), 900, 200);
  cvk_await ("the bin to be wide", is_wide, bin);
  g_assert_true (gtk_widget_get_visible (part));
  gtk_window_destroy (GTK_WINDOW (window));
  shell_await_gone ("the bin to go", &weak);
}

/* --- CvkPageHeader, CvkPausedStrip --- */

static void
test_page_header (void)
{
  CvkWindow *window = shell_open_window ();
  CvkPageHeader *header = cvk_page_header_find (GTK_WIDGET (window));
  GtkWidget *strip = shell_find (GTK_WIDGET (header), CVK_TYPE_PAUSED_STRIP, NULL);
  GtkRevealer *revealer = GTK_REVEALER (shell_find (strip, GTK_TYPE_REVEALER, NULL));
  GAction *paused = g_action_map_lookup_action (G_ACTION_MAP (shell_get_application ()), "paused");

  g_assert_nonnull (shell_find (GTK_WIDGET (header), GTK_TYPE_LABEL, "Pipelines"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.menu", NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (gtk_menu_button_get_popover (
    GTK_MENU_BUTTON (shell_find (GTK_WIDGET (header), GTK_TYPE_MENU_BUTTON, NULL))))));

  g_assert_false (gtk_revealer_get_reveal_child (revealer));
  g_simple_action_set_state (G_SIMPLE_ACTION (paused), g_variant_new_boolean (TRUE));
  g_assert_true (gtk_revealer_get_reveal_child (revealer));
  g_simple_action_set_state (G_SIMPLE_ACTION (paused), g_variant_new_boolean (FALSE));
  g_assert_false (gtk_revealer_get_reveal_child (revealer));
  shell_close_window (window);
}

static gboolean
is_header_narrow (gpointer user_data)
{
  return cvk_page_header_is_narrow (user_data);
}

static gboolean
is_header_wide (gpointer user_data)
{
  return !cvk_page_header_is_narrow (user_data);
}

/* What a page offers is never cut off: it goes under the bar, and comes back. */
static void
test_page_header_narrow (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *header = cvk_page_header_new ("Pipelines");
  GtkWidget *button = gtk_button_new_with_label ("Something with a long name that takes room");
  gpointer weak = header;

  g_object_add_weak_pointer (G_OBJECT (header), &weak);
  cvk_page_header_pack_end (CVK_PAGE_HEADER (header), button);
  gtk_window_set_child (GTK_WINDOW (window), header);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 200);
  gtk_window_present (GTK_WINDOW (window));
  cvk_await ("the header to be narrow", is_header_narrow, header);
  g_assert_null (gtk_widget_get_ancestor (button, ADW_TYPE_HEADER_BAR));
  g_assert_true (gtk_widget_is_visible (button));
  shell_resize (GTK_WINDOW (window), 1000, 200);
  cvk_await ("the header to be wide", is_header_wide, header);
  g_assert_nonnull (gtk_widget_get_ancestor (button, ADW_TYPE_HEADER_BAR));
  gtk_window_destroy (GTK_WINDOW (window));
  shell_await_gone ("the header to go", &weak);
}

/* --- CvkSidebarRow --- */

static void
test_sidebar_row (void)
{
  g_autoptr (GtkWidget) row =
    g_object_ref_sink (cvk_sidebar_row_new ("cvk-runs-symbolic", "<b>Runs</b>"));

  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "<b>Runs</b>");
  cvk_sidebar_row_set_badge (CVK_SIDEBAR_ROW (row), "3");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "3");
  cvk_sidebar_row_set_state (CVK_SIDEBAR_ROW (row), "dialog-error-symbolic", "error",
                             "Something is wrong");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Something is wrong");
  cvk_sidebar_row_set_state (CVK_SIDEBAR_ROW (row), NULL, NULL, NULL);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "3");
  g_assert_finalize_object (g_steal_pointer (&row));
}

/* --- CvkNewPipeline --- */

static void
create_cb (CvkNewPipeline *dialog, const char *name, char **created)
{
  *created = g_strdup (name);
}

static void
test_new_pipeline (void)
{
  CvkNewPipeline *dialog = cvk_new_pipeline_new (NULL);
  GtkWidget *name = shell_find (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW, NULL);
  GtkWidget *button = shell_find (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "_Create Pipeline");
  g_autofree char *created = NULL;
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  g_signal_connect (dialog, "create", G_CALLBACK (create_cb), &created);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_true (gtk_widget_is_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (name), "   ");
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (name), " Interviews ");
  gtk_widget_activate (button);
  cvk_await_pointer ("a name", &created);
  g_assert_cmpstr (created, ==, "Interviews");
  shell_await_gone ("the dialog to go", &weak);
}

/* --- CvkSessionStrip --- */

static void
test_session_strip (void)
{
  g_autoptr (CvkSession) session = shell_make_session ("Interviews", FALSE);
  GtkWidget *window = gtk_window_new ();
  CvkSessionStrip *strip = g_object_new (CVK_TYPE_SESSION_STRIP, NULL);
  GtkRevealer *revealer = GTK_REVEALER (shell_find (GTK_WIDGET (strip), GTK_TYPE_REVEALER, NULL));
  GtkWidget *theirs = shell_find (GTK_WIDGET (strip), GTK_TYPE_BUTTON, "_Take theirs");
  GtkWidget *save_as = shell_find (GTK_WIDGET (strip), GTK_TYPE_BUTTON, "_Save As…");
  gpointer weak = strip;

  g_object_add_weak_pointer (G_OBJECT (strip), &weak);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (strip));
  gtk_window_present (GTK_WINDOW (window));
  cvk_session_strip_set_session (strip, session);
  g_assert_false (gtk_revealer_get_reveal_child (revealer));

  cvk_session_set_state (session, CVK_SESSION_CHANGED_ELSEWHERE, "<b>Both</b> have changed it.");
  g_assert_true (gtk_revealer_get_reveal_child (revealer));
  /* Text of others is no markup. */
  g_assert_nonnull (
    shell_find (GTK_WIDGET (strip), GTK_TYPE_LABEL, "<b>Both</b> have changed it."));
  g_assert_true (gtk_widget_get_visible (theirs) && gtk_widget_get_visible (save_as));
  g_assert_nonnull (shell_find (GTK_WIDGET (strip), GTK_TYPE_BUTTON, "_Keep mine"));

  cvk_session_set_state (session, CVK_SESSION_FAILED, "The disk is full.");
  g_assert_false (gtk_widget_get_visible (theirs));
  g_assert_nonnull (shell_find (GTK_WIDGET (strip), GTK_TYPE_BUTTON, "_Try again"));
  cvk_session_set_state (session, CVK_SESSION_GONE, "It was deleted.");
  g_assert_nonnull (shell_find (GTK_WIDGET (strip), GTK_TYPE_BUTTON, "_Save again"));
  cvk_session_set_state (session, CVK_SESSION_SAVED, NULL);
  g_assert_false (gtk_revealer_get_reveal_child (revealer));
  gtk_window_destroy (GTK_WINDOW (window));
  shell_await_gone ("the strip to go", &weak);
}

/* --- CvkSidebarConnections --- */

static CvkConnectionInfo *
make_connection (const char *id, const char *state)
{
  g_autofree char *text =
    g_strdup_printf ("{\"id\": \"%s\", \"name\": \"%s\", \"state\": \"%s\"}", id, id, state);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) value = cvk_value_from_json (text, -1, CVK_JSON_DATA, &error);
  CvkConnectionInfo *info;

  g_assert_no_error (error);
  info = cvk_connection_info_new (value);
  cvk_connection_info_set_report (info, value);
  return info;
}

static void
add_connection (GListStore *connections, const char *id, const char *state)
{
  g_autoptr (CvkConnectionInfo) info = make_connection (id, state);

  g_list_store_append (connections, info);
}

/* The worst of all of them, in words. */
static void
test_sidebar_connections (void)
{
  g_autoptr (GtkWidget) row =
    g_object_ref_sink (cvk_sidebar_row_new ("cvk-connections-symbolic", "Connections"));
  g_autoptr (GListStore) connections = g_list_store_new (CVK_TYPE_CONNECTION_INFO);
  CvkSidebarConnections *shown =
    cvk_sidebar_connections_new (CVK_SIDEBAR_ROW (row), G_LIST_MODEL (connections));

  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "");
  add_connection (connections, "a", "healthy");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "All connections are healthy");
  add_connection (connections, "b", "reconnect-needed");
  add_connection (connections, "c", "offline");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "A connection does not work");
  g_list_store_remove (connections, 1);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "A connection needs attention");
  g_assert_finalize_object (shown);
}

/* --- CvkPreferences, the window of shortcuts, CvkWelcome --- */

static void
test_preferences (void)
{
  GSettings *settings = cvk_settings_get ();
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkWidget *preferences =
    cvk_preferences_new (NULL, cvk_application_get_client (shell_get_application ()));
  GtkWidget *colours = shell_find (preferences, ADW_TYPE_COMBO_ROW, NULL);
  gpointer weak = preferences;

  g_object_add_weak_pointer (G_OBJECT (preferences), &weak);
  gtk_window_present (GTK_WINDOW (preferences));
  adw_combo_row_set_selected (ADW_COMBO_ROW (colours), 2);
  g_assert_cmpint (adw_style_manager_get_color_scheme (style), ==, ADW_COLOR_SCHEME_FORCE_DARK);
  g_settings_set_string (settings, "color-scheme", "light");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (colours)), ==, 1);
  g_assert_cmpint (adw_style_manager_get_color_scheme (style), ==, ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_settings_reset (settings, "color-scheme");
  g_assert_cmpint (adw_style_manager_get_color_scheme (style), ==, ADW_COLOR_SCHEME_DEFAULT);
  gtk_window_close (GTK_WINDOW (preferences));
  shell_await_gone ("the preferences to go", &weak);
}

static GtkWidget *
find_reset (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && gtk_widget_get_visible (widget) &&
      g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), "edit-undo-symbolic") == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_reset (child);
  return found;
}

/* What was chosen is shown, and can be taken back. */
static void
test_preferences_of_pipelines (void)
{
  GSettings *settings = cvk_settings_get ();
  GtkWidget *preferences =
    cvk_preferences_new (NULL, cvk_application_get_client (shell_get_application ()));
  gpointer weak = preferences;

  g_object_add_weak_pointer (G_OBJECT (preferences), &weak);
  gtk_window_present (GTK_WINDOW (preferences));
  g_assert_null (shell_find (preferences, GTK_TYPE_LABEL, "/srv/meetings"));
  g_settings_set_string (settings, "library-folder", "file:///srv/meetings");
  g_assert_nonnull (shell_find (preferences, GTK_TYPE_LABEL, "/srv/meetings"));
  g_settings_set_string (settings, "time-zone", "Europe/Berlin");
  g_assert_nonnull (shell_find (preferences, GTK_TYPE_LABEL, "Berlin, Europe"));
  for (GtkWidget *reset; (reset = find_reset (preferences)) != NULL;)
    g_signal_emit_by_name (reset, "clicked");
  g_assert_null (shell_find (preferences, GTK_TYPE_LABEL, "/srv/meetings"));
  g_assert_null (shell_find (preferences, GTK_TYPE_LABEL, "Berlin, Europe"));
  gtk_window_close (GTK_WINDOW (preferences));
  shell_await_gone ("the preferences to go", &weak);
}

static void
test_shortcuts (void)
{
  GtkWidget *window = cvk_shortcuts_window_new (NULL);
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (window));
  g_assert_nonnull (shell_find (window, GTK_TYPE_LABEL, "Search for a command"));
  gtk_window_destroy (GTK_WINDOW (window));
  shell_await_gone ("the shortcuts to go", &weak);
}

static void
test_welcome (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *welcome = cvk_welcome_new (cvk_application_get_client (shell_get_application ()));
  gpointer weak = welcome;

  g_object_add_weak_pointer (G_OBJECT (welcome), &weak);
  gtk_window_set_child (GTK_WINDOW (window), welcome);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_nonnull (shell_find (welcome, GTK_TYPE_BUTTON, "_Try it in the sandbox"));
  g_assert_nonnull (shell_find (welcome, GTK_TYPE_BUTTON, "_Sign in with Zoom"));
  gtk_window_destroy (GTK_WINDOW (window));
  shell_await_gone ("the welcome to go", &weak);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/shell/adaptive-bin", test_adaptive_bin);
  g_test_add_func ("/shell/page-header", test_page_header);
  g_test_add_func ("/shell/page-header-narrow", test_page_header_narrow);
  g_test_add_func ("/shell/sidebar-row", test_sidebar_row);
  g_test_add_func ("/shell/session-strip", test_session_strip);
  g_test_add_func ("/shell/sidebar-connections", test_sidebar_connections);
  g_test_add_func ("/shell/new-pipeline", test_new_pipeline);
  g_test_add_func ("/shell/preferences", test_preferences);
  g_test_add_func ("/shell/preferences-of-pipelines", test_preferences_of_pipelines);
  g_test_add_func ("/shell/shortcuts", test_shortcuts);
  g_test_add_func ("/shell/welcome", test_welcome);
  return g_test_run ();
}
