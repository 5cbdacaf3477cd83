// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-schedule-private.h"

/* From settings. They may be anything: a file can be edited by hand. */

#define MINUTES_OF_DAY 1440
#define DEFAULT_TIME (9 * 60)

const char *const cvk_schedule_repeat_names[CVK_REPEAT_CRON] = { "minutes", "hours", "days",
                                                                 "weeks", "months" };
const char *const cvk_schedule_weekday_names[7] = { "sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday" };
static const char *const missed_names[] = { "skip", "once", "all" };
static const char *const overlap_names[] = { "skip", "queue", "cancel", "allow" };

/* Every so many minutes and so on, at most. */
static const int most[] = { 100000, 10000, 3660, 520, 120 };

typedef struct
{
  const CvkValue *values; /* what is read */
  const char *place;      /* its path in the settings, with a dot; empty for the settings */
  GPtrArray *problems;
} Reader;

static void
take_problem (Reader *self, const char *field, CvkProblem *problem)
{
  g_autofree char *path = g_strconcat (self->place, field, NULL);

  cvk_problem_set_field (problem, path);
  g_ptr_array_add (self->problems, problem);
}

/* NULL when it is absent. */
static CvkValue *
get_member (Reader *self, const char *field)
{
  CvkValue *member = cvk_value_get_member (self->values, field);

  return member == NULL || cvk_value_is_null (member) ? NULL : member;
}

static int
read_number (Reader *self, const char *field, int lowest, int highest, int fallback)
{
  CvkValue *member = get_member (self, field);
  int64_t number = 0;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (member == NULL)
    return fallback;
  if (cvk_value_is_integer (member))
    number = cvk_value_get_integer (member);
  if (cvk_value_is_integer (member) && number >= lowest && number <= highest && number != 0)
    return (int) number;
  from = g_strdup_printf ("%d", lowest == CVK_LAST ? 1 : lowest);
  to = g_strdup_printf ("%d", highest);
  take_problem (self, field,
                lowest == CVK_LAST
                  ? cvk_problem_new ("schedule-number",
                                     N_ ("“{field}” is a whole number from {from} to {to}, or -1 "
                                         "for the last one."),
                                     "field", field, "from", from, "to", to, NULL)
                  : cvk_problem_new ("schedule-number",
                                     N_ ("“{field}” is a whole number from {from} to {to}."),
                                     "field", field, "from", from, "to", to, NULL));
  return fallback;
}

static int
find_name (const char *const *names, size_t count, const CvkValue *value)
{
  for (size_t i = 0; i < count; i++)
    if (value != NULL && cvk_value_is_string (value) &&
        strcmp (cvk_value_get_string (value), names[i]) == 0)
      return (int) i;
  return -1;
}

static void
refuse_name (Reader *self, const char *field, const char *const *names, size_t count)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (size_t i = 0; i < count; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", names[i]);
  take_problem (self, field,
                cvk_problem_new ("schedule-choice", N_ ("“{field}” is one of {names}."), "field",
                                 field, "names", list->str, NULL));
}

static int
read_choice (Reader *self, const char *field, const char *const *names, size_t count, int fallback)
{
  CvkValue *member = get_member (self, field);
  int found = find_name (names, count, member);

  if (member == NULL)
    return fallback;
  if (found < 0)
    refuse_name (self, field, names, count);
  return found < 0 ? fallback : found;
}

/* --- Times and days --- */

/* "9:00", "09:00" and "09:00:00"; -1 for anything else. */
static int
read_time (const CvkValue *value)
{
  const char *text =
    value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : "";
  const char *colon = strchr (text, ':');
  size_t digits = colon == NULL ? 0 : (size_t) (colon - text);
  int hour = 0;
  int minute = 0;

  if (digits < 1 || digits > 2 || strspn (text, G_CSET_DIGITS) != digits ||
      strspn (colon + 1, G_CSET_DIGITS) != 2 ||
      (colon[3] != '\0' && strcmp (colon + 3, ":00") != 0))
    return -1;
  hour = (int) g_ascii_strtoll (text, NULL, 10);
  minute = (int) g_ascii_strtoll (colon + 1, NULL, 10);
  return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

static void
collect_times (GArray *times, const gboolean *is_set)
{
  for (int minute = 0; minute < MINUTES_OF_DAY; minute++)
    if (is_set[minute])
      {
        uint16_t time = (uint16_t) minute;

        g_array_append_val (times, time);
      }
}

static void
read_times (Reader *self, GArray *times)
{
  CvkValue *member = get_member (self, "times");
  size_t length = member != NULL && cvk_value_is_array (member) ? cvk_value_get_length (member) : 0;
  gboolean is_set[MINUTES_OF_DAY] = { FALSE };

  is_set[DEFAULT_TIME] = member == NULL;
  if (member != NULL && length == 0)
    take_problem (self, "times",
                  cvk_problem_new ("schedule-time",
                                   N_ ("No time of the day is set. Add one, such as 09:00."),
                                   NULL));
  for (size_t i = 0; i < length; i++)
    {
      CvkValue *element = cvk_value_get_element (member, i);
      int time = read_time (element);
      g_autofree char *field = g_strdup_printf ("times.%zu", i);

      if (time < 0)
        take_problem (self, field,
                      cvk_problem_new (
                        "schedule-time",
                        N_ ("“{time}” is no time of the day. Write hours and minutes, such as "
                            "09:00."),
                        "time", cvk_value_is_string (element) ? cvk_value_get_string (element) : "",
                        NULL));
      else
        is_set[time] = TRUE;
    }
  collect_times (times, is_set);
}

static unsigned
read_weekdays (Reader *self)
{
  CvkValue *member = get_member (self, "weekdays");
  size_t length = member != NULL && cvk_value_is_array (member) ? cvk_value_get_length (member) : 0;
  unsigned weekdays = 0;

  if (member == NULL)
    return CVK_WORKING_DAYS;
  if (length == 0)
    take_problem (self, "weekdays",
                  cvk_problem_new ("schedule-weekdays",
                                   N_ ("No weekday is chosen. Choose at least one."), NULL));
  for (size_t i = 0; i < length; i++)
    {
      int day = find_name (cvk_schedule_weekday_names, 7, cvk_value_get_element (member, i));
      g_autofree char *field = g_strdup_printf ("weekdays.%zu", i);

      if (day < 0)
        refuse_name (self, field, cvk_schedule_weekday_names, 7);
      else
        weekdays |= 1u << day;
    }
  return weekdays;
}

static void
read_cron (Reader *self, const char *text, CvkSchedule *schedule)
{
  gboolean is_set[MINUTES_OF_DAY] = { FALSE };
  CvkProblem *problem = NULL;

  schedule->repeat = CVK_REPEAT_CRON;
  schedule->cron_text = g_strdup (text);
  if (!cvk_cron_parse (text, &schedule->cron, &problem))
    {
      take_problem (self, "schedule", problem);
      return;
    }
  for (int minute = 0; minute < MINUTES_OF_DAY; minute++)
    is_set[minute] = (schedule->cron.hours & 1u << (minute / 60)) != 0 &&
                     (schedule->cron.minutes & UINT64_C (1) << (minute % 60)) != 0;
  collect_times (schedule->times, is_set);
}

static void
read_words (Reader *self, CvkSchedule *schedule)
{
  schedule->repeat = (CvkRepeat) read_choice (self, "repeat", cvk_schedule_repeat_names,
                                              CVK_REPEAT_CRON, CVK_REPEAT_DAYS);
  schedule->every = read_number (self, "every", 1, most[schedule->repeat], 1);
  if (!cvk_schedule_keeps_distance (schedule))
    read_times (self, schedule->times);
  if (schedule->repeat == CVK_REPEAT_WEEKS)
    schedule->weekdays = read_weekdays (self);
  if (schedule->repeat != CVK_REPEAT_MONTHS)
    return;
  schedule->day = read_number (self, "day", CVK_LAST, 31, 1);
  schedule->week = read_number (self, "week", CVK_LAST, 5, 0);
  schedule->week_day = read_choice (self, "week_day", cvk_schedule_weekday_names, 7, 1);
}

static void
read_pattern (Reader *self, CvkSchedule *schedule)
{
  CvkValue *member = get_member (self, "schedule");
  Reader inside = { member, "schedule.", self->problems };

  schedule->repeat = CVK_REPEAT_DAYS;
  schedule->every = 1;
  schedule->day = 1;
  if (member != NULL && cvk_value_is_string (member))
    read_cron (self, cvk_value_get_string (member), schedule);
  else if (member != NULL && cvk_value_is_object (member))
    read_words (&inside, schedule);
  else
    take_problem (self, "schedule",
                  cvk_problem_new ("schedule-missing",
                                   N_ ("Say when the pipeline runs: choose days and times, or "
                                       "write a cron text."),
                                   NULL));
}

/* --- The range of dates --- */

/* As a wall time; a date is its first or its last moment. */
static gboolean
read_date (Reader *self, const char *field, const char *zone, gboolean is_end, int64_t *wall)
{
  CvkValue *member = get_member (self, field);
  g_autoptr (CvkDateTime) date = NULL;
  g_autoptr (CvkDateTime) placed = NULL;
  g_autoptr (GError) error = NULL;

  if (member == NULL || (cvk_value_is_string (member) && *cvk_value_get_string (member) == '\0'))
    return FALSE;
  if (cvk_value_is_string (member))
    date = cvk_date_time_parse (cvk_value_get_string (member), &error);
  if (date != NULL && date->has_offset && zone != NULL)
    placed = cvk_date_time_from_instant (date->instant, zone, NULL);
  if (date == NULL || date->year < 2 || date->year > 9998)
    {
      take_problem (self, field,
                    error != NULL
                      ? cvk_problem_new_from_error ("schedule-date", error)
                      : cvk_problem_new ("schedule-date",
                                         N_ ("“{field}” is no date. Write it as 2026-03-31."),
                                         "field", field, NULL));
      return FALSE;
    }
  if (placed == NULL)
    placed = g_steal_pointer (&date);
  *wall = cvk_calendar_to_days (placed->year, placed->month, placed->day) * CVK_DAY;
  if (placed->has_time)
    *wall += placed->hour * 3600 + placed->minute * 60 + placed->second;
  else if (is_end)
    *wall += CVK_DAY - 1;
  return TRUE;
}

static void
read_range (Reader *self, CvkSchedule *schedule)
{
  schedule->from = cvk_calendar_to_days (1, 1, 1) * CVK_DAY;
  schedule->until = cvk_calendar_to_days (9999, 12, 31) * CVK_DAY;
  schedule->has_from = read_date (self, "from", schedule->zone_name, FALSE, &schedule->from);
  schedule->has_until = read_date (self, "until", schedule->zone_name, TRUE, &schedule->until);
}

static void
read_policies (Reader *self, CvkSchedule *schedule)
{
  schedule->missed =
    (CvkMissedPolicy) read_choice (self, "missed", missed_names, 3, CVK_MISSED_ONCE);
  schedule->missed_window = read_number (self, "missed_window", 1, 8760, 24);
  schedule->missed_most = read_number (self, "missed_most", 1, 100, 10);
  /* Only looked through: runs that would overlap are no matter of the calendar. */
  read_choice (self, "overlap", overlap_names, 4, CVK_OVERLAP_SKIP);
}

static void
read_zone (Reader *self, CvkSchedule *schedule)
{
  CvkValue *zone = get_member (self, "timezone");

  if (zone != NULL && !cvk_value_is_string (zone))
    take_problem (self, "timezone",
                  cvk_problem_new ("unknown-time-zone",
                                   N_ ("The time zone is a name such as Europe/Berlin."), NULL));
  else if (zone != NULL && *cvk_value_get_string (zone) != '\0')
    schedule->zone_name = g_strdup (cvk_value_get_string (zone));
}

gboolean
cvk_schedule_read (CvkSchedule *self, const CvkValue *settings, GPtrArray *problems)
{
  Reader reader = { settings, "", problems };
  unsigned before = problems->len;

  read_pattern (&reader, self);
  read_zone (&reader, self);
  read_range (&reader, self);
  read_policies (&reader, self);
  return problems->len == before;
}
