// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "cli/cvk-cli.h"

G_BEGIN_DECLS

/* Takes a sign-in that the engine has begun to its end: opens the browser or prints the address,
 * counts down at a terminal, asks what has to be asked. */
CvkExit cvk_sign_in_finish (GDBusConnection *client,
                            const char *attempt,
                            const char *url,
                            gboolean no_browser,
                            GError **error);
/* Prints why there is no connection. */
CvkExit cvk_sign_in_report_problems (GPtrArray *problems);

G_END_DECLS
