// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-datetime.h"
#include "base/cvk-problem.h"

G_BEGIN_DECLS

/**
 * CvkSpokenDate:
 *
 * A date as people say it, in English or German: "next Tuesday at 3", "übermorgen um 9 Uhr",
 * "in two weeks, 15:30", "3rd of May". A pure function of the words, an instant and a zone, so that
 * a language model only has to find the words: what day they mean is never left to it.
 *
 * What may mean two things, or was left open, is read as what people mean most, and said.
 */
typedef struct
{
  CvkDateTime *date; /* owned; with its zone */
  CvkProblem *doubt; /* owned, nullable: why it may not be what was meant */
} CvkSpokenDate;

void cvk_spoken_date_free (CvkSpokenDate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSpokenDate, cvk_spoken_date_free)

/* @words: any text; RFC 9557 and RFC 3339 are read too. @now: microseconds since 1970. @zone: IANA
 * name, unless the words name one or UTC. @time: (nullable): "14:00", for words that say no time of
 * day. (transfer full) (nullable): NULL sets @problem (codes "date-not-understood",
 * "invalid-zone", "invalid-date"). */
CvkSpokenDate *cvk_spoken_date_read (const char *words,
                                     int64_t now,
                                     const char *zone,
                                     const char *time,
                                     CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
