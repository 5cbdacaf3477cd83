// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"
#include "base/cvk-secret.h"
#include "base/cvk-value.h"
#include "connect/cvk-token-store.h"
#include "net/cvk-http.h"

G_BEGIN_DECLS

/**
 * CvkConnection:
 *
 * One signed-in account of a connector: who it is, where its servers are, what was granted, and a
 * valid access token on demand. The record (everything but secrets) is saved by the host; the
 * refresh token lives in the token store; the access token in secure memory only.
 */
#define CVK_TYPE_CONNECTION (cvk_connection_get_type ())
G_DECLARE_FINAL_TYPE (CvkConnection, cvk_connection, CVK, CONNECTION, GObject)

#define CVK_AUTH_ERROR (cvk_auth_error_quark ())
GQuark cvk_auth_error_quark (void);

typedef enum
{
  CVK_AUTH_ERROR_RECONNECT, /* the grant is gone: sign in again */
  CVK_AUTH_ERROR_OFFLINE,   /* the server could not be reached, or failed; try again later */
  CVK_AUTH_ERROR_KEYRING_LOCKED,
  CVK_AUTH_ERROR_NO_KEYRING,
  CVK_AUTH_ERROR_DECLINED, /* the user said no in the browser */
  CVK_AUTH_ERROR_REFUSED,  /* the server refused the client or the request */
  CVK_AUTH_ERROR_PROTOCOL, /* an answer that cannot be trusted */
  CVK_AUTH_ERROR_TIMEOUT,  /* nobody came back from the browser */
} CvkAuthError;

/* The record: {"id","connector","name","account","client_id","authorize_url","token_url",
 * "revoke_url","api_url","allowed_hosts":[...],"scopes":[...],"memory":false,"created":"..."}. */
CvkConnection *cvk_connection_new_from_record (CvkValue *record,
                                               CvkHttp *http,
                                               CvkTokenStore *store,
                                               CvkClock *clock) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_connection_to_record (CvkConnection *self) G_GNUC_WARN_UNUSED_RESULT;

const char *cvk_connection_get_id (CvkConnection *self);
const char *cvk_connection_get_connector (CvkConnection *self);
/* The account's e-mail, made unique by the host. */
const char *cvk_connection_get_name (CvkConnection *self);
void cvk_connection_set_name (CvkConnection *self, const char *name);
/* https://api.zoom.us/v2, without a slash at the end. */
const char *cvk_connection_get_api_url (CvkConnection *self);
gboolean cvk_connection_has_scope (CvkConnection *self, const char *scope);
CvkHttp *cvk_connection_get_http (CvkConnection *self);
/* Whether a bearer token may be sent to @url: scheme, host and port are the API's. */
gboolean cvk_connection_allows_url (CvkConnection *self, const char *url);

/* A token that is valid now, refreshed first when it has to be; callers at the same time share one
 * refresh. @rejected (nullable): a token that the server has just refused with 401; when it is
 * still the current one, it is refreshed. */
void cvk_connection_get_token_async (CvkConnection *self,
                                     CvkSecret *rejected,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
CvkSecret *cvk_connection_get_token_finish (CvkConnection *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Turns: at most get_concurrency() requests of this connection are under way, in order. */
void cvk_connection_set_concurrency (CvkConnection *self, unsigned concurrency);
unsigned cvk_connection_get_concurrency (CvkConnection *self);
void cvk_connection_acquire_async (CvkConnection *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean cvk_connection_acquire_finish (CvkConnection *self, GAsyncResult *result, GError **error);
void cvk_connection_release (CvkConnection *self);
/* Nobody gets a turn before @wall (microseconds since 1970): the service said so. */
void cvk_connection_hold_until (CvkConnection *self, int64_t wall);

/* --- Signing in --- */

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
  uint16_t port;         /* 0: chosen by the kernel */
} CvkSignInRequest;

/**
 * CvkSignIn:
 *
 * One attempt: listens on 127.0.0.1 before the URL exists, takes the callback, exchanges the code,
 * asks who it is, stores the refresh token.
 */
#define CVK_TYPE_SIGN_IN (cvk_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (CvkSignIn, cvk_sign_in, CVK, SIGN_IN, GObject)

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
