// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-data-private.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

/* Changes to data tables: which one it is, all of it or nothing, once for each effect, and how it
 * is taken back. */

typedef struct
{
  char *table;
  CvkValue *change;
  char *effect;
  char *run;
} Request;

static void
free_request (gpointer data)
{
  Request *self = data;

  g_free (self->table);
  cvk_value_unref (self->change);
  g_free (self->effect);
  g_free (self->run);
  g_free (self);
}

/* --- Taking back --- */

static gboolean
forget_undo (CvkDataTable *self, GError **error)
{
  return cvk_data_table_run (self, "DELETE FROM data_undo WHERE data_table = ?1", 0, error) &&
         cvk_data_table_run (self, "UPDATE data_table SET undo = NULL WHERE name = ?1", 0, error);
}

static gboolean
restore_columns (CvkDataTable *self, GError **error)
{
  sqlite3_stmt *statement =
    cvk_database_prepare (self->database, "SELECT undo FROM data_table WHERE name = ?1", error);
  g_autoptr (CvkValue) undo = NULL;
  GError *problem = NULL;

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, self->name);
  if (cvk_database_step (self->database, statement, &problem) &&
      sqlite3_column_type (statement, 0) != SQLITE_NULL)
    undo = cvk_value_from_json ((const char *) sqlite3_column_text (statement, 0), -1,
                                CVK_JSON_STRICT, &problem);
  sqlite3_reset (statement);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (undo == NULL)
    return TRUE;
  g_free (self->key);
  self->key = g_strdup (cvk_value_lookup_string (undo, "key", NULL));
  return cvk_data_table_set_columns (self, cvk_value_get_member (undo, "columns"), error) &&
         cvk_data_table_save (self, error);
}

static gboolean
restore_row (CvkDataTable *self, int64_t number, const char *text, GError **error)
{
  g_autoptr (CvkValue) fields = NULL;

  if (text == NULL)
    return cvk_data_table_run (self, "DELETE FROM data_row WHERE data_table = ?1 AND number = ?2",
                               number, error);
  fields = cvk_value_from_json (text, -1, CVK_JSON_DATA, error);
  return fields != NULL && cvk_data_put_row (self, number, fields, error);
}

/* The keys of the rows that come back may have changed places. */
static gboolean
restore_rows (CvkDataTable *self, GError **error)
{
  sqlite3_stmt *statement;
  GError *problem = NULL;

  if (!cvk_data_table_run (self,
                           "UPDATE data_row SET key = NULL WHERE data_table = ?1 AND number IN"
                           "  (SELECT number FROM data_undo WHERE data_table = ?1)",
                           0, error))
    return FALSE;
  statement = cvk_database_prepare (
    self->database, "SELECT number, fields FROM data_undo WHERE data_table = ?1 ORDER BY fields",
    error);
  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, self->name);
  while (problem == NULL && cvk_database_step (self->database, statement, &problem))
    (void) restore_row (self, sqlite3_column_int64 (statement, 0),
                        (const char *) sqlite3_column_text (statement, 1), &problem);
  sqlite3_reset (statement);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

static CvkValue *
take_back (CvkDataTable *self, const CvkValue *change, GError **error)
{
  if (!restore_columns (self, error) || !restore_rows (self, error) || !forget_undo (self, error))
    return NULL;
  return cvk_value_new_object (NULL, NULL);
}

/* --- The others --- */

static gboolean
bind_and_run (CvkDataTable *self, const char *sql, const char *text, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, self->name);
  cvk_database_bind_text (statement, 2, text);
  return cvk_database_run (self->database, statement, NULL, error);
}

static CvkValue *
rename_table (CvkDataTable *self, const CvkValue *change, GError **error)
{
  const char *name = cvk_value_lookup_string (change, "name", "");
  g_auto (CvkDataTable) other = { 0 };

  if (!cvk_data_check_name (name, error) ||
      !cvk_data_table_load (&other, self->database, name, error))
    return NULL;
  if (other.exists && !g_str_equal (name, self->name))
    {
      g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_CONFLICT,
                   _ ("There is a table named “%s” already. Give another name."), name);
      return NULL;
    }
  if (!bind_and_run (self, "UPDATE data_table SET name = ?2 WHERE name = ?1", name, error))
    return NULL;
  return cvk_value_new_object (NULL, NULL);
}

static CvkValue *
remove_table (CvkDataTable *self, const CvkValue *change, GError **error)
{
  if (!cvk_data_table_run (self, "DELETE FROM data_table WHERE name = ?1", 0, error))
    return NULL;
  return cvk_value_new_object (NULL, NULL);
}

static const struct
{
  const char *name;
  CvkValue *(*run) (CvkDataTable *self, const CvkValue *change, GError **error);
  gboolean makes_table;
  gboolean can_be_taken_back;
} operations[] = {
  { "write", cvk_data_write, TRUE, TRUE },
  { "set", cvk_data_set, FALSE, TRUE },
  { "delete", cvk_data_delete, FALSE, TRUE },
  { "create", cvk_data_create, TRUE, FALSE },
  { "columns", cvk_data_change_columns, FALSE, TRUE },
  { "rename", rename_table, FALSE, FALSE },
  { "remove", remove_table, FALSE, FALSE },
  { "undo", take_back, FALSE, FALSE },
};

/* (transfer full) (nullable) */
static CvkValue *
run_operation (CvkDataTable *table, const CvkValue *change, GError **error)
{
  const char *name = cvk_value_lookup_string (change, "op", "");

  for (size_t i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      if (!g_str_equal (operations[i].name, name))
        continue;
      if (!table->exists && !operations[i].makes_table)
        {
          g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_UNKNOWN,
                       _ ("There is no table named “%s”."), table->name);
          return NULL;
        }
      if (operations[i].can_be_taken_back && !forget_undo (table, error))
        return NULL;
      table->keeps_undo = table->keeps_undo && table->exists && operations[i].can_be_taken_back;
      if (table->keeps_undo && !cvk_data_remember_columns (table, error))
        return NULL;
      return operations[i].run (table, change, error);
    }
  g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_INVALID,
               _ ("“%s” is no change to a table that Convoke knows."), name);
  return NULL;
}

/* --- Once for each effect --- */

/* (transfer full) (nullable): what it gave the first time. */
static CvkValue *
find_result (CvkDatabase *database, const Request *request, GError **error)
{
  sqlite3_stmt *statement =
    cvk_database_prepare (database, "SELECT result FROM data_change WHERE effect = ?1", error);
  CvkValue *found = NULL;
  GError *problem = NULL;

  if (statement == NULL)
    return NULL;
  cvk_database_bind_text (statement, 1, request->effect);
  if (cvk_database_step (database, statement, &problem))
    found = cvk_value_from_json ((const char *) sqlite3_column_text (statement, 0), -1,
                                 CVK_JSON_DATA, &problem);
  sqlite3_reset (statement);
  if (problem != NULL)
    g_propagate_error (error, problem);
  return found;
}

static gboolean
mark_effect (CvkDatabase *database, const Request *request, const CvkValue *result, GError **error)
{
  g_autofree char *text = cvk_value_to_json (result, CVK_JSON_COMPACT);
  sqlite3_stmt *statement = cvk_database_prepare (
    database, "INSERT INTO data_change (effect, run, result) VALUES (?1, ?2, ?3)", error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, request->effect);
  cvk_database_bind_text (statement, 2, request->run);
  cvk_database_bind_text (statement, 3, text);
  return cvk_database_run (database, statement, NULL, error);
}

static CvkValue *
apply (CvkDatabase *database, const Request *request, GError **error)
{
  g_auto (CvkDataTable) table = { 0 };
  g_autoptr (CvkValue) result = NULL;

  if (!cvk_data_table_load (&table, database, request->table, error))
    return NULL;
  table.keeps_undo = request->effect == NULL;
  result = run_operation (&table, request->change, error);
  if (result == NULL ||
      (request->effect != NULL && !mark_effect (database, request, result, error)))
    return NULL;
  return g_steal_pointer (&result);
}

static gboolean
run_plain (CvkDatabase *database, const char *sql, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (database, sql, error);

  return statement != NULL && cvk_database_run (database, statement, NULL, error);
}

static gboolean
change_table (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  const Request *request = g_task_get_task_data (job->task);
  g_autoptr (GError) problem = NULL;

  job->free_result = (GDestroyNotify) cvk_value_unref;
  if (request->effect != NULL)
    job->result = find_result (database, request, &problem);
  if (problem == NULL && job->result == NULL && run_plain (database, "SAVEPOINT data", &problem))
    {
      job->result = apply (database, request, &problem);
      if (problem != NULL && !run_plain (database, "ROLLBACK TO data", error))
        return FALSE;
      if (!run_plain (database, "RELEASE data", error))
        return FALSE;
    }
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

void
cvk_store_change_table (CvkTables *tables, const CvkTableChange *change, GTask *task)
{
  Request *request = g_new0 (Request, 1);

  request->table = g_strdup (change->table);
  request->change = cvk_value_ref (change->change);
  request->effect = g_strdup (change->effect);
  request->run = g_strdup (change->run);
  g_task_set_task_data (task, request, free_request);
  cvk_store_push (CVK_STORE (tables), cvk_store_job_new (change_table, task));
}
