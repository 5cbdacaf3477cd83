// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-problem.h"
#include "cli/cvk-cli.h"

G_BEGIN_DECLS

/* What StartRun or ContinueRun answered: the id, or NULL when nothing was started, which is printed
 * then and is @status. @file: (nullable): the pipeline's. (transfer full) (nullable) */
char *cvk_cli_read_start (GVariant *reply, const char *file, CvkExit *status)
  G_GNUC_WARN_UNUSED_RESULT;

/* Waits for the end of a run and prints its result; Ctrl+C cancels the run. When the service ends
 * first, the next one is waited with: @client is replaced then. @when_done: whether a run that has
 * succeeded is printed too. */
CvkExit cvk_cli_finish_run (GDBusConnection **client, const char *run, gboolean when_done);

/* Prints why there is no run, as text or as a document with @state. Takes @problem. Returns
 * @status. */
CvkExit cvk_cli_report_problem (CvkProblem *problem, const char *state, CvkExit status);

/* The same for several. */
CvkExit cvk_cli_report_problems (GPtrArray *problems, const char *state, CvkExit status);

G_END_DECLS
