// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-data-table-read.h"

#include "base/cvk-json.h"

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  CvkValue *tables = NULL;

  if (!cvk_api_engine_call_list_tables_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      g_dbus_error_strip_remote_error (error);
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if ((tables = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error)) != NULL)
    g_task_return_pointer (task, tables, (GDestroyNotify) cvk_value_unref);
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

  if (api == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    cvk_api_engine_call_list_tables (api, g_task_get_cancellable (task), listed_cb,
                                     g_object_ref (task));
}

void
cvk_data_table_read_async (CvkFieldContext *context,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CVK_IS_FIELD_CONTEXT (context));
  g_return_if_fail (cvk_field_context_get_client (context) != NULL);

  task = g_task_new (context, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_data_table_read_async);
  cvk_engine_client_get_api_async (cvk_field_context_get_client (context), cancellable, api_cb,
                                   g_object_ref (task));
}

CvkValue *
cvk_data_table_read_finish (CvkFieldContext *context, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, context), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
