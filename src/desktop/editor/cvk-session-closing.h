// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/* Sees to it that closing a pipeline loses nothing: writes what is not written yet, and asks the
 * user about what cannot be written by itself. One question for each session at a time. */
void cvk_session_settle_async (CvkSession *session,
                               GtkWindow *parent,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Whether it may be closed. FALSE without an error: the user wants to keep it open. The only error
 * is G_IO_ERROR_CANCELLED. */
gboolean cvk_session_settle_finish (CvkSession *session, GAsyncResult *result, GError **error);

/* Asks for a name and saves there, as the user wishes. FALSE without an error: the user has thought
 * better of it. Errors: those of cvk_session_save_as_async(). */
void cvk_session_ask_and_save_async (CvkSession *session,
                                     GtkWindow *parent,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean cvk_session_ask_and_save_finish (CvkSession *session,
                                          GAsyncResult *result,
                                          GError **error);

G_END_DECLS
