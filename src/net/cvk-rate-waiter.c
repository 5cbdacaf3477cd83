// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "base/cvk-i18n.h"
#include "net/cvk-rate-limits-private.h"

GTask *
cvk_rate_waiter_take (CvkRateWaiter *self)
{
  GTask *task = self->task;

  g_queue_remove (&self->line->waiters, self);
  if (self->watch != NULL)
    {
      g_source_destroy (self->watch);
      g_source_unref (self->watch);
    }
  cvk_clock_remove_timeout (self->line->server->clock, self->timeout_id);
  g_free (self->lane);
  g_free (self);
  return task;
}

void
cvk_rate_waiter_give_up (CvkRateWaiter *self)
{
  gboolean is_away = cvk_circuit_is_open (&self->line->server->circuit);
  g_autoptr (GTask) task = cvk_rate_waiter_take (self);

  if (is_away)
    g_task_return_new_error (task, CVK_RATE_ERROR, CVK_RATE_ERROR_AWAY,
                             _ ("The server was away for a while, and nothing was sent. Try again "
                                "later."));
  else
    g_task_return_new_error (task, CVK_RATE_ERROR, CVK_RATE_ERROR_LIMITED,
                             _ ("The service permits no more requests for now, and nothing was "
                                "sent. Try again later."));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = cvk_rate_waiter_take (user_data);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static gboolean
waited_enough_cb (gpointer user_data)
{
  CvkRateWaiter *self = user_data;

  self->timeout_id = 0;
  cvk_rate_waiter_give_up (self);
  return G_SOURCE_REMOVE;
}

/* While the server is away his time passes, from the moment when it was first seen to be. */
static void
watch_time (CvkRateWaiter *self)
{
  CvkRateServer *server = self->line->server;

  if (!cvk_circuit_is_open (&server->circuit))
    {
      cvk_clock_remove_timeout (server->clock, self->timeout_id);
      self->timeout_id = 0;
    }
  else if (self->timeout_id == 0)
    self->timeout_id =
      cvk_clock_add_timeout (server->clock, self->max_wait, waited_enough_cb, self, NULL);
}

void
cvk_rate_waiter_tell (CvkRateWaiter *self)
{
  const CvkRateServer *server = self->line->server;
  int64_t now = cvk_clock_get_monotonic (server->clock);
  int64_t wall = cvk_clock_get_wall (server->clock);
  int64_t probe = cvk_circuit_get_probe_time (&server->circuit);

  watch_time (self);
  if (self->on_wait == NULL)
    return;
  if (cvk_circuit_is_open (&server->circuit))
    self->on_wait (CVK_RATE_WAIT_AWAY, probe > 0 ? wall + (probe - now) : 0, self->wait_data);
  else if (self->line->hold > now)
    self->on_wait (CVK_RATE_WAIT_TOLD, wall + (self->line->hold - now), self->wait_data);
  else
    self->on_wait (CVK_RATE_WAIT_TURN, 0, self->wait_data);
}

gboolean
cvk_rate_waiter_would_wait (const CvkRateWaiter *self)
{
  const CvkRateServer *server = self->line->server;
  int64_t now = cvk_clock_get_monotonic (server->clock);

  return cvk_circuit_is_open (&server->circuit) || self->line->hold - now <= self->max_wait;
}

/* Those who have a ticket are served before those who have none, each in the order asked. NULL: the
 * end. */
static GList *
find_place (CvkRateLine *line, gboolean has_ticket)
{
  GList *place = has_ticket ? line->waiters.head : NULL;

  while (place != NULL && ((CvkRateWaiter *) place->data)->renewed != NULL)
    place = place->next;
  return place;
}

CvkRateWaiter *
cvk_rate_waiter_add (CvkRateLine *line,
                     const CvkRateRequest *request,
                     CvkRateTicket *renewed,
                     GTask *task)
{
  CvkRateWaiter *self = g_new0 (CvkRateWaiter, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->line = line;
  self->task = task;
  self->renewed = renewed;
  self->lane = renewed == NULL ? g_strdup (request->lane) : NULL;
  self->on_wait = request->on_wait;
  self->wait_data = request->wait_data;
  self->max_wait = request->max_wait;
  if (cancellable != NULL)
    {
      /* A source, not a signal handler: that would run inside g_cancellable_cancel(). */
      self->watch = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->watch, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->watch, g_task_get_context (task));
    }
  g_queue_insert_before (&line->waiters, find_place (line, renewed != NULL), self);
  return self;
}
