// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkRunButtons:
 *
 * Run and Stop at the top right, in one place: what can be done now is shown. They only activate
 * the actions of a CvkRunController, which is attached to a widget above.
 *
 * Properties: "session" (CvkSession, nullable); "compact" (boolean): icons without words.
 */
#define CVK_TYPE_RUN_BUTTONS (cvk_run_buttons_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunButtons, cvk_run_buttons, CVK, RUN_BUTTONS, GtkWidget)

GtkWidget *cvk_run_buttons_new (void);
void cvk_run_buttons_set_session (CvkRunButtons *self, CvkSession *session);
void cvk_run_buttons_set_compact (CvkRunButtons *self, gboolean compact);

G_END_DECLS
