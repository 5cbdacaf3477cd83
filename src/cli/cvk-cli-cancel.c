// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdio.h>

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-history.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"

static const GOptionEntry options[] = {
  CVK_OPTION_DATA_DIR,
  { NULL },
};

static CvkExit
run_cancel (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  g_autoptr (GVariant) reply = NULL;
  g_autofree char *run = NULL;

  if (client == NULL)
    {
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  run = cvk_history_find_run (client, argv[1]);
  if (run == NULL)
    return CVK_EXIT_USAGE;
  reply = cvk_client_call (client, "CancelRun", g_variant_new ("(s)", run), "()", &error);
  if (reply == NULL)
    {
      g_dbus_error_strip_remote_error (error);
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  puts (_ ("Cancelling. What was sent ends first."));
  return CVK_EXIT_DONE;
}

const CvkCommand cvk_command_cancel = {
  .name = "cancel",
  .usage = "RUN [--data-dir DIR]",
  .summary = N_ ("End a run that is under way or waits"),
  .options = options,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = run_cancel,
};
