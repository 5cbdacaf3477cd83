// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connection.h"

G_BEGIN_DECLS

typedef struct
{
  const char *connector;
  const char *client_id;
  CvkSecret *client_secret; /* nullable */
  const char *authorize_url;
  const char *token_url;
  const char *revoke_url;
  const char *api_url;
  const char *const *allowed_hosts; /* suffixes that the token reply's api_url may name */
  const char *const *scopes;
  const char *user_path; /* "/users/me": who is it */
  int64_t refresh_life;  /* seconds that a refresh token lives unused; 0: not known */
  uint16_t port;         /* 0: chosen by the kernel */
  const char *issuer;    /* nullable: what the callback's "iss" must be (RFC 9207) */
} CvkSignInRequest;

/**
 * CvkSignIn:
 *
 * One attempt: listens on 127.0.0.1 before the URL exists, takes the callback, exchanges the code,
 * asks who it is, stores the refresh token and reads it back. Only then there is a connection.
 * Authorization code grant with PKCE for a native application (RFC 6749, RFC 7636, RFC 8252).
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
/* Waits for the browser, at most @timeout microseconds, and finishes. */
void cvk_sign_in_wait_async (CvkSignIn *self,
                             int64_t timeout,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* Returns: (transfer full): with its token stored and its name set to the account's e-mail. */
CvkConnection *cvk_sign_in_wait_finish (CvkSignIn *self, GAsyncResult *result, GError **error)
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
