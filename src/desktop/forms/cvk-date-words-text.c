// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <string.h>

#include "base/cvk-local-text.h"
#include "desktop/forms/cvk-date-words.h"

/* --- What is typed in other writings --- */

static gboolean
is_digit_at (const char *text)
{
  return g_unichar_isdigit (g_utf8_get_char (text));
}

/* "2026年3月3日 14時30分" has the order and the parts of "2026/3/3 14:30". NULL: nothing of that.
 */
static const char *
spell_sign (gunichar sign, gboolean is_before_digit)
{
  switch (sign)
    {
    case 0x5E74: /* 年 */
    case 0x6708: /* 月 */
      return "/";
    case 0x65E5: /* 日 */
    case 0x5206: /* 分 */
    case 0x060C: /* Arabic comma */
    case 0x00A0: /* no-break spaces */
    case 0x202F:
      return " ";
    case 0x6642: /* 時 */
      return is_before_digit ? ":" : ":00";
    default:
      return NULL;
    }
}

char *
cvk_date_words_normalize (const char *text)
{
  GString *plain = g_string_new (NULL);
  gboolean is_after_digit = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);
      const char *next = g_utf8_next_char (at);
      const char *sign = NULL;

      if (is_after_digit || letter == 0x060C || letter == 0x00A0 || letter == 0x202F)
        sign = spell_sign (letter, is_digit_at (next));
      is_after_digit = g_unichar_isdigit (letter);
      if (is_after_digit)
        g_string_append_c (plain, (char) ('0' + g_unichar_digit_value (letter)));
      else if (sign != NULL)
        g_string_append (plain, sign);
      else
        g_string_append_unichar (plain, letter);
    }
  return g_string_free (plain, FALSE);
}

/* --- What is shown --- */

static gboolean
is_read_as (const char *text, const CvkDateTime *time)
{
  g_autoptr (CvkDateTime) read = cvk_date_words_parse (text, time);

  return read != NULL && read->year == time->year && read->month == time->month &&
         read->day == time->day && read->has_time == time->has_time &&
         (!time->has_time || (read->hour == time->hour && read->minute == time->minute));
}

/* (transfer full) (nullable): for what would be read as another date. */
static char *
keep_if_read (char *text, const CvkDateTime *time)
{
  g_autofree char *kept = text;

  return is_read_as (kept, time) ? g_steal_pointer (&kept) : NULL;
}

char *
cvk_date_words_format (const CvkDateTime *time)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *day = NULL;
  g_autofree char *hour = NULL;
  char *text = NULL;

  g_return_val_if_fail (time != NULL, NULL);

  date = g_date_time_new_utc (time->year, time->month, time->day, time->hour, time->minute,
                              time->second);
  day = cvk_local_date (date, CVK_DATE_SHORT_YEAR);
  if (!time->has_time)
    {
      text = keep_if_read (g_strdup (day), time);
      return text != NULL ? text : g_date_time_format (date, "%Y-%m-%d");
    }
  hour = time->second != 0 ? cvk_local_time_with_seconds (date) : cvk_local_time (date);
  text = keep_if_read (g_strconcat (day, " ", hour, NULL), time);
  return text != NULL
           ? text
           : g_date_time_format (date, time->second != 0 ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M");
}
