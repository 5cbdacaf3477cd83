// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <string.h>

/* Limits of the day: "limits.quota" of a connector says how many changes a day the service permits
 * one host, and "counts" of an action that it is one of them. */

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
cvk_execution_take_quota (CvkExecution *self, CvkExecutionDone done)
{
  GObject *connection = cvk_step_get_connection (cvk_call_get_step (self->call));
  const CvkValue *quota = cvk_connector_get_quota (self->action->connector);
  g_autofree char *prefix = NULL;
  g_autofree char *key = NULL;
  Taking *taking;

  /* What was sent before is not sent again. */
  if (quota == NULL || !cvk_value_lookup_boolean (self->action->description, "counts", FALSE) ||
      !cvk_connection_has_limits (CVK_CONNECTION (connection)) ||
      cvk_call_get_past_effect (self->call) != NULL)
    {
      done (self);
      return;
    }
  prefix = cvk_connection_make_quota_prefix (CVK_CONNECTION (connection));
  key = g_strconcat (prefix, find_host (quota, self->settings, CVK_CONNECTION (connection)), NULL);
  taking = g_new0 (Taking, 1);
  taking->execution = self;
  taking->done = done;
  self->has_quota = TRUE;
  cvk_call_take_quota_async (self->call, key, cvk_value_lookup_integer (quota, "day", 0),
                             self->action->connector->title, taken_cb, taking);
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
  cvk_execution_take_quota (self, taking->done);
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
