// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"
#include "base/cvk-secret.h"
#include "base/cvk-value.h"
#include "connect/cvk-auth-error.h"
#include "connect/cvk-credential.h"
#include "connect/cvk-token-store.h"
#include "net/cvk-http.h"

G_BEGIN_DECLS

/**
 * CvkConnection:
 *
 * One account of a connector: who it is, where its servers are, what was granted, and what to show
 * the service on demand: a valid access token of a sign-in, or the key, password or address that
 * the user gave. The record (everything but secrets) is saved by the host; the refresh token or the
 * given secret lives in the token store; an access token in secure memory only.
 *
 * Refreshing is one at a time in this process and across processes: the decision is made while
 * holding a lock that belongs to the keyring item (cvk-connection-lock.h), after reading the item
 * again. Who has refreshed leaves the access token there for the others, sealed with the refresh
 * token (cvk-token-cache.h); they adopt it, and so does an engine that has just started. So a grant
 * is refreshed once for each expiry, and nobody ever sends a refresh token twice.
 *
 * Signals: "changed" (see below). Main thread only.
 */
#define CVK_TYPE_CONNECTION (cvk_connection_get_type ())
G_DECLARE_FINAL_TYPE (CvkConnection, cvk_connection, CVK, CONNECTION, GObject)

/* The record: {"id","item","connector","name","account","client_id","authorize_url","token_url",
 * "revoke_url","api_url","allowed_hosts":[...],"scopes":[...],"memory":false,"created":"...",
 * "refreshed":0,"refresh_life":0,"sign_in":{...}}; the times in seconds, 0 when not known.
 * "sign_in" is what cvk-sign-in-request.h keeps there. One that is no sign-in has "kind"
 * (CvkAuthKind), "header", "user", "choice" and "details" ({} unless the connector asks for some),
 * and needs none of the members that a sign-in goes by.
 * "id" is what pipelines know. "item" names the keyring item and its lock; it follows from server,
 * client and account, so that two engines that sign in to one account share it. Both are the same
 * until another account takes the connection's place. Returns: (transfer full) (nullable): NULL
 * when a part that is needed is missing. */
CvkConnection *cvk_connection_new_from_record (CvkValue *record,
                                               CvkHttp *http,
                                               CvkTokenStore *store,
                                               CvkClock *clock) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_connection_to_record (CvkConnection *self) G_GNUC_WARN_UNUSED_RESULT;

const char *cvk_connection_get_id (CvkConnection *self);
/* Of the token store; connections of one account share it. */
const char *cvk_connection_get_item (CvkConnection *self);
const char *cvk_connection_get_connector (CvkConnection *self);
/* The account's id at the service; empty when the service did not tell. */
const char *cvk_connection_get_account (CvkConnection *self);
/* The account's e-mail, made unique by the host. */
const char *cvk_connection_get_name (CvkConnection *self);
void cvk_connection_set_name (CvkConnection *self, const char *name);
/* Has the id and the name of @before from now on, so that whatever refers to it goes on. */
void cvk_connection_take_place (CvkConnection *self, CvkConnection *before);
/* https://api.zoom.us/v2, without a slash at the end. Where the whole address is the secret, its
 * scheme and host; empty where there is none (mail). */
const char *cvk_connection_get_api_url (CvkConnection *self);
CvkAuthKind cvk_connection_get_kind (CvkConnection *self);
/* What the user said besides, as the connector's "details" ask for it: {"host":"...","port":465}.
 * An object. (transfer none) */
CvkValue *cvk_connection_get_details (CvkConnection *self);
/* The user name that goes with a password. (nullable) */
const char *cvk_connection_get_user (CvkConnection *self);
/* Granted ones; NULL-terminated. (transfer none) */
const char *const *cvk_connection_get_scopes (CvkConnection *self);
gboolean cvk_connection_has_scope (CvkConnection *self, const char *scope);
CvkHttp *cvk_connection_get_http (CvkConnection *self);
/* Whether a bearer token may be sent to @url: scheme, host and port are the API's. */
gboolean cvk_connection_allows_url (CvkConnection *self, const char *url);
/* Scheme, host and port of the API. (transfer full) */
char *cvk_connection_dup_origin (CvkConnection *self) G_GNUC_WARN_UNUSED_RESULT;

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

/* What to show the service now: a token as above, or what the user gave, out of the token store.
 * For every kind of connection, so that who sends requests need not know them. @rejected
 * (nullable): what the server has just refused with 401; a given secret that was refused stays
 * refused (CVK_AUTH_ERROR_RECONNECT) until the user gives another or it works after all. */
void cvk_connection_authorize_async (CvkConnection *self,
                                     const CvkCredential *rejected,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* (transfer full) (nullable) */
CvkCredential *cvk_connection_authorize_finish (CvkConnection *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The service has taken what it was shown: takes back what was said of a given secret. */
void cvk_connection_confirm (CvkConnection *self);
/* Uses @secret from now on without storing it, to find out whether the service takes it. */
void cvk_connection_try_secret (CvkConnection *self, CvkSecret *secret);
/* Puts @secret, which the user gave, into the token store and uses it from now on; a NONE has
 * nothing to be stored. Errors: CVK_AUTH_ERROR. */
void cvk_connection_give_secret_async (CvkConnection *self,
                                       CvkSecret *secret,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean cvk_connection_give_secret_finish (CvkConnection *self,
                                            GAsyncResult *result,
                                            GError **error);

/* Whether the refusal of @token says nothing about the grant yet: there is a newer one meanwhile,
 * or it came from another engine, which may not know that the service refuses it. */
gboolean cvk_connection_may_have_better (CvkConnection *self, const CvkSecret *token);

/* Turns: at most get_concurrency() requests of this connection are under way, in order. */
void cvk_connection_set_concurrency (CvkConnection *self, unsigned concurrency);
unsigned cvk_connection_get_concurrency (CvkConnection *self);
void cvk_connection_acquire_async (CvkConnection *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean cvk_connection_acquire_finish (CvkConnection *self, GAsyncResult *result, GError **error);
void cvk_connection_release (CvkConnection *self);

/* The limits that its service has for an account do not hold for this one: a private sandbox has
 * none. */
void cvk_connection_lift_limits (CvkConnection *self);
gboolean cvk_connection_has_limits (CvkConnection *self);
/* A reply has said whether there is a limit of the day. */
void cvk_connection_set_quota_told (CvkConnection *self, gboolean has_quota);
gboolean cvk_connection_is_quota_told (CvkConnection *self);
/* TRUE as long as nothing else was said. */
gboolean cvk_connection_has_quota (CvkConnection *self);
/* Whom the service counts: the account, or the connection alone when it did not tell which that
 * is. */
const char *cvk_connection_get_limited_account (CvkConnection *self);

/* What is known, for those who show it or watch over it; "changed" is emitted when any of it is
 * another. Times are microseconds since 1970, 0 when there is none. */
gboolean cvk_connection_is_refreshing (CvkConnection *self);
/* What the last attempt to have a token ended in. (transfer none) (nullable): NULL when it worked,
 * or nobody has tried. */
const GError *cvk_connection_get_failure (CvkConnection *self);
/* Before then nobody is asked again after that failure: the service said so, or we back off. */
int64_t cvk_connection_get_retry_at (CvkConnection *self);
/* When a token was had. */
int64_t cvk_connection_get_last_success (CvkConnection *self);
/* Whether the store has not taken the newest refresh token, so that it is in memory only. It is
 * tried again; when this process ends before, the user has to sign in again. */
gboolean cvk_connection_is_unsaved (CvkConnection *self);
/* When the refresh token dies of never being used, and when it is time to use it. */
int64_t cvk_connection_get_refresh_deadline (CvkConnection *self);
int64_t cvk_connection_get_keep_alive (CvkConnection *self);

/* For the background, after sleep or when the network is back: waits a random time up to five
 * seconds, then sees to it that there is a token, refreshed when it nears its end. Callers at the
 * same time share one. Asks the user nothing. */
void cvk_connection_refresh_ahead_async (CvkConnection *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean cvk_connection_refresh_ahead_finish (CvkConnection *self,
                                              GAsyncResult *result,
                                              GError **error);

/* Asks the user to unlock the keyring that holds the refresh token: only upon something the user
 * has just done. */
void cvk_connection_unlock_async (CvkConnection *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean cvk_connection_unlock_finish (CvkConnection *self, GAsyncResult *result, GError **error);

/* What becomes of the connection when the service cannot be reached, or says to come back later. */
typedef enum
{
  CVK_REMOVE_OR_FAIL, /* it stays as it is: CVK_AUTH_ERROR_OFFLINE or BUSY */
  CVK_REMOVE_LATER,   /* it goes, and its refresh token stays in the store under another name */
  CVK_REMOVE_ANYWAY,  /* it goes */
} CvkRemovalMode;

typedef enum
{
  CVK_REMOVAL_REVOKED,     /* the service has ended the grant */
  CVK_REMOVAL_UNCONFIRMED, /* it has not, or there was nothing to show it */
  CVK_REMOVAL_FORGOTTEN,   /* there was no grant: what the user gave still works elsewhere */
  CVK_REMOVAL_POSTPONED,   /* somebody has to ask it again: cvk_connection_dup_tombstone() */
} CvkRemoval;

/* Ends the grant at the service (RFC 7009), and removes the refresh token from the store and the
 * account's folder. Everybody who has the connection gets CVK_AUTH_ERROR_REMOVED from then on. */
void cvk_connection_remove_async (CvkConnection *self,
                                  CvkRemovalMode mode,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* FALSE when the connection is still there, with its token; a store that is locked or away
 * (CVK_AUTH_ERROR_KEYRING_LOCKED, NO_KEYRING) keeps it. @removal: (nullable) */
gboolean cvk_connection_remove_finish (CvkConnection *self,
                                       GAsyncResult *result,
                                       CvkRemoval *removal,
                                       GError **error);
/* Where the token store keeps the refresh token, as a payload, whose grant is yet to be ended.
 * (transfer full) */
char *cvk_connection_dup_tombstone (const char *item) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
