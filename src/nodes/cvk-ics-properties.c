// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-ics-properties.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "nodes/cvk-ics-text.h"

void
cvk_ics_properties_clear (CvkIcsProperties *self)
{
  g_clear_pointer (&self->summary, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->location, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->link, g_free);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->rule, g_free);
  g_clear_pointer (&self->organizer, g_free);
  g_clear_pointer (&self->start, cvk_date_time_free);
  g_clear_pointer (&self->end, cvk_date_time_free);
  g_clear_pointer (&self->attendees, g_ptr_array_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
}

static gboolean
fail (CvkProblem **problem, const char *field, CvkProblem *reason)
{
  cvk_problem_set_field (reason, field);
  *problem = reason;
  return FALSE;
}

/* --- Dates --- */

/* A day stays one; a wall time is read in the zone of setting "zone", or in this computer's. */
static gboolean
read_date (const CvkValue *settings, const char *field, CvkDateTime **date, CvkProblem **problem)
{
  const char *text = cvk_value_lookup_string (settings, field, "");
  const char *zone = cvk_value_lookup_string (settings, "zone", "");
  g_autofree char *own = *zone == '\0' ? cvk_time_zone_dup_own () : g_strdup (zone);
  g_autoptr (CvkDateTime) parsed = NULL;
  g_autoptr (GError) error = NULL;

  if (*text == '\0')
    return TRUE;
  parsed = cvk_date_time_parse (text, &error);
  if (parsed != NULL && (parsed->has_offset || !parsed->has_time))
    *date = g_steal_pointer (&parsed);
  else if (parsed != NULL)
    *date = cvk_date_time_resolve (parsed, own, NULL, &error);
  if (*date != NULL)
    return TRUE;
  return fail (problem, field, cvk_problem_new_from_error ("invalid-date", error));
}

static gboolean
read_dates (CvkIcsProperties *self, const CvkValue *settings, CvkProblem **problem)
{
  if (!read_date (settings, "start", &self->start, problem) ||
      !read_date (settings, "end", &self->end, problem))
    return FALSE;
  self->minutes = cvk_value_lookup_integer (settings, "duration", -1);
  if (self->start != NULL && self->end != NULL &&
      (self->start->has_time != self->end->has_time ||
       (self->start->has_time && self->end->instant < self->start->instant)))
    return fail (problem, "end",
                 cvk_problem_new ("end-before-start",
                                  N_ ("The event ends before it begins. Correct “End”."), NULL));
  return TRUE;
}

CvkDateTime *
cvk_ics_properties_dup_end (const CvkIcsProperties *self)
{
  if (self->end != NULL)
    return cvk_date_time_shift (self->end, 0, "seconds", NULL);
  if (self->start == NULL || self->minutes < 0 || !self->start->has_time)
    return NULL;
  return cvk_date_time_shift (self->start, self->minutes, "minutes", NULL);
}

/* --- People --- */

static gboolean
is_address (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at > text && at[1] != '\0' && strpbrk (text, " \t\r\n<>\"',;:") == NULL;
}

/* "ana@example.org" or "Ana <ana@example.org>". */
static void
split_person (const char *text, char **name, char **address)
{
  const char *open = strrchr (text, '<');
  const char *close = open != NULL ? strchr (open, '>') : NULL;

  if (close != NULL)
    {
      *name = g_strstrip (g_strndup (text, open - text));
      *address = g_strstrip (g_strndup (open + 1, close - open - 1));
      return;
    }
  *name = g_strdup ("");
  *address = g_strstrip (g_strdup (text));
}

static void
read_person (const CvkValue *value, char **name, char **address)
{
  if (cvk_value_is_string (value))
    {
      split_person (cvk_value_get_string (value), name, address);
      return;
    }
  *name = g_strdup (cvk_value_lookup_string (value, "name", ""));
  *address = g_strdup (cvk_value_lookup_string (value, "email", ""));
}

/* @parameters: behind the property's name. (transfer full) (nullable): NULL with @problem set. */
static char *
format_person (const CvkValue *value,
               const char *property,
               const char *field,
               char **address,
               CvkProblem **problem)
{
  g_autofree char *name = NULL;
  g_autofree char *quoted = NULL;

  read_person (value, &name, address);
  if (!is_address (*address))
    {
      fail (problem, field,
            cvk_problem_new ("invalid-address",
                             N_ ("“{value}” is no e-mail address. Write it like ana@example.org."),
                             "value", *address, NULL));
      return NULL;
    }
  quoted = cvk_ics_quote (name);
  return g_strdup_printf ("%s%s%s:mailto:%s", property, *name != '\0' ? ";CN=" : "",
                          *name != '\0' ? quoted : "", *address);
}

static gboolean
add_attendee (CvkIcsProperties *self, const CvkValue *value, CvkProblem **problem)
{
  char *address = NULL;
  char *line =
    format_person (value, "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE",
                   "attendees", &address, problem);

  if (line == NULL)
    {
      g_free (address);
      return FALSE;
    }
  g_ptr_array_add (self->attendees, line);
  g_ptr_array_add (self->addresses, address);
  return TRUE;
}

/* A list of people, or a text with commas between them. */
static gboolean
read_attendees (CvkIcsProperties *self, const CvkValue *settings, CvkProblem **problem)
{
  const CvkValue *value = cvk_value_get_member (settings, "attendees");
  g_auto (GStrv) parts = NULL;

  if (value == NULL || cvk_value_is_null (value))
    return TRUE;
  self->attendees = g_ptr_array_new_with_free_func (g_free);
  self->addresses = g_ptr_array_new_with_free_func (g_free);
  if (cvk_value_is_array (value))
    {
      for (size_t i = 0; i < cvk_value_get_length (value); i++)
        if (!add_attendee (self, cvk_value_get_element (value, i), problem))
          return FALSE;
      return TRUE;
    }
  if (!cvk_value_is_string (value))
    return add_attendee (self, value, problem);
  parts = g_strsplit_set (cvk_value_get_string (value), ",;\n", -1);
  for (unsigned i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (CvkValue) part = cvk_value_new_string (g_strstrip (parts[i]));

      if (*parts[i] != '\0' && !add_attendee (self, part, problem))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_organizer (CvkIcsProperties *self, const CvkValue *settings, CvkProblem **problem)
{
  const CvkValue *value = cvk_value_get_member (settings, "organizer");
  g_autofree char *address = NULL;

  if (value == NULL || cvk_value_is_null (value) ||
      (cvk_value_is_string (value) && *cvk_value_get_string (value) == '\0'))
    return TRUE;
  self->organizer = format_person (value, "ORGANIZER", "organizer", &address, problem);
  return self->organizer != NULL;
}

/* --- All of them --- */

/* (transfer full) (nullable) */
static char *
dup_text (const CvkValue *settings, const char *field)
{
  return g_strdup (cvk_value_lookup_string (settings, field, NULL));
}

/* A link is written as it is, so it must be one. */
static gboolean
read_link (const CvkValue *settings, const char *field, char **link, CvkProblem **problem)
{
  *link = dup_text (settings, field);
  if (*link == NULL || **link == '\0' ||
      (g_uri_is_valid (*link, G_URI_FLAGS_NONE, NULL) && strpbrk (*link, "\r\n \"") == NULL))
    return TRUE;
  return fail (problem, field,
               cvk_problem_new ("invalid-link",
                                N_ ("“{value}” is no link. Write it like https://example.org."),
                                "value", *link, NULL));
}

static gboolean
read_rule (CvkIcsProperties *self, const CvkValue *settings, CvkProblem **problem)
{
  self->rule = dup_text (settings, "rule");
  if (self->rule == NULL || *self->rule == '\0' ||
      (strstr (self->rule, "FREQ=") != NULL &&
       strspn (self->rule, G_CSET_A_2_Z G_CSET_DIGITS "=;,+-") == strlen (self->rule)))
    return TRUE;
  return fail (problem, "rule",
               cvk_problem_new ("invalid-rule",
                                N_ ("“{value}” is no rule of recurrence. Write it like "
                                    "FREQ=WEEKLY;COUNT=10."),
                                "value", self->rule, NULL));
}

gboolean
cvk_ics_properties_init (CvkIcsProperties *self, const CvkValue *settings, CvkProblem **problem)
{
  *self = (CvkIcsProperties){ .minutes = -1 };
  self->summary = dup_text (settings, "summary");
  self->description = dup_text (settings, "description");
  self->location = dup_text (settings, "location");
  self->status = dup_text (settings, "status");
  return read_dates (self, settings, problem) && read_link (settings, "url", &self->url, problem) &&
         read_link (settings, "link", &self->link, problem) &&
         read_rule (self, settings, problem) && read_organizer (self, settings, problem) &&
         read_attendees (self, settings, problem);
}

/* --- A new event --- */

char *
cvk_ics_format_conference (const char *link)
{
  return g_strdup_printf ("CONFERENCE;VALUE=URI;FEATURE=VIDEO:%s", link);
}

static void
append_text (GString *text, const char *name, const char *value)
{
  g_autofree char *escaped = NULL;
  g_autofree char *line = NULL;

  if (value == NULL || *value == '\0')
    return;
  escaped = cvk_ics_escape (value);
  line = g_strconcat (name, ":", escaped, NULL);
  cvk_ics_append_line (text, line);
}

/* Links and rules are no TEXT: nothing in them is escaped. */
static void
append_raw (GString *text, const char *name, const char *value)
{
  g_autofree char *line = NULL;

  if (value == NULL || *value == '\0')
    return;
  line = g_strconcat (name, ":", value, NULL);
  cvk_ics_append_line (text, line);
}

static void
append_time (GString *text, const char *name, const CvkDateTime *time)
{
  g_autofree char *line = time != NULL ? cvk_ics_format_time (name, time) : NULL;

  if (line != NULL)
    cvk_ics_append_line (text, line);
}

/* Programs that do not know CONFERENCE show the place or the URL. */
static void
append_link (const CvkIcsProperties *self, GString *text)
{
  g_autofree char *conference = NULL;

  if (self->link == NULL || *self->link == '\0')
    return;
  conference = cvk_ics_format_conference (self->link);
  cvk_ics_append_line (text, conference);
  if (self->url == NULL || *self->url == '\0')
    append_raw (text, "URL", self->link);
  if (self->location == NULL || *self->location == '\0')
    append_text (text, "LOCATION", self->link);
}

char *
cvk_ics_properties_to_event (const CvkIcsProperties *self,
                             const char *uid,
                             int64_t sequence,
                             int64_t now)
{
  GString *text = g_string_new ("BEGIN:VEVENT\r\n");
  g_autoptr (CvkDateTime) end = cvk_ics_properties_dup_end (self);
  g_autofree char *stamp = cvk_ics_format_instant ("DTSTAMP", now);
  g_autofree char *modified = cvk_ics_format_instant ("LAST-MODIFIED", now);
  g_autofree char *number = g_strdup_printf ("SEQUENCE:%" PRId64, sequence);
  g_autofree char *status = self->status != NULL ? g_ascii_strup (self->status, -1) : NULL;

  append_text (text, "UID", uid);
  cvk_ics_append_line (text, stamp);
  cvk_ics_append_line (text, modified);
  cvk_ics_append_line (text, number);
  append_time (text, "DTSTART", self->start);
  append_time (text, "DTEND", end);
  append_raw (text, "RRULE", self->rule);
  append_text (text, "SUMMARY", self->summary);
  append_text (text, "DESCRIPTION", self->description);
  append_text (text, "LOCATION", self->location);
  append_raw (text, "URL", self->url);
  append_link (self, text);
  append_text (text, "STATUS", status);
  if (self->organizer != NULL)
    cvk_ics_append_line (text, self->organizer);
  for (unsigned i = 0; self->attendees != NULL && i < self->attendees->len; i++)
    cvk_ics_append_line (text, self->attendees->pdata[i]);
  g_string_append (text, "END:VEVENT\r\n");
  return g_string_free (text, FALSE);
}

char *
cvk_ics_properties_list_zones (const CvkIcsProperties *self, GHashTable *known)
{
  const CvkDateTime *const times[] = { self->start, self->end };
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (times); i++)
    {
      const CvkDateTime *time = times[i];
      g_autofree char *zone = NULL;

      if (time == NULL || !time->has_time || time->zone == NULL ||
          !g_hash_table_add (known, g_strdup (time->zone)))
        continue;
      zone = cvk_ics_zone_to_text (time->zone, time->instant / G_USEC_PER_SEC);
      if (zone != NULL)
        g_string_append (text, zone);
    }
  return g_string_free (text, FALSE);
}
