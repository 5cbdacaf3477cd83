// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-datetime.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-datetime-private.h"

#define SECOND INT64_C (1000000)
#define DAY 86400

G_DEFINE_QUARK (cvk_date_time_error, cvk_date_time_error)

void
cvk_date_time_free (CvkDateTime *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->zone);
  g_free (self);
}

static CvkDateTime *
copy (const CvkDateTime *self)
{
  CvkDateTime *other = g_memdup2 (self, sizeof *self);

  other->zone = g_strdup (self->zone);
  return other;
}

static int64_t
divide_floor (int64_t value, int64_t divisor)
{
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

int
cvk_calendar_days_in_month (int year, int month)
{
  static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gboolean is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

  return lengths[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

/* Years begin in March here, so that the leap day is the last of its year: a month then starts
 * (153 m + 2) / 5 days after 1 March. */
int64_t
cvk_calendar_to_days (int64_t year, int month, int day)
{
  int64_t y = month > 2 ? year : year - 1;
  int64_t m = month > 2 ? month - 3 : month + 9;
  int64_t leap_days = divide_floor (y, 4) - divide_floor (y, 100) + divide_floor (y, 400);

  /* 719468 days from 1 March of the year 0 to 1970-01-01. */
  return 365 * y + leap_days + (153 * m + 2) / 5 + day - 1 - 719468;
}

void
cvk_calendar_from_days (int64_t days, int64_t *year, int *month, int *day)
{
  int64_t shifted = days + 719468;
  int64_t era = divide_floor (shifted, 146097); /* of 400 years */
  int64_t day_of_era = shifted - era * 146097;
  int64_t y = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * y + y / 4 - y / 100);
  int64_t m = (5 * day_of_year + 2) / 153;

  *day = (int) (day_of_year - (153 * m + 2) / 5) + 1;
  *month = (int) (m < 10 ? m + 3 : m - 9);
  *year = y + era * 400 + (*month <= 2 ? 1 : 0);
}

int
cvk_offset_to_minutes (int offset)
{
  return (int) divide_floor (offset + 30, 60);
}

int64_t
cvk_date_time_get_wall_seconds (const CvkDateTime *self)
{
  return cvk_calendar_to_days (self->year, self->month, self->day) * DAY + self->hour * 3600 +
         self->minute * 60 + self->second;
}

gboolean
cvk_date_time_set_wall_seconds (CvkDateTime *self, int64_t wall, GError **error)
{
  int64_t days = divide_floor (wall, DAY);
  int second_of_day = (int) (wall - days * DAY);
  int64_t year = 0;

  if (days >= cvk_calendar_to_days (CVK_MIN_YEAR, 1, 1) &&
      days < cvk_calendar_to_days (CVK_MAX_YEAR + 1, 1, 1))
    cvk_calendar_from_days (days, &year, &self->month, &self->day);
  if (year == 0)
    {
      g_set_error_literal (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_RANGE,
                           _ ("The date lies outside the years 1 to 9999."));
      return FALSE;
    }
  self->year = (int) year;
  self->hour = second_of_day / 3600;
  self->minute = second_of_day / 60 % 60;
  self->second = second_of_day % 60;
  return TRUE;
}

gboolean
cvk_date_time_set_instant_seconds (CvkDateTime *self, int64_t instant, int offset, GError **error)
{
  self->instant = instant * SECOND + self->microsecond;
  self->offset = offset;
  self->has_offset = TRUE;
  self->has_time = TRUE;
  return cvk_date_time_set_wall_seconds (self, instant + offset, error);
}

CvkDateTime *
cvk_date_time_resolve (const CvkDateTime *self,
                       const char *zone,
                       CvkWallTimeKind *kind,
                       GError **error)
{
  CvkTimeZone *time_zone = NULL;
  CvkZonedTimes times = { 0 };
  g_autoptr (CvkDateTime) resolved = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  time_zone = cvk_time_zone_lookup (zone, error);
  if (time_zone == NULL)
    return NULL;
  cvk_time_zone_resolve (time_zone, cvk_date_time_get_wall_seconds (self), &times);
  resolved = copy (self);
  g_free (resolved->zone);
  resolved->zone = g_strdup (zone);
  if (!cvk_date_time_set_instant_seconds (resolved, times.instant, times.offset, error))
    return NULL;
  if (kind != NULL)
    *kind = times.kind;
  return g_steal_pointer (&resolved);
}

CvkDateTime *
cvk_date_time_from_instant (int64_t instant, const char *zone, GError **error)
{
  int64_t seconds = divide_floor (instant, SECOND);
  CvkTimeZone *time_zone = NULL;
  g_autoptr (CvkDateTime) self = NULL;

  if (zone != NULL)
    {
      time_zone = cvk_time_zone_lookup (zone, error);
      if (time_zone == NULL)
        return NULL;
    }
  self = g_new0 (CvkDateTime, 1);
  self->zone = g_strdup (zone);
  self->microsecond = (int) (instant - seconds * SECOND);
  if (!cvk_date_time_set_instant_seconds (
        self, seconds, time_zone == NULL ? 0 : cvk_time_zone_get_offset (time_zone, seconds),
        error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
append_fraction (GString *text, int microsecond)
{
  if (microsecond == 0)
    return;
  g_string_append_printf (text, ".%06d", microsecond);
  while (text->str[text->len - 1] == '0')
    g_string_truncate (text, text->len - 1);
}

static void
append_offset (GString *text, const CvkDateTime *self)
{
  int minutes = cvk_offset_to_minutes (self->offset);

  if (minutes == 0 && self->zone == NULL)
    g_string_append_c (text, 'Z');
  else
    g_string_append_printf (text, "%c%02d:%02d", minutes < 0 ? '-' : '+', ABS (minutes) / 60,
                            ABS (minutes) % 60);
}

char *
cvk_date_time_to_string (const CvkDateTime *self)
{
  GString *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_sized_new (64);
  g_string_append_printf (text, "%04d-%02d-%02d", self->year, self->month, self->day);
  if (self->has_time)
    {
      g_string_append_printf (text, "T%02d:%02d:%02d", self->hour, self->minute, self->second);
      append_fraction (text, self->microsecond);
      if (self->has_offset)
        append_offset (text, self);
      if (self->zone != NULL)
        g_string_append_printf (text, "[%s]", self->zone);
    }
  return g_string_free (text, FALSE);
}

char *
cvk_instant_to_utc_string (int64_t instant)
{
  int64_t seconds = divide_floor (instant, SECOND);
  int64_t days = divide_floor (seconds, DAY);
  int second_of_day = (int) (seconds - days * DAY);
  int64_t year = 0;
  int month = 0;
  int day = 0;

  cvk_calendar_from_days (days, &year, &month, &day);
  return g_strdup_printf ("%04" G_GINT64_FORMAT "-%02d-%02dT%02d:%02d:%02dZ", year, month, day,
                          second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
}

typedef struct
{
  const char *name;
  int months;
  int days;
  int seconds;
} Unit;

static const Unit *
find_unit (const char *name, GError **error)
{
  static const Unit units[] = {
    { "years", 12, 0, 0 },   { "months", 1, 0, 0 },   { "weeks", 0, 7, 0 },   { "days", 0, 1, 0 },
    { "hours", 0, 0, 3600 }, { "minutes", 0, 0, 60 }, { "seconds", 0, 0, 1 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i].name, name))
      return &units[i];
  g_set_error (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_SYNTAX,
               _ ("“%s” is no unit of time. Use years, months, weeks, days, hours, minutes or "
                  "seconds."),
               name);
  return NULL;
}

/* The wall time @amount calendar units later. */
static int64_t
shift_calendar (const CvkDateTime *self, int64_t amount, const Unit *unit)
{
  int64_t months = (int64_t) self->year * 12 + self->month - 1 + amount * unit->months;
  int64_t year = divide_floor (months, 12);
  int month = (int) (months - year * 12) + 1;
  /* The calendar repeats every 400 years. */
  int length = cvk_calendar_days_in_month ((int) (year % 400) + 400, month);
  int64_t days = cvk_calendar_to_days (year, month, MIN (self->day, length));
  int64_t time = self->hour * 3600 + self->minute * 60 + self->second;

  return (days + amount * unit->days) * DAY + time;
}

static gboolean
apply_wall (CvkDateTime *self, int64_t wall, GError **error)
{
  CvkZonedTimes times = { 0 };
  CvkTimeZone *zone = NULL;

  if (!self->has_offset)
    return cvk_date_time_set_wall_seconds (self, wall, error);
  if (self->zone == NULL)
    return cvk_date_time_set_instant_seconds (self, wall - self->offset, self->offset, error);
  zone = cvk_time_zone_lookup (self->zone, error);
  if (zone == NULL)
    return FALSE;
  cvk_time_zone_resolve (zone, wall, &times);
  return cvk_date_time_set_instant_seconds (self, times.instant, times.offset, error);
}

static gboolean
apply_seconds (CvkDateTime *self, int64_t seconds, GError **error)
{
  CvkTimeZone *zone = NULL;
  int64_t instant = 0;

  self->has_time = TRUE;
  if (!self->has_offset)
    return cvk_date_time_set_wall_seconds (self, cvk_date_time_get_wall_seconds (self) + seconds,
                                           error);
  instant = divide_floor (self->instant, SECOND) + seconds;
  if (self->zone == NULL)
    return cvk_date_time_set_instant_seconds (self, instant, self->offset, error);
  zone = cvk_time_zone_lookup (self->zone, error);
  if (zone == NULL)
    return FALSE;
  return cvk_date_time_set_instant_seconds (self, instant, cvk_time_zone_get_offset (zone, instant),
                                            error);
}

CvkDateTime *
cvk_date_time_shift (const CvkDateTime *self, int64_t amount, const char *unit, GError **error)
{
  /* More seconds than there are from the year 1 to 9999: nothing valid is out there, and no
   * product below overflows. */
  const int64_t limit = INT64_C (400000000000);
  const Unit *known = NULL;
  g_autoptr (CvkDateTime) shifted = NULL;
  gboolean done = FALSE;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (unit != NULL, NULL);

  known = find_unit (unit, error);
  if (known == NULL)
    return NULL;
  shifted = copy (self);
  /* A repeated hour stays the one that it was. */
  if (amount == 0)
    return g_steal_pointer (&shifted);
  amount = CLAMP (amount, -limit, limit);
  if (known->seconds > 0)
    done = apply_seconds (
      shifted, CLAMP (amount, -limit / known->seconds, limit / known->seconds) * known->seconds,
      error);
  else
    done =
      apply_wall (shifted, shift_calendar (self, CLAMP (amount, -4000000, 4000000), known), error);
  return done ? g_steal_pointer (&shifted) : NULL;
}
