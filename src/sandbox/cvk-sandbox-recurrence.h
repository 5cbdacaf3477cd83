// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* The most occurrences a series has. */
#define CVK_SANDBOX_MAX_OCCURRENCES 60

/* Says what is wrong with a recurrence whose fields are right each by itself. */
void cvk_sandbox_recurrence_check (const CvkValue *recurrence, CvkArrayBuilder *errors);
/* @recurrence with its defaults filled in. (transfer full) */
CvkValue *cvk_sandbox_recurrence_complete (const CvkValue *recurrence) G_GNUC_WARN_UNUSED_RESULT;
/* When the series takes place: the wall time of @start in @zone is kept across daylight saving.
 * (transfer full): of int64_t, seconds since 1970 */
GArray *cvk_sandbox_recurrence_expand (const CvkValue *recurrence, int64_t start, const char *zone)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
