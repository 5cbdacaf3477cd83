// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <sys/resource.h>

#include "base/cvk-i18n.h"
#include "sandbox/cvk-sandbox-control.h"
#include "sandbox/cvk-sandbox-server.h"

#define MAX_MILLISECONDS (3600 * 1000)

typedef struct
{
  int port;
  char *state;
  char *control;
  char *plan;
  int64_t daily_limit;
  int latency;
  int list_lag;
  gboolean version;
} Options;

static gboolean
stop_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port, N_ ("Port to listen on"), N_ ("N") },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &options->state, N_ ("Keep everything in this file"),
      N_ ("FILE") },
    { "control", 0, 0, G_OPTION_ARG_FILENAME, &options->control,
      N_ ("Take orders on this Unix socket"), N_ ("SOCKET") },
    { "plan", 0, 0, G_OPTION_ARG_STRING, &options->plan,
      N_ ("Limits of a plan: free, pro, business or unlimited"), N_ ("PLAN") },
    { "daily-limit", 0, 0, G_OPTION_ARG_INT64, &options->daily_limit,
      N_ ("Creates and updates that a host may make in a day"), N_ ("N") },
    { "latency", 0, 0, G_OPTION_ARG_INT, &options->latency, N_ ("Milliseconds before each answer"),
      N_ ("MS") },
    { "list-lag", 0, 0, G_OPTION_ARG_INT, &options->list_lag,
      N_ ("Milliseconds until a list shows a change"), N_ ("MS") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_ ("Show the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, N_ ("A Zoom of your own on this computer."));
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                 _ ("“%s” is not expected here. Leave it out."), (*argv)[1]);
  else if (options->port < 0 || options->port > 65535)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _ ("Choose a port between 0 and 65535."));
  else if (options->latency < 0 || options->latency > MAX_MILLISECONDS || options->list_lag < 0 ||
           options->list_lag > MAX_MILLISECONDS)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _ ("Choose a time between 0 and 3600000 milliseconds."));
  return error == NULL || *error == NULL;
}

/* Each connection takes a descriptor, and the usual limit is low. */
static void
allow_many_connections (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

static int
fail (const GError *error)
{
  g_printerr ("convoke-sandbox: %s\n", error->message);
  return 1;
}

static int
serve (const Options *options, CvkSandboxPlan plan)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (CvkSandbox) sandbox = NULL;
  g_autoptr (CvkSandboxServer) server = NULL;
  g_autoptr (CvkSandboxControl) control = NULL;

  allow_many_connections ();
  sandbox = cvk_sandbox_new (options->state, plan, &error);
  if (sandbox == NULL)
    return fail (error);
  if (options->daily_limit >= 0)
    sandbox->daily_limit = options->daily_limit;
  sandbox->latency = options->latency;
  sandbox->list_lag = options->list_lag;
  server = cvk_sandbox_server_new (sandbox, (unsigned) options->port, &error);
  if (server == NULL)
    return fail (error);
  if (options->control != NULL)
    {
      control = cvk_sandbox_control_new (sandbox, options->control, &error);
      if (control == NULL)
        return fail (error);
    }
  g_unix_signal_add (SIGTERM, stop_cb, loop);
  g_unix_signal_add (SIGINT, stop_cb, loop);
  g_print ("%s\n", sandbox->origin);
  fflush (stdout);
  g_main_loop_run (loop);
  return 0;
}

int
main (int argc, char **argv)
{
  Options options = { .daily_limit = -1 };
  CvkSandboxPlan plan = CVK_SANDBOX_PLAN_FREE;
  g_autoptr (GError) error = NULL;
  int status;

  setlocale (LC_ALL, "");
  cvk_i18n_init ();
  if (!parse_options (&options, &argc, &argv, &error))
    {
      fail (error);
      status = 2;
    }
  else if (options.version)
    {
      g_print ("convoke-sandbox %s\n", CVK_VERSION);
      status = 0;
    }
  else if (options.plan != NULL && !cvk_sandbox_parse_plan (options.plan, &plan))
    {
      g_printerr ("convoke-sandbox: ");
      g_printerr (_ ("There is no plan “%s”. Choose free, pro, business or unlimited."),
                  options.plan);
      g_printerr ("\n");
      status = 2;
    }
  else
    status = serve (&options, plan);
  g_free (options.state);
  g_free (options.control);
  g_free (options.plan);
  return status;
}
