// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CvkIcsRule:
 *
 * A recurrence rule taken apart (RFC 5545, section 3.3.10). Wall times are seconds as if clocks
 * showed UTC.
 */
typedef enum
{
  CVK_ICS_YEARLY,
  CVK_ICS_MONTHLY,
  CVK_ICS_WEEKLY,
  CVK_ICS_DAILY,
  CVK_ICS_HOURLY,
  CVK_ICS_MINUTELY,
  CVK_ICS_SECONDLY,
} CvkIcsFrequency;

/* The n-th of a day of the week; 0: each of them. */
typedef struct
{
  int number;
  int weekday; /* 0: Monday */
} CvkIcsWeekday;

typedef struct
{
  CvkIcsFrequency frequency;
  int interval;
  gint64 count; /* 0: none */
  char *until;  /* as it is written; nullable */
  int week_start;
  guint64 seconds, minutes, hours; /* bits */
  unsigned months;                 /* bits, 1 is January's number */
  GArray *weekdays;                /* of CvkIcsWeekday */
  GArray *month_days;              /* of int; the rest too */
  GArray *year_days;
  GArray *weeks;
  GArray *positions;
} CvkIcsRule;

/* FALSE when it is none; to be cleared all the same. */
gboolean cvk_ics_rule_init (CvkIcsRule *self, const char *text);
void cvk_ics_rule_clear (CvkIcsRule *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkIcsRule, cvk_ics_rule_clear)

G_END_DECLS
