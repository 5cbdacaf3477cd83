// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-engine-client.h"
#include "desktop/runs/cvk-run-controller.h"

G_BEGIN_DECLS

/**
 * CvkRunBench:
 *
 * A window with a pipeline, its controller and a real engine with a data directory of its own.
 */
typedef struct
{
  char *directory;
  CvkEngineClient *client;
  CvkSession *session;
  CvkRunController *controller;
  GtkWidget *window;
  GtkWidget *start; /* a button that can be pressed when nothing runs */
} CvkRunBench;

/* @pipeline: the text of a file, which is made when @has_file. */
void cvk_run_bench_init (CvkRunBench *self, const char *pipeline, gboolean has_file);
/* Asserts that window, controller and session are gone, and ends the engine. */
void cvk_run_bench_clear (CvkRunBench *self);

/* Lets go of controller and session, and asserts that they are gone. */
void cvk_run_bench_drop_session (CvkRunBench *self);
/* Another session for the same file, or text, and a controller for it. */
void cvk_run_bench_reopen (CvkRunBench *self);
/* Pretends that the user made the pipeline here. */
void cvk_run_bench_edit (CvkRunBench *self, const char *node);
/* Puts @widget (floating) into the window. */
void cvk_run_bench_show (CvkRunBench *self, GtkWidget *widget);
void cvk_run_bench_act (CvkRunBench *self, const char *action, const char *parameter);
/* Turns the main loop until the shown run has ended and is described. */
CvkRunModel *cvk_run_bench_wait (CvkRunBench *self);
/* Presses @action and waits for the run that comes of it. */
CvkRunModel *cvk_run_bench_run (CvkRunBench *self, const char *action, const char *parameter);
/* Ends the engine as a power cut does, and returns when the window has heard of it. */
void cvk_run_bench_kill_engine (CvkRunBench *self);
/* The dialog that is open now, waiting for one. */
GtkWindow *cvk_run_bench_get_dialog (CvkRunBench *self);
/* Answers it as its button does. */
void cvk_run_bench_respond (GtkWindow *dialog, const char *response);
/* Presses "once" or "trust" of the review @sheet, or closes it with NULL. */
void cvk_run_bench_review (GtkWindow *sheet, const char *button);
/* Turns the main loop until nothing is left to do at once. */
void cvk_run_bench_settle (void);

G_END_DECLS
