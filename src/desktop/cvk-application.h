// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CvkApplication:
 *
 * The desktop application: one instance for each login, its windows, and the actions that need no
 * window.
 */
#define CVK_TYPE_APPLICATION (cvk_application_get_type ())
G_DECLARE_FINAL_TYPE (CvkApplication, cvk_application, CVK, APPLICATION, AdwApplication)

CvkApplication *cvk_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
