// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-base"

#include "base/cvk-data-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef enum
{
  FAULT_OPEN,
  FAULT_READ,
  FAULT_WRITE,
  FAULT_SYNC,
} Fault;

static void
set_error (GError **error, int number, Fault fault, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  const char *reason = g_strerror (number);
  int code = g_io_error_from_errno (number);

  switch (fault)
    {
    case FAULT_OPEN:
      /* Translators: a file, and why, as the system says it; so in what follows. */
      g_set_error (error, G_IO_ERROR, code, _ ("“%s” cannot be opened: %s."), name, reason);
      break;
    case FAULT_READ:
      g_set_error (error, G_IO_ERROR, code, _ ("“%s” cannot be read: %s."), name, reason);
      break;
    case FAULT_WRITE:
      g_set_error (error, G_IO_ERROR, code, _ ("“%s” cannot be written: %s."), name, reason);
      break;
    case FAULT_SYNC:
    default:
      g_set_error (error, G_IO_ERROR, code,
                   /* Translators: a file, and why, as the system says it. */
                   _ ("“%s” was written, but may be lost in a power cut: %s."), name, reason);
      break;
    }
}

/* A pipe or device would block or never end. */
static gboolean
check_kind (const struct stat *status, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (S_ISDIR (status->st_mode))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                   _ ("“%s” is a folder. Choose a file."), name);
      return FALSE;
    }
  if (!S_ISREG (status->st_mode))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                   _ ("“%s” is no ordinary file. Choose another one."), name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_readable (int fd, const char *path, GError **error)
{
  struct stat status;
  g_autofree char *name = g_filename_display_name (path);

  if (fstat (fd, &status) != 0)
    {
      set_error (error, errno, FAULT_READ, path);
      return FALSE;
    }
  if (!check_kind (&status, path, error))
    return FALSE;
  if ((size_t) status.st_size > CVK_DATA_FILE_MAX_SIZE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   _ ("“%s” is larger than 256 MB. Split it into smaller files."), name);
      return FALSE;
    }
  return TRUE;
}

int
cvk_data_file_open (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (fd < 0)
    {
      set_error (error, errno, FAULT_OPEN, path);
      return -1;
    }
  if (!check_readable (fd, path, error))
    {
      close (fd);
      return -1;
    }
  return fd;
}

GBytes *
cvk_data_file_read (const char *path, GError **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  int fd = cvk_data_file_open (path, error);
  uint8_t buffer[65536];
  ssize_t count = 0;

  if (fd < 0)
    return NULL;
  while ((count = read (fd, buffer, sizeof buffer)) != 0)
    {
      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0 || data->len + (size_t) count > CVK_DATA_FILE_MAX_SIZE)
        {
          set_error (error, count < 0 ? errno : EFBIG, FAULT_READ, path);
          close (fd);
          return NULL;
        }
      g_byte_array_append (data, buffer, (unsigned) count);
    }
  close (fd);
  return g_byte_array_free_to_bytes (g_steal_pointer (&data));
}

/* --- Writing --- */

struct _CvkDataFileDraft
{
  char *path; /* as it was asked for */
  char *place;
  char *temporary; /* nullable: it is under its name */
  int fd;          /* -1: closed */
  gboolean exists;
  mode_t mode; /* of the one that is there */
};

static gboolean
write_all (int fd, const char *data, size_t length)
{
  while (length > 0)
    {
      ssize_t count = write (fd, data, length);

      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        return FALSE;
      data += count;
      length -= (size_t) count;
    }
  return TRUE;
}

static gboolean
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return ok;
}

CvkDataFileDraft *
cvk_data_file_draft_new (const char *path, GError **error)
{
  g_autoptr (CvkDataFileDraft) self = g_new0 (CvkDataFileDraft, 1);
  /* A link stays a link: what it points to is replaced. */
  char *target = realpath (path, NULL);
  struct stat status;

  self->fd = -1;
  self->path = g_strdup (path);
  self->place = target != NULL ? g_strdup (target) : g_strdup (path);
  free (target);
  self->exists = stat (self->place, &status) == 0;
  if (self->exists && !check_kind (&status, path, error))
    return NULL;
  self->mode = self->exists ? status.st_mode & 0777 : 0;
  self->temporary = g_strconcat (self->place, ".XXXXXX", NULL);
  self->fd = g_mkstemp_full (self->temporary, O_RDWR | O_CLOEXEC, 0666);
  if (self->fd >= 0)
    return g_steal_pointer (&self);
  set_error (error, errno, FAULT_WRITE, path);
  g_clear_pointer (&self->temporary, g_free);
  return NULL;
}

void
cvk_data_file_draft_free (CvkDataFileDraft *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary != NULL)
    unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->place);
  g_free (self->path);
  g_free (self);
}

int
cvk_data_file_draft_get_fd (CvkDataFileDraft *self)
{
  return self->fd;
}

gboolean
cvk_data_file_draft_rewind (CvkDataFileDraft *self, GError **error)
{
  if (ftruncate (self->fd, 0) == 0 && lseek (self->fd, 0, SEEK_SET) == 0)
    return TRUE;
  set_error (error, errno, FAULT_WRITE, self->path);
  return FALSE;
}

static gboolean
close_draft (CvkDataFileDraft *self)
{
  int fd = self->fd;

  self->fd = -1;
  return close (fd) == 0;
}

gboolean
cvk_data_file_draft_commit (CvkDataFileDraft *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->place);

  if (fsync (self->fd) != 0 || (self->exists && fchmod (self->fd, self->mode) != 0) ||
      !close_draft (self) || rename (self->temporary, self->place) != 0)
    {
      set_error (error, errno, FAULT_WRITE, self->path);
      return FALSE;
    }
  g_clear_pointer (&self->temporary, g_free);
  if (sync_folder (folder))
    return TRUE;
  set_error (error, errno, FAULT_SYNC, self->path);
  return FALSE;
}

gboolean
cvk_data_file_draft_append (CvkDataFileDraft *self, GBytes *bytes, GError **error)
{
  size_t length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (write_all (self->fd, data, length))
    return TRUE;
  set_error (error, errno, FAULT_WRITE, self->path);
  return FALSE;
}

gboolean
cvk_data_file_write (const char *path, const char *data, size_t length, GError **error)
{
  g_autoptr (CvkDataFileDraft) draft = cvk_data_file_draft_new (path, error);

  if (draft == NULL)
    return FALSE;
  if (write_all (draft->fd, data, length))
    return cvk_data_file_draft_commit (draft, error);
  set_error (error, errno, FAULT_WRITE, path);
  return FALSE;
}
