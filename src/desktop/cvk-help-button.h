// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A question mark that opens the manual at what it stands in (cvk_help_set_topic()), or at what is
 * set for the button itself. */
#define CVK_TYPE_HELP_BUTTON (cvk_help_button_get_type ())
G_DECLARE_FINAL_TYPE (CvkHelpButton, cvk_help_button, CVK, HELP_BUTTON, GtkButton)

GtkWidget *cvk_help_button_new (void);

G_END_DECLS
