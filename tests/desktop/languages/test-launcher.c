// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gio/gdesktopappinfo.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* Whether a launcher finds Convoke by the words of somebody's language: GNOME Shell asks GIO as
 * search () does. The languages of a process are settled when it begins, so each word has one. */

#define ID CVK_APPLICATION_ID ".desktop"

static const char *self;
static char *folder;

static int
search (const char *word)
{
  char ***groups = g_desktop_app_info_search (word);

  for (unsigned i = 0; groups[i] != NULL; i++)
    {
      for (unsigned j = 0; groups[i][j] != NULL; j++)
        g_print ("%s\n", groups[i][j]);
      g_strfreev (groups[i]);
    }
  g_free (groups);
  return 0;
}

static gboolean
finds (const char *language, const char *word)
{
  const char *command[] = { self, "--search", word, NULL };
  g_auto (GStrv) environment = g_get_environ ();
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;

  environment = g_environ_setenv (environment, "LC_ALL", "zxx.UTF-8", TRUE);
  environment = g_environ_setenv (environment, "LANGUAGE", language, TRUE);
  environment = g_environ_setenv (environment, "XDG_DATA_DIRS", folder, TRUE);
  environment = g_environ_setenv (environment, "XDG_DATA_HOME", folder, TRUE);
  g_spawn_sync (NULL, (char **) command, environment, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL,
                NULL, &error);
  g_assert_no_error (error);
  return strstr (output, ID) != NULL;
}

static void
test_words (void)
{
  static const struct
  {
    const char *language;
    const char *words[5];
  } cases[] = {
    { "en", { "convoke", "zoom", "meet", "workflow", NULL } },
    { "de", { "besprech", "kalender", "Videokonf", "zoom", NULL } },
    { "es", { "reunion", "calendario", "flujo", "automatiz", NULL } },
    { "fr", { "reunion", "visioconf", "agenda", "zoom", NULL } },
    { "ja", { "会議", "ミーティング", "自動化", "zoom", NULL } },
    { "ar", { "اجتماع", "تقويم", "أتمتة", "zoom", NULL } },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (unsigned j = 0; cases[i].words[j] != NULL; j++)
      if (!finds (cases[i].language, cases[i].words[j]))
        {
          g_test_message ("%s: “%s” does not find it", cases[i].language, cases[i].words[j]);
          g_test_fail ();
        }
  g_assert_false (finds ("de", "spreadsheet"));
  g_assert_false (finds ("en", "besprech"));
}

int
main (int argc, char *argv[])
{
  g_autofree char *applications = NULL;
  g_autofree char *link = NULL;
  g_autofree char *file = g_build_filename (g_getenv ("CVK_TEST_BUILD_ROOT"), "data", ID, NULL);
  g_autoptr (GFile) place = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (argc == 3 && g_str_equal (argv[1], "--search"))
    return search (argv[2]);
  self = argv[0];
  folder = g_dir_make_tmp ("convoke-launcher-XXXXXX", NULL);
  applications = g_build_filename (folder, "applications", NULL);
  link = g_build_filename (applications, ID, NULL);
  g_assert_cmpint (g_mkdir_with_parents (applications, 0700), ==, 0);
  place = g_file_new_for_path (link);
  g_file_make_symbolic_link (place, file, NULL, &error);
  g_assert_no_error (error);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/launcher/words", test_words);
  status = g_test_run ();
  g_file_delete (place, NULL, NULL);
  g_rmdir (applications);
  g_rmdir (folder);
  g_free (folder);
  return status;
}
