// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Asks for a secret: with @prompt and without echo at a terminal, else one line of standard input.
 * It comes back as a descriptor to read it from, so that it stands in no argument, no environment
 * and no message. -1 sets @error. */
int cvk_secret_ask (const char *prompt, GError **error);

G_END_DECLS
