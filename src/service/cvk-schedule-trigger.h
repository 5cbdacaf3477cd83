// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-trigger.h"

G_BEGIN_DECLS

/**
 * CvkScheduleTrigger:
 *
 * The times of a trigger.schedule. What is due and what was missed is decided by the plan
 * (model/cvk-schedule-plan.h); this waits and says it. Its memory is {"handled": the instant up to
 * which everything is decided}.
 */
#define CVK_TYPE_SCHEDULE_TRIGGER (cvk_schedule_trigger_get_type ())
G_DECLARE_FINAL_TYPE (CvkScheduleTrigger, cvk_schedule_trigger, CVK, SCHEDULE_TRIGGER, GObject)

CvkTrigger *cvk_schedule_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
