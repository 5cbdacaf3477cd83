// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-runs.h"
#include "service/cvk-run-bindings.h"

G_BEGIN_DECLS

/* The rehearsal that a client has approved, and what of it. (transfer none) (nullable): none was
 * named, or it has gone or was of another text, which is added to @problems; else sets @approval
 * (transfer full). */
CvkHostRun *cvk_run_approval_find (CvkHostRuns *runs,
                                   CvkDocument *document,
                                   const CvkRunBindings *bindings,
                                   CvkApproval **approval,
                                   GPtrArray *problems);

G_END_DECLS
