// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-client.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-memory-hygiene.h"
#include "base/cvk-programs.h"
#include "service/cvk-address.h"
#include "service/cvk-autostart.h"

/* How long a host may take that another process is starting, or that is leaving. */
#define PATIENCE (15 * G_USEC_PER_SEC)
#define FIRST_PAUSE 2000
#define LONGEST_PAUSE 50000

/* One that is killed while it starts (memory was short, somebody was impatient) is no reason to
 * give up; one that is always killed is. */
#define MAX_KILLED 3

/* The engine's exit status when another one has the data directory. */
#define ENGINE_EXIT_BUSY 3

const char *
cvk_client_get_destination (GDBusConnection *client)
{
  return g_dbus_connection_get_unique_name (client) != NULL ? CVK_ENGINE_NAME : NULL;
}

/* Asks for the version: an answer means that the host has let us in and will stay. */
static gboolean
shake_hands (GDBusConnection *client)
{
  g_autoptr (GVariant) version = g_dbus_connection_call_sync (
    client, cvk_client_get_destination (client), CVK_ENGINE_PATH, "org.freedesktop.DBus.Properties",
    "Get", g_variant_new ("(ss)", CVK_ENGINE_INTERFACE, "Version"), G_VARIANT_TYPE ("(v)"),
    G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL);

  return version != NULL;
}

static GDBusConnection *
try_address (const char *address)
{
  g_autoptr (GIOStream) stream = g_dbus_address_get_stream_sync (address, NULL, NULL, NULL);
  g_autoptr (GDBusConnection) client = NULL;

  if (stream == NULL || !G_IS_SOCKET_CONNECTION (stream))
    return NULL;
  GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  if (!cvk_address_peer_is_this_user (g_socket_get_fd (socket)))
    return NULL;
  client = g_dbus_connection_new_sync (stream, NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT,
                                       NULL, NULL, NULL);
  if (client == NULL || !shake_hands (client))
    return NULL;
  return g_steal_pointer (&client);
}

/* Instances of a Flatpak do not see each other's processes, and GLib takes a peer without a process
 * number for none: between them only the session bus is left. */
static GDBusConnection *
try_session_bus (const char *directory)
{
  g_autoptr (GDBusConnection) bus = NULL;

  if (!cvk_is_in_flatpak () || !cvk_address_is_default_directory (directory))
    return NULL;
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  return bus != NULL && shake_hands (bus) ? g_steal_pointer (&bus) : NULL;
}

/* --- Starting the host --- */

static void
detach_cb (gpointer user_data)
{
  setsid ();
}

/* A client that outlives the host it has started would keep it as a zombie. */
static void
ended_cb (GPid pid, int status, gpointer user_data)
{
  g_spawn_close_pid (pid);
}

/* What the engine says on its standard error: "ready", or why it cannot serve. */
static char *
read_answer (int fd)
{
  GString *answer = g_string_new (NULL);
  char buffer[512];
  ssize_t count = 0;

  while (strstr (answer->str, "ready\n") == NULL)
    {
      count = read (fd, buffer, sizeof buffer);
      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        break;
      g_string_append_len (answer, buffer, count);
    }
  return g_string_free (answer, FALSE);
}

/* TRUE when a host is there now or will be soon: this one, or the one that has the lock. Also when
 * it is worth another try; @n_killed counts those. */
static gboolean
start_engine (const char *directory, unsigned *n_killed, GError **error)
{
  g_autofree char *program = cvk_program_find ("convoke-engine");
  const char *argv[] = { program, "--data-dir", directory, "--ready-fd", "2", NULL };
  g_auto (GStrv) environment = cvk_memory_hygiene_make_environment ();
  int pipe_fds[2] = { -1, -1 };
  GPid pid = 0;
  int status = 0;

  if (!g_unix_open_pipe (pipe_fds, FD_CLOEXEC, error))
    return FALSE;
  gboolean started = g_spawn_async_with_pipes_and_fds (
    "/", argv, (const char *const *) environment,
    G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_CLOEXEC_PIPES, detach_cb, NULL,
    -1, -1, pipe_fds[1], NULL, NULL, 0, &pid, NULL, NULL, NULL, error);
  close (pipe_fds[1]);
  g_autofree char *answer = started ? read_answer (pipe_fds[0]) : NULL;
  close (pipe_fds[0]);
  if (!started)
    return FALSE;
  if (strstr (answer, "ready\n") != NULL)
    {
      g_child_watch_add (pid, ended_cb, NULL);
      return TRUE;
    }
  if (waitpid (pid, &status, 0) == pid &&
      ((WIFEXITED (status) && WEXITSTATUS (status) == ENGINE_EXIT_BUSY) ||
       (WIFSIGNALED (status) && ++*n_killed < MAX_KILLED)))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The Convoke service does not start: %s"),
               answer[0] != '\0' ? g_strstrip (answer) : _ ("it gave no reason."));
  return FALSE;
}

/* By the session bus, so that the service belongs to the session rather than to this terminal. Only
 * the installed service has a file there. */
static gboolean
activate (const char *directory)
{
  g_autofree char *program = cvk_program_find ("convoke-engine");
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GVariant) reply = NULL;

  if (g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL ||
      !cvk_address_is_default_directory (directory) || !g_str_has_prefix (program, CVK_LIBEXECDIR))
    return FALSE;
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (bus != NULL)
    reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "StartServiceByName", g_variant_new ("(su)", CVK_ENGINE_NAME, 0), G_VARIANT_TYPE ("(u)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  return reply != NULL;
}

GDBusConnection *
cvk_client_connect (const char *directory, GError **error)
{
  g_autofree char *path = cvk_address_prepare_directory (directory, error);
  int64_t until = g_get_monotonic_time () + PATIENCE;
  unsigned long pause = FIRST_PAUSE;
  gboolean activated = FALSE;
  unsigned n_killed = 0;

  if (path == NULL)
    return NULL;
  for (unsigned round = 0; g_get_monotonic_time () < until; round++)
    {
      g_autofree char *address = cvk_address_read (path);
      GDBusConnection *client = address != NULL ? try_address (address) : NULL;

      if (client == NULL && address != NULL)
        client = try_session_bus (path);
      if (client != NULL)
        return client;
      if (!activated && activate (path))
        {
          activated = TRUE;
          continue;
        }
      if (!start_engine (path, &n_killed, error))
        return NULL;
      if (round > 0)
        {
          g_usleep (pause);
          pause = MIN (pause * 2, LONGEST_PAUSE);
        }
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
               _ ("The Convoke service of “%s” does not answer. End it, then try again."), path);
  return NULL;
}
