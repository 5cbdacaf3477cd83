// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-action-private.h"
#include "connect/cvk-connection-private.h"
#include "engine/cvk-secret-keeper.h"

/* What a secret reference stands for, read anew at the service: with the action that reads a thing
 * of that kind by its id. */

typedef struct
{
  CvkAction action; /* a copy of the connector's, which tells what that one hides */
  CvkActionRequest request;
  char *id;
  char *field;
} Reading;

static void
reading_free (Reading *self)
{
  cvk_action_request_clear (&self->request);
  g_free (self->id);
  g_free (self->field);
  g_free (self);
}

static gboolean
holds_text (const CvkValue *array, const char *text)
{
  for (size_t i = 0; array != NULL && i < cvk_value_get_length (array); i++)
    if (g_str_equal (cvk_value_get_string (cvk_value_get_element (array, i)), text))
      return TRUE;
  return FALSE;
}

/* The one setting that the action cannot do without. (transfer none) (nullable) */
static const char *
get_key (const CvkAction *action)
{
  CvkValue *settings = cvk_value_get_member (action->description, "settings");
  CvkValue *required = cvk_value_get_member (settings, "required");

  return required != NULL && cvk_value_get_length (required) == 1
           ? cvk_value_get_string (cvk_value_get_element (required, 0))
           : NULL;
}

/* (transfer none) (nullable) */
static const CvkAction *
find_reader (const CvkConnector *connector, const CvkSecretReference *reference)
{
  for (unsigned i = 0; connector != NULL && i < connector->actions->len; i++)
    {
      const CvkAction *action = g_ptr_array_index (connector->actions, i);
      CvkValue *result = cvk_value_get_member (action->description, "result");

      if (action->operations.type.effect == CVK_NODE_EFFECT_READ && get_key (action) != NULL &&
          g_str_equal (cvk_value_lookup_string (result, "kind", ""), reference->kind) &&
          holds_text (cvk_value_get_member (result, "secrets"), reference->field))
        return action;
    }
  return NULL;
}

/* It is put into texts of all kinds, so it must be nothing but a link in any of them. */
static gboolean
is_link (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p) || strchr ("<>\"'\\`{}", *p) != NULL)
      return FALSE;
  return *text != '\0' && g_uri_is_valid (text, G_URI_FLAGS_NONE, NULL);
}

static void
return_problem (GTask *task, const char *id, const CvkProblem *problem)
{
  g_autofree char *reason = cvk_problem_dup_message (problem);
  gboolean is_cancelled = g_str_equal (cvk_problem_get_code (problem), "cancelled");

  if (is_cancelled)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", reason);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                             /* Translators: the number of a meeting, and why, in a sentence. */
                             _ ("The start link of meeting %s could not be fetched, so nothing was "
                                "written. %s"),
                             id, reason);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *self = g_task_get_task_data (task);
  g_autoptr (CvkReply) reply = cvk_exchange_finish (result);
  g_autoptr (CvkProblem) problem = NULL;
  const char *secret =
    reply->kind == CVK_REPLY_DONE ? cvk_value_lookup_string (reply->value, self->field, "") : "";

  if (is_link (secret))
    {
      g_task_return_pointer (task, cvk_secret_new (secret, -1), (GDestroyNotify) cvk_secret_unref);
      return;
    }
  problem = reply->kind == CVK_REPLY_DONE
              ? cvk_problem_new ("damaged-reply",
                                 N_ ("The service did not tell it. Whoever is signed in has to be "
                                     "the meeting’s host."),
                                 NULL)
              : cvk_problem_ref (reply->problem);
  return_problem (task, self->id, problem);
}

static void
fetch (CvkSecretKeeper *keeper, const CvkSecretReference *reference, CvkCall *call, GTask *task)
{
  CvkConnection *connection = CVK_CONNECTION (keeper);
  CvkStep *step = cvk_call_get_step (call);
  const CvkAction *reader =
    find_reader (cvk_connector_get (cvk_connection_get_connector (connection)), reference);
  g_autoptr (CvkValue) settings = NULL;
  g_autoptr (CvkProblem) problem = NULL;
  CvkExchangeOptions options = {
    .connection = connection,
    .clock = cvk_step_get_clock (step),
    .pause = cvk_step_get_pause (step),
    .owner = call,
    .cancellable = cvk_call_get_cancellable (call),
    .max_wait = CVK_RETRY_MAX_TIME,
  };
  Reading *self;

  if (reader == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                               _ ("“%s” of this service cannot be read by itself."),
                               reference->field);
      g_object_unref (task);
      return;
    }
  self = g_new0 (Reading, 1);
  self->action = *reader;
  self->action.tells_secrets = TRUE;
  self->id = g_strdup (reference->id);
  self->field = g_strdup (reference->field);
  g_task_set_task_data (task, self, (GDestroyNotify) reading_free);
  settings = cvk_value_new_object (get_key (reader), cvk_value_new_string (reference->id), NULL);
  if (!cvk_action_build_request (&self->action, settings, &self->request, &problem))
    {
      return_problem (task, self->id, problem);
      g_object_unref (task);
      return;
    }
  options.action = &self->action;
  options.settings = settings;
  options.request = &self->request;
  cvk_exchange_async (&options, read_cb, task);
}

void
cvk_connection_init_keeper (gpointer iface, gpointer data)
{
  ((CvkSecretKeeperInterface *) iface)->fetch = fetch;
}
