// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The parameters of an authorization response (RFC 6749, section 4.1.2; RFC 9207); all nullable,
 * and inside the query. */
typedef struct
{
  const char *state;
  const char *code;
  const char *error;
  const char *error_description;
  const char *issuer;
} CvkLoopbackCallback;

/* Decodes @query (nullable) in place. FALSE for what no server sends: a parameter twice, a broken
 * escape, a control character, text that is not UTF-8. */
gboolean cvk_loopback_callback_parse (char *query, CvkLoopbackCallback *callback);
/* What an error response means, in plain words; the server's own text is shortened and stripped of
 * whatever could act on a terminal. (transfer full) */
GError *cvk_loopback_callback_make_error (const CvkLoopbackCallback *callback)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
