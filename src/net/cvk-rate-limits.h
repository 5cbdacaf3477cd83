// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-clock.h"
#include "base/cvk-value.h"
#include "net/cvk-http.h"
#include "net/cvk-retry.h"

G_BEGIN_DECLS

/**
 * CvkRateLimits:
 *
 * How fast a host asks, and whom: buckets by account and class of request (cvk-rate-bucket.h), a
 * circuit breaker by server (cvk-circuit.h), a budget of retries by server (cvk-retry-budget.h).
 * There is one for everything that is sent over a CvkHttp, because a service counts an account's
 * requests and does not ask which run they come from.
 *
 * Whoever is about to send takes a ticket. Tickets of one account and class are given out in the
 * order asked, so that a run with a thousand items keeps a short one waiting only for those few
 * that it has in line. What came of the request is told with cvk_rate_limits_observe(); then the
 * ticket is given back, or renewed to ask again.
 */
#define CVK_TYPE_RATE_LIMITS (cvk_rate_limits_get_type ())
G_DECLARE_FINAL_TYPE (CvkRateLimits, cvk_rate_limits, CVK, RATE_LIMITS, GObject)

#define CVK_RATE_ERROR (cvk_rate_error_quark ())
GQuark cvk_rate_error_quark (void);

typedef enum
{
  CVK_RATE_ERROR_LIMITED, /* the limits do not permit it within the time one would wait */
  CVK_RATE_ERROR_AWAY,    /* the server was away for as long as one would wait */
} CvkRateError;

/* Why somebody waits. */
typedef enum
{
  CVK_RATE_WAIT_TURN, /* for those in front: a moment */
  CVK_RATE_WAIT_TOLD, /* the service has said when it goes on */
  CVK_RATE_WAIT_AWAY, /* the server is away; it is tried again now and then */
} CvkRateWaitReason;

/* @until: microseconds since 1970, 0: not known. It may be called again while one waits, when that
 * changes, and must not call back into the limits. */
typedef void (*CvkRateWaitFunc) (CvkRateWaitReason reason, int64_t until, gpointer user_data);

typedef struct
{
  const char *origin;      /* of the server: scheme, host and port */
  const char *account;     /* at that server */
  const char *class;       /* nullable: of no class that has a limit */
  const CvkValue *limits;  /* nullable: cvk-rate-table.h */
  const char *lane;        /* nullable: of requests that name the same one is under way at a time */
  int64_t max_wait;        /* microseconds */
  CvkRateWaitFunc on_wait; /* nullable */
  gpointer wait_data;      /* must live until the callback */
} CvkRateRequest;

typedef struct _CvkRateTicket CvkRateTicket;

typedef enum
{
  CVK_RATE_OUTCOME_ANSWERED,
  CVK_RATE_OUTCOME_FAILED,  /* no answer, or one that says that the server is in trouble */
  CVK_RATE_OUTCOME_DROPPED, /* cut off: it may have been sent, and says nothing of the server */
  CVK_RATE_OUTCOME_NOTHING, /* it was not sent after all */
} CvkRateOutcome;

CvkRateLimits *cvk_rate_limits_new (CvkClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* @request is copied. Errors: CVK_RATE_ERROR; G_IO_ERROR_CANCELLED, at once. */
void cvk_rate_limits_acquire_async (CvkRateLimits *self,
                                    const CvkRateRequest *request,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* (transfer full) (nullable): to be released. */
CvkRateTicket *cvk_rate_limits_acquire_finish (CvkRateLimits *self,
                                               GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The request that @ticket was for has ended. @response: (nullable): what its headers say of limits
 * is learned. @wait: (nullable): nobody of this account and class sends anything before that. */
void cvk_rate_limits_observe (CvkRateLimits *self,
                              CvkRateTicket *ticket,
                              CvkRateOutcome outcome,
                              const CvkHttpResponse *response,
                              const CvkRetryWait *wait);
/* Waits until @ticket may be used once more, in front of those who have none: who holds what others
 * wait for must not stand behind them. */
void cvk_rate_limits_renew_async (CvkRateLimits *self,
                                  CvkRateTicket *ticket,
                                  const CvkRateRequest *request,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean cvk_rate_limits_renew_finish (CvkRateLimits *self, GAsyncResult *result, GError **error);
/* Takes @ticket. */
void cvk_rate_limits_release (CvkRateLimits *self, CvkRateTicket *ticket);

/* Takes one retry at @origin out of the budget. While the server is away it costs nothing, because
 * then only probes are sent. */
gboolean cvk_rate_limits_take_retry (CvkRateLimits *self, const char *origin);
/* Whether nobody is asked there for now. */
gboolean cvk_rate_limits_is_away (CvkRateLimits *self, const char *origin);

G_END_DECLS
