// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/cvk-sidebar-row.h"

G_BEGIN_DECLS

/**
 * CvkSidebar:
 *
 * Where am I: the places of the window, and the pipelines that are open. Going somewhere is the
 * action "win.page", or choosing a tab of the view it was given.
 *
 * Property "tabs" (AdwTabView, nullable): the open pipelines.
 */
#define CVK_TYPE_SIDEBAR (cvk_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (CvkSidebar, cvk_sidebar, CVK, SIDEBAR, GtkWidget)

void cvk_sidebar_set_tabs (CvkSidebar *self, AdwTabView *tabs);
/* Has the connections' worst state shown; starts the engine when it is not there. */
void cvk_sidebar_set_client (CvkSidebar *self, CvkEngineClient *client);
/* Shows where one is. @page: "pipelines", "connections", "runs" or "templates", or "editor" for the
 * tab that is selected. */
void cvk_sidebar_set_page (CvkSidebar *self, const char *page);
/* The row of a place, for its badge and state. (transfer none) (nullable) */
CvkSidebarRow *cvk_sidebar_get_row (CvkSidebar *self, const char *page);

G_END_DECLS
