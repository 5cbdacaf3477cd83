// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-calendar-source.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cvk-data-file.h"

#define MAX_FILES 20000
/* As much as convoke-parse takes (src/parse/cvk-ics.h). */
#define MAX_SIZE ((int64_t) 64 * 1024 * 1024)

void
cvk_calendar_source_free (CvkCalendarSource *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_ptr_array_unref (self->paths);
  g_array_unref (self->positions);
  g_free (self);
}

static void
add_file (CvkCalendarSource *self, const char *path, int64_t position)
{
  g_ptr_array_add (self->paths, g_strdup (path));
  g_array_append_val (self->positions, position);
}

static gboolean
fail_too_large (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
               _ ("“%s” holds more than 20,000 calendars or 64 MB. Split it into several folders."),
               name);
  return FALSE;
}

static gboolean
write_all (int fd, const char *data, size_t length)
{
  while (length > 0)
    {
      ssize_t count = write (fd, data, length);

      if (count < 0 && errno != EINTR)
        return FALSE;
      data += MAX (count, 0);
      length -= MAX (count, 0);
    }
  return TRUE;
}

/* Behind what is there. A last line without its end must not go on in the next file. */
static gboolean
append_file (CvkCalendarSource *self,
             const char *folder,
             const char *name,
             int64_t *position,
             GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GBytes) bytes = cvk_data_file_read (path, &reason);
  gsize length = 0;
  const char *data = NULL;

  /* It has gone since the folder was read. */
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  if (bytes == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  data = g_bytes_get_data (bytes, &length);
  if (self->paths->len >= MAX_FILES || *position + (int64_t) length + 2 > MAX_SIZE)
    return fail_too_large (folder, error);
  add_file (self, path, *position);
  *position += (int64_t) length + 2;
  if (write_all (self->fd, data, length) && write_all (self->fd, "\r\n", 2))
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _ ("“%s” cannot be read: %s."),
               path, g_strerror (errno));
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_calendars (GDir *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name = NULL;

  while ((name = g_dir_read_name (folder)) != NULL && names->len <= MAX_FILES)
    if (name[0] != '.' && g_str_has_suffix (name, ".ics"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
open_folder (CvkCalendarSource *self, const char *path, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, error);
  g_autoptr (GPtrArray) names = NULL;
  int64_t position = 0;

  if (folder == NULL)
    return FALSE;
  self->is_folder = TRUE;
  self->fd = memfd_create ("calendars", MFD_CLOEXEC);
  names = list_calendars (folder);
  if (names->len > MAX_FILES)
    return fail_too_large (path, error);
  for (unsigned i = 0; i < names->len; i++)
    if (!append_file (self, path, names->pdata[i], &position, error))
      return FALSE;
  lseek (self->fd, 0, SEEK_SET);
  return TRUE;
}

CvkCalendarSource *
cvk_calendar_source_open (const char *path, GError **error)
{
  g_autoptr (CvkCalendarSource) self = g_new0 (CvkCalendarSource, 1);

  self->fd = -1;
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->positions = g_array_new (FALSE, FALSE, sizeof (int64_t));
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return open_folder (self, path, error) ? g_steal_pointer (&self) : NULL;
  self->fd = cvk_data_file_open (path, error);
  add_file (self, path, 0);
  return self->fd >= 0 ? g_steal_pointer (&self) : NULL;
}

const char *
cvk_calendar_source_get_path (const CvkCalendarSource *self, const CvkValue *event)
{
  CvkValue *at = cvk_value_get_member (event, "at");
  CvkValue *begin = at != NULL && cvk_value_is_array (at) ? cvk_value_get_element (at, 0) : NULL;
  unsigned low = 0;
  unsigned high = self->paths->len;

  if (begin == NULL || !cvk_value_is_integer (begin))
    return NULL;
  /* The last that begins there or before. */
  while (low < high)
    {
      unsigned middle = low + (high - low) / 2;

      if (g_array_index (self->positions, int64_t, middle) <= cvk_value_get_integer (begin))
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? self->paths->pdata[low - 1] : NULL;
}
