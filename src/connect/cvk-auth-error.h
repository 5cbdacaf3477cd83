// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What ends a sign-in, or keeps a connection from having a token. */
#define CVK_AUTH_ERROR (cvk_auth_error_quark ())
GQuark cvk_auth_error_quark (void);

typedef enum
{
  CVK_AUTH_ERROR_RECONNECT, /* the grant is gone: sign in again */
  CVK_AUTH_ERROR_OFFLINE,   /* the server could not be reached, or failed; try again later */
  CVK_AUTH_ERROR_KEYRING_LOCKED,
  CVK_AUTH_ERROR_NO_KEYRING,
  CVK_AUTH_ERROR_DECLINED,      /* the user said no in the browser */
  CVK_AUTH_ERROR_REFUSED,       /* the server refused the client or the request */
  CVK_AUTH_ERROR_PROTOCOL,      /* an answer that cannot be trusted */
  CVK_AUTH_ERROR_TIMEOUT,       /* nobody came back from the browser */
  CVK_AUTH_ERROR_ELSEWHERE,     /* the grant is gone: a newer one elsewhere has ended it */
  CVK_AUTH_ERROR_DISABLED,      /* the grant is gone: an administrator has disabled the app */
  CVK_AUTH_ERROR_BUSY,          /* too many requests; try again later */
  CVK_AUTH_ERROR_OTHER_ACCOUNT, /* it is another one than before: the user decides */
  CVK_AUTH_ERROR_PENDING,       /* of a device: the user has not decided yet */
  CVK_AUTH_ERROR_SLOW_DOWN,     /* of a device: the same, and ask less often */
  CVK_AUTH_ERROR_REMOVED,       /* the user has deleted the connection meanwhile */
} CvkAuthError;

/* Whether @error says that the grant is gone, so that only signing in again helps. */
gboolean cvk_auth_error_ends_grant (const GError *error);
/* Turns an error of the token store into one that a connection reports. (transfer full) */
GError *cvk_auth_error_from_store (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for one of the HTTP client; a cancellation stays what it is. (transfer full) */
GError *cvk_auth_error_from_http (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
