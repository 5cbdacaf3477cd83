// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-action-private.h"
#include "net/cvk-rate-limits.h"

G_BEGIN_DECLS

/* One request until it has an answer; the data of the task that returns it. A change keeps its
 * ticket and its turn from the first time it is sent to the end; equal changes wait for it before
 * they take theirs, because finding out what came of it takes both. */
typedef struct
{
  CvkExchangeOptions options;
  CvkConnection *connection; /* nullable */
  CvkHttp *http;
  CvkValue *settings;
  GCancellable *cancellable;
  char *url;
  char *origin;
  char *lane; /* nullable */
  GBytes *body;
  char *content_type; /* nullable: of @body */
  GStrv headers;      /* names and values */
  int64_t started;    /* monotonic: when it was first permitted; 0: not yet */

  CvkRateTicket *ticket;
  CvkCredential *credential;
  CvkCredential *rejected;
  unsigned attempt;  /* of all, from 1 */
  unsigned failures; /* not counting waits that the service asked for, and probes */
  gboolean has_turn;
  gboolean is_sent;
  int64_t sent; /* wall: when the change left last */
  gboolean is_refreshed;
  gboolean was_unknown;
  CvkProblem *unknown; /* nullable: why, of the last attempt that is */
  gboolean has_warned; /* of a time that makes no sense */
  gboolean was_away;   /* for this attempt it had to wait for a server that was away */
  int64_t told_until;  /* wall: what it was last told to wait for; 0: nothing */

  unsigned timeout;
  unsigned long pause_handler;
  int64_t paused; /* monotonic: since when the user's pause holds it up */
  GSource *cancel_watch;
  CvkReply *reply;
} CvkExchange;

/* All take the exchange's task, which is theirs until one of them ends it. */

/* Of the server, for those who share it. (transfer none) */
CvkRateLimits *cvk_exchange_get_limits (CvkExchange *self);

/* cvk-exchange.c: sending */
void cvk_exchange_authorize (GTask *task);
/* Returns the reply. */
void cvk_exchange_end (GTask *task);
void cvk_exchange_end_with (GTask *task, CvkReplyKind kind, CvkProblem *problem);
void cvk_exchange_end_cancelled (GTask *task);
void cvk_exchange_give_up_turn (CvkExchange *self);

/* cvk-exchange-wait.c: waiting for the limits, for the next try and for the user */
void cvk_exchange_begin_attempt (GTask *task);
void cvk_exchange_pause (GTask *task);
void cvk_exchange_wait_for_user (GTask *task);
void cvk_exchange_stop_waiting (CvkExchange *self);

/* cvk-exchange-decide.c: what to do about a reply */
void cvk_exchange_decide (GTask *task);

G_END_DECLS
