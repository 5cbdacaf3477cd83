// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-datetime.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkRecurrence:
 *
 * How a series repeats, in the members that Zoom's meetings have (Meetings API, "recurrence"):
 * type, repeat_interval, weekly_days, monthly_day, monthly_week, monthly_week_day, end_times,
 * end_date_time. Days of the week count from Sunday, 1, to Saturday, 7.
 */
#define CVK_RECURRENCE_MAX_MEETINGS 60

typedef enum
{
  CVK_RECURRENCE_DAILY = 1,
  CVK_RECURRENCE_WEEKLY = 2,
  CVK_RECURRENCE_MONTHLY = 3,
} CvkRecurrenceType;

typedef enum
{
  CVK_RECURRENCE_END_UNSAID, /* Zoom then makes one meeting */
  CVK_RECURRENCE_END_NEVER,
  CVK_RECURRENCE_END_COUNT,
  CVK_RECURRENCE_END_DATE,
} CvkRecurrenceEnd;

typedef struct
{
  CvkRecurrenceType type;
  int interval;      /* every so many days, weeks or months */
  unsigned weekdays; /* WEEKLY: bit 0 is Sunday; 0 when none is said, which means Sunday */
  gboolean by_week;  /* MONTHLY: @week and @week_day count, not @day */
  int day;           /* 1 to 31 */
  int week;          /* 1 to 4, or -1 for the last */
  int week_day;      /* 1 to 7 */
  CvkRecurrenceEnd end;
  int count;
  char *end_date; /* owned, nullable: as it stands in the settings */
} CvkRecurrence;

void cvk_recurrence_free (CvkRecurrence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkRecurrence, cvk_recurrence_free)

/* NULL when @value is no such object, or holds expressions or values that mean nothing.
 * (transfer full) (nullable) */
CvkRecurrence *cvk_recurrence_read (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;
/* Only the members that belong together, in Zoom's order. (transfer full) */
CvkValue *cvk_recurrence_to_value (const CvkRecurrence *self) G_GNUC_WARN_UNUSED_RESULT;
/* The highest interval that Zoom takes: 99 days, 50 weeks, 10 months. */
int cvk_recurrence_get_max_interval (CvkRecurrenceType type);

/* "Every 2 weeks on Tuesday and Thursday, 12 times." Translated. (transfer full) */
char *cvk_recurrence_describe (const CvkRecurrence *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The meetings that the rule makes of @start, in @zone: the wall time stays across daylight saving.
 * @zone is nullable for a start that names its own. At most @most are made; of an endless series
 * the first ones. Days that a month does not have are passed over.
 *
 * Returns: (transfer full) (element-type CvkDateTime) (nullable): NULL when @start has no time or
 * no zone, or the end date cannot be read.
 */
GPtrArray *cvk_recurrence_list (const CvkRecurrence *self,
                                const CvkDateTime *start,
                                const char *zone,
                                unsigned most) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
