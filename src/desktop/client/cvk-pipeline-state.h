// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkPipelineState:
 *
 * What this computer keeps of a pipeline, in the application's state and by the place of the
 * pipeline's file: one JSON value of each kind. It is read and written off the main thread; what
 * cannot be kept is said in the log only, because it can be chosen again. Main thread.
 *
 * Signal "loaded" (CvkValue *value): what was kept.
 */
#define CVK_TYPE_PIPELINE_STATE (cvk_pipeline_state_get_type ())
G_DECLARE_FINAL_TYPE (CvkPipelineState, cvk_pipeline_state, CVK, PIPELINE_STATE, GObject)

/* @kind: the name of a folder, such as "bindings"; a constant. */
CvkPipelineState *cvk_pipeline_state_new (const char *kind) G_GNUC_WARN_UNUSED_RESULT;
/* Where it is kept for @pipeline. (transfer full) */
char *cvk_pipeline_state_make_path (const char *kind, GFile *pipeline) G_GNUC_WARN_UNUSED_RESULT;

/* @file: (nullable): the pipeline is in none, so nothing is kept. */
void cvk_pipeline_state_set_file (CvkPipelineState *self, GFile *file);
/* Nothing comes when nothing was kept. */
void cvk_pipeline_state_load (CvkPipelineState *self);
/* Takes @value. */
void cvk_pipeline_state_save (CvkPipelineState *self, CvkValue *value);

G_END_DECLS
