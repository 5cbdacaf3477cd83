// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "service/cvk-problems.h"

static gboolean option_yes;

static const GOptionEntry options[] = {
  { "yes", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_yes, N_ ("Do not ask"), NULL },
  CVK_OPTION_DATA_DIR,
  { NULL },
};

static gboolean
print_connections (GDBusConnection *client, GError **error)
{
  g_autoptr (GVariant) reply = cvk_client_call (client, "ListConnections", NULL, "(s)", error);
  g_autoptr (CvkValue) list = NULL;
  const char *json;

  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(&s)", &json);
  list = cvk_value_from_json (json, -1, CVK_JSON_DATA, error);
  if (list == NULL)
    return FALSE;
  if (cvk_value_get_length (list) > 0)
    puts (_ ("Connections:"));
  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      g_autofree char *line = g_strconcat (
        "  ", cvk_value_lookup_string (cvk_value_get_element (list, i), "name", ""), NULL);

      cvk_print_line (line);
    }
  return TRUE;
}

static gboolean
ask (void)
{
  char answer[16] = "";

  /* Translators: what the user has to type is the translation of the answer “yes”; English is
   * understood too. */
  fputs (_ ("Type “yes” to delete all this: "), stdout);
  fflush (stdout);
  if (fgets (answer, sizeof answer, stdin) == NULL)
    return FALSE;
  g_strstrip (answer);
  /* Translators: what the user types to agree. */
  return g_strcmp0 (answer, C_ ("typed answer", "yes")) == 0 || g_strcmp0 (answer, "yes") == 0;
}

static CvkExit
check_answer (void)
{
  if (option_yes)
    return CVK_EXIT_DONE;
  if (!isatty (STDIN_FILENO))
    {
      cvk_print_error (_ ("Nobody is there to be asked. Say --yes to delete all this, or use a "
                          "terminal."));
      return CVK_EXIT_WAITING;
    }
  if (ask ())
    return CVK_EXIT_DONE;
  puts (_ ("Nothing was deleted."));
  return CVK_EXIT_WAITING;
}

static CvkExit
forget (GDBusConnection *client, GError **error)
{
  g_autoptr (GVariant) reply = cvk_client_call (client, "ForgetEverything", NULL, "(s)", error);
  g_autoptr (GPtrArray) problems = NULL;
  const char *json;

  if (reply == NULL)
    return CVK_EXIT_FAILED;
  g_variant_get (reply, "(&s)", &json);
  problems = cvk_problems_from_json (json);
  cvk_print_problems (problems, "convokectl");
  for (unsigned i = 0; i < problems->len; i++)
    {
      if (!cvk_problem_is_warning (g_ptr_array_index (problems, i)))
        return CVK_EXIT_CONNECTION;
    }
  puts (_ ("Everything is deleted."));
  return CVK_EXIT_DONE;
}

static CvkExit
run_reset (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  CvkExit status = CVK_EXIT_FAILED;

  if (client != NULL)
    {
      puts (_ ("This ends the sign-ins of all connections, and deletes their secrets, the state of "
               "the sandbox, trusted pipelines, settings and the history of runs. Pipeline files "
               "stay."));
      if (print_connections (client, &error))
        status = check_answer ();
      if (status == CVK_EXIT_DONE)
        status = forget (client, &error);
    }
  if (error != NULL)
    cvk_print_error (error->message);
  return status;
}

const CvkCommand cvk_command_reset = {
  .name = "reset",
  .usage = "[--yes] [--data-dir DIR]",
  .summary = N_ ("Sign out of all accounts and forget everything"),
  .options = options,
  .run = run_reset,
};
