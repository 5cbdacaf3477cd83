// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkProblemsButton:
 *
 * A button with the number of problems, for a header bar; it opens their list. There is no button
 * while there is nothing to mend.
 *
 * Property "session" (CvkSession, nullable).
 *
 * Signal "activated" (node, field): as of CvkProblemsList.
 */
#define CVK_TYPE_PROBLEMS_BUTTON (cvk_problems_button_get_type ())
G_DECLARE_FINAL_TYPE (CvkProblemsButton, cvk_problems_button, CVK, PROBLEMS_BUTTON, AdwBin)

GtkWidget *cvk_problems_button_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Opens the list, when there is a problem. */
void cvk_problems_button_open (CvkProblemsButton *self);

G_END_DECLS
