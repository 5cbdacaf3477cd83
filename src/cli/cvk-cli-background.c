// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdio.h>

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "service/cvk-address.h"
#include "service/cvk-client.h"
#include "service/cvk-problems.h"

static const GOptionEntry options[] = { CVK_OPTION_DATA_DIR, { NULL } };

static gboolean
read_property (GDBusConnection *client, const char *name, gboolean *value, GError **error)
{
  g_autoptr (GVariant) inner = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
    client, cvk_client_get_destination (client), CVK_ENGINE_PATH, "org.freedesktop.DBus.Properties",
    "Get", g_variant_new ("(ss)", CVK_ENGINE_INTERFACE, name), G_VARIANT_TYPE ("(v)"),
    G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);

  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(v)", &inner);
  *value = g_variant_get_boolean (inner);
  return TRUE;
}

static CvkExit
show (GDBusConnection *client)
{
  g_autoptr (GError) error = NULL;
  gboolean may_stay = FALSE;
  gboolean starts = FALSE;

  if (!read_property (client, "Background", &may_stay, &error) ||
      !read_property (client, "StartsAtLogin", &starts, &error))
    {
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  puts (may_stay ? _ ("The service stays during a session to look after connections.")
                 : _ ("The service leaves when nobody needs it."));
  puts (starts ? _ ("It is started at login.") : _ ("It is not started at login."));
  return CVK_EXIT_DONE;
}

static CvkExit
set (GDBusConnection *client, gboolean allowed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    cvk_client_call (client, "SetBackground", g_variant_new ("(b)", allowed), "(s)", &error);
  g_autoptr (GPtrArray) problems = NULL;
  const char *json = NULL;

  if (reply == NULL)
    {
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  g_variant_get (reply, "(&s)", &json);
  problems = cvk_problems_from_json (json);
  cvk_print_problems (problems, NULL);
  return problems->len > 0 ? CVK_EXIT_FAILED : show (client);
}

static CvkExit
run_background (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = NULL;

  if (argc > 1 && !g_str_equal (argv[1], "on") && !g_str_equal (argv[1], "off"))
    {
      cvk_print_error (_ ("Say “on” or “off”, or nothing to see how it is."));
      return CVK_EXIT_USAGE;
    }
  client = cvk_client_connect (cvk_option_data_dir, &error);
  if (client == NULL)
    {
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  return argc > 1 ? set (client, g_str_equal (argv[1], "on")) : show (client);
}

const CvkCommand cvk_command_background = {
  .name = "background",
  .usage = "[on | off] [--data-dir DIR]",
  .summary = N_ ("Let the service look after connections all the time"),
  .details = N_ ("With “on” the service is started at login and stays, so that connections are "
                 "checked each day and you are told before one stops working. With “off” it runs "
                 "only while something needs it. It stays only in a desktop session, for the "
                 "default data directory, when a connection is in the keyring."),
  .options = options,
  .max_arguments = 1,
  .run = run_background,
};
