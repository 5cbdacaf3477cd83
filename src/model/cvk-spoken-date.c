// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <stdio.h>
#include <string.h>

#include "base/cvk-i18n.h"
#include "model/cvk-spoken-date-private.h"

/* Longer texts are no date. */
#define MAX_WORDS_LENGTH 200
/* A day of the year that passed so many days ago may have been meant. */
#define PASSED_LATELY 60

void
cvk_spoken_date_free (CvkSpokenDate *self)
{
  g_clear_pointer (&self->date, cvk_date_time_free);
  g_clear_pointer (&self->doubt, cvk_problem_unref);
  g_free (self);
}

/* What is being worked out. */
typedef struct
{
  CvkSpokenParts *said;
  const char *words;
  CvkDateTime *now; /* in the zone */
  GDate day;
  gboolean has_time;
  CvkProblem *doubt; /* the first one */
} Reading;

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->now, cvk_date_time_free);
  g_clear_pointer (&self->doubt, cvk_problem_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static void
doubt (Reading *self, const char *message)
{
  if (self->doubt == NULL)
    self->doubt = cvk_problem_new ("uncertain-date", message, "words", self->words, NULL);
}

static void
add_days (GDate *day, int days)
{
  if (days >= 0)
    g_date_add_days (day, (guint) days);
  else
    g_date_subtract_days (day, (guint) -days);
}

/* 0 is Monday. */
static int
get_weekday (const GDate *day)
{
  return (int) g_date_get_weekday (day) - 1;
}

/* --- The day --- */

static void
find_weekday (Reading *self)
{
  const CvkSpokenParts *said = self->said;
  int today = get_weekday (&self->day);
  int in_week = said->weekday - today;
  int coming = in_week > 0 ? in_week : in_week + 7;

  if (said->has_week)
    add_days (&self->day, in_week + 7 * said->weeks);
  else if (said->which == CVK_SPOKEN_LAST)
    add_days (&self->day, coming - 7 == 0 ? -7 : coming - 7);
  else if (said->which == CVK_SPOKEN_THIS)
    add_days (&self->day, in_week);
  else if (said->which == CVK_SPOKEN_NEXT)
    {
      /* The coming one, or that of the next week. */
      if (coming != in_week + 7 || in_week == 0)
        doubt (self, N_ ("“{words}” may be meant of this week or of the next one."));
      add_days (&self->day, in_week + 7);
    }
  else
    {
      if (in_week == 0 && said->which == CVK_SPOKEN_PLAIN)
        doubt (self, N_ ("“{words}” may be today or in a week."));
      add_days (&self->day, coming);
    }
}

/* "the 15th": of this month, or of the next one that has it. */
static void
find_day_of_month (Reading *self)
{
  const GDate today = self->day;
  int month = self->now->month;
  int year = self->now->year;
  GDate date;

  for (;; month++)
    {
      if (month > 12)
        {
          month = 1;
          year++;
        }
      if (!g_date_valid_dmy ((GDateDay) self->said->day, month, (GDateYear) year))
        continue;
      g_date_set_dmy (&date, (GDateDay) self->said->day, month, (GDateYear) year);
      if (g_date_compare (&date, &today) >= 0)
        break;
    }
  self->day = date;
}

static gboolean
find_date (Reading *self)
{
  const CvkSpokenParts *said = self->said;
  int year = said->year > 0 ? said->year : self->now->year;
  GDate today = self->day;
  GDate date;

  if (!g_date_valid_dmy ((GDateDay) said->day, said->month, (GDateYear) year) || year > 9999)
    {
      /* 29 February is in one of the next eight years. */
      if (said->year > 0 || said->day != 29 || said->month != 2)
        return FALSE;
      while (!g_date_is_leap_year ((GDateYear) year))
        year++;
    }
  g_date_set_dmy (&date, (GDateDay) said->day, said->month, (GDateYear) year);
  if (said->year == 0 && g_date_compare (&date, &today) < 0)
    {
      if (g_date_days_between (&date, &today) <= PASSED_LATELY)
        doubt (self, N_ ("“{words}” has passed this year, so that of next year was taken."));
      do
        year++;
      while (!g_date_valid_dmy ((GDateDay) said->day, said->month, (GDateYear) year));
      g_date_set_dmy (&date, (GDateDay) said->day, said->month, (GDateYear) year);
    }
  if (said->may_be_month)
    doubt (self, N_ ("In “{words}” it is not clear which number is the month."));
  self->day = date;
  return TRUE;
}

/* What is said of the day besides must fit. */
static void
compare_days (Reading *self)
{
  const CvkSpokenParts *said = self->said;
  GDate relative;

  if (said->day == 0 && !said->has_offset)
    return;
  g_date_set_dmy (&relative, (GDateDay) self->now->day, self->now->month,
                  (GDateYear) self->now->year);
  add_days (&relative, said->offset);
  if ((said->has_weekday && get_weekday (&self->day) != said->weekday) ||
      (said->has_offset && g_date_compare (&relative, &self->day) != 0))
    doubt (self, N_ ("The days that “{words}” names are not the same one."));
}

static void
set_day (Reading *self, const CvkDateTime *date)
{
  g_date_set_dmy (&self->day, (GDateDay) date->day, date->month, (GDateYear) date->year);
}

/* Days and more, on the calendar; what is shorter is an instant and taken elsewhere. */
static gboolean
add_span (Reading *self)
{
  static const char *const units[] = { "minutes", "hours", "days", "weeks", "months", "years" };
  const CvkSpokenParts *said = self->said;
  g_autoptr (CvkDateTime) start = NULL;
  g_autoptr (CvkDateTime) end = NULL;
  g_autofree char *text =
    g_strdup_printf ("%04d-%02d-%02dT12:00:00Z", g_date_get_year (&self->day),
                     (int) g_date_get_month (&self->day), g_date_get_day (&self->day));

  if (said->unit == CVK_SPOKEN_HOURS || said->unit == CVK_SPOKEN_MINUTES)
    return FALSE;
  start = cvk_date_time_parse (text, NULL);
  end = start != NULL ? cvk_date_time_shift (start, said->span, units[said->unit], NULL) : NULL;
  if (end == NULL)
    return FALSE;
  set_day (self, end);
  return TRUE;
}

static gboolean
find_day (Reading *self)
{
  const CvkSpokenParts *said = self->said;

  set_day (self, self->now);
  if (said->day > 0 && said->month == 0)
    find_day_of_month (self);
  else if (said->day > 0)
    {
      if (!find_date (self))
        return FALSE;
    }
  else if (said->has_offset)
    add_days (&self->day, said->offset);
  else if (said->has_span && said->has_weekday)
    {
      /* "Tuesday in two weeks" */
      doubt (self, N_ ("“{words}” may be counted from today or from that day."));
      add_days (&self->day, said->weekday - get_weekday (&self->day));
    }
  else if (said->has_weekday)
    find_weekday (self);
  else if (said->has_week)
    {
      doubt (self, N_ ("“{words}” does not say which day of the week."));
      add_days (&self->day, 7 * said->weeks);
    }
  compare_days (self);
  return !said->has_span || add_span (self);
}

/* --- The time of day --- */

static void
find_part (Reading *self)
{
  static const int hours[] = { 0, 9, 12, 15, 19, 21 };
  CvkSpokenParts *said = self->said;

  if (said->part != CVK_SPOKEN_MIDDAY)
    doubt (self, N_ ("“{words}” says a part of the day and no time."));
  said->hour = hours[said->part];
  self->has_time = TRUE;
}

/* Which of the two times that a clock face shows. */
static void
find_half (Reading *self)
{
  CvkSpokenParts *said = self->said;
  gboolean is_early = said->hour >= 1 && said->hour <= 6;

  if (said->is_exact || said->hour == 0 || said->hour > 12)
    return;
  switch (said->part)
    {
    case CVK_SPOKEN_MORNING:
      said->hour %= 12;
      return;
    case CVK_SPOKEN_AFTERNOON:
    case CVK_SPOKEN_EVENING:
      said->hour = said->hour % 12 + 12;
      return;
    case CVK_SPOKEN_MIDDAY:
      said->hour = said->hour < 4 ? said->hour + 12 : said->hour;
      return;
    case CVK_SPOKEN_NIGHT:
      said->hour = said->hour == 12 ? 24 : said->hour < 6 ? said->hour : said->hour + 12;
      return;
    case CVK_SPOKEN_NO_PART:
    default:
      break;
    }
  /* Nobody meets at eleven at night without saying so; at three, or at seven, one cannot know. */
  if (is_early || (said->hour == 7 && !said->is_uhr))
    doubt (self, N_ ("The hour in “{words}” may be before or after noon."));
  if (is_early)
    said->hour += 12;
}

static gboolean
read_given_time (Reading *self, const char *time)
{
  int hour = 0;
  int minute = 0;

  if (time == NULL || sscanf (time, "%2d:%2d", &hour, &minute) != 2 || hour < 0 || hour > 23 ||
      minute < 0 || minute > 59)
    return FALSE;
  self->said->hour = hour;
  self->said->minute = minute;
  return TRUE;
}

static void
find_time (Reading *self, const char *time)
{
  CvkSpokenParts *said = self->said;

  if (said->has_time)
    {
      self->has_time = TRUE;
      find_half (self);
    }
  else if (said->part != CVK_SPOKEN_NO_PART)
    find_part (self);
  else if (!read_given_time (self, time))
    doubt (self, N_ ("“{words}” says no time of day."));
  if (said->hour == 24)
    {
      said->hour = 0;
      add_days (&self->day, 1);
    }
}

/* --- Both --- */

static CvkDateTime *
make_date (Reading *self, const char *zone)
{
  g_autofree char *text =
    g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:00", g_date_get_year (&self->day),
                     (int) g_date_get_month (&self->day), g_date_get_day (&self->day),
                     self->said->hour, self->said->minute);
  g_autoptr (CvkDateTime) wall = cvk_date_time_parse (text, NULL);
  CvkWallTimeKind kind = CVK_WALL_TIME_UNIQUE;
  CvkDateTime *date = wall != NULL ? cvk_date_time_resolve (wall, zone, &kind, NULL) : NULL;

  if (date != NULL && kind != CVK_WALL_TIME_UNIQUE)
    doubt (self, N_ ("At the time of “{words}” the clocks change, so it comes twice or not at "
                     "all."));
  return date;
}

/* An instant that lies hours or minutes from now: the words say all of it. */
static CvkDateTime *
make_instant (Reading *self, const char *zone)
{
  const CvkSpokenParts *said = self->said;
  int64_t unit = said->unit == CVK_SPOKEN_HOURS ? G_TIME_SPAN_HOUR : G_TIME_SPAN_MINUTE;
  int64_t instant = self->now->instant + (said->has_span ? said->span * unit : 0);

  return cvk_date_time_from_instant (instant - instant % G_TIME_SPAN_MINUTE, zone, NULL);
}

/* An instant that the clock gives alone. */
static gboolean
is_instant (const CvkSpokenParts *said)
{
  gboolean is_short =
    said->has_span && (said->unit == CVK_SPOKEN_HOURS || said->unit == CVK_SPOKEN_MINUTES);

  return !said->has_time && !said->has_weekday && !said->has_week && said->day == 0 &&
         said->part == CVK_SPOKEN_NO_PART && !(said->has_offset && said->offset != 0) &&
         (is_short || (said->is_now && !said->has_span));
}

static CvkSpokenDate *
finish (Reading *self, CvkDateTime *date)
{
  CvkSpokenDate *spoken = g_new0 (CvkSpokenDate, 1);

  /* Within this minute is now. */
  if (date->instant < self->now->instant - self->now->instant % G_TIME_SPAN_MINUTE)
    doubt (self, N_ ("“{words}” is in the past."));
  spoken->date = date;
  spoken->doubt = g_steal_pointer (&self->doubt);
  return spoken;
}

static void
refuse (const char *words, CvkProblem **problem)
{
  *problem = cvk_problem_new (
    "date-not-understood",
    N_ ("“{words}” was not understood as a date. Write it like “next Tuesday at 15:30”."), "words",
    words, NULL);
}

/* RFC 9557 and its relatives, which say everything, except perhaps the zone or the time. */
static CvkDateTime *
read_plain (Reading *self, const char *zone, const char *time)
{
  g_autoptr (CvkDateTime) date = cvk_date_time_parse (self->words, NULL);
  CvkWallTimeKind kind = CVK_WALL_TIME_UNIQUE;
  CvkDateTime *resolved = NULL;

  if (date == NULL || date->has_offset)
    return g_steal_pointer (&date);
  set_day (self, date);
  if (!date->has_time)
    {
      if (!read_given_time (self, time))
        doubt (self, N_ ("“{words}” says no time of day."));
      return make_date (self, date->zone != NULL ? date->zone : zone);
    }
  resolved = cvk_date_time_resolve (date, date->zone != NULL ? date->zone : zone, &kind, NULL);
  if (kind != CVK_WALL_TIME_UNIQUE)
    doubt (self, N_ ("At the time of “{words}” the clocks change, so it comes twice or not at "
                     "all."));
  return resolved;
}

CvkSpokenDate *
cvk_spoken_date_read (const char *words,
                      int64_t now,
                      const char *zone,
                      const char *time,
                      CvkProblem **problem)
{
  g_auto (CvkSpokenParts) said = { FALSE };
  g_auto (Reading) reading = { .said = &said, .words = words };
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = g_utf8_substring (words, 0, MIN (g_utf8_strlen (words, -1), 80));
  CvkDateTime *date = NULL;

  reading.words = shown;
  reading.now = cvk_date_time_from_instant (now, zone, &error);
  if (reading.now == NULL)
    {
      *problem = cvk_problem_new_from_error ("invalid-zone", error);
      return NULL;
    }
  g_date_clear (&reading.day, 1);
  if (g_utf8_strlen (words, -1) <= 80)
    date = read_plain (&reading, zone, time);
  if (date != NULL)
    return finish (&reading, date);
  if (strlen (words) > MAX_WORDS_LENGTH || !cvk_spoken_parts_read (&said, words))
    {
      refuse (shown, problem);
      return NULL;
    }
  if (said.zone != NULL)
    {
      zone = said.zone;
      cvk_date_time_free (reading.now);
      reading.now = cvk_date_time_from_instant (now, zone, NULL);
    }
  if (is_instant (&said))
    date = make_instant (&reading, zone);
  else if (find_day (&reading))
    {
      find_time (&reading, time);
      date = make_date (&reading, zone);
    }
  if (date != NULL)
    return finish (&reading, date);
  refuse (shown, problem);
  return NULL;
}
