// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "desktop/cvk-help.h"
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

/* Presses F1, as its action says it, and returns what the program was asked to open. */
static char *
open_help (void)
{
  g_autofree char *path = g_build_filename (folder, "opened", NULL);
  char *opened = NULL;

  g_remove (path);
  g_action_group_activate_action (G_ACTION_GROUP (shell_get_application ()), "help", NULL);
  cvk_await ("something to be opened", is_opened, &opened);
  return g_strstrip (opened);
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

/* The help viewer is asked only for what it can find. */
static void
test_opens (void)
{
  CvkWindow *window = shell_open_window ();
  g_autofree char *page = NULL;
  g_autofree char *help = NULL;

  install_opener ();
  page = open_help ();
  g_assert_cmpstr (page, ==, CVK_BUILDDIR "/help/manual.html");
  write_file ("help/C/convoke", "index.page", "<page/>");
  help = open_help ();
  g_assert_cmpstr (help, ==, "help:convoke");
  shell_close_window (window);
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
  /* Below the home of this test, which goes with it. */
  folder = g_build_filename (g_get_home_dir (), "system", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  borrow ("icons");
  borrow ("mime");
  g_setenv ("XDG_DATA_DIRS", folder, TRUE);
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/help/key", test_key);
  g_test_add_func ("/help/nothing-opens", test_nothing_opens);
  g_test_add_func ("/help/opens", test_opens);
  return g_test_run ();
}
