// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "net/cvk-circuit.h"
#include "net/cvk-rate-bucket.h"
#include "net/cvk-rate-limits.h"
#include "net/cvk-retry-budget.h"

G_BEGIN_DECLS

typedef struct _CvkRateServer CvkRateServer;

/* The requests of one account and class. */
typedef struct
{
  CvkRateServer *server; /* borrowed */
  char *class;           /* nullable */
  CvkValue *limits;      /* nullable */
  CvkRateBucket bucket;
  int64_t hold;   /* monotonic: nothing before, the service said so; 0: nothing held */
  GQueue waiters; /* CvkRateWaiter, in the order in which they are served */
  unsigned timeout_id;
} CvkRateLine;

struct _CvkRateServer
{
  CvkRateLimits *owner; /* borrowed */
  CvkClock *clock;      /* borrowed from it */
  CvkCircuit circuit;
  CvkRetryBudget budget;
  GHashTable *lines; /* account and class -> CvkRateLine */
  GHashTable *lanes; /* those that somebody is in */
  unsigned n_tickets;
  unsigned timeout_id; /* for the probe */
  int64_t last_used;
};

struct _CvkRateTicket
{
  CvkRateLine *line;
  char *lane; /* nullable */
  gboolean is_probe;
  gboolean is_used;
  int64_t ready_at; /* monotonic: when it may be used again */
};

/* One who waits for a ticket, or for his own to be good again. Leaves by himself when he is
 * cancelled, or when the server has been away for as long as he would wait. In line he waits for as
 * long as it takes: it moves. */
typedef struct
{
  CvkRateLine *line;
  GTask *task;             /* owned */
  CvkRateTicket *renewed;  /* nullable: not owned */
  char *lane;              /* nullable */
  int64_t max_wait;        /* for what he has been told to wait, or for a server that is away */
  GSource *watch;          /* nullable */
  unsigned timeout_id;     /* while the server is away */
  CvkRateWaitFunc on_wait; /* nullable */
  gpointer wait_data;
} CvkRateWaiter;

/* cvk-rate-waiter.c */

/* Puts him into @line, which owns him; takes @task. */
CvkRateWaiter *cvk_rate_waiter_add (CvkRateLine *line,
                                    const CvkRateRequest *request,
                                    CvkRateTicket *renewed,
                                    GTask *task);
/* Takes him out of the line. (transfer full) */
GTask *cvk_rate_waiter_take (CvkRateWaiter *self) G_GNUC_WARN_UNUSED_RESULT;
/* The same, with an error that says why. */
void cvk_rate_waiter_give_up (CvkRateWaiter *self);
/* He hears why. */
void cvk_rate_waiter_tell (CvkRateWaiter *self);
/* Whether he waits for as long as the service has said. */
gboolean cvk_rate_waiter_would_wait (const CvkRateWaiter *self);

/* cvk-rate-line.c */

CvkRateLine *cvk_rate_line_new (CvkRateServer *server, const CvkRateRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_rate_line_free (CvkRateLine *self);
/* Gives tickets to those whose time has come, and sees to it that it is called again. */
void cvk_rate_line_serve (CvkRateLine *self);
/* Nobody before @wall. */
void cvk_rate_line_hold (CvkRateLine *self, int64_t wall);
/* All who wait hear why, and those go who would not wait for so long. */
void cvk_rate_line_tell (CvkRateLine *self);

G_END_DECLS
