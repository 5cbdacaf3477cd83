// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-history.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli-wait.h"
#include "cli/cvk-cli.h"

static const GOptionEntry options[] = {
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

/* The only step at which something failed. (transfer full) (nullable): NULL sets @problem. */
static char *
find_failed_node (const CvkValue *description, CvkProblem **problem)
{
  const CvkValue *steps = cvk_value_get_member (description, "steps");
  const char *found = NULL;

  for (size_t i = 0; i < cvk_value_get_length (steps); i++)
    {
      const char *node = NULL;
      CvkValue *step = NULL;

      cvk_value_get_member_at (steps, i, &node, &step);
      if (cvk_value_lookup_integer (cvk_value_get_member (step, "counts"), "failed", 0) == 0)
        continue;
      if (found != NULL)
        {
          *problem = cvk_problem_new ("several-failed",
                                      N_ ("Items failed at “{first}” and at “{second}”. Name the "
                                          "step whose items are to be tried again."),
                                      "first", found, "second", node, NULL);
          return NULL;
        }
      found = node;
    }
  if (found == NULL)
    *problem = cvk_problem_new ("nothing-to-retry",
                                N_ ("Nothing failed in this run, so there is nothing to try "
                                    "again."),
                                NULL);
  return g_strdup (found);
}

static char *
choose_node (GDBusConnection *client, const char *run, CvkProblem **problem)
{
  g_autoptr (CvkValue) description =
    cvk_history_call (client, "GetRun", g_variant_new ("(s)", run));

  if (description != NULL)
    return find_failed_node (description, problem);
  *problem = cvk_problem_new ("not-shown", N_ ("This run cannot be opened."), NULL);
  return NULL;
}

static CvkExit
retry (GDBusConnection **client, const char *run, const char *node)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autofree char *next = NULL;
  CvkExit status = CVK_EXIT_FAILED;

  g_variant_dict_insert (&dict, "retry", "s", node);
  reply =
    cvk_client_call (*client, "ContinueRun",
                     g_variant_new ("(s@a{sv})", run, g_variant_dict_end (&dict)), "(ss)", &error);
  if (reply == NULL)
    return cvk_cli_report_problem (cvk_problem_new_from_error ("service-error", error), "failed",
                                   CVK_EXIT_FAILED);
  next = cvk_cli_read_start (reply, NULL, &status);
  return next != NULL ? cvk_cli_finish_run (client, next, TRUE) : status;
}

static CvkExit
run_retry (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  CvkProblem *problem = NULL;
  g_autofree char *run = NULL;
  g_autofree char *node = NULL;

  if (client == NULL)
    return cvk_cli_report_problem (cvk_problem_new_from_error ("service-unavailable", error),
                                   "failed", CVK_EXIT_FAILED);
  run = cvk_history_find_run (client, argv[1]);
  if (run == NULL)
    return CVK_EXIT_USAGE;
  node = argc > 2 ? g_strdup (argv[2]) : choose_node (client, run, &problem);
  if (node == NULL)
    return cvk_cli_report_problem (problem, "invalid", CVK_EXIT_USAGE);
  return retry (&client, run, node);
}

const CvkCommand cvk_command_retry = {
  .name = "retry",
  .usage = "RUN [NODE] [--json] [--data-dir DIR]",
  .summary = N_ ("Try the failed items of a run again"),
  .details = N_ ("Starts a run of the pipeline as it was, with those items only that failed at the "
                 "step NODE or were not begun there, and shows what comes out. Nothing of which "
                 "anything came is sent again."),
  .options = options,
  .min_arguments = 1,
  .max_arguments = 2,
  .run = run_retry,
};
