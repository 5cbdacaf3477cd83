// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-datetime.h"

G_BEGIN_DECLS

/* Wall times and instants in seconds here: a wall time counts as if it were UTC. */
#define CVK_MIN_YEAR 1
#define CVK_MAX_YEAR 9999

/* A wall time in a zone has one instant, or two in a repeated hour. */
typedef struct
{
  CvkWallTimeKind kind;
  int64_t instant; /* the first; for a gap with the offset from before it */
  int offset;      /* of the zone at @instant */
  int64_t second_instant;
  int second_offset;
} CvkZonedTimes;

typedef struct _CvkTimeZone CvkTimeZone;

/* (transfer none) (nullable): lives as long as the process. */
CvkTimeZone *cvk_time_zone_lookup (const char *name, GError **error);
int cvk_time_zone_get_offset (CvkTimeZone *zone, int64_t instant);
void cvk_time_zone_resolve (CvkTimeZone *zone, int64_t wall, CvkZonedTimes *times);

int cvk_calendar_days_in_month (int year, int month);
/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
int64_t cvk_calendar_to_days (int64_t year, int month, int day);
void cvk_calendar_from_days (int64_t days, int64_t *year, int *month, int *day);

/* RFC 3339 has no seconds in an offset: those of local mean times are rounded, and the reader of
 * the text knows that. */
int cvk_offset_to_minutes (int offset);

int64_t cvk_date_time_get_wall_seconds (const CvkDateTime *self);
/* Sets the fields of the wall time (not the microsecond); FALSE outside the years 1 to 9999. */
gboolean cvk_date_time_set_wall_seconds (CvkDateTime *self, int64_t wall, GError **error);
/* Sets instant, offset and wall time as seen at @offset. */
gboolean cvk_date_time_set_instant_seconds (CvkDateTime *self,
                                            int64_t instant,
                                            int offset,
                                            GError **error);

G_END_DECLS
