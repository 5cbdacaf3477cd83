// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"
#include "desktop/runs/cvk-run-model.h"

G_BEGIN_DECLS

/* What a step of a run is called: as the pipeline has it now, and inside of a sub-pipeline as it
 * was when it ran; of pipelines inside of that one with the steps on the way ("Invite › Create").
 * @run, @session: (nullable);
 * @node: as cvk_run_model_get_step() takes it. (transfer full) */
char *cvk_run_step_title (CvkRunModel *run, CvkSession *session, const char *node)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
