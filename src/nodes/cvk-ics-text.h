// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-datetime.h"

G_BEGIN_DECLS

/* Writing iCalendar (RFC 5545): content lines and what stands in them. */

/* Folded at 75 octets, never within a character, and ended by CR LF (section 3.1). */
void cvk_ics_append_line (GString *text, const char *line);
/* As TEXT (section 3.3.11), without control characters. (transfer full) */
char *cvk_ics_escape (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* The other way. (transfer full) */
char *cvk_ics_unescape (const char *value) G_GNUC_WARN_UNUSED_RESULT;
/* As the value of a parameter, in quotes; RFC 6868 for what those cannot hold. (transfer full) */
char *cvk_ics_quote (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* "DTSTART;TZID=Europe/Berlin:20260303T140000", in UTC for a date without a named zone, and
 * ";VALUE=DATE" for a day. (transfer full) */
char *cvk_ics_format_time (const char *name, const CvkDateTime *time) G_GNUC_WARN_UNUSED_RESULT;
/* In UTC; microseconds since 1970. (transfer full) */
char *cvk_ics_format_instant (const char *name, int64_t instant) G_GNUC_WARN_UNUSED_RESULT;

/* The zone's clocks around @instant, seconds since 1970, as a VTIMEZONE (section 3.6.5): by rules
 * where they keep to one, else change by change for ten years. (transfer full) (nullable): NULL
 * when this computer does not know the zone, or it is UTC. */
char *cvk_ics_zone_to_text (const char *zone, int64_t instant) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
