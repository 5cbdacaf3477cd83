// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "base/cvk-time-zone.h"
#include "nodes/cvk-ics-text.h"

#define DAY 86400
#define YEAR (366 * (int64_t) DAY)
/* Rules are believed when they have held for so many years. */
#define YEARS_OF_RULE 5
#define YEARS_OF_LIST 10

/* One change of the clocks: to what, and where it stands in its year by the clocks before it. */
typedef struct
{
  int64_t instant;
  int before, after; /* offsets */
  int64_t year;
  int month, day, second; /* of the day */
  int weekday;            /* 0: Sunday */
  int week;               /* the n-th of its weekday in the month; -1 when it is always the last */
} Change;

static void
describe (Change *change)
{
  int64_t wall = change->instant + change->before;
  int64_t days = wall / DAY - (wall % DAY < 0 ? 1 : 0);

  cvk_calendar_from_days (days, &change->year, &change->month, &change->day);
  change->second = (int) (wall - days * DAY);
  change->weekday = (int) (((days + 4) % 7 + 7) % 7);
  change->week = (change->day - 1) / 7 + 1;
}

static GArray *
list_changes (CvkTimeZone *zone, int64_t from, int64_t until)
{
  GArray *changes = g_array_new (FALSE, TRUE, sizeof (Change));

  while (from < until)
    {
      Change change = { .before = cvk_time_zone_get_offset (zone, from) };

      change.instant = cvk_time_zone_find_change (zone, from, until);
      if (change.instant >= until)
        break;
      change.after = cvk_time_zone_get_offset (zone, change.instant);
      describe (&change);
      g_array_append_val (changes, change);
      from = change.instant;
    }
  return changes;
}

static gboolean
is_last_week (const Change *change)
{
  return change->day + 7 > cvk_calendar_days_in_month ((int) change->year, change->month);
}

/* Whether each change is like the one two places before it; the first two say by which rule then.
 */
static gboolean
find_rule (GArray *changes)
{
  if (changes->len < 2 * YEARS_OF_RULE - 1)
    return FALSE;
  for (unsigned i = 0; i < 2; i++)
    {
      Change *first = &g_array_index (changes, Change, i);
      gboolean is_last = TRUE;
      gboolean is_same = TRUE;

      for (unsigned j = i; j < changes->len; j += 2)
        {
          const Change *change = &g_array_index (changes, Change, j);

          if (change->year != first->year + (j - i) / 2 || change->month != first->month ||
              change->second != first->second || change->weekday != first->weekday ||
              change->before != first->before || change->after != first->after)
            return FALSE;
          is_last = is_last && is_last_week (change);
          is_same = is_same && change->week == first->week;
        }
      if (is_last)
        first->week = -1;
      else if (!is_same)
        return FALSE;
    }
  return TRUE;
}

static void
append_offset (GString *text, const char *name, int offset)
{
  int seconds = ABS (offset);

  g_string_append_printf (text, "%s:%c%02d%02d", name, offset < 0 ? '-' : '+', seconds / 3600,
                          seconds / 60 % 60);
  if (seconds % 60 != 0)
    g_string_append_printf (text, "%02d", seconds % 60);
  g_string_append (text, "\r\n");
}

static void
append_observance (GString *text, const Change *change, gboolean with_rule)
{
  static const char *const weekdays[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };
  const char *kind = change->after > change->before ? "DAYLIGHT" : "STANDARD";

  g_string_append_printf (text, "BEGIN:%s\r\nDTSTART:%04d%02d%02dT%02d%02d%02d\r\n", kind,
                          (int) change->year, change->month, change->day, change->second / 3600,
                          change->second / 60 % 60, change->second % 60);
  append_offset (text, "TZOFFSETFROM", change->before);
  append_offset (text, "TZOFFSETTO", change->after);
  if (with_rule)
    g_string_append_printf (text, "RRULE:FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s\r\n", change->month,
                            change->week, weekdays[change->weekday]);
  g_string_append_printf (text, "END:%s\r\n", kind);
}

static void
append_constant (GString *text, int offset)
{
  g_string_append (text, "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n");
  append_offset (text, "TZOFFSETFROM", offset);
  append_offset (text, "TZOFFSETTO", offset);
  g_string_append (text, "END:STANDARD\r\n");
}

char *
cvk_ics_zone_to_text (const char *name, int64_t instant)
{
  CvkTimeZone *zone = cvk_time_zone_lookup (name, NULL);
  int64_t from = instant - 2 * YEAR;
  g_autoptr (GArray) changes = NULL;
  GString *text = NULL;
  gboolean has_rule = FALSE;

  if (zone == NULL || g_str_equal (name, "UTC"))
    return NULL;
  changes = list_changes (zone, from, instant + YEARS_OF_LIST * YEAR);
  has_rule = find_rule (changes);
  text = g_string_new ("BEGIN:VTIMEZONE\r\n");
  g_string_append_printf (text, "TZID:%s\r\n", name);
  if (!has_rule)
    append_constant (text, cvk_time_zone_get_offset (zone, from));
  for (unsigned i = 0; i < (has_rule ? 2 : changes->len); i++)
    append_observance (text, &g_array_index (changes, Change, i), has_rule);
  g_string_append (text, "END:VTIMEZONE\r\n");
  return g_string_free (text, FALSE);
}
