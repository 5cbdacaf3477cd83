// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-wait.h"
#include "cli/cvk-cli.h"

static const GOptionEntry options[] = {
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

static CvkExit
resume_run (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *client = cvk_client_connect (cvk_option_data_dir, &error);
  g_autoptr (GVariant) reply = NULL;
  CvkExit status = CVK_EXIT_FAILED;

  if (client == NULL)
    return cvk_cli_report_problem (cvk_problem_new_from_error ("service-unavailable", error),
                                   "failed", CVK_EXIT_FAILED);
  reply = cvk_client_call (client, "ResumeRun", g_variant_new ("(s)", argv[1]), "()", &error);
  if (reply != NULL)
    status = cvk_cli_finish_run (&client, argv[1], TRUE);
  else
    status = cvk_cli_report_problem (cvk_problem_new_from_error ("not-resumable", error), "invalid",
                                     CVK_EXIT_USAGE);
  g_object_unref (client);
  return status;
}

const CvkCommand cvk_command_resume = {
  .name = "resume",
  .usage = "RUN [--json] [--data-dir DIR]",
  .summary = N_ ("Go on with a run that waits"),
  .details = N_ ("Runs that were interrupted go on by themselves when the service starts again. A "
                 "run that waits because nobody knows what came of a request looks once more. What "
                 "was done is not done a second time."),
  .options = options,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = resume_run,
};
