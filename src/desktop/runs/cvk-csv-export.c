// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-csv-export.h"

#include <glib/gi18n-lib.h>

#include "desktop/runs/cvk-cell-text.h"
#include "desktop/runs/cvk-run-words.h"

#define PAGE_SIZE 500

/* The rows are gone through twice: their fields are not known before the last one. */
typedef struct
{
  CvkEngineClient *client;
  CvkRowQuery *query;
  GFile *file;
  GFileOutputStream *stream; /* nullable until the second time */
  GPtrArray *names;          /* char * */
  GHashTable *known;         /* the same strings */
  GString *text;             /* of the page under way */
  unsigned offset;
  gboolean has_problems;
} Export;

static void read_page (GTask *task);

static void
free_export (gpointer data)
{
  Export *export = data;

  g_object_unref (export->client);
  g_object_unref (export->file);
  g_clear_object (&export->stream);
  cvk_row_query_free (export->query);
  g_hash_table_unref (export->known);
  g_ptr_array_unref (export->names);
  g_string_free (export->text, TRUE);
  g_free (export);
}

/* Takes @error. What was written so far takes nobody's place: a stream that is closed by a
 * cancelled hand drops its temporary file, where one that is only let go of would rename it. */
static void
fail (GTask *task, GError *error)
{
  Export *export = g_task_get_task_data (task);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  if (export->stream != NULL)
    g_output_stream_close_async (G_OUTPUT_STREAM (export->stream), G_PRIORITY_DEFAULT, cancelled,
                                 NULL, NULL);
  g_task_return_error (task, error);
}

/* --- The first time: the fields --- */

static void
note_fields (Export *export, const CvkValue *rows)
{
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    {
      const CvkValue *row = cvk_value_get_element (rows, i);
      const CvkValue *item = cvk_value_get_member (row, "item");

      if (!cvk_value_is_null (cvk_value_get_member (row, "problem")))
        export->has_problems = TRUE;
      for (size_t k = 0; cvk_value_is_object (item) && k < cvk_value_get_length (item); k++)
        {
          const char *name = NULL;
          CvkValue *value = NULL;

          cvk_value_get_member_at (item, k, &name, &value);
          if (g_hash_table_contains (export->known, name))
            continue;
          g_ptr_array_add (export->names, g_strdup (name));
          g_hash_table_add (export->known,
                            g_ptr_array_index (export->names, export->names->len - 1));
        }
    }
}

/* --- The second time: the rows --- */

static void
append_header (Export *export)
{
  for (unsigned i = 0; i < export->names->len; i++)
    {
      if (i > 0)
        g_string_append_c (export->text, ',');
      cvk_cell_text_append_csv (export->text, g_ptr_array_index (export->names, i));
    }
  if (export->has_problems)
    {
      if (export->names->len > 0)
        g_string_append_c (export->text, ',');
      cvk_cell_text_append_csv (export->text, _ ("What Went Wrong"));
    }
  g_string_append (export->text, "\r\n");
}

static void
append_problem (Export *export, const CvkValue *value)
{
  g_autoptr (CvkProblem) problem =
    cvk_value_is_object (value) ? cvk_problem_from_value (value) : NULL;
  g_autofree char *text = problem != NULL ? cvk_run_words_problem (problem) : NULL;

  if (export->names->len > 0)
    g_string_append_c (export->text, ',');
  cvk_cell_text_append_csv (export->text, text != NULL ? text : "");
}

static void
append_rows (Export *export, const CvkValue *rows)
{
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    {
      const CvkValue *row = cvk_value_get_element (rows, i);
      const CvkValue *item = cvk_value_get_member (row, "item");

      for (unsigned k = 0; k < export->names->len; k++)
        {
          g_autofree char *text =
            cvk_cell_text_full (cvk_value_get_member (item, g_ptr_array_index (export->names, k)));

          if (k > 0)
            g_string_append_c (export->text, ',');
          cvk_cell_text_append_csv (export->text, text);
        }
      if (export->has_problems)
        append_problem (export, cvk_value_get_member (row, "problem"));
      g_string_append (export->text, "\r\n");
    }
}

static void
closed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (object), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    {
      fail (task, error);
      return;
    }
  g_string_set_size (export->text, 0);
  read_page (task);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  export->stream = g_file_replace_finish (G_FILE (object), result, &error);
  if (export->stream == NULL)
    {
      fail (task, error);
      return;
    }
  export->offset = 0;
  append_header (export);
  read_page (task);
}

/* --- Pages --- */

static void
page_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  unsigned total = 0;
  g_autoptr (CvkValue) rows = cvk_row_page_load_finish (result, &total, &error);

  if (rows == NULL)
    {
      fail (task, error);
      return;
    }
  export->offset += (unsigned) cvk_value_get_length (rows);
  if (export->stream == NULL)
    {
      note_fields (export, rows);
      if (export->offset < total && cvk_value_get_length (rows) > 0)
        read_page (task);
      else
        g_file_replace_async (export->file, NULL, FALSE, G_FILE_CREATE_NONE, G_PRIORITY_DEFAULT,
                              cancellable, opened_cb, g_object_ref (task));
      return;
    }
  append_rows (export, rows);
  if (export->text->len == 0)
    g_output_stream_close_async (G_OUTPUT_STREAM (export->stream), G_PRIORITY_DEFAULT, cancellable,
                                 closed_cb, g_object_ref (task));
  else
    g_output_stream_write_all_async (G_OUTPUT_STREAM (export->stream), export->text->str,
                                     export->text->len, G_PRIORITY_DEFAULT, cancellable, written_cb,
                                     g_object_ref (task));
}

static void
read_page (GTask *task)
{
  Export *export = g_task_get_task_data (task);

  cvk_row_page_load_async (export->client, export->query, export->offset, PAGE_SIZE,
                           g_task_get_cancellable (task), page_cb, g_object_ref (task));
}

void
cvk_csv_export_async (CvkEngineClient *client,
                      const CvkRowQuery *query,
                      GFile *file,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Export *export = g_new0 (Export, 1);

  g_task_set_source_tag (task, cvk_csv_export_async);
  export->client = g_object_ref (client);
  export->query = cvk_row_query_copy (query);
  export->query->is_whole = TRUE;
  export->file = g_object_ref (file);
  export->names = g_ptr_array_new_with_free_func (g_free);
  export->known = g_hash_table_new (g_str_hash, g_str_equal);
  export->text = g_string_new (NULL);
  g_task_set_task_data (task, export, free_export);
  read_page (task);
}

gboolean
cvk_csv_export_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
