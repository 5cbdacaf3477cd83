// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define CVK_RETRY_BUDGET_MINUTES 10

/**
 * CvkRetryBudget:
 *
 * How often a server may be asked again: in any ten minutes not more than a tenth of the requests
 * that it got for the first time, and five. Each item's six tries would be six times the load just
 * when the server can bear it least.
 *
 * Pure: the caller has the clock. Times are monotonic microseconds.
 */
typedef struct
{
  unsigned calls[CVK_RETRY_BUDGET_MINUTES]; /* by minute, as a ring */
  unsigned retries[CVK_RETRY_BUDGET_MINUTES];
  int64_t minute; /* the newest */
} CvkRetryBudget;

void cvk_retry_budget_note_call (CvkRetryBudget *self, int64_t now);
/* Takes one retry; FALSE: there is none left. */
gboolean cvk_retry_budget_take (CvkRetryBudget *self, int64_t now);

G_END_DECLS
