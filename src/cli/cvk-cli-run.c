// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-options.h"
#include "cli/cvk-cli-plan.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli-rehearse.h"
#include "cli/cvk-cli-progress.h"
#include "cli/cvk-cli-quota.h"
#include "cli/cvk-cli-result.h"
#include "cli/cvk-cli-review.h"
#include "cli/cvk-cli-wait.h"
#include "cli/cvk-cli.h"
#include "engine/cvk-run.h"
#include "service/cvk-address.h"
#include "service/cvk-client.h"
#include "service/cvk-problems.h"

/* How often a run is asked for when the service ends before it answers. */
#define MAX_STARTS 5

static char **option_inputs;
static char **option_connections;
static char **option_files;
static gboolean option_sandbox;
static gboolean option_rehearse;
static char *option_approve;
static gboolean option_spread;
static char **option_breaks;

static const GOptionEntry options[] = {
  { "input", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &option_inputs,
    N_ ("Set a field of the pipeline's input"), N_ ("NAME=VALUE") },
  { "connection", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &option_connections,
    N_ ("Fill a slot with a connection"), N_ ("SLOT=NAME") },
  { "file", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &option_files,
    N_ ("Bind a file slot"), N_ ("SLOT=PATH") },
  { "sandbox", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_sandbox,
    N_ ("Fill every slot for Zoom with a private sandbox"), NULL },
  { "rehearse", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_rehearse,
    N_ ("Change nothing, show what would be done"), NULL },
  { "approve", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_approve,
    N_ ("Rehearse, then do this of it: all, none, or numbers such as 1,3-5"), N_ ("CHOICE") },
  { "spread", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_spread,
    N_ ("Leave for the next days what a limit of the day has no room for"), NULL },
  { "break", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &option_breaks,
    N_ ("Hold before the step NODE, and ask what to do"), N_ ("NODE") },
  CVK_OPTION_TRUST,
  CVK_OPTION_REVIEW,
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

/* --- What the engine is asked --- */

/* @paths: of all files that the pipeline is made of; @id: the run's, so that it is one run however
 * often it has to be asked for. */
static GVariant *
make_options (const char *file, GPtrArray *paths, const char *id, CvkProblem **problem)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  gboolean ok = TRUE;

  cvk_options_insert_file (&dict, file);
  cvk_review_insert (
    &dict, cvk_review_start (paths, option_sandbox || (option_rehearse && option_approve == NULL)));
  g_variant_dict_insert (&dict, "id", "s", id);
  g_variant_dict_insert (&dict, "sandbox", "b", option_sandbox);
  option_rehearse = option_rehearse || option_approve != NULL;
  g_variant_dict_insert (&dict, "rehearse", "b", option_rehearse);
  g_variant_dict_insert (&dict, "spread", "b", option_spread);
  if (option_rehearse)
    g_variant_dict_insert (&dict, "keep", "b", TRUE);
  if (option_breaks != NULL)
    g_variant_dict_insert (&dict, "breakpoints", "^as", option_breaks);
  ok = cvk_options_insert_pairs (&dict, "inputs", option_inputs, FALSE, problem) &&
       cvk_options_insert_pairs (&dict, "connections", option_connections, FALSE, problem) &&
       cvk_options_insert_pairs (&dict, "files", option_files, TRUE, problem);
  return ok ? g_variant_ref_sink (g_variant_dict_end (&dict)) : NULL;
}

/* The first breakpoint that stands at no node: a run would never hold there. (transfer full)
 * (nullable) */
static CvkProblem *
check_breaks (GBytes *text)
{
  g_autoptr (CvkValue) pipeline = cvk_value_from_json (
    g_bytes_get_data (text, NULL), (gssize) g_bytes_get_size (text), CVK_JSON_DATA, NULL);
  const CvkValue *nodes = pipeline != NULL ? cvk_value_get_member (pipeline, "nodes") : NULL;

  for (unsigned i = 0; nodes != NULL && option_breaks != NULL && option_breaks[i] != NULL; i++)
    if (cvk_value_get_member (nodes, option_breaks[i]) == NULL)
      return cvk_problem_new ("unknown-node", N_ ("The pipeline has no node “{node}”."), "node",
                              option_breaks[i], NULL);
  return NULL;
}

/* --- The command --- */

/* Whether the service, or the one that came after it, has the run. */
static gboolean
has_run (GDBusConnection *client, const char *run)
{
  g_autoptr (GVariant) reply =
    cvk_client_call (client, "GetRun", g_variant_new ("(s)", run), "(s)", NULL);

  return reply != NULL;
}

/* A service that ends before it has answered may have begun the run or not: the next one is asked
 * which. @client is replaced then. (transfer full) (nullable) */
static GVariant *
ask_to_start (GDBusConnection **client, GBytes *text, GVariant *run_options, GError **error)
{
  const char *id = NULL;

  g_variant_lookup (run_options, "id", "&s", &id);
  for (unsigned attempt = 1;; attempt++)
    {
      g_autoptr (GError) reason = NULL;
      GVariant *pipeline = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, text, TRUE);
      GDBusConnection *next = NULL;
      GVariant *reply = cvk_client_call (
        *client, "StartRun", g_variant_new ("(@ay@a{sv})", pipeline, run_options), "(ss)", &reason);

      if (reply == NULL && attempt < MAX_STARTS && g_dbus_connection_is_closed (*client))
        next = cvk_client_connect (cvk_option_data_dir, NULL);
      if (next == NULL)
        {
          if (reply == NULL)
            g_propagate_error (error, g_steal_pointer (&reason));
          return reply;
        }
      g_object_unref (*client);
      *client = next;
      if (has_run (next, id))
        return g_variant_ref_sink (g_variant_new ("(ss)", id, "[]"));
    }
}

/* Has the user look through the pipeline; what they say goes into @run_options. */
static gboolean
review (const char *file, GBytes *text, GVariant **run_options)
{
  CvkConsent consent = cvk_review_ask (file, text, option_files, TRUE);
  g_autoptr (GVariant) before = *run_options;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (before);

  /* It reads @before when it is first used, which may be at its end. */
  cvk_review_insert (&dict, consent);
  *run_options = g_variant_ref_sink (g_variant_dict_end (&dict));
  return consent != CVK_CONSENT_NONE;
}

/* @run_options: replaced when the user was asked. (transfer full) (nullable): NULL when nothing was
 * started, which is printed and @status then. */
static char *
start (GDBusConnection **client,
       const char *file,
       GBytes *text,
       GVariant **run_options,
       CvkExit *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = ask_to_start (client, text, *run_options, &error);

  if (reply == NULL && cvk_review_is_wanted (error))
    {
      *status = CVK_EXIT_USAGE;
      if (!review (file, text, run_options))
        return NULL;
      g_clear_error (&error);
      reply = ask_to_start (client, text, *run_options, &error);
    }
  if (reply == NULL)
    {
      *status = cvk_cli_report_problem (cvk_problem_new_from_error ("service-error", error),
                                        "failed", CVK_EXIT_FAILED);
      return NULL;
    }
  return cvk_cli_read_start (reply, file, status);
}

static CvkValue *
get_plan (GDBusConnection *client, const char *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    cvk_client_call (client, "GetPlan", g_variant_new ("(s)", run), "(s)", &error);
  const char *json = NULL;

  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(&s)", &json);
  return cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
}

/* Which of it is to be done: (transfer full) (nullable), NULL for nothing. */
static GVariant *
choose_effects (const CvkValue *plan, const char *choice, CvkProblem **problem)
{
  if (choice != NULL)
    return cvk_plan_read_choice (plan, choice, problem);
  return cvk_option_json ? NULL : cvk_plan_ask (plan);
}

static CvkExit
finish_rehearsal (GDBusConnection **client,
                  const char *file,
                  GBytes *text,
                  GVariant *run_options,
                  const char *choice,
                  const char *rehearsal)
{
  CvkExit status = cvk_cli_finish_run (client, rehearsal, choice == NULL || !cvk_option_json);
  g_autoptr (CvkValue) plan = get_plan (*client, rehearsal);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (run_options);
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (GVariant) effects = NULL;
  g_autoptr (GVariant) approved = NULL;
  g_autofree char *id = NULL;
  g_autofree char *run = NULL;

  if (plan != NULL && !cvk_option_json)
    cvk_plan_print (plan);
  if (plan == NULL || status != CVK_EXIT_DONE)
    return status;
  effects = choose_effects (plan, choice, &problem);
  if (problem != NULL)
    return cvk_cli_report_problem (g_steal_pointer (&problem), "invalid", CVK_EXIT_USAGE);
  if (effects == NULL)
    return status;
  g_variant_dict_insert (&dict, "rehearse", "b", FALSE);
  g_variant_dict_insert (&dict, "approve", "s", rehearsal);
  g_variant_dict_insert_value (&dict, "effects", effects);
  id = cvk_run_make_id ();
  g_variant_dict_insert (&dict, "id", "s", id);
  approved = g_variant_ref_sink (g_variant_dict_end (&dict));
  run = start (client, file, text, &approved, &status);
  return run != NULL ? cvk_cli_finish_run (client, run, TRUE) : status;
}

static CvkExit
start_and_finish (GDBusConnection **client, const char *file, GBytes *text, GVariant **run_options)
{
  CvkExit status = CVK_EXIT_FAILED;
  g_autofree char *run = start (client, file, text, run_options, &status);

  if (run == NULL)
    return status;
  if (option_rehearse)
    return finish_rehearsal (client, file, text, *run_options, option_approve, run);
  return cvk_cli_finish_run (client, run, TRUE);
}

CvkExit
cvk_cli_rehearse (GDBusConnection **client, GBytes *text, GVariant *run_options, const char *choice)
{
  CvkExit status = CVK_EXIT_FAILED;
  g_autoptr (GVariant) own = g_variant_ref (run_options);
  g_autofree char *run = start (client, NULL, text, &own, &status);

  return run != NULL ? finish_rehearsal (client, NULL, text, run_options, choice, run) : status;
}

static CvkExit
run_pipeline (int argc, char **argv)
{
  const char *file = argv[1];
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *id = cvk_run_make_id ();
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) bytes = cvk_options_read_pipeline (file, option_files, paths, &problems);

  if (bytes == NULL)
    return cvk_cli_report_problems (problems, "invalid", CVK_EXIT_USAGE);
  problem = check_breaks (bytes);
  if (problem != NULL)
    return cvk_cli_report_problem (g_steal_pointer (&problem), "invalid", CVK_EXIT_USAGE);
  g_autoptr (GVariant) run_options = make_options (file, paths, id, &problem);
  if (run_options == NULL)
    return cvk_cli_report_problem (g_steal_pointer (&problem), "invalid", CVK_EXIT_USAGE);
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  if (client == NULL)
    return cvk_cli_report_problem (cvk_problem_new_from_error ("service-unavailable", error),
                                   "failed", CVK_EXIT_FAILED);
  /* A private sandbox has no such limits, a rehearsal sends nothing, and programs ask for it. */
  if (!option_sandbox && !option_rehearse && !cvk_option_json)
    cvk_cli_print_quotas (client, bytes, option_connections);
  return start_and_finish (&client, file, bytes, &run_options);
}

const CvkCommand cvk_command_run = {
  .name = "run",
  .usage = "FILE [--input NAME=VALUE]... [--connection SLOT=NAME]... [--file SLOT=PATH]... "
           "[--sandbox] [--rehearse] [--approve CHOICE] [--spread] [--break NODE]... [--trust | "
           "--review] [--json] "
           "[--data-dir DIR]",
  .summary = N_ ("Run a pipeline and show what comes out"),
  .details = N_ (
    "A slot without --connection takes the only connection of its service. "
    "--sandbox needs no account: meetings are made in a local Zoom that lasts as long "
    "as the run. --rehearse reads and changes nothing, lists what would be changed, and asks "
    "on a terminal which of it to do. About a pipeline that was never allowed on this computer you "
    "are asked on a terminal, with a list of what it wants; --trust answers beforehand, and "
    "--review has it listed without a terminal too. Where the run holds at --break, standard input "
    "says what to do: an empty line goes on, “s” by one step, “l” lists the items in front of the "
    "step; at its end the run holds no more. Ctrl+C cancels the run."),
  .options = options,
  .takes_file = TRUE,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = run_pipeline,
};
