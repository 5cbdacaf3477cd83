// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-rate-limits-private.h"
#include "net/cvk-rate-table.h"

CvkRateLine *
cvk_rate_line_new (CvkRateServer *server, const CvkRateRequest *request)
{
  CvkRateLine *self = g_new0 (CvkRateLine, 1);

  self->server = server;
  self->class = g_strdup (request->class);
  if (request->limits != NULL)
    self->limits = cvk_value_ref ((CvkValue *) request->limits);
  cvk_rate_bucket_init (&self->bucket, cvk_rate_table_get_limit (self->limits, self->class));
  return self;
}

void
cvk_rate_line_free (CvkRateLine *self)
{
  cvk_clock_remove_timeout (self->server->clock, self->timeout_id);
  cvk_rate_bucket_clear (&self->bucket);
  g_clear_pointer (&self->limits, cvk_value_unref);
  g_free (self->class);
  g_free (self);
}

static gboolean
serve_cb (gpointer user_data)
{
  CvkRateLine *self = user_data;

  self->timeout_id = 0;
  cvk_rate_line_serve (self);
  return G_SOURCE_REMOVE;
}

static void
serve_at (CvkRateLine *self, int64_t at)
{
  CvkClock *clock = self->server->clock;

  cvk_clock_remove_timeout (clock, self->timeout_id);
  self->timeout_id =
    cvk_clock_add_timeout (clock, at - cvk_clock_get_monotonic (clock), serve_cb, self, NULL);
}

/* When this one can be served as far as the bucket is concerned. */
static int64_t
get_time (CvkRateLine *self, const CvkRateWaiter *waiter, int64_t now)
{
  if (waiter->renewed != NULL)
    return MAX (waiter->renewed->ready_at, now);
  if (waiter->lane != NULL && g_hash_table_contains (self->server->lanes, waiter->lane))
    return CVK_RATE_BUCKET_NEVER;
  return cvk_rate_bucket_get_next (&self->bucket, now);
}

/* The first whose time has come; who is in a lane that is taken lets others pass. NULL: nobody's,
 * before @at. */
static CvkRateWaiter *
find_next (CvkRateLine *self, int64_t now, int64_t *at)
{
  *at = CVK_RATE_BUCKET_NEVER;
  for (GList *l = self->waiters.head; l != NULL; l = l->next)
    {
      int64_t time = get_time (self, l->data, now);

      if (time <= now)
        return l->data;
      *at = MIN (*at, time);
    }
  return NULL;
}

static void
serve (CvkRateLine *self, CvkRateWaiter *waiter, gboolean is_probe, int64_t now)
{
  CvkRateTicket *ticket = waiter->renewed;
  gboolean is_new = ticket == NULL;
  char *lane = g_steal_pointer (&waiter->lane);
  g_autoptr (GTask) task = cvk_rate_waiter_take (waiter);

  if (is_new)
    {
      ticket = g_new0 (CvkRateTicket, 1);
      ticket->line = self;
      ticket->lane = lane;
      if (lane != NULL)
        g_hash_table_add (self->server->lanes, lane);
      cvk_rate_bucket_take (&self->bucket, now);
      cvk_retry_budget_note_call (&self->server->budget, now);
      self->server->n_tickets++;
    }
  ticket->is_probe = is_probe;
  self->server->last_used = now;
  if (is_new)
    g_task_return_pointer (task, ticket, NULL);
  else
    g_task_return_boolean (task, TRUE);
}

void
cvk_rate_line_serve (CvkRateLine *self)
{
  /* Whoever gets a ticket may drop the last reference but this one. */
  g_autoptr (CvkRateLimits) owner = g_object_ref (self->server->owner);

  while (self->waiters.head != NULL)
    {
      int64_t now = cvk_clock_get_monotonic (self->server->clock);
      int64_t at = self->hold;
      CvkRateWaiter *waiter = self->hold > now ? NULL : find_next (self, now, &at);
      gboolean is_probe;

      if (waiter == NULL)
        {
          if (at != CVK_RATE_BUCKET_NEVER)
            serve_at (self, at);
          return;
        }
      if (!cvk_circuit_enter (&self->server->circuit, now, &is_probe))
        return;
      serve (self, waiter, is_probe, now);
    }
}

void
cvk_rate_line_tell (CvkRateLine *self)
{
  g_autoptr (GPtrArray) leaving = g_ptr_array_new ();

  for (GList *l = self->waiters.head; l != NULL; l = l->next)
    {
      cvk_rate_waiter_tell (l->data);
      if (!cvk_rate_waiter_would_wait (l->data))
        g_ptr_array_add (leaving, l->data);
    }
  /* Their callbacks may cancel others. */
  for (unsigned i = 0; i < leaving->len; i++)
    if (g_queue_find (&self->waiters, g_ptr_array_index (leaving, i)) != NULL)
      cvk_rate_waiter_give_up (g_ptr_array_index (leaving, i));
}

void
cvk_rate_line_hold (CvkRateLine *self, int64_t wall)
{
  CvkClock *clock = self->server->clock;
  int64_t hold = cvk_clock_get_monotonic (clock) + (wall - cvk_clock_get_wall (clock));

  if (hold <= self->hold)
    return;
  self->hold = hold;
  cvk_rate_line_tell (self);
  cvk_rate_line_serve (self);
}
