// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/* Lists of problems on their way through the API. */
GPtrArray *cvk_problems_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @problem. (transfer full) */
GPtrArray *cvk_problems_new_single (CvkProblem *problem) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_problems_to_value (GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;
char *cvk_problems_to_json (GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): NULL when @value is no list of problems. */
GPtrArray *cvk_problems_from_value (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;
/* What the API has returned; an empty list when @json is none. (transfer full) */
GPtrArray *cvk_problems_from_json (const char *json) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
