// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-datetime.h"

G_BEGIN_DECLS

/**
 * CvkTimeZone:
 *
 * The clocks of a place, for who computes with many wall times; CvkDateTime is for one. Everything
 * is in seconds here: an instant since 1970-01-01T00:00:00Z, a wall time as if it were UTC. Zones
 * live as long as the process; any thread may use them.
 */
typedef struct _CvkTimeZone CvkTimeZone;

/* A wall time in a zone has one instant, or two in a repeated hour. */
typedef struct
{
  CvkWallTimeKind kind;
  int64_t instant; /* the first; for a gap with the offset from before it */
  int offset;      /* of the zone at @instant */
  int64_t second_instant;
  int second_offset;
  int64_t reached; /* the first instant at which the clocks have come to the wall time: @instant, or
                      for a gap the moment in which they jump over it */
} CvkZonedTimes;

/* @name is an IANA name. Errors: CVK_DATE_TIME_ERROR_UNKNOWN_ZONE.
 * (transfer none) (nullable) */
CvkTimeZone *cvk_time_zone_lookup (const char *name, GError **error);
/* The zone of this computer; "UTC" when it has none with a name. (transfer full) */
char *cvk_time_zone_dup_own (void) G_GNUC_WARN_UNUSED_RESULT;
/* "Buenos Aires"; the whole name where it holds no city (UTC, Etc/GMT+5). (transfer full) */
char *cvk_time_zone_dup_city (const char *zone) G_GNUC_WARN_UNUSED_RESULT;
/* Seconds east of UTC. */
int cvk_time_zone_get_offset (CvkTimeZone *zone, int64_t instant);
void cvk_time_zone_resolve (CvkTimeZone *zone, int64_t wall, CvkZonedTimes *times);
/* The first instant after @after, and not after @limit, at which the offset is another one; @limit
 * when there is none. Two changes that undo each other within two weeks are not seen, and no zone
 * has such. */
int64_t cvk_time_zone_find_change (CvkTimeZone *zone, int64_t after, int64_t limit);

/* --- The proleptic Gregorian calendar --- */

/* @month: 1 to 12. */
int cvk_calendar_days_in_month (int year, int month);
/* Days since 1970-01-01, which was a Thursday. */
int64_t cvk_calendar_to_days (int64_t year, int month, int day);
void cvk_calendar_from_days (int64_t days, int64_t *year, int *month, int *day);

G_END_DECLS
