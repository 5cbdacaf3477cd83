// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <string.h>

#include "model/cvk-spoken-date-private.h"

/* Each reader looks at the words from @w on, whose last one is unknown, and returns how many of
 * them it has taken; 0 when they are not what it reads. NOTHING: they are, and say nothing
 * sensible. */
#define NOTHING (-1)
typedef int (*Reader) (CvkSpokenParts *self, const CvkSpokenWord *w);

void
cvk_spoken_parts_clear (CvkSpokenParts *self)
{
  g_clear_pointer (&self->zone, g_free);
}

static gboolean
is_mark (const CvkSpokenWord *w, char mark)
{
  return w->kind == CVK_SPOKEN_MARK && w->value == mark;
}

static gboolean
is_number (const CvkSpokenWord *w)
{
  return w->kind == CVK_SPOKEN_FIGURE || w->kind == CVK_SPOKEN_NUMBER;
}

/* --- The time of day --- */

static int
take_time (CvkSpokenParts *self, int hour, int minute, int taken)
{
  if (self->has_time || hour > 24 || minute > 59 || (hour == 24 && minute > 0))
    return NOTHING;
  self->has_time = TRUE;
  self->hour = hour;
  self->minute = minute;
  return taken;
}

/* "am" behind an hour is German where a day follows: "um 9 am Freitag". */
static gboolean
is_before_noon (const CvkSpokenWord *w)
{
  return w[0].kind == CVK_SPOKEN_AM && !(w[1].is_german || w[1].kind == CVK_SPOKEN_MORGEN ||
                                         (w[1].kind == CVK_SPOKEN_FIGURE && is_mark (w + 2, '.')));
}

/* What may stand behind an hour. */
static int
read_half_of_day (CvkSpokenParts *self, const CvkSpokenWord *w, int taken)
{
  gboolean is_late = w[0].kind == CVK_SPOKEN_PM;

  if (!is_late && !is_before_noon (w))
    return taken;
  if (self->hour < 1 || self->hour > 12)
    return self->is_exact && self->hour > 12 && is_late ? taken + 1 : NOTHING;
  self->hour = self->hour % 12 + (is_late ? 12 : 0);
  self->is_exact = TRUE;
  return taken + 1;
}

/* 15:30, 9:05:00, 3:30 pm; 15.30 where it is certain that this is a time */
static int
read_clock_with (CvkSpokenParts *self, const CvkSpokenWord *w, gboolean may_have_point)
{
  gboolean has_point = is_mark (w + 1, '.');
  int taken = 3;

  if (w[0].kind != CVK_SPOKEN_FIGURE || w[0].digits > 2 || w[2].kind != CVK_SPOKEN_FIGURE ||
      w[2].digits != 2 || !(is_mark (w + 1, ':') || has_point))
    return 0;
  if (has_point && !may_have_point && w[3].kind != CVK_SPOKEN_OCLOCK &&
      w[3].kind != CVK_SPOKEN_PM && !is_before_noon (w + 3))
    return 0;
  if (take_time (self, w[0].value, w[2].value, taken) == NOTHING)
    return NOTHING;
  self->is_exact = w[0].value > 12 || w[0].value == 0 || w[0].digits == 2;
  if (is_mark (w + 3, ':') && w[4].kind == CVK_SPOKEN_FIGURE)
    taken = 5;
  if (w[taken].kind == CVK_SPOKEN_OCLOCK)
    {
      self->is_uhr = w[taken].value;
      taken++;
    }
  return read_half_of_day (self, w + taken, taken);
}

static int
read_clock (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  return read_clock_with (self, w, FALSE);
}

/* 9 Uhr, 9 Uhr 30, 3 o'clock, 3 pm, 15h */
static int
read_hour (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  int taken = 1;
  int minute = 0;

  if (!is_number (w) || w[0].digits > 2)
    return 0;
  if (w[1].kind == CVK_SPOKEN_OCLOCK)
    taken = 2;
  else if (w[1].kind != CVK_SPOKEN_PM && !is_before_noon (w + 1))
    return 0;
  if (taken == 2 && w[1].value && w[2].kind == CVK_SPOKEN_FIGURE && !is_mark (w + 3, '.') &&
      w[3].kind != CVK_SPOKEN_MONTH)
    minute = w[taken++].value;
  if (take_time (self, w[0].value, minute, taken) == NOTHING)
    return NOTHING;
  self->is_uhr = w[1].kind == CVK_SPOKEN_OCLOCK && w[1].value;
  self->is_exact =
    w[0].value > 12 || (w[0].kind == CVK_SPOKEN_FIGURE && w[0].digits == 2 && w[0].value < 10);
  return read_half_of_day (self, w + taken, taken);
}

/* half past 3, halb vier, quarter to 4, Viertel nach drei */
static int
read_fraction (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  int minutes = w[0].kind == CVK_SPOKEN_HALF ? 30 : 15;
  int taken = 1;
  int hour;

  if (w[0].kind != CVK_SPOKEN_HALF && w[0].kind != CVK_SPOKEN_QUARTER)
    return 0;
  if (w[1].kind == CVK_SPOKEN_AFTER)
    taken = 2;
  else if (w[1].kind == CVK_SPOKEN_BEFORE)
    {
      minutes = -minutes;
      taken = 2;
    }
  else if (w[0].kind == CVK_SPOKEN_HALF && w[0].value)
    minutes = -minutes;
  else
    return 0;
  if (!is_number (w + taken) || w[taken].value < 1 || w[taken].value > 23)
    return 0;
  hour = w[taken].value - (minutes < 0 ? 1 : 0);
  taken++;
  if (take_time (self, hour == 0 ? 12 : hour, (minutes + 60) % 60, taken) == NOTHING)
    return NOTHING;
  self->is_exact = hour > 12;
  if (w[taken].kind == CVK_SPOKEN_OCLOCK)
    taken++;
  return read_half_of_day (self, w + taken, taken);
}

static int
read_exact_time (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  if (w[0].kind != CVK_SPOKEN_EXACT)
    return 0;
  self->is_exact = TRUE;
  /* Midnight is the one at which the day ends. */
  return take_time (self, w[0].value == 0 ? 24 : w[0].value, 0, 1);
}

static int
take_bare_hour (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  if (w[0].digits > 2)
    return NOTHING;
  self->is_exact = w[0].value > 12 || (w[0].digits == 2 && w[0].value < 10);
  return take_time (self, w[0].value, 0, 1);
}

/* What "at" says is a time. */
static int
read_at (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  int taken;

  if (w[0].kind != CVK_SPOKEN_AT)
    return 0;
  taken = read_clock_with (self, w + 1, TRUE);
  if (taken == 0)
    taken = read_hour (self, w + 1);
  if (taken == 0)
    taken = read_fraction (self, w + 1);
  if (taken == 0 && is_number (w + 1))
    taken = take_bare_hour (self, w + 1);
  return taken > 0 ? taken + 1 : taken;
}

/* "tomorrow, 3": an hour that nothing marks as one. */
static int
read_bare_hour (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  return w[0].kind == CVK_SPOKEN_FIGURE ? take_bare_hour (self, w) : 0;
}

/* --- The day --- */

static gboolean
has_day (const CvkSpokenParts *self)
{
  return self->has_offset || self->has_weekday || self->day > 0 || self->is_now;
}

static int
take_date (CvkSpokenParts *self, int day, int month, int year, int taken)
{
  if (self->day > 0 || self->is_now || day < 1 || day > 31 || month < 0 || month > 12)
    return NOTHING;
  self->day = day;
  self->month = month;
  self->year = year;
  return taken;
}

/* A year in four digits, or in two behind a date in figures. */
static int
read_year (const CvkSpokenWord *w, gboolean may_be_short)
{
  if (w->kind != CVK_SPOKEN_FIGURE)
    return 0;
  if (w->digits == 4)
    return w->value;
  return may_be_short && w->digits == 2 ? 2000 + w->value : 0;
}

/* 2026-05-03 */
static int
read_iso_date (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  if (w[0].kind != CVK_SPOKEN_FIGURE || w[0].digits != 4 || !is_mark (w + 1, '-') ||
      w[2].kind != CVK_SPOKEN_FIGURE || !is_mark (w + 3, '-') || w[4].kind != CVK_SPOKEN_FIGURE)
    return 0;
  return w[2].value == 0 ? NOTHING : take_date (self, w[4].value, w[2].value, w[0].value, 5);
}

/* 3.5., 03.05.2026; 5/3, 5/3/2026, where the two may stand in either order */
static int
read_figures_date (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  gboolean has_point = is_mark (w + 1, '.');
  char mark = has_point ? '.' : '/';
  int day = w[0].value;
  int month = w[2].value;
  int year = 0;
  int taken = 3;

  if (w[0].kind != CVK_SPOKEN_FIGURE || w[2].kind != CVK_SPOKEN_FIGURE || !is_mark (w + 1, mark) ||
      w[0].digits > 2 || w[2].digits > 2)
    return 0;
  if (is_mark (w + 3, mark))
    {
      year = read_year (w + 4, TRUE);
      taken = year > 0 ? 5 : 4;
    }
  if (!has_point && day <= 12)
    {
      /* As it is written where slashes are: the month first. */
      self->may_be_month = month <= 12 && month != day;
      day = w[2].value;
      month = w[0].value;
    }
  return month == 0 ? NOTHING : take_date (self, day, month, year, taken);
}

static int
read_day_of_month (const CvkSpokenWord *w, int *day)
{
  if (w[0].kind == CVK_SPOKEN_ORDINAL)
    {
      *day = w[0].value;
      return 1;
    }
  if (w[0].kind != CVK_SPOKEN_FIGURE || w[0].digits > 2)
    return 0;
  *day = w[0].value;
  return w[1].kind == CVK_SPOKEN_SUFFIX || is_mark (w + 1, '.') ? 2 : 1;
}

/* 3rd of May, 3. Mai 2026, May 3rd, 2026 */
static int
read_named_date (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  int month = 0;
  int day = 0;
  int taken;

  if (w[0].kind == CVK_SPOKEN_MONTH)
    {
      int skipped = is_mark (w + 1, '.') || w[1].kind == CVK_SPOKEN_FILLER ? 2 : 1;

      month = w[0].value;
      taken = read_day_of_month (w + skipped, &day);
      if (taken == 0)
        return 0;
      taken += skipped;
    }
  else
    {
      taken = read_day_of_month (w, &day);
      if (taken == 0)
        return 0;
      if (w[taken].kind == CVK_SPOKEN_FILLER)
        taken++;
      if (w[taken].kind != CVK_SPOKEN_MONTH)
        return 0;
      month = w[taken++].value;
      if (is_mark (w + taken, '.'))
        taken++;
    }
  if (read_year (w + taken, FALSE) > 0)
    return take_date (self, day, month, w[taken].value, taken + 1);
  if (is_mark (w + taken, ',') && read_year (w + taken + 1, FALSE) > 0)
    return take_date (self, day, month, w[taken + 1].value, taken + 2);
  return take_date (self, day, month, 0, taken);
}

/* "the 15th", "am 15." */
static int
read_day_alone (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  int day = 0;
  int taken = read_day_of_month (w, &day);

  if (taken == 0 || (taken == 1 && w[0].kind != CVK_SPOKEN_ORDINAL) || self->day > 0 ||
      self->has_offset)
    return 0;
  return take_date (self, day, 0, 0, taken);
}

static int
read_weekday (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  int taken = w[0].kind == CVK_SPOKEN_WHICH ? 1 : 0;

  if (w[taken].kind != CVK_SPOKEN_WEEKDAY)
    return 0;
  if (self->has_weekday)
    return NOTHING;
  self->has_weekday = TRUE;
  self->weekday = w[taken].value;
  if (taken == 1)
    self->which = (CvkSpokenWhich) w[0].value;
  taken++;
  return is_mark (w + taken, '.') ? taken + 1 : taken;
}

/* "next week": with a weekday it says which one, alone it says little. */
static int
read_week (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  if (w[0].kind != CVK_SPOKEN_WHICH || w[1].kind != CVK_SPOKEN_UNIT ||
      w[1].value != CVK_SPOKEN_WEEKS)
    return 0;
  if (self->has_week)
    return NOTHING;
  self->has_week = TRUE;
  self->weeks = w[0].value == CVK_SPOKEN_THIS ? 0 : w[0].value == CVK_SPOKEN_LAST ? -1 : 1;
  return 2;
}

static int
read_day (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  gboolean is_tomorrow = w[0].kind == CVK_SPOKEN_MORGEN;

  if (w[0].kind != CVK_SPOKEN_DAY && !is_tomorrow)
    return 0;
  if (has_day (self))
    return NOTHING;
  self->has_offset = TRUE;
  self->offset = is_tomorrow ? 1 : w[0].value;
  return 1;
}

/* In German, "morgen" behind a day is its morning; so it is behind "am". */
static int
read_morgen (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  int taken = w[0].kind == CVK_SPOKEN_AM ? 1 : 0;

  if (w[taken].kind != CVK_SPOKEN_MORGEN || (taken == 0 && !has_day (self)))
    return 0;
  if (self->part != CVK_SPOKEN_NO_PART)
    return NOTHING;
  self->part = CVK_SPOKEN_MORNING;
  return taken + 1;
}

static int
read_part (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  int taken = w[0].kind == CVK_SPOKEN_WHICH && w[0].value == CVK_SPOKEN_THIS ? 1 : 0;

  if (w[taken].kind != CVK_SPOKEN_PART)
    return 0;
  if (self->part != CVK_SPOKEN_NO_PART && (int) self->part != w[taken].value)
    return NOTHING;
  if (taken == 1 && !has_day (self))
    self->has_offset = TRUE;
  self->part = (CvkSpokenPart) w[taken].value;
  return taken + 1;
}

/* --- A span from now --- */

static int
take_span (CvkSpokenParts *self, int64_t amount, int unit, int taken)
{
  if (self->has_span)
    return NOTHING;
  self->has_span = TRUE;
  self->span = amount;
  self->unit = (CvkSpokenUnit) unit;
  return taken;
}

/* "two weeks", "half an hour", "einer halben Stunde" */
static int
read_length (const CvkSpokenWord *w, int64_t *amount, int *unit)
{
  int taken = 0;
  gboolean is_half = FALSE;

  *amount = 1;
  if (w[taken].kind == CVK_SPOKEN_HALF)
    {
      is_half = TRUE;
      taken++;
    }
  if (is_number (w + taken))
    *amount = w[taken++].value;
  if (!is_half && w[taken].kind == CVK_SPOKEN_HALF)
    {
      is_half = TRUE;
      taken++;
    }
  if (taken == 0 || w[taken].kind != CVK_SPOKEN_UNIT)
    return 0;
  *unit = w[taken++].value;
  if (!is_half)
    return taken;
  if (*unit != CVK_SPOKEN_HOURS || *amount != 1)
    return 0;
  *amount = 30;
  *unit = CVK_SPOKEN_MINUTES;
  return taken;
}

/* in two weeks; vor drei Tagen; two weeks ago; two weeks from today */
static int
read_span (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  gboolean is_ahead = w[0].kind == CVK_SPOKEN_IN;
  gboolean is_back = w[0].kind == CVK_SPOKEN_BEFORE && w[0].is_german;
  int64_t amount = 0;
  int unit = 0;
  int taken = read_length (w + (is_ahead || is_back ? 1 : 0), &amount, &unit);

  if (taken == 0)
    return 0;
  if (is_ahead || is_back)
    return take_span (self, is_back ? -amount : amount, unit, taken + 1);
  if (w[taken].kind == CVK_SPOKEN_AGO)
    return take_span (self, -amount, unit, taken + 1);
  if (w[taken].kind == CVK_SPOKEN_FROM)
    return take_span (self, amount, unit, taken + 1);
  return 0;
}

/* --- All --- */

static int
read_now (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  if (w[0].kind != CVK_SPOKEN_NOW)
    return 0;
  if (has_day (self))
    return NOTHING;
  self->is_now = TRUE;
  return 1;
}

static int
read_zone (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  if (w[0].kind != CVK_SPOKEN_ZONE)
    return 0;
  if (self->zone != NULL)
    return NOTHING;
  self->zone = g_strdup (w[0].text);
  return 1;
}

static int
pass_over (CvkSpokenParts *self, const CvkSpokenWord *w)
{
  if (w[0].kind == CVK_SPOKEN_MARK)
    return w[0].value < 0x80 && strchr (",.()", w[0].value) != NULL ? 1 : 0;
  /* "in the morning", which is read next. */
  if (w[0].kind == CVK_SPOKEN_IN)
    return w[1].kind == CVK_SPOKEN_FILLER || w[1].kind == CVK_SPOKEN_WHICH ? 1 : 0;
  return w[0].kind == CVK_SPOKEN_FILLER || w[0].kind == CVK_SPOKEN_AT || w[0].kind == CVK_SPOKEN_AM
           ? 1
           : 0;
}

gboolean
cvk_spoken_parts_read (CvkSpokenParts *self, const char *text)
{
  /* What is written most plainly comes first. */
  static const Reader readers[] = {
    read_iso_date, read_at,         read_clock,     read_named_date, read_figures_date,
    read_span,     read_hour,       read_day_alone, read_fraction,   read_week,
    read_weekday,  read_morgen,     read_day,       read_part,       read_now,
    read_zone,     read_exact_time, read_bare_hour, pass_over,
  };
  g_autoptr (GArray) words = cvk_spoken_words_split (text);
  unsigned position = 0;

  *self = (CvkSpokenParts){ FALSE };
  while (position + CVK_SPOKEN_LOOK_AHEAD < words->len)
    {
      const CvkSpokenWord *w = &g_array_index (words, CvkSpokenWord, position);
      int taken = 0;

      for (size_t i = 0; taken == 0 && i < G_N_ELEMENTS (readers); i++)
        taken = readers[i](self, w);
      if (taken <= 0)
        return FALSE;
      position += (unsigned) taken;
    }
  return has_day (self) || self->has_span || self->has_week || self->has_time ||
         self->part != CVK_SPOKEN_NO_PART;
}
