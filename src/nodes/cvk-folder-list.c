// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-folder-list.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/cvk-datetime.h"

#define ATTRIBUTES                                                                                 \
  G_FILE_ATTRIBUTE_STANDARD_NAME                                                                   \
  "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE                            \
  "," G_FILE_ATTRIBUTE_STANDARD_IS_SYMLINK "," G_FILE_ATTRIBUTE_TIME_MODIFIED                      \
  "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC

typedef struct
{
  char *path; /* as the pipeline has it; owned */
  char *name; /* owned */
  goffset size;
  int64_t modified; /* microseconds since 1970 */
} Entry;

typedef struct
{
  const CvkFolderListOptions *options;
  GPatternSpec *pattern; /* nullable */
  GPtrArray *entries;    /* of Entry */
  GQueue folders;        /* of char *: still to be read, relative to the first; "" is that one */
  unsigned n_unreadable;
} Walk;

static void
entry_free (Entry *self)
{
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

static void
walk_clear (Walk *self)
{
  g_clear_pointer (&self->pattern, g_pattern_spec_free);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_queue_clear_full (&self->folders, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

static char *
join (const char *folder, const char *name)
{
  return *folder != '\0' ? g_build_filename (folder, name, NULL) : g_strdup (name);
}

/* A file is read by no path that leads out of its folder (cvk-file-slots.h). */
static gboolean
leads_out (Walk *self, const char *relative)
{
  g_autofree char *path = g_build_filename (self->options->path, relative, NULL);
  char *root = realpath (self->options->path, NULL);
  char *target = realpath (path, NULL);
  gboolean is_inside = root != NULL && target != NULL && g_str_has_prefix (target, root) &&
                       target[strlen (root)] == G_DIR_SEPARATOR;

  free (root);
  free (target);
  return !is_inside;
}

static gboolean
is_wanted (Walk *self, const char *name)
{
  return self->pattern == NULL || g_pattern_spec_match_string (self->pattern, name);
}

static gboolean
add_file (Walk *self, const char *relative, GFileInfo *info, GError **error)
{
  g_autoptr (GDateTime) modified = g_file_info_get_modification_date_time (info);
  Entry *entry;

  if (self->entries->len >= CVK_FOLDER_LIST_MAX_FILES)
    {
      g_autofree char *shown = g_filename_display_name (self->options->path);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   _ ("“%s” holds more than 100,000 files. Choose a smaller folder, or fewer "
                      "names."),
                   shown);
      return FALSE;
    }
  entry = g_new0 (Entry, 1);
  entry->path = g_build_filename (self->options->name, relative, NULL);
  entry->name = g_path_get_basename (relative);
  entry->size = g_file_info_get_size (info);
  if (modified != NULL)
    entry->modified =
      g_date_time_to_unix (modified) * G_USEC_PER_SEC + g_date_time_get_microsecond (modified);
  g_ptr_array_add (self->entries, entry);
  return TRUE;
}

/* What is neither a file nor a folder, a pipe or a link that leads nowhere, cannot be read. */
static gboolean
add (Walk *self, const char *folder, GFileInfo *info, GError **error)
{
  const char *name = g_file_info_get_name (info);
  GFileType type = g_file_info_get_file_type (info);
  g_autofree char *relative = NULL;

  if (name[0] == '.')
    return TRUE;
  if (!g_utf8_validate (name, -1, NULL))
    {
      self->n_unreadable++;
      return TRUE;
    }
  relative = join (folder, name);
  if (type == G_FILE_TYPE_DIRECTORY && self->options->below && !g_file_info_get_is_symlink (info))
    g_queue_push_tail (&self->folders, g_steal_pointer (&relative));
  else if (type == G_FILE_TYPE_REGULAR && g_file_info_get_is_symlink (info) &&
           leads_out (self, relative))
    self->n_unreadable++;
  else if (type == G_FILE_TYPE_REGULAR && is_wanted (self, name))
    return add_file (self, relative, info, error);
  return TRUE;
}

static gboolean
read_folder (Walk *self, const char *folder, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (self->options->path, folder, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileEnumerator) enumerator =
    g_file_enumerate_children (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, error);

  while (enumerator != NULL)
    {
      GFileInfo *info = NULL;

      if (!g_file_enumerator_iterate (enumerator, &info, NULL, cancellable, error))
        return FALSE;
      if (info == NULL)
        return TRUE;
      if (!add (self, folder, info, error))
        return FALSE;
    }
  return FALSE;
}

/* One below that may not be read, or has gone meanwhile, takes nothing away from the others. */
static gboolean
walk (Walk *self, GCancellable *cancellable, GError **error)
{
  while (!g_queue_is_empty (&self->folders))
    {
      g_autofree char *folder = g_queue_pop_head (&self->folders);
      g_autoptr (GError) reason = NULL;
      unsigned before = self->entries->len;

      if (read_folder (self, folder, cancellable, &reason))
        continue;
      if (*folder == '\0' || g_cancellable_is_cancelled (cancellable) ||
          before >= CVK_FOLDER_LIST_MAX_FILES ||
          g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      self->n_unreadable++;
    }
  return TRUE;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *first = *(const Entry *const *) a;
  const Entry *second = *(const Entry *const *) b;

  return strcmp (first->path, second->path);
}

static CvkValue *
make_value (GPtrArray *entries)
{
  g_auto (CvkArrayBuilder) files = { 0 };

  cvk_array_builder_init (&files);
  for (unsigned i = 0; i < entries->len; i++)
    {
      const Entry *entry = entries->pdata[i];
      g_autofree char *modified = cvk_instant_to_utc_string (entry->modified);

      cvk_array_builder_append (
        &files, cvk_value_new_object ("name", cvk_value_new_string (entry->name), "path",
                                      cvk_value_new_string (entry->path), "size",
                                      cvk_value_new_integer (entry->size), "modified",
                                      cvk_value_new_string (modified), NULL));
    }
  return cvk_array_builder_end (&files);
}

static GError *
explain (const CvkFolderListOptions *options, const GError *reason)
{
  g_autofree char *shown = g_filename_display_name (options->path);

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE) ||
      g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (reason);
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_error_new (G_IO_ERROR, reason->code,
                        _ ("There is no folder “%s”. Choose another one, or make it."), shown);
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    return g_error_new (G_IO_ERROR, reason->code, _ ("“%s” is no folder. Choose a folder."), shown);
  return g_error_new (G_IO_ERROR, reason->code, _ ("The folder “%s” cannot be read: %s."), shown,
                      reason->message);
}

CvkValue *
cvk_folder_list (const CvkFolderListOptions *options,
                 unsigned *n_unreadable,
                 GCancellable *cancellable,
                 GError **error)
{
  g_auto (Walk) self = { .options = options, .folders = G_QUEUE_INIT };
  g_autoptr (GError) reason = NULL;

  self.entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  if (options->pattern != NULL && *options->pattern != '\0')
    self.pattern = g_pattern_spec_new (options->pattern);
  g_queue_push_tail (&self.folders, g_strdup (""));
  if (!walk (&self, cancellable, &reason))
    {
      g_propagate_error (error, explain (options, reason));
      return NULL;
    }
  g_ptr_array_sort (self.entries, compare_entries);
  *n_unreadable = self.n_unreadable;
  return make_value (self.entries);
}
