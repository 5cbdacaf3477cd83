// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkRunChoice:
 *
 * Which run of a pipeline the user wants to see, said by whoever lists runs to whoever opens the
 * pipeline, which may be open already or opened a moment later. One for the process.
 *
 * Signal "chosen" (const char *path, const char *run).
 */
#define CVK_TYPE_RUN_CHOICE (cvk_run_choice_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunChoice, cvk_run_choice, CVK, RUN_CHOICE, GObject)

/* (transfer none) */
CvkRunChoice *cvk_run_choice_get (void);
/* @path: of the pipeline's file. */
void cvk_run_choice_choose (CvkRunChoice *self, const char *path, const char *run);
/* What was chosen for @path and not looked at yet; it is forgotten then. (transfer full) (nullable)
 */
char *cvk_run_choice_take (CvkRunChoice *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
