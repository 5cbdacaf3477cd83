// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-data-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

/* Names, columns and the key of data tables. */

void
cvk_data_table_clear (CvkDataTable *self)
{
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->key, g_free);
}

gboolean
cvk_data_check_name (const char *name, GError **error)
{
  gboolean is_good = name != NULL && *name != '\0' && strlen (name) <= CVK_DATA_MAX_NAME;

  for (const char *at = name; is_good && *at != '\0'; at = g_utf8_next_char (at))
    is_good = !g_unichar_iscntrl (g_utf8_get_char (at));
  if (is_good && *g_utf8_find_prev_char (name, name + strlen (name)) != ' ' && *name != ' ')
    return TRUE;
  g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_INVALID,
               _ ("“%s” cannot be the name of a table or a column. Give one of at most %d "
                  "characters, without spaces at its ends."),
               name != NULL ? name : "", CVK_DATA_MAX_NAME);
  return FALSE;
}

gboolean
cvk_data_table_has_column (const CvkDataTable *self, const char *column)
{
  return g_ptr_array_find_with_equal_func (self->columns, column, g_str_equal, NULL);
}

gboolean
cvk_data_add_column (CvkDataTable *self, const char *name, GError **error)
{
  if (!cvk_data_check_name (name, error))
    return FALSE;
  if (self->columns->len >= CVK_DATA_MAX_COLUMNS)
    {
      g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_INVALID,
                   ngettext ("A table has at most %'d column.", "A table has at most %'d columns.",
                             CVK_DATA_MAX_COLUMNS),
                   CVK_DATA_MAX_COLUMNS);
      return FALSE;
    }
  g_ptr_array_add (self->columns, g_strdup (name));
  self->columns_differ = TRUE;
  return TRUE;
}

gboolean
cvk_data_table_add_columns (CvkDataTable *self, const CvkValue *fields, GError **error)
{
  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (fields, i, &name, &value);
      if (!cvk_data_table_has_column (self, name) && !cvk_data_add_column (self, name, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cvk_data_table_set_columns (CvkDataTable *self, const CvkValue *columns, GError **error)
{
  g_ptr_array_set_size (self->columns, 0);
  for (size_t i = 0; columns != NULL && i < cvk_value_get_length (columns); i++)
    {
      const CvkValue *name = cvk_value_get_element (columns, i);
      const char *text = cvk_value_is_string (name) ? cvk_value_get_string (name) : NULL;

      if (text != NULL && cvk_data_table_has_column (self, text))
        {
          g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_CONFLICT,
                       _ ("Two columns would be named “%s”. Give one of them another name."), text);
          return FALSE;
        }
      if (!cvk_data_add_column (self, text, error))
        return FALSE;
    }
  return TRUE;
}

char *
cvk_data_table_dup_columns (const CvkDataTable *self)
{
  g_auto (CvkArrayBuilder) names = { 0 };
  g_autoptr (CvkValue) list = NULL;

  cvk_array_builder_init (&names);
  for (unsigned i = 0; i < self->columns->len; i++)
    cvk_array_builder_append (&names, cvk_value_new_string (g_ptr_array_index (self->columns, i)));
  list = cvk_array_builder_end (&names);
  return cvk_value_to_json (list, CVK_JSON_COMPACT);
}

gboolean
cvk_data_table_load (CvkDataTable *self, CvkDatabase *database, const char *name, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (
    database, "SELECT columns, key, rows FROM data_table WHERE name = ?1", error);
  g_autoptr (CvkValue) columns = NULL;
  GError *problem = NULL;

  self->database = database;
  self->name = name;
  self->columns = g_ptr_array_new_with_free_func (g_free);
  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, name);
  if (cvk_database_step (database, statement, &problem))
    {
      self->exists = TRUE;
      columns = cvk_value_from_json ((const char *) sqlite3_column_text (statement, 0), -1,
                                     CVK_JSON_STRICT, &problem);
      self->key = g_strdup ((const char *) sqlite3_column_text (statement, 1));
      self->n_rows = sqlite3_column_int64 (statement, 2);
    }
  sqlite3_reset (statement);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (columns != NULL && !cvk_data_table_set_columns (self, columns, error))
    return FALSE;
  self->columns_differ = FALSE;
  return TRUE;
}

gboolean
cvk_data_table_save (CvkDataTable *self, GError **error)
{
  g_autofree char *columns = NULL;
  sqlite3_stmt *statement;

  if (self->exists && !self->columns_differ)
    return TRUE;
  statement =
    cvk_database_prepare (self->database,
                          "INSERT INTO data_table (name, columns, key) VALUES (?1, ?2, ?3)"
                          " ON CONFLICT (name) DO UPDATE SET columns = ?2, key = ?3",
                          error);
  if (statement == NULL)
    return FALSE;
  columns = cvk_data_table_dup_columns (self);
  cvk_database_bind_text (statement, 1, self->name);
  cvk_database_bind_text (statement, 2, columns);
  cvk_database_bind_text (statement, 3, self->key);
  self->exists = TRUE;
  self->columns_differ = FALSE;
  return cvk_database_run (self->database, statement, NULL, error);
}

/* Takes over the key that @change names. */
static gboolean
take_key (CvkDataTable *self, const CvkValue *change, GError **error)
{
  const char *key = cvk_value_lookup_string (change, "key", NULL);

  if (key != NULL && !cvk_data_table_has_column (self, key) &&
      !cvk_data_add_column (self, key, error))
    return FALSE;
  g_free (self->key);
  self->key = g_strdup (key);
  return TRUE;
}

CvkValue *
cvk_data_create (CvkDataTable *self, const CvkValue *change, GError **error)
{
  if (self->exists)
    {
      g_set_error (error, CVK_TABLES_ERROR, CVK_TABLES_ERROR_CONFLICT,
                   _ ("There is a table named “%s” already. Give another name."), self->name);
      return NULL;
    }
  if (!cvk_data_check_name (self->name, error) ||
      !cvk_data_table_set_columns (self, cvk_value_get_member (change, "columns"), error) ||
      !take_key (self, change, error) || !cvk_data_table_save (self, error))
    return NULL;
  return cvk_value_new_object (NULL, NULL);
}

/* A row without the columns that are gone, and with the others under their new names. */
static CvkValue *
adapt_fields (CvkDataTable *self, const CvkValue *fields, const CvkValue *renames)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (fields, i, &name, &value);
      name = cvk_value_lookup_string (renames, name, name);
      if (cvk_data_table_has_column (self, name))
        cvk_object_builder_set (&builder, name, cvk_value_ref (value));
    }
  return cvk_object_builder_end (&builder);
}

static gboolean
adapt_row (CvkDataTable *self,
           int64_t number,
           const char *text,
           const CvkValue *renames,
           GError **error)
{
  g_autoptr (CvkValue) fields = cvk_value_from_json (text, -1, CVK_JSON_DATA, error);
  g_autoptr (CvkValue) adapted = NULL;

  if (fields == NULL)
    return FALSE;
  adapted = adapt_fields (self, fields, renames);
  return cvk_data_remember_row (self, number, error) &&
         cvk_data_put_row (self, number, adapted, error);
}

static gboolean
adapt_rows (CvkDataTable *self, const CvkValue *renames, GError **error)
{
  sqlite3_stmt *statement;
  GError *problem = NULL;

  /* Two rows may have had what only one of them may have from now on. */
  if (!cvk_data_table_run (self, "UPDATE data_row SET key = NULL WHERE data_table = ?1", 0, error))
    return FALSE;
  statement = cvk_database_prepare (
    self->database, "SELECT number, fields FROM data_row WHERE data_table = ?1 ORDER BY number",
    error);
  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, self->name);
  while (problem == NULL && cvk_database_step (self->database, statement, &problem))
    (void) adapt_row (self, sqlite3_column_int64 (statement, 0),
                      (const char *) sqlite3_column_text (statement, 1), renames, &problem);
  sqlite3_reset (statement);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

/* What "undo" has to bring back besides rows. */
gboolean
cvk_data_remember_columns (CvkDataTable *self, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (
    self->database,
    "UPDATE data_table SET undo = json_object ('columns', json (columns), 'key', key)"
    " WHERE name = ?1",
    error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, self->name);
  return cvk_database_run (self->database, statement, NULL, error);
}

CvkValue *
cvk_data_change_columns (CvkDataTable *self, const CvkValue *change, GError **error)
{
  g_autoptr (GPtrArray) before = g_ptr_array_ref (self->columns);
  g_autofree char *key_before = g_strdup (self->key);
  const CvkValue *renames = cvk_value_get_member (change, "renames");
  gboolean touches_rows = renames != NULL && cvk_value_get_length (renames) > 0;

  g_ptr_array_unref (self->columns);
  self->columns = g_ptr_array_new_with_free_func (g_free);
  if (!cvk_data_table_set_columns (self, cvk_value_get_member (change, "columns"), error) ||
      !take_key (self, change, error))
    return NULL;
  for (unsigned i = 0; i < before->len; i++)
    touches_rows = touches_rows || !cvk_data_table_has_column (self, g_ptr_array_index (before, i));
  touches_rows = touches_rows || g_strcmp0 (key_before, self->key) != 0;
  self->columns_differ = TRUE;
  if (!cvk_data_table_save (self, error) || (touches_rows && !adapt_rows (self, renames, error)))
    return NULL;
  return cvk_value_new_object (NULL, NULL);
}
