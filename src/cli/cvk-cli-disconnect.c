// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"

static const GOptionEntry options[] = { CVK_OPTION_DATA_DIR, { NULL } };

static CvkExit
run_disconnect (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  g_autoptr (GVariant) reply = NULL;
  const char *json = NULL;

  if (client != NULL)
    reply = cvk_client_call (client, "Disconnect", g_variant_new ("(s)", argv[1]), "(s)", &error);
  if (reply == NULL)
    {
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  g_variant_get (reply, "(&s)", &json);
  g_autoptr (GPtrArray) problems = cvk_client_read_problems (json);
  cvk_print_problems (problems, "convokectl");
  return problems->len > 0 ? CVK_EXIT_CONNECTION : CVK_EXIT_DONE;
}

const CvkCommand cvk_command_disconnect = {
  .name = "disconnect",
  .usage = "NAME [--data-dir DIR]",
  .summary = N_ ("Sign out of an account and forget it"),
  .options = options,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = run_disconnect,
};
