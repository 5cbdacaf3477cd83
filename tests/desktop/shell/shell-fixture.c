// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "shell-fixture.h"

#include <glib/gstdio.h>

#include "desktop/cvk-window-private.h"
#include "desktop/editor/cvk-editing.h"
#include "support/cvk-await.h"

CvkApplication *
shell_get_application (void)
{
  static CvkApplication *application;
  g_autoptr (GError) error = NULL;

  if (application == NULL)
    {
      application = cvk_application_new ();
      g_application_register (G_APPLICATION (application), NULL, &error);
      g_assert_no_error (error);
      g_application_set_default (G_APPLICATION (application));
    }
  return application;
}

static gboolean
is_complete (gpointer user_data)
{
  const CvkWindow *window = user_data;

  return window->has_painted && window->pages_source == 0;
}

CvkWindow *
shell_open_window (void)
{
  CvkWindow *window = cvk_window_new (shell_get_application ());

  gtk_window_present (GTK_WINDOW (window));
  cvk_await ("a window on the screen", is_complete, window);
  return window;
}

void
shell_resize (GtkWindow *window, int width, int height)
{
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  gtk_window_set_default_size (window, width, height);
  gtk_window_present (window);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

void
shell_await_gone (const char *what, gpointer *pointer)
{
  cvk_await (what, is_gone, pointer);
}

static void
gone_cb (gpointer user_data, GObject *where_it_was)
{
  g_hash_table_remove (user_data, where_it_was);
}

static void
watch (GHashTable *alive, gpointer object)
{
  if (!g_hash_table_insert (alive, object, (gpointer) G_OBJECT_TYPE_NAME (object)))
    return;
  g_object_weak_ref (object, gone_cb, alive);
}

/* All widgets of ours from @widget down: window, pages, canvas and their parts. */
static void
watch_below (GHashTable *alive, GtkWidget *widget)
{
  if (g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "Cvk"))
    watch (alive, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    watch_below (alive, child);
}

static gboolean
are_gone (gpointer user_data)
{
  return g_hash_table_size (user_data) == 0;
}

void
shell_close_window (CvkWindow *window)
{
  gpointer weak = window;
  g_autoptr (GHashTable) alive = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer object, name;

  watch_below (alive, GTK_WIDGET (window));
  /* The window, its sidebar and pages at the least. */
  g_assert_cmpuint (g_hash_table_size (alive), >, 3);
  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_close (GTK_WINDOW (window));
  shell_await_gone ("a closed window to go", &weak);
  g_hash_table_iter_init (&iter, alive);
  while (g_hash_table_iter_next (&iter, &object, &name))
    g_test_message ("%s is not gone yet", (const char *) name);
  cvk_await ("all that was in a closed window to go", are_gone, alive);
}

CvkSession *
shell_make_session (const char *name, gboolean has_node)
{
  CvkSession *session = cvk_session_new_blank (name);

  if (has_node)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *id = cvk_editing_add_node (session, "output", 0, 0, &error);

      g_assert_no_error (error);
    }
  return session;
}

GFile *
shell_write_file (const char *name)
{
  g_autofree char *folder = g_dir_make_tmp ("shell-XXXXXX", NULL);
  g_autofree char *file = g_strconcat (name, ".convoke", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *text =
    g_strdup_printf ("{ \"convoke\": 1, \"name\": \"%s\", \"nodes\": {} }\n", name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

gboolean
shell_can_do (CvkWindow *window, const char *name)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), name);
}

static gboolean
is_called (GtkWidget *widget, const char *name)
{
  if (name == NULL)
    return TRUE;
  if (GTK_IS_LABEL (widget))
    return g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), name) == 0;
  if (GTK_IS_BUTTON (widget))
    return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), name) == 0;
  return FALSE;
}

GtkWidget *
shell_find (GtkWidget *widget, GType type, const char *name)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && is_called (widget, name))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = shell_find (child, type, name);
  return found;
}

static AdwMessageDialog *
find_question (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static gboolean
is_asked (gpointer user_data)
{
  return find_question () != NULL;
}

AdwMessageDialog *
shell_await_question (void)
{
  cvk_await ("a question", is_asked, NULL);
  return find_question ();
}
