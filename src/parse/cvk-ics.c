// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-ics.h"

#include <string.h>

#include "base/cvk-parse-protocol.h"
#include "parse/cvk-ics-event.h"
#include "parse/cvk-ics-lines.h"
#include "parse/cvk-ics-recurrence.h"

#define DAY 86400
/* Zones are at most 14 hours apart from UTC; the rest is caution. */
#define MARGIN DAY
#define MAX_ZONE_SIZE (256 * 1024)

typedef struct
{
  CvkIcsRequest request;
  CvkIcsLines lines;
  CvkIcsZones *zones; /* of the calendar; NULL outside of one */
  size_t calendar_start;
  CvkIcsEvent *event; /* nullable: outside of one */
  unsigned depth;     /* of components inside of the event, or that are passed over */
  gboolean has_calendar;
} Reader;

/* --- Zones --- */

/* Takes one in, up to its end. */
static void
take_zone (Reader *self, CvkIcsLines *lines)
{
  g_autoptr (GString) text = g_string_new ("BEGIN:VTIMEZONE\r\n");
  unsigned number = lines->number;
  gboolean is_whole = FALSE;

  while (!is_whole && text->len < MAX_ZONE_SIZE && cvk_ics_lines_next (lines))
    {
      is_whole = cvk_ics_lines_is (lines, "END", "VTIMEZONE");
      if (cvk_ics_lines_is (lines, "BEGIN", "VCALENDAR") ||
          cvk_ics_lines_is (lines, "BEGIN", "VEVENT"))
        break;
      g_string_append (text, lines->line->str);
      g_string_append (text, "\r\n");
    }
  if (!is_whole || !cvk_ics_zones_add (self->zones, text->str))
    cvk_ics_warn (&self->request, "zone-invalid", NULL, NULL, number, NULL);
}

/* Those of this calendar may stand behind its events. */
static void
look_ahead_for_zones (Reader *self)
{
  g_auto (CvkIcsLines) lines = { 0 };

  cvk_ics_lines_init (&lines, self->lines.data, self->lines.length);
  lines.position = self->lines.position;
  lines.n_read = self->lines.n_read;
  while (cvk_ics_lines_next (&lines))
    {
      if (cvk_ics_lines_is (&lines, "BEGIN", "VTIMEZONE"))
        take_zone (self, &lines);
      /* Here the next one begins, also when a zone without an end has come to it: a look goes no
       * further, or many calendars would be many looks at all of them. */
      if (cvk_ics_lines_is (&lines, "BEGIN", "VCALENDAR"))
        break;
    }
}

/* --- Calendars and events --- */

static void
drop_event (Reader *self)
{
  if (self->event != NULL)
    cvk_ics_warn (&self->request, "unfinished", NULL, NULL, self->event->line, NULL);
  g_clear_pointer (&self->event, cvk_ics_event_free);
  self->depth = 0;
}

static void
begin_calendar (Reader *self)
{
  drop_event (self);
  g_clear_pointer (&self->zones, cvk_ics_zones_free);
  self->zones = cvk_ics_zones_new ();
  self->calendar_start = self->lines.start;
  self->has_calendar = TRUE;
  if (!self->request.is_index)
    look_ahead_for_zones (self);
}

static void
end_calendar (Reader *self)
{
  CvkParseOutput *output = self->request.output;

  drop_event (self);
  if (self->zones == NULL)
    return;
  cvk_parse_output_begin_line (output);
  cvk_parse_output_begin_object (output, "calendar");
  cvk_parse_output_begin_array (output, "at");
  cvk_parse_output_integer (output, NULL, (gint64) self->calendar_start);
  cvk_parse_output_integer (output, NULL, (gint64) self->lines.position);
  cvk_parse_output_end_array (output);
  cvk_parse_output_integer (output, "end", (gint64) self->lines.start);
  cvk_parse_output_end_object (output);
  cvk_parse_output_end_line (output);
  g_clear_pointer (&self->zones, cvk_ics_zones_free);
}

/* An event in another one: that has lost its end, or was made to confuse. */
static void
begin_event (Reader *self)
{
  drop_event (self);
  self->event = cvk_ics_event_new (self->lines.start, self->lines.number);
}

static void
end_event (Reader *self)
{
  self->event->end = self->lines.position;
  cvk_ics_event_put_out (self->event, &self->request, self->zones);
  g_clear_pointer (&self->event, cvk_ics_event_free);
}

static void
take_line (Reader *self)
{
  CvkIcsLines *lines = &self->lines;
  const char *value = NULL;

  if (cvk_ics_lines_is (lines, "BEGIN", "VCALENDAR"))
    begin_calendar (self);
  else if (self->zones == NULL)
    return;
  else if (cvk_ics_lines_is (lines, "BEGIN", "VEVENT"))
    begin_event (self);
  else if (cvk_ics_lines_is (lines, "END", "VCALENDAR"))
    end_calendar (self);
  else if (cvk_ics_lines_has_name (lines, "BEGIN", NULL))
    self->depth++;
  else if (self->event != NULL && cvk_ics_lines_is (lines, "END", "VEVENT"))
    {
      end_event (self);
      self->depth = 0;
    }
  else if (cvk_ics_lines_has_name (lines, "END", NULL))
    self->depth -= MIN (self->depth, 1);
  else if (self->request.is_index && cvk_ics_lines_has_name (lines, "TZID", &value))
    {
      cvk_parse_output_begin_line (self->request.output);
      cvk_parse_output_begin_object (self->request.output, "zone");
      cvk_parse_output_string (self->request.output, "id", value);
      cvk_parse_output_end_object (self->request.output);
      cvk_parse_output_end_line (self->request.output);
    }
  else if (self->event != NULL && self->depth == 0)
    {
      if (lines->was_cut)
        cvk_ics_warn (&self->request, "line-too-long", NULL, NULL, lines->number, NULL);
      else
        cvk_ics_event_add_line (self->event, lines->line->str);
    }
}

/* --- The format --- */

/* The years 1 to 9999, as far as dates are written. */
static gint64
make_limit (const char *const *options, const char *name, gint64 fallback, int margin)
{
  gint64 seconds = cvk_parse_option_get_integer (options, name, fallback);

  seconds = CLAMP (seconds, G_GINT64_CONSTANT (-62135596800), G_GINT64_CONSTANT (253402300799));
  return seconds + margin;
}

static void
parse (const char *data, size_t length, const char *const *options, CvkParseOutput *output)
{
  Reader self = { .request = { .output = output, .steps = CVK_ICS_MAX_STEPS_IN_ALL } };
  gint64 times = cvk_parse_option_get_integer (options, "times", CVK_ICS_MAX_TIMES);

  self.request.from = make_limit (options, "from", G_MININT64 / 2, -MARGIN);
  self.request.until = make_limit (options, "until", G_MAXINT64 / 2, MARGIN);
  self.request.max_times = (unsigned) CLAMP (times, 1, CVK_ICS_MAX_TIMES);
  self.request.is_index = cvk_parse_option_get_integer (options, "index", 0) != 0;
  cvk_ics_lines_init (&self.lines, data, length);
  while (cvk_ics_lines_next (&self.lines) && !cvk_parse_output_is_full (output))
    take_line (&self);
  drop_event (&self);
  if (self.zones != NULL)
    cvk_ics_warn (&self.request, "unfinished", NULL, NULL, self.lines.number, "VCALENDAR");
  g_clear_pointer (&self.zones, cvk_ics_zones_free);
  cvk_ics_lines_clear (&self.lines);
  if (!self.has_calendar)
    cvk_parse_output_fail (output, CVK_PARSE_FAILED_FORMAT, "There is no VCALENDAR.");
}

/* libical reads its table of zones, and ICU its data, when they are used for the first time. */
static void
prepare (void)
{
  g_autoptr (CvkIcsZones) zones = cvk_ics_zones_new ();
  int offset = 0;

  icalerror_set_errors_are_fatal (0);
  icaltimezone_get_utc_timezone ();
  cvk_ics_zones_add (zones, "BEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\n"
                            "DTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\n"
                            "RRULE:FREQ=YEARLY;BYMONTH=1\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n");
  cvk_ics_zones_get_offset (zones, "x", icaltime_from_string ("20260303T140000"), &offset);
}

const CvkParseFormat cvk_ics_format = {
  .name = "ics",
  .max_size = CVK_ICS_MAX_SIZE,
  .prepare = prepare,
  .parse = parse,
};
