// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkBreakpoints:
 *
 * The nodes of a pipeline before which a run holds that is started here. They are somebody's work
 * in progress and not the pipeline: they stay on this computer, in the application's state, by the
 * place of the pipeline's file. One for each session; it may outlive the session. Main thread.
 *
 * Signal "changed" (): there are others than before.
 */
#define CVK_TYPE_BREAKPOINTS (cvk_breakpoints_get_type ())
G_DECLARE_FINAL_TYPE (CvkBreakpoints, cvk_breakpoints, CVK, BREAKPOINTS, GObject)

/* Those of @session, which are read when this is called first. (transfer none) */
CvkBreakpoints *cvk_breakpoints_get (CvkSession *session);

gboolean cvk_breakpoints_has (CvkBreakpoints *self, const char *node);
void cvk_breakpoints_toggle (CvkBreakpoints *self, const char *node);
/* For the option "breakpoints" of StartRun: as. Nodes that are gone may be among them. (transfer
 * floating) */
GVariant *cvk_breakpoints_make_option (CvkBreakpoints *self);
/* Where those of a pipeline are kept: a JSON array of ids. (transfer full) */
char *cvk_breakpoints_make_path (GFile *pipeline) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
