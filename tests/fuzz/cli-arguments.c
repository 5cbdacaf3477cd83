// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A command line of convokectl, an argument a line: read as its command would, which is not run. */

#include "config.h"

#include "cli/cvk-cli-options.h"
#include "cli/cvk-cli.h"
#include "fuzz.h"

/* GOption leaves what it read to whoever asked. */
static void
forget_option (const GOptionEntry *entry)
{
  switch (entry->arg)
    {
    case G_OPTION_ARG_STRING:
    case G_OPTION_ARG_FILENAME:
      g_clear_pointer ((char **) entry->arg_data, g_free);
      break;
    case G_OPTION_ARG_STRING_ARRAY:
    case G_OPTION_ARG_FILENAME_ARRAY:
      g_clear_pointer ((GStrv *) entry->arg_data, g_strfreev);
      break;
    case G_OPTION_ARG_NONE:
      *(gboolean *) entry->arg_data = FALSE;
      break;
    case G_OPTION_ARG_INT:
    case G_OPTION_ARG_CALLBACK:
    case G_OPTION_ARG_DOUBLE:
    case G_OPTION_ARG_INT64:
    default:
      break;
    }
}

static void
check_pairs (char **pairs)
{
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GHashTable) files = cvk_options_read_files (pairs);
  g_autoptr (CvkProblem) problem = NULL;

  g_assert_nonnull (files);
  if (!cvk_options_insert_pairs (&options, "inputs", pairs, FALSE, &problem))
    fuzz_check_problem (problem);
  else
    g_assert_true (g_variant_dict_contains (&options, "inputs"));
}

static void
check_command (const CvkCommand *command, const char *topic, char ***arguments)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *help = cvk_command_dup_help (command, topic);

  g_assert_true (*help != '\0');
  if (command->options == NULL)
    return;
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, command->options, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, arguments, &error))
    g_assert_nonnull (error->message);
  for (const GOptionEntry *entry = command->options; entry->long_name != NULL; entry++)
    forget_option (entry);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_string (data, size);
  g_auto (GStrv) arguments = g_strsplit (text, "\n", -1);
  g_autofree char *topic = NULL;
  const CvkCommand *command;

  check_pairs (arguments);
  if (arguments[0] == NULL)
    return 0;
  command = cvk_command_find (arguments[0]);
  if (command == NULL)
    return 0;
  topic = g_strdup (arguments[1]);
  check_command (command, topic, &arguments);
  return 0;
}
