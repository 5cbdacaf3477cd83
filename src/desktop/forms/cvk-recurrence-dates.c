// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-recurrence-dates.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"
#include "desktop/forms/cvk-time-truth.h"
#include "desktop/forms/cvk-time-zone-names.h"

/* So many lines stay readable in a narrow form. */
#define SHOWN 5

/* "Tue 3 Mar 2026, 14:00 Berlin = 13:00 UTC": the instant moves when the clocks do. */
static char *
describe_meeting (const CvkDateTime *meeting, const char *zone)
{
  g_autofree char *date = cvk_time_truth_dup_date (meeting->instant, zone);
  g_autofree char *city = cvk_time_zone_dup_city (zone);
  g_autoptr (CvkDateTime) utc = cvk_date_time_from_instant (meeting->instant, NULL, NULL);
  g_autofree char *hour = cvk_local_wall_time (meeting->hour, meeting->minute);
  g_autofree char *utc_hour = NULL;

  if (meeting->offset == 0 || utc == NULL)
    /* Translators: a date, a time, and a place: "Tue 3 Mar 2026, 14:00 Lisbon". */
    return g_strdup_printf (C_ ("time in a place", "%s, %s %s"), date, hour, city);
  utc_hour = cvk_local_wall_time (utc->hour, utc->minute);
  /* Translators: a date, a time, a place, and a time. */
  return g_strdup_printf (_ ("%s, %s %s = %s UTC"), date, hour, city, utc_hour);
}

static void
append_rest (GString *lines, GPtrArray *meetings, const CvkRecurrence *rule, const char *zone)
{
  const CvkDateTime *last = g_ptr_array_index (meetings, meetings->len - 1);
  unsigned long rest = meetings->len - SHOWN;
  g_autofree char *date = cvk_time_truth_dup_date (last->instant, zone);

  if (meetings->len > CVK_RECURRENCE_MAX_MEETINGS && rule->end == CVK_RECURRENCE_END_NEVER)
    g_string_append (lines, _ ("and so on; Zoom plans 60 meetings ahead"));
  else if (meetings->len > CVK_RECURRENCE_MAX_MEETINGS)
    g_string_append (lines, _ ("and more than Zoom takes: it stops at 60"));
  else
    g_string_append_printf (
      lines,
      /* Translators: a number, and the date of the last one. */
      ngettext ("and %'lu more on %s", "and %'lu more, the last one on %s", rest), rest, date);
}

char *
cvk_recurrence_dates_describe (const CvkRecurrence *rule,
                               const char *start,
                               const char *zone,
                               const char *own_zone)
{
  g_autoptr (CvkDateTime) time = start == NULL ? NULL : cvk_date_time_parse (start, NULL);
  g_autoptr (GPtrArray) meetings = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);

  if (time == NULL || !time->has_time)
    return g_strdup (_ ("Set a start to see the dates."));
  if (zone == NULL || !cvk_time_zone_is_known (zone))
    zone = time->zone != NULL ? time->zone : own_zone;
  meetings = cvk_recurrence_list (rule, time, zone, CVK_RECURRENCE_MAX_MEETINGS + 1);
  if (meetings == NULL)
    return g_strdup (_ ("The end is no date."));
  if (meetings->len == 0)
    return g_strdup (_ ("This makes no meeting at all: it ends before it begins."));
  for (unsigned i = 0; i < meetings->len && (i < SHOWN || meetings->len == SHOWN + 1); i++)
    {
      g_autofree char *line = describe_meeting (g_ptr_array_index (meetings, i), zone);

      g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", line);
    }
  if (meetings->len > SHOWN + 1)
    {
      g_string_append_c (lines, '\n');
      append_rest (lines, meetings, rule, zone);
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}
