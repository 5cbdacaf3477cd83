// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "service/cvk-problems.h"

static gboolean option_later;

static const GOptionEntry options[] = {
  { "later", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_later,
    N_ ("When the service cannot be reached, delete the connection here now, and end the sign-in "
        "later"),
    NULL },
  CVK_OPTION_DATA_DIR,
  { NULL },
};

/* The host decides what is a warning. */
static gboolean
is_done (GPtrArray *problems)
{
  for (unsigned i = 0; i < problems->len; i++)
    {
      if (!cvk_problem_is_warning (g_ptr_array_index (problems, i)))
        return FALSE;
    }
  return TRUE;
}

static GVariant *
make_arguments (const char *name)
{
  g_auto (GVariantDict) dictionary = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dictionary, "later", "b", option_later);
  return g_variant_new ("(s@a{sv})", name, g_variant_dict_end (&dictionary));
}

static CvkExit
run_disconnect (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  g_autoptr (GVariant) reply = NULL;
  const char *json = NULL;

  if (client != NULL)
    reply = cvk_client_call (client, "DisconnectWith", make_arguments (argv[1]), "(s)", &error);
  if (reply == NULL)
    {
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  g_variant_get (reply, "(&s)", &json);
  g_autoptr (GPtrArray) problems = cvk_problems_from_json (json);
  cvk_print_problems (problems, "convokectl");
  return is_done (problems) ? CVK_EXIT_DONE : CVK_EXIT_CONNECTION;
}

const CvkCommand cvk_command_disconnect = {
  .name = "disconnect",
  .usage = "NAME [--later] [--data-dir DIR]",
  .summary = N_ ("Sign out of an account and forget it"),
  .options = options,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = run_disconnect,
};
