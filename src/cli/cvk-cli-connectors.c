// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "connect/cvk-connectors.h"
#include "service/cvk-problems.h"

static char *option_check;

static const GOptionEntry options[] = {
  { "check", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &option_check,
    N_ ("Say what is wrong with the connector file FILE, and use it for nothing"), N_ ("FILE") },
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

/* --- Checking --- */

static CvkExit
check_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) source = cvk_connector_read_file (path, &error);
  g_autoptr (CvkConnector) connector = NULL;
  g_autoptr (GPtrArray) problems = cvk_problems_new ();

  if (source != NULL)
    connector = cvk_connector_new_from_bytes (source, &error);
  if (connector == NULL)
    g_ptr_array_add (problems, cvk_problem_new_from_error ("invalid-connector", error));
  if (cvk_option_json)
    {
      g_autoptr (CvkValue) list = cvk_problems_to_value (problems);
      g_autoptr (CvkValue) document = cvk_value_new_object (
        "valid", cvk_value_new_boolean (connector != NULL), "problems", cvk_value_ref (list), NULL);

      cvk_print_json (document);
    }
  else if (connector == NULL)
    cvk_print_problems (problems, path);
  else
    {
      g_autofree char *line =
        /* Translators: a file, then the name of a service. */
        g_strdup_printf (_ ("%s describes %s."), path, cvk_connector_get_title (connector));

      cvk_print_line (line);
    }
  return connector != NULL ? CVK_EXIT_DONE : CVK_EXIT_USAGE;
}

/* --- Listing --- */

static const char *
describe_way (const CvkConnector *connector)
{
  return cvk_value_lookup_string (cvk_connector_get_auth (connector), "type", "");
}

static void
print_list (void)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  const char *titles[] = { _ ("Connector"), _ ("Service"), _ ("Connected by"), _ ("Source"), NULL };
  const char *const *ids = cvk_connector_list ();

  for (size_t i = 0; ids[i] != NULL; i++)
    {
      const CvkConnector *connector = cvk_connector_get (ids[i]);
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

      g_ptr_array_add (cells, g_strdup (ids[i]));
      g_ptr_array_add (cells,
                       cvk_text_for_terminal (_ (cvk_connector_get_title (connector)), FALSE));
      g_ptr_array_add (cells, g_strdup (describe_way (connector)));
      g_ptr_array_add (
        cells, g_strdup (cvk_connector_is_own (connector) ? _ ("your own file") : _ ("Convoke")));
      g_ptr_array_add (rows, cells);
    }
  cvk_print_table (titles, rows);
  cvk_print_problems (cvk_connector_list_faults (), "convokectl");
}

static CvkValue *
make_list (void)
{
  const char *const *ids = cvk_connector_list ();
  g_auto (CvkArrayBuilder) builder = { 0 };
  g_autoptr (CvkValue) problems = cvk_problems_to_value (cvk_connector_list_faults ());

  cvk_array_builder_init (&builder);
  for (size_t i = 0; ids[i] != NULL; i++)
    {
      const CvkConnector *connector = cvk_connector_get (ids[i]);

      cvk_array_builder_append (
        &builder,
        cvk_value_new_object ("id", cvk_value_new_string (ids[i]), "title",
                              cvk_value_new_string (cvk_connector_get_title (connector)), "family",
                              cvk_value_new_string (cvk_connector_get_family (connector)), "auth",
                              cvk_value_new_string (describe_way (connector)), "own",
                              cvk_value_new_boolean (cvk_connector_is_own (connector)), NULL));
    }
  return cvk_value_new_object ("connectors", cvk_array_builder_end (&builder), "problems",
                               cvk_value_ref (problems), NULL);
}

static CvkExit
run_connectors (int argc, char **argv)
{
  if (option_check != NULL)
    return check_file (option_check);
  if (cvk_option_json)
    {
      g_autoptr (CvkValue) list = make_list ();

      cvk_print_json (list);
    }
  else
    print_list ();
  return cvk_connector_list_faults ()->len == 0 ? CVK_EXIT_DONE : CVK_EXIT_USAGE;
}

const CvkCommand cvk_command_connectors = {
  .name = "connectors",
  .usage = "[--check FILE] [--json] [--data-dir DIR]",
  .summary = N_ ("List the services that can be connected, or check a file that describes one"),
  .details = N_ ("A service of your own is one JSON file in the folder “connectors” of the data "
                 "directory; src/connectors/FORMAT.md of the source says what it holds."),
  .options = options,
  .run = run_connectors,
};
