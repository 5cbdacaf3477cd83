// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <gio/gunixfdlist.h>
#include <stdint.h>

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli-secret.h"
#include "cli/cvk-cli-sign-in.h"
#include "cli/cvk-cli.h"
#include "connect/cvk-connectors.h"
#include "service/cvk-problems.h"

static char *option_server;
static char *option_connector;
static char *option_client_id;
static gboolean option_sandbox;
static gboolean option_no_browser;
static gboolean option_memory;
static int option_port;
static gboolean option_client_secret;
static gboolean option_device;
static char *option_reconnect;

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
  { "reconnect", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_reconnect,
    N_ ("Renew the connection NAME, which keeps its name and its pipelines"), N_ ("NAME") },
  { "client-secret", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_client_secret,
    N_ ("Ask for your application's secret, or read it from standard input"), NULL },
  { "port", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &option_port,
    N_ ("Wait for the browser on this port of 127.0.0.1"), N_ ("N") },
  { "device", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_device,
    N_ ("Sign in by a code that is entered on any device"), NULL },
  CVK_OPTION_DATA_DIR,
  { NULL },
};

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
  if (option_reconnect != NULL)
    g_variant_dict_insert (&dict, "reconnect", "s", option_reconnect);
  if (option_port != 0)
    g_variant_dict_insert (&dict, "port", "q", (uint16_t) option_port);
  if (option_client_secret)
    g_variant_dict_insert (&dict, "client_secret", "h", 0);
  g_variant_dict_insert (&dict, "device", "b", option_device);
  g_variant_dict_insert (&dict, "memory", "b", option_memory);
  g_variant_dict_insert (&dict, "sandbox", "b", option_sandbox);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* NULL sets @error, or there is none to send. */
static GUnixFDList *
ask_for_secret (GError **error)
{
  int fd;

  if (!option_client_secret)
    return NULL;
  fd = cvk_secret_ask (_ ("Client secret:"), error);
  /* The list closes it. */
  return fd >= 0 ? g_unix_fd_list_new_from_array (&fd, 1) : NULL;
}

static CvkExit
sign_in (const char *connector, GError **error)
{
  g_autoptr (GVariant) call_options = make_options (error);
  g_autoptr (GUnixFDList) descriptors = NULL;
  g_autoptr (GDBusConnection) client = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) unread = NULL;
  const char *attempt = NULL;
  const char *url = NULL;
  const char *json = NULL;

  if (call_options == NULL)
    return CVK_EXIT_USAGE;
  descriptors = ask_for_secret (&unread);
  if (unread != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&unread));
      return CVK_EXIT_USAGE;
    }
  client = cvk_client_connect (cvk_option_data_dir, error);
  if (client != NULL)
    reply = cvk_client_call_with_descriptors (client, "Connect",
                                              g_variant_new ("(s@a{sv})", connector, call_options),
                                              descriptors, "(sss)", error);
  if (reply == NULL)
    return CVK_EXIT_FAILED;
  g_variant_get (reply, "(&s&s&s)", &attempt, &url, &json);
  g_autoptr (GPtrArray) problems = cvk_problems_from_json (json);
  if (problems->len > 0)
    return cvk_sign_in_report_problems (problems);
  return cvk_sign_in_finish (client, attempt, url, option_no_browser, error);
}

/* (nullable): what is wrong with the options taken together. */
static const char *
find_contradiction (int argc)
{
  if (argc < 2 && option_reconnect == NULL)
    return _ ("Name the service to sign in to, such as zoom, or a connection with --reconnect.");
  if (option_sandbox && option_server != NULL)
    return _ ("--sandbox and --server exclude each other.");
  if (option_reconnect != NULL && (option_sandbox || option_memory || option_server != NULL ||
                                   option_client_id != NULL || option_connector != NULL))
    return _ ("--reconnect takes the connection's own server and client: leave --sandbox, "
              "--server, --client-id, --connector and --memory out.");
  if (option_port < 0 || option_port > G_MAXUINT16)
    return _ ("A port is a number from 1 to 65535.");
  return NULL;
}

static CvkExit
run_connect (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const char *contradiction = find_contradiction (argc);
  CvkExit status;

  if (contradiction != NULL)
    {
      cvk_print_error (contradiction);
      return CVK_EXIT_USAGE;
    }
  status = sign_in (argc > 1 ? argv[1] : "", &error);
  if (error != NULL)
    cvk_print_error (error->message);
  return status;
}

/* How to bring an app of one's own. */
static void
append_registration (GString *text, const char *topic)
{
  const CvkConnector *connector = cvk_connector_get (topic);
  g_autoptr (CvkValue) description = NULL;
  CvkValue *steps;
  const char *const *scopes;

  if (connector == NULL)
    return;
  description = cvk_connector_describe (connector);
  steps = cvk_value_get_member (description, "registration");
  scopes = cvk_connector_get_scopes (connector);
  /* Translators: the placeholder is a service, such as Zoom. */
  g_string_append_printf (text, _ ("\nTo use your own %s app:\n"),
                          cvk_connector_get_title (connector));
  for (size_t i = 0; i < cvk_value_get_length (steps); i++)
    g_string_append_printf (text, "  %zu. %s\n", i + 1,
                            _ (cvk_value_get_string (cvk_value_get_element (steps, i))));
  g_string_append_printf (text, "\n%s\n", _ ("Scopes:"));
  for (size_t i = 0; scopes[i] != NULL; i++)
    g_string_append_printf (text, "  %s\n", scopes[i]);
}

const CvkCommand cvk_command_connect = {
  .name = "connect",
  .usage = "[CONNECTOR] [--sandbox | --server URL | --reconnect NAME] [--connector FILE] "
           "[--client-id ID] [--client-secret] [--port N] [--device] [--no-browser] [--memory] "
           "[--data-dir DIR]",
  .summary = N_ ("Sign in to a service, such as zoom"),
  .details = N_ ("The sign-in is kept in the keyring (Secret Service). --server URL stands for "
                 "URL/oauth/authorize, /oauth/token, /oauth/revoke and /v2; plain http only for "
                 "127.0.0.1 and [::1]. A service may keep one sign-in for each account and client "
                 "id, so that signing in elsewhere with the same ones ends this one. “convokectl "
                 "connect zoom --help” also says how to use your own Zoom app."),
  .options = options,
  .min_arguments = 0,
  .max_arguments = 1,
  .append_help = append_registration,
  .run = run_connect,
};
