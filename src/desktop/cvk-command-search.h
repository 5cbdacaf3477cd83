// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CvkCommandSearch:
 *
 * Every command of cvk-commands.h by its name. It hangs below a widget of the window and runs the
 * actions that are found from there; those that cannot be done now are shown, but cannot be chosen.
 */
#define CVK_TYPE_COMMAND_SEARCH (cvk_command_search_get_type ())
G_DECLARE_FINAL_TYPE (CvkCommandSearch, cvk_command_search, CVK, COMMAND_SEARCH, GtkPopover)

GtkWidget *cvk_command_search_new (void);

/* Shows it, empty, and takes the focus. */
void cvk_command_search_begin (CvkCommandSearch *self);

G_END_DECLS
