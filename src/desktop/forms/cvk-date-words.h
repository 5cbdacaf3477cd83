// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-datetime.h"

G_BEGIN_DECLS

/**
 * Dates and times as people type them.
 *
 * "tomorrow 14:00", "next Tuesday at 3 pm", "3 Mar 2026 14:00", "3.3. 14:00", "in 2 hours", "2pm",
 * and every form that pipelines hold (base/cvk-datetime.h). Names of days and months are those of
 * this process's language and the English ones. Days and months without a year mean the next ones;
 * a time alone means today, or tomorrow when it is over. Nothing is guessed beyond that: the time
 * truth line shows what was understood.
 *
 * @now: the wall time where the date is meant. Returns: a wall time, unless the text says more;
 * without a time when the text has none. NULL for text that is no date. (transfer full) (nullable)
 */
CvkDateTime *cvk_date_words_parse (const char *text, const CvkDateTime *now)
  G_GNUC_WARN_UNUSED_RESULT;
/* A wall time in the locale's form, or with numbers only where it would not be read again as what
 * it is. (transfer full) */
char *cvk_date_words_format (const CvkDateTime *time) G_GNUC_WARN_UNUSED_RESULT;
/* Digits of other writings as 0 to 9, and "2026年3月3日 14時" as "2026/3/3 14:00". (transfer full)
 */
char *cvk_date_words_normalize (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Hour and minute alone: "14:00", "2 pm", "14.30", "1430", "noon". */
gboolean cvk_date_words_parse_time (const char *text, int *hour, int *minute);

G_END_DECLS
