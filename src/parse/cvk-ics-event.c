// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-ics-event.h"

#include <string.h>

#include "parse/cvk-ics-event-private.h"

#define MAX_LINES 2000
#define MAX_SIZE (4 * 1024 * 1024)
#define MAX_WARNINGS 100

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

void
cvk_ics_maker_warn (CvkIcsMaker *self, const char *code, const char *property)
{
  const CvkIcsWarning warning = { code, property };

  g_array_append_val (self->warnings, warning);
}

/* --- Properties --- */

const CvkIcsProperty *
cvk_ics_maker_find (CvkIcsMaker *self, const char *name)
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
dup_text (CvkIcsMaker *self, const char *name)
{
  const CvkIcsProperty *property = cvk_ics_maker_find (self, name);

  return property != NULL ? cvk_ics_unescape (property->value) : NULL;
}

static void
put_text (CvkIcsMaker *self, const char *property, const char *name)
{
  g_autofree char *text = dup_text (self, property);

  cvk_parse_output_string (self->request->output, name, text);
}

static void
read_properties (CvkIcsMaker *self)
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

/* --- People --- */

static const char *
strip_mailto (const char *address)
{
  return g_ascii_strncasecmp (address, "mailto:", 7) == 0 ? address + 7 : address;
}

static void
put_person (CvkIcsMaker *self, const CvkIcsProperty *property, const char *name)
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
put_people (CvkIcsMaker *self)
{
  const CvkIcsProperty *organizer = cvk_ics_maker_find (self, "ORGANIZER");

  if (organizer != NULL)
    put_person (self, organizer, "organizer");
  if (cvk_ics_maker_find (self, "ATTENDEE") == NULL)
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
put_head (CvkIcsMaker *self)
{
  CvkParseOutput *output = self->request->output;
  const CvkIcsProperty *recurrence = cvk_ics_maker_find (self, "RECURRENCE-ID");
  const CvkIcsProperty *sequence = cvk_ics_maker_find (self, "SEQUENCE");
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
put_rest (CvkIcsMaker *self)
{
  g_autofree char *status = dup_text (self, "STATUS");
  g_autofree char *word = status != NULL ? g_ascii_strdown (status, -1) : NULL;

  cvk_ics_maker_put_end (self);
  put_text (self, "SUMMARY", "summary");
  put_text (self, "DESCRIPTION", "description");
  put_text (self, "LOCATION", "location");
  put_text (self, "URL", "url");
  put_text (self,
            cvk_ics_maker_find (self, "CONFERENCE") != NULL ? "CONFERENCE" : "X-GOOGLE-CONFERENCE",
            "conference");
  cvk_parse_output_string (self->request->output, "status", word);
  cvk_ics_maker_put_property_time (self, "LAST-MODIFIED", "last_modified");
  put_people (self);
}

static void
end_event (CvkParseOutput *output)
{
  cvk_parse_output_end_object (output);
  cvk_parse_output_end_line (output);
}

static void
put_event (CvkIcsMaker *self)
{
  gboolean is_override = cvk_ics_maker_find (self, "RECURRENCE-ID") != NULL;
  gboolean is_series =
    cvk_ics_maker_find (self, "RRULE") != NULL || cvk_ics_maker_find (self, "RDATE") != NULL;
  const char *trouble = NULL;

  if (!is_override && !is_series && !cvk_ics_maker_is_near (self))
    return;
  put_head (self);
  cvk_ics_maker_put_time (self, "start", self->start, self->zone);
  if (is_override)
    cvk_ics_maker_put_property_time (self, "RECURRENCE-ID", "recurrence_id");
  else if (is_series && !cvk_ics_maker_put_series (self, &trouble))
    {
      cvk_parse_output_drop_line (self->request->output);
      return;
    }
  if (trouble != NULL)
    cvk_parse_output_string (self->request->output, "trouble", trouble);
  put_rest (self);
  end_event (self->request->output);
  if (trouble != NULL)
    cvk_ics_maker_warn (self, trouble, "RRULE");
}

static void
make (CvkIcsMaker *self)
{
  const CvkIcsProperty *start = NULL;

  if (self->request->is_index)
    {
      put_head (self);
      cvk_ics_maker_put_property_time (self, "RECURRENCE-ID", "recurrence_id");
      end_event (self->request->output);
      return;
    }
  start = cvk_ics_maker_find (self, "DTSTART");
  if (start == NULL)
    cvk_ics_maker_warn (self, "no-start", "DTSTART");
  else if (!cvk_ics_read_time (start->value, strlen (start->value), &self->start))
    cvk_ics_maker_warn (self, "invalid-date", "DTSTART");
  else
    {
      self->zone = cvk_ics_property_get (start, "TZID");
      put_event (self);
      if (self->event->was_cut)
        cvk_ics_maker_warn (self, "event-too-large", NULL);
    }
}

void
cvk_ics_event_put_out (CvkIcsEvent *self, CvkIcsRequest *request, CvkIcsZones *zones)
{
  CvkIcsMaker maker = { .event = self, .request = request, .zones = zones };

  maker.warnings = g_array_new (FALSE, FALSE, sizeof (CvkIcsWarning));
  read_properties (&maker);
  make (&maker);
  for (unsigned i = 0; i < maker.warnings->len; i++)
    {
      const CvkIcsWarning *warning = &g_array_index (maker.warnings, CvkIcsWarning, i);

      cvk_ics_warn (request, warning->code, maker.uid, maker.summary, self->line,
                    warning->property);
    }
  g_array_unref (maker.warnings);
  g_array_unref (maker.properties);
  g_free (maker.uid);
  g_free (maker.summary);
}
