// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "nodes/cvk-calendar.h"

G_BEGIN_DECLS

/* The events of a calendar with all their times, as items. */

#define CVK_CALENDAR_MAX_ITEMS 20000

/* One time of an event. */
typedef struct
{
  const CvkCalendarSeries *series;
  const CvkValue *event;    /* what counts for it: of the series, or what stands in its place */
  CvkCalendarTime original; /* when it would be */
  CvkCalendarTime start, end;
  gboolean is_of_series;
} CvkCalendarOccurrence;

/* Those of @series between the calendar's instants, in order: RRULE and RDATE without EXDATE, with
 * what stands in place of single ones (RECURRENCE-ID, THISANDFUTURE).
 * (transfer full) (element-type CvkCalendarOccurrence) */
GArray *cvk_calendar_list_occurrences (const CvkCalendar *self, const CvkCalendarSeries *series)
  G_GNUC_WARN_UNUSED_RESULT;

/* What tells occurrences apart, also when they are moved: the UID, and of a series the time at
 * which it would be, in UTC. (transfer full) */
char *cvk_calendar_occurrence_dup_key (const CvkCalendarOccurrence *self) G_GNUC_WARN_UNUSED_RESULT;
/* An item: "uid", "occurrence", "summary", "description", "location", "start", "end", "all_day",
 * "organizer", "attendees", "url", "link", "status", "sequence", "last_modified", "recurring",
 * "file". (transfer full) */
CvkValue *cvk_calendar_occurrence_to_item (const CvkCalendar *self,
                                           const CvkCalendarOccurrence *occurrence)
  G_GNUC_WARN_UNUSED_RESULT;

/* All of the calendar, by their start. (transfer full) (nullable): NULL when there are more than
 * CVK_CALENDAR_MAX_ITEMS. */
CvkValue *cvk_calendar_list_items (const CvkCalendar *self, gboolean with_cancelled)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
