// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "nodes/cvk-ics-properties.h"

G_BEGIN_DECLS

/* Changes one event in the text of a calendar: lines that have to say something else are replaced,
 * all others stay as they are, byte by byte, those that nobody knows and parts like alarms among
 * them. A raised SEQUENCE and new DTSTAMP and LAST-MODIFIED say so (RFC 5545, section 3.8.7).
 *
 * @text: from BEGIN:VEVENT to the end of END:VEVENT. @now: microseconds since 1970.
 * (transfer full) (nullable): NULL when it says all that already. */
char *cvk_ics_edit_event (const char *text,
                          size_t length,
                          const CvkIcsProperties *properties,
                          int64_t now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
