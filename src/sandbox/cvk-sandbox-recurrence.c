// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-recurrence.h"

#include <string.h>

#include "sandbox/cvk-sandbox-fields.h"
#include "sandbox/cvk-sandbox-time.h"

#define SECONDS_PER_DAY INT64_C (86400)
/* A monthly rule that never matches (31 February) must end. */
#define MAX_MONTHS 1200

enum
{
  DAILY = 1,
  WEEKLY,
  MONTHLY,
};

typedef struct
{
  const CvkValue *rule;
  const char *zone;
  int64_t start;
  int64_t time_of_day;
  int64_t first_day;
  int64_t interval;
  int64_t last; /* no occurrence after this instant */
  unsigned count;
  GArray *instants;
} Expansion;

void
cvk_sandbox_recurrence_check (const CvkValue *recurrence, CvkArrayBuilder *errors)
{
  static const int64_t most[] = { [DAILY] = 99, [WEEKLY] = 50, [MONTHLY] = 10 };
  int64_t type = cvk_value_lookup_integer (recurrence, "type", 0);
  int64_t interval = cvk_value_lookup_integer (recurrence, "repeat_interval", 1);
  gboolean week = cvk_value_get_member (recurrence, "monthly_week") != NULL;
  gboolean week_day = cvk_value_get_member (recurrence, "monthly_week_day") != NULL;

  if (type < DAILY || type > MONTHLY)
    return;
  if (interval > most[type])
    cvk_sandbox_add_field_error (errors, "recurrence.repeat_interval", "Invalid field.");
  if (type == MONTHLY && week && !week_day)
    cvk_sandbox_add_field_error (errors, "recurrence.monthly_week_day", "Missing field.");
  if (type == MONTHLY && week_day && !week)
    cvk_sandbox_add_field_error (errors, "recurrence.monthly_week", "Missing field.");
  if (cvk_value_get_member (recurrence, "end_times") != NULL &&
      cvk_value_get_member (recurrence, "end_date_time") != NULL)
    cvk_sandbox_add_field_error (errors, "recurrence.end_date_time",
                                 "Invalid parameter: end_date_time.");
}

CvkValue *
cvk_sandbox_recurrence_complete (const CvkValue *recurrence)
{
  int64_t type = cvk_value_lookup_integer (recurrence, "type", 0);
  CvkObjectBuilder builder;

  cvk_object_builder_init (&builder);
  cvk_object_builder_append (&builder, "type", cvk_value_new_integer (type));
  cvk_object_builder_append (
    &builder, "repeat_interval",
    cvk_value_new_integer (cvk_value_lookup_integer (recurrence, "repeat_interval", 1)));
  if (type == WEEKLY)
    cvk_object_builder_append (
      &builder, "weekly_days",
      cvk_value_new_string (cvk_value_lookup_string (recurrence, "weekly_days", "1")));
  if (type == MONTHLY && cvk_value_get_member (recurrence, "monthly_week") != NULL)
    {
      cvk_object_builder_append (
        &builder, "monthly_week",
        cvk_value_new_integer (cvk_value_lookup_integer (recurrence, "monthly_week", 1)));
      cvk_object_builder_append (
        &builder, "monthly_week_day",
        cvk_value_new_integer (cvk_value_lookup_integer (recurrence, "monthly_week_day", 1)));
    }
  else if (type == MONTHLY)
    cvk_object_builder_append (
      &builder, "monthly_day",
      cvk_value_new_integer (cvk_value_lookup_integer (recurrence, "monthly_day", 1)));
  if (cvk_value_get_member (recurrence, "end_date_time") != NULL)
    cvk_object_builder_append (
      &builder, "end_date_time",
      cvk_value_new_string (cvk_value_lookup_string (recurrence, "end_date_time", "")));
  else
    cvk_object_builder_append (
      &builder, "end_times",
      cvk_value_new_integer (cvk_value_lookup_integer (recurrence, "end_times", 1)));
  return cvk_object_builder_end (&builder);
}

/* Adds the occurrence on that day; FALSE when the series is over. */
static gboolean
add_day (Expansion *expansion, int64_t day)
{
  int64_t instant =
    cvk_sandbox_wall_to_instant (expansion->zone, day * SECONDS_PER_DAY + expansion->time_of_day);

  if (day < expansion->first_day)
    return TRUE;
  /* The first one is the start itself, whichever of two equal wall times that is. */
  if (day == expansion->first_day)
    instant = expansion->start;
  if (instant > expansion->last)
    return FALSE;
  g_array_append_val (expansion->instants, instant);
  return expansion->instants->len < expansion->count;
}

static void
expand_days (Expansion *expansion)
{
  for (int64_t day = expansion->first_day; add_day (expansion, day); day += expansion->interval)
    ;
}

static void
expand_weeks (Expansion *expansion)
{
  const char *days = cvk_value_lookup_string (expansion->rule, "weekly_days", "1");
  /* 1970-01-01 was a Thursday; weeks begin on Sunday. */
  int64_t week = expansion->first_day - (expansion->first_day + 4) % 7;

  for (;; week += 7 * expansion->interval)
    for (int weekday = 0; weekday < 7; weekday++)
      if (strchr (days, '1' + weekday) != NULL && !add_day (expansion, week + weekday))
        return;
}

/* The day of the month that the rule means; 0 when that month has none. */
static int
find_day_of_month (const Expansion *expansion, int64_t year, int month)
{
  int length = cvk_sandbox_days_in_month (year, month);
  int week = (int) cvk_value_lookup_integer (expansion->rule, "monthly_week", 0);
  int day = (int) cvk_value_lookup_integer (expansion->rule, "monthly_day", 1);
  int weekday, first;

  if (week == 0)
    return day <= length ? day : 0;
  weekday = (int) cvk_value_lookup_integer (expansion->rule, "monthly_week_day", 1) - 1;
  first = (int) ((cvk_sandbox_days_from_date (year, month, 1) + 4) % 7);
  day = 1 + (weekday - first + 7) % 7;
  if (week > 0)
    return day + (week - 1) * 7;
  while (day + 7 <= length)
    day += 7;
  return day;
}

static void
expand_months (Expansion *expansion)
{
  int64_t year;
  int month, day;

  cvk_sandbox_date_from_days (expansion->first_day, &year, &month, &day);
  for (int64_t number = year * 12 + month - 1, end = number + MAX_MONTHS; number < end;
       number += expansion->interval)
    {
      day = find_day_of_month (expansion, number / 12, (int) (number % 12) + 1);
      if (day != 0 && !add_day (expansion, cvk_sandbox_days_from_date (
                                             number / 12, (int) (number % 12) + 1, day)))
        return;
    }
}

GArray *
cvk_sandbox_recurrence_expand (const CvkValue *rule, int64_t start, const char *zone)
{
  int64_t wall = cvk_sandbox_instant_to_wall (zone, start);
  int64_t count = cvk_value_lookup_integer (rule, "end_times", 0);
  Expansion expansion = { .rule = rule, .zone = zone, .start = start, .last = INT64_MAX };

  expansion.first_day = wall / SECONDS_PER_DAY;
  expansion.time_of_day = wall % SECONDS_PER_DAY;
  expansion.interval = MAX (cvk_value_lookup_integer (rule, "repeat_interval", 1), 1);
  expansion.count = count > 0 ? (unsigned) count : CVK_SANDBOX_MAX_OCCURRENCES;
  expansion.instants = g_array_new (FALSE, FALSE, sizeof (int64_t));
  if (cvk_value_get_member (rule, "end_date_time") != NULL)
    cvk_sandbox_parse_start (cvk_value_lookup_string (rule, "end_date_time", ""), "UTC",
                             &expansion.last);
  switch (cvk_value_lookup_integer (rule, "type", 0))
    {
    case DAILY:
      expand_days (&expansion);
      break;
    case WEEKLY:
      expand_weeks (&expansion);
      break;
    case MONTHLY:
      expand_months (&expansion);
      break;
    default:
      break;
    }
  return expansion.instants;
}
