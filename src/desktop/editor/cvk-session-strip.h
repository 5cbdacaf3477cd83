// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkSessionStrip:
 *
 * Says what the user has to decide about a pipeline's file, or should know once, with the ways out
 * as buttons. Takes no room while there is nothing to say. Saving as another file is the action
 * "win.save-as".
 *
 * Property "session" (CvkSession, nullable).
 */
#define CVK_TYPE_SESSION_STRIP (cvk_session_strip_get_type ())
G_DECLARE_FINAL_TYPE (CvkSessionStrip, cvk_session_strip, CVK, SESSION_STRIP, GtkWidget)

void cvk_session_strip_set_session (CvkSessionStrip *self, CvkSession *session);

G_END_DECLS
