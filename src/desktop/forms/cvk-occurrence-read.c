// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-occurrence-read.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "base/cvk-problem.h"
#include "desktop/client/cvk-bindings.h"

#define ACTION "zoom.get-meeting"

/* The id of the account that the node's slot is filled with. (transfer full) (nullable) */
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
cvk_occurrence_read_dup_obstacle (CvkFieldContext *context)
{
  CvkValue *setting;
  const char *meeting;
  g_autofree char *connection = NULL;

  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (context), NULL);

  setting = cvk_field_context_lookup (context, "meeting_id");
  meeting = setting != NULL && cvk_value_is_string (setting) ? cvk_value_get_string (setting) : "";
  if (cvk_field_context_get_client (context) == NULL || strstr (meeting, "{{") != NULL)
    return g_strdup (_ ("No series was read yet. Put “Get a meeting” in front of this node and run "
                        "it once: then its dates can be picked here."));
  if (*meeting == '\0')
    return g_strdup (_ ("Enter the ID of the meeting first: then the dates of its series can be "
                        "picked here."));
  connection = dup_connection (context);
  if (connection == NULL)
    return g_strdup (_ ("Choose an account for this node first: the dates of the series are asked "
                        "for with it."));
  return NULL;
}

/* --- Asking --- */

/* The dates in the API's answer. Takes the first item: an ID names one meeting. */
static GPtrArray *
read_items (const char *json, GError **error)
{
  g_autoptr (CvkValue) items = cvk_value_from_json (json, -1, CVK_JSON_DATA, error);
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_occurrence_free);

  if (items == NULL)
    return NULL;
  if (cvk_value_is_array (items) && cvk_value_get_length (items) > 0)
    cvk_occurrence_list_add_item (list, cvk_value_get_element (items, 0));
  return g_steal_pointer (&list);
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
  GPtrArray *list = NULL;

  if (!cvk_api_engine_call_read_finish (CVK_API_ENGINE (object), &items, &why, result, &error))
    {
      g_dbus_error_strip_remote_error (error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  message = dup_problem (why);
  if (message != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", message);
  else if ((list = read_items (items, &error)) != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkFieldContext *context = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  CvkValue *meeting = cvk_field_context_lookup (context, "meeting_id");
  g_autofree char *connection = dup_connection (context);
  g_autoptr (CvkValue) settings = NULL;
  g_autofree char *json = NULL;

  if (api == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (meeting == NULL || connection == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               "the node has changed meanwhile");
      return;
    }
  settings = cvk_value_new_object ("meeting_id", cvk_value_ref (meeting), NULL);
  json = cvk_value_to_json (settings, CVK_JSON_COMPACT);
  cvk_api_engine_call_read (api, connection, ACTION, json, g_task_get_cancellable (task), read_cb,
                            g_object_ref (task));
}

void
cvk_occurrence_read_async (CvkFieldContext *context,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CVK_IS_FIELD_CONTEXT (context));

  task = g_task_new (context, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_occurrence_read_async);
  cvk_engine_client_get_api_async (cvk_field_context_get_client (context), cancellable, api_cb,
                                   g_object_ref (task));
}

GPtrArray *
cvk_occurrence_read_finish (CvkFieldContext *context, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, context), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
