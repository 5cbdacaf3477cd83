// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-random.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <sys/random.h>

#include "base/cvk-secret.h"

gboolean
cvk_random_fill (void *buffer, size_t length, GError **error)
{
  uint8_t *next = buffer;

  g_return_val_if_fail (buffer != NULL || length == 0, FALSE);

  while (length > 0)
    {
      ssize_t got = getrandom (next, length, 0);
      int saved_errno = errno;

      if (got < 0 && saved_errno == EINTR)
        continue;
      if (got <= 0)
        {
          g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno),
                       _ ("The system gives no random numbers: %s."), g_strerror (saved_errno));
          return FALSE;
        }
      next += got;
      length -= (size_t) got;
    }
  return TRUE;
}

char *
cvk_base64url_encode (const uint8_t *data, size_t length)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  char *text = NULL;
  char *write = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  write = text = g_malloc (length / 3 * 4 + 5);
  for (; length > 0; data += 3)
    {
      uint32_t bits = (uint32_t) data[0] << 16 | (length > 1 ? (uint32_t) data[1] << 8 : 0) |
                      (length > 2 ? data[2] : 0);

      *write++ = alphabet[bits >> 18];
      *write++ = alphabet[bits >> 12 & 63];
      if (length > 1)
        *write++ = alphabet[bits >> 6 & 63];
      if (length > 2)
        *write++ = alphabet[bits & 63];
      length -= MIN (length, 3);
    }
  *write = '\0';
  return text;
}

char *
cvk_random_base64url (size_t bytes, GError **error)
{
  g_autofree uint8_t *buffer = g_malloc (MAX (bytes, 1));
  char *text = NULL;

  if (!cvk_random_fill (buffer, bytes, error))
    return NULL;
  text = cvk_base64url_encode (buffer, bytes);
  cvk_wipe (buffer, bytes);
  return text;
}
