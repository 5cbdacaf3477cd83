// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdio.h>

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"

static const GOptionEntry options[] = { CVK_OPTION_DATA_DIR, { NULL } };

static CvkExit
set_paused (gboolean paused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  g_autoptr (GVariant) reply = NULL;

  if (client != NULL)
    reply = cvk_client_call (client, "SetPaused", g_variant_new ("(b)", paused), "()", &error);
  if (reply == NULL)
    {
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  puts (paused ? _ ("Everything is paused. “convokectl unpause” goes on.")
               : _ ("Nothing is paused any more."));
  return CVK_EXIT_DONE;
}

static CvkExit
run_pause (int argc, char **argv)
{
  return set_paused (TRUE);
}

static CvkExit
run_unpause (int argc, char **argv)
{
  return set_paused (FALSE);
}

const CvkCommand cvk_command_pause = {
  .name = "pause",
  .usage = "[--data-dir DIR]",
  .summary = N_ ("Send nothing until further notice"),
  .details = N_ ("No request of a pipeline leaves this computer any more, also after the next "
                 "login. Runs that have begun wait, and their time limits with them; new ones are "
                 "not started, and “convokectl run” ends with status 3. Runs in a private sandbox "
                 "and looking after connections go on."),
  .options = options,
  .run = run_pause,
};

const CvkCommand cvk_command_unpause = {
  .name = "unpause",
  .usage = "[--data-dir DIR]",
  .summary = N_ ("Go on after a pause"),
  .options = options,
  .run = run_unpause,
};
