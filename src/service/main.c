// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <malloc.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cvk-desktop-clock.h"
#include "base/cvk-i18n.h"
#include "base/cvk-memory-hygiene.h"
#include "connect/cvk-connectors.h"
#include "service/cvk-address.h"
#include "service/cvk-autostart.h"
#include "service/cvk-host-lock.h"
#include "service/cvk-service.h"

#define DEFAULT_IDLE_SECONDS 30

/* Another host has the data directory: nothing is wrong, the caller should talk to that one. */
#define EXIT_BUSY 3

static char *option_directory;
static int option_idle = DEFAULT_IDLE_SECONDS;
static int option_ready = -1;
static gboolean option_version;

static const GOptionEntry options[] = {
  { "data-dir", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &option_directory,
    N_ ("Serve the data directory DIR"), N_ ("DIR") },
  { "idle-exit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &option_idle,
    N_ ("Leave after SECONDS without need (30)"), N_ ("SECONDS") },
  { "ready-fd", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &option_ready,
    N_ ("Write a line to file descriptor FD when clients may come"), N_ ("FD") },
  { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_version, N_ ("Show the version"),
    NULL },
  { NULL },
};

static gboolean
signal_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* Warnings go to the standard error for as long as the service lives: were its number free, the
 * next socket or file would get it, and the warnings. */
static void
close_ready (void)
{
  int null = option_ready <= STDERR_FILENO ? open ("/dev/null", O_RDWR | O_CLOEXEC) : -1;

  if (null >= 0)
    {
      (void) dup2 (null, option_ready);
      close (null);
    }
  else
    close (option_ready);
}

static void
tell_ready (void)
{
  if (option_ready < 0)
    return;
  if (write (option_ready, "ready\n", 6) != 6)
    g_info ("Nobody waits for the service.");
  close_ready ();
}

/* What is wrong with the user's own connectors is no reason to have none. */
static void
load_connectors (const char *directory)
{
  GPtrArray *faults;

  cvk_connector_load_own (directory);
  faults = cvk_connector_list_faults ();
  for (unsigned i = 0; i < faults->len; i++)
    {
      g_autofree char *message = cvk_problem_dup_message (g_ptr_array_index (faults, i));

      g_warning ("%s", message);
    }
}

static gboolean
serve (const char *directory, CvkHostLock *lock, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (CvkClock) clock = cvk_system_clock_new ();
  g_autoptr (CvkHost) host = cvk_host_new (directory, clock, (unsigned) option_idle);
  g_autoptr (CvkService) service = cvk_service_new (host);
  const char *address = cvk_service_listen (service, error);

  if (address == NULL || !cvk_host_lock_publish (lock, address, error))
    return FALSE;
  tell_ready ();
  if (cvk_address_is_default_directory (directory))
    {
      cvk_service_join_session_bus (service);
      /* For what it says to the user by itself, in notifications and the tray. */
      cvk_desktop_clock_follow (cvk_is_in_flatpak ());
    }
  /* Whoever came in at the last moment finds the door shut, and starts another host. */
  g_signal_connect_object (host, "idle", G_CALLBACK (cvk_service_quit), service, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (service, "quit", G_CALLBACK (g_main_loop_quit), loop);
  g_unix_signal_add (SIGTERM, signal_cb, loop);
  g_unix_signal_add (SIGINT, signal_cb, loop);
  cvk_host_touch (host);
  g_main_loop_run (loop);
  cvk_service_close (service);
  cvk_host_close (host);
  return TRUE;
}

static int
run (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostLock) lock = NULL;
  g_autofree char *directory = cvk_address_prepare_directory (option_directory, &error);

  if (directory != NULL)
    lock = cvk_host_lock_new (directory, &error);
  if (lock != NULL)
    load_connectors (directory);
  if (lock != NULL && serve (directory, lock, &error))
    return 0;
  g_printerr ("convoke-engine: %s\n", error->message);
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY) ? EXIT_BUSY : 1;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;

  cvk_memory_hygiene_begin (argv);
  cvk_i18n_init ();
  context = g_option_context_new (NULL);
  g_option_context_add_main_entries (context, options, GETTEXT_PACKAGE);
  g_option_context_set_summary (
    context, _ ("Runs pipelines and keeps connections, for convokectl and the application."));
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1 || option_idle < 0)
    {
      g_printerr ("convoke-engine: %s\n",
                  error != NULL ? error->message : _ ("Unexpected arguments."));
      return 2;
    }
  if (option_version)
    {
      g_print ("convoke-engine %s\n", CVK_VERSION);
      return 0;
    }
  /* What the host makes is for its user only. Writing beyond a limit is an error to be reported,
   * not a reason to die. */
  umask (077);
  /* Threads only pass data on; a heap for each of them would hold on to what they have freed. */
  mallopt (M_ARENA_MAX, 2);
  signal (SIGXFSZ, SIG_IGN);
  signal (SIGPIPE, SIG_IGN);
  if (option_ready >= 0)
    (void) fcntl (option_ready, F_SETFD, FD_CLOEXEC);
  return run ();
}
