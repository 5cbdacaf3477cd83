// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/runs/cvk-run-model.h"

G_BEGIN_DECLS

/* What is said about runs. No widgets; all texts are translated and (transfer full) unless they are
 * const. */

/* "Succeeded", "Asks for you"; @is_paused: while it runs. Beside the engine's states there is
 * "sleeping": it waits for a time, and for nobody's answer. */
const char *cvk_run_words_state (const char *state, gboolean is_paused);
/* The style class for it: "success", "warning", "error" or "dim-label". */
const char *cvk_run_words_class (const char *state);
const char *cvk_run_words_icon (const char *state);
/* "3.1 s", "2 min 5 s"; microseconds. */
char *cvk_run_words_duration (int64_t duration) G_GNUC_WARN_UNUSED_RESULT;
/* "today 14:02", "yesterday 9:10", "3 Mar 14:02", "3 Mar 2025"; microseconds since 1970, in the
 * time zone of this computer. */
char *cvk_run_words_when (int64_t time, int64_t now) G_GNUC_WARN_UNUSED_RESULT;
/* "Run 14", "Rehearsal 15 · Sandbox"; @number is 0 while nobody knows it. */
void cvk_run_words_append_name (GString *line,
                                int64_t number,
                                gboolean is_rehearsal,
                                gboolean uses_sandbox);
/* "Run 14 · 3.1 s · today 14:02"; while it runs, how far it is and how long it will take. */
char *cvk_run_words_line (CvkRunModel *run, int64_t now) G_GNUC_WARN_UNUSED_RESULT;
/* A problem as a sentence for the window: where the engine speaks to a terminal, in other words,
 * and with instants in the time zone of this computer. */
char *cvk_run_words_problem (const CvkProblem *problem) G_GNUC_WARN_UNUSED_RESULT;
/* What a port is called: "In", "Out", "Failed", or its own name. */
char *cvk_run_words_port (const char *port) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
