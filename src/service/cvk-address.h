// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Where the host of a data directory is found. The lock file DIRECTORY/engine.lock is held by the
 * host and says at which address it listens, so that a client need not have the host's environment;
 * the host puts its socket where the environment and the length of paths allow.
 *
 * The name on the session bus begins with the application id of the build; the path and the
 * interface are the same in all.
 */
#define CVK_ENGINE_NAME CVK_APPLICATION_ID ".Engine"
#define CVK_ENGINE_PATH "/app/convoke/Convoke/Engine"
#define CVK_ENGINE_INTERFACE "app.convoke.Convoke.Engine"
#define CVK_ENGINE_ERROR_PREFIX "app.convoke.Convoke.Engine.Error."

/* The data directory as an absolute path without links, made when it is not there.
 * @directory: (nullable): NULL for the default one. (transfer full) (nullable) */
char *cvk_address_prepare_directory (const char *directory, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* The same, but nothing is made and links stay. (transfer full) */
char *cvk_address_find_directory (const char *directory) G_GNUC_WARN_UNUSED_RESULT;
gboolean cvk_address_is_default_directory (const char *directory);
char *cvk_address_get_lock_path (const char *directory) G_GNUC_WARN_UNUSED_RESULT;
/* The address that the last host has written. (transfer full) (nullable) */
char *cvk_address_read (const char *directory) G_GNUC_WARN_UNUSED_RESULT;
/* Paths for the host's socket, best first. (transfer full) */
GStrv cvk_address_list_socket_paths (const char *directory) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @socket (a file descriptor) is connected to a process of this user. */
gboolean cvk_address_peer_is_this_user (int socket);

G_END_DECLS
