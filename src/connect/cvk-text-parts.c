// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-text-parts.h"

#include <string.h>

/* Behind these, from the best to the worst. */
static const char *const cuts[] = { "\n\n", "\n", ". ", "! ", "? ", " " };

static const char *
skip_space (const char *p)
{
  while (g_ascii_isspace (*p))
    p++;
  return p;
}

/* Where the part that begins at @start and would end at @end ends better. */
static const char *
find_cut (const char *start, const char *end)
{
  const char *middle = start + (end - start) / 2;

  for (size_t i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      const char *cut = g_strrstr_len (middle, end - middle, cuts[i]);

      if (cut != NULL)
        return cut + strlen (cuts[i]);
    }
  return end;
}

/* The character behind the next @size ones; NULL when the text ends before. */
static const char *
find_end (const char *start, size_t size)
{
  const char *end = start;

  for (size_t i = 0; i < size; i++)
    {
      if (*end == '\0')
        return NULL;
      end = g_utf8_next_char (end);
    }
  return *end != '\0' ? end : NULL;
}

GPtrArray *
cvk_text_split (const char *text, size_t size)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  const char *start = skip_space (text);

  for (;;)
    {
      const char *end = find_end (start, size);

      if (end == NULL)
        break;
      end = find_cut (start, end);
      g_ptr_array_add (parts, g_strchomp (g_strndup (start, (size_t) (end - start))));
      start = skip_space (end);
    }
  if (*start != '\0' || parts->len == 0)
    g_ptr_array_add (parts, g_strchomp (g_strdup (start)));
  return parts;
}
