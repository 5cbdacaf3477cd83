// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-exchange-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "engine/cvk-run.h"

#define DEFAULT_DEADLINE 60
#define DEFAULT_BUDGET (8 * 1024 * 1024)

static void
exchange_free (CvkExchange *self)
{
  cvk_exchange_stop_waiting (self);
  g_clear_object (&self->connection);
  g_clear_object (&self->http);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->credential, cvk_credential_free);
  g_clear_pointer (&self->rejected, cvk_credential_free);
  g_clear_pointer (&self->reply, cvk_reply_free);
  g_strfreev (self->headers);
  g_free (self->content_type);
  g_free (self->url);
  g_free (self->origin);
  g_clear_pointer (&self->unknown, cvk_problem_unref);
  g_free (self->lane);
  g_free (self);
}

CvkRateLimits *
cvk_exchange_get_limits (CvkExchange *self)
{
  return cvk_http_get_rate_limits (self->http);
}

void
cvk_exchange_give_up_turn (CvkExchange *self)
{
  if (self->has_turn && self->connection != NULL)
    cvk_connection_release (self->connection);
  self->has_turn = FALSE;
  if (self->ticket != NULL)
    cvk_rate_limits_release (cvk_exchange_get_limits (self), g_steal_pointer (&self->ticket));
}

/* A thing that may have been done stays so, whatever later attempts were told. */
void
cvk_exchange_end (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);
  CvkReply *reply = g_steal_pointer (&self->reply);

  cvk_exchange_give_up_turn (self);
  if (self->options.owner != NULL)
    cvk_call_go_on (self->options.owner);
  if (self->was_unknown && reply->kind != CVK_REPLY_DONE && reply->kind != CVK_REPLY_REFUSED)
    {
      reply->kind = CVK_REPLY_UNKNOWN;
      if (self->unknown != NULL)
        {
          g_clear_pointer (&reply->problem, cvk_problem_unref);
          reply->problem = g_steal_pointer (&self->unknown);
        }
    }
  reply->is_repeated = self->was_unknown;
  reply->is_sent = self->is_sent;
  reply->sent = self->sent;
  g_task_return_pointer (task, reply, (GDestroyNotify) cvk_reply_free);
  g_object_unref (task);
}

void
cvk_exchange_end_with (GTask *task, CvkReplyKind kind, CvkProblem *problem)
{
  CvkExchange *self = g_task_get_task_data (task);

  g_clear_pointer (&self->reply, cvk_reply_free);
  self->reply = cvk_reply_new (kind, problem);
  cvk_exchange_end (task);
}

void
cvk_exchange_end_cancelled (GTask *task)
{
  cvk_exchange_end_with (
    task, CVK_REPLY_NOT_SENT,
    cvk_problem_new ("cancelled", N_ ("The run was stopped before this was done."), NULL));
}

/* --- Sending --- */

/* What the reply says about limits, and about the server. The limit of a host is not one of the
 * account's requests. */
static void
observe (CvkExchange *self, const CvkHttpResponse *response, const GError *error)
{
  gboolean is_limit = self->reply->kind == CVK_REPLY_LIMITED && !self->reply->is_quota;
  CvkRateOutcome outcome = CVK_RATE_OUTCOME_ANSWERED;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    outcome = CVK_RATE_OUTCOME_DROPPED;
  else if (self->reply->kind == CVK_REPLY_UNKNOWN ||
           (self->reply->kind == CVK_REPLY_NOT_SENT && !self->reply->is_answered))
    outcome = CVK_RATE_OUTCOME_FAILED;
  cvk_rate_limits_observe (cvk_exchange_get_limits (self), self->ticket, outcome, response,
                           is_limit ? &self->reply->wait : NULL);
}

/* @reply: (transfer full) @response, @error: (nullable) */
static void
take_reply (GTask *task, CvkReply *reply, const CvkHttpResponse *response, const GError *error)
{
  CvkExchange *self = g_task_get_task_data (task);

  g_clear_pointer (&self->reply, cvk_reply_free);
  self->reply = reply;
  observe (self, response, error);
  if (self->reply->kind == CVK_REPLY_DONE && self->connection != NULL)
    cvk_connection_confirm (self->connection);
  if (response != NULL && self->connection != NULL)
    cvk_action_learn_quota (self->options.action, self->connection, response);
  cvk_exchange_decide (task);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CvkExchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHttpResponse) response = cvk_http_send_finish (CVK_HTTP (source), result, &error);

  take_reply (task,
              cvk_action_read_response (self->options.action, self->settings, response, error,
                                        cvk_clock_get_wall (self->options.clock), self->attempt),
              response, error);
}

static void
transmitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CvkExchange *self = g_task_get_task_data (task);
  const CvkAction *action = self->options.action;

  take_reply (task, action->connector->quirks->transmit_finish (action, result), NULL, NULL);
}

static void
transmit_by_http (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);
  const CvkAction *action = self->options.action;
  const CvkActionRequest *asked = self->options.request;
  g_autoptr (CvkSecret) address = NULL;
  CvkValue *api = cvk_value_get_member (action->connector->description, "api");
  CvkHttpRequest request = {
    .method = action->method,
    .url = self->url,
    .content_type = self->content_type,
    .body = self->body,
    .headers = (const char *const *) self->headers,
    .reach = asked->reach,
    .reads_only = self->options.reads_only,
    .deadline = asked->deadline,
    .budget = asked->budget,
  };

  if (request.deadline == 0)
    request.deadline =
      cvk_value_lookup_integer (api, "deadline", DEFAULT_DEADLINE) * G_USEC_PER_SEC;
  if (request.budget == 0)
    request.budget = (size_t) cvk_value_lookup_integer (api, "budget", DEFAULT_BUDGET);
  if (self->credential != NULL)
    cvk_credential_apply (self->credential, &request);
  if (self->credential != NULL && asked->url == NULL)
    address = cvk_credential_make_address (self->credential, asked->path);
  if (address != NULL)
    request.secret_url = address;
  if (self->options.follower != NULL)
    {
      self->options.follower->begin (self->options.follower->stream.user_data);
      request.stream = &self->options.follower->stream;
    }
  /* A change that left is not called back: that would only make its outcome unknown. */
  cvk_http_send_async (self->http, &request, self->options.call == NULL ? self->cancellable : NULL,
                       answered_cb, task);
}

static void
transmit (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);
  const CvkConnectorQuirks *quirks = self->options.action->connector->quirks;

  if (quirks->transmit_async != NULL)
    quirks->transmit_async (self->options.action, self->credential, transmitted_cb, task);
  else
    transmit_by_http (task);
}

CvkProblem *
cvk_action_describe_engine_error (const GError *error)
{
  const char *code = "journal";

  if (g_error_matches (error, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_UNRESOLVED))
    code = "equal-unresolved";
  else if (g_error_matches (error, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_QUOTA))
    code = "quota";
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    code = "cancelled";
  return cvk_problem_new_from_error (code, error);
}

static void
effect_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CvkExchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!cvk_call_send_effect_finish (self->options.call, result, &error))
    {
      cvk_exchange_end_with (task, CVK_REPLY_NOT_SENT, cvk_action_describe_engine_error (error));
      return;
    }
  self->is_sent = TRUE;
  self->sent = cvk_clock_get_wall (self->options.clock);
  transmit (task);
}

static CvkProblem *
describe_auth_error (const CvkExchange *self, const GError *error)
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

/* Why there is no token. A service that wants to be asked later is asked later. */
static CvkReply *
make_refused_reply (const CvkExchange *self, const GError *error)
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

/* Everything is in hand. */
static void
leave (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);

  if (cvk_pause_is_on (self->options.pause))
    cvk_exchange_wait_for_user (task);
  else if (self->options.call != NULL && !self->is_sent)
    cvk_call_send_effect_async (self->options.call, effect_sent_cb, task);
  else
    transmit (task);
}

static void
authorized_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CvkExchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->rejected, cvk_credential_free);
  self->credential = cvk_connection_authorize_finish (self->connection, result, &error);
  if (self->credential == NULL)
    {
      g_clear_pointer (&self->reply, cvk_reply_free);
      self->reply = make_refused_reply (self, error);
      /* Who does not reach the one server does not reach the other. */
      if (self->reply->kind == CVK_REPLY_NOT_SENT)
        cvk_rate_limits_observe (cvk_exchange_get_limits (self), self->ticket,
                                 CVK_RATE_OUTCOME_FAILED, NULL, NULL);
      cvk_exchange_decide (task);
      return;
    }
  leave (task);
}

void
cvk_exchange_authorize (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);

  g_clear_pointer (&self->credential, cvk_credential_free);
  if (self->connection == NULL)
    {
      leave (task);
      return;
    }
  cvk_connection_authorize_async (self->connection, self->rejected, self->cancellable,
                                  authorized_cb, task);
}

static void
awaited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  CvkExchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (self->options.owner != NULL)
    cvk_call_go_on (self->options.owner);
  if (cvk_call_await_effect_finish (self->options.call, result, &error))
    cvk_exchange_begin_attempt (task);
  else
    cvk_exchange_end_with (task, CVK_REPLY_NOT_SENT, cvk_action_describe_engine_error (error));
}

/* It may have to wait for an equal one, which may be looked for meanwhile: so it does that with
 * neither turn nor ticket in its hands. */
static void
await_equal (GTask *task)
{
  CvkExchange *self = g_task_get_task_data (task);

  if (self->options.owner != NULL)
    cvk_call_wait (self->options.owner, NULL);
  cvk_call_await_effect_async (self->options.call, awaited_cb, task);
}

static char *
find_origin (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  if (uri == NULL)
    return g_strdup (url);
  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     g_uri_get_port (uri), "", NULL, NULL);
}

/* What is sent, in a form that the request is not needed for any more. */
static void
prepare_content (CvkExchange *self)
{
  const CvkActionRequest *request = self->options.request;

  if (request->content != NULL)
    {
      self->body = g_bytes_ref (request->content);
      self->content_type = g_strdup (request->content_type);
    }
  else if (request->body != NULL)
    {
      char *json = cvk_value_to_json (request->body, CVK_JSON_COMPACT);

      self->body = g_bytes_new_take (json, strlen (json));
      self->content_type = g_strdup ("application/json");
    }
  if (request->headers != NULL)
    self->headers = g_strdupv (request->headers);
  else
    self->headers = cvk_connector_dup_headers (self->options.action->connector);
}

static gboolean
has_own_transport (const CvkExchange *self)
{
  return self->options.action->connector->quirks->transmit_async != NULL;
}

static void
prepare_address (CvkExchange *self)
{
  const CvkActionRequest *request = self->options.request;
  const CvkAction *action = self->options.action;

  if (request->url != NULL)
    self->url = g_strdup (request->url);
  else
    self->url = g_strconcat (cvk_connection_get_api_url (self->connection), request->path, NULL);
  self->origin = self->connection != NULL && !has_own_transport (self)
                   ? cvk_connection_dup_origin (self->connection)
                   : find_origin (self->url);
  if (action->concurrency == 1 && self->connection != NULL)
    self->lane = g_strconcat (action->type_id, " ",
                              cvk_connection_get_limited_account (self->connection), NULL);
}

void
cvk_exchange_async (const CvkExchangeOptions *options,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (options->connection, NULL, callback, user_data);
  CvkExchange *self = g_new0 (CvkExchange, 1);

  g_task_set_source_tag (task, cvk_exchange_async);
  self->options = *options;
  self->was_unknown = options->is_repeat;
  g_set_object (&self->connection, options->connection);
  self->http = g_object_ref (
    options->connection != NULL ? cvk_connection_get_http (options->connection) : options->http);
  self->settings = cvk_value_ref (options->settings);
  g_set_object (&self->cancellable, options->cancellable);
  prepare_address (self);
  prepare_content (self);
  g_task_set_task_data (task, self, (GDestroyNotify) exchange_free);

  if (self->connection != NULL && !has_own_transport (self) &&
      !cvk_connection_allows_url (self->connection, self->url))
    cvk_exchange_end_with (
      task, CVK_REPLY_REFUSED,
      cvk_problem_new ("host-not-allowed",
                       N_ ("The connection's token may not be sent to this address. "
                           "Connect the account again."),
                       NULL));
  else if (options->call != NULL)
    await_equal (task);
  else
    cvk_exchange_begin_attempt (task);
}

CvkReply *
cvk_exchange_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
