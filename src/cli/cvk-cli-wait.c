// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-wait.h"

#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-hold.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli-progress.h"
#include "cli/cvk-cli-result.h"
#include "service/cvk-address.h"
#include "service/cvk-client.h"
#include "service/cvk-problems.h"

/* How often another service is waited with for the end: one that always ends first is broken. */
#define MAX_SERVICES 100

/* One run from here to its result. */
typedef struct
{
  GMainLoop *loop;
  GDBusConnection *client; /* owned */
  CvkProgress *progress;   /* nullable */
  const char *run;
  GBytes *result;
  GError *error;
  unsigned n_interrupts;
  unsigned n_services;
} Session;

CvkExit
cvk_cli_report_problem (CvkProblem *problem, const char *state, CvkExit status)
{
  g_autoptr (GPtrArray) problems = cvk_problems_new_single (problem);

  return cvk_cli_report_problems (problems, state, status);
}

CvkExit
cvk_cli_report_problems (GPtrArray *problems, const char *state, CvkExit status)
{
  if (cvk_option_json)
    cvk_result_print_without_run (problems, state);
  else
    cvk_print_problems (problems, "convokectl");
  return status;
}

static void
result_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Session *session = user_data;
  g_autoptr (GUnixFDList) list = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (
    G_DBUS_CONNECTION (object), &list, result, &session->error);

  if (reply != NULL)
    session->result = cvk_result_read (list, &session->error);
  g_main_loop_quit (session->loop);
}

static void
cancel_run (Session *session)
{
  g_dbus_connection_call (session->client, cvk_client_get_destination (session->client),
                          CVK_ENGINE_PATH, CVK_ENGINE_INTERFACE, "CancelRun",
                          g_variant_new ("(s)", session->run), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, NULL, NULL);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  Session *session = user_data;

  if (++session->n_interrupts > 1)
    _exit (128 + SIGINT);
  if (session->progress != NULL)
    cvk_progress_say (session->progress,
                      _ ("Cancelling. What was sent ends first; press Ctrl+C again to leave."));
  cancel_run (session);
  return G_SOURCE_CONTINUE;
}

static void
wait_for_end (Session *session)
{
  CvkHold *hold = cvk_hold_new (session->client, session->run);

  g_clear_error (&session->error);
  if (isatty (STDERR_FILENO))
    session->progress = cvk_progress_new (session->client, session->run);
  g_dbus_connection_call_with_unix_fd_list (
    session->client, cvk_client_get_destination (session->client), CVK_ENGINE_PATH,
    CVK_ENGINE_INTERFACE, "WaitRun", g_variant_new ("(s)", session->run), G_VARIANT_TYPE ("(h)"),
    G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, NULL, result_ready_cb, session);
  /* A new service has not heard of it. */
  if (session->n_interrupts > 0)
    cancel_run (session);
  g_main_loop_run (session->loop);
  cvk_hold_free (hold);
  g_clear_pointer (&session->progress, cvk_progress_free);
}

/* The service has gone in the middle of it: the next one takes up the run by itself. */
static gboolean
connect_again (Session *session)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *client = NULL;

  if (++session->n_services > MAX_SERVICES || g_dbus_error_is_remote_error (session->error))
    return FALSE;
  client = cvk_client_connect (cvk_option_data_dir, &error);
  if (client == NULL)
    return FALSE;
  g_object_unref (session->client);
  session->client = client;
  return TRUE;
}

static CvkExit
report_lost (const GError *error)
{
  if (g_dbus_error_is_remote_error (error))
    return cvk_cli_report_problem (
      cvk_problem_new ("service-error", "{reason}", "reason", error->message, NULL), "failed",
      CVK_EXIT_FAILED);
  return cvk_cli_report_problem (
    cvk_problem_new ("service-lost",
                     N_ ("The Convoke service ended in the middle of the run, and does not come "
                         "back. The run goes on when it does (“convokectl resume”); what was sent "
                         "until then is not sent again."),
                     NULL),
    "failed", CVK_EXIT_FAILED);
}

CvkExit
cvk_cli_finish_run (GDBusConnection **client, const char *run, gboolean when_done)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Session session = { .loop = loop, .client = *client, .run = run };
  unsigned interrupt = g_unix_signal_add (SIGINT, interrupted_cb, &session);
  unsigned termination = g_unix_signal_add (SIGTERM, interrupted_cb, &session);

  do
    wait_for_end (&session);
  while (session.result == NULL && connect_again (&session));
  *client = session.client;
  g_source_remove (interrupt);
  g_source_remove (termination);
  g_autoptr (GBytes) result = session.result;
  g_autoptr (GError) error = session.error;
  if (result == NULL)
    return report_lost (error);
  return cvk_result_print (result, cvk_option_json, when_done);
}

/* Nothing was started because the user has paused everything, and has to take that back. */
static gboolean
is_paused (GPtrArray *problems)
{
  for (unsigned i = 0; i < problems->len; i++)
    if (g_strcmp0 (cvk_problem_get_code (g_ptr_array_index (problems, i)), "paused") == 0)
      return TRUE;
  return FALSE;
}

char *
cvk_cli_read_start (GVariant *reply, const char *file, CvkExit *status)
{
  const char *run = NULL;
  const char *json = NULL;

  g_variant_get (reply, "(&s&s)", &run, &json);
  g_autoptr (GPtrArray) problems = cvk_problems_from_json (json);
  if (!cvk_option_json)
    cvk_print_problems (problems, file);
  if (run[0] != '\0')
    return g_strdup (run);
  gboolean connection = cvk_problems_are_about_connections (problems);
  gboolean paused = is_paused (problems);
  if (cvk_option_json)
    cvk_result_print_without_run (problems, connection ? "failed" : paused ? "waiting" : "invalid");
  *status = connection ? CVK_EXIT_CONNECTION : paused ? CVK_EXIT_WAITING : CVK_EXIT_USAGE;
  return NULL;
}
