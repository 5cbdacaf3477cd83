// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * Dates with their zone.
 *
 * Text is RFC 9557 (2026-03-03T14:00:00+01:00[Europe/Berlin]), RFC 3339 where no zone is named, or
 * a wall time without an offset (2026-03-03T14:00:00, 2026-03-03 14:00, 2026-03-03).
 * A wall time may name a zone too (2026-03-03T14:00:00[Europe/Berlin]). "Z" and "-00:00" in front
 * of a zone give the instant and leave the wall time to the zone (RFC 9557, section 2). Other notes
 * in brackets are passed over unless they are critical. A fraction is cut to microseconds. A wall
 * time in a daylight-saving gap is read as RFC 5545, section 3.3.5 reads it: with the offset from
 * before the gap (02:30 in New York's gap is 03:30 EDT); a repeated hour means the first.
 */
typedef struct
{
  int64_t instant; /* microseconds since 1970-01-01T00:00:00Z; meaningless for a wall time */
  int offset;      /* seconds east of UTC */
  char *zone;      /* owned, IANA name; NULL when none is named */
  int year, month, day, hour, minute, second, microsecond; /* the wall time at @offset */
  gboolean has_offset;                                     /* FALSE for a bare wall time */
  gboolean has_time;                                       /* FALSE for a bare date */
} CvkDateTime;

#define CVK_DATE_TIME_ERROR (cvk_date_time_error_quark ())
GQuark cvk_date_time_error_quark (void);

typedef enum
{
  CVK_DATE_TIME_ERROR_SYNTAX,
  CVK_DATE_TIME_ERROR_RANGE, /* 31 February, hour 25, a year outside 1 to 9999 */
  CVK_DATE_TIME_ERROR_UNKNOWN_ZONE,
  CVK_DATE_TIME_ERROR_CONTRADICTION, /* the offset is not one the named zone has at that time */
} CvkDateTimeError;

typedef enum
{
  CVK_WALL_TIME_UNIQUE,
  CVK_WALL_TIME_GAP,
  CVK_WALL_TIME_REPEATED,
} CvkWallTimeKind;

void cvk_date_time_free (CvkDateTime *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkDateTime, cvk_date_time_free)

/* Returns: (transfer full) (nullable) */
CvkDateTime *cvk_date_time_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The wall time of @self read in @zone; sets @kind (nullable). (transfer full) (nullable) */
CvkDateTime *cvk_date_time_resolve (const CvkDateTime *self,
                                    const char *zone,
                                    CvkWallTimeKind *kind,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The instant seen in @zone (NULL: UTC). (transfer full) (nullable) */
CvkDateTime *cvk_date_time_from_instant (int64_t instant, const char *zone, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* RFC 9557 or RFC 3339; Z for UTC without a named zone; fractions only when there are any. */
char *cvk_date_time_to_string (const CvkDateTime *self) G_GNUC_WARN_UNUSED_RESULT;
/* 2026-03-03T13:00:00Z, without the fraction of the second. */
char *cvk_instant_to_utc_string (int64_t instant) G_GNUC_WARN_UNUSED_RESULT;
/* IANA names, as the machine's time zone data has them; from any thread. */
gboolean cvk_time_zone_is_known (const char *zone);
/* Adds to the wall time (calendar units) or to the instant (hours and smaller), then resolves again
 * in the same zone; the day is clamped to the month's length. @unit: "years", "months", "weeks",
 * "days", "hours", "minutes", "seconds". Zero changes nothing, not even which half of a repeated
 * hour it is. (transfer full) (nullable) */
CvkDateTime *cvk_date_time_shift (const CvkDateTime *self,
                                  int64_t amount,
                                  const char *unit,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
