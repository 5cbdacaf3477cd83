// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/* --- zoom-meeting-id.c --- */

/* The digits of a meeting number as people write it: with spaces or dashes, or as a join, start or
 * web client link. (transfer full) (nullable) */
char *cvk_zoom_parse_meeting_id (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* --- zoom-time.c --- */

/* What goes over the wire for a start (Zoom, "Create a meeting"): without Z a wall time in the
 * meeting's zone, with Z an instant whatever the zone. */
typedef struct
{
  char *text;      /* 2026-03-03T14:00:00, or 2026-03-03T13:00:00Z */
  char *zone;      /* nullable: the meeting's time zone */
  int64_t instant; /* microseconds since 1970; of a wall time without zone the latest it can be */
} CvkZoomStart;

void cvk_zoom_start_clear (CvkZoomStart *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkZoomStart, cvk_zoom_start_clear)
/* @zone (nullable): what the user set beside it. A wall time that the zone skips or repeats is
 * resolved here and goes as an instant. Problems: "invalid-start-time", "unknown-time-zone". */
gboolean cvk_zoom_start_parse (const char *text,
                               const char *zone,
                               CvkZoomStart *start,
                               CvkProblem **problem);
/* "start-in-past" unless it is after @now. */
gboolean cvk_zoom_start_check_future (const CvkZoomStart *self, int64_t now, CvkProblem **problem);
/* The end of a series in UTC with Z; a bare date means its last second. (transfer full) (nullable)
 */
char *cvk_zoom_end_to_utc (const char *text, const char *zone, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
