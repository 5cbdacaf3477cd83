// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "engine/cvk-run.h"

#define DEFAULT_DEADLINE 60
#define DEFAULT_BUDGET (8 * 1024 * 1024)

/* One request until it has an answer; the task data. A change keeps its turn from the first time
 * it is sent to the end: equal changes wait for it with turns in their hands. */
typedef struct
{
  CvkExchangeOptions options;
  CvkConnection *connection;
  CvkValue *settings;
  GCancellable *cancellable;
  char *url;
  GBytes *body;
  int64_t started; /* monotonic */

  CvkSecret *token;
  CvkSecret *rejected;
  unsigned attempt;  /* of all, from 1 */
  unsigned failures; /* not counting waits that the service asked for */
  gboolean has_turn;
  gboolean is_sent;
  gboolean is_refreshed;
  gboolean was_unknown;

  unsigned timeout;
  unsigned long pause_handler;
  int64_t paused; /* monotonic: since when the user's pause holds it up */
  GSource *cancel_watch;
  CvkReply *reply;
} Exchange;

static void begin_attempt (GTask *task);
static void get_token (GTask *task);

static void
clear_pause (Exchange *self)
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

static void
exchange_free (Exchange *self)
{
  clear_pause (self);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->token, cvk_secret_unref);
  g_clear_pointer (&self->rejected, cvk_secret_unref);
  g_clear_pointer (&self->reply, cvk_reply_free);
  g_free (self->url);
  g_free (self);
}

static void
give_up_turn (Exchange *self)
{
  if (self->has_turn)
    cvk_connection_release (self->connection);
  self->has_turn = FALSE;
}

/* A thing that may have been done stays so, whatever later attempts were told. */
static void
finish (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  CvkReply *reply = g_steal_pointer (&self->reply);

  give_up_turn (self);
  if (self->was_unknown && reply->kind != CVK_REPLY_DONE && reply->kind != CVK_REPLY_REFUSED)
    reply->kind = CVK_REPLY_UNKNOWN;
  reply->is_repeated = self->was_unknown;
  reply->is_sent = self->is_sent;
  g_task_return_pointer (task, reply, (GDestroyNotify) cvk_reply_free);
  g_object_unref (task);
}

static void
finish_with (GTask *task, CvkReplyKind kind, CvkProblem *problem)
{
  Exchange *self = g_task_get_task_data (task);

  g_clear_pointer (&self->reply, cvk_reply_free);
  self->reply = cvk_reply_new (kind, problem);
  finish (task);
}

static void
finish_cancelled (GTask *task)
{
  finish_with (
    task, CVK_REPLY_NOT_SENT,
    cvk_problem_new ("cancelled", N_ ("The run was stopped before this was done."), NULL));
}

/* --- Waiting --- */

static gboolean
pause_over_cb (gpointer user_data)
{
  GTask *task = user_data;
  Exchange *self = g_task_get_task_data (task);

  self->timeout = 0;
  clear_pause (self);
  begin_attempt (task);
  return G_SOURCE_REMOVE;
}

static gboolean
pause_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  clear_pause (g_task_get_task_data (task));
  finish_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellation (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  if (self->cancellable == NULL)
    return;
  self->cancel_watch = g_cancellable_source_new (self->cancellable);
  g_source_set_callback (self->cancel_watch, G_SOURCE_FUNC (pause_cancelled_cb), task, NULL);
  g_source_attach (self->cancel_watch, g_main_context_get_thread_default ());
}

static void
start_pause (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  int64_t now = cvk_clock_get_wall (self->options.clock);
  int64_t delay = cvk_retry_get_backoff (self->failures);

  if (self->reply->kind == CVK_REPLY_LIMITED)
    delay = MAX (self->reply->wait.until - now, 0);
  self->timeout = cvk_clock_add_timeout (self->options.clock, delay, pause_over_cb, task, NULL);
  watch_cancellation (task);
}

static void
taken_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!cvk_call_resolve_effect_finish (self->options.call, result, &error))
    {
      finish_with (task, CVK_REPLY_NOT_SENT, cvk_action_describe_engine_error (error));
      return;
    }
  self->is_sent = FALSE;
  start_pause (task);
}

/* What certainly did not happen is no longer sent while we wait; a stop then ends it cleanly. */
static void
pause_exchange (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  if (self->options.call == NULL)
    give_up_turn (self);
  if (self->is_sent && !self->was_unknown)
    cvk_call_resolve_effect_async (self->options.call, CVK_EFFECT_PLANNED, NULL, taken_back_cb,
                                   task);
  else
    start_pause (task);
}

/* --- Deciding --- */

static gboolean
may_wait_until (Exchange *self, int64_t until)
{
  int64_t waited = cvk_clock_get_monotonic (self->options.clock) - self->started;

  return until - cvk_clock_get_wall (self->options.clock) + waited <= self->options.max_wait;
}

static void
decide_limited (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  if (!may_wait_until (self, self->reply->wait.until))
    {
      self->reply->kind = CVK_REPLY_REFUSED;
      finish (task);
      return;
    }
  cvk_connection_hold_until (self->connection, self->reply->wait.until);
  pause_exchange (task);
}

static void
decide_unauthorized (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  /* One new token is enough to know, when it is a new one. */
  if (self->is_refreshed && !cvk_connection_may_have_better (self->connection, self->token))
    {
      self->reply->kind = CVK_REPLY_REFUSED;
      finish (task);
      return;
    }
  self->is_refreshed = TRUE;
  self->rejected = g_steal_pointer (&self->token);
  begin_attempt (task);
}

static void
decide_unknown (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  gboolean may_repeat =
    self->options.call == NULL || self->options.action->on_unknown == CVK_ON_UNKNOWN_REPEAT;

  if (!may_repeat || ++self->failures >= CVK_RETRY_MAX_ATTEMPTS)
    {
      finish (task);
      return;
    }
  self->was_unknown = self->options.call != NULL;
  pause_exchange (task);
}

/* A service that is away is not tried for as long again by each of a thousand items. */
static void
decide_not_sent (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      finish (task);
      return;
    }
  if (++self->failures >= CVK_RETRY_MAX_ATTEMPTS)
    cvk_connection_set_out_of_reach (self->connection, TRUE);
  if (cvk_connection_is_out_of_reach (self->connection))
    finish (task);
  else
    pause_exchange (task);
}

static void
decide (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

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
      finish (task);
      break;
    }
}

/* --- Sending --- */

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHttpResponse) response = cvk_http_send_finish (CVK_HTTP (source), result, &error);

  if (response != NULL)
    cvk_connection_set_out_of_reach (self->connection, FALSE);
  g_clear_pointer (&self->reply, cvk_reply_free);
  self->reply = cvk_action_read_response (self->options.action, self->settings, response, error,
                                          cvk_clock_get_wall (self->options.clock), self->attempt);
  decide (task);
}

static void
transmit (GTask *task)
{
  static const char *const headers[] = { "Accept", "application/json", NULL };
  Exchange *self = g_task_get_task_data (task);
  const CvkAction *action = self->options.action;
  CvkValue *api = cvk_value_get_member (action->connector->description, "api");
  CvkHttpRequest request = {
    .method = action->method,
    .url = self->url,
    .content_type = self->body != NULL ? "application/json" : NULL,
    .body = self->body,
    .bearer = self->token,
    .headers = headers,
    .deadline = cvk_value_lookup_integer (api, "deadline", DEFAULT_DEADLINE) * G_USEC_PER_SEC,
    .budget = (size_t) cvk_value_lookup_integer (api, "budget", DEFAULT_BUDGET)
  };

  /* A change that left is not called back: that would only make its outcome unknown. */
  cvk_http_send_async (cvk_connection_get_http (self->connection), &request,
                       self->options.call == NULL ? self->cancellable : NULL, answered_cb, task);
}

CvkProblem *
cvk_action_describe_engine_error (const GError *error)
{
  const char *code = "journal";

  if (g_error_matches (error, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_UNRESOLVED))
    code = "equal-unresolved";
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    code = "cancelled";
  return cvk_problem_new_from_error (code, error);
}

static void
effect_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!cvk_call_send_effect_finish (self->options.call, result, &error))
    {
      finish_with (task, CVK_REPLY_NOT_SENT, cvk_action_describe_engine_error (error));
      return;
    }
  self->is_sent = TRUE;
  transmit (task);
}

static CvkProblem *
describe_auth_error (const Exchange *self, const GError *error)
{
  static const struct
  {
    int code;
    const char *problem;
  } codes[] = {
    { CVK_AUTH_ERROR_RECONNECT, "reconnect" },
    { CVK_AUTH_ERROR_ELSEWHERE, "connected-elsewhere" },
    { CVK_AUTH_ERROR_DISABLED, "disabled-by-admin" },
    { CVK_AUTH_ERROR_BUSY, "rate-limited" },
    { CVK_AUTH_ERROR_REMOVED, "connection-deleted" },
    { CVK_AUTH_ERROR_OFFLINE, "offline" },
    { CVK_AUTH_ERROR_KEYRING_LOCKED, "keyring-locked" },
    { CVK_AUTH_ERROR_NO_KEYRING, "no-keyring" },
    { CVK_AUTH_ERROR_REFUSED, "sign-in-refused" },
    { CVK_AUTH_ERROR_PROTOCOL, "sign-in-damaged" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, CVK_AUTH_ERROR, codes[i].code))
      return cvk_problem_new_from_error (codes[i].problem, error);
  return cvk_problem_new_from_error (
    g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "cancelled" : NULL, error);
}

/* What is held up keeps its turn, so that what waits behind it stays behind it. */
static void
users_pause_changed_cb (CvkPause *pause, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *self = g_task_get_task_data (task);

  if (cvk_pause_is_on (pause))
    return;
  clear_pause (self);
  self->started += cvk_clock_get_monotonic (self->options.clock) - self->paused;
  /* The token may be an old one by now. */
  get_token (task);
}

static void
wait_for_user (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  self->paused = cvk_clock_get_monotonic (self->options.clock);
  self->pause_handler =
    g_signal_connect (self->options.pause, "changed", G_CALLBACK (users_pause_changed_cb), task);
  watch_cancellation (task);
}

/* Why there is no token. A service that wants to be asked later is asked later. */
static CvkReply *
make_refused_reply (const Exchange *self, const GError *error)
{
  CvkReply *reply = cvk_reply_new (CVK_REPLY_REFUSED, describe_auth_error (self, error));

  if (g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE))
    reply->kind = CVK_REPLY_NOT_SENT;
  else if (g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_BUSY))
    {
      reply->kind = CVK_REPLY_LIMITED;
      reply->wait.until = cvk_connection_get_retry_at (self->connection);
    }
  return reply;
}

static void
got_token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->rejected, cvk_secret_unref);
  self->token = cvk_connection_get_token_finish (self->connection, result, &error);
  if (self->token == NULL)
    {
      g_clear_pointer (&self->reply, cvk_reply_free);
      self->reply = make_refused_reply (self, error);
      decide (task);
      return;
    }
  if (cvk_pause_is_on (self->options.pause))
    wait_for_user (task);
  else if (self->options.call != NULL && !self->is_sent)
    cvk_call_send_effect_async (self->options.call, effect_sent_cb, task);
  else
    transmit (task);
}

static void
get_token (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  g_clear_pointer (&self->token, cvk_secret_unref);
  cvk_connection_get_token_async (self->connection, self->rejected, self->cancellable, got_token_cb,
                                  task);
}

static void
got_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *self = g_task_get_task_data (task);

  if (!cvk_connection_acquire_finish (self->connection, result, NULL))
    {
      finish_cancelled (task);
      return;
    }
  self->has_turn = TRUE;
  get_token (task);
}

static void
begin_attempt (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  self->attempt++;
  if (self->has_turn)
    get_token (task);
  else
    cvk_connection_acquire_async (self->connection, self->cancellable, got_turn_cb, task);
}

void
cvk_exchange_async (const CvkExchangeOptions *options,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (options->connection, NULL, callback, user_data);
  Exchange *self = g_new0 (Exchange, 1);

  g_task_set_source_tag (task, cvk_exchange_async);
  self->options = *options;
  self->connection = g_object_ref (options->connection);
  self->settings = cvk_value_ref (options->settings);
  g_set_object (&self->cancellable, options->cancellable);
  self->started = cvk_clock_get_monotonic (options->clock);
  self->url =
    g_strconcat (cvk_connection_get_api_url (options->connection), options->request->path, NULL);
  if (options->request->body != NULL)
    {
      char *json = cvk_value_to_json (options->request->body, CVK_JSON_COMPACT);

      self->body = g_bytes_new_take (json, strlen (json));
    }
  g_task_set_task_data (task, self, (GDestroyNotify) exchange_free);

  if (!cvk_connection_allows_url (self->connection, self->url))
    finish_with (task, CVK_REPLY_REFUSED,
                 cvk_problem_new ("host-not-allowed",
                                  N_ ("The connection's token may not be sent to this address. "
                                      "Connect the account again."),
                                  NULL));
  else
    begin_attempt (task);
}

CvkReply *
cvk_exchange_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
