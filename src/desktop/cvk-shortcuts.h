// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The keys of cvk-commands.h, for the whole application; those of the canvas are its own. */
void cvk_shortcuts_set_accels (GtkApplication *application);

/* A window that shows all of them. (transfer none): the toolkit's until it is closed. */
GtkWidget *cvk_shortcuts_window_new (GtkWindow *parent);

G_END_DECLS
