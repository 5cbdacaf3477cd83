// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-auth-error.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-token-store.h"
#include "net/cvk-http.h"

G_DEFINE_QUARK (cvk_auth_error, cvk_auth_error)

gboolean
cvk_auth_error_ends_grant (const GError *error)
{
  return g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT) ||
         g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_ELSEWHERE) ||
         g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_DISABLED);
}

GError *
cvk_auth_error_from_store (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_ABSENT))
    return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT,
                                _ ("The sign-in of this connection is no longer in the keyring. "
                                   "Sign in again."));
  if (g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_LOCKED))
    return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_KEYRING_LOCKED, error->message);
  return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_NO_KEYRING, error->message);
}

GError *
cvk_auth_error_from_http (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != CVK_HTTP_ERROR)
    return g_error_copy (error);
  if (error->code == CVK_HTTP_ERROR_INVALID)
    return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED, error->message);
  /* Whether a request for a token counted is nothing that the user could look up. */
  if (error->code != CVK_HTTP_ERROR_NOT_SENT)
    return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE,
                                _ ("No whole answer came from the service. Check the network "
                                   "connection and the server's address, then try again."));
  return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE, error->message);
}
