// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <gio/gunixfdlist.h>
#include <stdint.h>

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-give.h"
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
static char *option_name;
static char *option_choice;
static char *option_address;
static char *option_user;
static char *option_header;
static char **option_details;
static int option_secret_fd = -1;
static gboolean option_unchecked;

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
  { "name", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_name,
    N_ ("Call the connection NAME"), N_ ("NAME") },
  { "as", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_choice,
    N_ ("Which of the service's ways to connect, such as bearer"), N_ ("WAY") },
  { "address", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_address,
    N_ ("Where the service is"), N_ ("URL") },
  { "user", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_user,
    N_ ("The user name that goes with the password"), N_ ("NAME") },
  { "header", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_header,
    N_ ("The name of the header that holds the key"), N_ ("NAME") },
  { "detail", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &option_details,
    N_ ("What else the service asks for, such as host=smtp.example.com"), N_ ("NAME=VALUE") },
  { "secret-fd", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &option_secret_fd,
    N_ ("Read the key, password or address from descriptor N instead of asking"), N_ ("N") },
  { "unchecked", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_unchecked,
    N_ ("Do not ask the service whether it takes the secret"), NULL },
  CVK_OPTION_DATA_DIR,
  { NULL },
};

static GVariant *
make_options (const CvkGiveOptions *given, GError **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *answers = NULL;

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
  if (option_reconnect == NULL || option_details != NULL)
    {
      answers = cvk_give_make_answers (given, error);
      if (answers == NULL)
        return NULL;
      g_variant_dict_insert (&dict, "answers", "s", answers);
    }
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
sign_in (const CvkGiveOptions *given, GError **error)
{
  g_autoptr (GVariant) call_options = make_options (given, error);
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
    reply = cvk_client_call_with_descriptors (
      client, "Connect", g_variant_new ("(s@a{sv})", given->connector, call_options), descriptors,
      "(sss)", error);
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
  CvkGiveOptions given = {
    .connector = argc > 1 ? argv[1] : "",
    .file = option_connector,
    .reconnect = option_reconnect,
    .name = option_name,
    .choice = option_choice,
    .address = option_address,
    .user = option_user,
    .header = option_header,
    .client_id = option_client_id,
    .details = (const char *const *) option_details,
    .data_dir = cvk_option_data_dir,
    .secret_fd = option_secret_fd,
    .memory = option_memory,
    .unchecked = option_unchecked,
  };
  g_autofree char *way = NULL;
  gboolean is_given = FALSE;
  CvkExit status;

  if (contradiction != NULL)
    {
      cvk_print_error (contradiction);
      return CVK_EXIT_USAGE;
    }
  way = cvk_give_ask_way (&given);
  if (way != NULL)
    given.choice = way;
  if (!cvk_give_is_wanted (&given, &is_given, &error))
    status = CVK_EXIT_FAILED;
  else if (is_given)
    status = cvk_give_run (&given, &error);
  else
    status = sign_in (&given, &error);
  if (error != NULL)
    cvk_print_error (error->message);
  return status;
}

/* Where the key, password or address of a service comes from, or the application of a sign-in. */
static void
append_origin (GString *text, const CvkConnector *connector, const CvkValue *way)
{
  CvkValue *steps = cvk_value_get_member (way, "registration");

  if (steps == NULL)
    return;
  /* Translators: the placeholder is a service, such as Slack. */
  g_string_append_printf (text, _ ("\nWhere to get what %s asks for:\n"),
                          _ (cvk_connector_get_title (connector)));
  for (size_t i = 0; i < cvk_value_get_length (steps); i++)
    g_string_append_printf (text, "  %zu. %s\n", i + 1,
                            _ (cvk_value_get_string (cvk_value_get_element (steps, i))));
}

/* What --detail takes. */
static void
append_details (GString *text, const CvkConnector *connector, const CvkValue *way)
{
  CvkValue *schema = cvk_connector_get_details_schema (connector, way);
  CvkValue *fields = cvk_value_get_member (schema, "properties");

  if (fields == NULL)
    return;
  g_string_append_printf (text, "\n%s\n", _ ("Details:"));
  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const char *name;
      CvkValue *field;
      const char *help;

      cvk_value_get_member_at (fields, i, &name, &field);
      help = cvk_value_lookup_string (field, "description",
                                      cvk_value_lookup_string (field, "title", name));
      g_string_append_printf (text, "  --detail %s=…\n      %s\n", name, _ (help));
    }
}

/* Each of the ways among which the user chooses. */
static void
append_ways (GString *text, const CvkConnector *connector)
{
  CvkValue *choices = cvk_value_get_member (cvk_connector_get_auth (connector), "choices");

  g_string_append_printf (text, "\n%s\n", _ ("Ways to connect:"));
  for (size_t i = 0; i < cvk_value_get_length (choices); i++)
    {
      const CvkValue *way = cvk_value_get_element (choices, i);
      const char *help = cvk_value_lookup_string (way, "help", NULL);

      g_string_append_printf (text, "  --as %s  %s\n", cvk_value_lookup_string (way, "id", ""),
                              _ (cvk_value_lookup_string (way, "title", "")));
      if (help != NULL)
        g_string_append_printf (text, "      %s\n", _ (help));
    }
  for (size_t i = 0; i < cvk_value_get_length (choices); i++)
    {
      const CvkValue *way = cvk_value_get_element (choices, i);

      append_origin (text, connector, way);
      if (cvk_value_get_member (way, "details") != NULL)
        append_details (text, connector, way);
    }
}

/* How to bring an app of one's own. */
static void
append_registration (GString *text, const char *topic)
{
  const CvkConnector *connector = cvk_connector_get (topic);
  g_autoptr (CvkValue) description = NULL;
  const CvkValue *way;
  CvkValue *steps;
  const char *const *scopes;

  if (connector == NULL)
    return;
  way = cvk_connector_find_way (connector, NULL);
  if (cvk_value_get_member (cvk_connector_get_auth (connector), "choices") != NULL)
    {
      append_ways (text, connector);
      return;
    }
  if (cvk_connector_get_way_kind (way) != CVK_AUTH_KIND_OAUTH2)
    {
      append_origin (text, connector, way);
      append_details (text, connector, way);
      return;
    }
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
           "[--client-id ID] [--client-secret] [--port N] [--device] [--no-browser] [--as WAY] "
           "[--address URL] [--user NAME] [--header NAME] [--detail NAME=VALUE...] "
           "[--secret-fd N] [--unchecked] [--name NAME] [--memory] [--data-dir DIR]",
  .summary = N_ ("Connect a service, such as zoom"),
  .details = N_ ("The sign-in is kept in the keyring (Secret Service). --server URL stands for "
                 "URL/oauth/authorize, /oauth/token, /oauth/revoke and /v2; plain http only for "
                 "127.0.0.1 and [::1]. A service may keep one sign-in for each account and client "
                 "id, so that signing in elsewhere with the same ones ends this one. “convokectl "
                 "connect zoom --help” also says how to use your own Zoom app. A service that "
                 "takes a key, a password or a secret address is asked whether it accepts it; "
                 "what is needed and not given is asked for, and the secret is read without an "
                 "echo, or from standard input."),
  .options = options,
  .min_arguments = 0,
  .max_arguments = 1,
  .append_help = append_registration,
  .run = run_connect,
};
