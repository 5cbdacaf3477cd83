// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkConnectionLock:
 *
 * The right to refresh the token in one keyring item, across all processes of this user: an open
 * file description lock (fcntl(2), F_OFD_SETLK) on an empty file in the user's runtime folder, else
 * in the state folder. Its place follows from the item and not from the data directory, because
 * engines of several data directories may share an account. The kernel releases it when its holder
 * dies; the file stays.
 */
typedef struct _CvkConnectionLock CvkConnectionLock;

/* Waits for the lock without blocking, at most two minutes (G_IO_ERROR_TIMED_OUT). */
void cvk_connection_lock_take_async (const char *item,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* Returns: (transfer full) (nullable) */
CvkConnectionLock *cvk_connection_lock_take_finish (GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Lets others have it. */
void cvk_connection_lock_free (CvkConnectionLock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkConnectionLock, cvk_connection_lock_free)

G_END_DECLS
