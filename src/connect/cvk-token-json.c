// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-token-json.h"

#include <string.h>

#define MAX_DEPTH 16
#define MAX_SIZE (1024 * 1024)

static gboolean
has_unique_names (CvkJsonCursor object)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  CvkJsonCursor member;

  for (gboolean more = cvk_json_cursor_first (object, &member); more;
       more = cvk_json_cursor_next (&member))
    {
      char *name = cvk_json_cursor_dup_name (member);

      if (name == NULL || !g_hash_table_add (names, name))
        return FALSE;
    }
  return TRUE;
}

CvkJson *
cvk_token_json_parse (const char *text, size_t length)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CvkJson) json = NULL;
  CvkJsonCursor root;

  /* Refuses the odd escaped backslash in front of u0000 too, which no token has either. */
  if (length == 0 || memmem (text, length, "\\u0000", 6) != NULL)
    return NULL;
  bytes = g_bytes_new_static (text, length);
  json = cvk_json_parse (bytes, MAX_DEPTH, MAX_SIZE, NULL);
  if (json == NULL)
    return NULL;
  root = cvk_json_get_root (json);
  if (cvk_json_cursor_get_kind (root) != CVK_VALUE_OBJECT || !has_unique_names (root))
    return NULL;
  return g_steal_pointer (&json);
}

static gboolean
find (CvkJson *json, const char *name, CvkValueKind kind, CvkJsonCursor *value)
{
  return cvk_json_cursor_find (cvk_json_get_root (json), name, value) &&
         cvk_json_cursor_get_kind (*value) == kind;
}

gboolean
cvk_token_json_has (CvkJson *json, const char *name)
{
  CvkJsonCursor value;

  return cvk_json_cursor_find (cvk_json_get_root (json), name, &value);
}

/* One character of a string's source; 0 for what a secret must not hold. Moves *@at behind it. */
static char
read_character (const char *source, size_t length, size_t *at)
{
  char character = source[(*at)++];

  if (character == '\\')
    {
      character = source[(*at)++];
      if (character == 'u' && length - *at >= 4)
        {
          int code = 0;

          for (int i = 0; i < 4; i++)
            code = code * 16 + g_ascii_xdigit_value (source[(*at)++]);
          character = code < 0x80 ? (char) code : '\0';
        }
      else if (strchr ("\"\\/", character) == NULL)
        return '\0';
    }
  return g_ascii_isgraph (character) ? character : '\0';
}

CvkSecret *
cvk_token_json_get_secret (CvkJson *json, const char *name)
{
  CvkSecret *secret = NULL;
  CvkJsonCursor value;
  const char *source;
  char *text;
  size_t length;
  size_t filled = 0;

  if (!find (json, name, CVK_VALUE_STRING, &value))
    return NULL;
  source = cvk_json_cursor_get_source (value, &length);
  text = g_malloc (length);
  for (size_t at = 1; at < length - 1; filled++)
    {
      text[filled] = read_character (source, length - 1, &at);
      if (text[filled] == '\0')
        {
          filled = 0;
          break;
        }
    }
  if (filled > 0)
    secret = cvk_secret_new (text, (gssize) filled);
  cvk_wipe (text, length);
  g_free (text);
  return secret;
}

char *
cvk_token_json_get_string (CvkJson *json, const char *name)
{
  g_autoptr (CvkValue) string = NULL;
  CvkJsonCursor value;

  if (!find (json, name, CVK_VALUE_STRING, &value))
    return NULL;
  string = cvk_json_cursor_to_value (value, CVK_JSON_STRICT, NULL);
  return string != NULL ? g_strdup (cvk_value_get_string (string)) : NULL;
}

gboolean
cvk_token_json_get_integer (CvkJson *json, const char *name, int64_t *integer)
{
  g_autoptr (CvkValue) number = NULL;
  CvkJsonCursor value;

  if (!find (json, name, CVK_VALUE_INTEGER, &value))
    return FALSE;
  number = cvk_json_cursor_to_value (value, CVK_JSON_STRICT, NULL);
  /* "-0" is written like an integer and is none. */
  if (number == NULL || !cvk_value_is_integer (number))
    return FALSE;
  *integer = cvk_value_get_integer (number);
  return TRUE;
}
