// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-table-rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/cvk-run.h"
#include "nodes/cvk-compare.h"
#include "nodes/cvk-rows.h"

typedef struct
{
  CvkCall *call;
  const char *table; /* borrowed from the settings */
  const char *column;
  char *text;
  GPtrArray *found;
  CvkProblem *problem; /* nullable */
} Search;

static void
free_search (gpointer data)
{
  Search *self = data;

  g_free (self->text);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_free (self);
}

/* --- What is read at all --- */

/* The text that a field must be when it is to equal @value, where only one text does: a number may
 * be written in several ways, a date too. (transfer full) (nullable) */
static char *
dup_only_text (const CvkValue *value)
{
  CvkReading reading;

  cvk_reading_init (&reading, value);
  if (reading.rank == CVK_READING_TEXT || cvk_value_is_integer (value))
    return cvk_tables_dup_key (value);
  return NULL;
}

static void
narrow_down (Search *self, const CvkValue *raw_rows, const CvkValue *rows)
{
  for (size_t i = 0; i < cvk_value_get_length (rows) && self->text == NULL; i++)
    {
      const CvkValue *row = cvk_value_get_element (rows, i);
      const CvkValue *value = cvk_value_get_member (row, "value");
      const char *field =
        cvk_value_lookup_string (cvk_value_get_element (raw_rows, i), "field", NULL);

      if (value == NULL || field == NULL || strpbrk (field, ".[{") != NULL ||
          !g_str_equal (cvk_value_lookup_string (row, "operator", "equals"), "equals"))
        continue;
      self->text = dup_only_text (value);
      self->column = self->text != NULL ? field : NULL;
    }
}

/* --- Reading --- */

static gboolean
judge_row (Search *self, CvkValue *row)
{
  CvkStep *step = cvk_call_get_step (self->call);
  CvkValue *settings = cvk_call_get_settings (self->call);
  CvkValue *fields = cvk_value_get_member (row, "fields");
  g_autoptr (CvkItem) item =
    cvk_item_new (cvk_step_get_index (step), NULL, cvk_value_ref (fields), FALSE);
  gboolean matches =
    cvk_rows_match (item, cvk_value_get_member (cvk_step_get_raw_settings (step), "rows"),
                    cvk_value_get_member (settings, "rows"),
                    cvk_value_lookup_string (settings, "match", "all"), &self->problem);

  if (matches && self->problem == NULL)
    g_ptr_array_add (self->found, cvk_value_ref (row));
  return self->problem == NULL;
}

static void read_page (GTask *task, int64_t after);

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) page = cvk_tables_read_finish (CVK_TABLES (object), result, &error);
  const CvkValue *rows = cvk_value_get_member (page, "rows");
  size_t count = rows != NULL ? cvk_value_get_length (rows) : 0;
  gboolean goes_on = page != NULL;

  if (page == NULL)
    self->problem = cvk_problem_new_from_error ("journal", error);
  for (size_t i = 0; i < count && goes_on; i++)
    goes_on = judge_row (self, cvk_value_get_element (rows, i));
  if (goes_on && cvk_value_lookup_boolean (page, "more", FALSE) &&
      !g_cancellable_is_cancelled (cvk_call_get_cancellable (self->call)))
    read_page (g_steal_pointer (&task),
               cvk_value_lookup_integer (cvk_value_get_element (rows, count - 1), "number", 0));
  else
    g_task_return_boolean (task, self->problem == NULL);
}

/* Takes @task. */
static void
read_page (GTask *task, int64_t after)
{
  Search *self = g_task_get_task_data (task);
  CvkTableQuery query = {
    .table = self->table,
    .after = after,
    .column = self->column,
    .text = self->text,
  };

  cvk_tables_read_async (cvk_step_get_tables (cvk_call_get_step (self->call)), &query, read_cb,
                         task);
}

void
cvk_table_rows_find_async (CvkCall *call, GAsyncReadyCallback callback, gpointer user_data)
{
  CvkValue *settings = cvk_call_get_settings (call);
  CvkValue *rows = cvk_value_get_member (settings, "rows");
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Search *search = g_new0 (Search, 1);

  g_task_set_source_tag (task, cvk_table_rows_find_async);
  search->call = call;
  search->table = cvk_value_lookup_string (settings, "table", "");
  search->found = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  g_task_set_task_data (task, search, free_search);
  if (rows != NULL && g_str_equal (cvk_value_lookup_string (settings, "match", "all"), "all"))
    narrow_down (
      search, cvk_value_get_member (cvk_step_get_raw_settings (cvk_call_get_step (call)), "rows"),
      rows);
  read_page (task, 0);
}

GPtrArray *
cvk_table_rows_find_finish (CvkCall *call, GAsyncResult *result, CvkProblem **problem)
{
  Search *search = g_task_get_task_data (G_TASK (result));

  if (g_task_propagate_boolean (G_TASK (result), NULL))
    return g_steal_pointer (&search->found);
  *problem = g_steal_pointer (&search->problem);
  return NULL;
}

CvkProblem *
cvk_table_rows_explain (const GError *error)
{
  CvkProblem *problem = cvk_problem_new_from_error (
    error->domain == CVK_TABLES_ERROR
      ? "table"
      : (error->code == CVK_ENGINE_ERROR_DIFFERS ? "request-differs" : "journal"),
    error);

  if (error->domain == CVK_TABLES_ERROR)
    cvk_problem_set_field (problem, "table");
  return problem;
}

gboolean
cvk_table_rows_check (CvkCall *call)
{
  if (cvk_step_get_tables (cvk_call_get_step (call)) != NULL)
    return TRUE;
  cvk_call_fail (call, cvk_problem_new ("no-tables",
                                        N_ ("There are no tables where this runs. Run it with "
                                            "convoke-engine."),
                                        NULL));
  return FALSE;
}
