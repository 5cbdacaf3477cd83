// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-memory-hygiene.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "connect/cvk-connectors.h"
#include "service/cvk-address.h"
#include "service/cvk-problems.h"

gboolean cvk_option_json;
char *cvk_option_data_dir;

const CvkCommand *const cvk_commands[] = {
  &cvk_command_run,        &cvk_command_check,
  &cvk_command_nodes,      &cvk_command_templates,
  &cvk_command_new,        &cvk_command_activate,
  &cvk_command_deactivate, &cvk_command_next,
  &cvk_command_runs,       &cvk_command_show,
  &cvk_command_retry,      &cvk_command_cancel,
  &cvk_command_resume,     &cvk_command_undo,
  &cvk_command_answer,     &cvk_command_tables,
  &cvk_command_connect,    &cvk_command_connections,
  &cvk_command_connectors, &cvk_command_health,
  &cvk_command_disconnect, &cvk_command_reset,
  &cvk_command_pause,      &cvk_command_unpause,
  &cvk_command_background, &cvk_command_sandbox,
  &cvk_command_help,       NULL,
};

/* Whoever asked for JSON gets JSON, also when the rest of the line cannot be understood; the same
 * goes for help. */
static gboolean
has_option (int argc, char **argv, const char *option)
{
  for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
    {
      if (strcmp (argv[i], option) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The first one that is no option. (nullable) */
static char *
find_argument (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (argv[i][0] != '-')
      return argv[i];
  return NULL;
}

/* Names go to the host as text; paths of files may hold anything. */
static gboolean
are_texts (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      if (!g_utf8_validate (argv[i], -1, NULL))
        return FALSE;
    }
  return TRUE;
}

static CvkExit
report_usage (gboolean json, const CvkCommand *command, const char *message)
{
  if (json)
    {
      g_autoptr (GPtrArray) problems = cvk_problems_new_single (
        cvk_problem_new ("wrong-usage", "{message}", "message", message, NULL));
      g_autoptr (CvkValue) document = cvk_value_new_object (
        "run", cvk_value_new_null (), "state", cvk_value_new_string ("invalid"), "outputs",
        cvk_value_new_object (NULL, NULL), "failures", cvk_problems_to_failures (problems), NULL);

      cvk_print_json (document);
      return CVK_EXIT_USAGE;
    }
  cvk_print_error (message);
  if (command != NULL)
    /* Translators: the two placeholders are a command and its arguments. */
    fprintf (stderr, _ ("Usage: convokectl %s %s\n"), command->name, command->usage);
  else
    fprintf (stderr, "%s\n", _ ("“convokectl help” lists the commands."));
  return CVK_EXIT_USAGE;
}

static void
load_connectors (void)
{
  g_autofree char *directory = cvk_address_find_directory (cvk_option_data_dir);

  cvk_connector_load_own (directory);
}

static CvkExit
run_command (const CvkCommand *command, int argc, char **argv)
{
  gboolean json = has_option (argc, argv, "--json");
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  if (command->max_arguments < 0)
    return command->run (argc, argv);
  g_option_context_set_help_enabled (context, FALSE);
  if (command->options != NULL)
    g_option_context_add_main_entries (context, command->options, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return report_usage (json, command, error->message);
  /* GOption leaves the separator where it stood. */
  if (argc > 1 && strcmp (argv[1], "--") == 0)
    {
      argv++;
      argc--;
    }
  if (argc - 1 < command->min_arguments)
    return report_usage (json, command, _ ("An argument is missing."));
  if (argc - 1 > command->max_arguments)
    return report_usage (json, command, _ ("There are too many arguments."));
  if (!command->takes_file && !are_texts (argc, argv))
    return report_usage (json, command, _ ("An argument is not UTF-8 text."));
  load_connectors ();
  return command->run (argc, argv);
}

/* What is opened next would take the number of a standard stream that is closed, and then be
 * printed into. Writing to what stands there instead fails, as it should. */
static void
fill_standard_streams (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    {
      if (fcntl (fd, F_GETFD) < 0 &&
          open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
        return;
    }
}

static gboolean
has_reader_left (void)
{
  struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };

  return poll (&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

/* A full disk or a reader that left: what was printed is not all. A reader that has enough leaves,
 * and needs no words for it. */
static CvkExit
finish_output (CvkExit status)
{
  gboolean failed = ferror (stdout) != 0;
  int reason = 0;

  if (fflush (stdout) != 0)
    {
      failed = TRUE;
      reason = errno;
    }
  if (!failed)
    return status;
  if (reason != EPIPE && !has_reader_left ())
    {
      g_autofree char *message =
        g_strdup_printf (_ ("Not everything could be printed (%s). Look at where the output goes."),
                         reason != 0 ? g_strerror (reason) : _ ("writing failed"));

      cvk_print_error (message);
    }
  return status == CVK_EXIT_DONE ? CVK_EXIT_FAILED : status;
}

static CvkExit
run_line (int argc, char **argv)
{
  if (argc < 2)
    return report_usage (FALSE, NULL, _ ("Which command?"));
  if (strcmp (argv[1], "--version") == 0)
    {
      printf ("convokectl %s\n", CVK_VERSION);
      return CVK_EXIT_DONE;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    return cvk_command_help.run (1, argv + 1);

  const CvkCommand *command = cvk_command_find (argv[1]);
  if (command == NULL)
    {
      g_autofree char *message = g_strdup_printf (_ ("There is no command “%s”."), argv[1]);

      return report_usage (has_option (argc, argv, "--json"), NULL, message);
    }
  if (command->max_arguments >= 0 &&
      (has_option (argc, argv, "--help") || has_option (argc, argv, "-h")))
    {
      char *arguments[] = { argv[0], argv[1], find_argument (argc - 1, argv + 1), NULL };

      return cvk_command_help.run (arguments[2] != NULL ? 3 : 2, arguments);
    }
  return run_command (command, argc - 1, argv + 1);
}

int
main (int argc, char **argv)
{
  cvk_memory_hygiene_begin (argv);
  fill_standard_streams ();
  cvk_i18n_init ();
  return (int) finish_output (run_line (argc, argv));
}
