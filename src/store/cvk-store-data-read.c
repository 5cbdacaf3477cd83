// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-data.h"

#include "base/cvk-json.h"
#include "store/cvk-store-private.h"

/* Reading data tables. */

typedef struct
{
  char *table;
  char *column;
  char *text;
  int64_t after;
} Query;

static void
free_query (gpointer data)
{
  Query *self = data;

  g_free (self->table);
  g_free (self->column);
  g_free (self->text);
  g_free (self);
}

static gboolean
append_row (CvkArrayBuilder *rows, sqlite3_stmt *statement, GError **error)
{
  CvkValue *fields =
    cvk_value_from_json ((const char *) sqlite3_column_text (statement, 1),
                         sqlite3_column_bytes (statement, 1), CVK_JSON_DATA, error);

  if (fields == NULL)
    return FALSE;
  cvk_array_builder_append (
    rows,
    cvk_value_new_object ("number", cvk_value_new_integer (sqlite3_column_int64 (statement, 0)),
                          "fields", fields, NULL));
  return TRUE;
}

/* A page of rows, one more than fits to know whether there are others. */
#define PAGE " ORDER BY number LIMIT " G_STRINGIFY (CVK_TABLES_PAGE) " + 1"

/* FALSE on error, too. */
static gboolean
is_key (CvkDatabase *database, const Query *query, GError **error)
{
  sqlite3_stmt *statement =
    query->column != NULL
      ? cvk_database_prepare (database, "SELECT 1 FROM data_table WHERE name = ?1 AND key = ?2",
                              error)
      : NULL;
  gboolean found;

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, query->table);
  cvk_database_bind_text (statement, 2, query->column);
  found = cvk_database_step (database, statement, error);
  sqlite3_reset (statement);
  return found;
}

/* One statement for both would read all rows: an index serves one of them only. */
static sqlite3_stmt *
prepare_page (CvkDatabase *database, const Query *query, GError **error)
{
  GError *problem = NULL;
  gboolean by_key = is_key (database, query, &problem);
  sqlite3_stmt *statement = NULL;

  if (problem == NULL)
    statement =
      by_key ? cvk_database_prepare (database,
                                     "SELECT number, fields FROM data_row"
                                     " WHERE data_table = ?1 AND key = ?3 AND number > ?2" PAGE,
                                     &problem)
             : cvk_database_prepare (database,
                                     "SELECT number, fields FROM data_row"
                                     " WHERE data_table = ?1 AND number > ?2" PAGE,
                                     &problem);
  if (statement == NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  cvk_database_bind_text (statement, 1, query->table);
  sqlite3_bind_int64 (statement, 2, query->after);
  if (by_key)
    cvk_database_bind_text (statement, 3, query->text);
  return statement;
}

static gboolean
read_page (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  const Query *query = g_task_get_task_data (job->task);
  sqlite3_stmt *statement = prepare_page (database, query, error);
  g_auto (CvkArrayBuilder) rows = { 0 };
  gboolean more = FALSE;
  GError *problem = NULL;

  if (statement == NULL)
    return FALSE;
  job->free_result = (GDestroyNotify) cvk_value_unref;
  cvk_array_builder_init (&rows);
  for (unsigned i = 0; problem == NULL && cvk_database_step (database, statement, &problem); i++)
    {
      more = i == CVK_TABLES_PAGE;
      if (more || !append_row (&rows, statement, &problem))
        break;
    }
  sqlite3_reset (statement);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  job->result = cvk_value_new_object ("rows", cvk_array_builder_end (&rows), "more",
                                      cvk_value_new_boolean (more), NULL);
  return TRUE;
}

void
cvk_store_read_table (CvkTables *tables, const CvkTableQuery *query, GTask *task)
{
  Query *copy = g_new0 (Query, 1);

  copy->table = g_strdup (query->table);
  copy->column = g_strdup (query->column);
  copy->text = g_strdup (query->text);
  copy->after = query->after;
  g_task_set_task_data (task, copy, free_query);
  cvk_store_push (CVK_STORE (tables), cvk_store_job_new (read_page, task));
}

/* --- For people --- */

static gboolean
list_tables (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (
    database,
    "SELECT json_group_array (json_object ('name', name, 'columns', json (columns), 'key', key,"
    "   'rows', rows,"
    "   'undo', json (iif (undo IS NOT NULL, 'true', 'false'))))"
    " FROM (SELECT * FROM data_table ORDER BY name)",
    job, error);
}

void
cvk_store_list_data_async (CvkStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  cvk_store_push_request (self, list_tables, NULL, NULL, cvk_store_list_data_async, callback,
                          user_data);
}

/* ?2: [search or null, count, offset]. Values are looked through, names of columns are not. */
#define FOUND                                                                                      \
  " data_table = ?1 AND (json_extract (?2, '$[0]') IS NULL OR EXISTS"                              \
  "  (SELECT 1 FROM json_each (fields) WHERE instr (lower (value), lower (json_extract (?2, "      \
  "'$[0]')))))"

static gboolean
load_window (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (
    database,
    "SELECT json_object ('count', (SELECT count (*) FROM data_row WHERE" FOUND "),"
    " 'rows', json ((SELECT json_group_array ("
    "     json_object ('number', number, 'fields', json (fields)))"
    "   FROM (SELECT number, fields FROM data_row WHERE" FOUND " ORDER BY number"
    "     LIMIT json_extract (?2, '$[1]') OFFSET json_extract (?2, '$[2]')))))",
    job, error);
}

void
cvk_store_load_data_async (CvkStore *self,
                           const CvkDataWindow *window,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_auto (CvkArrayBuilder) builder = { 0 };
  g_autoptr (CvkValue) list = NULL;
  gboolean searches = window->search != NULL && *window->search != '\0';

  cvk_array_builder_init (&builder);
  cvk_array_builder_append (&builder, cvk_value_new_string (searches ? window->search : NULL));
  cvk_array_builder_append (&builder,
                            cvk_value_new_integer (MIN (window->count, CVK_STORE_DATA_WINDOW)));
  cvk_array_builder_append (&builder, cvk_value_new_integer (window->offset));
  list = cvk_array_builder_end (&builder);
  cvk_store_push_request (self, load_window, window->table,
                          cvk_value_to_json (list, CVK_JSON_COMPACT), cvk_store_load_data_async,
                          callback, user_data);
}
