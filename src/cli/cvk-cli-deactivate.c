// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-activations.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "service/cvk-client.h"
#include "service/cvk-problems.h"

static const GOptionEntry options[] = { CVK_OPTION_DATA_DIR, { NULL } };

static CvkExit
run_deactivate (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  g_autofree char *argument = cvk_activation_dup_argument (argv[1]);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  const char *json = NULL;

  if (client != NULL)
    reply = cvk_client_call (client, "Deactivate", g_variant_new ("(s)", argument), "(s)", &error);
  if (reply == NULL)
    {
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  g_variant_get (reply, "(&s)", &json);
  problems = cvk_problems_from_json (json);
  cvk_print_problems (problems, NULL);
  return problems->len > 0 ? CVK_EXIT_USAGE : CVK_EXIT_DONE;
}

const CvkCommand cvk_command_deactivate = {
  .name = "deactivate",
  .usage = "FILE|ID [--data-dir DIR]",
  .summary = N_ ("Let a pipeline run by itself no longer"),
  .details = N_ ("A run that has begun goes on to its end."),
  .options = options,
  .takes_file = TRUE,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = run_deactivate,
};
