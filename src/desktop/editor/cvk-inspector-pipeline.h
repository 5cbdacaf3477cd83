// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkInspectorPipeline:
 *
 * The pipeline itself, when nothing in it is selected: its name and description, the accounts that
 * it needs, and what is wrong with it.
 *
 * Signal "place-activated" (const char *node, const char *field): the user wants to see the place
 * of a problem; @field is nullable.
 */
#define CVK_TYPE_INSPECTOR_PIPELINE (cvk_inspector_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (CvkInspectorPipeline, cvk_inspector_pipeline, CVK, INSPECTOR_PIPELINE, AdwBin)

/* @session: (nullable) */
void cvk_inspector_pipeline_set_session (CvkInspectorPipeline *self, CvkSession *session);

G_END_DECLS
