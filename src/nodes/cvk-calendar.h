// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-problem.h"
#include "nodes/cvk-calendar-time.h"

G_BEGIN_DECLS

/**
 * CvkCalendar:
 *
 * What stands in an .ics file or a folder of them, as far as it matters between two instants, put
 * together from what convoke-parse tells: events by their UID, each with what replaces single
 * times of it. For worker threads: reading blocks. Whoever reads it has it to itself.
 */
typedef struct
{
  const char *path; /* of the file or folder */
  const char *zone; /* the reader's, IANA */
  int64_t from;     /* seconds since 1970 */
  int64_t until;
  unsigned max_times; /* of a series; 0: as many as are told at most, 5000 */
} CvkCalendarRequest;

/* An event with one UID. */
typedef struct
{
  char *uid;
  CvkValue *event;      /* nullable: only replacements are there */
  char *path;           /* of the file that it stands in */
  GPtrArray *overrides; /* of CvkCalendarOverride */
} CvkCalendarSeries;

/* What stands in place of one time of a series, or of that and all later ones. */
typedef struct
{
  CvkValue *event;
  CvkCalendarTime original;
  gboolean and_future;
} CvkCalendarOverride;

typedef struct
{
  CvkCalendarZones *zones;
  GPtrArray *series;   /* of CvkCalendarSeries, in the order of the text */
  GPtrArray *warnings; /* of CvkProblem: what was left out while it was read */
  char *path;
  int64_t from, until;
} CvkCalendar;

/* Errors: G_IO_ERROR, as sentences that name the file, and CVK_PARSE_ERROR, as sentences that do
 * not. (transfer full) (nullable) */
CvkCalendar *cvk_calendar_read (const CvkCalendarRequest *request,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void cvk_calendar_free (CvkCalendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkCalendar, cvk_calendar_free)

/* What was left out, zones that nobody knows among it. (transfer full) (element-type CvkProblem) */
GPtrArray *cvk_calendar_list_warnings (const CvkCalendar *self) G_GNUC_WARN_UNUSED_RESULT;

/* For a person, with the name of the file: "not-a-calendar", "calendar-too-large",
 * "calendar-too-slow", "calendar-damaged", "file". (transfer full) */
CvkProblem *cvk_calendar_explain (const char *path, const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
