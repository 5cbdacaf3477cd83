// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connection.h"
#include "connect/cvk-sign-in-request.h"

G_BEGIN_DECLS

/**
 * CvkSignIn:
 *
 * One attempt: listens on 127.0.0.1 before the URL exists, takes the callback, exchanges the code,
 * asks who it is, stores the refresh token and reads it back. Only then there is a connection.
 * Authorization code grant with PKCE for a native application (RFC 6749, RFC 7636, RFC 8252). Where
 * no browser of this computer can be used, the device authorization grant (RFC 8628) takes the
 * place of the first three.
 *
 * Errors are CVK_AUTH_ERROR, or G_IO_ERROR_CANCELLED. Whatever the end, the listener closes, and
 * state and verifier are wiped. Main thread only.
 */
#define CVK_TYPE_SIGN_IN (cvk_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (CvkSignIn, cvk_sign_in, CVK, SIGN_IN, GObject)

/* Copies @request. */
CvkSignIn *cvk_sign_in_new (const CvkSignInRequest *request,
                            CvkHttp *http,
                            CvkTokenStore *store,
                            CvkClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Binds the listener and makes the URL. (nullable) (transfer none) */
const char *cvk_sign_in_begin (CvkSignIn *self, GError **error);
/* Instead of begin(): asks the server for a code that the user enters on any device. */
void cvk_sign_in_begin_device_async (CvkSignIn *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean cvk_sign_in_begin_device_finish (CvkSignIn *self, GAsyncResult *result, GError **error);
/* Where, and which code; both NULL unless a device begins. (nullable) (transfer none) */
const char *cvk_sign_in_get_verification_url (CvkSignIn *self);
const char *cvk_sign_in_get_user_code (CvkSignIn *self);

/* Waits for the browser, or the user's answer on the device, at most @timeout microseconds, and
 * finishes. */
void cvk_sign_in_wait_async (CvkSignIn *self,
                             int64_t timeout,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* Returns: (transfer full): with its token stored and its name set to the account's e-mail. When
 * the connection that is renewed belonged to another account, CVK_AUTH_ERROR_OTHER_ACCOUNT:
 * nothing is changed then, the tokens are kept in memory, and decide_async() goes on. */
CvkConnection *cvk_sign_in_wait_finish (CvkSignIn *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Closes the listener now, without a last page for whoever comes; wait_async() ends as cancelled.
 */
void cvk_sign_in_close (CvkSignIn *self);

typedef enum
{
  CVK_SIGN_IN_REPLACE, /* the connection changes over to the other account */
  CVK_SIGN_IN_ADD,     /* the other account is a connection of its own */
  CVK_SIGN_IN_DROP,    /* the new grant is taken back */
} CvkSignInDecision;

/* After CVK_AUTH_ERROR_OTHER_ACCOUNT: who it is now, by e-mail where that is known, and the item of
 * the token store that this account has. (transfer none), (transfer full) */
const char *cvk_sign_in_get_account_name (CvkSignIn *self);
char *cvk_sign_in_dup_item (CvkSignIn *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sign_in_decide_async (CvkSignIn *self,
                               CvkSignInDecision decision,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* (transfer full) (nullable): NULL without an error when it was dropped. */
CvkConnection *cvk_sign_in_decide_finish (CvkSignIn *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* For the one-click sandbox: finishes with a code that came another way (its control socket),
 * instead of waiting. The challenge and redirect URI to ask it with: */
const char *cvk_sign_in_get_challenge (CvkSignIn *self);
const char *cvk_sign_in_get_redirect_uri (CvkSignIn *self);
void cvk_sign_in_redeem_async (CvkSignIn *self,
                               CvkSecret *code,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Its result comes from cvk_sign_in_wait_finish() too. */

G_END_DECLS
