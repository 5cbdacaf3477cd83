// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-ics-occurrence.h"

#include <string.h>

#include "nodes/cvk-ics-edit-private.h"

/* What a series has and one time of it has not. */
static const char *const rules[] = { "RRULE", "RDATE", "EXDATE", "EXRULE" };

gboolean
cvk_ics_occurrence_is_key (const char *key)
{
  static const char form[] = "ddddddddTddddddZ";
  size_t length = strlen (key);

  if (length != 8 && length != strlen (form))
    return FALSE;
  for (size_t i = 0; i < length; i++)
    if (form[i] == 'd' ? !g_ascii_isdigit (key[i]) : key[i] != form[i])
      return FALSE;
  return TRUE;
}

gboolean
cvk_ics_occurrence_is_series (const char *text, size_t length)
{
  g_auto (CvkIcsEdit) edit = { 0 };

  cvk_ics_edit_init (&edit, text, length);
  return cvk_ics_edit_find (&edit, "RRULE") != NULL || cvk_ics_edit_find (&edit, "RDATE") != NULL;
}

/* @wall as iCalendar has it, without a zone. */
static char *
format_wall (int64_t wall, gboolean is_date)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (wall);

  return time != NULL ? g_date_time_format (time, is_date ? "%Y%m%d" : "%Y%m%dT%H%M%S") : NULL;
}

/* A time of the series, @seconds after the one that @key is, written as its start is: with the same
 * TZID, in UTC, or as a day. (transfer full) (nullable) */
static char *
format_time (CvkIcsEdit *edit, const char *name, const char *key, int64_t seconds)
{
  const CvkIcsLine *line = cvk_ics_edit_find (edit, "DTSTART");
  g_autoptr (CvkValue) value = cvk_value_new_object ("time", cvk_value_new_string (key), NULL);
  g_autofree char *head = NULL;
  g_autofree char *text = NULL;
  CvkCalendarTime start, asked, time;
  gboolean is_utc;

  if (!cvk_ics_edit_read_time (edit, line, &start) ||
      !cvk_calendar_time_read (edit->zones, value, &asked) || start.is_date != asked.is_date)
    return NULL;
  head = g_strndup (line->line, cvk_ics_line_get_value (line) - line->line);
  is_utc = g_str_has_suffix (line->line, "Z");
  time = start.is_date ? asked
                       : cvk_calendar_time_shift (edit->zones, &start, 0,
                                                  asked.instant + seconds - start.instant);
  text = format_wall (start.is_date ? asked.wall + seconds
                      : is_utc      ? time.instant
                                    : time.wall,
                      start.is_date);
  return text != NULL ? g_strconcat (name, head + strlen ("DTSTART"), text, is_utc ? "Z" : "", NULL)
                      : NULL;
}

/* How long each lasts by its end; 0: it says so otherwise, or not at all. */
static int64_t
read_length (CvkIcsEdit *edit)
{
  CvkCalendarTime start, end;

  if (!cvk_ics_edit_read_time (edit, cvk_ics_edit_find (edit, "DTSTART"), &start) ||
      !cvk_ics_edit_read_time (edit, cvk_ics_edit_find (edit, "DTEND"), &end))
    return 0;
  return start.is_date ? end.wall - start.wall : end.instant - start.instant;
}

char *
cvk_ics_occurrence_detach (const char *text, size_t length, const char *key)
{
  g_auto (CvkIcsEdit) edit = { 0 };
  g_autofree char *id = NULL;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  cvk_ics_edit_init (&edit, text, length);
  id = format_time (&edit, "RECURRENCE-ID", key, 0);
  start = format_time (&edit, "DTSTART", key, 0);
  end = format_time (&edit, "DTEND", key, read_length (&edit));
  if (id == NULL || start == NULL || end == NULL)
    return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (rules); i++)
    cvk_ics_edit_replace (&edit, rules[i], NULL);
  if (cvk_ics_edit_find (&edit, "DTEND") != NULL)
    cvk_ics_edit_replace (&edit, "DTEND", end);
  cvk_ics_edit_replace (&edit, "DTSTART", start);
  cvk_ics_edit_add (&edit, id);
  return cvk_ics_edit_join (&edit);
}

/* Whether one of the dates in an EXDATE is that of @key. */
static gboolean
excludes (CvkIcsEdit *edit, const CvkIcsLine *line, const char *key)
{
  g_auto (GStrv) dates = g_strsplit (cvk_ics_line_get_value (line), ",", -1);
  g_autofree char *head = g_strndup (line->line, cvk_ics_line_get_value (line) - line->line);

  for (unsigned i = 0; dates[i] != NULL; i++)
    {
      g_autofree char *content = g_strconcat (head, dates[i], NULL);
      const CvkIcsLine one = { .line = content };
      g_autofree char *found = NULL;
      CvkCalendarTime time;

      if (!cvk_ics_edit_read_time (edit, &one, &time))
        continue;
      found = cvk_calendar_time_to_key (&time);
      if (g_str_equal (found, key))
        return TRUE;
    }
  return FALSE;
}

char *
cvk_ics_occurrence_exclude (const char *text,
                            size_t length,
                            const char *key,
                            int64_t now,
                            gboolean *is_gone)
{
  g_auto (CvkIcsEdit) edit = { 0 };
  g_autofree char *content = NULL;

  *is_gone = FALSE;
  cvk_ics_edit_init (&edit, text, length);
  for (unsigned i = 0; i < edit.lines->len && !*is_gone; i++)
    {
      const CvkIcsLine *line = edit.lines->pdata[i];

      *is_gone = cvk_ics_line_has_name (line, "EXDATE") && excludes (&edit, line, key);
    }
  content = format_time (&edit, "EXDATE", key, 0);
  if (*is_gone || content == NULL)
    return NULL;
  cvk_ics_edit_add (&edit, content);
  cvk_ics_edit_mark (&edit, now);
  return cvk_ics_edit_join (&edit);
}
