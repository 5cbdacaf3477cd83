// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-time-zone-names.h"

#include <string.h>

#include "base/cvk-datetime.h"

/* Zones of the table come in the order of their countries' codes; people look for a city. */

void
cvk_time_zone_name_free (CvkTimeZoneName *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->city);
  g_free (self->search_key);
  g_free (self);
}

/* Accents fall away: São Paulo is found by "sao". */
static char *
make_key (const char *text)
{
  g_autofree char *plain = g_str_to_ascii (text, "C");
  char *key = g_ascii_strdown (plain, -1);

  g_strdelimit (key, "_/", ' ');
  return key;
}

static CvkTimeZoneName *
create_name (const char *zone)
{
  CvkTimeZoneName *name = g_new0 (CvkTimeZoneName, 1);

  name->name = g_strdup (zone);
  name->city = cvk_time_zone_dup_city (zone);
  name->search_key = make_key (zone);
  return name;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const CvkTimeZoneName *first = *(CvkTimeZoneName *const *) a;
  const CvkTimeZoneName *second = *(CvkTimeZoneName *const *) b;
  int order = g_utf8_collate (first->city, second->city);

  return order != 0 ? order : strcmp (first->name, second->name);
}

GPtrArray *
cvk_time_zone_names_parse (const char *table)
{
  GPtrArray *names = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_time_zone_name_free);
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);

  /* Each line: country codes, coordinates, zone, comments, with tabs between them. */
  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) columns = g_strsplit (*line, "\t", 4);

      if (**line != '#' && g_strv_length (columns) >= 3 && *columns[2] != '\0')
        g_ptr_array_add (names, create_name (columns[2]));
    }
  g_ptr_array_add (names, create_name ("UTC"));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
has_word_with_prefix (const char *key, const char *prefix)
{
  for (const char *word = key; word != NULL; word = strchr (word, ' '))
    {
      word += *word == ' ' ? 1 : 0;
      if (g_str_has_prefix (word, prefix))
        return TRUE;
    }
  return FALSE;
}

gboolean
cvk_time_zone_name_matches (const CvkTimeZoneName *self, const char *text)
{
  g_autofree char *key = NULL;
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  key = make_key (text);
  words = g_strsplit (key, " ", -1);
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0' && !has_word_with_prefix (self->search_key, *word))
      return FALSE;
  return TRUE;
}

char *
cvk_time_zone_format_offset (int seconds)
{
  int minutes = ABS (seconds) / 60;
  const char *sign = seconds < 0 ? "−" : "+";

  if (minutes == 0)
    return g_strdup ("UTC");
  if (minutes % 60 == 0)
    return g_strdup_printf ("UTC%s%d", sign, minutes / 60);
  return g_strdup_printf ("UTC%s%d:%02d", sign, minutes / 60, minutes % 60);
}

/* Reads each zone's file, which is why it happens in the thread. */
static void
set_offsets (GPtrArray *names)
{
  int64_t now = g_get_real_time ();

  for (unsigned i = 0; i < names->len; i++)
    {
      CvkTimeZoneName *name = g_ptr_array_index (names, i);
      g_autoptr (CvkDateTime) time = cvk_date_time_from_instant (now, name->name, NULL);

      name->offset = time == NULL ? 0 : time->offset;
    }
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *folder = g_getenv ("TZDIR");
  g_autofree char *path =
    g_build_filename (folder == NULL ? "/usr/share/zoneinfo" : folder, "zone1970.tab", NULL);
  g_autofree char *table = NULL;
  GPtrArray *names;

  if (!g_file_get_contents (path, &table, NULL, NULL))
    table = g_strdup ("");
  names = cvk_time_zone_names_parse (table);
  set_offsets (names);
  g_task_return_pointer (task, names, (GDestroyNotify) g_ptr_array_unref);
}

void
cvk_time_zone_names_load_async (GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, cvk_time_zone_names_load_async);
  g_task_run_in_thread (task, load_in_thread);
}

GPtrArray *
cvk_time_zone_names_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
