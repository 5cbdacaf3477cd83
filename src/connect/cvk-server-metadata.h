// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "net/cvk-http.h"

G_BEGIN_DECLS

/* What an authorization server says of itself (RFC 8414), or an OpenID provider that only knows
 * that other name for it (OpenID Connect Discovery 1.0). Main thread. */

/* The two addresses at which the metadata of @issuer may be: RFC 8414, section 3.1, then OpenID
 * Connect Discovery, section 4. NULL-terminated; (nullable): it is no issuer, which begins with
 * https:// (http:// only on this computer) and has no query and no fragment. (transfer full) */
GStrv cvk_server_metadata_make_urls (const char *issuer) G_GNUC_WARN_UNUSED_RESULT;
/* What a sign-in needs of the metadata that came from @issuer: "authorize_url", "token_url",
 * "revoke_url", "device_url" and "issuer_required", as a connector's file calls them. Errors
 * (CVK_AUTH_ERROR): it is no metadata, another issuer's (RFC 8414, section 3.3), of a server
 * without PKCE, or names addresses less safe than its own. (transfer full) (nullable) */
CvkValue *cvk_server_metadata_parse (const char *issuer, GBytes *body, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Asks @issuer. Errors: CVK_AUTH_ERROR. */
void cvk_server_metadata_read_async (CvkHttp *http,
                                     const char *issuer,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* As of cvk_server_metadata_parse(). */
CvkValue *cvk_server_metadata_read_finish (GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
