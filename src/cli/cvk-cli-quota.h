// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Says on standard error what is left of the day's limits that @pipeline counts against, a line for
 * each connection; nothing when it counts against none. @connections: (nullable): what the user
 * gave, "SLOT=NAME". */
void cvk_cli_print_quotas (GDBusConnection *client, GBytes *pipeline, char **connections);

G_END_DECLS
