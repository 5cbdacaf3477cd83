// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"
#include "desktop/runs/cvk-run-model.h"

G_BEGIN_DECLS

/**
 * CvkRunController:
 *
 * Starts and stops the runs of one session, and follows the one that is shown: the newest of the
 * pipeline's file when it is opened, and whatever is started here. A run belongs to the engine:
 * nothing that happens to the window or to the controller changes it.
 *
 * Actions, in a group that is called "run" on every widget it is attached to: "start", "stop",
 * "node" and "from-here" (of the one selected node), "retry" (s: of this node), "retry-edited"
 * ((ss): of this node, with these fields of its rows, as of StartRun's "edits"), "rehearse",
 * "breakpoint" (before the selected nodes, or none any more), "continue" and "step" (of a run that
 * holds).
 *
 * Signals:
 * "show-problems" (): the pipeline has errors, and the user wants to see them.
 * "held" (const char *id): the run holds before this node, which is selected.
 * "show-node" (const char *id, const char *field): this is where to look; @field is a dotted path,
 *   nullable.
 */
#define CVK_TYPE_RUN_CONTROLLER (cvk_run_controller_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunController, cvk_run_controller, CVK, RUN_CONTROLLER, GObject)

CvkRunController *cvk_run_controller_new (CvkSession *session, CvkEngineClient *client)
  G_GNUC_WARN_UNUSED_RESULT;

/* The pipeline was made here for these inputs, which the user sees, and is in no file: it runs with
 * them, and is not asked about nor saved before. @inputs: an object. */
void cvk_run_controller_set_inputs (CvkRunController *self, const CvkValue *inputs);

/* Gives @widget the actions. The last one is where dialogs belong to. */
void cvk_run_controller_attach (CvkRunController *self, GtkWidget *widget);
/* (transfer none) */
GActionGroup *cvk_run_controller_get_actions (CvkRunController *self);
/* Shows another run of the pipeline, by its id. */
void cvk_run_controller_show_run (CvkRunController *self, const char *run);
/* The run that is shown. (transfer none) (nullable) */
CvkRunModel *cvk_run_controller_get_run (CvkRunController *self);
/* Whether one is under way or about to be. */
gboolean cvk_run_controller_is_busy (CvkRunController *self);

G_END_DECLS
