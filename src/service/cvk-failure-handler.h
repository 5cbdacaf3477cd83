// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-runs.h"

G_BEGIN_DECLS

/**
 * CvkFailureHandler:
 *
 * Runs what a pipeline names for when it fails ("on_failure" in its settings): the pipeline that it
 * carries under that name, with what went wrong. Once for each failed run, whatever happens to the
 * host meanwhile: the id of the handler's run follows from that of the failed one, so there cannot
 * be two, and a new host looks for failed runs without one. Who wants to hear of all pipelines has
 * the trigger for ended runs; where a handler has such a trigger, it gets the same item.
 *
 * Signal "blocked" (CvkHostRun *failed, CvkProblem *problem): what is to run after @failed cannot;
 * the next host tries again.
 */
#define CVK_TYPE_FAILURE_HANDLER (cvk_failure_handler_get_type ())
G_DECLARE_FINAL_TYPE (CvkFailureHandler, cvk_failure_handler, CVK, FAILURE_HANDLER, GObject)

CvkFailureHandler *cvk_failure_handler_new (CvkHost *host, CvkHostRuns *runs)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
