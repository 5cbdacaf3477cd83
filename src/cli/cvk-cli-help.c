// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdio.h>

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"

const CvkCommand *
cvk_command_find (const char *name)
{
  for (size_t i = 0; cvk_commands[i] != NULL; i++)
    {
      if (g_str_equal (cvk_commands[i]->name, name))
        return cvk_commands[i];
    }
  return NULL;
}

static void
append_padded (GString *text, const char *word, unsigned width)
{
  g_string_append_printf (
    text, "  %s%*s", word,
    (int) (MAX (width, cvk_text_get_width (word)) - cvk_text_get_width (word)) + 2, "");
}

char *
cvk_command_dup_help (const CvkCommand *self, const char *topic)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Usage: convokectl %s %s\n"), self->name, self->usage);
  g_string_append_printf (text, "\n%s\n", _ (self->summary));
  for (const GOptionEntry *entry = self->options; entry != NULL && entry->long_name != NULL;
       entry++)
    {
      g_autofree char *word =
        entry->arg_description != NULL
          ? g_strdup_printf ("--%s %s", entry->long_name, _ (entry->arg_description))
          : g_strdup_printf ("--%s", entry->long_name);

      if (entry == self->options)
        g_string_append_printf (text, "\n%s\n", _ ("Options:"));
      append_padded (text, word, 24);
      g_string_append_printf (text, "%s\n", _ (entry->description));
    }
  if (self->details != NULL)
    g_string_append_printf (text, "\n%s\n", _ (self->details));
  if (topic != NULL && self->append_help != NULL)
    self->append_help (text, topic);
  return g_string_free (text, FALSE);
}

static void
print_overview (void)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n\n%s\n\n%s\n", _ ("Usage: convokectl COMMAND [ARGUMENT]..."),
                          _ ("Runs Convoke's pipelines and keeps connections."), _ ("Commands:"));
  for (size_t i = 0; cvk_commands[i] != NULL; i++)
    {
      append_padded (text, cvk_commands[i]->name, 12);
      g_string_append_printf (text, "%s\n", _ (cvk_commands[i]->summary));
    }
  g_string_append_printf (
    text, "\n%s\n",
    _ ("“convokectl help COMMAND” explains one of them. Exit status: 0 done, 1 something failed, "
       "2 wrong usage or invalid pipeline, 3 a person has to decide, 4 a connection is missing or "
       "does not work."));
  fputs (text->str, stdout);
  g_string_free (text, TRUE);
}

static CvkExit
run_help (int argc, char **argv)
{
  if (argc < 2)
    {
      print_overview ();
      return CVK_EXIT_DONE;
    }
  const CvkCommand *command = cvk_command_find (argv[1]);
  if (command == NULL)
    {
      g_autofree char *message = g_strdup_printf (_ ("There is no command “%s”."), argv[1]);

      cvk_print_error (message);
      return CVK_EXIT_USAGE;
    }
  g_autofree char *help = cvk_command_dup_help (command, argc > 2 ? argv[2] : NULL);
  fputs (help, stdout);
  return CVK_EXIT_DONE;
}

const CvkCommand cvk_command_help = {
  .name = "help",
  .usage = "[COMMAND [ARGUMENT]]",
  .summary = N_ ("Explain a command"),
  .max_arguments = 2,
  .run = run_help,
};
