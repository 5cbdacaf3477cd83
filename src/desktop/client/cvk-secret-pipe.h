// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

/* The reading end of a pipe that holds @secret and a newline, to be handed to the host, so that the
 * secret stands in no message. Errors: G_IO_ERROR, when it is longer than a pipe takes at once.
 * (transfer full) (nullable) */
GUnixFDList *cvk_secret_pipe_new (const char *secret, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
