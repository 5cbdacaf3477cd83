// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-time-truth.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-local-text.h"
#include "desktop/forms/cvk-time-zone-names.h"

#define SECOND INT64_C (1000000)
#define MINUTE (60 * SECOND)

void
cvk_time_truth_free (CvkTimeTruth *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->line);
  g_free (self->warning);
  g_free (self);
}

/* --- Parts --- */

/* In the language of this process, which the C library's names of days follow. */
static char *
format_date (const CvkDateTime *time)
{
  g_autoptr (GDateTime) date = g_date_time_new_utc (time->year, time->month, time->day, 12, 0, 0);

  return cvk_local_date (date, CVK_DATE_WEEKDAY_YEAR);
}

char *
cvk_time_truth_dup_date (int64_t instant, const char *zone)
{
  g_autoptr (CvkDateTime) time = cvk_date_time_from_instant (instant, zone, NULL);

  return time == NULL ? g_strdup ("") : format_date (time);
}

/* Days between two wall dates. */
static int
count_days (const CvkDateTime *from, const CvkDateTime *to)
{
  GDate first;
  GDate last;

  g_date_set_dmy (&first, (GDateDay) from->day, (GDateMonth) from->month, (GDateYear) from->year);
  g_date_set_dmy (&last, (GDateDay) to->day, (GDateMonth) to->month, (GDateYear) to->year);
  return g_date_days_between (&first, &last);
}

static char *
describe_ahead (int64_t minutes, int days)
{
  unsigned long count;

  if (minutes < 60)
    {
      count = (unsigned long) minutes;
      return g_strdup_printf (ngettext ("in %lu minute", "in %lu minutes", count), count);
    }
  if (minutes < 24 * 60 || days < 1)
    {
      count = (unsigned long) (minutes + 30) / 60;
      return g_strdup_printf (ngettext ("in %lu hour", "in %lu hours", count), count);
    }
  if (days < 62)
    {
      count = (unsigned long) days;
      return g_strdup_printf (ngettext ("in %lu day", "in %lu days", count), count);
    }
  if (days < 2 * 365)
    {
      count = (unsigned long) days / 30;
      return g_strdup_printf (ngettext ("in %lu month", "in %lu months", count), count);
    }
  count = (unsigned long) days / 365;
  return g_strdup_printf (ngettext ("in %lu year", "in %lu years", count), count);
}

static char *
describe_behind (int64_t minutes, int days)
{
  unsigned long count;

  if (minutes < 60)
    {
      count = (unsigned long) minutes;
      return g_strdup_printf (ngettext ("%lu minute ago", "%lu minutes ago", count), count);
    }
  if (minutes < 24 * 60 || days < 1)
    {
      count = (unsigned long) (minutes + 30) / 60;
      return g_strdup_printf (ngettext ("%lu hour ago", "%lu hours ago", count), count);
    }
  if (days < 62)
    {
      count = (unsigned long) days;
      return g_strdup_printf (ngettext ("%lu day ago", "%lu days ago", count), count);
    }
  if (days < 2 * 365)
    {
      count = (unsigned long) days / 30;
      return g_strdup_printf (ngettext ("%lu month ago", "%lu months ago", count), count);
    }
  count = (unsigned long) days / 365;
  return g_strdup_printf (ngettext ("%lu year ago", "%lu years ago", count), count);
}

char *
cvk_time_truth_dup_distance (int64_t instant, int64_t now, const char *zone)
{
  g_autoptr (CvkDateTime) here = cvk_date_time_from_instant (now, zone, NULL);
  g_autoptr (CvkDateTime) there = cvk_date_time_from_instant (instant, zone, NULL);
  int64_t distance = instant - now;
  int days;

  if (here == NULL || there == NULL)
    return g_strdup ("");
  if (distance > -MINUTE && distance < MINUTE)
    return g_strdup (_ ("now"));
  days = count_days (here, there);
  return distance > 0 ? describe_ahead (distance / MINUTE, days)
                      : describe_behind (-distance / MINUTE, -days);
}

/* "08:00 New York"; with the weekday where the day is another than @main's. */
static char *
describe_place (const CvkDateTime *time, const CvkDateTime *main, const char *zone)
{
  g_autofree char *city = cvk_time_zone_dup_city (zone);
  g_autofree char *hour = cvk_local_wall_time (time->hour, time->minute);
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *weekday = NULL;

  if (count_days (main, time) == 0)
    /* Translators: a time, and a place: "14:00 Berlin". */
    return g_strdup_printf (C_ ("time in a place", "%s %s"), hour, city);
  date = g_date_time_new_utc (time->year, time->month, time->day, 12, 0, 0);
  weekday = g_date_time_format (date, "%a");
  /* Translators: a weekday, a time, and a place: "Wed 02:00 Auckland". */
  return g_strdup_printf (C_ ("time in a place", "%s %s %s"), weekday, hour, city);
}

static void
append_place (GString *line, int64_t instant, const CvkDateTime *main, const char *zone)
{
  g_autoptr (CvkDateTime) time = cvk_date_time_from_instant (instant, zone, NULL);
  g_autofree char *place = time == NULL ? NULL : describe_place (time, main, zone);

  if (place != NULL)
    g_string_append_printf (line, " = %s", place);
}

/* --- Warnings --- */

static void
warn (CvkTimeTruth *self, CvkTimeTruthFlags flag, char *sentence)
{
  g_autofree char *before = self->warning;

  self->flags |= flag;
  self->warning = before == NULL ? g_strdup (sentence) : g_strconcat (before, " ", sentence, NULL);
  g_free (sentence);
}

static void
warn_about_clocks (CvkTimeTruth *self,
                   CvkWallTimeKind kind,
                   const CvkDateTime *written,
                   const CvkDateTime *meant)
{
  g_autofree char *city = NULL;
  g_autofree char *hour = NULL;
  g_autofree char *later = NULL;

  if (kind == CVK_WALL_TIME_UNIQUE)
    return;
  city = cvk_time_zone_dup_city (meant->zone);
  hour = cvk_local_wall_time (written->hour, written->minute);
  later = cvk_local_wall_time (meant->hour, meant->minute);
  if (kind == CVK_WALL_TIME_GAP)
    warn (self, CVK_TIME_TRUTH_GAP,
          /* Translators: a time, a place, and another time. */
          g_strdup_printf (_ ("%s does not exist in %s on that day, because the clocks go "
                              "forward: %s is meant."),
                           hour, city, later));
  else
    warn (self, CVK_TIME_TRUTH_REPEATED,
          /* Translators: a time and a place. */
          g_strdup_printf (_ ("%s comes twice in %s on that day, because the clocks go back: the "
                              "first one is meant."),
                           hour, city));
}

/* --- The line --- */

/* Sets @kind for a wall time. NULL where no zone says which instant is meant. */
static CvkDateTime *
place_start (const CvkDateTime *start, const char *zone, CvkWallTimeKind *kind)
{
  const char *named = start->zone != NULL ? start->zone : zone;

  *kind = CVK_WALL_TIME_UNIQUE;
  if (start->has_offset)
    return cvk_date_time_from_instant (start->instant, zone != NULL ? zone : start->zone, NULL);
  return named == NULL ? NULL : cvk_date_time_resolve (start, named, kind, NULL);
}

static void
describe_unplaced (CvkTimeTruth *self, const CvkDateTime *start, gboolean is_start)
{
  g_autofree char *date = format_date (start);
  g_autofree char *hour = cvk_local_wall_time (start->hour, start->minute);

  self->flags |= CVK_TIME_TRUTH_NO_ZONE;
  if (!is_start)
    {
      /* Translators: a date and a time. */
      self->line = g_strdup_printf (_ ("%s, %s, without a time zone"), date, hour);
      self->place_length = (unsigned) strlen (self->line);
      return;
    }

  /* Translators: a date and a time: "Tue 3 Mar 2026, 14:00 in the account's time zone". */
  self->line = g_strdup_printf (_ ("%s, %s in the account's time zone"), date, hour);
  self->place_length = (unsigned) strlen (self->line);
  warn (self, CVK_TIME_TRUTH_NO_ZONE,
        g_strdup (_ ("No time zone: the account's zone will be used.")));
}

static void
describe_placed (CvkTimeTruth *self,
                 const CvkDateTime *start,
                 const char *zone,
                 const char *own_zone,
                 int64_t now,
                 gboolean is_start)
{
  g_autofree char *date = format_date (start);
  g_autofree char *place = describe_place (start, start, zone);
  g_autofree char *distance = cvk_time_truth_dup_distance (start->instant, now, zone);
  g_autoptr (GString) places = g_string_new (place);

  if (!g_str_equal (zone, own_zone) && !g_str_equal (own_zone, "UTC"))
    append_place (places, start->instant, start, own_zone);
  if (!g_str_equal (zone, "UTC"))
    append_place (places, start->instant, start, "UTC");
  /* Translators: date, the time in several places, distance: "Tue 3 Mar 2026, 14:00 Berlin = 13:00
   * UTC, in 5 days". */
  self->line = g_strdup_printf (_ ("%s, %s, %s"), date, places->str, distance);
  self->place_length = (unsigned) (strlen (date) + strlen (", ") + strlen (place));
  if (is_start && start->instant < now)
    warn (self, CVK_TIME_TRUTH_PAST,
          g_strdup (_ ("This is in the past: Zoom would move it to now.")));
}

CvkTimeTruth *
cvk_time_truth_new (const char *text,
                    const char *zone,
                    const char *own_zone,
                    int64_t now,
                    gboolean is_start)
{
  CvkTimeTruth *self = g_new0 (CvkTimeTruth, 1);
  g_autoptr (CvkDateTime) written = NULL;
  g_autoptr (CvkDateTime) meant = NULL;
  CvkWallTimeKind kind;

  g_return_val_if_fail (text != NULL && own_zone != NULL, NULL);

  if (zone != NULL && !cvk_time_zone_is_known (zone))
    zone = NULL;
  written = cvk_date_time_parse (text, NULL);
  if (written == NULL || !written->has_time)
    {
      self->flags = CVK_TIME_TRUTH_UNREADABLE;
      self->line = g_strdup ("");
      return self;
    }
  meant = place_start (written, zone, &kind);
  if (meant == NULL)
    {
      describe_unplaced (self, written, is_start);
      return self;
    }
  describe_placed (self, meant, meant->zone != NULL ? meant->zone : "UTC", own_zone, now, is_start);
  warn_about_clocks (self, kind, written, meant);
  if (written->has_offset && zone != NULL && g_strcmp0 (written->zone, zone) != 0)
    self->flags |= CVK_TIME_TRUTH_INSTANT;
  return self;
}
