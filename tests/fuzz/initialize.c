// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* What libFuzzer calls first. */

#include "config.h"

#include <signal.h>
#include <stdlib.h>

int LLVMFuzzerInitialize (int *argc, char ***argv);

static void
abort_cb (int number)
{
  abort ();
}

/* GLib ends a program at a critical message by SIGTRAP, of which libFuzzer takes no notice: without
 * this the input that led there would be lost. */
int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  signal (SIGTRAP, abort_cb);
  return 0;
}
