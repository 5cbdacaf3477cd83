// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-schedule.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-schedule-private.h"

#define SECOND G_TIME_SPAN_SECOND
/* Clocks go back a day at most, where the date line was moved. */
#define LONGEST_REPETITION (2 * CVK_DAY)
/* Without a date, counting starts on the Monday 2024-01-01. */
#define ANCHOR_DAY INT64_C (19723)
/* Dates repeat, with their weekdays. */
#define CYCLE_YEARS 400

static int64_t
divide_floor (int64_t value, int64_t divisor)
{
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

/* With a margin for offsets. */
int64_t
cvk_schedule_to_seconds (int64_t instant)
{
  return CLAMP (divide_floor (instant, SECOND), cvk_calendar_to_days (1, 1, 3) * CVK_DAY,
                cvk_calendar_to_days (9999, 12, 29) * CVK_DAY);
}

/* --- Making one --- */

static void
clear (gpointer data)
{
  CvkSchedule *self = data;

  g_array_unref (self->times);
  g_free (self->cron_text);
  g_free (self->zone_name);
}

CvkSchedule *
cvk_schedule_ref (CvkSchedule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
cvk_schedule_unref (CvkSchedule *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear);
}

static CvkSchedule *
create (void)
{
  CvkSchedule *self = g_atomic_rc_box_new0 (CvkSchedule);

  self->times = g_array_new (FALSE, FALSE, sizeof (uint16_t));
  return self;
}

gboolean
cvk_schedule_keeps_distance (const CvkSchedule *self)
{
  return self->repeat == CVK_REPEAT_MINUTES || self->repeat == CVK_REPEAT_HOURS;
}

/* What follows from the zone. */
static void
place (CvkSchedule *self)
{
  CvkZonedTimes times = { 0 };

  self->anchor_day = self->has_from ? divide_floor (self->from, CVK_DAY) : ANCHOR_DAY;
  self->is_elapsed = cvk_schedule_keeps_distance (self) ||
                     (self->repeat == CVK_REPEAT_CRON && cvk_cron_has_all_hours (&self->cron));
  cvk_time_zone_resolve (self->zone, self->has_from ? self->from : ANCHOR_DAY * CVK_DAY, &times);
  self->anchor = times.reached;
  self->first = self->has_from ? times.reached : cvk_schedule_to_seconds (INT64_MIN);
  self->last = cvk_schedule_to_seconds (INT64_MAX);
  if (!self->has_until)
    return;
  cvk_time_zone_resolve (self->zone, self->until, &times);
  self->last = times.kind == CVK_WALL_TIME_GAP ? times.reached - 1 : times.second_instant;
}

/* Whether any day comes at all; every day has a time. */
static gboolean
has_days (const CvkSchedule *self)
{
  int64_t from = MAX (self->from, self->anchor_day * CVK_DAY);
  int64_t year = 0;
  int64_t last = 0;
  int64_t nominal = 0;
  int month = 0;
  int day = 0;

  if (self->has_from && self->has_until)
    return cvk_schedule_find_nominal (self, self->from - 1, &nominal);
  cvk_calendar_from_days (divide_floor (from, CVK_DAY), &year, &month, &day);
  /* Only months can come seldom enough to need more than one cycle of the calendar. */
  last = cvk_calendar_to_days (MIN (year + CYCLE_YEARS * self->every, 9999), 1, 1);
  return cvk_schedule_find_day (self, divide_floor (from, CVK_DAY), last, &nominal);
}

static void
take_problem (GPtrArray *problems, CvkProblem *problem, const char *field)
{
  cvk_problem_set_field (problem, field);
  g_ptr_array_add (problems, problem);
}

static const char *
get_day_field (const CvkSchedule *self)
{
  if (self->repeat != CVK_REPEAT_MONTHS)
    return "schedule";
  return self->week != 0 ? "schedule.week" : "schedule.day";
}

static void
check_comes (const CvkSchedule *self, GPtrArray *problems)
{
  if (self->has_from && self->has_until && self->from > self->until)
    take_problem (problems,
                  cvk_problem_new ("schedule-never",
                                   N_ ("The schedule ends before it begins. Choose a later end."),
                                   NULL),
                  "until");
  else if (!cvk_schedule_keeps_distance (self) && !has_days (self) && self->has_from &&
           self->has_until)
    take_problem (problems,
                  cvk_problem_new ("schedule-never",
                                   N_ ("Between its first and its last day the schedule never "
                                       "comes. Choose a later end or other days."),
                                   NULL),
                  "until");
  else if (!cvk_schedule_keeps_distance (self) && !has_days (self))
    take_problem (problems,
                  cvk_problem_new ("schedule-never",
                                   N_ ("The schedule never comes: there is no such day in any "
                                       "year. Choose another day or month."),
                                   NULL),
                  get_day_field (self));
}

static void
place_and_check (CvkSchedule *self, GPtrArray *problems)
{
  g_autoptr (GError) error = NULL;

  self->zone = cvk_time_zone_lookup (self->zone_name, &error);
  if (self->zone == NULL)
    {
      take_problem (problems, cvk_problem_new_from_error ("unknown-time-zone", error), "timezone");
      return;
    }
  place (self);
  check_comes (self, problems);
}

static gboolean
has_errors (GPtrArray *problems, unsigned from)
{
  for (unsigned i = from; i < problems->len; i++)
    if (!cvk_problem_is_warning (g_ptr_array_index (problems, i)))
      return TRUE;
  return FALSE;
}

CvkSchedule *
cvk_schedule_new (const CvkValue *settings, const char *own_zone, GPtrArray *problems)
{
  g_autoptr (CvkSchedule) self = create ();
  g_autoptr (GPtrArray) found = NULL;
  unsigned before = 0;

  g_return_val_if_fail (own_zone != NULL, NULL);

  found = problems != NULL ? g_ptr_array_ref (problems)
                           : g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  before = found->len;
  cvk_schedule_read (self, settings, found);
  self->names_zone = self->zone_name != NULL;
  if (!self->names_zone)
    self->zone_name = g_strdup (own_zone);
  if (!has_errors (found, before))
    place_and_check (self, found);
  return has_errors (found, before) ? NULL : g_steal_pointer (&self);
}

CvkSchedule *
cvk_schedule_new_unplaced (const CvkValue *settings)
{
  g_autoptr (CvkSchedule) self = create ();
  g_autoptr (GPtrArray) problems =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);

  return cvk_schedule_read (self, settings, problems) ? g_steal_pointer (&self) : NULL;
}

/* --- What it says --- */

const char *
cvk_schedule_get_zone (const CvkSchedule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->zone_name;
}

CvkMissedPolicy
cvk_schedule_get_missed (const CvkSchedule *self)
{
  g_return_val_if_fail (self != NULL, CVK_MISSED_ONCE);

  return self->missed;
}

int64_t
cvk_schedule_get_missed_window (const CvkSchedule *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->missed_window * G_TIME_SPAN_HOUR;
}

unsigned
cvk_schedule_get_missed_most (const CvkSchedule *self)
{
  g_return_val_if_fail (self != NULL, 1);

  return (unsigned) self->missed_most;
}

/* --- The next one --- */

static void
print_nominal (int64_t wall, CvkOccurrence *occurrence)
{
  int64_t days = divide_floor (wall, CVK_DAY);
  int minute = (int) ((wall - days * CVK_DAY) / 60);
  int64_t year = 0;
  int month = 0;
  int day = 0;

  cvk_calendar_from_days (days, &year, &month, &day);
  g_snprintf (occurrence->nominal, sizeof occurrence->nominal, "%04d-%02d-%02dT%02d:%02d",
              (int) year, month, day, minute / 60, minute % 60);
}

int64_t
cvk_schedule_get_reached (const CvkSchedule *self, int64_t instant)
{
  int64_t reached = instant + cvk_time_zone_get_offset (self->zone, instant);
  int64_t at = instant - LONGEST_REPETITION;

  for (;;)
    {
      int before = cvk_time_zone_get_offset (self->zone, at);
      int64_t change = cvk_time_zone_find_change (self->zone, at, instant);

      if (cvk_time_zone_get_offset (self->zone, change) == before)
        return reached;
      reached = MAX (reached, change - 1 + before);
      at = change;
    }
}

static gboolean
find_time_of_day (const CvkSchedule *self, int64_t after, CvkOccurrence *occurrence)
{
  CvkZonedTimes times = { 0 };
  int64_t nominal = 0;
  int64_t other = 0;
  int64_t end = 0;

  if (!cvk_schedule_find_nominal (self, cvk_schedule_get_reached (self, after), &nominal))
    return FALSE;
  cvk_time_zone_resolve (self->zone, nominal, &times);
  occurrence->mark = times.kind == CVK_WALL_TIME_GAP        ? CVK_OCCURRENCE_MOVED
                     : times.kind == CVK_WALL_TIME_REPEATED ? CVK_OCCURRENCE_REPEATED
                                                            : CVK_OCCURRENCE_PLAIN;
  if (times.kind == CVK_WALL_TIME_GAP)
    {
      /* One that belongs to the end of the gap speaks for those inside. */
      end = times.reached + cvk_time_zone_get_offset (self->zone, times.reached);
      if (cvk_schedule_find_nominal (self, end - 1, &other) && other == end)
        {
          nominal = end;
          occurrence->mark = CVK_OCCURRENCE_PLAIN;
        }
    }
  occurrence->instant = times.reached * SECOND;
  print_nominal (nominal, occurrence);
  if (self->names_zone)
    g_snprintf (occurrence->key, sizeof occurrence->key, "%s[%s]", occurrence->nominal,
                self->zone_name);
  else
    g_strlcpy (occurrence->key, occurrence->nominal, sizeof occurrence->key);
  return TRUE;
}

static gboolean
finish_elapsed (const CvkSchedule *self, int64_t instant, CvkOccurrence *occurrence)
{
  int64_t wall = instant + cvk_time_zone_get_offset (self->zone, instant);
  g_autofree char *key = NULL;
  CvkZonedTimes times = { 0 };

  if (instant > self->last)
    return FALSE;
  cvk_time_zone_resolve (self->zone, wall, &times);
  occurrence->instant = instant * SECOND;
  occurrence->mark =
    times.kind == CVK_WALL_TIME_REPEATED ? CVK_OCCURRENCE_REPEATED : CVK_OCCURRENCE_PLAIN;
  print_nominal (wall, occurrence);
  key = cvk_instant_to_utc_string (occurrence->instant);
  g_strlcpy (occurrence->key, key, sizeof occurrence->key);
  return TRUE;
}

int64_t
cvk_schedule_get_interval (const CvkSchedule *self)
{
  return self->every * INT64_C (60) * (self->repeat == CVK_REPEAT_HOURS ? 60 : 1);
}

/* The wall times of each stretch with one offset. */
static gboolean
find_in_stretches (const CvkSchedule *self, int64_t after, CvkOccurrence *occurrence)
{
  int64_t at = MAX (after + 1, self->first);

  while (at <= self->last)
    {
      int offset = cvk_time_zone_get_offset (self->zone, at);
      int64_t nominal = 0;
      int64_t change = 0;

      if (!cvk_schedule_find_nominal (self, at + offset - 1, &nominal))
        nominal = self->last + offset + 1;
      change = cvk_time_zone_find_change (self->zone, at, nominal - offset);
      if (cvk_time_zone_get_offset (self->zone, change) == offset)
        return finish_elapsed (self, nominal - offset, occurrence);
      at = change;
    }
  return FALSE;
}

gboolean
cvk_schedule_next (const CvkSchedule *self, int64_t after, CvkOccurrence *occurrence)
{
  int64_t second = 0;
  int64_t interval = 0;

  g_return_val_if_fail (self != NULL && occurrence != NULL, FALSE);

  second = cvk_schedule_to_seconds (after);
  if (!self->is_elapsed)
    return find_time_of_day (self, second, occurrence);
  if (self->repeat == CVK_REPEAT_CRON)
    return find_in_stretches (self, second, occurrence);
  interval = cvk_schedule_get_interval (self);
  second = MAX (second, self->first - 1);
  return finish_elapsed (
    self, self->anchor + (divide_floor (second - self->anchor, interval) + 1) * interval,
    occurrence);
}
