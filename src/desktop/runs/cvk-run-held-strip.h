// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkRunHeldStrip:
 *
 * Says before which step the run of a session holds, with the ways to go on; not there while it
 * does not hold. Its buttons are the actions "run.continue", "run.step" and "run.stop".
 *
 * Property: "session" (CvkSession, nullable).
 */
#define CVK_TYPE_RUN_HELD_STRIP (cvk_run_held_strip_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunHeldStrip, cvk_run_held_strip, CVK, RUN_HELD_STRIP, GtkWidget)

void cvk_run_held_strip_set_session (CvkRunHeldStrip *self, CvkSession *session);

G_END_DECLS
