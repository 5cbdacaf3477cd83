// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/editor/cvk-session.h"
#include "desktop/runs/cvk-run-model.h"

G_BEGIN_DECLS

/**
 * CvkRunOverview:
 *
 * All steps of a run in a list: what each of them did, and the results that come out at the end. Or
 * those of a sub-pipeline that a step runs, over all its runs.
 *
 * Signal "chosen" (const char *node): one was clicked; in a sub-pipeline its place there.
 */
#define CVK_TYPE_RUN_OVERVIEW (cvk_run_overview_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunOverview, cvk_run_overview, CVK, RUN_OVERVIEW, GtkWidget)

GtkWidget *cvk_run_overview_new (void);
/* Both nullable. */
void cvk_run_overview_set_run (CvkRunOverview *self, CvkSession *session, CvkRunModel *run);
/* @node: (nullable): the one whose sub-pipeline is listed; NULL for the run itself. */
void cvk_run_overview_set_node (CvkRunOverview *self, const char *node);

G_END_DECLS
