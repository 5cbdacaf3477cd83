// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-address.h"

#include <errno.h>
#include <gio/gio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "service/cvk-autostart.h"

static char *
get_default_directory (void)
{
  return g_build_filename (g_get_user_data_dir (), "convoke", NULL);
}

char *
cvk_address_find_directory (const char *directory)
{
  return directory != NULL ? g_canonicalize_filename (directory, NULL) : get_default_directory ();
}

char *
cvk_address_prepare_directory (const char *directory, GError **error)
{
  g_autofree char *path = cvk_address_find_directory (directory);

  if (g_mkdir_with_parents (path, 0700) == 0)
    {
      char *real = realpath (path, NULL);

      if (real != NULL && access (real, R_OK | W_OK | X_OK) == 0)
        return real;
      free (real);
    }
  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (errno),
               _ ("The data directory “%s” cannot be used: %s. Choose another one with "
                  "--data-dir."),
               path, g_strerror (errno));
  return NULL;
}

gboolean
cvk_address_is_default_directory (const char *directory)
{
  g_autofree char *path = get_default_directory ();
  char *real = realpath (path, NULL);
  gboolean same = g_strcmp0 (real, directory) == 0;

  free (real);
  return same;
}

char *
cvk_address_get_lock_path (const char *directory)
{
  return g_build_filename (directory, "engine.lock", NULL);
}

char *
cvk_address_read (const char *directory)
{
  g_autofree char *path = cvk_address_get_lock_path (directory);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      if (g_str_has_prefix (*line, "address=") && g_dbus_is_address (*line + strlen ("address=")))
        return g_strdup (*line + strlen ("address="));
    }
  return NULL;
}

/* Where sockets of this user belong. Each instance of a Flatpak has a runtime folder of its own,
 * with one folder in it that all of them share. (nullable) */
static char *
get_runtime_folder (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");

  if (runtime == NULL || !g_path_is_absolute (runtime))
    return NULL;
  if (cvk_is_in_flatpak ())
    return g_build_filename (runtime, "app", CVK_APPLICATION_ID, NULL);
  return g_build_filename (runtime, "convoke", NULL);
}

GStrv
cvk_address_list_socket_paths (const char *directory)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, directory, -1);
  g_autofree char *runtime = get_runtime_folder ();
  struct sockaddr_un address;

  hash[16] = '\0';
  g_autofree char *name = g_strconcat (hash, ".socket", NULL);
  g_autofree char *user = g_strdup_printf ("/tmp/convoke-%u", (unsigned) getuid ());
  char *candidates[] = {
    runtime != NULL ? g_build_filename (runtime, name, NULL) : NULL,
    g_build_filename (directory, "engine.socket", NULL),
    g_build_filename (user, name, NULL),
  };

  for (size_t i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      if (candidates[i] != NULL && strlen (candidates[i]) < sizeof address.sun_path)
        g_strv_builder_add (builder, candidates[i]);
      g_free (candidates[i]);
    }
  return g_strv_builder_end (builder);
}

gboolean
cvk_address_peer_is_this_user (int socket)
{
  struct ucred peer;
  socklen_t length = sizeof peer;

  return getsockopt (socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
         length == sizeof peer && peer.uid == geteuid ();
}
