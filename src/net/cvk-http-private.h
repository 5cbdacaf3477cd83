// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <libsoup/soup.h>

#include "net/cvk-http.h"

G_BEGIN_DECLS

/* Where the credentials of @request go, and what stands in front of them there ("Bearer "). NULL
 * when it has none. */
CvkSecret *cvk_http_request_get_credentials (const CvkHttpRequest *request,
                                             const char **header,
                                             const char **prefix);
/* What no answer to @request may repeat: its credentials, or of a secret address what comes after
 * the host. (transfer full) (nullable) */
CvkSecret *cvk_http_request_dup_hidden (const CvkHttpRequest *request) G_GNUC_WARN_UNUSED_RESULT;
/* The request as a message that is safe to send, without its credentials. Errors:
 * CVK_HTTP_ERROR_INVALID. Returns: (transfer full) (nullable) */
SoupMessage *cvk_http_request_to_message (const CvkHttpRequest *request, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Whether the reply's framing can be trusted; libsoup takes more than RFC 9112, section 6.3 allows.
 * FALSE sets @error to CVK_HTTP_ERROR_LOST. */
gboolean cvk_http_check_framing (SoupMessage *message, GError **error);

/* Writes asterisks over the credentials wherever they stand in @body. @n_hidden: how far that was
 * done before, 0 at first. Returns: how many bytes will stay as they are now: at the end may stand
 * the beginning of the credentials. */
size_t cvk_http_hide_credentials (GByteArray *body, size_t *n_hidden, const CvkSecret *credentials);

/* CVK_HTTP_ERROR_PRIVATE about @host. (transfer full) */
GError *cvk_http_error_new_private (const char *host) G_GNUC_WARN_UNUSED_RESULT;

/* Takes @body. Returns: (transfer full) */
CvkHttpResponse *cvk_http_response_new (SoupMessage *message, GBytes *body)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
