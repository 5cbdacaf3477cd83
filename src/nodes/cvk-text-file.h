// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text files as people have them, whatever program wrote them.
 * @encoding: "auto", "utf-8" or "latin-1"; a byte order mark says more than it. @length: (out): in
 * bytes; the text may hold zero bytes only where it is UTF-8. (transfer full) (nullable): UTF-8.
 * Errors: G_CONVERT_ERROR, as sentences. */
char *cvk_text_file_decode (GBytes *bytes, const char *encoding, size_t *length, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
