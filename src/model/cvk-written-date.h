// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/* In "3/4/2026": whether April or March is meant. */
typedef enum
{
  CVK_DATE_ORDER_DAY_MONTH,
  CVK_DATE_ORDER_MONTH_DAY,
} CvkDateOrder;

/* The order that this process writes dates in, by LC_TIME. */
CvkDateOrder cvk_date_order_of_locale (void);
/* The order of a column of dates: a number above 12 is no month, wherever it stands. @fallback
 * where no cell tells, or where two tell different things. */
CvkDateOrder cvk_date_order_guess (const char *const *cells,
                                   unsigned n_cells,
                                   CvkDateOrder fallback);

/**
 * cvk_written_date_read:
 * @text: a date and time as it stands in a spreadsheet: "3.3.2026 14:00", "03/04/26 2:30 PM",
 *   "2026-03-03 14:00", or in words (model/cvk-spoken-date.h). Dates with dots begin with the day.
 * @now: microseconds since 1970, for words that count from today.
 * @zone: IANA name of where the clock is that is meant.
 *
 * Sets @problem with NULL when it cannot be read ("date-not-understood", "no-time"), and beside a
 * date when something else may be meant.
 *
 * Returns: (transfer full) (nullable): "2026-03-03T14:00:00", the time on that clock, whether it
 *   exists there or not; with offset and zone (base/cvk-datetime.h) where the text names them.
 */
char *cvk_written_date_read (const char *text,
                             CvkDateOrder order,
                             int64_t now,
                             const char *zone,
                             CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
