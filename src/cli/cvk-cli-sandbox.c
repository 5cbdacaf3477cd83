// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <errno.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-programs.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"

/* The sandbox takes this process's place: its output, signals and exit status are its own. */
static CvkExit
run_sandbox (int argc, char **argv)
{
  g_autofree char *program = cvk_program_find ("convoke-sandbox");

  argv[0] = program;
  execv (program, argv);
  g_autofree char *message =
    /* Translators: the name of a program, and why, as the system says it. */
    g_strdup_printf (_ ("The sandbox “%s” does not start: %s."), program, g_strerror (errno));
  cvk_print_error (message);
  return CVK_EXIT_FAILED;
}

const CvkCommand cvk_command_sandbox = {
  .name = "sandbox",
  .usage = "[ARGUMENT]...",
  .summary = N_ ("Start the local Zoom; its arguments are convoke-sandbox's"),
  .max_arguments = -1,
  .run = run_sandbox,
};
