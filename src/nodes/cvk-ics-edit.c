// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-ics-edit-private.h"

#include <inttypes.h>
#include <string.h>

#include "nodes/cvk-ics-text.h"

static void
free_line (CvkIcsLine *line)
{
  g_free (line->raw);
  g_free (line->line);
  g_free (line);
}

/* --- Lines --- */

static size_t
find_line_end (const char *text, size_t length, size_t from)
{
  do
    {
      const char *newline = memchr (text + from, '\n', length - from);

      if (newline == NULL)
        return length;
      from = newline - text + 1;
    }
  while (from < length && (text[from] == ' ' || text[from] == '\t'));
  return from;
}

/* A zero byte, which iCalendar does not allow, becomes a mark: the line goes on behind it and has
 * its end. A space could make it a fold of the line before. */
static char *
dup_raw (const char *text, size_t length)
{
  GString *raw = g_string_new_len (text, (gssize) length);

  for (size_t i = 0; i < length; i++)
    if (raw->str[i] == '\0')
      raw->str[i] = '?';
  return g_string_free (raw, FALSE);
}

static char *
unfold (const char *raw)
{
  size_t length = strlen (raw);
  GString *line = g_string_sized_new (length);

  for (size_t i = 0; i < length; i++)
    if (raw[i] == '\n')
      i += i + 1 < length ? 1 : 0;
    else if (raw[i] != '\r')
      g_string_append_c (line, raw[i]);
  return g_string_free (line, FALSE);
}

static gboolean
begins_with (const char *line, const char *word)
{
  return g_ascii_strncasecmp (line, word, strlen (word)) == 0;
}

static GPtrArray *
split_lines (const char *text, size_t length)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) free_line);
  unsigned depth = 0;

  for (size_t from = 0; from < length;)
    {
      size_t end = find_line_end (text, length, from);
      CvkIcsLine *line = g_new0 (CvkIcsLine, 1);

      line->raw = dup_raw (text + from, end - from);
      line->line = unfold (line->raw);
      if (begins_with (line->line, "END:"))
        depth -= MIN (depth, 1);
      line->is_own = depth == 1;
      if (begins_with (line->line, "BEGIN:"))
        {
          line->is_own = FALSE;
          depth++;
        }
      g_ptr_array_add (lines, line);
      from = end;
    }
  return lines;
}

static CvkIcsLine *
make_line (const char *content)
{
  GString *raw = g_string_new (NULL);
  CvkIcsLine *line = g_new0 (CvkIcsLine, 1);

  cvk_ics_append_line (raw, content);
  line->raw = g_string_free (raw, FALSE);
  line->line = g_strdup (content);
  line->is_own = TRUE;
  return line;
}

gboolean
cvk_ics_line_has_name (const CvkIcsLine *line, const char *name)
{
  size_t length = strlen (name);

  return line->is_own && begins_with (line->line, name) &&
         strchr (";:", line->line[length]) != NULL && line->line[length] != '\0';
}

const char *
cvk_ics_line_get_value (const CvkIcsLine *line)
{
  gboolean is_quoted = FALSE;
  const char *text = line->line;

  for (; *text != '\0' && (is_quoted || *text != ':'); text++)
    if (*text == '"')
      is_quoted = !is_quoted;
  return *text == ':' ? text + 1 : text;
}

void
cvk_ics_edit_init (CvkIcsEdit *self, const char *text, size_t length)
{
  g_autofree char *own_zone = cvk_time_zone_dup_own ();

  *self =
    (CvkIcsEdit){ .lines = split_lines (text, length), .zones = cvk_calendar_zones_new (own_zone) };
}

void
cvk_ics_edit_clear (CvkIcsEdit *self)
{
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->zones, cvk_calendar_zones_free);
}

/* The parts begin behind the properties. */
static unsigned
find_place (CvkIcsEdit *self)
{
  for (unsigned i = 1; i < self->lines->len; i++)
    if (!((const CvkIcsLine *) self->lines->pdata[i])->is_own)
      return i;
  return self->lines->len;
}

CvkIcsLine *
cvk_ics_edit_find (CvkIcsEdit *self, const char *name)
{
  for (unsigned i = 0; i < self->lines->len; i++)
    if (cvk_ics_line_has_name (self->lines->pdata[i], name))
      return self->lines->pdata[i];
  return NULL;
}

void
cvk_ics_edit_replace (CvkIcsEdit *self, const char *name, const char *content)
{
  unsigned place = G_MAXUINT;

  for (unsigned i = self->lines->len; i > 0; i--)
    if (cvk_ics_line_has_name (self->lines->pdata[i - 1], name))
      {
        place = i - 1;
        g_ptr_array_remove_index (self->lines, place);
      }
  if (content != NULL)
    g_ptr_array_insert (self->lines, (int) (place != G_MAXUINT ? place : find_place (self)),
                        make_line (content));
  self->has_changed = TRUE;
}

void
cvk_ics_edit_add (CvkIcsEdit *self, const char *content)
{
  g_ptr_array_insert (self->lines, (int) find_place (self), make_line (content));
  self->has_changed = TRUE;
}

/* --- Texts --- */

/* @value: (nullable): it stays; empty: it goes. */
static void
set_text (CvkIcsEdit *self, const char *name, const char *value, gboolean is_escaped)
{
  const CvkIcsLine *old = cvk_ics_edit_find (self, name);
  g_autofree char *before = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *content = NULL;

  if (value == NULL || (old == NULL && *value == '\0'))
    return;
  if (old != NULL)
    before = is_escaped ? cvk_ics_unescape (cvk_ics_line_get_value (old))
                        : g_strdup (cvk_ics_line_get_value (old));
  if (g_strcmp0 (before, value) == 0)
    return;
  escaped = is_escaped ? cvk_ics_escape (value) : g_strdup (value);
  content = g_strconcat (name, ":", escaped, NULL);
  cvk_ics_edit_replace (self, name, *value != '\0' ? content : NULL);
}

static void
set_status (CvkIcsEdit *self, const char *status)
{
  g_autofree char *word = status != NULL ? g_ascii_strup (status, -1) : NULL;

  set_text (self, "STATUS", word, TRUE);
}

/* --- Times --- */

/* (nullable): unknown */
static char *
dup_parameter (const CvkIcsLine *line, const char *name)
{
  g_autofree char *wanted = g_strconcat (";", name, "=", NULL);
  g_autofree char *head = g_strndup (line->line, cvk_ics_line_get_value (line) - line->line);
  g_autofree char *upper = g_ascii_strup (head, -1);
  const char *found = strstr (upper, wanted);
  const char *value = NULL;

  if (found == NULL)
    return NULL;
  value = head + (found - upper) + strlen (wanted);
  return *value == '"' ? g_strndup (value + 1, strcspn (value + 1, "\""))
                       : g_strndup (value, strcspn (value, ";:,"));
}

gboolean
cvk_ics_edit_read_time (CvkIcsEdit *self, const CvkIcsLine *line, CvkCalendarTime *time)
{
  g_autofree char *zone = NULL;
  g_autoptr (CvkValue) value = NULL;

  if (line == NULL)
    return FALSE;
  zone = dup_parameter (line, "TZID");
  if (!g_utf8_validate (line->line, -1, NULL))
    return FALSE;
  value = cvk_value_new_object ("time", cvk_value_new_string (cvk_ics_line_get_value (line)),
                                "zone", cvk_value_new_string (zone), NULL);
  return cvk_calendar_time_read (self->zones, value, time);
}

/* The same instant is no change, however it is written. */
static gboolean
is_same_time (CvkIcsEdit *self, const CvkIcsLine *line, const CvkDateTime *time)
{
  g_autofree char *content = cvk_ics_format_time ("X", time);
  CvkCalendarTime before;

  if (!cvk_ics_edit_read_time (self, line, &before) || before.is_date != !time->has_time)
    return FALSE;
  if (before.is_date)
    return g_str_equal (strrchr (content, ':') + 1, cvk_ics_line_get_value (line));
  return before.instant == time->instant / G_USEC_PER_SEC;
}

static void
set_time (CvkIcsEdit *self, const char *name, const CvkDateTime *time)
{
  g_autofree char *content = NULL;

  if (is_same_time (self, cvk_ics_edit_find (self, name), time))
    return;
  content = cvk_ics_format_time (name, time);
  cvk_ics_edit_replace (self, name, content);
}

/* An event that is moved stays as long as it was. */
static CvkDateTime *
move_end (CvkIcsEdit *self, const CvkDateTime *start)
{
  CvkCalendarTime old_start, old_end;

  if (!cvk_ics_edit_read_time (self, cvk_ics_edit_find (self, "DTSTART"), &old_start) ||
      !cvk_ics_edit_read_time (self, cvk_ics_edit_find (self, "DTEND"), &old_end) ||
      old_start.is_date != old_end.is_date || old_start.is_date != !start->has_time)
    return NULL;
  return start->has_time
           ? cvk_date_time_shift (start, old_end.instant - old_start.instant, "seconds", NULL)
           : cvk_date_time_shift (start, (old_end.wall - old_start.wall) / 86400, "days", NULL);
}

static void
set_length (CvkIcsEdit *self, int64_t minutes)
{
  g_autofree char *content = g_strdup_printf ("DURATION:PT%" PRId64 "M", minutes);
  const CvkIcsLine *old = cvk_ics_edit_find (self, "DURATION");

  if (old != NULL && g_str_equal (old->line, content))
    return;
  cvk_ics_edit_replace (self, "DURATION", content);
  if (cvk_ics_edit_find (self, "DTEND") != NULL)
    cvk_ics_edit_replace (self, "DTEND", NULL);
}

static void
set_times (CvkIcsEdit *self, const CvkIcsProperties *properties)
{
  g_autoptr (CvkDateTime) end = cvk_ics_properties_dup_end (properties);

  if (end == NULL && properties->start != NULL && properties->minutes < 0 &&
      !is_same_time (self, cvk_ics_edit_find (self, "DTSTART"), properties->start))
    end = move_end (self, properties->start);
  if (properties->start != NULL)
    set_time (self, "DTSTART", properties->start);
  if (end != NULL)
    {
      set_time (self, "DTEND", end);
      if (cvk_ics_edit_find (self, "DURATION") != NULL)
        cvk_ics_edit_replace (self, "DURATION", NULL);
    }
  else if (properties->minutes >= 0)
    set_length (self, properties->minutes);
}

/* --- The link --- */

static gboolean
is_web_link (const char *text)
{
  return begins_with (text, "https://") || begins_with (text, "http://");
}

/* The way to join by video; an event may have others, by telephone for example. */
static CvkIcsLine *
find_conference (CvkIcsEdit *self)
{
  for (unsigned i = 0; i < self->lines->len; i++)
    {
      CvkIcsLine *line = self->lines->pdata[i];

      if (cvk_ics_line_has_name (line, "CONFERENCE") && is_web_link (cvk_ics_line_get_value (line)))
        return line;
    }
  return NULL;
}

/* Where @old (nullable) stood, or nothing. */
static void
follow_link (CvkIcsEdit *self, const char *name, const char *old, const char *link)
{
  const CvkIcsLine *line = cvk_ics_edit_find (self, name);
  g_autofree char *value = line != NULL ? cvk_ics_unescape (cvk_ics_line_get_value (line)) : NULL;

  if (value == NULL || *value == '\0' || g_strcmp0 (value, old) == 0)
    set_text (self, name, link, !g_str_equal (name, "URL"));
}

static void
set_link (CvkIcsEdit *self, const CvkIcsProperties *properties)
{
  CvkIcsLine *line = find_conference (self);
  g_autofree char *old = line != NULL ? g_strdup (cvk_ics_line_get_value (line)) : NULL;
  g_autofree char *content = NULL;

  if (properties->link == NULL || g_strcmp0 (old, properties->link) == 0 ||
      (old == NULL && *properties->link == '\0'))
    return;
  if (line != NULL)
    g_ptr_array_remove (self->lines, line);
  self->has_changed = TRUE;
  if (*properties->link != '\0')
    {
      content = cvk_ics_format_conference (properties->link);
      g_ptr_array_insert (self->lines, (int) find_place (self), make_line (content));
    }
  if (properties->url == NULL)
    follow_link (self, "URL", old, properties->link);
  if (properties->location == NULL)
    follow_link (self, "LOCATION", old, properties->link);
}

/* --- People --- */

static gboolean
is_address (const CvkIcsLine *line, const char *address)
{
  const char *value = cvk_ics_line_get_value (line);

  if (begins_with (value, "mailto:"))
    value += strlen ("mailto:");
  return g_ascii_strcasecmp (value, address) == 0;
}

static gboolean
is_invited (const CvkIcsProperties *properties, const CvkIcsLine *line)
{
  for (unsigned i = 0; i < properties->addresses->len; i++)
    if (is_address (line, properties->addresses->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
has_attendee (CvkIcsEdit *self, const char *address)
{
  for (unsigned i = 0; i < self->lines->len; i++)
    if (cvk_ics_line_has_name (self->lines->pdata[i], "ATTENDEE") &&
        is_address (self->lines->pdata[i], address))
      return TRUE;
  return FALSE;
}

/* Who is there already has answered, perhaps. */
static void
set_attendees (CvkIcsEdit *self, const CvkIcsProperties *properties)
{
  if (properties->attendees == NULL)
    return;
  for (unsigned i = self->lines->len; i > 0; i--)
    if (cvk_ics_line_has_name (self->lines->pdata[i - 1], "ATTENDEE") &&
        !is_invited (properties, self->lines->pdata[i - 1]))
      {
        g_ptr_array_remove_index (self->lines, i - 1);
        self->has_changed = TRUE;
      }
  for (unsigned i = 0; i < properties->addresses->len; i++)
    if (!has_attendee (self, properties->addresses->pdata[i]))
      {
        g_ptr_array_insert (self->lines, (int) find_place (self),
                            make_line (properties->attendees->pdata[i]));
        self->has_changed = TRUE;
      }
}

static void
set_organizer (CvkIcsEdit *self, const CvkIcsProperties *properties)
{
  const CvkIcsLine *old = cvk_ics_edit_find (self, "ORGANIZER");
  const char *mailto = NULL;

  if (properties->organizer == NULL)
    return;
  mailto = strrchr (properties->organizer, ':') + 1;
  if (old == NULL || !is_address (old, mailto))
    cvk_ics_edit_replace (self, "ORGANIZER", properties->organizer);
}

/* --- The event --- */

void
cvk_ics_edit_mark (CvkIcsEdit *self, int64_t now)
{
  const CvkIcsLine *old = cvk_ics_edit_find (self, "SEQUENCE");
  int64_t sequence = old != NULL ? g_ascii_strtoll (cvk_ics_line_get_value (old), NULL, 10) : 0;
  g_autofree char *number =
    g_strdup_printf ("SEQUENCE:%" PRId64, CLAMP (sequence, 0, G_MAXINT - 1) + 1);
  g_autofree char *stamp = cvk_ics_format_instant ("DTSTAMP", now);
  g_autofree char *modified = cvk_ics_format_instant ("LAST-MODIFIED", now);

  cvk_ics_edit_replace (self, "SEQUENCE", number);
  cvk_ics_edit_replace (self, "DTSTAMP", stamp);
  cvk_ics_edit_replace (self, "LAST-MODIFIED", modified);
}

char *
cvk_ics_edit_join (CvkIcsEdit *self)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < self->lines->len; i++)
    g_string_append (text, ((const CvkIcsLine *) self->lines->pdata[i])->raw);
  return g_string_free (text, FALSE);
}

char *
cvk_ics_edit_event (const char *text,
                    size_t length,
                    const CvkIcsProperties *properties,
                    int64_t now)
{
  g_auto (CvkIcsEdit) self = { 0 };

  cvk_ics_edit_init (&self, text, length);
  set_text (&self, "SUMMARY", properties->summary, TRUE);
  set_text (&self, "DESCRIPTION", properties->description, TRUE);
  set_text (&self, "LOCATION", properties->location, TRUE);
  set_text (&self, "URL", properties->url, FALSE);
  set_text (&self, "RRULE", properties->rule, FALSE);
  set_status (&self, properties->status);
  set_times (&self, properties);
  set_link (&self, properties);
  set_organizer (&self, properties);
  set_attendees (&self, properties);
  if (!self.has_changed)
    return NULL;
  cvk_ics_edit_mark (&self, now);
  return cvk_ics_edit_join (&self);
}
