// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-ics-days.h"

/* Howard Hinnant's days_from_civil and its inverse: years that begin with March, in eras of 400. */
#define ERA_DAYS 146097
#define EPOCH 719468

static gboolean
is_leap (int year)
{
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
cvk_ics_days_in_month (int year, int month)
{
  static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return lengths[month - 1] + (month == 2 && is_leap (year) ? 1 : 0);
}

gint64
cvk_ics_day_from_date (gint64 year, int month, int month_day)
{
  gint64 era = 0;
  gint64 year_of_era = 0;
  gint64 day_of_year = 0;

  year -= month <= 2 ? 1 : 0;
  era = (year >= 0 ? year : year - 399) / 400;
  year_of_era = year - era * 400;
  day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + month_day - 1;
  return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         EPOCH;
}

void
cvk_ics_day_init (CvkIcsDay *self, gint64 day)
{
  gint64 shifted = day + EPOCH;
  gint64 era = (shifted >= 0 ? shifted : shifted - ERA_DAYS + 1) / ERA_DAYS;
  gint64 day_of_era = shifted - era * ERA_DAYS;
  gint64 year_of_era =
    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted_month = (int) ((5 * day_of_year + 2) / 153);

  self->day = day;
  self->month_day = (int) (day_of_year - (153 * shifted_month + 2) / 5 + 1);
  self->month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  self->year = (int) (year_of_era + era * 400 + (self->month <= 2 ? 1 : 0));
  self->year_day = (int) (day - cvk_ics_day_from_date (self->year, 1, 1)) + 1;
  /* 1970-01-01 was a Thursday. */
  self->weekday = (int) (((day + 3) % 7 + 7) % 7);
  self->month_length = cvk_ics_days_in_month (self->year, self->month);
  self->year_length = is_leap (self->year) ? 366 : 365;
}
