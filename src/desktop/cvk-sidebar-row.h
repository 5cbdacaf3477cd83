// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CvkSidebarRow:
 *
 * A place one can go to: icon, title, and at its end a short text or the icon of a state. All texts
 * are plain.
 */
#define CVK_TYPE_SIDEBAR_ROW (cvk_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (CvkSidebarRow, cvk_sidebar_row, CVK, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget *cvk_sidebar_row_new (const char *icon_name, const char *title);

void cvk_sidebar_row_set_title (CvkSidebarRow *self, const char *title);
/* @badge: (nullable): such as a count. */
void cvk_sidebar_row_set_badge (CvkSidebarRow *self, const char *badge);
/* @icon_name: (nullable): none. @style_class: (nullable): its colour, such as "success".
 * @words: (nullable): the same for those who do not see it. */
void cvk_sidebar_row_set_state (CvkSidebarRow *self,
                                const char *icon_name,
                                const char *style_class,
                                const char *words);

G_END_DECLS
