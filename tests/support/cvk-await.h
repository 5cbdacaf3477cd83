// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef gboolean (*CvkAwaitCondition) (gpointer user_data);

/* Runs the thread-default main context until @condition holds. A test that hangs is ended by a
 * watchdog that names @what. */
void cvk_await (const char *what, CvkAwaitCondition condition, gpointer user_data);
/* Until *@pointer is no longer NULL, or *@flag is TRUE. */
void cvk_await_pointer (const char *what, gconstpointer pointer);
void cvk_await_flag (const char *what, const gboolean *flag);

/* A GAsyncReadyCallback that keeps the result in the GAsyncResult ** given as user data. */
void cvk_await_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);
/* Waits for it, and takes it: (transfer full). */
GAsyncResult *cvk_await_result (GAsyncResult **result) G_GNUC_WARN_UNUSED_RESULT;

/* Dispatches what is ready, and what becomes ready by that, without waiting. */
void cvk_drain_main_context (void);

G_END_DECLS
