// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/cvk-sidebar.h"
#include "desktop/cvk-window.h"

G_BEGIN_DECLS

struct _CvkWindow
{
  AdwApplicationWindow parent_instance;

  /* Template children. */
  AdwToastOverlay *toasts;
  AdwLeaflet *leaflet;
  CvkSidebar *sidebar;
  GtkWidget *separator;
  GtkStack *pages;
  GtkWidget *editor;
  GtkStack *headers;
  AdwTabView *tabs;

  GSignalGroup *on_history; /* owned; of the selected tab */
};

/* cvk-window-actions.c */
void cvk_window_init_actions (CvkWindow *self);
/* What of undo, redo and the like can be done now. */
void cvk_window_update_actions (CvkWindow *self);

/* cvk-window-tabs.c */
void cvk_window_init_tabs (CvkWindow *self);

G_END_DECLS
