// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

typedef struct _CvkWindow CvkWindow;

/**
 * CvkApplication:
 *
 * The desktop application: one instance for each login, its windows, what was open in them, and the
 * actions that need no window.
 */
#define CVK_TYPE_APPLICATION (cvk_application_get_type ())
G_DECLARE_FINAL_TYPE (CvkApplication, cvk_application, CVK, APPLICATION, AdwApplication)

CvkApplication *cvk_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* The way to the engine, shared by all windows. (transfer none) */
CvkEngineClient *cvk_application_get_client (CvkApplication *self);

/* Whether a user has asked for a window. Until then no window starts the engine to have something
 * to show. */
gboolean cvk_application_is_used (CvkApplication *self);

/* Brings the tab that has @file to the front; FALSE when no window has one. */
gboolean cvk_application_show_file (CvkApplication *self, GFile *file);

/* What would be opened again is different; it is kept a moment later. */
void cvk_application_windows_changed (CvkApplication *self);
/* @window is about to go. The last one is opened again, others are not. */
void cvk_application_forget_window (CvkApplication *self, CvkWindow *window);
/* The user has thought better of quitting. */
void cvk_application_keep_running (CvkApplication *self);

G_END_DECLS
