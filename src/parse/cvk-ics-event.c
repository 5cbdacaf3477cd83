// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-ics-event.h"

#include <string.h>

#include "parse/cvk-ics-lines.h"
#include "parse/cvk-ics-recurrence.h"

#define MAX_LINES 2000
#define MAX_SIZE (4 * 1024 * 1024)
#define MAX_WARNINGS 100
#define MAX_DATES 5000

/* Everything else stays outside. */
static const char *const properties[] = {
  "ATTENDEE",
  "CONFERENCE",
  "DESCRIPTION",
  "DTEND",
  "DTSTART",
  "DURATION",
  "EXDATE",
  "LAST-MODIFIED",
  "LOCATION",
  "ORGANIZER",
  "RDATE",
  "RECURRENCE-ID",
  "RRULE",
  "SEQUENCE",
  "STATUS",
  "SUMMARY",
  "UID",
  "URL",
  "X-GOOGLE-CONFERENCE",
};

/* What an event is made of while it is put out. */
typedef struct
{
  CvkIcsEvent *event;
  CvkIcsRequest *request;
  CvkIcsZones *zones;
  GArray *properties; /* of CvkIcsProperty */
  char *uid;          /* nullable */
  char *summary;      /* nullable */
  struct icaltimetype start;
  const char *zone; /* of the start; nullable */
} Maker;

CvkIcsEvent *
cvk_ics_event_new (size_t begin, unsigned line)
{
  CvkIcsEvent *self = g_new0 (CvkIcsEvent, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->begin = begin;
  self->line = line;
  return self;
}

void
cvk_ics_event_free (CvkIcsEvent *self)
{
  g_ptr_array_unref (self->lines);
  g_free (self);
}

void
cvk_ics_event_add_line (CvkIcsEvent *self, const char *line)
{
  size_t length = strcspn (line, ";:");

  for (size_t i = 0; i < G_N_ELEMENTS (properties); i++)
    if (strlen (properties[i]) == length && g_ascii_strncasecmp (properties[i], line, length) == 0)
      {
        size_t size = strlen (line);

        if (self->lines->len >= MAX_LINES || self->size + size > MAX_SIZE)
          {
            self->was_cut = TRUE;
            return;
          }
        self->size += size;
        g_ptr_array_add (self->lines, g_strdup (line));
        return;
      }
}

void
cvk_ics_warn (CvkIcsRequest *request,
              const char *code,
              const char *uid,
              const char *summary,
              unsigned line,
              const char *property)
{
  CvkParseOutput *output = request->output;

  if (request->n_warnings++ >= MAX_WARNINGS)
    return;
  cvk_parse_output_begin_line (output);
  cvk_parse_output_string (output, "warning", code);
  cvk_parse_output_string (output, "uid", uid);
  cvk_parse_output_string (output, "summary", summary);
  if (line > 0)
    cvk_parse_output_integer (output, "line", line);
  cvk_parse_output_string (output, "property", property);
  cvk_parse_output_end_line (output);
}

static void
warn (Maker *self, const char *code, const char *property)
{
  cvk_ics_warn (self->request, code, self->uid, self->summary, self->event->line, property);
}

/* --- Properties --- */

static const CvkIcsProperty *
find (Maker *self, const char *name)
{
  for (unsigned i = 0; i < self->properties->len; i++)
    {
      const CvkIcsProperty *property = &g_array_index (self->properties, CvkIcsProperty, i);

      if (g_str_equal (property->name, name))
        return property;
    }
  return NULL;
}

static char *
dup_text (Maker *self, const char *name)
{
  const CvkIcsProperty *property = find (self, name);

  return property != NULL ? cvk_ics_unescape (property->value) : NULL;
}

static void
put_text (Maker *self, const char *property, const char *name)
{
  g_autofree char *text = dup_text (self, property);

  cvk_parse_output_string (self->request->output, name, text);
}

static void
read_properties (Maker *self)
{
  self->properties = g_array_new (FALSE, FALSE, sizeof (CvkIcsProperty));
  g_array_set_clear_func (self->properties, (GDestroyNotify) cvk_ics_property_clear);
  for (unsigned i = 0; i < self->event->lines->len; i++)
    {
      CvkIcsProperty property;

      if (cvk_ics_property_init (&property, self->event->lines->pdata[i]))
        g_array_append_val (self->properties, property);
      else
        cvk_ics_property_clear (&property);
    }
  self->uid = dup_text (self, "UID");
  self->summary = dup_text (self, "SUMMARY");
}

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

/* @length: of the text, which a list goes on behind. */
static gboolean
read_time (const char *text, size_t length, struct icaltimetype *time)
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

static void
put_time (Maker *self, const char *name, struct icaltimetype time, const char *zone)
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

static void
put_property_time (Maker *self, const char *property_name, const char *name)
{
  const CvkIcsProperty *property = find (self, property_name);
  struct icaltimetype time;

  if (property == NULL)
    return;
  if (read_time (property->value, strlen (property->value), &time))
    put_time (self, name, time, cvk_ics_property_get (property, "TZID"));
  else
    warn (self, "invalid-date", property_name);
}

/* Lists of times: RDATE and EXDATE. Of a period its start counts. */
static void
put_dates (Maker *self, const char *property_name, const char *name)
{
  unsigned count = 0;

  if (find (self, property_name) == NULL)
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

          if (read_time (text, MIN (length, strcspn (text, "/")), &time))
            put_time (self, NULL, time, cvk_ics_property_get (property, "TZID"));
          count++;
          text += length + (text[length] == ',' ? 1 : 0);
        }
    }
  cvk_parse_output_end_array (self->request->output);
}

/* How long it is, for the question whether it is wanted; in seconds. */
static gint64
estimate_length (Maker *self)
{
  const CvkIcsProperty *end = find (self, "DTEND");
  const CvkIcsProperty *duration = find (self, "DURATION");
  struct icaltimetype time;
  struct icaltimetype start = self->start;
  gint64 length = start.is_date ? 86400 : 0;

  start.zone = NULL;
  if (end != NULL && read_time (end->value, strlen (end->value), &time))
    {
      time.zone = NULL;
      length = (gint64) icaltime_as_timet (time) - (gint64) icaltime_as_timet (start);
    }
  else if (duration != NULL)
    length = icaldurationtype_as_int (icaldurationtype_from_string (duration->value));
  return CLAMP (length, 0, G_MAXINT / 2);
}

static void
put_end (Maker *self)
{
  CvkParseOutput *output = self->request->output;
  const CvkIcsProperty *property = find (self, "DURATION");
  struct icaldurationtype duration;

  put_property_time (self, "DTEND", "end");
  if (property == NULL || find (self, "DTEND") != NULL)
    return;
  duration = icaldurationtype_from_string (property->value);
  if (icaldurationtype_is_bad_duration (duration) || duration.is_neg)
    {
      warn (self, "invalid-date", "DURATION");
      return;
    }
  cvk_parse_output_integer (output, "days", duration.weeks * (gint64) 7 + duration.days);
  cvk_parse_output_integer (output, "seconds",
                            duration.hours * (gint64) 3600 + duration.minutes * (gint64) 60 +
                              duration.seconds);
}

/* --- A series --- */

static struct icaltimetype
make_limit (Maker *self, struct icaltimetype limit, gint64 seconds)
{
  limit.is_date = 0;
  icaltime_adjust (&limit, 0, 0, 0, (int) -seconds);
  limit.is_date = self->start.is_date;
  return limit;
}

static void
put_times (Maker *self, const GArray *times)
{
  CvkParseOutput *output = self->request->output;

  cvk_parse_output_begin_array (output, "times");
  for (unsigned i = 0; i < MIN (times->len, self->request->max_times); i++)
    {
      struct icaltimetype time = g_array_index (times, struct icaltimetype, i);
      g_autoptr (GString) text = g_string_new (NULL);
      int offset = 0;

      /* The rule was counted without the zone. */
      time.zone = self->start.zone;
      append_wall (text, time);
      if (is_in_zone (time) && cvk_ics_zones_get_offset (self->zones, self->zone, time, &offset))
        g_string_append_printf (text, "/%d", offset);
      cvk_parse_output_string (output, NULL, text->str);
    }
  cvk_parse_output_end_array (output);
}

static const char *
describe_result (CvkIcsRuleResult result)
{
  switch (result)
    {
    case CVK_ICS_RULE_INVALID:
      return "rule-invalid";
    case CVK_ICS_RULE_TOO_FINE:
      return "rule-too-fine";
    case CVK_ICS_RULE_TOO_MANY:
      return "rule-too-many";
    case CVK_ICS_RULE_DONE:
    default:
      return NULL;
    }
}

/* The rules of a series, and its start, which belongs to it in any case. Returns what there is to
 * say, a static word or NULL. */
static const char *
expand (Maker *self, GArray *times, struct icaltimetype *end)
{
  gint64 length = estimate_length (self);
  struct icaltimetype from = make_limit (self, self->request->from, length);
  struct icaltimetype until = make_limit (self, self->request->until, 0);
  struct icaltimetype start = self->start;
  const char *trouble = NULL;

  start.zone = NULL;
  if (icaltime_compare (start, from) >= 0 && icaltime_compare (start, until) <= 0)
    g_array_append_val (times, start);
  for (unsigned i = 0; i < self->properties->len; i++)
    {
      const CvkIcsProperty *property = &g_array_index (self->properties, CvkIcsProperty, i);
      CvkIcsRuleResult result;

      if (!g_str_equal (property->name, "RRULE"))
        continue;
      result = cvk_ics_rule_expand (property->value, self->start, from, until,
                                    &self->request->steps, times, end);
      if (result != CVK_ICS_RULE_DONE)
        trouble = describe_result (result);
    }
  return trouble;
}

static gboolean
put_series (Maker *self, const char **trouble)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (struct icaltimetype));
  const CvkIcsProperty *rule = find (self, "RRULE");
  struct icaltimetype end = icaltime_null_time ();

  *trouble = expand (self, times, &end);
  if (times->len == 0 && find (self, "RDATE") == NULL && *trouble == NULL)
    return FALSE;
  if (rule != NULL)
    cvk_parse_output_string (self->request->output, "rule", rule->value);
  if (!icaltime_is_null_time (end))
    put_time (self, "rule_end", end, NULL);
  put_times (self, times);
  put_dates (self, "RDATE", "rdates");
  put_dates (self, "EXDATE", "exdates");
  return TRUE;
}

/* --- People --- */

static const char *
strip_mailto (const char *address)
{
  return g_ascii_strncasecmp (address, "mailto:", 7) == 0 ? address + 7 : address;
}

static void
put_person (Maker *self, const CvkIcsProperty *property, const char *name)
{
  CvkParseOutput *output = self->request->output;
  const char *status = cvk_ics_property_get (property, "PARTSTAT");
  const char *email = cvk_ics_property_get (property, "EMAIL");
  g_autofree char *word = status != NULL ? g_ascii_strdown (status, -1) : NULL;

  cvk_parse_output_begin_object (output, name);
  cvk_parse_output_string (output, "name", cvk_ics_property_get (property, "CN"));
  cvk_parse_output_string (output, "email", email != NULL ? email : strip_mailto (property->value));
  if (name == NULL)
    cvk_parse_output_string (output, "status", word != NULL ? word : "needs-action");
  cvk_parse_output_end_object (output);
}

static void
put_people (Maker *self)
{
  const CvkIcsProperty *organizer = find (self, "ORGANIZER");

  if (organizer != NULL)
    put_person (self, organizer, "organizer");
  if (find (self, "ATTENDEE") == NULL)
    return;
  cvk_parse_output_begin_array (self->request->output, "attendees");
  for (unsigned i = 0; i < self->properties->len; i++)
    {
      const CvkIcsProperty *property = &g_array_index (self->properties, CvkIcsProperty, i);

      if (g_str_equal (property->name, "ATTENDEE"))
        put_person (self, property, NULL);
    }
  cvk_parse_output_end_array (self->request->output);
}

/* --- The event --- */

static void
put_head (Maker *self)
{
  CvkParseOutput *output = self->request->output;
  const CvkIcsProperty *recurrence = find (self, "RECURRENCE-ID");
  const CvkIcsProperty *sequence = find (self, "SEQUENCE");
  const char *range = recurrence != NULL ? cvk_ics_property_get (recurrence, "RANGE") : NULL;

  cvk_parse_output_begin_line (output);
  cvk_parse_output_begin_object (output, "event");
  cvk_parse_output_string (output, "uid", self->uid);
  cvk_parse_output_begin_array (output, "at");
  cvk_parse_output_integer (output, NULL, (gint64) self->event->begin);
  cvk_parse_output_integer (output, NULL, (gint64) self->event->end);
  cvk_parse_output_end_array (output);
  cvk_parse_output_integer (output, "line", self->event->line);
  if (sequence != NULL)
    cvk_parse_output_integer (output, "sequence",
                              g_ascii_strtoll (sequence->value, NULL, 10) & G_MAXINT);
  if (range != NULL && g_ascii_strcasecmp (range, "THISANDFUTURE") == 0)
    cvk_parse_output_boolean (output, "and_future", TRUE);
}

static void
put_rest (Maker *self)
{
  g_autofree char *status = dup_text (self, "STATUS");
  g_autofree char *word = status != NULL ? g_ascii_strdown (status, -1) : NULL;

  put_end (self);
  put_text (self, "SUMMARY", "summary");
  put_text (self, "DESCRIPTION", "description");
  put_text (self, "LOCATION", "location");
  put_text (self, "URL", "url");
  put_text (self, find (self, "CONFERENCE") != NULL ? "CONFERENCE" : "X-GOOGLE-CONFERENCE",
            "conference");
  cvk_parse_output_string (self->request->output, "status", word);
  put_property_time (self, "LAST-MODIFIED", "last_modified");
  put_people (self);
}

static void
end_event (CvkParseOutput *output)
{
  cvk_parse_output_end_object (output);
  cvk_parse_output_end_line (output);
}

/* Whether a single event may be wanted. */
static gboolean
is_near (Maker *self)
{
  struct icaltimetype from = make_limit (self, self->request->from, estimate_length (self));
  struct icaltimetype until = make_limit (self, self->request->until, 0);
  struct icaltimetype start = self->start;

  start.zone = NULL;
  return icaltime_compare (start, from) >= 0 && icaltime_compare (start, until) <= 0;
}

static void
put_event (Maker *self)
{
  gboolean is_override = find (self, "RECURRENCE-ID") != NULL;
  gboolean is_series = find (self, "RRULE") != NULL || find (self, "RDATE") != NULL;
  const char *trouble = NULL;

  if (!is_override && !is_series && !is_near (self))
    return;
  put_head (self);
  put_time (self, "start", self->start, self->zone);
  if (is_override)
    put_property_time (self, "RECURRENCE-ID", "recurrence_id");
  else if (is_series && !put_series (self, &trouble))
    {
      cvk_parse_output_drop_line (self->request->output);
      return;
    }
  if (trouble != NULL)
    cvk_parse_output_string (self->request->output, "trouble", trouble);
  put_rest (self);
  end_event (self->request->output);
  if (trouble != NULL)
    warn (self, trouble, "RRULE");
}

static void
make (Maker *self)
{
  const CvkIcsProperty *start = NULL;

  if (self->request->is_index)
    {
      put_head (self);
      put_property_time (self, "RECURRENCE-ID", "recurrence_id");
      end_event (self->request->output);
      return;
    }
  start = find (self, "DTSTART");
  if (start == NULL)
    warn (self, "no-start", "DTSTART");
  else if (!read_time (start->value, strlen (start->value), &self->start))
    warn (self, "invalid-date", "DTSTART");
  else
    {
      self->zone = cvk_ics_property_get (start, "TZID");
      put_event (self);
      if (self->event->was_cut)
        warn (self, "event-too-large", NULL);
    }
}

void
cvk_ics_event_put_out (CvkIcsEvent *self, CvkIcsRequest *request, CvkIcsZones *zones)
{
  Maker maker = { .event = self, .request = request, .zones = zones };

  read_properties (&maker);
  make (&maker);
  g_array_unref (maker.properties);
  g_free (maker.uid);
  g_free (maker.summary);
}
