// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-account-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cvk-i18n.h"

#define MAX_SIZE (64 * 1024)

/* What a crash has left unfinished too. */
#define UNFINISHED ".new"

static const char *const names[] = { "access", "access" UNFINISHED, "refreshing",
                                     "refreshing" UNFINISHED, "lock" };

typedef struct
{
  int folder; /* a descriptor of its own */
  char *name;
  GBytes *content; /* nullable */
  gboolean durable;
} Job;

static void
job_free (Job *job)
{
  if (job->folder >= 0)
    close (job->folder);
  g_clear_pointer (&job->content, g_bytes_unref);
  g_free (job->name);
  g_free (job);
}

char *
cvk_account_folder_get_path (const char *item)
{
  return g_build_filename (g_get_user_data_dir (), "convoke", "accounts", item, NULL);
}

int
cvk_account_folder_open (const char *item, GError **error)
{
  g_autofree char *path = cvk_account_folder_get_path (item);
  int folder = -1;
  int number;

  if (g_mkdir_with_parents (path, 0700) == 0)
    folder = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (folder >= 0)
    return folder;
  number = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number),
               /* Translators: a folder, and why, as the system says it. */
               _ ("The folder “%s” cannot be used (%s). Check it and its permissions."), path,
               g_strerror (number));
  return -1;
}

void
cvk_account_folder_remove (const char *item)
{
  g_autofree char *path = cvk_account_folder_get_path (item);

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_build_filename (path, names[i], NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

/* --- Reading --- */

static GBytes *
read_all (int file)
{
  g_autofree char *text = g_malloc (MAX_SIZE);
  size_t length = 0;

  while (length < MAX_SIZE)
    {
      ssize_t size = read (file, text + length, MAX_SIZE - length);

      if (size == 0)
        return g_bytes_new_take (g_steal_pointer (&text), length);
      if (size < 0 && errno != EINTR)
        return NULL;
      length += size > 0 ? (size_t) size : 0;
    }
  return NULL;
}

static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  /* A pipe that somebody put there would block. */
  int file = openat (job->folder, job->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  struct stat status;
  GBytes *content = NULL;

  if (file >= 0 && fstat (file, &status) == 0 && S_ISREG (status.st_mode))
    content = read_all (file);
  if (file >= 0)
    close (file);
  g_task_return_pointer (task, content, (GDestroyNotify) g_bytes_unref);
}

static GTask *
make_task (int folder,
           const char *name,
           gpointer source_tag,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, source_tag);
  job->folder = fcntl (folder, F_DUPFD_CLOEXEC, 3);
  job->name = g_strdup (name);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  return task;
}

void
cvk_account_folder_read_async (int folder,
                               const char *name,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task =
    make_task (folder, name, cvk_account_folder_read_async, callback, user_data);

  g_task_run_in_thread (task, read_thread);
}

GBytes *
cvk_account_folder_read_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- Writing --- */

static gboolean
write_all (int file, GBytes *content)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (content, &length);

  while (length > 0)
    {
      ssize_t size = write (file, text, length);

      if (size < 0 && errno != EINTR)
        return FALSE;
      text += size > 0 ? size : 0;
      length -= size > 0 ? (size_t) size : 0;
    }
  return TRUE;
}

/* Only one has the lock, so that one name for all that is not finished will do. */
static gboolean
replace (const Job *job)
{
  g_autofree char *unfinished = g_strconcat (job->name, UNFINISHED, NULL);
  /* As in reading, a pipe would block. */
  int file = openat (job->folder, unfinished,
                     O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  gboolean good = file >= 0 && write_all (file, job->content);
  int number;

  good = good && (!job->durable || fsync (file) == 0);
  number = errno;
  if (file >= 0)
    good = close (file) == 0 && good;
  if (good && renameat (job->folder, unfinished, job->folder, job->name) == 0)
    return !job->durable || fsync (job->folder) == 0;
  if (good)
    number = errno;
  (void) unlinkat (job->folder, unfinished, 0);
  errno = number;
  return FALSE;
}

static void
write_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  gboolean good;
  int number;

  if (job->content != NULL)
    good = replace (job);
  else
    good = unlinkat (job->folder, job->name, 0) == 0 || errno == ENOENT;
  number = errno;
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, (int) g_io_error_from_errno (number), "%s",
                             g_strerror (number));
}

void
cvk_account_folder_write_async (int folder,
                                const char *name,
                                GBytes *content,
                                gboolean durable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task =
    make_task (folder, name, cvk_account_folder_write_async, callback, user_data);
  Job *job = g_task_get_task_data (task);

  job->content = content != NULL ? g_bytes_ref (content) : NULL;
  job->durable = durable;
  g_task_run_in_thread (task, write_thread);
}

gboolean
cvk_account_folder_write_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
