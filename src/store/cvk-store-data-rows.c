// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-data-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

/* Changes to the rows of data tables. */

gboolean
cvk_data_table_run (CvkDataTable *self, const char *sql, int64_t number, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, self->name);
  if (sqlite3_bind_parameter_count (statement) > 1)
    sqlite3_bind_int64 (statement, 2, number);
  return cvk_database_run (self->database, statement, NULL, error);
}

gboolean
cvk_data_remember_row (CvkDataTable *self, int64_t number, GError **error)
{
  return !self->keeps_undo ||
         cvk_data_table_run (self,
                             "INSERT OR IGNORE INTO data_undo (data_table, number, fields)"
                             " VALUES (?1, ?2, (SELECT fields FROM data_row"
                             "   WHERE data_table = ?1 AND number = ?2))",
                             number, error);
}

static char *
dup_key_text (const CvkDataTable *self, const CvkValue *fields)
{
  return self->key != NULL ? cvk_tables_dup_key (cvk_value_get_member (fields, self->key)) : NULL;
}

/* The row with that key; 0: none. */
static gboolean
find_key (CvkDataTable *self, const char *text, int64_t *number, GError **error)
{
  sqlite3_stmt *statement;
  GError *problem = NULL;

  *number = 0;
  if (text == NULL)
    return TRUE;
  statement = cvk_database_prepare (
    self->database, "SELECT number FROM data_row WHERE data_table = ?1 AND key = ?2", error);
  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, self->name);
  cvk_database_bind_text (statement, 2, text);
  if (cvk_database_step (self->database, statement, &problem))
    *number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

/* Another row than @number must not have the key of @fields, which becomes @text. */
static gboolean
check_key (CvkDataTable *self, int64_t number, const char *text, GError **error)
{
  int64_t other = 0;

  if (!find_key (self, text, &other, error))
    return FALSE;
  if (other == 0 || other == number)
    return TRUE;
  g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_CONFLICT,
               /* Translators: a value, and a column. */
               _ ("Two rows would have “%s” in the column “%s”, which tells the rows apart. Change "
                  "one of them, or choose another key column."),
               text, self->key);
  return FALSE;
}

static char *
format_fields (const CvkValue *fields, GError **error)
{
  g_autofree char *text = cvk_value_to_json (fields, CVK_JSON_COMPACT);

  if (strlen (text) <= CVK_DATA_MAX_FIELDS)
    return g_steal_pointer (&text);
  g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_INVALID,
               _ ("A row of a table holds at most %'d kilobytes. Keep what is larger in a file."),
               CVK_DATA_MAX_FIELDS / 1024);
  return NULL;
}

gboolean
cvk_data_put_row (CvkDataTable *self, int64_t number, CvkValue *fields, GError **error)
{
  g_autofree char *key = dup_key_text (self, fields);
  g_autofree char *text = format_fields (fields, error);
  sqlite3_stmt *statement;

  if (text == NULL || !check_key (self, number, key, error))
    return FALSE;
  statement = cvk_database_prepare (self->database,
                                    "INSERT INTO data_row (data_table, number, key, fields)"
                                    " VALUES (?1, ?2, ?3, ?4)"
                                    " ON CONFLICT (number) DO UPDATE SET key = ?3, fields = ?4",
                                    error);
  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, self->name);
  sqlite3_bind_int64 (statement, 2, number);
  cvk_database_bind_text (statement, 3, key);
  cvk_database_bind_text (statement, 4, text);
  return cvk_database_run (self->database, statement, NULL, error);
}

static gboolean
insert_row (CvkDataTable *self, const CvkValue *fields, int64_t *number, GError **error)
{
  g_autofree char *key = dup_key_text (self, fields);
  g_autofree char *text = format_fields (fields, error);
  sqlite3_stmt *statement;
  GError *problem = NULL;

  if (text == NULL || !check_key (self, 0, key, error))
    return FALSE;
  if (++self->n_rows > CVK_DATA_MAX_ROWS)
    {
      g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_INVALID,
                   ngettext ("A table has at most %'d row. Delete some, or use another table.",
                             "A table has at most %'d rows. Delete some, or use another table.",
                             CVK_DATA_MAX_ROWS),
                   CVK_DATA_MAX_ROWS);
      return FALSE;
    }
  statement = cvk_database_prepare (self->database,
                                    "INSERT INTO data_row (data_table, key, fields)"
                                    " VALUES (?1, ?2, ?3) RETURNING number",
                                    error);
  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, self->name);
  cvk_database_bind_text (statement, 2, key);
  cvk_database_bind_text (statement, 3, text);
  if (cvk_database_step (self->database, statement, &problem))
    *number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  if (problem == NULL)
    return !self->keeps_undo ||
           cvk_data_table_run (self, "INSERT INTO data_undo (data_table, number) VALUES (?1, ?2)",
                               *number, error);
  g_propagate_error (error, problem);
  return FALSE;
}

/* (transfer full) (nullable): NULL without an error when there is no such row. */
static CvkValue *
load_fields (CvkDataTable *self, int64_t number, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (
    self->database, "SELECT fields FROM data_row WHERE data_table = ?1 AND number = ?2", error);
  CvkValue *fields = NULL;
  GError *problem = NULL;

  if (statement == NULL)
    return NULL;
  cvk_database_bind_text (statement, 1, self->name);
  sqlite3_bind_int64 (statement, 2, number);
  if (cvk_database_step (self->database, statement, &problem))
    fields = cvk_value_from_json ((const char *) sqlite3_column_text (statement, 0), -1,
                                  CVK_JSON_DATA, &problem);
  sqlite3_reset (statement);
  if (problem != NULL)
    g_propagate_error (error, problem);
  return fields;
}

/* Lays @fields over row @number; @outcome: "updated" or "unchanged". */
static gboolean
merge_row (CvkDataTable *self,
           int64_t number,
           const CvkValue *fields,
           const char **outcome,
           GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (CvkValue) before = load_fields (self, number, &problem);
  g_autoptr (CvkValue) after = NULL;
  g_auto (CvkObjectBuilder) builder = { 0 };

  if (problem == NULL && before == NULL)
    g_set_error_literal (&problem, CVK_TABLES_ERROR, CVK_TABLES_ERROR_UNKNOWN,
                         _ ("The row is not there any more. Look at the table again."));
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  cvk_object_builder_init_from (&builder, before);
  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (fields, i, &name, &value);
      cvk_object_builder_set (&builder, name, cvk_value_ref (value));
    }
  after = cvk_object_builder_end (&builder);
  *outcome = cvk_value_equal (before, after) ? "unchanged" : "updated";
  return g_str_equal (*outcome, "unchanged") || (cvk_data_remember_row (self, number, error) &&
                                                 cvk_data_put_row (self, number, after, error));
}

/* --- write --- */

/* Whether the key that a step names is the table's; a table without one and without rows takes it.
 */
static gboolean
take_key (CvkDataTable *self, const char *key, GError **error)
{
  if (key == NULL || g_strcmp0 (key, self->key) == 0)
    return TRUE;
  if (self->key == NULL && self->n_rows == 0)
    {
      self->key = g_strdup (key);
      self->columns_differ = TRUE;
      return TRUE;
    }
  if (self->key == NULL)
    g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_CONFLICT,
                 _ ("No column of the table “%s” tells its rows apart, and it has rows already. "
                    "Write into another table, whose key is “%s”."),
                 self->name, key);
  else
    g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_CONFLICT,
                 /* Translators: a table, a column, and another column. */
                 _ ("The rows of the table “%s” are told apart by “%s”, not by “%s”. Use that "
                    "column, or another table."),
                 self->name, self->key, key);
  return FALSE;
}

/* What is to be found again needs a key. */
static void
explain_missing_key (const CvkDataTable *self, GError **error)
{
  if (self->key == NULL)
    g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_INVALID,
                 _ ("No column of the table “%s” tells its rows apart. Name a key column."),
                 self->name);
  else
    g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_INVALID,
                 _ ("The row has nothing in “%s”, the column that tells the rows of the table “%s” "
                    "apart. Fill it in."),
                 self->key, self->name);
}

static gboolean
write_row (CvkDataTable *self,
           const CvkValue *fields,
           const char *mode,
           CvkArrayBuilder *results,
           GError **error)
{
  g_autofree char *key = dup_key_text (self, fields);
  gboolean adds = !g_str_equal (mode, "update");
  const char *outcome = "missing";
  int64_t number = 0;

  if (!g_str_equal (mode, "add") && key == NULL)
    {
      explain_missing_key (self, error);
      return FALSE;
    }
  if (!find_key (self, key, &number, error))
    return FALSE;
  if (number == 0 && adds)
    {
      outcome = "added";
      if (!cvk_data_table_add_columns (self, fields, error) ||
          !insert_row (self, fields, &number, error))
        return FALSE;
    }
  else if (number != 0 && g_str_equal (mode, "add"))
    outcome = "exists";
  else if (number != 0 && (!cvk_data_table_add_columns (self, fields, error) ||
                           !merge_row (self, number, fields, &outcome, error)))
    return FALSE;
  cvk_array_builder_append (results,
                            cvk_value_new_object ("number", cvk_value_new_integer (number),
                                                  "outcome", cvk_value_new_string (outcome), NULL));
  return TRUE;
}

/* The rows of a change, each an object; NULL with @error. (transfer none) */
static const CvkValue *
get_rows (const CvkValue *change, const char *member, GError **error)
{
  const CvkValue *rows = cvk_value_get_member (change, "rows");
  gboolean is_good = rows != NULL && cvk_value_is_array (rows);

  for (size_t i = 0; is_good && i < cvk_value_get_length (rows); i++)
    {
      const CvkValue *row = cvk_value_get_element (rows, i);
      const CvkValue *fields = member != NULL ? cvk_value_get_member (row, member) : row;

      is_good = fields != NULL && cvk_value_is_object (fields);
    }
  if (is_good)
    return rows;
  g_set_error_literal (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_INVALID,
                       _ ("The change has no list of rows, each an object."));
  return NULL;
}

CvkValue *
cvk_data_write (CvkDataTable *self, const CvkValue *change, GError **error)
{
  const char *mode = cvk_value_lookup_string (change, "mode", "add");
  const CvkValue *rows = get_rows (change, NULL, error);
  g_auto (CvkArrayBuilder) results = { 0 };

  if (rows == NULL || !cvk_data_check_name (self->name, error) ||
      !take_key (self, cvk_value_lookup_string (change, "key", NULL), error) ||
      (self->key != NULL && !cvk_data_table_has_column (self, self->key) &&
       !cvk_data_add_column (self, self->key, error)) ||
      !cvk_data_table_save (self, error))
    return NULL;
  cvk_array_builder_init (&results);
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    if (!write_row (self, cvk_value_get_element (rows, i), mode, &results, error))
      return NULL;
  if (!cvk_data_table_save (self, error))
    return NULL;
  return cvk_value_new_object ("rows", cvk_array_builder_end (&results), NULL);
}

/* --- set and delete --- */

CvkValue *
cvk_data_set (CvkDataTable *self, const CvkValue *change, GError **error)
{
  const CvkValue *rows = get_rows (change, "fields", error);
  g_auto (CvkArrayBuilder) numbers = { 0 };

  if (rows == NULL)
    return NULL;
  cvk_array_builder_init (&numbers);
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    {
      const CvkValue *row = cvk_value_get_element (rows, i);
      const CvkValue *fields = cvk_value_get_member (row, "fields");
      int64_t number = cvk_value_lookup_integer (row, "number", 0);
      const char *outcome;

      if (!cvk_data_table_add_columns (self, fields, error) ||
          !(number != 0 ? merge_row (self, number, fields, &outcome, error)
                        : insert_row (self, fields, &number, error)))
        return NULL;
      cvk_array_builder_append (&numbers, cvk_value_new_integer (number));
    }
  if (!cvk_data_table_save (self, error))
    return NULL;
  return cvk_value_new_object ("numbers", cvk_array_builder_end (&numbers), NULL);
}

CvkValue *
cvk_data_delete (CvkDataTable *self, const CvkValue *change, GError **error)
{
  const CvkValue *numbers = cvk_value_get_member (change, "numbers");
  int64_t n_before = self->n_rows;

  for (size_t i = 0; numbers != NULL && i < cvk_value_get_length (numbers); i++)
    {
      const CvkValue *element = cvk_value_get_element (numbers, i);
      int64_t number = cvk_value_is_integer (element) ? cvk_value_get_integer (element) : 0;
      GError *problem = NULL;
      g_autoptr (CvkValue) fields = load_fields (self, number, &problem);

      if (problem != NULL)
        {
          g_propagate_error (error, problem);
          return NULL;
        }
      if (fields == NULL)
        continue;
      if (!cvk_data_remember_row (self, number, error) ||
          !cvk_data_table_run (self, "DELETE FROM data_row WHERE data_table = ?1 AND number = ?2",
                               number, error))
        return NULL;
      self->n_rows--;
    }
  return cvk_value_new_object ("deleted", cvk_value_new_integer (n_before - self->n_rows), NULL);
}
