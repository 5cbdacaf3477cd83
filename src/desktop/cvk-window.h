// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/cvk-application.h"

G_BEGIN_DECLS

/**
 * CvkWindow:
 *
 * A window of the application: where one is at the left, what one works on beside it.
 */
#define CVK_TYPE_WINDOW (cvk_window_get_type ())
G_DECLARE_FINAL_TYPE (CvkWindow, cvk_window, CVK, WINDOW, AdwApplicationWindow)

/* The application owns it until it is closed. (transfer none) */
CvkWindow *cvk_window_new (CvkApplication *application);

G_END_DECLS
