// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-connector-private.h"

#define FOLDER "connectors"
#define MAX_FILES 200
#define MAX_SIZE ((size_t) 4 * 1024 * 1024)

/* The connectors of the user's data directory, and what is wrong with their files. Filled before
 * there are threads, and never smaller: node types point into them. */
static GPtrArray *own;    /* CvkConnector */
static GPtrArray *faults; /* CvkProblem */

GPtrArray *
cvk_connector_list_own (void)
{
  if (own == NULL)
    own = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_connector_free);
  return own;
}

GPtrArray *
cvk_connector_list_faults (void)
{
  if (faults == NULL)
    faults = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  return faults;
}

gboolean
cvk_connector_is_own (const CvkConnector *self)
{
  return g_ptr_array_find (cvk_connector_list_own (), self, NULL);
}

/* A pipe or a device would keep us waiting, or never end. */
static int
open_regular (const char *path, size_t *size, GError **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  struct stat status;

  if (fd < 0 || fstat (fd, &status) != 0)
    {
      int code = errno;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
      if (fd >= 0)
        close (fd);
      return -1;
    }
  *size = (size_t) status.st_size;
  if (S_ISREG (status.st_mode) && *size <= MAX_SIZE)
    return fd;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       S_ISREG (status.st_mode) ? _ ("The file is larger than 4 MB.")
                                                : _ ("This is no regular file."));
  close (fd);
  return -1;
}

GBytes *
cvk_connector_read_file (const char *path, GError **error)
{
  size_t size = 0;
  size_t filled = 0;
  int fd = open_regular (path, &size, error);
  g_autofree char *text = NULL;

  if (fd < 0)
    return NULL;
  text = g_malloc (size + 1);
  while (filled < size)
    {
      ssize_t count = read (fd, text + filled, size - filled);

      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        break;
      filled += (size_t) count;
    }
  close (fd);
  return g_bytes_new_take (g_steal_pointer (&text), filled);
}

/* @message: (nullable) instead of what @error says. */
static void
add_fault (const char *path, const char *code, const GError *error, const char *message)
{
  g_autofree char *name = g_path_get_basename (path);

  g_ptr_array_add (cvk_connector_list_faults (),
                   cvk_problem_new (code, N_ ("{file}: {reason}"), "file", name, "reason",
                                    message != NULL ? message : error->message, NULL));
}

static void
load_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) source = cvk_connector_read_file (path, &error);
  g_autoptr (CvkConnector) connector = NULL;

  if (source != NULL)
    connector = cvk_connector_new_from_bytes (source, &error);
  if (connector == NULL)
    add_fault (path, "invalid-connector", error, NULL);
  /* Connections and pipelines know a service by its id, and must not come to mean another one. */
  else if (cvk_connector_get (connector->id) != NULL)
    {
      g_autofree char *message = g_strdup_printf (
        _ ("There is a connector “%s” already. Choose another id."), connector->id);

      add_fault (path, "connector-taken", NULL, message);
    }
  else
    g_ptr_array_add (cvk_connector_list_own (), g_steal_pointer (&connector));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

void
cvk_connector_load_own (const char *data_directory)
{
  g_autofree char *folder = g_build_filename (data_directory, FOLDER, NULL);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  /* That there is no such folder is the rule. */
  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL &&
         names->len < MAX_FILES)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (unsigned i = 0; i < names->len; i++)
    {
      g_autofree char *path =
        g_build_filename (folder, (const char *) g_ptr_array_index (names, i), NULL);

      load_file (path);
    }
}
