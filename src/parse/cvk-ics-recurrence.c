// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-ics-recurrence.h"

#include "parse/cvk-ics-days.h"

#define DAY 86400
#define LAST_YEAR 9999

/* The rule with what follows from the start, and what has come of it. */
typedef struct
{
  const CvkIcsRule *rule;
  gint64 start, from, until;
  CvkIcsDay first; /* day of the start */
  guint64 seconds, minutes, hours;
  gint64 left;  /* of the count; meaningless without one */
  gint64 steps; /* left */
  GArray *set;  /* of gint64: the times of a period */
  GArray *times;
  CvkIcsRuleResult result;
  gboolean has_ended;
} Expansion;

/* Division that goes down, also before 1970. */
static gint64
divide (gint64 time, gint64 by)
{
  return time / by - (time % by < 0 ? 1 : 0);
}

static gint64
get_rest (gint64 time, gint64 by)
{
  return time - divide (time, by) * by;
}

/* --- Which days --- */

static gboolean
holds (const GArray *values, int value, int from_end)
{
  for (unsigned i = 0; i < values->len; i++)
    {
      int wanted = g_array_index (values, int, i);

      if (wanted == value || wanted == from_end)
        return TRUE;
    }
  return FALSE;
}

/* Weeks of a year that begin on @week_start; the first has four days of it at least. Returns where
 * the first one begins. */
static gint64
find_first_week (int year, int week_start)
{
  CvkIcsDay fourth;

  cvk_ics_day_init (&fourth, cvk_ics_day_from_date (year, 1, 4));
  return fourth.day - (fourth.weekday - week_start + 7) % 7;
}

static gboolean
is_in_weeks (const CvkIcsRule *rule, const CvkIcsDay *day)
{
  /* Its week may be one of the years around. */
  for (int year = day->year - 1; year <= day->year + 1; year++)
    {
      gint64 begin = find_first_week (year, rule->week_start);
      gint64 end = find_first_week (year + 1, rule->week_start);

      if (day->day >= begin && day->day < end)
        {
          int week = (int) ((day->day - begin) / 7) + 1;

          return holds (rule->weeks, week, week - 1 - (int) ((end - begin) / 7));
        }
    }
  return FALSE;
}

static gboolean
is_nth (const CvkIcsRule *rule, const CvkIcsDay *day, int number)
{
  gboolean in_year = rule->frequency == CVK_ICS_YEARLY && rule->months == 0;
  int place = in_year ? day->year_day : day->month_day;
  int length = in_year ? day->year_length : day->month_length;

  /* It has no meaning in a week or a day (RFC 5545, section 3.3.10). */
  if (number == 0 || rule->frequency > CVK_ICS_MONTHLY)
    return TRUE;
  return number > 0 ? (place - 1) / 7 + 1 == number : (length - place) / 7 + 1 == -number;
}

static gboolean
is_of_weekdays (const CvkIcsRule *rule, const CvkIcsDay *day)
{
  for (unsigned i = 0; i < rule->weekdays->len; i++)
    {
      const CvkIcsWeekday *wanted = &g_array_index (rule->weekdays, CvkIcsWeekday, i);

      if (wanted->weekday == day->weekday && is_nth (rule, day, wanted->number))
        return TRUE;
    }
  return FALSE;
}

/* What the rule does not say follows from the start. */
static gboolean
is_like_first (const Expansion *self, const CvkIcsDay *day)
{
  const CvkIcsRule *rule = self->rule;

  if (rule->weekdays->len > 0 || rule->month_days->len > 0 || rule->year_days->len > 0)
    return TRUE;
  if (rule->frequency == CVK_ICS_WEEKLY || rule->weeks->len > 0)
    return day->weekday == self->first.weekday;
  if (rule->frequency == CVK_ICS_YEARLY && rule->months == 0 && day->month != self->first.month)
    return FALSE;
  return rule->frequency > CVK_ICS_MONTHLY || day->month_day == self->first.month_day;
}

static gboolean
is_day_wanted (const Expansion *self, const CvkIcsDay *day)
{
  const CvkIcsRule *rule = self->rule;

  return (rule->months == 0 || (rule->months >> day->month & 1) != 0) &&
         (rule->weeks->len == 0 || is_in_weeks (rule, day)) &&
         (rule->weekdays->len == 0 || is_of_weekdays (rule, day)) &&
         (rule->month_days->len == 0 ||
          holds (rule->month_days, day->month_day, day->month_day - 1 - day->month_length)) &&
         (rule->year_days->len == 0 ||
          holds (rule->year_days, day->year_day, day->year_day - 1 - day->year_length)) &&
         is_like_first (self, day);
}

/* --- Putting out --- */

static void
take_step (Expansion *self)
{
  if (--self->steps > 0 || self->has_ended)
    return;
  self->has_ended = TRUE;
  self->result = CVK_ICS_RULE_TOO_FINE;
}

static void
put_out (Expansion *self, gint64 time)
{
  if (time < self->start || self->has_ended)
    return;
  if (time > self->until || (self->rule->count > 0 && self->left == 0))
    {
      self->has_ended = TRUE;
      return;
    }
  self->left--;
  if (time < self->from)
    return;
  if (self->times->len >= CVK_ICS_MAX_TIMES)
    {
      self->has_ended = TRUE;
      self->result = CVK_ICS_RULE_TOO_MANY;
      return;
    }
  g_array_append_val (self->times, time);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

/* The times of a period, or those of them that BYSETPOS wants. */
static void
put_out_set (Expansion *self)
{
  const GArray *positions = self->rule->positions;
  GArray *set = self->set;

  if (positions->len == 0)
    {
      for (unsigned i = 0; i < set->len && !self->has_ended; i++)
        put_out (self, g_array_index (set, gint64, i));
      return;
    }
  g_array_sort (set, compare_times);
  for (unsigned i = 0; i < set->len && !self->has_ended; i++)
    if (holds (positions, (int) i + 1, (int) i - (int) set->len))
      put_out (self, g_array_index (set, gint64, i));
}

/* All times of a day whose hour, minute and second are wanted, each part among those in bits. */
static void
add_times (Expansion *self, gint64 day, guint64 hours, guint64 minutes, guint64 seconds)
{
  for (int hour = 0; hour < 24 && !self->has_ended; hour++)
    for (int minute = 0; (hours >> hour & 1) != 0 && minute < 60; minute++)
      for (int second = 0; (minutes >> minute & 1) != 0 && second < 60; second++)
        if ((seconds >> second & 1) != 0)
          {
            gint64 time = day * DAY + hour * 3600 + minute * 60 + second;

            take_step (self);
            g_array_append_val (self->set, time);
          }
}

static void
add_day (Expansion *self, gint64 number)
{
  CvkIcsDay day;

  cvk_ics_day_init (&day, number);
  take_step (self);
  if (is_day_wanted (self, &day))
    add_times (self, number, self->hours, self->minutes, self->seconds);
}

/* --- Periods of days --- */

/* Where a period of so many years, months, weeks or days behind the first begins, and how long it
 * is. */
static gint64
find_period (const Expansion *self, gint64 number, int *length)
{
  const CvkIcsDay *first = &self->first;
  gint64 months = 0;
  gint64 year = 0;

  switch (self->rule->frequency)
    {
    case CVK_ICS_YEARLY:
      year = first->year + number;
      *length = (int) (cvk_ics_day_from_date (year + 1, 1, 1) - cvk_ics_day_from_date (year, 1, 1));
      return cvk_ics_day_from_date (year, 1, 1);
    case CVK_ICS_MONTHLY:
      months = first->month - 1 + number;
      year = first->year + months / 12;
      *length = cvk_ics_days_in_month ((int) MIN (year, LAST_YEAR + 1), (int) (months % 12) + 1);
      return cvk_ics_day_from_date (year, (int) (months % 12) + 1, 1);
    case CVK_ICS_WEEKLY:
      *length = 7;
      return first->day - (first->weekday - self->rule->week_start + 7) % 7 + number * 7;
    case CVK_ICS_DAILY:
    case CVK_ICS_HOURLY:
    case CVK_ICS_MINUTELY:
    case CVK_ICS_SECONDLY:
    default:
      *length = 1;
      return first->day + number;
    }
}

/* Periods that can be passed over, in whole intervals: they lie before what is wanted, and nothing
 * is counted. */
static gint64
skip_periods (const Expansion *self, gint64 longest)
{
  gint64 distance = self->from - self->start - 2 * longest;

  if (self->rule->count > 0 || distance <= 0)
    return 0;
  return distance / longest / self->rule->interval * self->rule->interval;
}

static void
expand_days (Expansion *self)
{
  static const gint64 longest[] = { 366 * DAY, 31 * DAY, 7 * DAY, DAY };
  gint64 number = skip_periods (self, longest[self->rule->frequency]);
  gint64 last = cvk_ics_day_from_date (LAST_YEAR, 12, 31);
  int length = 0;

  for (gint64 begin = find_period (self, number, &length);
       !self->has_ended && begin <= last && begin * DAY <= self->until;
       begin = find_period (self, number, &length))
    {
      g_array_set_size (self->set, 0);
      for (int i = 0; i < length && !self->has_ended; i++)
        add_day (self, begin + i);
      /* What is in it counts also when it has cost the last step. */
      if (self->result == CVK_ICS_RULE_DONE)
        put_out_set (self);
      take_step (self);
      number += self->rule->interval;
    }
}

/* --- Hours, minutes, seconds --- */

static void
add_times_of_period (Expansion *self, gint64 time)
{
  guint64 hour = G_GUINT64_CONSTANT (1) << (get_rest (time, DAY) / 3600);
  guint64 minute = G_GUINT64_CONSTANT (1) << get_rest (divide (time, 60), 60);
  guint64 second = G_GUINT64_CONSTANT (1) << get_rest (time, 60);

  switch (self->rule->frequency)
    {
    case CVK_ICS_HOURLY:
      add_times (self, divide (time, DAY), hour, self->minutes, self->seconds);
      break;
    case CVK_ICS_MINUTELY:
      add_times (self, divide (time, DAY), hour, minute, self->seconds);
      break;
    case CVK_ICS_YEARLY:
    case CVK_ICS_MONTHLY:
    case CVK_ICS_WEEKLY:
    case CVK_ICS_DAILY:
    case CVK_ICS_SECONDLY:
    default:
      add_times (self, divide (time, DAY), hour, minute, second);
      break;
    }
}

/* Whether the period at @time is wanted; else @next is where the first that may be begins. */
static gboolean
is_time_wanted (const Expansion *self, gint64 time, gint64 *next)
{
  const CvkIcsRule *rule = self->rule;
  CvkIcsDay day;

  cvk_ics_day_init (&day, divide (time, DAY));
  *next = (divide (time, DAY) + 1) * DAY;
  if (!is_day_wanted (self, &day))
    return FALSE;
  *next = (divide (time, 3600) + 1) * 3600;
  if (rule->hours != 0 && (rule->hours >> (get_rest (time, DAY) / 3600) & 1) == 0)
    return FALSE;
  *next = (divide (time, 60) + 1) * 60;
  if (rule->frequency > CVK_ICS_HOURLY && rule->minutes != 0 &&
      (rule->minutes >> get_rest (divide (time, 60), 60) & 1) == 0)
    return FALSE;
  *next = time + 1;
  return rule->frequency < CVK_ICS_SECONDLY || rule->seconds == 0 ||
         (rule->seconds >> get_rest (time, 60) & 1) != 0;
}

static void
expand_times (Expansion *self)
{
  static const gint64 units[] = { 3600, 60, 1 };
  gint64 unit = units[self->rule->frequency - CVK_ICS_HOURLY];
  gint64 stride = unit * self->rule->interval;
  gint64 time = divide (self->start, unit) * unit;
  gint64 last = (cvk_ics_day_from_date (LAST_YEAR, 12, 31) + 1) * DAY - 1;

  time += skip_periods (self, unit) * unit;
  while (!self->has_ended && time <= MIN (self->until, last))
    {
      gint64 next = 0;

      take_step (self);
      if (!is_time_wanted (self, time, &next))
        {
          time += MAX ((next - time + stride - 1) / stride, 1) * stride;
          continue;
        }
      g_array_set_size (self->set, 0);
      add_times_of_period (self, time);
      put_out_set (self);
      time += stride;
    }
}

/* --- The rule --- */

/* What it does not say is as in the start; a leap second is taken for the one before it. */
static guint64
complete (guint64 bits, gint64 value)
{
  guint64 leap = G_GUINT64_CONSTANT (1) << 60;

  if ((bits & leap) != 0)
    bits = (bits & ~leap) | leap >> 1;
  return bits != 0 ? bits : G_GUINT64_CONSTANT (1) << value;
}

CvkIcsRuleResult
cvk_ics_rule_expand (const CvkIcsRule *rule,
                     gint64 start,
                     gint64 from,
                     gint64 until,
                     gint64 *steps,
                     GArray *times)
{
  g_autoptr (GArray) set = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 budget = MIN (*steps, CVK_ICS_MAX_STEPS);
  Expansion self = {
    .rule = rule,
    .start = start,
    .from = from,
    .until = until,
    .left = rule->count,
    .steps = budget,
    .set = set,
    .times = times,
    .result = CVK_ICS_RULE_DONE,
  };
  gint64 second = get_rest (start, DAY);

  cvk_ics_day_init (&self.first, (start - second) / DAY);
  self.seconds = complete (rule->seconds, second % 60);
  self.minutes = complete (rule->minutes, second / 60 % 60);
  self.hours = complete (rule->hours, second / 3600);
  if (rule->frequency >= CVK_ICS_HOURLY)
    expand_times (&self);
  else
    expand_days (&self);
  *steps -= budget - self.steps;
  return self.result;
}
