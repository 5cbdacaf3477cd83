// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "base/cvk-local-text.h"
#include "model/cvk-calendar-text.h"
#include "model/cvk-schedule-private.h"

/* A schedule in words. */

/* More times than this are counted, not listed. */
#define MOST_TIMES 6

static char *
print_time (unsigned minute)
{
  return cvk_local_wall_time ((int) minute / 60, (int) minute % 60);
}

/* "09:00, 12:00 and 17:00" */
static char *
list_times (const CvkSchedule *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  unsigned count = self->times->len;

  if (count > MOST_TIMES)
    {
      g_autofree char *first = print_time (g_array_index (self->times, uint16_t, 0));
      g_autofree char *last = print_time (g_array_index (self->times, uint16_t, count - 1));

      /* Translators: how many times a day, and the first and the last of them; a part of "Every day
       * at 24 times from 00:00 to 23:00". */
      return g_strdup_printf (ngettext ("%'u time from %s to %s", "%'u times from %s to %s", count),
                              count, first, last);
    }
  for (unsigned i = 0; i < count; i++)
    g_ptr_array_add (texts, print_time (g_array_index (self->times, uint16_t, i)));
  return cvk_calendar_join (texts);
}

/* --- The form's words --- */

static char *
describe_days (const CvkSchedule *self)
{
  g_autofree char *times = list_times (self);

  if (self->every == 1)
    /* Translators: times of the day. */
    return g_strdup_printf (_ ("Every day at %s"), times);
  /* Translators: a number, and times of the day. */
  return g_strdup_printf (ngettext ("Every %d day at %s", "Every %d days at %s", self->every),
                          self->every, times);
}

static char *
describe_weeks (const CvkSchedule *self)
{
  g_autofree char *times = list_times (self);
  g_autofree char *days = cvk_calendar_list_weekdays (self->weekdays);

  if (self->every == 1 && self->weekdays == CVK_ALL_WEEKDAYS)
    return g_strdup_printf (_ ("Every day at %s"), times);
  if (self->every == 1 && self->weekdays == CVK_WORKING_DAYS)
    /* Translators: Monday to Friday, at times of the day. */
    return g_strdup_printf (_ ("Every weekday at %s"), times);
  if (self->every == 1)
    /* Translators: weekdays, and times of the day: "Every Monday and Friday at 09:00". */
    return g_strdup_printf (_ ("Every %s at %s"), days, times);
  return g_strdup_printf (
    /* Translators: a number, weekdays, and times of the day. */
    ngettext ("Every %d week on %s at %s", "Every %d weeks on %s at %s", self->every), self->every,
    days, times);
}

static char *
describe_months (const CvkSchedule *self)
{
  g_autofree char *times = list_times (self);
  g_autofree char *day = self->week != 0 ? cvk_calendar_dup_week_day (self->week, self->week_day)
                         : self->day == CVK_LAST
                           /* Translators: a part of "Every month on the last day at 09:00". */
                           ? g_strdup (_ ("the last day"))
                           /* Translators: a part of "Every month on day 15 at 09:00". */
                           : g_strdup_printf (_ ("day %d"), self->day);

  if (self->every == 1)
    /* Translators: "day 15" or "the first Tuesday", and times of the day. */
    return g_strdup_printf (_ ("Every month on %s at %s"), day, times);
  if (self->every == 12)
    {
      int64_t year = 0;
      int month = 0;
      int number = 0;
      g_autofree char *name = NULL;

      cvk_calendar_from_days (self->anchor_day, &year, &month, &number);
      name = cvk_calendar_dup_month (month);
      /* Translators: a month, "day 15" or "the first Tuesday", and times of the day. */
      return g_strdup_printf (_ ("Every year in %s on %s at %s"), name, day, times);
    }
  return g_strdup_printf (
    /* Translators: a number, "day 15" or "the first Tuesday", and times of the day. */
    ngettext ("Every %d month on %s at %s", "Every %d months on %s at %s", self->every),
    self->every, day, times);
}

static char *
describe_distance (const CvkSchedule *self)
{
  if (self->repeat == CVK_REPEAT_MINUTES)
    return self->every == 1
             ? g_strdup (_ ("Every minute"))
             : g_strdup_printf (ngettext ("Every %d minute", "Every %d minutes", self->every),
                                self->every);
  return self->every == 1
           ? g_strdup (_ ("Every hour"))
           : g_strdup_printf (ngettext ("Every %d hour", "Every %d hours", self->every),
                              self->every);
}

/* --- Cron's fields --- */

static char *
list_minutes (uint64_t minutes)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < 60; i++)
    if ((minutes & UINT64_C (1) << i) != 0)
      g_ptr_array_add (texts, g_strdup_printf (":%02d", i));
  return cvk_calendar_join (texts);
}

/* Minutes from each time to the next; 0 when it is not always the same. */
static int
get_distance (const CvkSchedule *self)
{
  int distance = self->times->len < 2 ? 0
                                      : g_array_index (self->times, uint16_t, 1) -
                                          g_array_index (self->times, uint16_t, 0);

  for (unsigned i = 2; i < self->times->len; i++)
    if (g_array_index (self->times, uint16_t, i) - g_array_index (self->times, uint16_t, i - 1) !=
        distance)
      return 0;
  return distance;
}

/* "Every 15 minutes from 09:00 to 17:45"; NULL when that is not so. */
static char *
describe_distances (const CvkSchedule *self)
{
  int distance = get_distance (self);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (self->times->len <= MOST_TIMES || distance == 0)
    return NULL;
  first = print_time (g_array_index (self->times, uint16_t, 0));
  last = print_time (g_array_index (self->times, uint16_t, self->times->len - 1));
  if (distance == 60)
    /* Translators: the first and the last time of the day. */
    return g_strdup_printf (_ ("Every hour from %s to %s"), first, last);
  if (distance % 60 == 0)
    /* Translators: a number of hours, and the first and the last time of the day. */
    return g_strdup_printf (
      ngettext ("Every %d hour from %s to %s", "Every %d hours from %s to %s", distance / 60),
      distance / 60, first, last);
  /* Translators: a number of minutes, and the first and the last time of the day. */
  return g_strdup_printf (
    ngettext ("Every %d minute from %s to %s", "Every %d minutes from %s to %s", distance),
    distance, first, last);
}

static char *
describe_cron_times (const CvkSchedule *self)
{
  g_autofree char *times = NULL;

  if (!self->is_elapsed)
    {
      times = describe_distances (self);
      if (times != NULL)
        return g_steal_pointer (&times);
      times = list_times (self);
      /* Translators: times of the day. */
      return g_strdup_printf (_ ("At %s"), times);
    }
  if (self->times->len == 1440)
    return g_strdup (_ ("Every minute"));
  times = list_minutes (self->cron.minutes);
  /* Translators: minutes of the hour: "Every hour at :05 and :35". */
  return g_strdup_printf (_ ("Every hour at %s"), times);
}

static char *
list_month_days (const CvkCron *cron)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (int i = 1; i <= 31; i++)
    if ((cron->days & 1u << i) != 0)
      g_ptr_array_add (texts, g_strdup_printf (_ ("day %d"), i));
  if (cron->has_last_day)
    g_ptr_array_add (texts, g_strdup (_ ("the last day")));
  return cvk_calendar_join (texts);
}

static char *
list_week_days (const CvkCron *cron)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (int day = 1; day <= 7; day++)
    {
      unsigned bit = 1u << day % 7;

      if ((cron->weekdays & bit) != 0)
        {
          g_autofree char *name = cvk_calendar_dup_weekday (day % 7);

          /* Translators: a weekday in a row of weekdays and of such as “the first Tuesday”, so with
           * its article where that has one: “on Monday and the first Tuesday”. */
          g_ptr_array_add (texts, g_strdup_printf (C_ ("weekday in a row", "%s"), name));
        }
      for (int week = 1; week <= 6; week++)
        if ((cron->weekdays_in_week[week % 6] & bit) != 0)
          g_ptr_array_add (texts, cvk_calendar_dup_week_day (week % 6, day % 7));
    }
  return cvk_calendar_join (texts);
}

static gboolean
has_week_numbers (const CvkCron *cron)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cron->weekdays_in_week); i++)
    if (cron->weekdays_in_week[i] != 0)
      return TRUE;
  return FALSE;
}

/* NULL when every day counts. */
static char *
describe_cron_days (const CvkCron *cron)
{
  gboolean has_all_days = cron->days == 0xfffffffeu;
  gboolean has_all_weekdays = cron->weekdays == CVK_ALL_WEEKDAYS;
  gboolean is_either = !cron->days_are_free && !cron->weekdays_are_free;
  g_autofree char *days = list_month_days (cron);
  g_autofree char *weekdays = list_week_days (cron);

  if ((has_all_days && has_all_weekdays) || (is_either && (has_all_days || has_all_weekdays)))
    return NULL;
  if (has_all_days && cron->weekdays == CVK_WORKING_DAYS && !has_week_numbers (cron))
    return g_strdup (_ ("on weekdays"));
  if (has_all_weekdays)
    /* Translators: "on day 1 and day 15 of the month" */
    return g_strdup_printf (_ ("on %s of the month"), days);
  if (has_all_days)
    /* Translators: weekdays: "on Monday and Friday", "on the first Tuesday" */
    return g_strdup_printf (C_ ("weekdays", "on %s"), weekdays);
  if (is_either)
    /* Translators: "on day 13 of the month and also on Friday" */
    return g_strdup_printf (_ ("on %s of the month and also on %s"), days, weekdays);
  /* Translators: "on day 13 of the month if it is Friday" */
  return g_strdup_printf (_ ("on %s of the month if it is %s"), days, weekdays);
}

static char *
describe_cron_months (const CvkCron *cron)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;

  for (int month = 1; month <= 12; month++)
    if ((cron->months & 1u << month) != 0)
      g_ptr_array_add (names, cvk_calendar_dup_month (month));
  if (names->len == 12)
    return NULL;
  list = cvk_calendar_join (names);
  /* Translators: months: "in January and July" */
  return g_strdup_printf (_ ("in %s"), list);
}

static char *
describe_cron (const CvkSchedule *self)
{
  g_autofree char *times = describe_cron_times (self);
  g_autofree char *days = describe_cron_days (&self->cron);
  g_autofree char *months = describe_cron_months (&self->cron);

  if (days != NULL && months != NULL)
    /* Translators: times, days and months: “At 09:00, on Friday, in January and July” */
    return g_strdup_printf (C_ ("times, days and months", "%s, %s, %s"), times, days, months);
  if (days != NULL)
    /* Translators: times and days: “At 09:00, on Friday” */
    return g_strdup_printf (C_ ("times and days", "%s, %s"), times, days);
  if (months != NULL)
    /* Translators: times and months: “At 09:00, in January and July” */
    return g_strdup_printf (C_ ("times and months", "%s, %s"), times, months);
  return g_steal_pointer (&times);
}

/* --- The whole --- */

static char *
describe_pattern (const CvkSchedule *self)
{
  switch (self->repeat)
    {
    case CVK_REPEAT_DAYS:
      return describe_days (self);
    case CVK_REPEAT_WEEKS:
      return describe_weeks (self);
    case CVK_REPEAT_MONTHS:
      return describe_months (self);
    case CVK_REPEAT_CRON:
      return describe_cron (self);
    case CVK_REPEAT_MINUTES:
    case CVK_REPEAT_HOURS:
    default:
      return describe_distance (self);
    }
}

/* What is written as cron, in the form's words where there are such. */
static char *
describe_plainly (const CvkSchedule *self)
{
  g_autoptr (CvkValue) settings = NULL;
  g_autoptr (CvkValue) pattern = NULL;
  g_autoptr (CvkValue) plain = NULL;
  g_autoptr (CvkSchedule) other = NULL;

  if (self->repeat != CVK_REPEAT_CRON)
    return describe_pattern (self);
  settings = cvk_value_new_object ("schedule", cvk_value_new_string (self->cron_text), NULL);
  pattern = cvk_schedule_convert (settings, FALSE);
  plain =
    pattern == NULL ? NULL : cvk_value_new_object ("schedule", g_steal_pointer (&pattern), NULL);
  other = plain == NULL ? NULL : cvk_schedule_new_unplaced (plain);
  return describe_pattern (other != NULL ? other : self);
}

static char *
add_zone (const CvkSchedule *self, char *text)
{
  g_autofree char *pattern = text;
  g_autofree char *city = NULL;

  /* The same everywhere. */
  if (self->is_elapsed)
    return g_steal_pointer (&pattern);
  city = cvk_time_zone_dup_city (self->zone_name);
  return self->names_zone
           /* Translators: when it runs, and a city: "Every day at 09:00, Berlin time" */
           ? g_strdup_printf (_ ("%s, %s time"), pattern, city)
           /* Translators: when it runs, and a city whose time this computer shows. */
           : g_strdup_printf (_ ("%s, the time of this computer (%s)"), pattern, city);
}

static char *
print_date (int64_t wall)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (wall);

  return cvk_local_date (date, CVK_DATE_LONG_YEAR);
}

char *
cvk_schedule_describe (const CvkSchedule *self)
{
  g_autofree char *text = NULL;
  g_autofree char *from = NULL;
  g_autofree char *until = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = add_zone (self, describe_plainly (self));
  from = self->has_from ? print_date (self->from) : NULL;
  until = self->has_until ? print_date (self->until) : NULL;
  if (from != NULL && until != NULL)
    /* Translators: when it runs, and two dates. */
    return g_strdup_printf (_ ("%s, from %s until %s"), text, from, until);
  if (from != NULL)
    /* Translators: when it runs, and a date. */
    return g_strdup_printf (_ ("%s, from %s on"), text, from);
  if (until != NULL)
    /* Translators: when it runs, and a date. */
    return g_strdup_printf (_ ("%s, until %s"), text, until);
  return g_steal_pointer (&text);
}

/* "2026-03-29T02:30" */
static char *
print_nominal_time (const CvkOccurrence *occurrence)
{
  return cvk_local_wall_time (atoi (occurrence->nominal + 11), atoi (occurrence->nominal + 14));
}

char *
cvk_schedule_describe_mark (const CvkSchedule *self, const CvkOccurrence *occurrence)
{
  g_autofree char *time = NULL;

  g_return_val_if_fail (self != NULL && occurrence != NULL, NULL);

  time = print_nominal_time (occurrence);
  if (occurrence->mark == CVK_OCCURRENCE_MOVED)
    /* Translators: a time of the day. */
    return g_strdup_printf (
      _ ("Clocks skip %s on this day: runs as soon as they have gone forward."), time);
  if (occurrence->mark == CVK_OCCURRENCE_REPEATED && self->is_elapsed)
    /* Translators: a time of the day, here and in what follows. */
    return g_strdup_printf (_ ("Clocks show %s twice on this day: runs both times, as much time "
                               "passes in between."),
                            time);
  if (occurrence->mark == CVK_OCCURRENCE_REPEATED)
    return g_strdup_printf (_ ("Clocks show %s twice on this day: runs the first time."), time);
  return NULL;
}
