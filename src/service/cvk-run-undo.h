// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/* Taking back what a run has created: a pipeline that reads each of these things, leaves those that
 * somebody has changed since, and deletes the others. It is to be rehearsed and approved like any
 * other. A type "x.create-y" can be taken back when there are "x.get-y" and "x.delete-y", which
 * name the thing by the one setting that they require. */

/* @start: as cvk_store_load_start_async() gives it, @effects: as cvk_store_load_effects_async().
 * (transfer full) (nullable): NULL sets @problem. */
CvkValue *cvk_run_undo_make_pipeline (const CvkNodeTypes *types,
                                      const CvkValue *start,
                                      const CvkValue *effects,
                                      CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
