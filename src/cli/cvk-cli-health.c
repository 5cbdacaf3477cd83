// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdint.h>
#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"

static const GOptionEntry options[] = { CVK_OPTION_DATA_DIR, { NULL } };

/* TRUE when the connection works. */
static gboolean
print_report (const CvkValue *report)
{
  const char *name = cvk_value_lookup_string (report, "name", "");
  const CvkValue *value = cvk_value_get_member (report, "problem");
  g_autofree char *line = NULL;

  if (value == NULL)
    {
      /* Translators: the placeholder is the name of a connection. */
      line = g_strdup_printf (_ ("%s: works"), name);
    }
  else
    {
      g_autoptr (CvkProblem) problem = cvk_problem_from_value (value);
      g_autofree char *message = cvk_problem_dup_message (problem);

      line = g_strdup_printf ("%s: %s", name, message);
    }
  cvk_print_line (line);
  return value == NULL;
}

static CvkExit
run_health (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (CvkValue) reports = NULL;
  const char *json = NULL;
  CvkExit status = CVK_EXIT_DONE;

  if (client != NULL)
    reply = cvk_client_call (client, "CheckHealth", g_variant_new ("(s)", argc > 1 ? argv[1] : ""),
                             "(s)", &error);
  if (reply != NULL)
    {
      g_variant_get (reply, "(&s)", &json);
      reports = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);
    }
  if (reports == NULL)
    {
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  for (size_t i = 0; i < cvk_value_get_length (reports); i++)
    {
      if (!print_report (cvk_value_get_element (reports, i)))
        status = CVK_EXIT_CONNECTION;
    }
  if (cvk_value_get_length (reports) == 0)
    puts (_ ("There are no connections. “convokectl connect zoom” makes one."));
  return status;
}

const CvkCommand cvk_command_health = {
  .name = "health",
  .usage = "[NAME] [--data-dir DIR]",
  .summary = N_ ("Try whether connections work"),
  .options = options,
  .max_arguments = 1,
  .run = run_health,
};
