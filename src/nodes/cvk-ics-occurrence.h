// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Single times of a series in the text of a calendar. A time is known by its key, that at which it
 * would be by the series' rule: 20260303T130000Z, or 20260303 for whole days. @text: of the series,
 * from BEGIN:VEVENT to the end of END:VEVENT. @now: microseconds since 1970. */

/* Whether @key could be one. */
gboolean cvk_ics_occurrence_is_key (const char *key);
gboolean cvk_ics_occurrence_is_series (const char *text, size_t length);
/* An event of its own that stands in place of the time (RECURRENCE-ID; RFC 5545, section 3.8.4.4),
 * with all that the series says of it. (transfer full) (nullable): the time cannot be told in the
 * zone of the series. */
char *cvk_ics_occurrence_detach (const char *text, size_t length, const char *key)
  G_GNUC_WARN_UNUSED_RESULT;
/* The series without that time (EXDATE; section 3.8.5.1). @is_gone: (out): it was so already, and
 * NULL is returned. (transfer full) (nullable): as above. */
char *cvk_ics_occurrence_exclude (const char *text,
                                  size_t length,
                                  const char *key,
                                  int64_t now,
                                  gboolean *is_gone) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
