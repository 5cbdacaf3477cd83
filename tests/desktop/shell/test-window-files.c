// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/cvk-page-header.h"
#include "desktop/cvk-settings.h"
#include "desktop/cvk-window-private.h"
#include "desktop/editor/cvk-description-row.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/gallery/cvk-library-choice.h"
#include "shell-fixture.h"
#include "support/cvk-await.h"

typedef struct
{
  CvkWindow *window;
  int n_tabs;
} Expected;

static int
count_tabs (CvkWindow *window)
{
  GtkWidget *tabs = shell_find (GTK_WIDGET (window), ADW_TYPE_TAB_VIEW, NULL);

  return adw_tab_view_get_n_pages (ADW_TAB_VIEW (tabs));
}

static gboolean
has_tabs (gpointer user_data)
{
  Expected *expected = user_data;

  return count_tabs (expected->window) == expected->n_tabs;
}

static void
await_tabs (CvkWindow *window, int n_tabs)
{
  Expected expected = { window, n_tabs };

  cvk_await ("tabs", has_tabs, &expected);
}

static CvkSession *
get_session (CvkWindow *window)
{
  return cvk_editor_page_get_session (cvk_window_get_editor (window));
}

static gboolean
is_recent (gpointer user_data)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  gboolean is_there = FALSE;

  for (GList *l = items; l != NULL; l = l->next)
    is_there |= g_strcmp0 (gtk_recent_info_get_uri (l->data), user_data) == 0;
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  return is_there;
}

static void
test_open (void)
{
  CvkWindow *window = shell_open_window ();
  CvkWindow *other = shell_open_window ();
  g_autoptr (GFile) file = shell_write_file ("Interviews");
  g_autofree char *uri = g_file_get_uri (file);

  cvk_window_open_file (window, file);
  await_tabs (window, 1);
  cvk_await ("the list of recent files", is_recent, uri);
  g_assert_cmpstr (cvk_editor_page_get_title (cvk_window_get_editor (window)), ==, "Interviews");
  g_assert_cmpstr (cvk_window_get_page (window), ==, "editor");
  /* It is open already, in whatever window. */
  cvk_window_open_file (other, file);
  cvk_drain_main_context ();
  g_assert_cmpint (count_tabs (other), ==, 0);
  g_assert_true (cvk_application_show_file (shell_get_application (), file));
  shell_close_window (other);
  shell_close_window (window);
  g_assert_false (cvk_application_show_file (shell_get_application (), file));
}

/* The model of the main menu is made when it is first wanted. */
static GMenuModel *
open_menu (CvkWindow *window)
{
  GtkWidget *header = shell_find (GTK_WIDGET (window), CVK_TYPE_PAGE_HEADER, NULL);
  GtkWidget *button = shell_find (header, GTK_TYPE_MENU_BUTTON, NULL);

  cvk_page_header_open_menu (CVK_PAGE_HEADER (header));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  return gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (button));
}

static gboolean
offers (GMenuModel *model, const char *uri)
{
  gboolean is_there = FALSE;

  for (int i = 0; i < g_menu_model_get_n_items (model) && !is_there; i++)
    {
      static const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };
      g_autofree char *action = NULL;
      g_autofree char *target = NULL;

      if (g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_ACTION, "s", &action) &&
          g_str_equal (action, "win.open-recent"))
        g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_TARGET, "s", &target);
      is_there = g_strcmp0 (target, uri) == 0;
      for (unsigned j = 0; j < G_N_ELEMENTS (links) && !is_there; j++)
        {
          g_autoptr (GMenuModel) below = g_menu_model_get_item_link (model, i, links[j]);

          is_there = below != NULL && offers (below, uri);
        }
    }
  return is_there;
}

typedef struct
{
  GMenuModel *menu;
  const char *uri;
} Offer;

static gboolean
is_offered (gpointer user_data)
{
  const Offer *offer = user_data;

  return offers (offer->menu, offer->uri);
}

/* Every page was looked at, a node was set up, and commands were searched: when the window closes,
 * nothing is left of the pipeline either. */
static void
test_leaves_nothing (void)
{
  static const char *const pages[] = { "connections", "runs", "templates", "pipelines", "editor" };
  CvkWindow *window = shell_open_window ();
  g_autoptr (GFile) file = shell_write_file ("Gone");
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  gpointer session, document, history, selection;

  cvk_window_open_file (window, file);
  await_tabs (window, 1);
  for (unsigned i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      cvk_window_show_page (window, pages[i]);
      cvk_drain_main_context ();
    }
  session = get_session (window);
  document = cvk_session_get_document (session);
  history = cvk_session_get_history (session);
  selection = cvk_session_get_selection (session);
  id = cvk_editing_add_node (session, "zoom.create-meeting", 0, 0, &error);
  g_assert_no_error (error);
  cvk_selection_set_only (selection, CVK_SELECTION_NODE, id);
  cvk_drain_main_context ();
  cvk_selection_clear (selection);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.command-search", NULL);
  cvk_drain_main_context ();
  g_object_add_weak_pointer (session, &session);
  g_object_add_weak_pointer (document, &document);
  g_object_add_weak_pointer (history, &history);
  g_object_add_weak_pointer (selection, &selection);
  shell_close_window (window);
  shell_await_gone ("the session to go", &session);
  shell_await_gone ("the document to go", &document);
  shell_await_gone ("the history to go", &history);
  shell_await_gone ("the selection to go", &selection);
}

static void
test_open_recent (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (GFile) file = shell_write_file ("Recent");
  g_autofree char *uri = g_file_get_uri (file);
  Offer offer = { open_menu (window), uri };

  g_assert_false (is_offered (&offer));
  cvk_window_open_file (window, file);
  await_tabs (window, 1);
  cvk_await ("the file in the menu", is_offered, &offer);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.close-tab", NULL);
  await_tabs (window, 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-recent", "s", uri);
  await_tabs (window, 1);
  shell_close_window (window);
}

static void
test_drop (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (GFile) pipeline = shell_write_file ("Dropped");
  g_autoptr (GFile) table = g_file_new_for_path ("/nowhere/table.csv");
  g_autoptr (GSList) none = g_slist_prepend (NULL, table);
  g_autoptr (GSList) both = g_slist_prepend (g_slist_prepend (NULL, pipeline), table);

  g_assert_false (cvk_window_drop_files (window, none));
  g_assert_true (cvk_window_drop_files (window, both));
  await_tabs (window, 1);
  g_assert_cmpstr (cvk_editor_page_get_title (cvk_window_get_editor (window)), ==, "Dropped");
  shell_close_window (window);
}

static gboolean
has_badge (gpointer user_data)
{
  GtkWidget *sidebar = shell_find (user_data, CVK_TYPE_SIDEBAR, NULL);

  return shell_find (sidebar, GTK_TYPE_LABEL, "1") != NULL;
}

/* What the window shows goes with the setting. */
static unsigned
count_files (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  unsigned count = 0;
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    count += g_str_has_suffix (name, ".convoke");
  return count;
}

/* The pipeline for the failures of others is made once, and opened from then on. */
static void
test_handle_failures (void)
{
  CvkWindow *window = shell_open_window ();
  g_autofree char *path = g_dir_make_tmp ("cvk-handler-XXXXXX", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  cvk_library_choice_take (folder);
  g_assert_cmpuint (count_files (path), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.handle-failures", NULL);
  await_tabs (window, 1);
  g_assert_cmpuint (count_files (path), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.close-tab", NULL);
  await_tabs (window, 0);
  cvk_await ("the pipeline in the library", has_badge, window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.handle-failures", NULL);
  await_tabs (window, 1);
  g_assert_cmpuint (count_files (path), ==, 1);
  g_settings_reset (cvk_settings_get (), "library-folder");
  shell_close_window (window);
}

static void
test_library_folder (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (GFile) file = shell_write_file ("Elsewhere");
  g_autoptr (GFile) folder = g_file_get_parent (file);

  g_assert_false (has_badge (window));
  cvk_library_choice_take (folder);
  cvk_await ("the other folder", has_badge, window);
  g_assert_nonnull (shell_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "Elsewhere"));
  g_settings_reset (cvk_settings_get (), "library-folder");
  shell_close_window (window);
}

static void
test_open_fails (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/interviews.convoke");
  AdwMessageDialog *question;

  cvk_window_open_file (window, file);
  question = shell_await_question ();
  g_assert_cmpstr (adw_message_dialog_get_heading (question), ==,
                   "“interviews.convoke” cannot be opened");
  adw_message_dialog_response (question, "close");
  gtk_window_destroy (GTK_WINDOW (question));
  g_assert_cmpint (count_tabs (window), ==, 0);
  shell_close_window (window);
}

/* What was open comes back in its order, without what is not there any more. */
static void
test_restore (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (GFile) first = shell_write_file ("First");
  g_autoptr (GFile) second = shell_write_file ("Second");
  g_autoptr (GFile) third = shell_write_file ("Third");
  g_autoptr (CvkSession) nameless = shell_make_session ("Nameless", FALSE);
  g_autoptr (GVariant) state = NULL;
  GFile *const files[] = { first, second, third };

  for (unsigned i = 0; i < G_N_ELEMENTS (files); i++)
    {
      cvk_window_open_file (window, files[i]);
      await_tabs (window, (int) i + 1);
    }
  g_assert_true (cvk_window_show_file (window, second));
  cvk_window_show_page (window, "runs");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.toggle-sidebar", NULL);
  state = cvk_window_dup_state (window);
  shell_close_window (window);

  g_assert_true (g_file_delete (first, NULL, NULL));
  window = shell_open_window ();
  cvk_window_restore_state (window, state);
  await_tabs (window, 2);
  while (g_strcmp0 (cvk_window_get_page (window), "runs") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_file_equal (cvk_session_get_file (get_session (window)), second));
  g_assert_nonnull (shell_find (GTK_WIDGET (window), GTK_TYPE_LABEL,
                                "1 pipeline that was open is not there any more"));
  g_clear_pointer (&state, g_variant_unref);
  state = cvk_window_dup_state (window);
  {
    g_autofree GStrv uris = NULL;
    g_autofree char *uri = g_file_get_uri (second);
    gboolean has_sidebar;

    g_variant_get (state, "(iibbss^a&s)", NULL, NULL, NULL, &has_sidebar, NULL, NULL, &uris);
    g_assert_cmpuint (g_strv_length (uris), ==, 2);
    g_assert_cmpstr (uris[0], ==, uri);
    g_assert_false (has_sidebar);
  }
  shell_close_window (window);
}

/* A pipeline in a file is written before it goes; nobody is asked. */
static void
test_close_saves (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (GFile) file = shell_write_file ("Interviews");
  g_autofree char *text = NULL;
  g_autofree char *id = NULL;

  cvk_window_open_file (window, file);
  await_tabs (window, 1);
  id = cvk_editing_add_node (get_session (window), "output", 0, 0, NULL);
  shell_close_window (window);
  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"type\": \"output\""));
}

static gboolean
has_description (gpointer window)
{
  return shell_find (window, CVK_TYPE_DESCRIPTION_ROW, NULL) != NULL;
}

/* Also what somebody is still typing. */
static void
test_close_saves_what_is_typed (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (GFile) file = shell_write_file ("Interviews");
  g_autofree char *text = NULL;
  GtkWidget *view;

  cvk_window_open_file (window, file);
  await_tabs (window, 1);
  cvk_await ("the description", has_description, window);
  view = shell_find (shell_find (GTK_WIDGET (window), CVK_TYPE_DESCRIPTION_ROW, NULL),
                     GTK_TYPE_TEXT_VIEW, NULL);
  g_assert_true (gtk_widget_grab_focus (view));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "For the team", -1);
  shell_close_window (window);
  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, NULL));
  g_assert_nonnull (strstr (text, "For the team"));
}

/* A new one gets a file in the library, and nobody is asked. */
static void
test_close_new (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (CvkSession) session = shell_make_session ("Interviews", TRUE);

  cvk_window_add_session (window, session);
  shell_close_window (window);
  g_assert_nonnull (cvk_session_get_file (session));
  g_assert_true (g_file_query_exists (cvk_session_get_file (session), NULL));
}

/* What cannot be written is asked about, and stays until there is an answer. */
static void
test_close_asks (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (GFile) file = shell_write_file ("Interviews");
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *id = NULL;
  gpointer weak = window;
  AdwMessageDialog *question;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  cvk_window_open_file (window, file);
  await_tabs (window, 1);
  g_assert_true (g_file_delete (file, NULL, NULL) && g_file_delete (folder, NULL, NULL));
  id = cvk_editing_add_node (get_session (window), "output", 0, 0, NULL);
  gtk_window_close (GTK_WINDOW (window));
  question = shell_await_question ();
  g_assert_cmpstr (adw_message_dialog_get_heading (question), ==,
                   "Save “Interviews” before closing?");
  adw_message_dialog_response (question, "cancel");
  gtk_window_destroy (GTK_WINDOW (question));
  cvk_drain_main_context ();
  g_assert_cmpint (count_tabs (window), ==, 1);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.close-tab", NULL);
  question = shell_await_question ();
  adw_message_dialog_response (question, "cancel");
  gtk_window_destroy (GTK_WINDOW (question));
  cvk_drain_main_context ();
  g_assert_cmpint (count_tabs (window), ==, 1);

  gtk_window_close (GTK_WINDOW (window));
  question = shell_await_question ();
  adw_message_dialog_response (question, "discard");
  gtk_window_destroy (GTK_WINDOW (question));
  shell_await_gone ("the window to go", &weak);
}

static gboolean
count_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  int *n_frames = user_data;

  *n_frames += 1;
  return G_SOURCE_CONTINUE;
}

static gboolean
has_drawn (gpointer user_data)
{
  return *(int *) user_data >= 5;
}

/* The bar of tabs comes with the second one and takes room from the first, whose scroll bars that
 * changes. The toolkit warns, which ends the test, when it is to draw what has no place yet. */
static void
test_back_to_first (void)
{
  CvkWindow *window = shell_open_window ();
  AdwTabView *tabs = ADW_TAB_VIEW (shell_find (GTK_WIDGET (window), ADW_TYPE_TAB_VIEW, NULL));
  g_autoptr (CvkSession) second = shell_make_session ("Second", FALSE);
  g_autofree char *path =
    g_build_filename (g_getenv ("CVK_TEST_SOURCE_ROOT"), "data/templates/interviews.convoke", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  int n_frames = 0;
  unsigned tick;

  shell_resize (GTK_WINDOW (window), 1440, 900);
  cvk_window_open_file (window, file);
  await_tabs (window, 1);
  tick = gtk_widget_add_tick_callback (GTK_WIDGET (window), count_frame, &n_frames, NULL);
  cvk_await ("the first to be drawn", has_drawn, &n_frames);
  cvk_window_show_page (window, "pipelines");
  n_frames = 0;
  cvk_await ("the library to be drawn", has_drawn, &n_frames);
  cvk_window_add_session (window, second);
  n_frames = 0;
  cvk_await ("the second to be drawn", has_drawn, &n_frames);
  adw_tab_view_set_selected_page (tabs, adw_tab_view_get_nth_page (tabs, 0));
  n_frames = 0;
  cvk_await ("the first to be drawn again", has_drawn, &n_frames);
  gtk_widget_remove_tick_callback (GTK_WIDGET (window), tick);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (cvk_window_get_editor (window))));
  shell_close_window (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/window-files/leaves-nothing", test_leaves_nothing);
  g_test_add_func ("/window-files/open", test_open);
  g_test_add_func ("/window-files/open-recent", test_open_recent);
  g_test_add_func ("/window-files/drop", test_drop);
  g_test_add_func ("/window-files/library-folder", test_library_folder);
  g_test_add_func ("/window-files/handle-failures", test_handle_failures);
  g_test_add_func ("/window-files/open-fails", test_open_fails);
  g_test_add_func ("/window-files/restore", test_restore);
  g_test_add_func ("/window-files/back-to-first", test_back_to_first);
  g_test_add_func ("/window-files/close-saves", test_close_saves);
  g_test_add_func ("/window-files/close-saves-what-is-typed", test_close_saves_what_is_typed);
  g_test_add_func ("/window-files/close-new", test_close_new);
  g_test_add_func ("/window-files/close-asks", test_close_asks);
  return g_test_run ();
}
