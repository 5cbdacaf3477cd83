// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-schedule-private.h"

/* Days and wall times that a schedule names, without a zone. */

static int64_t
divide_floor (int64_t value, int64_t divisor)
{
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

static int64_t
divide_up (int64_t value, int64_t divisor)
{
  return -divide_floor (-value, divisor);
}

/* 0 is Sunday. */
static int
get_weekday (int64_t day)
{
  return (int) (day + 4 - divide_floor (day + 4, 7) * 7);
}

/* --- Which days --- */

static gboolean
find_cron_day (const CvkSchedule *self, int64_t day, int64_t last, int64_t *found)
{
  int64_t year = 0;
  int month = 0;
  int number = 0;

  cvk_calendar_from_days (day, &year, &month, &number);
  while (day <= last)
    {
      int length = cvk_calendar_days_in_month ((int) year, month);

      if ((self->cron.months & 1u << month) == 0)
        {
          day += length - number;
          number = length;
        }
      else if (cvk_cron_matches_day (&self->cron, (int) year, month, number, get_weekday (day)))
        {
          *found = day;
          return TRUE;
        }
      day++;
      if (number++ < length)
        continue;
      number = 1;
      year += month == 12 ? 1 : 0;
      month = month % 12 + 1;
    }
  return FALSE;
}

static gboolean
find_each_day (const CvkSchedule *self, int64_t day, int64_t last, int64_t *found)
{
  *found = self->anchor_day + divide_up (day - self->anchor_day, self->every) * self->every;
  return *found <= last;
}

static gboolean
find_week_day (const CvkSchedule *self, int64_t day, int64_t last, int64_t *found)
{
  int64_t monday = self->anchor_day - (get_weekday (self->anchor_day) + 6) % 7;
  int64_t period = INT64_C (7) * self->every;

  while (day <= last)
    {
      int64_t in_period = day - monday - divide_floor (day - monday, period) * period;

      if (in_period >= 7)
        day += period - in_period;
      else if ((self->weekdays & 1u << get_weekday (day)) != 0)
        {
          *found = day;
          return TRUE;
        }
      else
        day++;
    }
  return FALSE;
}

/* The day in that month; 0 when it has none. */
static int
get_day_of_month (const CvkSchedule *self, int64_t year, int month)
{
  int length = cvk_calendar_days_in_month ((int) year, month);
  int first = 0;
  int day = 0;

  if (self->week == 0)
    return self->day == CVK_LAST ? length : self->day <= length ? self->day : 0;
  first = 1 + (self->week_day - get_weekday (cvk_calendar_to_days (year, month, 1)) + 7) % 7;
  if (self->week == CVK_LAST)
    return first + (length - first) / 7 * 7;
  day = first + (self->week - 1) * 7;
  return day <= length ? day : 0;
}

static gboolean
find_month_day (const CvkSchedule *self, int64_t day, int64_t last, int64_t *found)
{
  int64_t year = 0;
  int64_t anchor_year = 0;
  int64_t anchor = 0;
  int64_t months = 0;
  int month = 0;
  int number = 0;

  cvk_calendar_from_days (self->anchor_day, &anchor_year, &month, &number);
  anchor = anchor_year * 12 + month - 1;
  cvk_calendar_from_days (day, &year, &month, &number);
  months = year * 12 + month - 1;
  months = anchor + divide_up (months - anchor, self->every) * self->every;
  for (;; months += self->every)
    {
      year = divide_floor (months, 12);
      month = (int) (months - year * 12) + 1;
      if (cvk_calendar_to_days (year, month, 1) > last)
        return FALSE;
      number = get_day_of_month (self, year, month);
      *found = cvk_calendar_to_days (year, month, MAX (number, 1));
      if (number > 0 && *found >= day)
        return *found <= last;
    }
}

gboolean
cvk_schedule_find_day (const CvkSchedule *self, int64_t day, int64_t last, int64_t *found)
{
  switch (self->repeat)
    {
    case CVK_REPEAT_DAYS:
      return find_each_day (self, day, last, found);
    case CVK_REPEAT_WEEKS:
      return find_week_day (self, day, last, found);
    case CVK_REPEAT_MONTHS:
      return find_month_day (self, day, last, found);
    case CVK_REPEAT_CRON:
      return find_cron_day (self, day, last, found);
    case CVK_REPEAT_MINUTES:
    case CVK_REPEAT_HOURS:
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* --- Which times --- */

/* How many of the day's times are before that second of the day. */
static unsigned
count_before (const CvkSchedule *self, int64_t second)
{
  unsigned low = 0;
  unsigned high = self->times->len;

  while (low < high)
    {
      unsigned middle = low + (high - low) / 2;

      if (g_array_index (self->times, uint16_t, middle) * INT64_C (60) < second)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gboolean
cvk_schedule_find_nominal (const CvkSchedule *self, int64_t wall, int64_t *nominal)
{
  int64_t start = MAX (wall + 1, self->from);
  int64_t day = divide_floor (start, CVK_DAY);
  int64_t last = divide_floor (self->until, CVK_DAY);
  int64_t found = 0;

  while (cvk_schedule_find_day (self, day, last, &found))
    {
      unsigned index = found == day ? count_before (self, start - day * CVK_DAY) : 0;

      if (index < self->times->len)
        {
          *nominal = found * CVK_DAY + g_array_index (self->times, uint16_t, index) * INT64_C (60);
          return *nominal <= self->until;
        }
      day = found + 1;
    }
  return FALSE;
}

int64_t
cvk_schedule_count_nominal (const CvkSchedule *self, int64_t after, int64_t until)
{
  int64_t start = MAX (after + 1, self->from);
  int64_t end = MIN (until, self->until);
  int64_t first = divide_floor (start, CVK_DAY);
  int64_t last = divide_floor (end, CVK_DAY);
  int64_t day = 0;
  int64_t count = 0;

  if (start > end || !cvk_schedule_find_day (self, first, last, &day))
    return 0;
  do
    {
      count += self->times->len;
      if (day == first)
        count -= count_before (self, start - day * CVK_DAY);
      if (day == last)
        count -= self->times->len - count_before (self, end + 1 - day * CVK_DAY);
    }
  while (cvk_schedule_find_day (self, day + 1, last, &day));
  return count;
}
