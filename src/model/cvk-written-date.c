// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-written-date.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <string.h>

#include "model/cvk-spoken-date.h"

/* A date in figures: three numbers with one mark between them. */
typedef struct
{
  char mark;
  unsigned parts[3];
  unsigned digits[3];
  const char *start;
  const char *end;
} Figures;

/* --- Figures --- */

static gboolean
read_number (const char **p, unsigned *value, unsigned *digits)
{
  *value = 0;
  *digits = 0;
  for (; g_ascii_isdigit (**p) && *digits < 5; (*p)++, (*digits)++)
    *value = *value * 10 + (unsigned) (**p - '0');
  return *digits >= 1 && *digits <= 4;
}

static gboolean
read_figures_at (const char *text, Figures *figures)
{
  const char *p = text;

  figures->start = text;
  for (unsigned i = 0; i < 3; i++)
    {
      if (!read_number (&p, &figures->parts[i], &figures->digits[i]))
        return FALSE;
      if (i == 2)
        break;
      if (strchr (i == 0 ? "./-" : (char[]){ figures->mark, '\0' }, *p) == NULL || *p == '\0')
        return FALSE;
      figures->mark = *p++;
      /* "3. 3. 2026" */
      while (figures->mark == '.' && *p == ' ')
        p++;
    }
  figures->end = p;
  return figures->digits[1] <= 2 &&
         (figures->digits[0] == 4
            ? figures->digits[2] <= 2
            : figures->digits[0] <= 2 && figures->digits[2] != 1 && figures->digits[2] != 3);
}

static gboolean
find_figures (const char *text, Figures *figures)
{
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isdigit (*p) && (p == text || !g_ascii_isalnum (p[-1])) &&
        read_figures_at (p, figures))
      return TRUE;
  return FALSE;
}

/* @text with the date in figures as ISO 8601 has it. (transfer full) */
static char *
rewrite (const char *text, CvkDateOrder order)
{
  Figures figures = { 0 };
  gboolean is_month_first;
  unsigned year, month, day;

  if (!find_figures (text, &figures))
    return g_strdup (text);
  is_month_first = figures.mark != '.' && order == CVK_DATE_ORDER_MONTH_DAY;
  /* What cannot be a month is none, whatever the rest of the column says. */
  if (figures.mark != '.' && figures.parts[0] > 12 && figures.parts[1] <= 12)
    is_month_first = FALSE;
  else if (figures.mark != '.' && figures.parts[1] > 12 && figures.parts[0] <= 12)
    is_month_first = TRUE;
  year = figures.digits[0] == 4 ? figures.parts[0] : figures.parts[2];
  month = figures.digits[0] == 4 || !is_month_first ? figures.parts[1] : figures.parts[0];
  day = figures.digits[0] == 4 ? figures.parts[2]
                               : (is_month_first ? figures.parts[1] : figures.parts[0]);
  if (figures.digits[0] != 4 && figures.digits[2] == 2)
    year += 2000;
  return g_strdup_printf ("%.*s%04u-%02u-%02u%s", (int) (figures.start - text), text, year, month,
                          day, figures.end);
}

CvkDateOrder
cvk_date_order_of_locale (void)
{
  const char *format = nl_langinfo (D_FMT);
  const char *month = strpbrk (format, "mbB");
  const char *day = strpbrk (format, "de");

  /* "%D" is "%m/%d/%y". */
  return strstr (format, "%D") != NULL || (month != NULL && day != NULL && month < day)
           ? CVK_DATE_ORDER_MONTH_DAY
           : CVK_DATE_ORDER_DAY_MONTH;
}

CvkDateOrder
cvk_date_order_guess (const char *const *cells, unsigned n_cells, CvkDateOrder fallback)
{
  gboolean is_day_first = FALSE;
  gboolean is_month_first = FALSE;

  for (unsigned i = 0; i < n_cells; i++)
    {
      Figures figures = { 0 };

      if (!find_figures (cells[i], &figures) || figures.mark == '.' || figures.digits[0] == 4)
        continue;
      is_day_first |= figures.parts[0] > 12 && figures.parts[1] <= 12;
      is_month_first |= figures.parts[1] > 12 && figures.parts[0] <= 12;
    }
  if (is_day_first == is_month_first)
    return fallback;
  return is_day_first ? CVK_DATE_ORDER_DAY_MONTH : CVK_DATE_ORDER_MONTH_DAY;
}

/* --- Dates --- */

/* The instant at which a clock in UTC shows what the one in @zone shows at @now: read there, words
 * give the time on the clock, and an hour that the zone leaves out stays what was written. */
static int64_t
move_to_utc (int64_t now, const char *zone)
{
  g_autoptr (CvkDateTime) local = cvk_date_time_from_instant (now, zone, NULL);

  return local != NULL ? now + (int64_t) local->offset * G_USEC_PER_SEC : now;
}

/* Whether a time of day was said: another one for words without it gives the same then. */
static gboolean
says_time (const char *words, const CvkSpokenDate *at_midnight, int64_t now)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkSpokenDate) later = cvk_spoken_date_read (words, now, "UTC", "00:01", &problem);

  return later != NULL && later->date->instant == at_midnight->date->instant;
}

static gboolean
names_zone (const char *words, const CvkDateTime *date)
{
  return g_strcmp0 (date->zone, "UTC") != 0 || strstr (words, "UTC") != NULL ||
         strstr (words, "GMT") != NULL || strchr (words, 'Z') != NULL;
}

char *
cvk_written_date_read (const char *text,
                       CvkDateOrder order,
                       int64_t now,
                       const char *zone,
                       CvkProblem **problem)
{
  g_autofree char *words = rewrite (text, order);
  int64_t now_there = move_to_utc (now, zone);
  g_autoptr (CvkSpokenDate) said = NULL;

  g_return_val_if_fail (text != NULL && zone != NULL && problem != NULL, NULL);

  *problem = NULL;
  said = cvk_spoken_date_read (words, now_there, "UTC", "00:00", problem);
  if (said == NULL)
    {
      cvk_problem_unref (*problem);
      *problem =
        cvk_problem_new ("date-not-understood",
                         N_ ("“{words}” is no date with a time. Write it like “3 May 2027 14:00”."),
                         "words", text, NULL);
      return NULL;
    }
  if (!says_time (words, said, now_there))
    {
      *problem = cvk_problem_new (
        "no-time", N_ ("“{words}” says no time of day. Write it like “3 May 2027 14:00”."), "words",
        text, NULL);
      return NULL;
    }
  if (said->doubt != NULL)
    *problem = cvk_problem_ref (said->doubt);
  if (names_zone (words, said->date))
    return cvk_date_time_to_string (said->date);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", said->date->year, said->date->month,
                          said->date->day, said->date->hour, said->date->minute,
                          said->date->second);
}
