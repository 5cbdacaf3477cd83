// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-model-read.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"
#include "base/cvk-problem.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/client/cvk-connection-list.h"

#define ACTION "ai.models"

/* The id of the connection that the node's slot is filled with. (transfer full) (nullable) */
static char *
dup_connection (CvkFieldContext *context)
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

char *
cvk_model_read_dup_host (CvkFieldContext *context)
{
  g_autofree char *id = dup_connection (context);
  CvkConnectionInfo *info = NULL;
  g_autoptr (GUri) uri = NULL;

  if (id != NULL)
    info = cvk_connection_list_find (CVK_CONNECTION_LIST (cvk_engine_client_get_connections (
                                       cvk_field_context_get_client (context))),
                                     id);
  if (info != NULL)
    uri = g_uri_parse (cvk_connection_info_get_api_url (info), G_URI_FLAGS_NONE, NULL);
  return uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
}

gboolean
cvk_model_read_is_local (const char *host)
{
  return g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1") ||
         g_str_equal (host, "localhost");
}

/* NULL: nothing went wrong. (transfer full) (nullable) */
static char *
dup_problem (const char *json)
{
  g_autoptr (CvkValue) value = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  g_autoptr (CvkProblem) problem =
    value != NULL && cvk_value_is_object (value) ? cvk_problem_from_value (value) : NULL;

  return problem != NULL ? cvk_problem_dup_message (problem) : NULL;
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
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  g_autofree char *connection = dup_connection (g_task_get_source_object (task));

  if (api == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (connection == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             "the node has changed meanwhile");
  else
    cvk_api_engine_call_read (api, connection, ACTION, "{}", g_task_get_cancellable (task), read_cb,
                              g_object_ref (task));
}

void
cvk_model_read_async (CvkFieldContext *context,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *connection = NULL;

  g_return_if_fail (CVK_IS_FIELD_CONTEXT (context));

  task = g_task_new (context, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_model_read_async);
  connection = dup_connection (context);
  if (connection == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                               _ ("Choose a connection for this step first: its service is asked "
                                  "which models it has."));
      return;
    }
  cvk_engine_client_get_api_async (cvk_field_context_get_client (context), cancellable, api_cb,
                                   g_object_ref (task));
}

CvkValue *
cvk_model_read_finish (CvkFieldContext *context, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, context), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
