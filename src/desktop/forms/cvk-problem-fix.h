// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What a problem says was probably meant; NULL when it has no idea. (transfer none) (nullable) */
const char *cvk_problem_fix_get_suggestion (const CvkProblem *problem);
/* @value (of the setting that the problem is about) with what was probably meant in place of what
 * is wrong, in all of its texts; NULL when that changes nothing. (transfer full) (nullable) */
CvkValue *cvk_problem_fix_apply (const CvkProblem *problem, const CvkValue *value)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
