// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-engine-client.h"
#include "desktop/runs/cvk-run-model.h"

G_BEGIN_DECLS

/**
 * CvkRunWatch:
 *
 * Keeps a CvkRunModel true to the engine for as long as the watch lives: asks once, follows the
 * deltas, and asks again when the run has ended or another host has come. A run that no host knows
 * stays as it was last seen. Main thread.
 *
 * Signal "ended" (): the run has ended while it was watched, and the model has everything.
 */
#define CVK_TYPE_RUN_WATCH (cvk_run_watch_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunWatch, cvk_run_watch, CVK, RUN_WATCH, GObject)

CvkRunWatch *cvk_run_watch_new (CvkEngineClient *client, const char *run) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) */
CvkRunModel *cvk_run_watch_get_model (CvkRunWatch *self);

G_END_DECLS
