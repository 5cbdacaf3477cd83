// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-tables.h"

#include "base/cvk-json.h"

G_DEFINE_INTERFACE (CvkTables, cvk_tables, G_TYPE_OBJECT)
G_DEFINE_QUARK (cvk_tables_error, cvk_tables_error)

static void
cvk_tables_default_init (CvkTablesInterface *iface)
{
}

void
cvk_tables_read_async (CvkTables *self,
                       const CvkTableQuery *query,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_tables_read_async);
  CVK_TABLES_GET_IFACE (self)->read (self, query, task);
}

CvkValue *
cvk_tables_read_finish (CvkTables *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cvk_tables_change_async (CvkTables *self,
                         const CvkTableChange *change,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_tables_change_async);
  CVK_TABLES_GET_IFACE (self)->change (self, change, task);
}

CvkValue *
cvk_tables_change_finish (CvkTables *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
cvk_tables_dup_key (const CvkValue *value)
{
  if (value == NULL || cvk_value_is_null (value))
    return NULL;
  if (!cvk_value_is_string (value))
    return cvk_value_to_json (value, CVK_JSON_COMPACT);
  return *cvk_value_get_string (value) != '\0' ? g_strdup (cvk_value_get_string (value)) : NULL;
}
