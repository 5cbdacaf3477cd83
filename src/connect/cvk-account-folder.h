// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * The folder of an account: "convoke/accounts/ITEM" in the user's data folder, for what engines of
 * several data directories that share a keyring item tell each other. It holds "lock", "access"
 * (cvk-token-cache.h) and "refreshing" (cvk-refresh-marker.h), none of which is worth anything
 * without the keyring. Its place follows from the item and not from the data directory. It is not
 * in XDG_RUNTIME_DIR, because each sandbox of a Flatpak has one of its own, and two instances of
 * the application would not see each other's lock.
 *
 * Whoever reads, writes or removes holds the lock (cvk-connection-lock.h).
 */

/* (transfer full) */
char *cvk_account_folder_get_path (const char *item) G_GNUC_WARN_UNUSED_RESULT;
/* Opens the folder, made for this user only when it is not there; -1 for an error in G_IO_ERROR. */
int cvk_account_folder_open (const char *item, GError **error);
/* Removes what it knows, and the folder when nothing else is in it. */
void cvk_account_folder_remove (const char *item);

/* The content of the file @name in @folder. NULL without an error when there is none, or it is no
 * file of a sensible size: nothing here is more than a help. @folder needs to be open until the
 * call returns, not longer. (transfer full) (nullable) */
void cvk_account_folder_read_async (int folder,
                                    const char *name,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GBytes *cvk_account_folder_read_finish (GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;
/* Replaces the file as a whole, readable for this user only; @content NULL removes it. With
 * @durable it outlives a power cut. */
void cvk_account_folder_write_async (int folder,
                                     const char *name,
                                     GBytes *content,
                                     gboolean durable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean cvk_account_folder_write_finish (GAsyncResult *result, GError **error);

G_END_DECLS
