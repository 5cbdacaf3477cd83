// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-date-words.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <string.h>

typedef struct
{
  GStrv words;
  unsigned at;
  const CvkDateTime *now;
  GDate today;

  gboolean has_date, has_time;
  GDate date;
  int hour, minute;
  gboolean after_at; /* "at 3": a bare number is an hour */
} Parser;

/* --- Words --- */

static gboolean
is_word (const char *word, const char *english, const char *translated)
{
  g_auto (GStrv) names = g_strsplit (english, " ", -1);
  g_autofree char *folded = g_utf8_strdown (translated, -1);
  g_auto (GStrv) local = g_strsplit (folded, " ", -1);

  return g_strv_contains ((const char *const *) names, word) ||
         g_strv_contains ((const char *const *) local, word);
}

/* The number of a day (Monday is 1) or month, by its name in English or in this language, whole or
 * its first three letters and more; 0 for none. */
static int
find_name (const char *word, const char *const *english, const char *format, int count)
{
  size_t length = strlen (word);

  /* "févr." */
  if (length > 3 && word[length - 1] == '.')
    length--;
  if (g_utf8_strlen (word, -1) < 2)
    return 0;
  for (int i = 1; i <= count; i++)
    {
      /* 2024-01-01 was a Monday. */
      g_autoptr (GDateTime) date =
        g_date_time_new_utc (2024, count == 12 ? i : 1, count == 12 ? 1 : i, 12, 0, 0);
      g_autofree char *name = g_date_time_format (date, format);
      g_autofree char *local = g_utf8_strdown (name, -1);

      if (length >= 3 && strncmp (word, english[i - 1], length) == 0)
        return i;
      if (g_str_equal (word, local) || (length >= 3 && strncmp (word, local, length) == 0))
        return i;
    }
  return 0;
}

static int
find_weekday (const char *word)
{
  static const char *const names[] = { "monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday" };

  return find_name (word, names, "%A", 7);
}

static int
find_month (const char *word)
{
  static const char *const names[] = { "january",   "february", "march",    "april",
                                       "may",       "june",     "july",     "august",
                                       "september", "october",  "november", "december" };

  return find_name (word, names, "%B", 12);
}

static const char *
peek (const Parser *self, unsigned ahead)
{
  for (unsigned i = 0; i <= ahead; i++)
    if (self->words[self->at + i] == NULL)
      return "";
  return self->words[self->at + ahead];
}

/* "3", "3rd", "3."; 0 for no number. */
static int
read_number (const char *word, size_t max_digits)
{
  size_t digits = strspn (word, "0123456789");
  const char *rest = word + digits;

  if (digits == 0 || digits > max_digits)
    return 0;
  if (*rest != '\0' && !is_word (rest, ". st nd rd th", "."))
    return 0;
  return (int) g_ascii_strtoll (word, NULL, 10);
}

/* --- Times --- */

/* "14:00", "14.30", "14h30", "1430", "14", and what stands behind the digits. */
static gboolean
read_clock (const char *word, int *hour, int *minute, gboolean *is_bare, const char **rest)
{
  size_t digits = strspn (word, "0123456789");
  const char *at = word + digits;

  *is_bare = FALSE;
  if (digits == 0 || digits > 4)
    return FALSE;
  *hour = (int) g_ascii_strtoll (word, NULL, 10);
  *minute = 0;
  if (digits > 2)
    {
      *minute = *hour % 100;
      *hour /= 100;
    }
  else if ((*at == ':' || *at == '.' || *at == 'h') && g_ascii_isdigit (at[1]) &&
           g_ascii_isdigit (at[2]))
    {
      *minute = (at[1] - '0') * 10 + at[2] - '0';
      at += 3;
      /* Seconds are passed over. */
      if (*at == ':' && g_ascii_isdigit (at[1]) && g_ascii_isdigit (at[2]))
        at += 3;
    }
  else if (*at == 'h' && at[1] == '\0')
    at++;
  else
    *is_bare = TRUE;
  *rest = at;
  return *hour <= 24 && *minute < 60;
}

/* In English and as the locale has them, if it has. */
static gboolean
apply_half (const char *half, int *hour)
{
  gboolean is_afternoon = *half != '\0' && is_word (half, "pm p.m. p", nl_langinfo (PM_STR));

  if (!is_afternoon && (*half == '\0' || !is_word (half, "am a.m. a", nl_langinfo (AM_STR))))
    return FALSE;
  if (*hour < 1 || *hour > 12)
    return FALSE;
  *hour = *hour % 12 + (is_afternoon ? 12 : 0);
  return TRUE;
}

/* The words of a time at the parser's place; how many in @used. */
static gboolean
read_time (const Parser *self, int *hour, int *minute, unsigned *used)
{
  const char *word = peek (self, 0);
  const char *next = peek (self, 1);
  gboolean is_bare;
  const char *rest;

  *used = 1;
  /* Translators: here and below: what people type into a field for dates. Give all forms of a word,
   * in lower case and with spaces between them; English is read as well. */
  if (is_word (word, "noon midday", C_ ("typed date", "noon")))
    {
      *hour = 12;
      *minute = 0;
      return TRUE;
    }
  if (is_word (word, "midnight", C_ ("typed date", "midnight")))
    {
      *hour = 0;
      *minute = 0;
      return TRUE;
    }
  if (!read_clock (word, hour, minute, &is_bare, &rest))
    return FALSE;
  if (*rest != '\0')
    return apply_half (rest, hour);
  if (apply_half (next, hour))
    *used = 2;
  else if (is_word (next, "o'clock o’clock uhr", C_ ("typed date", "o’clock")))
    *used = 2;
  else if (is_bare && !self->after_at)
    return FALSE;
  return *hour < 24;
}

static gboolean
take_time (Parser *self)
{
  unsigned used;

  if (self->has_time || !read_time (self, &self->hour, &self->minute, &used))
    return FALSE;
  self->has_time = TRUE;
  self->at += used;
  return TRUE;
}

gboolean
cvk_date_words_parse_time (const char *text, int *hour, int *minute)
{
  g_autofree char *plain = cvk_date_words_normalize (text);
  g_autofree char *lower = g_utf8_strdown (plain, -1);
  Parser parser = { .after_at = TRUE };
  unsigned used;
  gboolean is_time;

  parser.words = g_strsplit (g_strstrip (lower), " ", -1);
  is_time = read_time (&parser, hour, minute, &used) && used == g_strv_length (parser.words);
  g_strfreev (parser.words);
  return is_time;
}

/* --- Dates --- */

/* @year 0: the next such day. */
static gboolean
set_date (Parser *self, int year, int month, int day)
{
  gboolean is_open = year == 0;

  if (is_open)
    year = g_date_get_year (&self->today);
  else if (year < 100)
    year += 2000;
  if (month < 1 || month > 12 || day < 1)
    return FALSE;
  /* 29 February may need a few years to come. */
  for (int tries = 0; tries < (is_open ? 8 : 1); tries++, year++)
    if (g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
      {
        g_date_set_dmy (&self->date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
        if (!is_open || g_date_compare (&self->date, &self->today) >= 0)
          {
            self->has_date = TRUE;
            return TRUE;
          }
      }
  return FALSE;
}

static gboolean
is_month_first (void)
{
  const char *format = nl_langinfo (D_FMT);
  const char *month = strstr (format, "%m");
  const char *day = strstr (format, "%d");

  return strstr (format, "%D") != NULL || (month != NULL && day != NULL && month < day);
}

/* 3.3.2026, 3.3., 3/3/2026, 3/3, 2026-03-03, 2026/03/03 */
static gboolean
take_numeric_date (Parser *self)
{
  const char *word = peek (self, 0);
  char separator = word[strspn (word, "0123456789")];
  const char separators[] = { separator, '\0' };
  g_auto (GStrv) parts = NULL;
  int numbers[3] = { 0 };
  unsigned count;

  if (separator == '\0' || strchr ("./-", separator) == NULL ||
      strspn (word, "0123456789./-") != strlen (word))
    return FALSE;
  parts = g_strsplit (word, separators, -1);
  count = g_strv_length (parts);
  if (count > 2 && *parts[count - 1] == '\0' && count-- > 3)
    return FALSE;
  if (count < 2 || count > 3)
    return FALSE;
  for (unsigned i = 0; i < count; i++)
    {
      if (*parts[i] == '\0' || strlen (parts[i]) > 4 ||
          strspn (parts[i], "0123456789") != strlen (parts[i]))
        return FALSE;
      numbers[i] = (int) g_ascii_strtoll (parts[i], NULL, 10);
    }
  if (strlen (parts[0]) == 4)
    return count == 3 && set_date (self, numbers[0], numbers[1], numbers[2]);
  if (separator == '/' && is_month_first ())
    return set_date (self, numbers[2], numbers[0], numbers[1]);
  return set_date (self, numbers[2], numbers[1], numbers[0]);
}

/* "3 March", "3rd of March 2026", "March 3, 2026" */
static gboolean
take_named_date (Parser *self)
{
  unsigned used = 2;
  int month = find_month (peek (self, 0));
  int day = read_number (peek (self, month != 0 ? 1 : 0), 2);
  int year;

  if (month == 0)
    {
      if (is_word (peek (self, 1), "of", "of"))
        used = 3;
      month = find_month (peek (self, used - 1));
    }
  if (month == 0 || day == 0)
    return FALSE;
  year = strlen (peek (self, used)) == 4 ? read_number (peek (self, used), 4) : 0;
  /* "3 March 1430" is a time where a year would be long ago. */
  if (year < 1900)
    year = 0;
  if (!set_date (self, year, month, day))
    return FALSE;
  self->at += used + (year != 0 ? 1 : 0);
  return TRUE;
}

static gboolean
take_weekday (Parser *self)
{
  int weekday = find_weekday (peek (self, 0));
  int ahead;

  if (weekday == 0)
    return FALSE;
  ahead = (weekday - (int) g_date_get_weekday (&self->today) + 7) % 7;
  self->date = self->today;
  g_date_add_days (&self->date, (unsigned) (ahead == 0 ? 7 : ahead));
  self->has_date = TRUE;
  self->at++;
  return TRUE;
}

static gboolean
take_relative_day (Parser *self)
{
  const char *word = peek (self, 0);
  unsigned days;

  if (is_word (word, "today", C_ ("typed date", "today")))
    days = 0;
  else if (is_word (word, "tomorrow", C_ ("typed date", "tomorrow")))
    days = 1;
  else
    return FALSE;
  self->date = self->today;
  g_date_add_days (&self->date, days);
  self->has_date = TRUE;
  self->at++;
  return TRUE;
}

static gboolean
take_date (Parser *self)
{
  if (self->has_date)
    return FALSE;
  if (take_relative_day (self) || take_named_date (self) || take_weekday (self))
    return TRUE;
  if (!take_numeric_date (self))
    return FALSE;
  self->at++;
  return TRUE;
}

/* --- The whole --- */

static const char *
find_unit (const char *word)
{
  if (is_word (word, "minute minutes min mins", C_ ("typed date", "minute minutes")))
    return "minutes";
  if (is_word (word, "hour hours h", C_ ("typed date", "hour hours")))
    return "hours";
  if (is_word (word, "day days", C_ ("typed date", "day days")))
    return "days";
  if (is_word (word, "week weeks", C_ ("typed date", "week weeks")))
    return "weeks";
  if (is_word (word, "month months", C_ ("typed date", "month months")))
    return "months";
  return NULL;
}

static CvkDateTime *
make_wall_time (const GDate *date, gboolean has_time, int hour, int minute)
{
  g_autofree char *day = g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (date),
                                          g_date_get_month (date), g_date_get_day (date));
  g_autofree char *text =
    has_time ? g_strdup_printf ("%sT%02d:%02d:00", day, hour, minute) : g_steal_pointer (&day);

  return cvk_date_time_parse (text, NULL);
}

/* "in 2 hours", "in three days at 14:00": the unit's own time of day counts until another is said.
 */
static gboolean
take_distance (Parser *self)
{
  int amount = read_number (peek (self, 1), 4);
  const char *unit = find_unit (peek (self, 2));
  g_autoptr (CvkDateTime) wall = NULL;
  g_autoptr (CvkDateTime) shifted = NULL;
  gboolean is_exact;

  if (self->has_date || amount == 0 || unit == NULL ||
      !is_word (peek (self, 0), "in", C_ ("typed date", "in")))
    return FALSE;
  wall = make_wall_time (&self->today, TRUE, self->now->hour, self->now->minute);
  shifted = cvk_date_time_shift (wall, amount, unit, NULL);
  if (shifted == NULL)
    return FALSE;
  is_exact = unit[0] == 'h' || g_str_equal (unit, "minutes");
  g_date_set_dmy (&self->date, (GDateDay) shifted->day, (GDateMonth) shifted->month,
                  (GDateYear) shifted->year);
  self->has_date = TRUE;
  if (is_exact)
    {
      self->has_time = TRUE;
      self->hour = shifted->hour;
      self->minute = shifted->minute;
    }
  self->at += 3;
  return TRUE;
}

static gboolean
take_filler (Parser *self)
{
  const char *word = peek (self, 0);

  self->after_at = is_word (word, "at", C_ ("typed date", "at"));
  if (!self->after_at &&
      !is_word (word, "on next this the coming @", C_ ("typed date", "on next this")))
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
take_words (Parser *self)
{
  while (self->words[self->at] != NULL)
    if (!take_distance (self) && !take_date (self) && !take_time (self) && !take_filler (self))
      return FALSE;
  return self->has_date || self->has_time;
}

static GStrv
split_words (const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_auto (GStrv) parts = NULL;
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  parts = g_strsplit_set (lower, " ,\t\n", -1);
  for (char **part = parts; *part != NULL; part++)
    if (**part != '\0')
      g_strv_builder_add (words, *part);
  return g_strv_builder_end (words);
}

CvkDateTime *
cvk_date_words_parse (const char *text, const CvkDateTime *now)
{
  g_autofree char *trimmed = NULL;
  CvkDateTime *time;
  Parser parser = { .now = now };
  gboolean is_date;

  g_return_val_if_fail (text != NULL && now != NULL, NULL);

  trimmed = g_strstrip (cvk_date_words_normalize (text));
  time = cvk_date_time_parse (trimmed, NULL);
  if (time != NULL)
    return time;
  g_date_set_dmy (&parser.today, (GDateDay) now->day, (GDateMonth) now->month,
                  (GDateYear) now->year);
  parser.words = split_words (trimmed);
  is_date = take_words (&parser);
  g_strfreev (parser.words);
  if (!is_date)
    return NULL;
  if (!parser.has_date)
    {
      parser.date = parser.today;
      if (parser.hour * 60 + parser.minute <= now->hour * 60 + now->minute)
        g_date_add_days (&parser.date, 1);
    }
  return make_wall_time (&parser.date, parser.has_time, parser.hour, parser.minute);
}
