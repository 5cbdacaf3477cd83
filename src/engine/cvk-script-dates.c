// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-engine"

#include "config.h"

#include "engine/cvk-script-dates.h"

#include "base/cvk-datetime.h"
#include "base/cvk-i18n.h"

static const struct
{
  const char *name;
  int64_t microseconds;
} units[] = {
  { "seconds", G_USEC_PER_SEC },
  { "minutes", 60 * (int64_t) G_USEC_PER_SEC },
  { "hours", 3600 * (int64_t) G_USEC_PER_SEC },
  { "days", 86400 * (int64_t) G_USEC_PER_SEC },
  { "weeks", 7 * 86400 * (int64_t) G_USEC_PER_SEC },
};

static const char *
get_text (const CvkValue *arguments, size_t index)
{
  const CvkValue *value = cvk_value_get_element (arguments, index);

  return value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : NULL;
}

static CvkDateTime *
parse_argument (const CvkValue *arguments, size_t index, GError **error)
{
  const char *text = get_text (arguments, index);

  if (text == NULL)
    {
      g_set_error_literal (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_SYNTAX,
                           _ ("The date is missing or no text. Give a date as text, such as "
                              "2026-03-03T14:00:00+01:00[Europe/Berlin]."));
      return NULL;
    }
  return cvk_date_time_parse (text, error);
}

static CvkValue *
take_date (CvkDateTime *date)
{
  CvkValue *value = date != NULL ? cvk_value_take_string (cvk_date_time_to_string (date)) : NULL;

  g_clear_pointer (&date, cvk_date_time_free);
  return value;
}

/* A wall time read in @zone, an instant seen from it; what has an offset needs no zone. */
static CvkDateTime *
place (const CvkDateTime *date, const char *zone, GError **error)
{
  if (zone == NULL && !date->has_offset)
    {
      g_set_error_literal (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_UNKNOWN_ZONE,
                           _ ("The date has no zone. Name one, such as \"Europe/Berlin\"."));
      return NULL;
    }
  if (!date->has_offset)
    return cvk_date_time_resolve (date, zone, NULL, error);
  return cvk_date_time_from_instant (date->instant, zone, error);
}

static CvkValue *
parse (const CvkValue *arguments, GError **error)
{
  g_autoptr (CvkDateTime) date = parse_argument (arguments, 0, error);
  const char *zone = get_text (arguments, 1);

  if (date == NULL)
    return NULL;
  if (zone == NULL && date->has_offset)
    return cvk_value_take_string (cvk_date_time_to_string (date));
  return take_date (place (date, zone, error));
}

static CvkValue *
convert (const CvkValue *arguments, GError **error)
{
  g_autoptr (CvkDateTime) date = parse_argument (arguments, 0, error);
  const char *zone = get_text (arguments, 1);

  if (date == NULL)
    return NULL;
  if (zone == NULL || !date->has_offset)
    {
      g_set_error_literal (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_UNKNOWN_ZONE,
                           zone == NULL
                             ? _ ("The zone is missing. Name one, such as \"Europe/Berlin\".")
                             : _ ("The date has no zone to convert it from. Read it with "
                                  "date.parse (text, zone) first."));
      return NULL;
    }
  return take_date (cvk_date_time_from_instant (date->instant, zone, error));
}

static CvkValue *
shift (const CvkValue *arguments, GError **error)
{
  g_autoptr (CvkDateTime) date = parse_argument (arguments, 0, error);
  const CvkValue *amount = cvk_value_get_element (arguments, 1);
  const char *unit = get_text (arguments, 2);

  if (date == NULL)
    return NULL;
  if (amount == NULL || !cvk_value_is_integer (amount) || unit == NULL)
    {
      g_set_error_literal (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_RANGE,
                           _ ("A shift needs a whole number and a unit, as in "
                              "date.shift (value, 3, \"days\")."));
      return NULL;
    }
  return take_date (cvk_date_time_shift (date, cvk_value_get_integer (amount), unit, error));
}

/* Of the wall time: the pattern's letters show what the date's own zone shows. */
static GDateTime *
to_glib (const CvkDateTime *date)
{
  double seconds = date->second + date->microsecond / 1e6;
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) instant = NULL;

  if (!date->has_offset)
    return g_date_time_new_utc (date->year, date->month, date->day, date->hour, date->minute,
                                seconds);
  if (date->zone != NULL)
    zone = g_time_zone_new_identifier (date->zone);
  if (zone == NULL)
    zone = g_time_zone_new_offset (date->offset);
  utc = g_date_time_new_from_unix_utc (date->instant / G_USEC_PER_SEC);
  instant = utc != NULL ? g_date_time_add (utc, date->instant % G_USEC_PER_SEC) : NULL;
  return instant != NULL ? g_date_time_to_timezone (instant, zone) : NULL;
}

static CvkValue *
format (const CvkValue *arguments, GError **error)
{
  g_autoptr (CvkDateTime) date = parse_argument (arguments, 0, error);
  const char *pattern = get_text (arguments, 1);
  const char *zone = get_text (arguments, 2);
  g_autoptr (GDateTime) time = NULL;
  char *text = NULL;

  if (date == NULL)
    return NULL;
  if (zone != NULL)
    {
      CvkDateTime *placed = place (date, zone, error);

      if (placed == NULL)
        return NULL;
      cvk_date_time_free (g_steal_pointer (&date));
      date = placed;
    }
  time = to_glib (date);
  if (time != NULL && pattern != NULL)
    text = g_date_time_format (time, pattern);
  if (text == NULL)
    {
      g_set_error_literal (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_SYNTAX,
                           _ ("The pattern for the date cannot be read. Write it like "
                              "\"%d.%m.%Y %H:%M\"."));
      return NULL;
    }
  return cvk_value_take_string (text);
}

/* Two wall times are compared as if they were in one zone without changes of the clock. */
static gboolean
get_instant (const CvkDateTime *date, int64_t *instant, GError **error)
{
  g_autoptr (CvkDateTime) placed = NULL;

  *instant = date->instant;
  if (date->has_offset)
    return TRUE;
  placed = cvk_date_time_resolve (date, "UTC", NULL, error);
  if (placed != NULL)
    *instant = placed->instant;
  return placed != NULL;
}

/* Whole months on the calendar: from the 15th to the 14th is not one yet. */
static int64_t
count_months (const CvkDateTime *from, const CvkDateTime *to)
{
  int64_t months = (to->year - from->year) * 12 + (to->month - from->month);

  if (months > 0 && to->day < from->day)
    months--;
  if (months < 0 && to->day > from->day)
    months++;
  return months;
}

static CvkValue *
difference (const CvkValue *arguments, GError **error)
{
  g_autoptr (CvkDateTime) from = parse_argument (arguments, 0, error);
  g_autoptr (CvkDateTime) to = from != NULL ? parse_argument (arguments, 1, error) : NULL;
  const char *unit = get_text (arguments, 2);
  int64_t start, end;

  if (to == NULL)
    return NULL;
  if (from->has_offset != to->has_offset)
    {
      g_set_error_literal (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_UNKNOWN_ZONE,
                           _ ("Only one of the two dates has a zone. Read the other with "
                              "date.parse (text, zone) first."));
      return NULL;
    }
  if (!get_instant (from, &start, error) || !get_instant (to, &end, error))
    return NULL;
  if (g_strcmp0 (unit, "months") == 0 || g_strcmp0 (unit, "years") == 0)
    return cvk_value_new_integer (count_months (from, to) / (unit[0] == 'y' ? 12 : 1));
  for (unsigned i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i].name, unit != NULL ? unit : "days"))
      {
        int64_t distance = end - start;

        if (distance % units[i].microseconds == 0)
          return cvk_value_new_integer (distance / units[i].microseconds);
        return cvk_value_new_double ((double) distance / units[i].microseconds);
      }
  g_set_error (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_RANGE,
               _ ("“%s” is no unit for a difference. Use seconds, minutes, hours, days, weeks, "
                  "months or years."),
               unit);
  return NULL;
}

CvkValue *
cvk_script_calculate_date (const char *operation, const CvkValue *arguments, GError **error)
{
  static const struct
  {
    const char *name;
    CvkValue *(*calculate) (const CvkValue *arguments, GError **error);
  } operations[] = {
    { "convert", convert }, { "difference", difference }, { "format", format },
    { "parse", parse },     { "shift", shift },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_str_equal (operations[i].name, operation))
      return operations[i].calculate (arguments, error);
  g_set_error_literal (error, CVK_DATE_TIME_ERROR, CVK_DATE_TIME_ERROR_SYNTAX,
                       _ ("There is no such calculation with dates."));
  return NULL;
}
