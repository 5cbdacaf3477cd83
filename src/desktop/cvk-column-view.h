// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets the last column of @view have what the others leave, to be called when all of them are
 * there. Without one that does, lines end in the middle of the page, and GTK 4.8 takes a view that
 * is wider than its columns for one that was scrolled too far, and shades its edge. */
void cvk_column_view_fill (GtkColumnView *view);

G_END_DECLS
