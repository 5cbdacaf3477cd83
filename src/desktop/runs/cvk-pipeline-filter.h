// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CvkPipelineFilter:
 *
 * Chooses one of the pipelines that have run, or all of them. It grows by those it is told of, and
 * may become as narrow as it has to.
 *
 * Signal "changed" (): cvk_pipeline_filter_get_path() says something else.
 */
#define CVK_TYPE_PIPELINE_FILTER (cvk_pipeline_filter_get_type ())
G_DECLARE_FINAL_TYPE (CvkPipelineFilter, cvk_pipeline_filter, CVK, PIPELINE_FILTER, GtkWidget)

/* Nothing happens when the pipeline is there already. @name: data. */
void cvk_pipeline_filter_add (CvkPipelineFilter *self, const char *path, const char *name);
/* Of the file. (transfer none) (nullable): all pipelines */
const char *cvk_pipeline_filter_get_path (CvkPipelineFilter *self);

G_END_DECLS
