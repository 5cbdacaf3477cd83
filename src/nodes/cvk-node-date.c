// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/cvk-datetime.h"
#include "engine/cvk-node-operations.h"
#include "model/cvk-spoken-date.h"

extern CvkNodeOperations cvk_node_date;

static CvkProblem *
explain (const char *code, const char *field, const GError *error)
{
  CvkProblem *problem = cvk_problem_new_from_error (code, error);

  cvk_problem_set_field (problem, field);
  return problem;
}

static char *
format_offset (int seconds)
{
  return g_strdup_printf ("%c%02d:%02d", seconds < 0 ? '-' : '+', ABS (seconds) / 3600,
                          ABS (seconds) / 60 % 60);
}

/* Text in a named format, such as %d.%m.%Y, to a wall time, or to an instant where the format has
 * the offset (%z). */
static CvkDateTime *
read_formatted (const char *text, const char *format, CvkProblem **problem)
{
  struct tm wall = { .tm_mday = 1 };
  const char *rest = strptime (text, format, &wall);
  g_autofree char *plain = NULL;
  g_autofree char *offset = NULL;
  g_autoptr (GError) error = NULL;
  CvkDateTime *date = NULL;

  if (rest == NULL || *rest != '\0')
    {
      *problem =
        cvk_problem_new ("invalid-date", N_ ("“{value}” is not written as “{format}” says."),
                         "value", text, "format", format, NULL);
      cvk_problem_set_field (*problem, "value");
      return NULL;
    }
  if (strstr (format, "%z") != NULL)
    offset = format_offset ((int) wall.tm_gmtoff);
  plain = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%s", wall.tm_year + 1900, wall.tm_mon + 1,
                           wall.tm_mday, wall.tm_hour, wall.tm_min, wall.tm_sec,
                           offset != NULL ? offset : "");
  date = cvk_date_time_parse (plain, &error);
  if (date == NULL)
    *problem = explain ("invalid-date", "value", error);
  return date;
}

/* A wall time can be written in another way, and be set against another one, in any zone. */
static gboolean
needs_zone (const CvkValue *settings)
{
  const char *operation = cvk_value_lookup_string (settings, "operation", "parse");
  const char *others[] = { "value", "other" };

  if (g_str_equal (operation, "format"))
    return FALSE;
  if (!g_str_equal (operation, "difference"))
    return TRUE;
  for (size_t i = 0; i < G_N_ELEMENTS (others); i++)
    {
      const char *text = cvk_value_lookup_string (settings, others[i], NULL);
      g_autoptr (CvkDateTime) date = text != NULL ? cvk_date_time_parse (text, NULL) : NULL;

      if (date != NULL && date->has_offset)
        return TRUE;
    }
  return FALSE;
}

/* The date of a field, in the zone of the settings when they name one. */
static CvkDateTime *
read_date (const char *text, const char *field, CvkValue *settings, CvkProblem **problem)
{
  const char *zone = cvk_value_lookup_string (settings, "zone", NULL);
  const char *format = cvk_value_lookup_string (settings, "format", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDateTime) date = NULL;
  CvkDateTime *resolved = NULL;

  if (format != NULL &&
      g_str_equal (cvk_value_lookup_string (settings, "operation", "parse"), "parse"))
    {
      date = read_formatted (text, format, problem);
      if (date == NULL)
        return NULL;
    }
  else
    date = cvk_date_time_parse (text, &error);
  if (date == NULL)
    {
      *problem = explain ("invalid-date", field, error);
      return NULL;
    }
  if (zone == NULL && date->has_offset)
    return g_steal_pointer (&date);
  if (zone == NULL && !needs_zone (settings))
    return cvk_date_time_resolve (date, "UTC", NULL, NULL);
  if (zone == NULL)
    {
      *problem =
        cvk_problem_new ("missing-zone", N_ ("“{value}” has no time zone. Fill in “Time zone”."),
                         "value", text, NULL);
      cvk_problem_set_field (*problem, "zone");
      return NULL;
    }
  resolved = date->has_offset ? cvk_date_time_from_instant (date->instant, zone, &error)
                              : cvk_date_time_resolve (date, zone, NULL, &error);
  if (resolved == NULL)
    *problem = explain ("invalid-date", "zone", error);
  return resolved;
}

/* @time ("14:00") on the day of @date, in its zone. Takes @date. */
static CvkDateTime *
set_time (CvkDateTime *date, const char *time, CvkProblem **problem)
{
  g_autoptr (CvkDateTime) given = date;
  g_autoptr (CvkDateTime) wall = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CvkDateTime *result = NULL;
  int hour = 0;
  int minute = 0;
  int second = 0;

  /* The schema has looked at it. */
  sscanf (time, "%d:%d:%d", &hour, &minute, &second);
  if (given->zone != NULL || given->offset == 0)
    {
      text = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", given->year, given->month,
                              given->day, hour, minute, second);
      wall = cvk_date_time_parse (text, &error);
      result =
        wall != NULL
          ? cvk_date_time_resolve (wall, given->zone != NULL ? given->zone : "UTC", NULL, &error)
          : NULL;
    }
  else
    {
      g_autofree char *offset = format_offset (given->offset);

      text = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%s", given->year, given->month,
                              given->day, hour, minute, second, offset);
      result = cvk_date_time_parse (text, &error);
    }
  if (result == NULL)
    *problem = explain ("invalid-time", "time", error);
  return result;
}

static CvkDateTime *
shift_date (const CvkDateTime *date, CvkValue *settings, CvkProblem **problem)
{
  g_autoptr (GError) error = NULL;
  CvkDateTime *shifted =
    cvk_date_time_shift (date, cvk_value_lookup_integer (settings, "amount", 0),
                         cvk_value_lookup_string (settings, "unit", "days"), &error);

  if (shifted == NULL)
    *problem = explain ("invalid-date", "amount", error);
  return shifted;
}

/* By strftime's letters, on the wall time; never in the locale's own order of things. */
static CvkValue *
format_date (const CvkDateTime *date, CvkValue *settings, CvkProblem **problem)
{
  const char *format = cvk_value_lookup_string (settings, "format", "%Y-%m-%d %H:%M");
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (date->offset);
  g_autoptr (GDateTime) wall = g_date_time_new (zone, date->year, date->month, date->day,
                                                date->hour, date->minute, date->second);
  char *text = wall != NULL ? g_date_time_format (wall, format) : NULL;

  if (text == NULL)
    {
      *problem = cvk_problem_new ("invalid-format", N_ ("“{format}” is no date format."), "format",
                                  format, NULL);
      cvk_problem_set_field (*problem, "format");
      return NULL;
    }
  return cvk_value_take_string (text);
}

static CvkValue *
subtract_dates (const CvkDateTime *date, CvkValue *settings, CvkProblem **problem)
{
  static const struct
  {
    const char *name;
    int64_t length;
  } units[] = { { "weeks", 7 * G_TIME_SPAN_DAY },
                { "days", G_TIME_SPAN_DAY },
                { "hours", G_TIME_SPAN_HOUR },
                { "minutes", G_TIME_SPAN_MINUTE },
                { "seconds", G_TIME_SPAN_SECOND } };
  const char *other_text = cvk_value_lookup_string (settings, "other", NULL);
  const char *unit = cvk_value_lookup_string (settings, "unit", "days");
  g_autoptr (CvkDateTime) other = NULL;

  if (other_text == NULL)
    {
      *problem = cvk_problem_new (
        "missing-field", N_ ("“Until” is empty for this item, but it is needed here."), NULL);
      cvk_problem_set_field (*problem, "other");
      return NULL;
    }
  other = read_date (other_text, "other", settings, problem);
  if (other == NULL)
    return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    {
      int64_t difference = other->instant - date->instant;

      if (!g_str_equal (units[i].name, unit))
        continue;
      if (difference % units[i].length == 0)
        return cvk_value_new_integer (difference / units[i].length);
      return cvk_value_new_double ((double) difference / (double) units[i].length);
    }
  /* Months and years are counted on the calendar. */
  {
    int64_t months = (other->year - date->year) * 12 + (other->month - date->month);

    if (months > 0 && other->day < date->day)
      months--;
    if (months < 0 && other->day > date->day)
      months++;
    return cvk_value_new_integer (g_str_equal (unit, "years") ? months / 12 : months);
  }
}

/* Adds the date, whether it is certain, and if not, why. */
static gboolean
read_words (CvkStep *step,
            CvkItem *item,
            CvkValue *settings,
            CvkOutput *output,
            CvkProblem **problem)
{
  const char *words = cvk_value_lookup_string (settings, "value", "");
  const char *zone = cvk_value_lookup_string (settings, "zone", NULL);
  const char *name = cvk_value_lookup_string (settings, "name", "date");
  g_autofree char *certain = g_strconcat (name, "_certain", NULL);
  g_autofree char *why = g_strconcat (name, "_reason", NULL);
  g_autofree char *reason = NULL;
  g_autoptr (CvkSpokenDate) spoken = NULL;

  if (zone == NULL)
    *problem =
      cvk_problem_new ("missing-zone", N_ ("“{value}” has no time zone. Fill in “Time zone”."),
                       "value", words, NULL);
  else
    spoken = cvk_spoken_date_read (words, cvk_step_get_now (step), zone,
                                   cvk_value_lookup_string (settings, "time", NULL), problem);
  if (spoken == NULL)
    {
      cvk_problem_set_field (*problem, zone == NULL ? "zone" : "value");
      return FALSE;
    }
  if (spoken->doubt != NULL)
    reason = cvk_problem_dup_message (spoken->doubt);
  cvk_output_emit_over (
    output, 0, item,
    cvk_value_new_object (name, cvk_value_take_string (cvk_date_time_to_string (spoken->date)),
                          certain, cvk_value_new_boolean (spoken->doubt == NULL), why,
                          cvk_value_new_string (reason), NULL));
  return TRUE;
}

static gboolean
work_on_date (CvkStep *step,
              CvkItem *item,
              CvkValue *settings,
              CvkOutput *output,
              CvkProblem **problem)
{
  const char *operation = cvk_value_lookup_string (settings, "operation", "parse");
  const char *time = cvk_value_lookup_string (settings, "time", NULL);
  const char *name = cvk_value_lookup_string (settings, "name", "date");
  g_autoptr (CvkDateTime) date = NULL;
  CvkValue *result = NULL;

  if (g_str_equal (operation, "words"))
    return read_words (step, item, settings, output, problem);
  date = read_date (cvk_value_lookup_string (settings, "value", ""), "value", settings, problem);
  if (date == NULL)
    return FALSE;
  if (g_str_equal (operation, "shift"))
    {
      CvkDateTime *shifted = shift_date (date, settings, problem);

      g_clear_pointer (&date, cvk_date_time_free);
      date = shifted;
    }
  if (date != NULL && time != NULL &&
      (g_str_equal (operation, "shift") || g_str_equal (operation, "parse")))
    date = set_time (g_steal_pointer (&date), time, problem);
  if (date == NULL)
    return FALSE;

  if (g_str_equal (operation, "format"))
    result = format_date (date, settings, problem);
  else if (g_str_equal (operation, "difference"))
    result = subtract_dates (date, settings, problem);
  else
    result = cvk_value_take_string (cvk_date_time_to_string (date));
  if (result == NULL)
    return FALSE;
  cvk_output_emit_over (output, 0, item, cvk_value_new_object (name, result, NULL));
  return TRUE;
}

/* Shifting by nothing and converting to nowhere would do nothing and say nothing. */
static void
check_date (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems)
{
  static const struct
  {
    const char *operation;
    const char *field;
    const char *instead; /* nullable */
  } needs[] = { { "words", "zone", NULL },
                { "shift", "amount", "time" },
                { "convert", "zone", NULL },
                { "difference", "other", NULL } };
  const char *operation = cvk_value_lookup_string (settings, "operation", "");

  for (size_t i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      CvkProblem *problem = NULL;

      if (!g_str_equal (operation, needs[i].operation) ||
          cvk_value_get_member (settings, needs[i].field) != NULL ||
          (needs[i].instead != NULL && cvk_value_get_member (settings, needs[i].instead) != NULL))
        continue;
      problem =
        cvk_problem_new ("missing-field", N_ ("The operation “{operation}” needs “{field}”."),
                         "operation", operation, "field", needs[i].field, NULL);
      cvk_problem_set_field (problem, needs[i].field);
      g_ptr_array_add (problems, problem);
    }
}

CvkNodeOperations cvk_node_date = { .type.check = check_date, .each = work_on_date };
