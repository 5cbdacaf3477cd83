// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <gio/gio.h>
#include <stdint.h>
#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "service/cvk-problems.h"

static char *option_server;
static char *option_connector;
static char *option_client_id;
static gboolean option_sandbox;
static gboolean option_no_browser;
static gboolean option_memory;

static const GOptionEntry options[] = {
  { "sandbox", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_sandbox,
    N_ ("Sign in to the sandbox of the data directory"), NULL },
  { "server", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_server,
    N_ ("Sign in to another server"), N_ ("URL") },
  { "connector", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &option_connector,
    N_ ("Read the connector from FILE"), N_ ("FILE") },
  { "client-id", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_client_id,
    N_ ("Sign in as your own application"), N_ ("ID") },
  { "no-browser", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_no_browser,
    N_ ("Print the address instead of opening it"), NULL },
  { "memory", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_memory,
    N_ ("Keep the sign-in in memory only, not in the keyring"), NULL },
  CVK_OPTION_DATA_DIR,
  { NULL },
};

static CvkExit
report_problems (GPtrArray *problems)
{
  cvk_print_problems (problems, "convokectl");
  for (unsigned i = 0; i < problems->len; i++)
    {
      const char *code = cvk_problem_get_code (g_ptr_array_index (problems, i));

      if (g_strcmp0 (code, "unknown-connector") == 0 ||
          g_strcmp0 (code, "invalid-connector") == 0 || g_strcmp0 (code, "server-not-allowed") == 0)
        return CVK_EXIT_USAGE;
    }
  return CVK_EXIT_CONNECTION;
}

static GVariant *
make_options (GError **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (option_server != NULL)
    g_variant_dict_insert (&dict, "server", "s", option_server);
  if (option_client_id != NULL)
    g_variant_dict_insert (&dict, "client_id", "s", option_client_id);
  if (option_connector != NULL)
    {
      char *text = NULL;
      gsize length = 0;

      if (!g_file_get_contents (option_connector, &text, &length, error))
        return NULL;
      g_variant_dict_insert_value (
        &dict, "connector",
        g_variant_new_from_data (G_VARIANT_TYPE_BYTESTRING, text, length, TRUE, g_free, text));
    }
  g_variant_dict_insert (&dict, "memory", "b", option_memory);
  g_variant_dict_insert (&dict, "sandbox", "b", option_sandbox);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
show_address (const char *url)
{
  if (!option_no_browser && g_app_info_launch_default_for_uri (url, NULL, NULL))
    {
      fprintf (stderr, "%s\n", _ ("Your browser asks whether Convoke may use the account."));
      return;
    }
  if (!option_no_browser)
    fprintf (stderr, "%s\n", _ ("No browser could be started. Open this address:"));
  cvk_print_line (url);
  fflush (stdout);
}

static CvkExit
finish_sign_in (GDBusConnection *client, const char *attempt, GError **error)
{
  g_autoptr (GVariant) reply =
    cvk_client_call (client, "WaitConnect", g_variant_new ("(s)", attempt), "(ss)", error);
  const char *json = NULL;
  const char *problems_json = NULL;

  if (reply == NULL)
    return CVK_EXIT_FAILED;
  g_variant_get (reply, "(&s&s)", &json, &problems_json);
  g_autoptr (GPtrArray) problems = cvk_client_read_problems (problems_json);
  if (problems->len > 0)
    return report_problems (problems);
  g_autoptr (CvkValue) connection = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  g_autofree char *line = g_strdup_printf (
    /* Translators: the placeholder is the name of a connection. */
    _ ("Connected: %s"),
    connection != NULL ? cvk_value_lookup_string (connection, "name", "") : "");
  /* With --no-browser standard output holds the address and nothing else. */
  if (option_no_browser)
    cvk_print_error (line);
  else
    cvk_print_line (line);
  return CVK_EXIT_DONE;
}

static CvkExit
sign_in (const char *connector, GError **error)
{
  g_autoptr (GVariant) call_options = make_options (error);
  g_autoptr (GDBusConnection) client = NULL;
  g_autoptr (GVariant) reply = NULL;
  const char *attempt = NULL;
  const char *url = NULL;
  const char *json = NULL;

  if (call_options == NULL)
    return CVK_EXIT_USAGE;
  client = cvk_client_connect (cvk_option_data_dir, error);
  if (client != NULL)
    reply = cvk_client_call (client, "Connect",
                             g_variant_new ("(s@a{sv})", connector, call_options), "(sss)", error);
  if (reply == NULL)
    return CVK_EXIT_FAILED;
  g_variant_get (reply, "(&s&s&s)", &attempt, &url, &json);
  g_autoptr (GPtrArray) problems = cvk_client_read_problems (json);
  if (problems->len > 0)
    return report_problems (problems);
  if (url[0] != '\0')
    show_address (url);
  return finish_sign_in (client, attempt, error);
}

static CvkExit
run_connect (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (option_sandbox && option_server != NULL)
    {
      cvk_print_error (_ ("--sandbox and --server exclude each other."));
      return CVK_EXIT_USAGE;
    }
  CvkExit status = sign_in (argv[1], &error);
  if (error != NULL)
    cvk_print_error (error->message);
  return status;
}

const CvkCommand cvk_command_connect = {
  .name = "connect",
  .usage = "CONNECTOR [--sandbox | --server URL] [--connector FILE] [--client-id ID] "
           "[--no-browser] [--memory] [--data-dir DIR]",
  .summary = N_ ("Sign in to a service, such as zoom"),
  .details = N_ ("The sign-in is kept in the keyring (Secret Service). --server URL stands for "
                 "URL/oauth/authorize, /oauth/token, /oauth/revoke and /v2; plain http only for "
                 "127.0.0.1 and [::1]."),
  .options = options,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = run_connect,
};
