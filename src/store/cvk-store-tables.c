// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-private.h"

#include <stdint.h>

#include "base/cvk-json.h"

/* Connections, trust and settings: small tables, each request one statement. */

void
cvk_store_push_request (CvkStore *self,
                        CvkStoreFunc func,
                        const char *key,
                        char *value,
                        gpointer source_tag,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  CvkStoreJob *job = cvk_store_job_new (func, task);

  g_task_set_source_tag (task, source_tag);
  job->key = g_strdup (key);
  job->value = value;
  cvk_store_push (self, job);
}

static gboolean
run_statement (CvkDatabase *database, const char *sql, CvkStoreJob *job, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, job->key);
  if (sqlite3_bind_parameter_count (statement) > 1)
    cvk_database_bind_text (statement, 2, job->value);
  return cvk_database_run (database, statement, NULL, error);
}

gboolean
cvk_store_read_text (CvkDatabase *database, const char *sql, CvkStoreJob *job, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (database, sql, error);
  GError *problem = NULL;

  if (statement == NULL)
    return FALSE;
  job->free_result = g_free;
  cvk_database_bind_text (statement, 1, job->key);
  if (sqlite3_bind_parameter_count (statement) > 1)
    cvk_database_bind_text (statement, 2, job->value);
  if (cvk_database_step (database, statement, &problem))
    job->result = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_reset (statement);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

static gboolean
save_connection (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return run_statement (database,
                        "INSERT INTO connection (id, record) VALUES (?1, ?2)"
                        " ON CONFLICT (id) DO UPDATE SET record = ?2",
                        job, error);
}

static gboolean
remove_connection (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return run_statement (database, "DELETE FROM connection WHERE id = ?1", job, error);
}

static gboolean
save_trust (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return run_statement (database,
                        "INSERT INTO trust (hash, since) VALUES (?1, unixepoch ())"
                        " ON CONFLICT DO NOTHING",
                        job, error);
}

static gboolean
save_setting (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  if (job->value == NULL)
    return run_statement (database, "DELETE FROM setting WHERE name = ?1", job, error);
  return run_statement (database,
                        "INSERT INTO setting (name, value) VALUES (?1, ?2)"
                        " ON CONFLICT (name) DO UPDATE SET value = ?2",
                        job, error);
}

static gboolean
forget (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM run",     "DELETE FROM pipeline",   "DELETE FROM connection",  "DELETE FROM trust",
    "DELETE FROM setting", "DELETE FROM activation", "DELETE FROM quota",       "DELETE FROM seen",
    "DELETE FROM large",   "DELETE FROM data_table", "DELETE FROM data_change",
  };
  sqlite3_stmt *overwrite = cvk_database_prepare (database, "PRAGMA secure_delete = ON", error);

  if (overwrite == NULL)
    return FALSE;
  cvk_database_step (database, overwrite, NULL);
  sqlite3_reset (overwrite);
  for (size_t i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      sqlite3_stmt *statement = cvk_database_prepare (database, statements[i], error);

      if (statement == NULL || !cvk_database_run (database, statement, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
load_trust (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  if (!cvk_store_read_text (database, "SELECT hash FROM trust WHERE hash = ?1", job, error))
    return FALSE;
  job->free_result = NULL;
  job->yes = job->result != NULL;
  g_clear_pointer (&job->result, g_free);
  return TRUE;
}

static gboolean
load_setting (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (database, "SELECT value FROM setting WHERE name = ?1", job, error);
}

static gboolean
load_run (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (
    database,
    "SELECT json_object ('run', id, 'state', state, 'result', json (result))"
    " FROM run WHERE id = ?1",
    job, error);
}

static gboolean
load_connections (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  sqlite3_stmt *statement =
    cvk_database_prepare (database, "SELECT record FROM connection ORDER BY number", error);
  GError *problem = NULL;

  if (statement == NULL)
    return FALSE;
  while (problem == NULL && cvk_database_step (database, statement, &problem))
    {
      const char *text = (const char *) sqlite3_column_text (statement, 0);
      CvkValue *record = cvk_value_from_json (text, -1, CVK_JSON_STRICT, &problem);

      if (record != NULL)
        g_ptr_array_add (records, record);
    }
  sqlite3_reset (statement);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  job->result = g_steal_pointer (&records);
  job->free_result = (GDestroyNotify) g_ptr_array_unref;
  return TRUE;
}

gboolean
cvk_store_boolean_finish (CvkStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
cvk_store_text_finish (CvkStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

GPtrArray *
cvk_store_load_connections_finish (CvkStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cvk_store_save_connection_async (CvkStore *self,
                                 const char *id,
                                 const CvkValue *record,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  cvk_store_push_request (self, save_connection, id, cvk_value_to_json (record, CVK_JSON_COMPACT),
                          cvk_store_save_connection_async, callback, user_data);
}

void
cvk_store_remove_connection_async (CvkStore *self,
                                   const char *id,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  cvk_store_push_request (self, remove_connection, id, NULL, cvk_store_remove_connection_async,
                          callback, user_data);
}

void
cvk_store_trust_async (CvkStore *self,
                       const char *hash,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  cvk_store_push_request (self, save_trust, hash, NULL, cvk_store_trust_async, callback, user_data);
}

void
cvk_store_is_trusted_async (CvkStore *self,
                            const char *hash,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  cvk_store_push_request (self, load_trust, hash, NULL, cvk_store_is_trusted_async, callback,
                          user_data);
}

void
cvk_store_save_setting_async (CvkStore *self,
                              const char *name,
                              const char *value,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  cvk_store_push_request (self, save_setting, name, g_strdup (value), cvk_store_save_setting_async,
                          callback, user_data);
}

void
cvk_store_forget_async (CvkStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  cvk_store_push_request (self, forget, NULL, NULL, cvk_store_forget_async, callback, user_data);
}

void
cvk_store_load_connections_async (CvkStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  cvk_store_push_request (self, load_connections, NULL, NULL, cvk_store_load_connections_async,
                          callback, user_data);
}

void
cvk_store_load_setting_async (CvkStore *self,
                              const char *name,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  cvk_store_push_request (self, load_setting, name, NULL, cvk_store_load_setting_async, callback,
                          user_data);
}

void
cvk_store_load_run_async (CvkStore *self,
                          const char *run,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  cvk_store_push_request (self, load_run, run, NULL, cvk_store_load_run_async, callback, user_data);
}
