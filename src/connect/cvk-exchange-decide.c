// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-datetime.h"
#include "base/cvk-i18n.h"
#include "connect/cvk-exchange-private.h"

/* Whether waiting until then is worth it. */
static gboolean
may_wait_until (CvkExchange *self, int64_t until)
{
  int64_t now = cvk_clock_get_monotonic (self->options.clock);
  int64_t waited = self->started > 0 ? now - self->started : 0;

  return until - cvk_clock_get_wall (self->options.clock) + waited <= self->options.max_wait;
}

/* A time that makes no sense was not kept to as it stands; whoever runs that service should know.
 */
static void
warn_odd_wait (CvkExchange *self)
{
  g_autofree char *until = cvk_instant_to_utc_string (self->reply->wait.until);

  if (self->options.owner != NULL)
    cvk_step_warn (cvk_call_get_step (self->options.owner),
                   cvk_problem_new ("odd-wait",
                                    N_ ("{service} asked to wait for a time that makes no sense. "
                                        "It is asked again after {reset}."),
                                    "service", self->options.action->connector->title, "reset",
                                    until, NULL));
}

static void
decide_limited (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);

  if (self->reply->wait.is_odd && !self->has_warned)
    warn_odd_wait (self);
  self->has_warned = self->has_warned || self->reply->wait.is_odd;
  if (may_wait_until (self, self->reply->wait.until))
    {
      cvk_exchange_pause (task);
      return;
    }
  self->reply->kind = CVK_REPLY_REFUSED;
  cvk_exchange_end (task);
}

static void
decide_unauthorized (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);

  /* One new token is enough to know, when it is a new one. */
  if (self->connection == NULL ||
      (self->is_refreshed &&
       !cvk_connection_may_have_better (self->connection, self->credential->secret)))
    {
      self->reply->kind = CVK_REPLY_REFUSED;
      cvk_exchange_end (task);
      return;
    }
  self->is_refreshed = TRUE;
  self->rejected = g_steal_pointer (&self->credential);
  cvk_exchange_begin_attempt (task);
}

/* Six times at most, and not longer than one would wait; a probe of a server that was away counts
 * as none of them, because it is sent for all who wait. */
static gboolean
may_try_again (CvkExchange *self)
{
  CvkRateLimits *limits = cvk_exchange_get_limits (self);
  int64_t now = cvk_clock_get_wall (self->options.clock);

  if (!self->was_away && ++self->failures >= CVK_RETRY_MAX_ATTEMPTS)
    return FALSE;
  return may_wait_until (self, now) && cvk_rate_limits_take_retry (limits, self->origin);
}

static void
decide_unknown (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);
  gboolean is_harmless =
    self->options.call == NULL || self->options.action->on_unknown == CVK_ON_UNKNOWN_REPEAT;

  if (!is_harmless || !may_try_again (self))
    {
      cvk_exchange_end (task);
      return;
    }
  self->was_unknown = self->options.call != NULL;
  g_clear_pointer (&self->unknown, cvk_problem_unref);
  self->unknown = cvk_problem_ref (self->reply->problem);
  cvk_exchange_pause (task);
}

static void
decide_not_sent (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (self->cancellable) || self->options.is_here ||
      !may_try_again (self))
    cvk_exchange_end (task);
  else
    cvk_exchange_pause (task);
}

void
cvk_exchange_decide (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);

  switch (self->reply->kind)
    {
    case CVK_REPLY_UNAUTHORIZED:
      decide_unauthorized (task);
      break;
    case CVK_REPLY_LIMITED:
      decide_limited (task);
      break;
    case CVK_REPLY_UNKNOWN:
      decide_unknown (task);
      break;
    case CVK_REPLY_NOT_SENT:
      decide_not_sent (task);
      break;
    case CVK_REPLY_DONE:
    case CVK_REPLY_REFUSED:
    default:
      cvk_exchange_end (task);
      break;
    }
}
