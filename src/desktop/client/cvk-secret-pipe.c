// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-secret-pipe.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

GUnixFDList *
cvk_secret_pipe_new (const char *secret, GError **error)
{
  GUnixFDList *list = NULL;
  int ends[2];
  size_t length = strlen (secret);

  if (!g_unix_open_pipe (ends, FD_CLOEXEC, error))
    return NULL;
  /* Secrets are short: a pipe takes them whole, and this thread waits for nobody. */
  if (g_unix_set_fd_nonblocking (ends[1], TRUE, NULL) &&
      write (ends[1], secret, length) == (ssize_t) length && write (ends[1], "\n", 1) == 1)
    list = g_unix_fd_list_new_from_array (&ends[0], 1);
  else
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("The secret is too long."));
      close (ends[0]);
    }
  close (ends[1]);
  return list;
}
