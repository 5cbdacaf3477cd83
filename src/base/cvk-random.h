// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib-object.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Fills @buffer from getrandom(2). A failure is an error (G_IO_ERROR), never a weak value. */
gboolean cvk_random_fill (void *buffer, size_t length, GError **error);
/* @bytes of randomness as unpadded base64url (RFC 4648, section 5). (transfer full) (nullable) */
char *cvk_random_base64url (size_t bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @length bytes as unpadded base64url. (transfer full) */
char *cvk_base64url_encode (const uint8_t *data, size_t length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
