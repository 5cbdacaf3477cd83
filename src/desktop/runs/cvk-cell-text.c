// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-cell-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "base/cvk-text.h"
#include "desktop/forms/cvk-time-zone-names.h"

#define MAX_CHARACTERS 300
/* Longer texts are no dates, and reading them as one would cost. */
#define MAX_DATE_LENGTH 64

char *
cvk_cell_text_full (const CvkValue *value)
{
  if (value == NULL || cvk_value_is_null (value))
    return g_strdup ("");
  if (cvk_value_is_string (value))
    return g_strdup (cvk_value_get_string (value));
  return cvk_value_to_json (value, CVK_JSON_COMPACT);
}

/* --- Dates --- */

static gboolean
looks_like_date (const char *text)
{
  static const char pattern[] = "dddd-dd-dd";
  size_t i = 0;

  for (; pattern[i] != '\0'; i++)
    if (pattern[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != pattern[i])
      return FALSE;
  return text[i] == '\0' || text[i] == 'T' || text[i] == ' ' || text[i] == '[';
}

/* "Tue 1 Dec, 09:00"; the year when it is not this one. */
static char *
format_wall_time (const CvkDateTime *date, int64_t now)
{
  g_autoptr (GDateTime) wall = g_date_time_new_utc (date->year, date->month, date->day, date->hour,
                                                    date->minute, date->second);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  CvkDateStyle style;
  gboolean is_this_year;

  if (wall == NULL)
    return NULL;
  is_this_year = g_date_time_get_year (wall) == g_date_time_get_year (today);
  style = is_this_year ? CVK_DATE_WEEKDAY : CVK_DATE_WEEKDAY_YEAR;
  return date->has_time ? cvk_local_date_time (wall, style) : cvk_local_date (wall, style);
}

static char *
format_date (const char *text, int64_t now)
{
  g_autoptr (CvkDateTime) date = cvk_date_time_parse (text, NULL);
  g_autofree char *wall = date != NULL ? format_wall_time (date, now) : NULL;
  g_autofree char *place = NULL;

  if (wall == NULL)
    return NULL;
  if (date->zone != NULL)
    place = cvk_time_zone_dup_city (date->zone);
  else if (date->has_offset && date->offset == 0)
    place = g_strdup ("UTC");
  else if (date->has_offset)
    place = cvk_time_zone_format_offset (date->offset);
  if (place == NULL)
    return g_steal_pointer (&wall);
  return g_strdup_printf ("%s %s", wall, place);
}

/* --- Texts --- */

static char *
make_single_line (const char *text)
{
  g_autofree char *shortened = g_utf8_strlen (text, -1) > MAX_CHARACTERS
                                 ? g_utf8_substring (text, 0, MAX_CHARACTERS)
                                 : g_strdup (text);

  /* Line breaks would make rows of different heights; other control characters draw nothing. */
  for (char *c = shortened; *c != '\0'; c++)
    if ((unsigned char) *c < 0x20 || *c == 0x7f)
      *c = ' ';
  return g_steal_pointer (&shortened);
}

char *
cvk_cell_text (const CvkValue *value, int64_t now)
{
  g_autofree char *full = NULL;
  char *date = NULL;

  if (value != NULL && cvk_value_is_string (value) &&
      cvk_value_get_string_length (value) <= MAX_DATE_LENGTH &&
      looks_like_date (cvk_value_get_string (value)))
    date = format_date (cvk_value_get_string (value), now);
  if (date != NULL)
    return date;
  full = cvk_cell_text_full (value);
  return make_single_line (full);
}

const char *
cvk_cell_text_get_link (const CvkValue *value)
{
  const char *text =
    value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : NULL;

  if (text == NULL || (g_ascii_strncasecmp (text, "https://", 8) != 0 &&
                       g_ascii_strncasecmp (text, "http://", 7) != 0))
    return NULL;
  /* One address and nothing else, such as a sentence that begins with one. */
  if (strpbrk (text, " \t\r\n<>\"") != NULL || !g_uri_is_valid (text, G_URI_FLAGS_NONE, NULL))
    return NULL;
  return text;
}

char *
cvk_cell_text_shorten_link (const char *link)
{
  const char *path = strchr (strstr (link, "://") + 3, '/');
  size_t length = path != NULL ? strcspn (path, "?#") : 0;

  if (length <= 1)
    return g_strdup (strstr (link, "://") + 3);
  return g_strdup_printf ("…%.*s", (int) length, path);
}

void
cvk_cell_text_append_csv (GString *line, const char *text)
{
  if (strpbrk (text, "\",\r\n") == NULL)
    {
      g_string_append (line, text);
      return;
    }
  g_string_append_c (line, '"');
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *c);
    }
  g_string_append_c (line, '"');
}
