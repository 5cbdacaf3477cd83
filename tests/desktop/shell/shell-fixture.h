// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/cvk-window.h"

/* The application of the process, which is registered and has no window yet. (transfer none) */
CvkApplication *shell_get_application (void);
/* A window on the screen. (transfer none) */
CvkWindow *shell_open_window (void);
/* Closes it as its user would, and waits until neither it nor any widget of ours in it is left. */
void shell_close_window (CvkWindow *window);
/* Shows it anew in that size. A request to change the size of a window that is on the screen can
 * be lost while no window manager answers. */
void shell_resize (GtkWindow *window, int width, int height);
/* Waits for @pointer, which is weak, to be cleared. */
void shell_await_gone (const char *what, gpointer *pointer);

/* A session with a pipeline in no file; empty, or with one node. (transfer full) */
CvkSession *shell_make_session (const char *name, gboolean has_node);
/* A new file with a pipeline of that name. (transfer full) */
GFile *shell_write_file (const char *name);

/* Whether an action of the window is there and can be done. */
gboolean shell_can_do (CvkWindow *window, const char *name);
/* The first widget of @type inside @widget whose accessible label or text is @name, or any when
 * that is NULL. (transfer none) (nullable) */
GtkWidget *shell_find (GtkWidget *widget, GType type, const char *name);
/* The message dialog that is open, waiting for it. (transfer none) */
AdwMessageDialog *shell_await_question (void);
