// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/cvk-application.h"
#include "desktop/editor/cvk-editor-page.h"

G_BEGIN_DECLS

/**
 * CvkWindow:
 *
 * A window of the application: where one is at the left, what one works on beside it. That is one
 * of the pages "pipelines", "connections", "runs" and "templates", which are made when they are
 * first looked at, or "editor", the pipelines that are open in tabs.
 */
#define CVK_TYPE_WINDOW (cvk_window_get_type ())
G_DECLARE_FINAL_TYPE (CvkWindow, cvk_window, CVK, WINDOW, AdwApplicationWindow)

/* The application owns it until it is closed. (transfer none) */
CvkWindow *cvk_window_new (CvkApplication *application);

/* Goes to a page; "editor" without an open pipeline is "pipelines". */
void cvk_window_show_page (CvkWindow *self, const char *page);
const char *cvk_window_get_page (CvkWindow *self);

/* Opens @session in a tab, or goes to the tab that has it. */
void cvk_window_add_session (CvkWindow *self, CvkSession *session);
/* The selected tab, whether or not the editor is the page that is shown.
 * (transfer none) (nullable) */
CvkEditorPage *cvk_window_get_editor (CvkWindow *self);

/* Opens @file in a tab, or goes to the tab of any window that has it. What goes wrong is said. */
void cvk_window_open_file (CvkWindow *self, GFile *file);
/* The same, and asks the user whether it is to run. */
void cvk_window_open_to_run (CvkWindow *self, GFile *file);
/* Opens a past run by its id: on today's pipeline, or on the pipeline as it was. What goes wrong is
 * said. */
void cvk_window_open_run (CvkWindow *self, const char *run);
/* Goes to the tab that has @file; FALSE when there is none in this window. */
gboolean cvk_window_show_file (CvkWindow *self, GFile *file);

/* Width, height, maximized, sidebar, page, selected file and files of a window, to be opened again
 * later. (transfer full) */
#define CVK_WINDOW_STATE_TYPE "(iibbssas)"
GVariant *cvk_window_dup_state (CvkWindow *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_window_restore_state (CvkWindow *self, GVariant *state);

/* Takes @toast. */
void cvk_window_add_toast (CvkWindow *self, AdwToast *toast);

G_END_DECLS
