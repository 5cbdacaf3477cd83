// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-time-zone.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * Times as convoke-parse tells them (src/parse/cvk-ics.h), with the zones that this computer knows.
 * Names of zones come in many forms: IANA's, those with somebody's path in front of it
 * (/freeassociation.sourceforge.net/Europe/Berlin), and those of Windows. A zone that only the
 * calendar knows has the offsets that it gives. A time without any zone, and a day, are those of
 * the reader's zone.
 */
typedef struct _CvkCalendarZones CvkCalendarZones;

typedef struct
{
  int64_t instant;  /* seconds since 1970; of a day its first moment in the reader's zone */
  int64_t wall;     /* what the clocks show, as if they were those of UTC */
  int offset;       /* seconds east of UTC */
  const char *zone; /* IANA name, as long as the zones live; NULL when there is only an offset */
  gboolean is_date;
} CvkCalendarTime;

/* @own: the reader's zone, IANA. */
CvkCalendarZones *cvk_calendar_zones_new (const char *own) G_GNUC_WARN_UNUSED_RESULT;
void cvk_calendar_zones_free (CvkCalendarZones *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkCalendarZones, cvk_calendar_zones_free)
/* Of those that were asked for and mean nothing, in no order. (transfer container) */
GList *cvk_calendar_zones_list_unknown (CvkCalendarZones *self) G_GNUC_WARN_UNUSED_RESULT;

/* @value: (nullable): {"time", "zone", "location", "offset"}. FALSE when it is none. */
gboolean cvk_calendar_time_read (CvkCalendarZones *zones,
                                 const CvkValue *value,
                                 CvkCalendarTime *time);
/* @text: as in "times"; @start: what it is in the zone of. */
gboolean cvk_calendar_time_read_wall (CvkCalendarZones *zones,
                                      const char *text,
                                      const CvkCalendarTime *start,
                                      CvkCalendarTime *time);
/* The clocks of the same place after so many seconds of wall time (@days) and then of time that
 * passes (@seconds). */
CvkCalendarTime cvk_calendar_time_shift (CvkCalendarZones *zones,
                                         const CvkCalendarTime *time,
                                         int64_t wall_seconds,
                                         int64_t seconds);
/* RFC 9557, or the bare date. (transfer full) */
char *cvk_calendar_time_to_string (const CvkCalendarTime *time) G_GNUC_WARN_UNUSED_RESULT;
/* In UTC as iCalendar has it, 20260303T130000Z or 20260303. (transfer full) */
char *cvk_calendar_time_to_key (const CvkCalendarTime *time) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
