// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-help.h"

#include <adwaita.h>

#include "base/cvk-i18n.h"
#include "base/cvk-programs.h"
#include "service/cvk-autostart.h"

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

/* A viewer would open and only then say that it finds nothing: outside of a sandbox it looks in the
 * same folders as we do, and what a Flatpak has in its own it cannot see. */
static gboolean
can_viewer_find_it (void)
{
  const char *const *folders = g_get_system_data_dirs ();

  if (cvk_is_in_flatpak ())
    return FALSE;
  for (unsigned i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path =
        g_build_filename (folders[i], "help", "C", "convoke", "index.page", NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
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
show_page (GtkWindow *parent)
{
  g_autofree char *path = find_page ();
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, page_shown_cb, NULL);
}

static void
viewer_shown_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (object), result, &error))
    return;
  g_info ("No viewer for the manual: %s", error->message);
  show_page (GTK_WINDOW (object));
}

void
cvk_help_show (GtkWindow *parent)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));

  if (can_viewer_find_it ())
    gtk_show_uri_full (parent, "help:convoke", GDK_CURRENT_TIME, NULL, viewer_shown_cb, NULL);
  else
    show_page (parent);
}
