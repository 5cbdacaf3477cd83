// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connectors/zoom-private.h"

#include <string.h>

/* Meeting numbers have 9 to 11 digits; one more is let through, for Zoom has lengthened them. */
#define MIN_DIGITS 9
#define MAX_DIGITS 12

static gboolean
is_separator (gunichar character)
{
  return g_unichar_isspace (character) || g_unichar_type (character) == G_UNICODE_DASH_PUNCTUATION;
}

/* NULL when anything but digits and separators is in it. */
static char *
collect_digits (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (character < 128 && g_ascii_isdigit ((char) character))
        g_string_append_c (digits, (char) character);
      else if (!is_separator (character))
        return NULL;
    }
  if (digits->len < MIN_DIGITS || digits->len > MAX_DIGITS || digits->str[0] == '0')
    return NULL;
  return g_string_free (g_steal_pointer (&digits), FALSE);
}

/* The part of @text behind @marker, up to what ends a segment or a parameter. */
static char *
find_behind (const char *text, const char *marker)
{
  const char *start = strstr (text, marker);

  if (start == NULL)
    return NULL;
  start += strlen (marker);
  return g_strndup (start, strcspn (start, "/?#&"));
}

static char *
parse_link (const char *text)
{
  static const char *const markers[] = { "/wc/join/", "/j/", "/s/", "/w/", "/wc/", "confno=" };

  for (size_t i = 0; i < G_N_ELEMENTS (markers); i++)
    {
      g_autofree char *part = find_behind (text, markers[i]);
      char *digits = part != NULL ? collect_digits (part) : NULL;

      if (digits != NULL)
        return digits;
    }
  return NULL;
}

char *
cvk_zoom_parse_meeting_id (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  if (!g_utf8_validate (trimmed, -1, NULL))
    return NULL;
  if (strchr (trimmed, '/') != NULL)
    return parse_link (trimmed);
  return collect_digits (trimmed);
}
