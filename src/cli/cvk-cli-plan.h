// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What a rehearsal would change, for people: how much of what, then a line for each. @plan: as the
 * API's GetPlan has it. */
void cvk_plan_print (const CvkValue *plan);
/* What the user says to it: "all", "none", or numbers such as "1,3-5". Returns (transfer full)
 * (nullable): au, the numbers; NULL sets @problem. */
GVariant *cvk_plan_read_choice (const CvkValue *plan, const char *choice, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;
/* Asks on the terminal. (transfer full) (nullable): NULL when the user wants none of it, or is not
 * there. */
GVariant *cvk_plan_ask (const CvkValue *plan) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
