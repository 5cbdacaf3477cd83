// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-recurrence.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Months without such a day must end: 31 February never comes. */
#define MAX_EMPTY_MONTHS 100

void
cvk_recurrence_free (CvkRecurrence *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->end_date);
  g_free (self);
}

int
cvk_recurrence_get_max_interval (CvkRecurrenceType type)
{
  switch (type)
    {
    case CVK_RECURRENCE_WEEKLY:
      return 50;
    case CVK_RECURRENCE_MONTHLY:
      return 10;
    case CVK_RECURRENCE_DAILY:
    default:
      return 99;
    }
}

/* --- Reading and writing --- */

/* Absent members keep what @number was. */
static gboolean
read_number (const CvkValue *value, const char *name, int lowest, int highest, int *number)
{
  CvkValue *member = cvk_value_get_member (value, name);
  int64_t read;

  if (member == NULL || cvk_value_is_null (member))
    return TRUE;
  if (cvk_value_is_integer (member))
    read = cvk_value_get_integer (member);
  else if (!cvk_value_is_string (member) ||
           !g_ascii_string_to_signed (cvk_value_get_string (member), 10, lowest, highest, &read,
                                      NULL))
    return FALSE;
  *number = (int) CLAMP (read, G_MININT, G_MAXINT);
  return read >= lowest && read <= highest;
}

static gboolean
read_weekdays (const CvkValue *value, unsigned *weekdays)
{
  CvkValue *member = cvk_value_get_member (value, "weekly_days");
  g_auto (GStrv) days = NULL;

  if (member == NULL || cvk_value_is_null (member))
    return TRUE;
  if (cvk_value_is_integer (member) && cvk_value_get_integer (member) >= 1 &&
      cvk_value_get_integer (member) <= 7)
    {
      *weekdays = 1u << (cvk_value_get_integer (member) - 1);
      return TRUE;
    }
  if (!cvk_value_is_string (member))
    return FALSE;
  days = g_strsplit (cvk_value_get_string (member), ",", -1);
  for (char **day = days; *day != NULL; day++)
    {
      g_strstrip (*day);
      if (strlen (*day) != 1 || **day < '1' || **day > '7')
        return FALSE;
      *weekdays |= 1u << (**day - '1');
    }
  return TRUE;
}

static gboolean
read_end (const CvkValue *value, CvkRecurrence *self)
{
  CvkValue *date = cvk_value_get_member (value, "end_date_time");
  int count = -1;

  if (!read_number (value, "end_times", 0, G_MAXINT, &count))
    return FALSE;
  if (date != NULL && !cvk_value_is_null (date))
    {
      if (!cvk_value_is_string (date) || strstr (cvk_value_get_string (date), "{{") != NULL)
        return FALSE;
      self->end = CVK_RECURRENCE_END_DATE;
      self->end_date = g_strdup (cvk_value_get_string (date));
      return TRUE;
    }
  if (count >= 0)
    self->end = count == 0 ? CVK_RECURRENCE_END_NEVER : CVK_RECURRENCE_END_COUNT;
  self->count = MAX (count, 0);
  return TRUE;
}

CvkRecurrence *
cvk_recurrence_read (const CvkValue *value)
{
  g_autoptr (CvkRecurrence) self = g_new0 (CvkRecurrence, 1);
  int type = 0;

  if (value == NULL || !cvk_value_is_object (value))
    return NULL;
  self->interval = 1;
  self->day = 1;
  self->week_day = 1;
  if (!read_number (value, "type", CVK_RECURRENCE_DAILY, CVK_RECURRENCE_MONTHLY, &type) ||
      type == 0)
    return NULL;
  self->type = (CvkRecurrenceType) type;
  if (!read_number (value, "repeat_interval", 1, 99, &self->interval) ||
      !read_number (value, "monthly_day", 1, 31, &self->day) ||
      !read_number (value, "monthly_week", -1, 4, &self->week) ||
      !read_number (value, "monthly_week_day", 1, 7, &self->week_day) ||
      !read_weekdays (value, &self->weekdays) || !read_end (value, self))
    return NULL;
  self->by_week = self->week != 0;
  if (!self->by_week)
    self->week = 1;
  return g_steal_pointer (&self);
}

static void
set_number (CvkObjectBuilder *builder, const char *name, int number)
{
  cvk_object_builder_set (builder, name, cvk_value_new_integer (number));
}

CvkValue *
cvk_recurrence_to_value (const CvkRecurrence *self)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  g_return_val_if_fail (self != NULL, NULL);

  cvk_object_builder_init (&builder);
  set_number (&builder, "type", (int) self->type);
  set_number (&builder, "repeat_interval", self->interval);
  if (self->type == CVK_RECURRENCE_WEEKLY)
    {
      g_autoptr (GString) days = g_string_new (NULL);

      for (int day = 1; day <= 7; day++)
        if ((self->weekdays & 1u << (day - 1)) != 0)
          g_string_append_printf (days, "%s%d", days->len > 0 ? "," : "", day);
      cvk_object_builder_set (&builder, "weekly_days",
                              cvk_value_new_string (days->len > 0 ? days->str : "1"));
    }
  if (self->type == CVK_RECURRENCE_MONTHLY && self->by_week)
    {
      set_number (&builder, "monthly_week", self->week);
      set_number (&builder, "monthly_week_day", self->week_day);
    }
  else if (self->type == CVK_RECURRENCE_MONTHLY)
    set_number (&builder, "monthly_day", self->day);
  if (self->end == CVK_RECURRENCE_END_DATE && self->end_date != NULL)
    cvk_object_builder_set (&builder, "end_date_time", cvk_value_new_string (self->end_date));
  else if (self->end == CVK_RECURRENCE_END_NEVER)
    set_number (&builder, "end_times", 0);
  else if (self->end == CVK_RECURRENCE_END_COUNT)
    set_number (&builder, "end_times", self->count);
  return cvk_object_builder_end (&builder);
}

/* --- The dates --- */

typedef struct
{
  const CvkRecurrence *rule;
  const CvkDateTime *start; /* placed in the zone */
  const char *zone;
  GDate first;
  int64_t last; /* no meeting after this instant */
  unsigned most;
  GPtrArray *meetings;
} Expansion;

/* Adds the meeting on that day; FALSE when the series is over. */
static gboolean
add_day (Expansion *self, const GDate *day)
{
  g_autofree char *text = NULL;
  g_autoptr (CvkDateTime) wall = NULL;
  g_autoptr (CvkDateTime) meeting = NULL;
  int order = g_date_compare (day, &self->first);

  if (order < 0)
    return TRUE;
  if (self->meetings->len >= self->most || g_date_get_year (day) > 9998)
    return FALSE;
  text = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", g_date_get_year (day),
                          g_date_get_month (day), g_date_get_day (day), self->start->hour,
                          self->start->minute, self->start->second);
  wall = cvk_date_time_parse (text, NULL);
  /* The first one is the start itself, whichever of two equal wall times that is. */
  meeting = order == 0 ? cvk_date_time_from_instant (self->start->instant, self->zone, NULL)
                       : cvk_date_time_resolve (wall, self->zone, NULL, NULL);
  if (meeting == NULL || meeting->instant > self->last)
    return FALSE;
  g_ptr_array_add (self->meetings, g_steal_pointer (&meeting));
  return TRUE;
}

static void
expand_days (Expansion *self)
{
  GDate day = self->first;

  while (add_day (self, &day))
    g_date_add_days (&day, (unsigned) self->rule->interval);
}

static void
expand_weeks (Expansion *self)
{
  unsigned weekdays = self->rule->weekdays != 0 ? self->rule->weekdays : 1;
  GDate week = self->first;

  /* Weeks begin on Sunday. */
  g_date_subtract_days (&week, (unsigned) g_date_get_weekday (&week) % 7);
  for (;; g_date_add_days (&week, 7 * (unsigned) self->rule->interval))
    for (unsigned i = 0; i < 7; i++)
      {
        GDate day = week;

        g_date_add_days (&day, i);
        if ((weekdays & 1u << i) != 0 && !add_day (self, &day))
          return;
      }
}

/* The day of the month that the rule means; 0 when that month has none. */
static int
find_day_of_month (const CvkRecurrence *rule, GDateMonth month, GDateYear year)
{
  int length = g_date_get_days_in_month (month, year);
  GDate first;
  int day;

  if (!rule->by_week)
    return rule->day <= length ? rule->day : 0;
  g_date_set_dmy (&first, 1, month, year);
  day = 1 + (rule->week_day - 1 - (int) g_date_get_weekday (&first) % 7 + 7) % 7;
  if (rule->week > 0)
    return day + (rule->week - 1) * 7;
  while (day + 7 <= length)
    day += 7;
  return day;
}

static void
expand_months (Expansion *self)
{
  GDate month = self->first;

  g_date_set_day (&month, 1);
  for (unsigned n_empty = 0; n_empty < MAX_EMPTY_MONTHS;
       g_date_add_months (&month, (unsigned) self->rule->interval))
    {
      int day = find_day_of_month (self->rule, g_date_get_month (&month), g_date_get_year (&month));
      GDate date = month;

      n_empty = day == 0 ? n_empty + 1 : 0;
      if (day == 0)
        continue;
      g_date_set_day (&date, (GDateDay) day);
      if (!add_day (self, &date))
        return;
    }
}

static gboolean
read_last (const CvkRecurrence *self, const char *zone, int64_t *last)
{
  g_autoptr (CvkDateTime) written = NULL;
  g_autoptr (CvkDateTime) placed = NULL;

  *last = INT64_MAX;
  if (self->end != CVK_RECURRENCE_END_DATE)
    return TRUE;
  written = cvk_date_time_parse (self->end_date, NULL);
  if (written == NULL)
    return FALSE;
  if (written->has_offset)
    {
      *last = written->instant;
      return TRUE;
    }
  placed = cvk_date_time_resolve (written, zone, NULL, NULL);
  if (placed == NULL)
    return FALSE;
  *last = placed->instant;
  return TRUE;
}

/* Where the series starts, in its zone. */
static CvkDateTime *
place_start (const CvkDateTime *start, const char *zone)
{
  if (zone == NULL)
    return NULL;
  if (start->has_offset)
    return cvk_date_time_from_instant (start->instant, zone, NULL);
  return cvk_date_time_resolve (start, zone, NULL, NULL);
}

GPtrArray *
cvk_recurrence_list (const CvkRecurrence *self,
                     const CvkDateTime *start,
                     const char *zone,
                     unsigned most)
{
  g_autoptr (CvkDateTime) placed = NULL;
  Expansion expansion = { .rule = self };

  g_return_val_if_fail (self != NULL && start != NULL, NULL);

  expansion.zone = zone != NULL ? zone : start->zone;
  placed = start->has_time ? place_start (start, expansion.zone) : NULL;
  if (placed == NULL || !read_last (self, expansion.zone, &expansion.last))
    return NULL;
  expansion.start = placed;
  expansion.most = most;
  if (self->end == CVK_RECURRENCE_END_COUNT)
    expansion.most = MIN (most, (unsigned) self->count);
  else if (self->end == CVK_RECURRENCE_END_UNSAID)
    expansion.most = MIN (most, 1);
  expansion.meetings = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_date_time_free);
  g_date_set_dmy (&expansion.first, (GDateDay) placed->day, (GDateMonth) placed->month,
                  (GDateYear) placed->year);
  if (self->type == CVK_RECURRENCE_DAILY)
    expand_days (&expansion);
  else if (self->type == CVK_RECURRENCE_WEEKLY)
    expand_weeks (&expansion);
  else
    expand_months (&expansion);
  return expansion.meetings;
}
