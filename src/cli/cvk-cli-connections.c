// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdint.h>
#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"

static const GOptionEntry options[] = { CVK_OPTION_JSON, CVK_OPTION_DATA_DIR, { NULL } };

static void
add_cell (GPtrArray *cells, const CvkValue *connection, const char *member)
{
  g_ptr_array_add (cells,
                   cvk_text_for_terminal (cvk_value_lookup_string (connection, member, ""), FALSE));
}

static void
print_connections (const CvkValue *list)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  const char *titles[] = { _ ("Name"), _ ("Service"), _ ("Kept in"), _ ("Server"), NULL };

  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      const CvkValue *connection = cvk_value_get_element (list, i);
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

      add_cell (cells, connection, "name");
      add_cell (cells, connection, "connector");
      g_ptr_array_add (cells, g_strdup (cvk_value_lookup_boolean (connection, "memory", FALSE)
                                          ? _ ("memory")
                                          : _ ("keyring")));
      add_cell (cells, connection, "api_url");
      g_ptr_array_add (rows, cells);
    }
  if (rows->len > 0)
    cvk_print_table (titles, rows);
  else
    puts (_ ("There are no connections. “convokectl connect zoom” makes one."));
}

static CvkExit
run_connections (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (CvkValue) list = NULL;
  const char *json = NULL;

  if (client != NULL)
    reply = cvk_client_call (client, "ListConnections", NULL, "(s)", &error);
  if (reply != NULL)
    {
      g_variant_get (reply, "(&s)", &json);
      list = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);
    }
  if (list == NULL)
    {
      if (cvk_option_json)
        puts ("[]");
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  if (cvk_option_json)
    cvk_print_json (list);
  else
    print_connections (list);
  return CVK_EXIT_DONE;
}

const CvkCommand cvk_command_connections = {
  .name = "connections",
  .usage = "[--json] [--data-dir DIR]",
  .summary = N_ ("List the signed-in accounts"),
  .options = options,
  .run = run_connections,
};
