// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "nodes/cvk-calendar-items.h"

G_BEGIN_DECLS

/**
 * What has happened to the events of a calendar between two looks at it. Values, so that a trigger
 * can remember them: {uid: {"summary", "location", "start", "end", "hash", "last", "matches",
 * "changed": {time: hash}, "without": {time: 1}}}. Events that are over are forgotten, which is no
 * removal; one that is cancelled counts as removed. That a link was put into an event is no change:
 * it is what pipelines do.
 */
#define CVK_EVENT_CHANGES_MAX 5000

/* @known: (nullable): what an earlier look gave; NULL: what is there now has not happened.
 * @settings: of trigger.calendar. @now: seconds since 1970. @items: (out) (transfer full): what
 * happened: {"event": "created", "changed" or "removed", "scope": "event" or "occurrence", fields
 * as of calendar.read, "before": {...}}. Returns what to remember: (transfer full) (nullable): NULL
 * when there are more events than CVK_EVENT_CHANGES_MAX. */
CvkValue *cvk_event_changes_find (const CvkCalendar *calendar,
                                  const CvkValue *known,
                                  const CvkValue *settings,
                                  int64_t now,
                                  CvkValue **items) G_GNUC_WARN_UNUSED_RESULT;
/* Whether an item of that event is wanted by the words in @settings. */
gboolean cvk_event_changes_matches (const CvkValue *event, const CvkValue *settings);

G_END_DECLS
