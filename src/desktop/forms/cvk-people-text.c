// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-people-text.h"

#include <string.h>

gboolean
cvk_people_is_address (const char *text)
{
  const char *at;
  const char *dot;

  g_return_val_if_fail (text != NULL, FALSE);

  at = strchr (text, '@');
  if (at == NULL || at == text || strchr (at + 1, '@') != NULL)
    return FALSE;
  if (strpbrk (text, " \t\r\n,;<>\"()[]\\:") != NULL || strstr (text, "..") != NULL)
    return FALSE;
  dot = strrchr (at, '.');
  return dot != NULL && dot > at + 1 && dot[1] != '\0';
}

static void
add_once (GStrvBuilder *list, GHashTable *seen, const char *text, size_t length)
{
  g_autofree char *word = g_strstrip (g_strndup (text, length));
  char *key;

  if (*word == '\0')
    return;
  key = g_utf8_casefold (word, -1);
  if (g_hash_table_add (seen, key))
    g_strv_builder_add (list, word);
}

/* One entry between separators: "Ana Lind <ana@school.example>", or words. */
static void
add_entry (GStrvBuilder *list, GHashTable *seen, const char *entry)
{
  const char *open = strchr (entry, '<');
  const char *close = open == NULL ? NULL : strchr (open, '>');
  g_auto (GStrv) words = NULL;

  if (close != NULL)
    {
      add_once (list, seen, open + 1, (size_t) (close - open - 1));
      return;
    }
  /* Addresses with nothing but spaces between them; a name without an address stays whole. */
  if (strchr (entry, '@') == NULL)
    {
      add_once (list, seen, entry, strlen (entry));
      return;
    }
  words = g_strsplit_set (entry, " \t", -1);
  for (char **word = words; *word != NULL; word++)
    if (strchr (*word, '@') != NULL)
      add_once (list, seen, *word, strlen (*word));
}

/* Separators inside quotes belong to a name: "Lind, Ana" <ana@school.example>. */
GStrv
cvk_people_split (const char *text)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) entry = g_string_new (NULL);
  gboolean is_quoted = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        is_quoted = !is_quoted;
      if (!is_quoted && strchr (",;\n\r", *at) != NULL)
        {
          add_entry (list, seen, entry->str);
          g_string_truncate (entry, 0);
        }
      else
        g_string_append_c (entry, *at);
    }
  add_entry (list, seen, entry->str);
  return g_strv_builder_end (list);
}
