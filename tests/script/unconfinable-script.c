// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <errno.h>
#include <seccomp.h>
#include <unistd.h>

#include "base/cvk-programs.h"

/* Runs convoke-script where it cannot confine itself: on a system that takes no filters. */
int
main (int argc, char **argv)
{
  g_autofree char *program = cvk_program_find ("convoke-script");
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);

  if (filter == NULL ||
      seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (seccomp), 0) != 0 ||
      seccomp_load (filter) != 0)
    return 1;
  execv (program, argv);
  return 1;
}
