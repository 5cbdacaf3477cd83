// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-cron.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-time-zone.h"

typedef struct
{
  int lowest, highest;
  const char *names; /* nullable: of three letters each, from @first_name on */
  int first_name;
  const char *message; /* {part} is none of these */
} Field;

enum
{
  MINUTE,
  HOUR,
  DAY,
  MONTH,
  WEEKDAY,
  N_FIELDS,
};

static const Field fields[N_FIELDS] = {
  [MINUTE] = { 0, 59, NULL, 0, N_ ("“{part}” is no minute. Minutes are 0 to 59.") },
  [HOUR] = { 0, 23, NULL, 0, N_ ("“{part}” is no hour. Hours are 0 to 23.") },
  [DAY] = { 1, 31, NULL, 0,
            N_ ("“{part}” is no day of the month. Days are 1 to 31, or L for the last one.") },
  [MONTH] = { 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec", 1,
              N_ ("“{part}” is no month. Months are 1 to 12, or jan to dec.") },
  [WEEKDAY] = { 0, 7, "sunmontuewedthufrisat", 0,
                N_ ("“{part}” is no weekday. Weekdays are 0 (Sunday) to 6, or sun to sat; 5L is "
                    "the last Friday of the month and 5#2 the second one.") },
};

typedef struct
{
  CvkCron *cron;
  unsigned field;
  CvkProblem **problem;
} Reader;

/* --- Words --- */

static gboolean
refuse (Reader *self, const char *message, const char *part)
{
  *self->problem = cvk_problem_new ("cron-text", message, "part", part, NULL);
  return FALSE;
}

static gboolean
read_name (const Field *field, const char *text, int *value)
{
  size_t count = field->names == NULL ? 0 : strlen (field->names) / 3;

  if (strlen (text) != 3)
    return FALSE;
  for (size_t i = 0; i < count; i++)
    if (g_ascii_strncasecmp (field->names + 3 * i, text, 3) == 0)
      {
        *value = (int) i + field->first_name;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_digits (const char *text, int lowest, int highest, int *value)
{
  size_t length = strlen (text);

  if (length == 0 || length > 4 || strspn (text, G_CSET_DIGITS) != length)
    return FALSE;
  *value = (int) g_ascii_strtoll (text, NULL, 10);
  return *value >= lowest && *value <= highest;
}

static gboolean
read_value (Reader *self, const char *text, int *value)
{
  const Field *field = &fields[self->field];

  return read_digits (text, field->lowest, field->highest, value) || read_name (field, text, value);
}

static void
add_value (Reader *self, int value)
{
  CvkCron *cron = self->cron;

  switch (self->field)
    {
    case MINUTE:
      cron->minutes |= UINT64_C (1) << value;
      break;
    case HOUR:
      cron->hours |= 1u << value;
      break;
    case DAY:
      cron->days |= 1u << value;
      break;
    case MONTH:
      cron->months |= 1u << value;
      break;
    default:
      cron->weekdays |= 1u << value % 7;
      break;
    }
}

/* --- One part of a field --- */

/* A range with its step, and a star. @step is NULL without one. */
static gboolean
read_range (Reader *self, const char *part, char *range, const char *step)
{
  const Field *field = &fields[self->field];
  char *dash = strchr (range, '-');
  int from = field->lowest;
  /* Sunday is there once. */
  int to = self->field == WEEKDAY ? 6 : field->highest;
  int by = 1;

  if (dash != NULL)
    *dash = '\0';
  if (strcmp (range, "*") != 0 || dash != NULL)
    {
      if (!read_value (self, range, &from) || (dash != NULL && !read_value (self, dash + 1, &to)))
        return refuse (self, field->message, part);
      if (dash == NULL && step != NULL)
        return refuse (self,
                       N_ ("“{part}” leaves open where it ends. Write a star or a range in front "
                           "of the step, such as 5-59/15."),
                       part);
      to = dash == NULL ? from : to;
    }
  if (step != NULL && (!read_digits (step, 1, 9999, &by)))
    return refuse (self, N_ ("The step in “{part}” is no number from 1 on."), part);
  if (from > to && self->field != WEEKDAY)
    return refuse (self,
                   N_ ("The range “{part}” runs backwards. Write two ranges with a comma between "
                       "them, such as 22-23,0-4."),
                   part);
  /* fri-mon goes over the end of the week. */
  for (int value = from; value <= (from > to ? to + 7 : to); value += by)
    add_value (self, value);
  return TRUE;
}

static gboolean
read_weekday_in_month (Reader *self, const char *part, char *text, char *mark)
{
  unsigned week = 0;
  int weekday = 0;
  int number = 0;

  if (*mark == '#')
    {
      if (!read_digits (mark + 1, 1, 5, &number))
        return refuse (self,
                       N_ ("“{part}” names no week of the month. Behind the # stands a number "
                           "from 1 to 5."),
                       part);
      week = (unsigned) number;
    }
  *mark = '\0';
  if (!read_value (self, text, &weekday))
    return refuse (self, fields[WEEKDAY].message, part);
  self->cron->weekdays_in_week[week] |= 1u << weekday % 7;
  return TRUE;
}

static gboolean
read_part (Reader *self, const char *part)
{
  g_autofree char *text = g_strdup (part);
  size_t length = strlen (text);
  char *slash = strchr (text, '/');
  char *mark = strchr (text, '#');

  if (self->field == DAY && g_ascii_strcasecmp (text, "L") == 0)
    {
      self->cron->has_last_day = TRUE;
      return TRUE;
    }
  if (mark == NULL && length > 1 && g_ascii_toupper (text[length - 1]) == 'L')
    mark = text + length - 1;
  /* jul ends with that letter, but is no weekday. */
  if (self->field == WEEKDAY && mark != NULL)
    return read_weekday_in_month (self, part, text, mark);
  if (slash != NULL)
    *slash = '\0';
  return read_range (self, part, text, slash == NULL ? NULL : slash + 1);
}

static gboolean
read_field (Reader *self, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  for (unsigned i = 0; parts[i] != NULL; i++)
    if (!read_part (self, parts[i]))
      return FALSE;
  if (self->field == DAY)
    self->cron->days_are_free = *text == '*';
  if (self->field == WEEKDAY)
    self->cron->weekdays_are_free = *text == '*';
  return TRUE;
}

/* --- The whole --- */

static const char *
expand_shorthand (const char *text)
{
  static const char *const words[][2] = {
    { "@hourly", "0 * * * *" },   { "@daily", "0 0 * * *" },   { "@midnight", "0 0 * * *" },
    { "@weekly", "0 0 * * 0" },   { "@monthly", "0 0 1 * *" }, { "@yearly", "0 0 1 1 *" },
    { "@annually", "0 0 1 1 *" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (words[i][0], text) == 0)
      return words[i][1];
  return NULL;
}

/* (transfer full) the parts between blanks. */
static GStrv
split_fields (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);

  for (unsigned i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

gboolean
cvk_cron_parse (const char *text, CvkCron *cron, CvkProblem **problem)
{
  g_autofree char *stripped = NULL;
  const char *expanded = NULL;
  g_auto (GStrv) words = NULL;
  Reader reader = { cron, 0, problem };

  g_return_val_if_fail (text != NULL && cron != NULL && problem != NULL, FALSE);

  stripped = g_strstrip (g_strdup (text));
  expanded = *stripped == '@' ? expand_shorthand (stripped) : stripped;
  *cron = (CvkCron){ 0 };
  if (expanded == NULL)
    return refuse (&reader,
                   N_ ("“{part}” is not known here. Write @hourly, @daily, @weekly, @monthly, "
                       "@yearly or five fields."),
                   stripped);
  words = split_fields (expanded);
  if (g_strv_length (words) != N_FIELDS)
    {
      g_autofree char *count = g_strdup_printf ("%u", g_strv_length (words));

      *problem = cvk_problem_new ("cron-text",
                                  N_ ("A cron text has five parts, and here are {count}: minute, "
                                      "hour, day, month and weekday, such as 30 9 * * mon-fri."),
                                  "count", count, NULL);
      return FALSE;
    }
  for (; reader.field < N_FIELDS; reader.field++)
    if (!read_field (&reader, words[reader.field]))
      return FALSE;
  return TRUE;
}

static gboolean
matches_weekday (const CvkCron *self, int day, int length, int weekday)
{
  unsigned bit = 1u << weekday;

  return (self->weekdays & bit) != 0 || (self->weekdays_in_week[(day - 1) / 7 + 1] & bit) != 0 ||
         (day + 7 > length && (self->weekdays_in_week[0] & bit) != 0);
}

gboolean
cvk_cron_matches_day (const CvkCron *self, int year, int month, int day, int weekday)
{
  int length = cvk_calendar_days_in_month (year, month);
  gboolean fits_day = (self->days & 1u << day) != 0 || (self->has_last_day && day == length);
  gboolean fits_weekday = matches_weekday (self, day, length, weekday);

  if ((self->months & 1u << month) == 0)
    return FALSE;
  if (!self->days_are_free && !self->weekdays_are_free)
    return fits_day || fits_weekday;
  return fits_day && fits_weekday;
}

gboolean
cvk_cron_has_all_hours (const CvkCron *self)
{
  return self->hours == 0xffffffu;
}
