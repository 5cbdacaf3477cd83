// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/* What convoke-parse has left out of a calendar, as a sentence that names it. @line: with the
 * member "warning", see src/parse/cvk-ics.h. (transfer full) */
CvkProblem *cvk_calendar_warning_new (const char *path, const CvkValue *line)
  G_GNUC_WARN_UNUSED_RESULT;
/* A zone that nobody knows. (transfer full) */
CvkProblem *cvk_calendar_warning_new_for_zone (const char *path, const char *id)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
