// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Keeps an item "Open recent" at @position of @menu, a submenu of the pipelines that were used
 * last, each with the action "win.open-recent"; there is no item while there is none. The list is
 * the desktop's own, so that clearing it there clears it here. Ends with @menu. */
void cvk_recent_menu_add (GMenu *menu, int position);
/* What has been opened goes to the top of the list. */
void cvk_recent_menu_remember (GFile *file);

G_END_DECLS
