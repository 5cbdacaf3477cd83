// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"
#include "model/cvk-calendar-text.h"
#include "model/cvk-recurrence.h"

static char *
describe_weekly (const CvkRecurrence *self)
{
  unsigned weekdays = self->weekdays != 0 ? self->weekdays : 1;
  unsigned long interval = (unsigned long) self->interval;
  g_autofree char *days = cvk_calendar_list_weekdays (weekdays);

  if (interval == 1 && weekdays == 0x7f)
    return g_strdup (_ ("Every day of the week"));
  if (interval == 1 && weekdays == 0x3e)
    return g_strdup (_ ("Every working day from Monday to Friday"));
  if (interval == 1)
    /* Translators: weekdays: "Every Tuesday and Thursday". */
    return g_strdup_printf (_ ("Every %s"), days);
  /* Translators: a number and weekdays. */
  return g_strdup_printf (ngettext ("Every %lu week on %s", "Every %lu weeks on %s", interval),
                          interval, days);
}

static char *
describe_monthly (const CvkRecurrence *self)
{
  unsigned long interval = (unsigned long) self->interval;
  g_autofree char *day = self->by_week ? cvk_calendar_dup_week_day (self->week, self->week_day - 1)
                                       /* Translators: a part of "Every month on day 15". */
                                       : g_strdup_printf (_ ("day %d"), self->day);

  if (interval == 1)
    /* Translators: "day 15" or "the first Tuesday". */
    return g_strdup_printf (_ ("Every month on %s"), day);
  return g_strdup_printf (ngettext ("Every %lu month on %s", "Every %lu months on %s", interval),
                          interval, day);
}

static char *
describe_pattern (const CvkRecurrence *self)
{
  unsigned long interval = (unsigned long) self->interval;

  if (self->type == CVK_RECURRENCE_WEEKLY)
    return describe_weekly (self);
  if (self->type == CVK_RECURRENCE_MONTHLY)
    return describe_monthly (self);
  if (interval == 1)
    return g_strdup (_ ("Every day"));
  return g_strdup_printf (ngettext ("Every %lu day", "Every %lu days", interval), interval);
}

static char *
describe_end_date (const char *text)
{
  g_autoptr (CvkDateTime) end = cvk_date_time_parse (text, NULL);
  g_autoptr (GDateTime) date = NULL;

  if (end == NULL)
    return g_strdup (text);
  date = g_date_time_new_utc (end->year, end->month, end->day, 12, 0, 0);
  return cvk_local_date (date, CVK_DATE_WEEKDAY_YEAR);
}

char *
cvk_recurrence_describe (const CvkRecurrence *self)
{
  g_autofree char *pattern = NULL;
  g_autofree char *date = NULL;
  unsigned long count;

  g_return_val_if_fail (self != NULL, NULL);

  pattern = describe_pattern (self);
  count = (unsigned long) self->count;
  switch (self->end)
    {
    case CVK_RECURRENCE_END_NEVER:
      /* Translators: how a series repeats: "Every day". */
      return g_strdup_printf (_ ("%s, without end."), pattern);
    case CVK_RECURRENCE_END_COUNT:
      return g_strdup_printf (ngettext ("%s, %'lu time.", "%s, %'lu times.", count), pattern,
                              count);
    case CVK_RECURRENCE_END_DATE:
      date = describe_end_date (self->end_date);
      /* Translators: how a series repeats, and a date. */
      return g_strdup_printf (_ ("%s, until %s."), pattern, date);
    case CVK_RECURRENCE_END_UNSAID:
    default:
      /* Translators: how a series repeats, where nothing says when it ends. */
      return g_strdup_printf (_ ("%s, once only: say when it ends."), pattern);
    }
}
