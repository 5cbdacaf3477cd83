// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-file-replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (GError **error, int code)
{
  g_set_error_literal (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
                       g_strerror (code));

  return FALSE;
}

/* --- Reading --- */

static GBytes *
read_all (int fd, size_t max_size, GError **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  unsigned char buffer[65536];

  for (;;)
    {
      ssize_t length = read (fd, buffer, sizeof buffer);

      if (length < 0 && errno == EINTR)
        continue;
      if (length < 0)
        {
          fail (error, errno);
          return NULL;
        }
      if (length == 0)
        break;
      /* The file may grow while it is read. */
      if (content->len + (size_t) length > max_size)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, g_strerror (EFBIG));
          return NULL;
        }
      g_byte_array_append (content, buffer, (unsigned) length);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

GBytes *
cvk_file_read (const char *path, size_t max_size, GError **error)
{
  struct stat status;
  GBytes *bytes = NULL;
  /* A pipe or a terminal must not keep the thread waiting. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (fd < 0)
    {
      fail (error, errno);
      return NULL;
    }
  if (fstat (fd, &status) < 0)
    fail (error, errno);
  else if (!S_ISREG (status.st_mode))
    fail (error, EINVAL);
  else
    bytes = read_all (fd, max_size, error);
  close (fd);

  return bytes;
}

/* --- Replacing --- */

static gboolean
write_all (int fd, GBytes *bytes, GError **error)
{
  size_t length;
  const char *at = g_bytes_get_data (bytes, &length);

  while (length > 0)
    {
      ssize_t written = write (fd, at, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return fail (error, errno);
      at += written;
      length -= (size_t) written;
    }

  return fsync (fd) == 0 || fail (error, errno);
}

/* A new file in @folder that nobody else can have put there. */
static int
create_beside (const char *folder, char **path)
{
  int fd = -1;

  for (unsigned attempt = 0; attempt < 100; attempt++)
    {
      g_autofree char *name = g_strdup_printf (".convoke-%08x.tmp", g_random_int ());

      g_free (*path);
      *path = g_build_filename (folder, name, NULL);
      fd = open (*path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
      if (fd >= 0 || errno != EEXIST)
        break;
    }

  return fd;
}

/* Mode, and as far as this user may, owner and group of the file that is replaced. */
static gboolean
copy_rights (int fd, const struct stat *status, GError **error)
{
  struct stat own;

  if (fstat (fd, &own) < 0)
    return fail (error, errno);
  if ((own.st_uid != status->st_uid || own.st_gid != status->st_gid) &&
      fchown (fd, status->st_uid, status->st_gid) < 0)
    g_debug ("The owner of a replaced file could not be kept: %s", g_strerror (errno));

  return fchmod (fd, status->st_mode & 0777) == 0 || fail (error, errno);
}

static gboolean
sync_folder (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok;

  if (fd < 0)
    return fail (error, errno);
  /* Some file systems cannot sync folders, and say so. */
  ok = fsync (fd) == 0 || errno == EINVAL || errno == ENOTSUP || fail (error, errno);
  close (fd);

  return ok;
}

/* The file behind symbolic links; @path itself when there is none yet. */
static char *
resolve (const char *path, GError **error)
{
  char *target = realpath (path, NULL);
  struct stat status;

  if (target != NULL)
    {
      char *copy = g_strdup (target);

      free (target);
      return copy;
    }
  if (errno != ENOENT || lstat (path, &status) == 0)
    {
      fail (error, errno != 0 ? errno : ENOENT);
      return NULL;
    }

  return g_strdup (path);
}

gboolean
cvk_file_replace (const char *path,
                  GBytes *bytes,
                  CvkFileGuard guard,
                  gpointer user_data,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *target = resolve (path, error);
  g_autofree char *folder = NULL;
  g_autofree char *temporary = NULL;
  struct stat status;
  gboolean exists;
  gboolean ok;
  int fd;

  if (target == NULL)
    return FALSE;
  folder = g_path_get_dirname (target);
  exists = stat (target, &status) == 0;
  if (exists && !S_ISREG (status.st_mode))
    return fail (error, S_ISDIR (status.st_mode) ? EISDIR : EINVAL);

  fd = create_beside (folder, &temporary);
  if (fd < 0)
    return fail (error, errno);
  ok = (!exists || copy_rights (fd, &status, error)) && write_all (fd, bytes, error);
  /* Network file systems report some errors only here. */
  if (close (fd) < 0 && ok)
    ok = fail (error, errno);
  ok = ok && !g_cancellable_set_error_if_cancelled (cancellable, error) &&
       guard (target, user_data, error);
  if (ok && rename (temporary, target) < 0)
    ok = fail (error, errno);
  if (!ok)
    {
      unlink (temporary);
      return FALSE;
    }

  return sync_folder (folder, error);
}
