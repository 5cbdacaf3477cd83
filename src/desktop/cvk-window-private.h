// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/cvk-command-search.h"
#include "desktop/cvk-sidebar.h"
#include "desktop/cvk-window.h"
#include "desktop/gallery/cvk-library.h"

G_BEGIN_DECLS

struct _CvkWindow
{
  AdwApplicationWindow parent_instance;

  /* Template children; NULL when the window was closed. */
  AdwToastOverlay *toasts;
  AdwLeaflet *leaflet;
  CvkSidebar *sidebar;
  GtkWidget *separator;
  GtkWidget *content;
  GtkStack *pages;
  GtkWidget *editor;
  GtkStack *headers;
  AdwTabView *tabs;

  CvkCommandSearch *command_search; /* nullable: hangs below the content since it was first used */

  /* Owned. */
  GCancellable *cancellable; /* of what the window has begun; it ends with it */
  CvkLibrary *library;       /* of the page "pipelines" */
  GSignalGroup *on_session;  /* of the selected tab */
  GSignalGroup *on_history;  /* likewise */

  unsigned painted_source; /* until what the first frame could do without is made */
  unsigned pages_source;   /* while there are pages to make */
  gboolean has_painted;
  gboolean is_restoring;
  gboolean is_closing; /* while a question may be open */
  int settled;         /* how many tabs need nothing more before the window can go */
};

/* cvk-window-handler.c: opens the library's pipeline for failures of others, made from the template
 * when it is not there. */
void cvk_window_handle_failures (CvkWindow *self);
/* What would be opened again is different: the application keeps it, a moment later. */
void cvk_window_changed (CvkWindow *self);

/* cvk-window-actions.c */
void cvk_window_init_actions (CvkWindow *self);
/* What of undo, redo and the like can be done now. */
void cvk_window_update_actions (CvkWindow *self);
void cvk_window_set_sidebar_shown (CvkWindow *self, gboolean is_shown);

/* cvk-window-pages.c */
/* Adds a page when it is not there yet; nothing for a name that is none. */
void cvk_window_need_page (CvkWindow *self, const char *name);
/* Shows a page and makes what is in it at once. (transfer none) */
GtkWidget *cvk_window_show_made_page (CvkWindow *self, const char *name);
/* What shows pipelines goes where the user has them kept. */
void cvk_window_follow_library (CvkWindow *self);
/* Begins to make what is in the pages that were added, one after the other. */
void cvk_window_make_pages (CvkWindow *self);

/* cvk-window-tabs.c */
void cvk_window_init_tabs (CvkWindow *self);
/* The actions of the selected tab are there while it is shown. */
void cvk_window_update_editor_actions (CvkWindow *self);
/* Task switchers tell windows apart by the pipeline that one sees in them. */
void cvk_window_update_title (CvkWindow *self);

/* cvk-window-runs.c: the actions of a tab with a past run */
void cvk_window_init_runs (CvkWindow *self);
void cvk_window_update_run_actions (CvkWindow *self);

/* cvk-window-bulk.c: the ways to a table of rows */
void cvk_window_init_bulk (CvkWindow *self);

/* cvk-window-start.c: asks whether the selected tab is to run */
void cvk_window_ask_to_run (CvkWindow *self);

/* cvk-window-drop.c */
/* Pipelines that are dropped anywhere on the window are opened. */
void cvk_window_init_drop (CvkWindow *self);
/* Opens those of @files (of GFile) that are pipelines; FALSE when there is none. */
gboolean cvk_window_drop_files (CvkWindow *self, GSList *files);

/* cvk-window-files.c */
/* What could not be done, and why; nothing when it was cancelled. */
void cvk_window_report (CvkWindow *self, const char *heading, const GError *error);
void cvk_window_ask_and_open (CvkWindow *self);
void cvk_window_save (CvkWindow *self, gboolean under_a_new_name);
/* The handlers of "close-page" and "close-request": nothing that was done is lost. */
gboolean cvk_window_close_tab (CvkWindow *self, AdwTabPage *tab);
gboolean cvk_window_close (GtkWindow *window);

G_END_DECLS
