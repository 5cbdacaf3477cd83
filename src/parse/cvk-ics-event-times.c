// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include <string.h>

#include "parse/cvk-ics-days.h"
#include "parse/cvk-ics-event-private.h"
#include "parse/cvk-ics-recurrence.h"

#define MAX_DATES 5000
#define DAY 86400

/* --- Times --- */

static gboolean
is_valid (struct icaltimetype time)
{
  return !icaltime_is_null_time (time) && time.year >= 1 && time.year <= 9999 && time.month >= 1 &&
         time.month <= 12 && time.day >= 1 &&
         time.day <= icaltime_days_in_month (time.month, time.year) &&
         (time.is_date || (time.hour >= 0 && time.hour <= 23 && time.minute >= 0 &&
                           time.minute <= 59 && time.second >= 0 && time.second <= 60));
}

gboolean
cvk_ics_read_time (const char *text, size_t length, struct icaltimetype *time)
{
  g_autofree char *own = NULL;

  length = MIN (length, 40);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  own = g_strndup (text, length);
  *time = icaltime_from_string (own);
  /* No clock shows it, and who computes with it would come to the next minute. */
  if (!time->is_date && time->second == 60)
    time->second = 59;
  return is_valid (*time);
}

static void
append_wall (GString *text, struct icaltimetype time)
{
  g_string_append_printf (text, "%04d%02d%02d", time.year, time.month, time.day);
  if (!time.is_date)
    g_string_append_printf (text, "T%02d%02d%02d%s", time.hour, time.minute, time.second,
                            time.zone != NULL ? "Z" : "");
}

static gboolean
is_in_zone (struct icaltimetype time)
{
  return !time.is_date && time.zone == NULL;
}

void
cvk_ics_maker_put_time (CvkIcsMaker *self,
                        const char *name,
                        struct icaltimetype time,
                        const char *zone)
{
  CvkParseOutput *output = self->request->output;
  g_autoptr (GString) text = g_string_new (NULL);
  int offset = 0;

  append_wall (text, time);
  cvk_parse_output_begin_object (output, name);
  cvk_parse_output_string (output, "time", text->str);
  if (is_in_zone (time) && zone != NULL)
    {
      cvk_parse_output_string (output, "zone", zone);
      cvk_parse_output_string (output, "location", cvk_ics_zones_get_location (self->zones, zone));
      if (cvk_ics_zones_get_offset (self->zones, zone, time, &offset))
        cvk_parse_output_integer (output, "offset", offset);
    }
  cvk_parse_output_end_object (output);
}

void
cvk_ics_maker_put_property_time (CvkIcsMaker *self, const char *property_name, const char *name)
{
  const CvkIcsProperty *property = cvk_ics_maker_find (self, property_name);
  struct icaltimetype time;

  if (property == NULL)
    return;
  if (cvk_ics_read_time (property->value, strlen (property->value), &time))
    cvk_ics_maker_put_time (self, name, time, cvk_ics_property_get (property, "TZID"));
  else
    cvk_ics_maker_warn (self, "invalid-date", property_name);
}

/* Lists of times: RDATE and EXDATE. Of a period its start counts. */
static void
put_dates (CvkIcsMaker *self, const char *property_name, const char *name)
{
  unsigned count = 0;

  if (cvk_ics_maker_find (self, property_name) == NULL)
    return;
  cvk_parse_output_begin_array (self->request->output, name);
  for (unsigned i = 0; i < self->properties->len; i++)
    {
      const CvkIcsProperty *property = &g_array_index (self->properties, CvkIcsProperty, i);
      const char *text = property->value;

      if (!g_str_equal (property->name, property_name))
        continue;
      while (*text != '\0' && count < MAX_DATES)
        {
          struct icaltimetype time;
          size_t length = strcspn (text, ",");

          if (cvk_ics_read_time (text, MIN (length, strcspn (text, "/")), &time))
            cvk_ics_maker_put_time (self, NULL, time, cvk_ics_property_get (property, "TZID"));
          count++;
          text += length + (text[length] == ',' ? 1 : 0);
        }
    }
  cvk_parse_output_end_array (self->request->output);
}

/* How long it is, for the question whether it is wanted; in seconds. */
static gint64
estimate_length (CvkIcsMaker *self)
{
  const CvkIcsProperty *end = cvk_ics_maker_find (self, "DTEND");
  const CvkIcsProperty *duration = cvk_ics_maker_find (self, "DURATION");
  struct icaltimetype time;
  struct icaltimetype start = self->start;
  gint64 length = start.is_date ? 86400 : 0;

  start.zone = NULL;
  if (end != NULL && cvk_ics_read_time (end->value, strlen (end->value), &time))
    {
      time.zone = NULL;
      length = (gint64) icaltime_as_timet (time) - (gint64) icaltime_as_timet (start);
    }
  else if (duration != NULL)
    length = icaldurationtype_as_int (icaldurationtype_from_string (duration->value));
  return CLAMP (length, 0, G_MAXINT / 2);
}

void
cvk_ics_maker_put_end (CvkIcsMaker *self)
{
  CvkParseOutput *output = self->request->output;
  const CvkIcsProperty *property = cvk_ics_maker_find (self, "DURATION");
  struct icaldurationtype duration;

  cvk_ics_maker_put_property_time (self, "DTEND", "end");
  if (property == NULL || cvk_ics_maker_find (self, "DTEND") != NULL)
    return;
  duration = icaldurationtype_from_string (property->value);
  if (icaldurationtype_is_bad_duration (duration) || duration.is_neg)
    {
      cvk_ics_maker_warn (self, "invalid-date", "DURATION");
      return;
    }
  cvk_parse_output_integer (output, "days", duration.weeks * (gint64) 7 + duration.days);
  cvk_parse_output_integer (output, "seconds",
                            duration.hours * (gint64) 3600 + duration.minutes * (gint64) 60 +
                              duration.seconds);
}

/* --- A series --- */

/* As clocks would show it, in seconds. */
static gint64
to_wall (struct icaltimetype time)
{
  return cvk_ics_day_from_date (time.year, time.month, time.day) * DAY +
         (time.is_date ? 0 : time.hour * 3600 + time.minute * 60 + time.second);
}

static struct icaltimetype
from_wall (CvkIcsMaker *self, gint64 wall)
{
  struct icaltimetype time = self->start;
  gint64 second = ((wall % DAY) + DAY) % DAY;
  CvkIcsDay day;

  cvk_ics_day_init (&day, (wall - second) / DAY);
  time.year = day.year;
  time.month = day.month;
  time.day = day.month_day;
  time.hour = (int) (second / 3600);
  time.minute = (int) (second / 60 % 60);
  time.second = (int) (second % 60);
  return time;
}

static void
put_times (CvkIcsMaker *self, const GArray *times)
{
  CvkParseOutput *output = self->request->output;

  cvk_parse_output_begin_array (output, "times");
  for (unsigned i = 0; i < MIN (times->len, self->request->max_times); i++)
    {
      struct icaltimetype time = from_wall (self, g_array_index (times, gint64, i));
      g_autoptr (GString) text = g_string_new (NULL);
      int offset = 0;

      append_wall (text, time);
      if (is_in_zone (time) && cvk_ics_zones_get_offset (self->zones, self->zone, time, &offset))
        g_string_append_printf (text, "/%d", offset);
      cvk_parse_output_string (output, NULL, text->str);
    }
  cvk_parse_output_end_array (output);
}

/* Where the rule itself ends. One that is in UTC, as the standard wants it, is @end then, and can
 * only be compared with by who knows the zone. */
static gint64
read_until (CvkIcsMaker *self, const CvkIcsRule *rule, struct icaltimetype *end)
{
  struct icaltimetype until;

  if (rule->until == NULL)
    return self->request->until;
  if (!cvk_ics_read_time (rule->until, strlen (rule->until), &until))
    {
      cvk_ics_maker_warn (self, "invalid-date", "UNTIL");
      return self->request->until;
    }
  /* A date ends with its day. */
  if (until.is_date)
    return MIN (to_wall (until) + DAY - 1, self->request->until);
  if (until.zone != NULL && is_in_zone (self->start))
    {
      *end = until;
      return MIN (to_wall (until) + DAY, self->request->until);
    }
  return MIN (to_wall (until), self->request->until);
}

/* The rules of a series, and its start, which belongs to it in any case. Returns what there is to
 * say, a static word or NULL. */
static const char *
expand (CvkIcsMaker *self, GArray *times, struct icaltimetype *end)
{
  gint64 from = self->request->from - estimate_length (self);
  gint64 start = to_wall (self->start);
  const char *trouble = NULL;

  if (start >= from && start <= self->request->until)
    g_array_append_val (times, start);
  for (unsigned i = 0; i < self->properties->len; i++)
    {
      const CvkIcsProperty *property = &g_array_index (self->properties, CvkIcsProperty, i);
      g_auto (CvkIcsRule) rule = { 0 };
      CvkIcsRuleResult result;

      if (!g_str_equal (property->name, "RRULE"))
        continue;
      if (!cvk_ics_rule_init (&rule, property->value))
        {
          trouble = "rule-invalid";
          continue;
        }
      result = cvk_ics_rule_expand (&rule, start, from, read_until (self, &rule, end),
                                    &self->request->steps, times);
      if (result != CVK_ICS_RULE_DONE)
        trouble = result == CVK_ICS_RULE_TOO_FINE ? "rule-too-fine" : "rule-too-many";
    }
  return trouble;
}

gboolean
cvk_ics_maker_put_series (CvkIcsMaker *self, const char **trouble)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  const CvkIcsProperty *rule = cvk_ics_maker_find (self, "RRULE");
  struct icaltimetype end = icaltime_null_time ();

  *trouble = expand (self, times, &end);
  if (times->len == 0 && cvk_ics_maker_find (self, "RDATE") == NULL && *trouble == NULL)
    return FALSE;
  if (rule != NULL)
    cvk_parse_output_string (self->request->output, "rule", rule->value);
  if (!icaltime_is_null_time (end))
    cvk_ics_maker_put_time (self, "rule_end", end, NULL);
  put_times (self, times);
  put_dates (self, "RDATE", "rdates");
  put_dates (self, "EXDATE", "exdates");
  return TRUE;
}

gboolean
cvk_ics_maker_is_near (CvkIcsMaker *self)
{
  gint64 start = to_wall (self->start);

  return start >= self->request->from - estimate_length (self) && start <= self->request->until;
}
