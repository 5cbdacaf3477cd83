// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "cli/cvk-cli.h"

G_BEGIN_DECLS

/* Starts a rehearsal, shows what it would change, and does what is approved of it: @choice as of
 * cvk_plan_read_choice(), or NULL to ask on a terminal. @run_options: of StartRun, with "id",
 * "keep" and "rehearse". @client is replaced when the service is. */
CvkExit cvk_cli_rehearse (GDBusConnection **client,
                          GBytes *text,
                          GVariant *run_options,
                          const char *choice);

G_END_DECLS
