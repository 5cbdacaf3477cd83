// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <string.h>

/* Limits of the day: "limits.quota" of a connector says how many changes a day the service permits
 * one host, and "counts" of an action that it is one of them. */

/* So few are sent without asking the service first whether it has such a limit, as long as the
 * limit that most have leaves room for them. */
#define FEW_CHANGES 10

typedef struct
{
  CvkExecution *execution;
  CvkExecutionDone done;
} Taking;

char *
cvk_connection_make_quota_prefix (CvkConnection *self)
{
  g_autofree char *origin = cvk_connection_dup_origin (self);

  return g_strconcat (origin, " ", cvk_connection_get_limited_account (self), " ", NULL);
}

const CvkValue *
cvk_connector_get_quota (const CvkConnector *self)
{
  CvkValue *limits = cvk_value_get_member (self->description, "limits");

  return limits != NULL ? cvk_value_get_member (limits, "quota") : NULL;
}

gboolean
cvk_node_type_counts (const CvkNodeType *type)
{
  const CvkAction *action = cvk_action_from_type (type);

  return action != NULL && cvk_value_lookup_boolean (action->description, "counts", FALSE) &&
         cvk_connector_get_quota (action->connector) != NULL;
}

/* Whose change it is: one that the settings name, else the account. "me" is the account too. */
static const char *
find_host (const CvkValue *quota, const CvkValue *settings, CvkConnection *connection)
{
  CvkValue *names = cvk_value_get_member (quota, "hosts");

  for (size_t i = 0; names != NULL && i < cvk_value_get_length (names); i++)
    {
      const char *name = cvk_value_get_string (cvk_value_get_element (names, i));
      const char *host = cvk_value_lookup_string (settings, name, "me");

      if (*host != '\0' && !g_str_equal (host, "me"))
        return host;
    }
  return cvk_connection_get_limited_account (connection);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Taking *taking = user_data;
  CvkExecution *self = taking->execution;
  g_autoptr (GError) error = NULL;

  if (cvk_call_take_quota_finish (self->call, result, &error))
    taking->done (self);
  else
    cvk_call_fail (self->call, cvk_action_describe_engine_error (error));
}

void
cvk_action_learn_quota (const CvkAction *self,
                        CvkConnection *connection,
                        const CvkHttpResponse *response)
{
  const CvkValue *quota = cvk_connector_get_quota (self->connector);
  int64_t none_above =
    quota != NULL ? cvk_value_lookup_integer (quota, "none_above", G_MAXINT64) : G_MAXINT64;
  const char *text = cvk_http_response_get_header (response, "x-ratelimit-limit");
  int64_t limit = 0;

  if (response->status >= 400)
    return;
  if (text != NULL)
    (void) g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &limit, NULL);
  cvk_connection_set_quota_told (connection, limit <= none_above);
}

/* --- Taking --- */

static char *
make_key (CvkExecution *self)
{
  GObject *connection = cvk_step_get_connection (cvk_call_get_step (self->call));
  const CvkValue *quota = cvk_connector_get_quota (self->action->connector);
  g_autofree char *prefix = cvk_connection_make_quota_prefix (CVK_CONNECTION (connection));

  return g_strconcat (prefix, find_host (quota, self->settings, CVK_CONNECTION (connection)), NULL);
}

static void
take (CvkExecution *self, CvkExecutionDone done)
{
  GObject *connection = cvk_step_get_connection (cvk_call_get_step (self->call));
  const CvkValue *quota = cvk_connector_get_quota (self->action->connector);
  g_autofree char *key = NULL;
  int64_t day = G_MAXINT32;
  Taking *taking;

  if (!cvk_connection_has_limits (CVK_CONNECTION (connection)))
    {
      done (self);
      return;
    }
  key = make_key (self);
  taking = g_new0 (Taking, 1);
  taking->execution = self;
  taking->done = done;
  self->has_quota = TRUE;
  /* Who has said that there is none is taken at its word, until it says otherwise. */
  if (cvk_connection_has_quota (CVK_CONNECTION (connection)))
    day = cvk_value_lookup_integer (quota, "day", 0);
  cvk_call_take_quota_async (self->call, key, day, self->action->connector->title, taken_cb,
                             taking);
}

/* --- Asking the service first --- */

typedef struct
{
  Taking taking;
  CvkActionRequest request;
} Telling;

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Telling *telling = user_data;
  g_autoptr (CvkReply) reply = cvk_exchange_finish (result);

  /* Whatever it is that failed, the change itself will say so. */
  cvk_action_request_clear (&telling->request);
  take (telling->taking.execution, telling->taking.done);
}

static void
tell (CvkExecution *self, const CvkAction *action, CvkExecutionDone done)
{
  g_autoptr (CvkValue) no_settings = cvk_value_new_object (NULL, NULL);
  CvkProblem *problem = NULL;
  Telling *telling = g_new0 (Telling, 1);

  telling->taking.execution = self;
  telling->taking.done = done;
  if (cvk_action_build_request (action, no_settings, &telling->request, &problem))
    {
      cvk_execution_exchange_for (self, action, &telling->request, told_cb, telling);
      return;
    }
  g_clear_pointer (&problem, cvk_problem_unref);
  g_free (telling);
  take (self, done);
}

/* The action that makes the service tell what it permits; NULL when it has told. */
static const CvkAction *
find_telling (CvkExecution *self, CvkConnection *connection, const CvkValue *quota)
{
  const char *id = cvk_value_lookup_string (quota, "told_by", NULL);
  const CvkAction *action = NULL;

  if (id == NULL || cvk_connection_is_quota_told (connection) ||
      !cvk_connection_has_limits (connection))
    return NULL;
  action = cvk_connector_get_action (self->action->connector, id);
  return action != NULL && cvk_execution_may_use (self, action) ? action : NULL;
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Taking *taking = user_data;
  CvkExecution *self = taking->execution;
  CvkStep *step = cvk_call_get_step (self->call);
  GObject *connection = cvk_step_get_connection (step);
  const CvkValue *quota = cvk_connector_get_quota (self->action->connector);
  const CvkAction *action = find_telling (self, CVK_CONNECTION (connection), quota);
  g_autofree char *key = make_key (self);
  int64_t left;

  left = cvk_call_count_quota_left_finish (self->call, result, key,
                                           cvk_value_lookup_integer (quota, "day", G_MAXINT32));
  if (action != NULL && left < (int64_t) cvk_step_get_items (step, 0)->len)
    tell (self, action, taking->done);
  else
    take (self, taking->done);
}

void
cvk_execution_take_quota (CvkExecution *self, CvkExecutionDone done)
{
  GObject *connection = cvk_step_get_connection (cvk_call_get_step (self->call));
  const CvkValue *quota = cvk_connector_get_quota (self->action->connector);
  const CvkAction *action = NULL;
  g_autofree char *key = NULL;
  Taking *taking = NULL;

  /* What was sent before is not sent again. */
  if (quota == NULL || !cvk_value_lookup_boolean (self->action->description, "counts", FALSE) ||
      cvk_call_get_past_effect (self->call) != NULL)
    {
      done (self);
      return;
    }
  action = find_telling (self, CVK_CONNECTION (connection), quota);
  if (action == NULL)
    take (self, done);
  else if (cvk_step_get_items (cvk_call_get_step (self->call), 0)->len > FEW_CHANGES)
    tell (self, action, done);
  else
    {
      key = make_key (self);
      taking = g_new0 (Taking, 1);
      taking->execution = self;
      taking->done = done;
      cvk_call_count_quota_left_async (self->call, key, left_cb, taking);
    }
}

static void
taken_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Taking *taking = user_data;
  CvkExecution *self = taking->execution;
  g_autoptr (GError) error = NULL;

  if (!cvk_call_resolve_effect_finish (self->call, result, &error))
    {
      cvk_call_fail (self->call, cvk_action_describe_engine_error (error));
      return;
    }
  cvk_call_fill_quota (self->call, self->reply->quota_limit);
  g_clear_pointer (&self->reply, cvk_reply_free);
  take (self, taking->done);
}

gboolean
cvk_execution_retake_quota (CvkExecution *self, CvkExecutionDone again)
{
  Taking *taking;

  if (!self->reply->is_quota || !self->has_quota || !self->reply->is_sent ||
      self->reply->kind != CVK_REPLY_REFUSED)
    return FALSE;
  taking = g_new0 (Taking, 1);
  taking->execution = self;
  taking->done = again;
  cvk_call_resolve_effect_async (self->call, CVK_EFFECT_PLANNED, NULL, taken_back_cb, taking);
  return TRUE;
}

int64_t
cvk_action_read_quota_limit (const CvkAction *self, const char *message)
{
  const CvkValue *quota = cvk_connector_get_quota (self->connector);
  const char *after = quota != NULL ? cvk_value_lookup_string (quota, "limit_after", NULL) : NULL;
  const char *number = after != NULL ? strstr (message, after) : NULL;
  g_autofree char *digits = NULL;
  int64_t limit;

  if (number == NULL)
    return 0;
  number += strlen (after);
  digits = g_strndup (number, strspn (number, "0123456789"));
  return g_ascii_string_to_signed (digits, 10, 1, G_MAXINT32, &limit, NULL) ? limit : 0;
}
