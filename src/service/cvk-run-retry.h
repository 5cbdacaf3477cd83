// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-activation.h"

G_BEGIN_DECLS

/* Trying again what failed in a run of an active pipeline, as the button of a notification asks for
 * it: at every step at which something failed, each in a run of its own. Where items were worked on
 * one by one those that failed are tried, else the step works on its whole list again. Nothing of
 * which anything came is done twice (engine/cvk-run-part.c). */

/* Whether it is known at which steps it failed. Where it is not (a run that was given up), only the
 * user can say what is to be done. */
gboolean cvk_run_retry_is_possible (CvkHostRun *run);

/* @run: the id of a run of @activation that has ended; it is opened when only the journal has it.
 */
void cvk_run_retry_async (CvkHostRuns *runs,
                          CvkActivation *activation,
                          const char *run,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* The runs that were begun (element-type CvkHostRun). (transfer full) (nullable): NULL when nothing
 * was, and @error says why. */
GPtrArray *cvk_run_retry_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
