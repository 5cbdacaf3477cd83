// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-local-text.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>

#include "base/cvk-time-zone.h"

/* --- What the locale says --- */

/* "C", "POSIX", "C.UTF-8": what it says of dates is what C programs of 1989 said, and no country's
 * custom. */
static gboolean
is_of_a_country (void)
{
  const char *name = setlocale (LC_TIME, NULL);

  return name != NULL && !g_str_equal (name, "C") && !g_str_equal (name, "POSIX") &&
         !g_str_has_prefix (name, "C.");
}

static gboolean
has_halves_of_day (void)
{
  return *nl_langinfo (AM_STR) != '\0' && *nl_langinfo (PM_STR) != '\0';
}

/* "%I:%M:%S %p", "%r" */
static gboolean
is_clock_of_locale_12_hours (void)
{
  const char *format = nl_langinfo (T_FMT);

  return is_of_a_country () && (strstr (format, "%r") != NULL || strstr (format, "%I") != NULL ||
                                strstr (format, "%l") != NULL);
}

/* "%m/%d/%Y", "%D" */
static gboolean
is_month_first (void)
{
  const char *format = nl_langinfo (D_FMT);
  const char *month = strpbrk (format, "mbB");
  const char *day = strpbrk (format, "de");

  return is_of_a_country () &&
         (strstr (format, "%D") != NULL || (month != NULL && day != NULL && month < day));
}

/* As glibc documents it in localedata: the date of a day with which a week begins, and which day of
 * that week is the first. The date is a number in the place of the pointer, which may be longer. */
int
cvk_local_get_first_weekday (void)
{
  const union
  {
    const char *text;
    uint32_t date;
  } week = { nl_langinfo (_NL_TIME_WEEK_1STDAY) };
  int first = *nl_langinfo (_NL_TIME_FIRST_WEEKDAY);

  if (!is_of_a_country ())
    return 1;
  /* 1997-11-30 was a Sunday, 1997-12-01 a Monday. */
  return ((week.date == 19971201 ? 1 : 0) + first + 6) % 7;
}

/* --- The clock --- */

static int clock_format = CVK_CLOCK_OF_LOCALE;

void
cvk_local_set_clock_format (CvkClockFormat format)
{
  g_atomic_int_set (&clock_format, (int) format);
}

static gboolean
has_12_hours (void)
{
  switch ((CvkClockFormat) g_atomic_int_get (&clock_format))
    {
    case CVK_CLOCK_12_HOURS:
      return has_halves_of_day ();
    case CVK_CLOCK_24_HOURS:
      return FALSE;
    case CVK_CLOCK_OF_LOCALE:
    default:
      return is_clock_of_locale_12_hours () && has_halves_of_day ();
    }
}

/* --- Times --- */

char *
cvk_local_time (GDateTime *time)
{
  g_return_val_if_fail (time != NULL, NULL);

  return g_date_time_format (time, has_12_hours ()
                                     /* Translators: a time where people count to 12 hours, as of
                                      * g_date_time_format(): "2:05 PM". */
                                     ? C_ ("time of day", "%-I:%M %p")
                                     /* Translators: a time, as of g_date_time_format(). */
                                     : C_ ("time of day", "%H:%M"));
}

char *
cvk_local_time_with_seconds (GDateTime *time)
{
  g_return_val_if_fail (time != NULL, NULL);

  return g_date_time_format (time, has_12_hours ()
                                     /* Translators: a time where people count to 12 hours, as of
                                      * g_date_time_format(): "2:05:09 PM". */
                                     ? C_ ("time of day", "%-I:%M:%S %p")
                                     /* Translators: a time, as of g_date_time_format(). */
                                     : C_ ("time of day", "%H:%M:%S"));
}

char *
cvk_local_wall_time (int hour, int minute)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (2000, 1, 1, hour, minute, 0);

  g_return_val_if_fail (time != NULL, NULL);

  return cvk_local_time (time);
}

/* --- Dates --- */

static const char *
get_date_format (CvkDateStyle style)
{
  gboolean is_turned = is_month_first ();

  /* Translators: dates, as of g_date_time_format(). Each has one form for countries that put the
   * month first; languages that have one order only use it in both. */
  switch (style)
    {
    case CVK_DATE_SHORT:
      return is_turned ? C_ ("month first", "%b %-d") : _ ("%-d %b");
    case CVK_DATE_WEEKDAY:
      return is_turned ? C_ ("month first", "%a, %b %-d") : _ ("%a %-d %b");
    case CVK_DATE_WEEKDAY_YEAR:
      return is_turned ? C_ ("month first", "%a, %b %-d, %Y") : _ ("%a %-d %b %Y");
    case CVK_DATE_LONG_YEAR:
      return is_turned ? C_ ("month first", "%B %-d, %Y") : _ ("%-d %B %Y");
    case CVK_DATE_SHORT_YEAR:
    case CVK_N_DATE_STYLES:
    default:
      return is_turned ? C_ ("month first", "%b %-d, %Y") : _ ("%-d %b %Y");
    }
}

char *
cvk_local_date (GDateTime *time, CvkDateStyle style)
{
  g_return_val_if_fail (time != NULL, NULL);

  return g_date_time_format (time, get_date_format (style));
}

char *
cvk_local_date_time (GDateTime *time, CvkDateStyle style)
{
  g_autofree char *date = cvk_local_date (time, style);
  g_autofree char *hour = cvk_local_time (time);

  /* Translators: a date, and a time of that day: "3 Mar 2026, 14:05". */
  return g_strdup_printf (C_ ("date and time", "%s, %s"), date, hour);
}

char *
cvk_local_instant (int64_t instant, CvkDateStyle style)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (instant / G_USEC_PER_SEC);

  return time != NULL ? cvk_local_date_time (time, style) : g_strdup ("");
}

int
cvk_local_count_days (GDateTime *time, GDateTime *today)
{
  GDate there;
  GDate here;

  g_return_val_if_fail (time != NULL && today != NULL, 0);

  g_date_clear (&there, 1);
  g_date_clear (&here, 1);
  g_date_set_dmy (&there, (GDateDay) g_date_time_get_day_of_month (time),
                  (GDateMonth) g_date_time_get_month (time),
                  (GDateYear) g_date_time_get_year (time));
  g_date_set_dmy (&here, (GDateDay) g_date_time_get_day_of_month (today),
                  (GDateMonth) g_date_time_get_month (today),
                  (GDateYear) g_date_time_get_year (today));
  return g_date_days_between (&here, &there);
}

char *
cvk_local_moment (int64_t instant, int64_t now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (instant / G_USEC_PER_SEC);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);
  g_autofree char *text = NULL;
  int days;

  if (time == NULL || today == NULL)
    return g_strdup ("");
  days = cvk_local_count_days (time, today);
  text = ABS (days) <= 1 ? cvk_local_time (time) : cvk_local_date (time, CVK_DATE_SHORT_YEAR);
  switch (days)
    {
    case -1:
      /* Translators: a time of the day before. It stands in sentences as “on 3 Mar 2026” does. */
      return g_strdup_printf (_ ("yesterday at %s"), text);
    case 0:
      /* Translators: a time of this day. It stands in sentences: “Succeeded today at 14:05”. */
      return g_strdup_printf (_ ("today at %s"), text);
    case 1:
      /* Translators: a time of the day after. It stands in sentences as “on 3 Mar 2026” does. */
      return g_strdup_printf (_ ("tomorrow at %s"), text);
    default:
      /* Translators: a date. It stands in sentences: “Succeeded on 3 Mar 2026”. */
      return g_strdup_printf (C_ ("date", "on %s"), text);
    }
}

/* --- Zones --- */

static const struct
{
  const char *prefix;
  const char *name;
} regions[] = {
  { "Africa/", N_ ("Africa") },
  { "America/", N_ ("America") },
  { "Antarctica/", N_ ("Antarctica") },
  { "Arctic/", N_ ("Arctic") },
  { "Asia/", N_ ("Asia") },
  { "Atlantic/", N_ ("Atlantic Ocean") },
  { "Australia/", N_ ("Australia") },
  { "Europe/", N_ ("Europe") },
  { "Indian/", N_ ("Indian Ocean") },
  { "Pacific/", N_ ("Pacific Ocean") },
};

const char *
cvk_local_zone_region (const char *zone)
{
  g_return_val_if_fail (zone != NULL, "");

  for (size_t i = 0; i < G_N_ELEMENTS (regions); i++)
    if (g_str_has_prefix (zone, regions[i].prefix))
      return _ (regions[i].name);
  return "";
}

char *
cvk_local_zone (const char *zone)
{
  const char *region = cvk_local_zone_region (zone);
  g_autofree char *city = *region != '\0' ? cvk_time_zone_dup_city (zone) : g_strdup (zone);

  /* Translators: a city, and the part of the world that it lies in: "Berlin, Europe". */
  return *region != '\0' ? g_strdup_printf (C_ ("time zone", "%s, %s"), city, region)
                         : g_steal_pointer (&city);
}

/* --- Numbers --- */

char *
cvk_local_number (int64_t number)
{
  return g_strdup_printf ("%'I" G_GINT64_MODIFIER "d", number);
}

/* --- Sentences --- */

/* (transfer full) (nullable): for what is no whole number. */
static char *
say_number (const char *text)
{
  int64_t number = 0;

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, INT64_MAX, &number, NULL)
           ? cvk_local_number (number)
           : NULL;
}

/* (transfer full) (nullable): for what is no instant of UTC. */
static char *
say_instant (const char *text)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (text == NULL || strlen (text) != strlen ("2026-03-03T13:00:00Z") || text[19] != 'Z')
    return NULL;
  utc = g_date_time_new_from_iso8601 (text, NULL);
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  return local != NULL ? cvk_local_date_time (local, CVK_DATE_SHORT_YEAR) : NULL;
}

char *
cvk_local_problem (const CvkProblem *problem)
{
  static const struct
  {
    const char *name;
    char *(*say) (const char *text);
  } arguments[] = {
    { "reset", say_instant },  { "time", say_instant }, { "count", say_number },
    { "limit", say_number },   { "left", say_number },  { "missed", say_number },
    { "started", say_number },
  };
  g_autoptr (CvkProblem) local = NULL;

  g_return_val_if_fail (problem != NULL, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (arguments); i++)
    {
      const char *name = arguments[i].name;
      g_autofree char *words = arguments[i].say (cvk_problem_get_argument (problem, name));

      if (words == NULL)
        continue;
      if (local == NULL)
        local = cvk_problem_copy (problem);
      cvk_problem_set_argument (local, name, words);
    }
  return cvk_problem_dup_message (local != NULL ? local : problem);
}
