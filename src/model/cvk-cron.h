// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/**
 * CvkCron:
 *
 * The five fields of a cron text: minute, hour, day of the month, month, day of the week.
 *
 * A field is a list of `*`, values and ranges, the latter two with names for months and weekdays
 * (three letters), a star or a range with a step. Sunday is 0 and 7; a range of weekdays may go
 * over the end of the week (fri-mon). Days of the month know `L`, the last one; weekdays know `5L`,
 * the last Friday of the month, and `5#2`, the second one. `@hourly`, `@daily`, `@midnight`,
 * `@weekly`,
 * `@monthly`, `@yearly` and `@annually` stand for what crontab(5) says.
 *
 * As POSIX (crontab, "input files") and crontab(5) have it, a day counts when it fits the day of
 * the month *or* the weekday if both are restricted, and when it fits both otherwise; a field that
 * begins with a star is not restricted.
 */
typedef struct
{
  uint64_t minutes;             /* bit 0: minute 0 */
  uint32_t hours;               /* bit 0: hour 0 */
  uint32_t days;                /* bit 1: the first of the month */
  uint32_t months;              /* bit 1: January */
  uint32_t weekdays;            /* bit 0: Sunday */
  uint32_t weekdays_in_week[6]; /* weekdays of the n-th (1 to 5) week, [0] of the last: bit 0 is
                                   Sunday; besides @weekdays */
  gboolean has_last_day;
  gboolean days_are_free;     /* the field begins with a star */
  gboolean weekdays_are_free; /* likewise */
} CvkCron;

/* FALSE sets @problem, which names the part that is wrong and what would be right; it has no field.
 */
gboolean cvk_cron_parse (const char *text, CvkCron *cron, CvkProblem **problem);
gboolean cvk_cron_matches_day (const CvkCron *self, int year, int month, int day, int weekday);
/* Whether it runs in every hour of the day. */
gboolean cvk_cron_has_all_hours (const CvkCron *self);

G_END_DECLS
