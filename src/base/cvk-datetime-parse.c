// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-datetime.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-datetime-private.h"
#include "base/cvk-text.h"

typedef struct
{
  const char *text;
  const char *at;
  CvkDateTime *result;
  gboolean knows_offset; /* an offset other than "Z" and "-00:00", which say nothing about it */
  GError **error;
} Parser;

static gboolean
fail (Parser *self, CvkDateTimeError code, const char *format)
{
  g_autofree char *shown = cvk_text_shorten (self->text, 60);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  g_set_error (self->error, CVK_DATE_TIME_ERROR, (int) code, "%s%s%s", parts[0], shown,
               parts[1] == NULL ? "" : parts[1]);
  return FALSE;
}

static gboolean
fail_syntax (Parser *self)
{
  return fail (self, CVK_DATE_TIME_ERROR_SYNTAX,
               _ ("“%s” is not a date. Write it like 2026-03-03, 2026-03-03T14:00 or "
                  "2026-03-03T14:00:00+01:00[Europe/Berlin]."));
}

/* Exactly @digits digits. */
static gboolean
scan_number (Parser *self, unsigned digits, int *number)
{
  *number = 0;
  for (unsigned i = 0; i < digits; i++, self->at++)
    {
      if (!g_ascii_isdigit (*self->at))
        return FALSE;
      *number = *number * 10 + (*self->at - '0');
    }
  return TRUE;
}

static gboolean
scan_character (Parser *self, char character)
{
  if (*self->at != character)
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
scan_date (Parser *self)
{
  CvkDateTime *result = self->result;

  if (!scan_number (self, 4, &result->year) || !scan_character (self, '-') ||
      !scan_number (self, 2, &result->month) || !scan_character (self, '-') ||
      !scan_number (self, 2, &result->day) || g_ascii_isdigit (*self->at))
    return fail_syntax (self);
  if (result->year < CVK_MIN_YEAR)
    return fail (self, CVK_DATE_TIME_ERROR_RANGE, _ ("“%s” has the year 0, which does not exist."));
  if (result->month < 1 || result->month > 12)
    return fail (self, CVK_DATE_TIME_ERROR_RANGE,
                 _ ("“%s” names a month that does not exist. Months are 01 to 12."));
  if (result->day < 1 || result->day > cvk_calendar_days_in_month (result->year, result->month))
    return fail (self, CVK_DATE_TIME_ERROR_RANGE,
                 _ ("“%s” names a day that does not exist in that month."));
  return TRUE;
}

static gboolean
scan_fraction (Parser *self)
{
  int scale = 100000;

  if (!g_ascii_isdigit (*self->at))
    return fail_syntax (self);
  for (; g_ascii_isdigit (*self->at); self->at++, scale /= 10)
    self->result->microsecond += (*self->at - '0') * scale;
  return TRUE;
}

static gboolean
scan_time (Parser *self)
{
  CvkDateTime *result = self->result;

  if (!scan_number (self, 2, &result->hour) || !scan_character (self, ':') ||
      !scan_number (self, 2, &result->minute))
    return fail_syntax (self);
  if (scan_character (self, ':'))
    {
      if (!scan_number (self, 2, &result->second))
        return fail_syntax (self);
      if (scan_character (self, '.') && !scan_fraction (self))
        return FALSE;
    }
  if (result->second == 60 && result->minute <= 59 && result->hour <= 23)
    return fail (self, CVK_DATE_TIME_ERROR_RANGE,
                 _ ("“%s” has a leap second, which clocks here do not show. Write second 59."));
  if (result->hour > 23 || result->minute > 59 || result->second > 59)
    return fail (self, CVK_DATE_TIME_ERROR_RANGE,
                 _ ("“%s” has a time that does not exist. Times are 00:00:00 to 23:59:59."));
  result->has_time = TRUE;
  return TRUE;
}

static gboolean
scan_numeric_offset (Parser *self, int *offset)
{
  gboolean negative = *self->at++ == '-';
  int hours = 0;
  int minutes = 0;

  if (!scan_number (self, 2, &hours) || !scan_character (self, ':') ||
      !scan_number (self, 2, &minutes))
    return fail_syntax (self);
  if (hours > 23 || minutes > 59)
    return fail (self, CVK_DATE_TIME_ERROR_RANGE,
                 _ ("“%s” has an offset that does not exist. Offsets end at 23:59."));
  *offset = (hours * 60 + minutes) * (negative ? -60 : 60);
  return TRUE;
}

static gboolean
scan_offset (Parser *self)
{
  const char *start = self->at;

  if (*self->at == 'Z' || *self->at == 'z')
    {
      self->at++;
      self->result->has_offset = TRUE;
      return TRUE;
    }
  if (*self->at != '+' && *self->at != '-')
    return TRUE;
  if (!scan_numeric_offset (self, &self->result->offset))
    return FALSE;
  self->result->has_offset = TRUE;
  /* RFC 9557, section 2: "-00:00" and "Z" give the instant, and leave the local offset open. */
  self->knows_offset = *start != '-' || self->result->offset != 0;
  return TRUE;
}

/* An offset in brackets says what stands in front of them once more. */
static gboolean
check_bracketed_offset (Parser *self, const char *bracketed)
{
  Parser inner = *self;
  int offset = 0;

  inner.at = bracketed;
  if (!scan_numeric_offset (&inner, &offset))
    return FALSE;
  if (*inner.at != '\0')
    return fail_syntax (self);
  if (self->result->has_offset && self->knows_offset && offset != self->result->offset)
    return fail (self, CVK_DATE_TIME_ERROR_CONTRADICTION,
                 _ ("The two offsets in “%s” contradict each other. Leave one out."));
  if (self->result->has_offset && !self->knows_offset)
    {
      int64_t instant = cvk_date_time_get_wall_seconds (self->result);

      return cvk_date_time_set_instant_seconds (self->result, instant, offset, self->error);
    }
  self->result->offset = offset;
  self->result->has_offset = TRUE;
  self->knows_offset = TRUE;
  return TRUE;
}

/* RFC 9557, section 3.3: a tag that is not understood is passed over unless it is critical. */
static gboolean
check_tag (Parser *self, const char *tag, gboolean critical)
{
  static const char *const understood[] = { "u-ca=gregory", "u-ca=iso8601", NULL };
  size_t key = strspn (tag, G_CSET_a_2_z G_CSET_DIGITS "_-");

  if (key == 0 || tag[key] != '=' || tag[key + 1] == '\0' || g_ascii_isdigit (tag[0]) ||
      tag[0] == '-' ||
      strspn (tag + key + 1, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-") != strlen (tag + key + 1))
    return fail_syntax (self);
  if (critical && !g_strv_contains (understood, tag))
    return fail (self, CVK_DATE_TIME_ERROR_SYNTAX,
                 _ ("“%s” insists on a note in brackets that is not understood here. Remove the "
                    "note."));
  return TRUE;
}

static gboolean
scan_suffixes (Parser *self)
{
  gboolean is_first = TRUE;

  for (; *self->at == '['; is_first = FALSE)
    {
      gboolean critical = self->at[1] == '!';
      const char *start = self->at + (critical ? 2 : 1);
      const char *end = strchr (start, ']');
      g_autofree char *content = NULL;

      if (end == NULL || end == start)
        return fail_syntax (self);
      content = g_strndup (start, (size_t) (end - start));
      self->at = end + 1;
      if (strchr (content, '=') != NULL)
        {
          if (!check_tag (self, content, critical))
            return FALSE;
        }
      else if (!is_first)
        return fail_syntax (self);
      else if (content[0] == '+' || content[0] == '-')
        {
          if (!check_bracketed_offset (self, content))
            return FALSE;
        }
      else
        self->result->zone = g_steal_pointer (&content);
    }
  return TRUE;
}

/* Makes offset, wall time and instant agree with the named zone. */
static gboolean
apply_zone (Parser *self)
{
  CvkDateTime *result = self->result;
  CvkTimeZone *zone = cvk_time_zone_lookup (result->zone, self->error);
  int64_t wall = cvk_date_time_get_wall_seconds (result);
  CvkZonedTimes times = { 0 };

  if (zone == NULL)
    return FALSE;
  if (result->has_offset && !self->knows_offset)
    return cvk_date_time_set_instant_seconds (result, wall, cvk_time_zone_get_offset (zone, wall),
                                              self->error);
  cvk_time_zone_resolve (zone, wall, &times);
  if (!result->has_offset)
    return cvk_date_time_set_instant_seconds (result, times.instant, times.offset, self->error);
  if (times.kind != CVK_WALL_TIME_GAP)
    {
      if (cvk_offset_to_minutes (times.offset) * 60 == result->offset)
        return cvk_date_time_set_instant_seconds (result, times.instant, times.offset, self->error);
      if (cvk_offset_to_minutes (times.second_offset) * 60 == result->offset)
        return cvk_date_time_set_instant_seconds (result, times.second_instant, times.second_offset,
                                                  self->error);
    }
  return fail (self, CVK_DATE_TIME_ERROR_CONTRADICTION,
               _ ("The offset in “%s” is not one that the named time zone has at that time. Leave "
                  "out the offset or the zone."));
}

CvkDateTime *
cvk_date_time_parse (const char *text, GError **error)
{
  g_autoptr (CvkDateTime) result = g_new0 (CvkDateTime, 1);
  Parser parser = { .text = text, .at = text, .result = result, .error = error };

  g_return_val_if_fail (text != NULL, NULL);

  if (!scan_date (&parser))
    return NULL;
  if (*parser.at == '\0')
    return g_steal_pointer (&result);
  if (*parser.at != 'T' && *parser.at != 't' && *parser.at != ' ')
    {
      fail_syntax (&parser);
      return NULL;
    }
  parser.at++;
  if (!scan_time (&parser) || !scan_offset (&parser) || !scan_suffixes (&parser))
    return NULL;
  if (*parser.at != '\0')
    {
      fail_syntax (&parser);
      return NULL;
    }
  if (result->zone != NULL)
    return apply_zone (&parser) ? g_steal_pointer (&result) : NULL;
  if (result->has_offset)
    result->instant = (cvk_date_time_get_wall_seconds (result) - result->offset) * G_USEC_PER_SEC +
                      result->microsecond;
  return g_steal_pointer (&result);
}
