// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * cvk_memory_hygiene_begin:
 * @argv: as main() got it
 *
 * For programs through which secrets pass. CvkSecret looks after its own pages, but libraries copy
 * what they are given: from here on the C library overwrites what is freed, and hands nothing back
 * to the next caller before it has. It reads this setting only when a program starts, so the
 * program starts once more, in the same process, with the same arguments, and with the environment
 * as it was: its children see nothing of it.
 *
 * Crashes also no longer hand the memory to a collector of core dumps. The soft limit that says so
 * is inherited by children; a debugger, and prlimit(1), are not held up. Portals look into the
 * process (/proc/PID/root), which is why it stays dumpable.
 *
 * To be called first in main(), before there are threads. Where it cannot be done (another C
 * library, no /proc), the program goes on as it is.
 */
void cvk_memory_hygiene_begin (char **argv);

/* The environment to start another program of ours in, which then need not start twice.
 * (transfer full) */
char **cvk_memory_hygiene_make_environment (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
