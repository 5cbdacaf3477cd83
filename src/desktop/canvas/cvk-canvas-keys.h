// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The keys of the commands (desktop/cvk-commands.h) that belong to the canvas, because other
 * widgets have a use of their own for them: they work while @canvas has the focus, and in nothing
 * that lies in it. The actions are those that are found from @canvas. */
void cvk_canvas_keys_add (GtkWidget *canvas);

G_END_DECLS
