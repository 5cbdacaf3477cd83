// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-text.h"

#include <string.h>

#define REPLACEMENT 0xfffd
#define ELLIPSIS "\xe2\x80\xa6"

/* What a terminal may act on, or what turns the order of the text around (Unicode Standard Annex 9,
 * explicit and implicit directional formatting characters). */
static gunichar
replace_character (gunichar character, gboolean keep_newlines)
{
  if (keep_newlines && (character == '\n' || character == '\t'))
    return character;
  if (character < 0x20)
    return 0x2400 + character; /* control pictures */
  if (character == 0x7f)
    return 0x2421;
  if ((character >= 0x80 && character <= 0x9f) || character == 0x61c || character == 0x200e ||
      character == 0x200f || (character >= 0x2028 && character <= 0x202e) ||
      (character >= 0x2066 && character <= 0x2069))
    return REPLACEMENT;
  return character;
}

char *
cvk_text_for_terminal (const char *text, gboolean keep_newlines)
{
  g_autofree char *valid = NULL;
  GString *safe = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  safe = g_string_sized_new (strlen (valid));
  for (const char *next = valid; *next != '\0'; next = g_utf8_next_char (next))
    g_string_append_unichar (safe, replace_character (g_utf8_get_char (next), keep_newlines));
  return g_string_free (safe, FALSE);
}

char *
cvk_text_shorten (const char *text, size_t max_characters)
{
  g_autofree char *valid = NULL;
  const char *end = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  if ((size_t) g_utf8_strlen (valid, -1) <= max_characters)
    return g_steal_pointer (&valid);
  if (max_characters == 0)
    return g_strdup ("");
  end = g_utf8_offset_to_pointer (valid, (glong) max_characters - 1);
  return g_strdup_printf ("%.*s" ELLIPSIS, (int) (end - valid), valid);
}

gboolean
cvk_text_is_id (const char *text)
{
  if (text == NULL || !(g_ascii_islower (text[0]) || g_ascii_isdigit (text[0])))
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_islower (*text) && !g_ascii_isdigit (*text) && *text != '-')
      return FALSE;
  return TRUE;
}

gboolean
cvk_set_string (char **field, const char *text)
{
  char *fresh = NULL;

  g_return_val_if_fail (field != NULL, FALSE);

  if (g_strcmp0 (*field, text) == 0)
    return FALSE;
  /* Copied first: @text may be a part of the old one. */
  fresh = g_strdup (text);
  g_free (*field);
  *field = fresh;
  return TRUE;
}
