// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * CvkTimeTruth:
 *
 * What a start really means: "Tue 3 Mar 2026, 14:00 Berlin = 08:00 New York = 13:00 UTC, in 5
 * days", and what is to be said about it. Meetings at the wrong hour come from times that were
 * written for one place and read in another; this line leaves no room for that.
 */
typedef enum
{
  CVK_TIME_TRUTH_PAST = 1 << 0,
  CVK_TIME_TRUTH_NO_ZONE = 1 << 1,
  CVK_TIME_TRUTH_GAP = 1 << 2,      /* the hour does not exist on that day */
  CVK_TIME_TRUTH_REPEATED = 1 << 3, /* the hour comes twice on that day */
  CVK_TIME_TRUTH_INSTANT = 1 << 4,  /* the text names an instant, and the zone is another's */
  CVK_TIME_TRUTH_UNREADABLE = 1 << 5,
} CvkTimeTruthFlags;

typedef struct
{
  CvkTimeTruthFlags flags;
  char *line;            /* never NULL; empty when the text is no date with a time */
  unsigned place_length; /* bytes of @line up to the end of the meeting's own place */
  char *warning;         /* nullable: whole sentences about what @flags say */
} CvkTimeTruth;

void cvk_time_truth_free (CvkTimeTruth *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkTimeTruth, cvk_time_truth_free)

/* @text: a date and time as pipelines hold them (base/cvk-datetime.h). @zone: the time zone that
 * stands beside it, nullable. @own_zone: the reader's. @now: microseconds since 1970. @is_start:
 * a meeting begins then, so that the past is worth a warning, and an account has a zone.
 * (transfer full) */
CvkTimeTruth *cvk_time_truth_new (const char *text,
                                  const char *zone,
                                  const char *own_zone,
                                  int64_t now,
                                  gboolean is_start) G_GNUC_WARN_UNUSED_RESULT;

/* "in 5 days", "in 20 minutes", "2 hours ago", "now". @zone (nullable: UTC) tells where days
 * begin. (transfer full) */
char *cvk_time_truth_dup_distance (int64_t instant, int64_t now, const char *zone)
  G_GNUC_WARN_UNUSED_RESULT;
/* "Tue 3 Mar 2026" of the instant in @zone (nullable: UTC). (transfer full) */
char *cvk_time_truth_dup_date (int64_t instant, const char *zone) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
