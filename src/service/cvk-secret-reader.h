// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-secret.h"

G_BEGIN_DECLS

/* Reads a secret that a client hands over by descriptor, so that it stands in no message: up to the
 * end or the first line's end, at most four kilobytes, at most ten seconds. Takes @fd. Errors are
 * G_IO_ERROR. */
void cvk_secret_read_async (int fd, GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) (nullable) */
CvkSecret *cvk_secret_read_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
