// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-activations.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "service/cvk-client.h"

#define DEFAULT_COUNT 10
#define MAX_COUNT 100

static int option_count = DEFAULT_COUNT;

static const GOptionEntry options[] = {
  { "count", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &option_count,
    N_ ("How many to show (10, at most 100)"), N_ ("N") },
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

/* Why it comes at another time than the clock would say. */
static const char *
describe_mark (const CvkValue *next)
{
  const char *mark = cvk_value_lookup_string (next, "mark", "");

  if (g_str_equal (mark, "moved"))
    return _ ("moved: clocks are set forward over it");
  if (g_str_equal (mark, "repeated"))
    return _ ("that hour comes twice");
  return "";
}

static void
print_next (const CvkValue *list)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  const char *titles[] = { _ ("Time"), _ ("Pipeline"), _ ("Trigger"), _ ("Remark"), NULL };

  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      const CvkValue *next = cvk_value_get_element (list, i);
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

      g_ptr_array_add (cells, cvk_next_dup_text (next));
      g_ptr_array_add (cells,
                       cvk_text_for_terminal (cvk_value_lookup_string (next, "name", ""), FALSE));
      g_ptr_array_add (cells,
                       cvk_text_for_terminal (cvk_value_lookup_string (next, "node", ""), FALSE));
      g_ptr_array_add (cells, g_strdup (describe_mark (next)));
      g_ptr_array_add (rows, cells);
    }
  if (rows->len > 0)
    cvk_print_table (titles, rows);
  else
    puts (_ ("Nothing runs by the clock."));
}

static CvkExit
run_next (int argc, char **argv)
{
  g_autofree char *argument = argc > 1 ? cvk_activation_dup_argument (argv[1]) : g_strdup ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = NULL;
  g_autoptr (CvkValue) list = NULL;

  if (option_count < 1 || option_count > MAX_COUNT)
    {
      if (cvk_option_json)
        puts ("[]");
      cvk_print_error (_ ("--count takes a number from 1 to 100."));
      return CVK_EXIT_USAGE;
    }
  client = cvk_client_connect (cvk_option_data_dir, &error);
  if (client == NULL)
    {
      if (cvk_option_json)
        puts ("[]");
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  list = cvk_activations_call (client, "GetNext",
                               g_variant_new ("(su)", argument, (unsigned) option_count));
  if (list == NULL)
    return CVK_EXIT_FAILED;
  if (cvk_option_json)
    cvk_print_json (list);
  else
    print_next (list);
  return CVK_EXIT_DONE;
}

const CvkCommand cvk_command_next = {
  .name = "next",
  .usage = "[FILE|ID] [--count N] [--json] [--data-dir DIR]",
  .summary = N_ ("Show when active pipelines run by their schedules"),
  .options = options,
  .takes_file = TRUE,
  .max_arguments = 1,
  .run = run_next,
};
