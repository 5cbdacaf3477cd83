// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/* Dates, times and numbers for people: the one place that knows how those of the user's locale
 * look. What machines read is never written with these. Names of days and months are the C
 * library's, in the language of LC_TIME; the order of day and month is that of LC_TIME too where
 * the language of the messages leaves it open. From any thread, after cvk_i18n_init(). */

typedef enum
{
  CVK_CLOCK_OF_LOCALE,
  CVK_CLOCK_12_HOURS,
  CVK_CLOCK_24_HOURS,
} CvkClockFormat;

/* What the user has chosen for the whole desktop (base/cvk-desktop-clock.h). 12 hours in a locale
 * that has no words for the halves of the day count as 24. */
void cvk_local_set_clock_format (CvkClockFormat format);

/* "14:05", or "2:05 PM". (transfer full) */
char *cvk_local_time (GDateTime *time) G_GNUC_WARN_UNUSED_RESULT;
char *cvk_local_time_with_seconds (GDateTime *time) G_GNUC_WARN_UNUSED_RESULT;
/* The same of a wall time. @hour: 0 to 23. (transfer full) */
char *cvk_local_wall_time (int hour, int minute) G_GNUC_WARN_UNUSED_RESULT;

typedef enum
{
  CVK_DATE_SHORT,        /* 3 Mar */
  CVK_DATE_SHORT_YEAR,   /* 3 Mar 2026 */
  CVK_DATE_WEEKDAY,      /* Tue 3 Mar */
  CVK_DATE_WEEKDAY_YEAR, /* Tue 3 Mar 2026 */
  CVK_DATE_LONG_YEAR,    /* 3 March 2026 */
  CVK_N_DATE_STYLES,
} CvkDateStyle;

/* (transfer full) */
char *cvk_local_date (GDateTime *time, CvkDateStyle style) G_GNUC_WARN_UNUSED_RESULT;
/* "3 Mar 2026, 14:05" (transfer full) */
char *cvk_local_date_time (GDateTime *time, CvkDateStyle style) G_GNUC_WARN_UNUSED_RESULT;
/* The same of an instant, in the zone of this computer; "" when it is out of bounds. Microseconds
 * since 1970. (transfer full) */
char *cvk_local_instant (int64_t instant, CvkDateStyle style) G_GNUC_WARN_UNUSED_RESULT;
/* In a sentence: "today at 14:05", "yesterday at 14:05", "tomorrow at 14:05", "on 3 Mar 2026". Both
 * in microseconds since 1970, seen in the zone of this computer. (transfer full) */
char *cvk_local_moment (int64_t instant, int64_t now) G_GNUC_WARN_UNUSED_RESULT;
/* How many days @time is after @today by their own calendars: 0 on the same day, 1 for tomorrow. */
int cvk_local_count_days (GDateTime *time, GDateTime *today);

/* "Berlin, Europe": a time zone by its place, in the words of this language for the part of the
 * world; cities have the names that the zones' own names give them. The name itself where it has no
 * place (UTC). (transfer full) */
char *cvk_local_zone (const char *zone) G_GNUC_WARN_UNUSED_RESULT;
/* The part of the world alone; "" where there is none. (transfer none) */
const char *cvk_local_zone_region (const char *zone);

/* "1.234.567", with the digits of the locale where it has its own. (transfer full) */
char *cvk_local_number (int64_t number) G_GNUC_WARN_UNUSED_RESULT;

/* With which day weeks begin: 0 for Sunday to 6. Monday where the locale is that of no country
 * (ISO 8601). */
int cvk_local_get_first_weekday (void);

/* cvk_problem_dup_message() for people at this computer: instants ("reset" and "time", as
 * cvk_instant_to_utc_string() writes them) are times of its zone, and counts are grouped. What is
 * logged, kept or read by machines has the other one. (transfer full) */
char *cvk_local_problem (const CvkProblem *problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
