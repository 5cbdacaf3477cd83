// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-connection-read.h"

#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "base/cvk-problem.h"
#include "desktop/client/cvk-bindings.h"

typedef struct
{
  char *action;
  char *settings; /* JSON */
} Question;

static void
free_question (gpointer data)
{
  Question *question = data;

  g_free (question->action);
  g_free (question->settings);
  g_free (question);
}

char *
cvk_connection_read_dup_connection (CvkFieldContext *context)
{
  CvkSession *session = cvk_field_context_get_session (context);
  CvkNode *node = cvk_field_context_get_node (context);
  CvkEngineClient *client = cvk_field_context_get_client (context);
  const CvkConnectionSlot *slot =
    node != NULL && node->slot != NULL
      ? cvk_document_get_slot (cvk_session_get_document (session), node->slot)
      : NULL;

  if (slot == NULL || client == NULL)
    return NULL;
  return cvk_bindings_dup_connection (cvk_bindings_get (session), slot,
                                      cvk_engine_client_get_connections (client));
}

/* NULL: nothing went wrong. (transfer full) (nullable) */
static char *
dup_problem (const char *json)
{
  g_autoptr (CvkValue) value = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  g_autoptr (CvkProblem) problem =
    value != NULL && cvk_value_is_object (value) ? cvk_problem_from_value (value) : NULL;

  return problem != NULL ? cvk_local_problem (problem) : NULL;
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *items = NULL;
  g_autofree char *why = NULL;
  g_autofree char *message = NULL;
  CvkValue *list = NULL;

  if (!cvk_api_engine_call_read_finish (CVK_API_ENGINE (object), &items, &why, result, &error))
    {
      g_dbus_error_strip_remote_error (error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  message = dup_problem (why);
  if (message != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", message);
  else if ((list = cvk_value_from_json (items, -1, CVK_JSON_DATA, &error)) != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify) cvk_value_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  g_autofree char *connection =
    cvk_connection_read_dup_connection (g_task_get_source_object (task));

  if (api == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (connection == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             "the node has changed meanwhile");
  else
    cvk_api_engine_call_read (api, connection, question->action, question->settings,
                              g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

void
cvk_connection_read_async (CvkFieldContext *context,
                           const char *action,
                           const CvkValue *settings,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Question *question;

  g_return_if_fail (CVK_IS_FIELD_CONTEXT (context));
  g_return_if_fail (cvk_field_context_get_client (context) != NULL);

  question = g_new0 (Question, 1);
  question->action = g_strdup (action);
  question->settings = cvk_value_to_json (settings, CVK_JSON_COMPACT);
  task = g_task_new (context, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_connection_read_async);
  g_task_set_task_data (task, question, free_question);
  cvk_engine_client_get_api_async (cvk_field_context_get_client (context), cancellable, api_cb,
                                   g_object_ref (task));
}

CvkValue *
cvk_connection_read_finish (CvkFieldContext *context, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, context), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
