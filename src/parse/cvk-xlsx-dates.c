// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-xlsx-dates.h"

#include <math.h>
#include <string.h>

#define SECONDS_OF_DAY 86400
#define LAST_DAY 2958465.0 /* 9999-12-31 */

static CvkXlsxKind
get_known_kind (gint64 id)
{
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
      id == 57 || id == 58)
    return CVK_XLSX_DATE;
  if (id == 22)
    return CVK_XLSX_DATE_TIME;
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47 || id == 55 ||
      id == 56)
    return CVK_XLSX_TIME;
  return id == 46 ? CVK_XLSX_DURATION : CVK_XLSX_NUMBER;
}

/* What the letters of a code say, outside of texts, colours and conditions. */
static void
look_at_code (const char *code, gboolean *has_day, gboolean *has_time, gboolean *is_elapsed)
{
  gboolean is_quoted = FALSE;

  for (const char *at = code; *at != '\0' && *at != ';'; at++)
    {
      char letter = g_ascii_tolower (*at);

      if (*at == '"')
        is_quoted = !is_quoted;
      if (is_quoted || *at == '"')
        continue;
      if ((*at == '\\' || *at == '_' || *at == '*') && at[1] != '\0')
        at++;
      else if (*at == '[')
        {
          const char *end = strchr (at, ']');

          if (end == NULL)
            return;
          letter = g_ascii_tolower (at[1]);
          *is_elapsed = *is_elapsed || ((letter == 'h' || letter == 'm' || letter == 's') &&
                                        strspn (at + 1, "hmsHMS") == (size_t) (end - at - 1));
          at = end;
        }
      else if (letter == 'y' || letter == 'd')
        *has_day = TRUE;
      else if (letter == 'h' || letter == 's')
        *has_time = TRUE;
    }
}

CvkXlsxKind
cvk_xlsx_kind_of_format (gint64 id, const char *code)
{
  gboolean has_day = FALSE;
  gboolean has_time = FALSE;
  gboolean is_elapsed = FALSE;

  if (code == NULL)
    return get_known_kind (id);
  /* "General" has letters of dates in some languages; as a word it is none. */
  if (g_ascii_strncasecmp (code, "general", 7) == 0)
    return CVK_XLSX_NUMBER;
  look_at_code (code, &has_day, &has_time, &is_elapsed);
  if (is_elapsed)
    return CVK_XLSX_DURATION;
  if (has_day)
    return has_time ? CVK_XLSX_DATE_TIME : CVK_XLSX_DATE;
  return has_time ? CVK_XLSX_TIME : CVK_XLSX_NUMBER;
}

char *
cvk_xlsx_format_serial (double serial, CvkXlsxKind kind, gboolean is_1904)
{
  gint64 seconds = 0;
  gint64 days = 0;
  GDate date;

  if (!(serial >= 0 && serial < LAST_DAY + 1))
    return NULL;
  seconds = (gint64) llround (serial * SECONDS_OF_DAY);
  days = seconds / SECONDS_OF_DAY;
  seconds %= SECONDS_OF_DAY;
  if (kind == CVK_XLSX_DURATION || (kind == CVK_XLSX_TIME && days == 0))
    return g_strdup_printf ("%02d:%02d:%02d", (int) (days * 24 + seconds / 3600),
                            (int) (seconds / 60 % 60), (int) (seconds % 60));
  /* Day 60 is 29 February 1900, which there never was, and days before it are one off. */
  if (!is_1904 && days < 60)
    days++;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, is_1904 ? 1 : 30, is_1904 ? G_DATE_JANUARY : G_DATE_DECEMBER,
                  is_1904 ? 1904 : 1899);
  g_date_add_days (&date, (unsigned) days);
  if (g_date_get_year (&date) > 9999)
    return NULL;
  if (kind == CVK_XLSX_DATE && seconds == 0)
    return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (&date), g_date_get_month (&date),
                            g_date_get_day (&date));
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", g_date_get_year (&date),
                          g_date_get_month (&date), g_date_get_day (&date), (int) (seconds / 3600),
                          (int) (seconds / 60 % 60), (int) (seconds % 60));
}
