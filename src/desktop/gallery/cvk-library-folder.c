// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-library-folder.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "desktop/cvk-settings.h"

/* Bytes, with room for a number and the suffix below what file systems take. */
#define MAX_NAME 200

GFile *
cvk_library_folder_dup (void)
{
  g_autofree char *setting = g_settings_get_string (cvk_settings_get (), "library-folder");

  if (*setting != '\0')
    return g_file_new_for_uri (setting);
  return g_file_new_build_filename (g_get_user_data_dir (), "convoke", "pipelines", NULL);
}

gboolean
cvk_library_folder_is_chosen (void)
{
  g_autofree char *setting = g_settings_get_string (cvk_settings_get (), "library-folder");

  return *setting != '\0';
}

char *
cvk_library_folder_dup_label (void)
{
  g_autoptr (GFile) folder = cvk_library_folder_dup ();
  g_autoptr (GFile) home = g_file_new_for_path (g_get_home_dir ());
  g_autofree char *portal = g_build_filename (g_get_user_runtime_dir (), "doc", NULL);
  g_autoptr (GFile) documents = g_file_new_for_path (portal);
  g_autofree char *below_home = g_file_get_relative_path (home, folder);

  if (below_home != NULL && g_utf8_validate (below_home, -1, NULL))
    return g_build_filename ("~", below_home, NULL);
  if (g_file_has_prefix (folder, documents))
    {
      g_autofree char *name = g_file_get_basename (folder);

      return g_filename_display_name (name);
    }
  return g_file_get_parse_name (folder);
}

char *
cvk_library_folder_dup_name (const char *name, unsigned number)
{
  g_autoptr (GString) clean = g_string_new (NULL);

  g_return_val_if_fail (name != NULL, NULL);

  for (const char *at = name; *at != '\0' && clean->len < MAX_NAME; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      /* A file whose name begins with a dot would be hidden. */
      if (g_unichar_iscntrl (character) || (clean->len == 0 && strchr (". ", (int) character)))
        continue;
      g_string_append_unichar (clean, character == '/' ? '-' : character);
    }
  if (clean->len == 0)
    g_string_append (clean, _ ("Untitled"));
  if (number > 1)
    g_string_append_printf (clean, " %u", number);
  g_string_append (clean, CVK_PIPELINE_SUFFIX);
  return g_string_free (g_steal_pointer (&clean), FALSE);
}
