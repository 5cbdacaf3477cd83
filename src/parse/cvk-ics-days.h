// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The proleptic Gregorian calendar, in days since 1970-01-01. This program links nothing of ours,
 * so that it can be built without sanitizers. */

typedef struct
{
  gint64 day;
  int year, month, month_day; /* from 1 */
  int year_day;               /* from 1 */
  int weekday;                /* 0: Monday */
  int month_length, year_length;
} CvkIcsDay;

gint64 cvk_ics_day_from_date (gint64 year, int month, int month_day);
void cvk_ics_day_init (CvkIcsDay *self, gint64 day);
int cvk_ics_days_in_month (int year, int month);

G_END_DECLS
