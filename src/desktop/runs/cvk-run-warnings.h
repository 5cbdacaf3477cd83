// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/editor/cvk-session.h"
#include "desktop/runs/cvk-run-model.h"

G_BEGIN_DECLS

/**
 * CvkRunWarnings:
 *
 * What a run warns of, which is no failure: rows that were left out, a change that was none. Not
 * there while there is nothing of that kind.
 */
#define CVK_TYPE_RUN_WARNINGS (cvk_run_warnings_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunWarnings, cvk_run_warnings, CVK, RUN_WARNINGS, GtkWidget)

GtkWidget *cvk_run_warnings_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @run, @session: nullable; @node: the one whose warnings are shown, with those of its sub-pipeline
 * (nullable: all of the run, each after the name of its step). To be called again when one of them
 * changes. */
void cvk_run_warnings_show (CvkRunWarnings *self,
                            CvkRunModel *run,
                            CvkSession *session,
                            const char *node);

G_END_DECLS
