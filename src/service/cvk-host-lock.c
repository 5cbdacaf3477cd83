// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-host-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "service/cvk-address.h"

struct _CvkHostLock
{
  int fd;
};

CvkHostLock *
cvk_host_lock_new (const char *directory, GError **error)
{
  g_autofree char *path = cvk_address_get_lock_path (directory);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0 && fcntl (fd, F_OFD_SETLK, &lock) == 0)
    {
      CvkHostLock *self = g_new0 (CvkHostLock, 1);

      self->fd = fd;
      return self;
    }
  int reason = errno;
  if (fd >= 0)
    g_close (fd, NULL);
  if (reason == EAGAIN || reason == EACCES)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                 _ ("Another Convoke service has the data directory “%s”."), directory);
  else
    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (reason),
                 _ ("The data directory “%s” cannot be locked: %s. Choose another one with "
                    "--data-dir."),
                 directory, g_strerror (reason));
  return NULL;
}

gboolean
cvk_host_lock_publish (CvkHostLock *self, const char *address, GError **error)
{
  g_autofree char *boot = NULL;
  g_autofree char *text = NULL;

  g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL);
  text = g_strdup_printf ("boot=%s\naddress=%s\n", boot != NULL ? g_strstrip (boot) : "", address);
  size_t length = strlen (text);
  /* Cleared first: a reader sees the whole of it or nothing that makes an address. */
  ssize_t written = ftruncate (self->fd, 0) == 0 ? pwrite (self->fd, text, length, 0) : -1;
  if (written == (ssize_t) length)
    return TRUE;
  /* Only a full disk, or a limit that is as good as one, takes a part of so little. */
  int reason = written < 0 ? errno : ENOSPC;
  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (reason),
               _ ("The lock of the data directory cannot be written: %s. Make room, or choose "
                  "another directory with --data-dir."),
               g_strerror (reason));
  return FALSE;
}

void
cvk_host_lock_free (CvkHostLock *self)
{
  (void) ftruncate (self->fd, 0);
  g_close (self->fd, NULL);
  g_free (self);
}
