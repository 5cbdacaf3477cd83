// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-text-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
check_no_zero (const char *text, size_t length, GError **error)
{
  if (memchr (text, '\0', length) == NULL)
    return TRUE;
  g_set_error (error, G_CONVERT_ERROR, G_CONVERT_ERROR_ILLEGAL_SEQUENCE,
               _ ("This is no text file: it holds a zero byte."));
  return FALSE;
}

static char *
decode_utf16 (const char *data, size_t size, size_t *length, GError **error)
{
  g_autofree char *text = g_convert (data, (gssize) size, "UTF-8", "UTF-16", NULL, length, error);

  return text != NULL && check_no_zero (text, *length, error) ? g_steal_pointer (&text) : NULL;
}

char *
cvk_text_file_decode (GBytes *bytes, const char *encoding, size_t *length, GError **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *bad = NULL;

  if (size == 0)
    return g_strdup ("");
  if (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      data += 3;
      size -= 3;
      encoding = "utf-8";
    }
  if (size >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0))
    return decode_utf16 (data, size, length, error);
  if (!g_str_equal (encoding, "latin-1") && g_utf8_validate_len (data, size, &bad))
    {
      *length = size;
      return g_strndup (data, size);
    }
  if (!check_no_zero (data, size, error))
    return NULL;
  if (g_str_equal (encoding, "utf-8"))
    {
      unsigned line = 1;

      for (const char *p = data; p < bad; p++)
        line += *p == '\n';
      g_set_error (error, G_CONVERT_ERROR, G_CONVERT_ERROR_ILLEGAL_SEQUENCE,
                   _ ("line %u: this is not UTF-8. Choose the encoding “latin-1”, or save the "
                      "file as UTF-8."),
                   line);
      return NULL;
    }
  return g_convert (data, (gssize) size, "UTF-8", "WINDOWS-1252", NULL, length, NULL)
           ?: g_convert (data, (gssize) size, "UTF-8", "ISO-8859-1", NULL, length, error);
}
