// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-datetime.h"
#include "base/cvk-i18n.h"
#include "connect/cvk-exchange-private.h"

void
cvk_exchange_stop_waiting (CvkExchange *self)
{
  cvk_clock_remove_timeout (self->options.clock, self->timeout);
  self->timeout = 0;
  g_clear_signal_handler (&self->pause_handler, self->options.pause);
  if (self->cancel_watch != NULL)
    {
      g_source_destroy (self->cancel_watch);
      g_clear_pointer (&self->cancel_watch, g_source_unref);
    }
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  cvk_exchange_stop_waiting (g_task_get_task_data (task));
  cvk_exchange_end_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellation (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);

  if (self->cancellable == NULL)
    return;
  self->cancel_watch = g_cancellable_source_new (self->cancellable);
  g_source_set_callback (self->cancel_watch, G_SOURCE_FUNC (cancelled_cb), task, NULL);
  g_source_attach (self->cancel_watch, g_main_context_get_thread_default ());
}

/* --- Saying why --- */

static CvkProblem *
explain (CvkExchange *self, CvkRateWaitReason reason, int64_t until)
{
  const char *service = self->options.action->connector->title;
  g_autofree char *time = until > 0 ? cvk_instant_to_utc_string (until) : NULL;

  if (reason == CVK_RATE_WAIT_TOLD)
    return cvk_problem_new ("waits-for-limit",
                            N_ ("{service} lets nobody in before {reset}. It goes on by itself."),
                            "service", service, "reset", time, NULL);
  if (time == NULL)
    return cvk_problem_new ("waits-for-service",
                            N_ ("{service} is away. It is being tried just now, and goes on by "
                                "itself when it answers."),
                            "service", service, NULL);
  return cvk_problem_new ("waits-for-service",
                          N_ ("{service} is away. It is tried again at {reset}, and goes on by "
                              "itself when it answers."),
                          "service", service, "reset", time, NULL);
}

static void
wait_told_cb (CvkRateWaitReason reason, int64_t until, gpointer user_data)
{
  CvkExchange *self = user_data;

  self->was_away = self->was_away || reason == CVK_RATE_WAIT_AWAY;
  self->told_until = reason == CVK_RATE_WAIT_TOLD ? until : 0;
  if (self->options.owner == NULL)
    return;
  cvk_call_wait (self->options.owner,
                 reason == CVK_RATE_WAIT_TURN ? NULL : explain (self, reason, until));
}

static void
go_on (CvkExchange *self)
{
  if (self->options.owner != NULL)
    cvk_call_go_on (self->options.owner);
}

/* --- For the limits --- */

static void
got_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CvkExchange *self = g_task_get_task_data (task);

  if (!cvk_connection_acquire_finish (self->connection, result, NULL))
    {
      cvk_exchange_end_cancelled (task);
      return;
    }
  self->has_turn = TRUE;
  go_on (self);
  cvk_exchange_authorize (task);
}

static void
take_turn (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);

  if (self->started == 0)
    self->started = cvk_clock_get_monotonic (self->options.clock);
  wait_told_cb (CVK_RATE_WAIT_TURN, 0, self);
  if (!self->has_turn && self->connection != NULL)
    {
      cvk_connection_acquire_async (self->connection, self->cancellable, got_turn_cb, task);
      return;
    }
  go_on (self);
  cvk_exchange_authorize (task);
}

/* Nothing of this attempt was sent: what an earlier one came to says more. */
static void
fail_to_enter (GTask *task, const GError *error)
{
  CvkExchange *self = g_task_get_task_data (task);
  const char *service = self->options.action->connector->title;
  g_autofree char *until =
    self->told_until > 0 ? cvk_instant_to_utc_string (self->told_until) : NULL;

  go_on (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cvk_exchange_end_cancelled (task);
  else if (self->reply != NULL &&
           (self->reply->kind == CVK_REPLY_NOT_SENT || self->reply->kind == CVK_REPLY_UNKNOWN))
    cvk_exchange_end (task);
  else if (g_error_matches (error, CVK_RATE_ERROR, CVK_RATE_ERROR_AWAY))
    cvk_exchange_end_with (task, CVK_REPLY_NOT_SENT,
                           cvk_problem_new ("not-reached",
                                            N_ ("{service} was away for too long, so this was not "
                                                "sent. Run what failed again when it is back."),
                                            "service", service, NULL));
  else
    cvk_exchange_end_with (
      task, CVK_REPLY_NOT_SENT,
      cvk_problem_new ("rate-limit",
                       N_ ("{service} permits no more for now, so this was not sent. Run it again "
                           "after {reset}."),
                       "service", service, "reset", until, NULL));
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CvkExchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  self->ticket = cvk_rate_limits_acquire_finish (CVK_RATE_LIMITS (source), result, &error);
  if (self->ticket != NULL)
    take_turn (task);
  else
    fail_to_enter (task, error);
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_rate_limits_renew_finish (CVK_RATE_LIMITS (source), result, &error))
    take_turn (task);
  else
    fail_to_enter (task, error);
}

void
cvk_exchange_begin_attempt (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);
  const CvkAction *action = self->options.action;
  CvkRateLimits *limits = cvk_exchange_get_limits (self);
  gboolean has_limits = self->connection != NULL && cvk_connection_has_limits (self->connection);
  int64_t waited =
    self->started > 0 ? cvk_clock_get_monotonic (self->options.clock) - self->started : 0;
  CvkRateRequest request = {
    .origin = self->origin,
    .account =
      self->connection != NULL ? cvk_connection_get_limited_account (self->connection) : "",
    .class = cvk_value_lookup_string (action->description, "rate", NULL),
    .limits = has_limits ? cvk_value_get_member (action->connector->description, "limits") : NULL,
    .lane = self->lane,
    .max_wait = MAX (self->options.max_wait - waited, 0),
    .on_wait = wait_told_cb,
    .wait_data = self,
  };

  self->attempt++;
  self->was_away = FALSE;
  self->told_until = 0;
  if (self->ticket != NULL)
    cvk_rate_limits_renew_async (limits, self->ticket, &request, self->cancellable, renewed_cb,
                                 task);
  else
    cvk_rate_limits_acquire_async (limits, &request, self->cancellable, entered_cb, task);
}

/* --- For the next try --- */

static gboolean
pause_over_cb (gpointer user_data)
{
  GTask *task = user_data;
  CvkExchange *self = g_task_get_task_data (task);

  self->timeout = 0;
  cvk_exchange_stop_waiting (self);
  go_on (self);
  cvk_exchange_begin_attempt (task);
  return G_SOURCE_REMOVE;
}

static void
start_pause (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);
  int64_t now = cvk_clock_get_wall (self->options.clock);
  int64_t delay = cvk_retry_get_backoff (self->failures);

  if (self->reply->kind == CVK_REPLY_LIMITED)
    {
      delay = MAX (self->reply->wait.until - now, 0);
      wait_told_cb (CVK_RATE_WAIT_TOLD, self->reply->wait.until, self);
    }
  self->timeout = cvk_clock_add_timeout (self->options.clock, delay, pause_over_cb, task, NULL);
  watch_cancellation (task);
}

static void
taken_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CvkExchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!cvk_call_resolve_effect_finish (self->options.call, result, &error))
    {
      cvk_exchange_end_with (task, CVK_REPLY_NOT_SENT, cvk_action_describe_engine_error (error));
      return;
    }
  self->is_sent = FALSE;
  start_pause (task);
}

/* What certainly did not happen is no longer sent while we wait; a stop then ends it cleanly. */
void
cvk_exchange_pause (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);

  if (self->options.call == NULL)
    cvk_exchange_give_up_turn (self);
  if (self->is_sent && !self->was_unknown)
    cvk_call_resolve_effect_async (self->options.call, CVK_EFFECT_PLANNED, NULL, taken_back_cb,
                                   task);
  else
    start_pause (task);
}

/* --- For the user --- */

/* What is held up keeps its turn, so that what waits behind it stays behind it. */
static void
users_pause_changed_cb (CvkPause *pause, gpointer user_data)
{
  GTask *task = user_data;
  CvkExchange *self = g_task_get_task_data (task);

  if (cvk_pause_is_on (pause))
    return;
  cvk_exchange_stop_waiting (self);
  self->started += cvk_clock_get_monotonic (self->options.clock) - self->paused;
  /* The token may be an old one by now. */
  cvk_exchange_authorize (task);
}

void
cvk_exchange_wait_for_user (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);

  self->paused = cvk_clock_get_monotonic (self->options.clock);
  self->pause_handler =
    g_signal_connect (self->options.pause, "changed", G_CALLBACK (users_pause_changed_cb), task);
  watch_cancellation (task);
}
