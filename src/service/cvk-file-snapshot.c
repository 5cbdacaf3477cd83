// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-file-snapshot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cvk-datetime.h"
#include "base/cvk-i18n.h"

/* A single file's name in its snapshot; no name in a folder begins with a dot there. */
#define ITSELF "."

/* --- Taking --- */

static CvkValue *
describe (const struct stat *status)
{
  int64_t time = status->st_mtim.tv_sec * INT64_C (1000000000) + status->st_mtim.tv_nsec;

  return cvk_value_take_string (
    g_strdup_printf ("%" PRId64 " %" PRId64, time, (int64_t) status->st_size));
}

static gboolean
set_error (const char *path, GError **error)
{
  int reason = errno;

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (reason),
               _ ("“%s” cannot be watched: %s."), path, g_strerror (reason));
  return FALSE;
}

static gboolean
add_folder (CvkObjectBuilder *builder, const char *path, const char *pattern, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, error);
  unsigned count = 0;
  const char *name = NULL;

  if (folder == NULL)
    return FALSE;
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      struct stat status;

      if (name[0] == '.' || g_str_has_suffix (name, "~") || !g_utf8_validate (name, -1, NULL) ||
          (pattern != NULL && !g_pattern_match_simple (pattern, name)) ||
          stat (file, &status) < 0 || !S_ISREG (status.st_mode))
        continue;
      if (++count > CVK_FILE_SNAPSHOT_MAX)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       _ ("There are too many files in “%s” to watch them. Put them into several "
                          "folders, or watch only some by their names."),
                       path);
          return FALSE;
        }
      cvk_object_builder_set (builder, name, describe (&status));
    }
  return TRUE;
}

CvkValue *
cvk_file_snapshot_take (const char *path, const char *pattern, GError **error)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_autofree char *folder = g_path_get_dirname (path);
  struct stat status;

  cvk_object_builder_init (&builder);
  if (stat (path, &status) == 0)
    {
      if (S_ISDIR (status.st_mode))
        {
          if (!add_folder (&builder, path, pattern, error))
            return NULL;
        }
      else
        cvk_object_builder_set (&builder, ITSELF, describe (&status));
    }
  else if (errno != ENOENT || stat (folder, &status) < 0)
    {
      set_error (path, error);
      return NULL;
    }
  return cvk_object_builder_end (&builder);
}

/* --- Comparing --- */

CvkValue *
cvk_file_snapshot_settle (const CvkValue *known, const CvkValue *before, const CvkValue *now)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (now); i++)
    {
      const char *name = NULL;
      CvkValue *description = NULL;
      const CvkValue *other = NULL;
      const CvkValue *settled = NULL;

      cvk_value_get_member_at (now, i, &name, &description);
      other = cvk_value_get_member (before, name);
      settled = other != NULL && cvk_value_equal (other, description)
                  ? description
                  : cvk_value_get_member (known, name);
      if (settled != NULL)
        cvk_object_builder_set (&builder, name, cvk_value_ref (settled));
    }
  /* Gone since the look before: it may be on its way to be replaced. */
  for (size_t i = 0; i < cvk_value_get_length (known); i++)
    {
      const char *name = NULL;
      CvkValue *description = NULL;

      cvk_value_get_member_at (known, i, &name, &description);
      if (cvk_value_get_member (now, name) == NULL && cvk_value_get_member (before, name) != NULL)
        cvk_object_builder_set (&builder, name, cvk_value_ref (description));
    }
  return cvk_object_builder_end (&builder);
}

static CvkValue *
make_item (const char *event, const char *path, const char *name, const char *description)
{
  int64_t time = strtoll (description, NULL, 10);
  const char *size = strchr (description, ' ');
  g_autofree char *file =
    g_str_equal (name, ITSELF) ? g_strdup (path) : g_build_filename (path, name, NULL);
  g_autofree char *own_name = g_path_get_basename (file);
  g_autofree char *modified = cvk_instant_to_utc_string (time / 1000);

  return cvk_value_new_object ("event", cvk_value_new_string (event), "path",
                               cvk_value_new_string (file), "name", cvk_value_new_string (own_name),
                               "size",
                               cvk_value_new_integer (size != NULL ? strtoll (size, NULL, 10) : 0),
                               "modified", cvk_value_new_string (modified), NULL);
}

/* Whether the settings want to hear of it. */
static gboolean
counts (const CvkValue *settings, const char *event)
{
  return cvk_value_lookup_boolean (settings, event, !g_str_equal (event, "removed"));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (cvk_value_lookup_string (*(CvkValue *const *) a, "name", ""),
                 cvk_value_lookup_string (*(CvkValue *const *) b, "name", ""));
}

/* Adds what is in @first and not, or not the same, in @second. */
static void
add_differences (GPtrArray *items,
                 const CvkValue *first,
                 const CvkValue *second,
                 const char *path,
                 const CvkValue *settings,
                 gboolean is_new)
{
  for (size_t i = 0; i < cvk_value_get_length (first); i++)
    {
      const char *name = NULL;
      const char *event = NULL;
      CvkValue *description = NULL;
      const CvkValue *other = NULL;

      cvk_value_get_member_at (first, i, &name, &description);
      other = cvk_value_get_member (second, name);
      if (other == NULL)
        event = is_new ? "created" : "removed";
      else if (is_new && !cvk_value_equal (description, other))
        event = "changed";
      if (event != NULL && counts (settings, event))
        g_ptr_array_add (items, make_item (event, path, name, cvk_value_get_string (description)));
    }
}

CvkValue *
cvk_file_snapshot_compare (const CvkValue *old,
                           const CvkValue *now,
                           const char *path,
                           const CvkValue *settings)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  add_differences (items, now, old, path, settings, TRUE);
  add_differences (items, old, now, path, settings, FALSE);
  g_ptr_array_sort (items, compare_names);
  return cvk_value_new_array ((CvkValue *const *) items->pdata, items->len);
}
