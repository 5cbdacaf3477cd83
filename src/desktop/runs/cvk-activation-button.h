// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/runs/cvk-activation-controller.h"

G_BEGIN_DECLS

/**
 * CvkActivationButton:
 *
 * Beside Run: "Activate" while the pipeline does not run by itself, or not as it is shown; and when
 * it does, a button that says so, with the next run, what is wrong, and the way to end it. Not to
 * be seen for a pipeline that nothing could start. Needs the actions of CvkActivationController as
 * "activation".
 *
 * Property "compact": whether there is no room for words.
 */
#define CVK_TYPE_ACTIVATION_BUTTON (cvk_activation_button_get_type ())
G_DECLARE_FINAL_TYPE (CvkActivationButton, cvk_activation_button, CVK, ACTIVATION_BUTTON, GtkBox)

GtkWidget *cvk_activation_button_new (CvkActivationController *controller)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
