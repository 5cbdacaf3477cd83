// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-account-folder.h"

G_BEGIN_DECLS

/**
 * CvkConnectionLock:
 *
 * The right to refresh the token in one keyring item, across all processes of this user: an open
 * file description lock (fcntl(2), F_OFD_SETLK) on the file "lock" in the account's folder
 * (cvk-account-folder.h). The kernel releases it when its holder dies; one who is stopped keeps it,
 * and who waits then gives up after a while. The file stays until the account is removed.
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
/* The account's folder; closed with the lock. */
int cvk_connection_lock_get_folder (const CvkConnectionLock *self);
/* Lets others have it. */
void cvk_connection_lock_free (CvkConnectionLock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkConnectionLock, cvk_connection_lock_free)

G_END_DECLS
