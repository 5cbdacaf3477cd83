// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What has happened to meetings between two looks at a list. Lists lag and leave out what they
 * showed before, so a meeting that is missing is remembered for a month and is not new when it is
 * there again. The memory is {"meetings": {id: {fields that count, "gone"}}, "live": {id: fields}}.
 */

/* @meetings, @live: (nullable): items of the two lists; NULL: was not asked. @memory: (nullable):
 * NULL: what is there now has not happened. @now: microseconds since 1970. @items: (out) (transfer
 * full): what happened, {"event": "created", "changed", "started" or "ended", fields of the
 * meeting, "before"}. Returns what to remember: (transfer full). */
CvkValue *cvk_meeting_changes_find (const CvkValue *meetings,
                                    const CvkValue *live,
                                    const CvkValue *memory,
                                    int64_t now,
                                    CvkValue **items) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
