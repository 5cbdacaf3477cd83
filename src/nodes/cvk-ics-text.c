// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-ics-text.h"

#include <string.h>

#define MAX_OCTETS 75

void
cvk_ics_append_line (GString *text, const char *line)
{
  size_t length = strlen (line);
  size_t room = MAX_OCTETS;

  while (length > room)
    {
      size_t part = room;

      /* Back to the beginning of a character. */
      while (part > 1 && (line[part] & 0xc0) == 0x80)
        part--;
      g_string_append_len (text, line, (gssize) part);
      g_string_append (text, "\r\n ");
      line += part;
      length -= part;
      room = MAX_OCTETS - 1;
    }
  g_string_append (text, line);
  g_string_append (text, "\r\n");
}

char *
cvk_ics_escape (const char *text)
{
  GString *escaped = g_string_sized_new (strlen (text));

  for (; *text != '\0'; text++)
    if (*text == '\n' || (*text == '\r' && text[1] != '\n'))
      g_string_append (escaped, "\\n");
    else if (*text == '\\' || *text == ';' || *text == ',')
      g_string_append_printf (escaped, "\\%c", *text);
    else if (*text == '\t' || !g_ascii_iscntrl (*text))
      g_string_append_c (escaped, *text);
  return g_string_free (escaped, FALSE);
}

char *
cvk_ics_unescape (const char *value)
{
  GString *text = g_string_sized_new (strlen (value));

  for (; *value != '\0'; value++)
    {
      if (*value == '\\' && value[1] != '\0')
        {
          value++;
          g_string_append_c (text, *value == 'n' || *value == 'N' ? '\n' : *value);
        }
      else
        g_string_append_c (text, *value);
    }
  return g_string_free (text, FALSE);
}

char *
cvk_ics_quote (const char *text)
{
  GString *quoted = g_string_new ("\"");

  for (; *text != '\0'; text++)
    if (*text == '\n')
      g_string_append (quoted, "^n");
    else if (*text == '"')
      g_string_append (quoted, "^'");
    else if (*text == '^')
      g_string_append (quoted, "^^");
    else if ((unsigned char) *text >= 0x20)
      g_string_append_c (quoted, *text);
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

char *
cvk_ics_format_instant (const char *name, int64_t instant)
{
  g_autoptr (CvkDateTime) time = cvk_date_time_from_instant (instant, NULL, NULL);

  g_return_val_if_fail (time != NULL, g_strdup (name));
  return g_strdup_printf ("%s:%04d%02d%02dT%02d%02d%02dZ", name, time->year, time->month, time->day,
                          time->hour, time->minute, time->second);
}

char *
cvk_ics_format_time (const char *name, const CvkDateTime *time)
{
  if (!time->has_time)
    return g_strdup_printf ("%s;VALUE=DATE:%04d%02d%02d", name, time->year, time->month, time->day);
  if (time->zone == NULL || g_str_equal (time->zone, "UTC") || g_str_equal (time->zone, "Etc/UTC"))
    return cvk_ics_format_instant (name, time->instant);
  return g_strdup_printf ("%s;TZID=%s:%04d%02d%02dT%02d%02d%02d", name, time->zone, time->year,
                          time->month, time->day, time->hour, time->minute, time->second);
}
