// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-connection-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cvk-i18n.h"

/* The lock has no descriptor to wait on, so it is asked for again and again; what it protects takes
 * as long as a request does. */
#define INTERVAL 20 /* milliseconds */
#define PATIENCE (120 * G_USEC_PER_SEC)

struct _CvkConnectionLock
{
  int folder;
  int file;
};

typedef struct
{
  char *item;
  CvkConnectionLock *lock;
  int64_t deadline;
} Attempt;

static void
close_files (CvkConnectionLock *self)
{
  if (self->file >= 0)
    close (self->file);
  if (self->folder >= 0)
    close (self->folder);
  self->file = self->folder = -1;
}

void
cvk_connection_lock_free (CvkConnectionLock *self)
{
  if (self == NULL)
    return;
  close_files (self);
  g_free (self);
}

static void
attempt_free (Attempt *attempt)
{
  cvk_connection_lock_free (attempt->lock);
  g_free (attempt->item);
  g_free (attempt);
}

int
cvk_connection_lock_get_folder (const CvkConnectionLock *self)
{
  return self->folder;
}

static gboolean
open_files (CvkConnectionLock *self, const char *item, GError **error)
{
  g_autofree char *path = NULL;
  int number;

  self->folder = cvk_account_folder_open (item, error);
  if (self->folder < 0)
    return FALSE;
  self->file = openat (self->folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->file >= 0)
    return TRUE;
  number = errno;
  close_files (self);
  /* Somebody is removing the folder at this moment. */
  if (number == ENOENT)
    return TRUE;
  path = cvk_account_folder_get_path (item);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number),
               /* Translators: why, as the system says it, and a folder. */
               _ ("The lock for refreshing a connection cannot be opened (%s). Check the folder "
                  "“%s” and its permissions."),
               g_strerror (number), path);
  return FALSE;
}

/* The file can have been removed with its account while we waited for it: a lock on what nobody
 * else can open is worth nothing. */
static gboolean
is_removed (CvkConnectionLock *self)
{
  struct stat status;

  return fstat (self->file, &status) == 0 && status.st_nlink == 0;
}

/* FALSE with no @error means that somebody else has it. */
static gboolean
try_lock (CvkConnectionLock *self, const char *item, GError **error)
{
  struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int number;

  if (self->file < 0 && !open_files (self, item, error))
    return FALSE;
  if (self->file < 0)
    return FALSE;
  if (fcntl (self->file, F_OFD_SETLK, &range) == 0)
    {
      if (!is_removed (self))
        return TRUE;
      close_files (self);
      return FALSE;
    }
  number = errno;
  if (number != EAGAIN && number != EACCES && number != EINTR)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number),
                 _ ("The lock for refreshing a connection cannot be taken (%s)."),
                 g_strerror (number));
  return FALSE;
}

static gboolean
try_again_cb (gpointer user_data)
{
  GTask *task = user_data;
  Attempt *attempt = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (try_lock (attempt->lock, attempt->item, &error))
    {
      g_task_return_pointer (task, g_steal_pointer (&attempt->lock),
                             (GDestroyNotify) cvk_connection_lock_free);
      return G_SOURCE_REMOVE;
    }
  if (error == NULL && g_get_monotonic_time () < attempt->deadline)
    return G_SOURCE_CONTINUE;
  if (error == NULL)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                 _ ("Another Convoke is busy with this connection and does not get "
                                    "on. Close it, or try again later."));
  g_task_return_error (task, error);
  return G_SOURCE_REMOVE;
}

void
cvk_connection_lock_take_async (const char *item,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSource) source = NULL;
  Attempt *attempt;

  g_task_set_source_tag (task, cvk_connection_lock_take_async);
  attempt = g_new0 (Attempt, 1);
  attempt->deadline = g_get_monotonic_time () + PATIENCE;
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);

  attempt->item = g_strdup (item);
  attempt->lock = g_new0 (CvkConnectionLock, 1);
  attempt->lock->folder = attempt->lock->file = -1;
  if (try_again_cb (task) == G_SOURCE_REMOVE)
    return;
  source = g_timeout_source_new (INTERVAL);
  g_source_set_callback (source, try_again_cb, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

CvkConnectionLock *
cvk_connection_lock_take_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
