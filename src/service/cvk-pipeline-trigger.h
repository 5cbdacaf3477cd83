// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-trigger.h"

G_BEGIN_DECLS

/**
 * CvkPipelineTrigger:
 *
 * A trigger.pipeline: another pipeline has ended. It asks the journal, at the start too, so that
 * none is lost; the key is the id of the run. Nothing that its own runs have led to counts, however
 * long the chain, so that pipelines cannot set each other off for ever.
 */
#define CVK_TYPE_PIPELINE_TRIGGER (cvk_pipeline_trigger_get_type ())
G_DECLARE_FINAL_TYPE (CvkPipelineTrigger, cvk_pipeline_trigger, CVK, PIPELINE_TRIGGER, GObject)

CvkTrigger *cvk_pipeline_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

/* The item that is put out for a run that has ended: {"run", "name", "path", "state", "finished",
 * "failures": problems, "outputs", "trigger"}. (transfer full) */
CvkValue *cvk_pipeline_trigger_describe (const CvkValue *run) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
