// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connection-lock.h"
#include "connect/cvk-connection-turns.h"
#include "connect/cvk-connection-waiters.h"
#include "connect/cvk-connection.h"
#include "connect/cvk-token-payload.h"
#include "connect/cvk-token-reply.h"
#include "connect/cvk-token-request.h"

G_BEGIN_DECLS

struct _CvkConnection
{
  GObject parent_instance;

  CvkHttp *http;
  CvkTokenStore *store;
  CvkClock *clock;

  /* The record. */
  char *id;
  char *item;
  char *connector;
  char *name;
  char *account;
  char *client_id;
  char *authorize_url;
  char *token_url;
  char *revoke_url;
  char *api_url;
  char *created;
  char **allowed_hosts;
  char **scopes;
  CvkAuthKind kind;
  char *header;      /* nullable: of HEADER */
  char *user;        /* nullable: of BASIC and PASSWORD */
  char *choice;      /* nullable: the id of the connector's choice that this is */
  CvkValue *details; /* an object */
  CvkValue *sign_in; /* cvk-sign-in-request.h; null for one that was made before there was any */

  /* The access token; times by both clocks, because either may mislead: the monotonic one stands
   * still while the computer sleeps, the other jumps. */
  CvkSecret *access_token;
  CvkSecret *rejected; /* nullable: that the server refused last */
  gboolean is_adopted;
  int64_t generation; /* of the refresh token that it came with */
  int64_t stale_monotonic;
  int64_t stale_wall; /* better refreshed from then on */
  int64_t dead_monotonic;
  int64_t dead_wall;

  CvkSecret *given; /* nullable: what the user gave, once it was read */

  /* Refreshing; of given secrets, reading them. */
  CvkWaiters token_waiters;
  CvkWaiters ahead_waiters;
  gboolean is_refreshing_ahead;
  gboolean is_refreshing;
  gboolean is_slow; /* the refresh has taken longer than one waits who has a living token */
  unsigned slow_timeout_id;
  int64_t last_success;    /* wall */
  int64_t refreshed;       /* seconds since 1970: when the refresh token came; 0: not known */
  int64_t refresh_life;    /* seconds without a refresh that it lives; 0: not known */
  int64_t refreshed_at;    /* monotonic */
  unsigned rejections;     /* fresh tokens in a row that the server refused */
  GError *failure;         /* of the last refresh */
  unsigned failures;       /* in a row */
  int64_t retry_at;        /* monotonic */
  int64_t told_retry_at;   /* wall, of the service; 0: it did not say */
  int64_t dead_generation; /* the server said that this grant is gone; 0: none */
  int64_t dead_issued_at;  /* of that refresh token: generations begin anew with a new item */
  GError *dead_reason;     /* its word */

  /* A refresh token that the store did not take, which others must not race with. */
  CvkTokenPayload *unsaved;
  CvkConnectionLock *unsaved_lock;
  unsigned save_timeout_id;
  unsigned save_failures;

  gboolean is_removed;

  CvkTurns turns;
  gboolean is_unlimited;
  gboolean is_quota_told; /* by a reply, in this process */
  gboolean has_no_quota;
};

/* What the store shows to whoever may look; without the account. */
char *cvk_connection_make_label (const char *connector) G_GNUC_WARN_UNUSED_RESULT;
/* The state that cvk-connection-status.c shows is another. */
void cvk_connection_emit_changed (CvkConnection *self);
/* Where its client secret, if there is one, stands in token requests (cvk-token-request.h). */
gboolean cvk_connection_has_secret_in_form (CvkConnection *self);
/* (transfer full) */
GError *cvk_connection_make_removed_error (void) G_GNUC_WARN_UNUSED_RESULT;
/* Whether asking again at once would be a burden to the server: not for what the store refused, or
 * for a grant that is gone, which cost it no request. */
gboolean cvk_connection_must_wait_after (const GError *failure);
/* 60 s at most, twice as long after each failure. */
int64_t cvk_connection_get_backoff (unsigned failures);
/* NULL for what is no plain http or https address. (transfer full) (nullable) */
GUri *cvk_connection_parse_url (const char *url) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @host is one of @allowed_hosts or below it. */
gboolean cvk_connection_is_allowed_host (const char *host, const char *const *allowed_hosts);
/* Whether secrets may be sent to @url: https, or http to the loopback address itself. */
gboolean cvk_connection_is_safe_url (const char *url);
/* An API address out of a token reply, when it is one that the bearer token may be sent to: https
 * to one of @allowed_hosts or below it, or the same origin as @current. The path of @current is
 * kept. (transfer full): a copy of @current else. */
char *cvk_connection_choose_api_url (const char *current,
                                     const char *offered,
                                     const char *const *allowed_hosts) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a token with that age is better refreshed than used. */
gboolean cvk_connection_is_nearly_over (const CvkTokenReply *reply);
/* Takes over a token that has come, with the generation it is stored as. */
void cvk_connection_take_reply (CvkConnection *self,
                                const CvkTokenReply *reply,
                                int64_t generation);
/* Takes over an access token that lasts until it is revoked. */
void cvk_connection_take_lasting (CvkConnection *self, const CvkTokenPayload *payload);
/* Keeps @payload, which the store did not take, and tries again later; meanwhile @lock is held. */
void cvk_connection_keep_unsaved (CvkConnection *self,
                                  CvkTokenPayload *payload,
                                  CvkConnectionLock *lock);
/* Tries that now, if there is anything to be stored, and returns TRUE with @task when it is over.
 * @task: (transfer full) */
void cvk_connection_save_again (CvkConnection *self, GTask *task);

/* A new sign-in is about to replace whatever was not saved for @item in this process; the lock that
 * goes with it would keep the sign-in waiting for itself. */
void cvk_connection_drop_unsaved (const char *item);
/* The same for @self. */
void cvk_connection_discard_unsaved (CvkConnection *self);

/* One refresh, from the lock to the stored pair. */
void cvk_connection_refresh_async (CvkConnection *self,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean cvk_connection_refresh_finish (CvkConnection *self, GAsyncResult *result, GError **error);

/* --- cvk-connection-secret.c --- */

/* Its CvkSecretKeeper. */
void cvk_connection_init_keeper (gpointer iface, gpointer data);

G_END_DECLS
