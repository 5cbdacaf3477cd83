// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CvkPageHeader:
 *
 * The header bar of a page of the window (Pipelines, Connections, Runs, Templates): its title, at
 * the left a way back to the sidebar when the window is too narrow for both, at the right the
 * primary menu. Children of type "start" and "end" are what the page itself offers.
 *
 * What a page offers stands in a row under the bar where the bar has no room for it, unless the
 * page turns that off because it knows better.
 *
 * Properties: "title" and "subtitle" (text), "narrow" (boolean, read only): whether there is too
 * little room.
 */
#define CVK_TYPE_PAGE_HEADER (cvk_page_header_get_type ())
G_DECLARE_FINAL_TYPE (CvkPageHeader, cvk_page_header, CVK, PAGE_HEADER, GtkWidget)

GtkWidget *cvk_page_header_new (const char *title);

void cvk_page_header_set_title (CvkPageHeader *self, const char *title);
void cvk_page_header_set_subtitle (CvkPageHeader *self, const char *subtitle);
/* What stands above the application's entries in the primary menu. @section: (nullable) */
void cvk_page_header_set_menu_section (CvkPageHeader *self, GMenuModel *section);
void cvk_page_header_open_menu (CvkPageHeader *self);
/* The one that can be seen inside @widget. (transfer none) (nullable) */
CvkPageHeader *cvk_page_header_find (GtkWidget *widget);
gboolean cvk_page_header_is_narrow (CvkPageHeader *self);
void cvk_page_header_set_moves_children (CvkPageHeader *self, gboolean moves_children);
/* They stand in the order in which they are packed, from their side inwards. */
void cvk_page_header_pack_start (CvkPageHeader *self, GtkWidget *child);
void cvk_page_header_pack_end (CvkPageHeader *self, GtkWidget *child);

G_END_DECLS
