// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-help.h"

#include <adwaita.h>

#include "base/cvk-i18n.h"
#include "base/cvk-programs.h"
#include "desktop/cvk-help-copy.h"
#include "service/cvk-autostart.h"

#define TOPIC_KEY "cvk-help-topic"

/* In a language that the person reads, or else in English. */
static char *
find_page (void)
{
  g_autofree char *folder = cvk_program_is_uninstalled ()
                              ? g_build_filename (CVK_BUILDDIR, "help", NULL)
                              : g_strdup (CVK_DATADIR);
  const char *const *languages = g_get_language_names ();

  for (unsigned i = 0; languages[i] != NULL && !g_str_has_prefix (languages[i], "en"); i++)
    {
      g_autofree char *name = g_strdup_printf ("manual.%s.html", languages[i]);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  return g_build_filename (folder, "manual.html", NULL);
}

/* Where in the manual a viewer is to open, or NULL. A viewer would open and only then say that it
 * finds nothing: outside of a sandbox it looks in the same folders as we do, and what a Flatpak has
 * in its own it cannot see. (transfer full) */
static char *
find_in_viewer (const char *topic)
{
  const char *const *folders = g_get_system_data_dirs ();
  g_auto (GStrv) parts = g_strsplit (topic != NULL ? topic : "index", "#", 2);
  g_autofree char *name = g_strconcat (parts[0], ".page", NULL);

  if (cvk_is_in_flatpak ())
    return NULL;
  for (unsigned i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *folder = g_build_filename (folders[i], "help", "C", "convoke", NULL);
      g_autofree char *index = g_build_filename (folder, "index.page", NULL);
      g_autofree char *page = g_build_filename (folder, name, NULL);

      if (topic != NULL && g_file_test (page, G_FILE_TEST_EXISTS))
        return g_strconcat ("help:convoke/", topic, NULL);
      if (g_file_test (index, G_FILE_TEST_EXISTS))
        return g_strdup ("help:convoke");
    }
  return NULL;
}

static void
say_where_it_is (void)
{
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());
  g_autofree char *path = find_page ();
  /* Translators: %s is the name of a file. */
  g_autofree char *body = g_strdup_printf (
    _ ("No program on this computer opens help or web pages. Install the help viewer "
       "Yelp, or open this file in a web browser: %s"),
    path);
  /* The window that asked may have gone meanwhile. */
  GtkWidget *dialog = adw_message_dialog_new (gtk_application_get_active_window (application),
                                              _ ("The manual cannot be shown"), body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
page_shown_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (object), result, &error))
    return;
  g_info ("No web browser for the manual: %s", error->message);
  say_where_it_is ();
}

static void
copied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GtkWindow *parent = GTK_WINDOW (object);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *uri = NULL;

  /* Without the copy it opens at its beginning. */
  if (path == NULL)
    {
      g_info ("No copy of the manual: %s", error->message);
      path = find_page ();
    }
  uri = g_filename_to_uri (path, NULL, NULL);
  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, page_shown_cb, NULL);
}

static void
copy_page (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autofree char *manual = find_page ();
  GError *error = NULL;
  char *path = cvk_help_copy_make (manual, task_data, &error);

  if (path == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, path, g_free);
}

static void
show_page (GtkWindow *parent, const char *topic)
{
  g_autoptr (GTask) task = g_task_new (parent, NULL, copied_cb, NULL);

  g_task_set_source_tag (task, show_page);
  g_task_set_task_data (task, g_strdup (topic), g_free);
  g_task_run_in_thread (task, copy_page);
}

static void
viewer_shown_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *topic = user_data;
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (object), result, &error))
    return;
  g_info ("No viewer for the manual: %s", error->message);
  show_page (GTK_WINDOW (object), topic);
}

void
cvk_help_show (GtkWindow *parent, const char *topic)
{
  g_autofree char *uri = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));

  uri = find_in_viewer (topic);
  if (uri != NULL)
    gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, viewer_shown_cb, g_strdup (topic));
  else
    show_page (parent, topic);
}

/* --- What things are about --- */

void
cvk_help_set_topic (GtkWidget *widget, const char *topic)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  g_object_set_data_full (G_OBJECT (widget), TOPIC_KEY, g_strdup (topic), g_free);
}

/* What somebody works at in it. A widget that was taken away may still be said to have the focus.
 */
static GtkWidget *
get_focus (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (window)) ? focus
                                                                              : GTK_WIDGET (window);
}

/* What they worked at before the window opened. (nullable) */
static GtkWidget *
get_before (GtkWidget *widget)
{
  GtkWindow *parent =
    GTK_IS_WINDOW (widget) ? gtk_window_get_transient_for (GTK_WINDOW (widget)) : NULL;

  return parent != NULL ? get_focus (parent) : NULL;
}

const char *
cvk_help_find_topic (GtkWidget *widget)
{
  while (widget != NULL)
    {
      const char *topic = g_object_get_data (G_OBJECT (widget), TOPIC_KEY);
      GtkWidget *parent = gtk_widget_get_parent (widget);

      if (topic != NULL)
        return topic;
      widget = parent != NULL ? parent : get_before (widget);
    }
  return NULL;
}

/* As build-aux/make-help names them. */
char *
cvk_help_dup_node_topic (const char *type)
{
  g_autoptr (GString) topic = g_string_new ("node");
  gboolean is_between = TRUE;

  g_return_val_if_fail (type != NULL, NULL);

  for (const char *at = type; *at != '\0'; at++)
    {
      if (!g_ascii_isalnum (*at))
        {
          is_between = TRUE;
          continue;
        }
      if (is_between)
        g_string_append_c (topic, '-');
      g_string_append_c (topic, g_ascii_tolower (*at));
      is_between = FALSE;
    }
  return g_string_free (g_steal_pointer (&topic), FALSE);
}

/* Signing in at Zoom has a page of its own. */
char *
cvk_help_dup_connector_topic (const char *connector)
{
  g_return_val_if_fail (connector != NULL, NULL);

  if (g_str_equal (connector, "zoom"))
    return g_strdup ("connect-zoom");
  return g_strconcat ("connect-others#", connector, NULL);
}

void
cvk_help_show_here (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window));

  cvk_help_show (window, cvk_help_find_topic (get_focus (window)));
}

static gboolean
key_cb (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  /* These have the key already. What kind a window is nobody can tell when it joins the list. */
  if (GTK_IS_APPLICATION_WINDOW (widget))
    return FALSE;
  cvk_help_show_here (GTK_WINDOW (widget));
  return TRUE;
}

static void
windows_changed_cb (GListModel *windows, unsigned position, unsigned removed, unsigned added)
{
  for (unsigned i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      GtkEventController *controller = gtk_shortcut_controller_new ();

      gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F1, 0),
                          gtk_callback_action_new (key_cb, NULL, NULL)));
      gtk_widget_add_controller (window, controller);
    }
}

void
cvk_help_listen (void)
{
  g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (windows_changed_cb),
                    NULL);
}
