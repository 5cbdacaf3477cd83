// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-time-zone.h"
#include "model/cvk-cron.h"
#include "model/cvk-schedule.h"

G_BEGIN_DECLS

#define CVK_DAY 86400
#define CVK_ALL_WEEKDAYS 0x7fu
#define CVK_WORKING_DAYS 0x3eu
#define CVK_LAST (-1) /* day of the month, week of the month */

/* Wall times and instants are in seconds, as in base/cvk-time-zone.h. */
struct _CvkSchedule
{
  CvkRepeat repeat;
  int every;
  GArray *times;     /* owned: uint16_t, minutes of the day, ascending, each once */
  unsigned weekdays; /* WEEKS: bit 0 is Sunday */
  int day;           /* MONTHS: 1 to 31 or CVK_LAST */
  int week;          /* MONTHS: 0, or 1 to 5 or CVK_LAST, and then @week_day counts, not @day */
  int week_day;      /* 0 is Sunday */
  CvkCron cron;      /* CRON */
  char *cron_text;   /* owned, nullable */

  gboolean has_from, has_until;
  int64_t from, until; /* wall times, both count */

  char *zone_name; /* owned */
  gboolean names_zone;
  CvkTimeZone *zone;
  gboolean is_elapsed; /* keeps its distance in elapsed time */
  int64_t anchor;      /* instant that minutes and hours are counted from */
  int64_t anchor_day;  /* day that days, weeks and months are counted from, since 1970-01-01 */
  int64_t first, last; /* instants, of what is_elapsed */

  CvkMissedPolicy missed;
  int missed_window; /* hours */
  int missed_most;
};

/* Fills in what @settings say, with what is usual for what they do not say. The zone is not looked
 * up. FALSE when a problem was added. */
gboolean cvk_schedule_read (CvkSchedule *self, const CvkValue *settings, GPtrArray *problems);
/* As cvk_schedule_new(), for settings that need no zone: only what they say. (transfer full)
 * (nullable) */
CvkSchedule *cvk_schedule_new_unplaced (const CvkValue *settings) G_GNUC_WARN_UNUSED_RESULT;

/* The first day from @day on, and not after @last, that the schedule means; days count from
 * 1970-01-01. */
gboolean cvk_schedule_find_day (const CvkSchedule *self, int64_t day, int64_t last, int64_t *found);
/* The first nominal wall time after @wall. */
gboolean cvk_schedule_find_nominal (const CvkSchedule *self, int64_t wall, int64_t *nominal);
/* How many nominal wall times there are in (@after, @until]. */
int64_t cvk_schedule_count_nominal (const CvkSchedule *self, int64_t after, int64_t until);

/* Microseconds to seconds, within the years that dates can have. */
int64_t cvk_schedule_to_seconds (int64_t instant);
/* The latest wall time that the clocks have shown by then. */
int64_t cvk_schedule_get_reached (const CvkSchedule *self, int64_t instant);
/* Of minutes and hours: seconds from one to the next. */
int64_t cvk_schedule_get_interval (const CvkSchedule *self);
gboolean cvk_schedule_keeps_distance (const CvkSchedule *self);

G_END_DECLS
