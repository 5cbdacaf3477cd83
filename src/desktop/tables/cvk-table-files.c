// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/tables/cvk-table-files.h"

#include <string.h>

#include "base/cvk-data-file.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "service/cvk-problems.h"
#include "desktop/tables/cvk-table-columns.h"
#include "nodes/cvk-csv.h"

/* Rows that travel at a time. */
#define BATCH 1000

typedef struct
{
  CvkEngineClient *client;
  CvkApiEngine *api; /* owned, nullable */
  CvkValue *table;
  char *path;
  CvkValue *rows;       /* owned, nullable: of the file that is read */
  CvkArrayBuilder read; /* of the file that is written */
  size_t n_done;
} Job;

static void
job_free (Job *self)
{
  g_object_unref (self->client);
  g_clear_object (&self->api);
  cvk_value_unref (self->table);
  g_clear_pointer (&self->rows, cvk_value_unref);
  cvk_array_builder_clear (&self->read);
  g_free (self->path);
  g_free (self);
}

static const char *
get_name (const Job *self)
{
  return cvk_value_lookup_string (self->table, "name", "");
}

static GTask *
begin (CvkEngineClient *client,
       const CvkValue *table,
       GFile *file,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->client = g_object_ref (client);
  job->table = cvk_value_ref ((CvkValue *) table);
  job->path = g_file_get_path (file);
  cvk_array_builder_init (&job->read);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  return task;
}

/* Takes @error. */
static void
fail (GTask *task, GError *error)
{
  g_dbus_error_strip_remote_error (error);
  g_task_return_error (task, error);
}

/* --- Reading a file --- */

static void send_rows (GTask *task);

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autofree char *json = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  GError *error = NULL;

  if (!cvk_api_engine_call_change_table_finish (CVK_API_ENGINE (object), NULL, &json, result,
                                                &error))
    {
      fail (task, error);
      return;
    }
  problems = cvk_problems_from_json (json);
  if (problems->len > 0)
    {
      g_autofree char *message = cvk_local_problem (g_ptr_array_index (problems, 0));

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", message);
      return;
    }
  job->n_done += BATCH;
  if (job->n_done < cvk_value_get_length (job->rows))
    send_rows (g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
send_rows (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  const char *key = cvk_table_columns_get_key (job->table);
  size_t end = MIN (job->n_done + BATCH, cvk_value_get_length (job->rows));
  g_auto (CvkArrayBuilder) batch = { 0 };
  g_autoptr (CvkValue) change = NULL;
  g_autofree char *json = NULL;

  cvk_array_builder_init (&batch);
  for (size_t i = job->n_done; i < end; i++)
    cvk_array_builder_append (&batch, cvk_value_ref (cvk_value_get_element (job->rows, i)));
  change =
    cvk_value_new_object ("op", cvk_value_new_string ("write"), "mode",
                          cvk_value_new_string (key != NULL ? "upsert" : "add"), "key",
                          cvk_value_new_string (key), "rows", cvk_array_builder_end (&batch), NULL);
  json = cvk_value_to_json (change, CVK_JSON_COMPACT);
  cvk_api_engine_call_change_table (job->api, get_name (job), json, g_task_get_cancellable (task),
                                    sent_cb, task);
}

static void
import_api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->api = cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  if (job->api == NULL)
    fail (task, error);
  else
    send_rows (g_steal_pointer (&task));
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *path = task_data;
  const CvkCsvOptions how = { .delimiter = "auto", .encoding = "auto", .header = TRUE };
  GError *error = NULL;
  g_autoptr (GBytes) bytes = cvk_data_file_read (path, &error);
  CvkValue *rows = bytes != NULL ? cvk_csv_read (bytes, &how, &error) : NULL;

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) cvk_value_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->rows = g_task_propagate_pointer (G_TASK (result), &error);
  if (job->rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  cvk_engine_client_get_api_async (job->client, g_task_get_cancellable (task), import_api_cb,
                                   g_object_ref (task));
}

void
cvk_table_files_import_async (CvkEngineClient *client,
                              const CvkValue *table,
                              GFile *file,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = begin (client, table, file, cancellable, callback, user_data);
  g_autoptr (GTask) reading = g_task_new (NULL, cancellable, read_cb, task);
  const Job *job = g_task_get_task_data (task);

  g_task_set_source_tag (task, cvk_table_files_import_async);
  g_task_set_source_tag (reading, read_in_thread);
  g_task_set_task_data (reading, g_strdup (job->path), g_free);
  g_task_run_in_thread (reading, read_in_thread);
}

gboolean
cvk_table_files_import_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Writing one --- */

typedef struct
{
  char *path;
  CvkValue *rows;
  GStrv columns;
} Writing;

static void
writing_free (Writing *self)
{
  g_free (self->path);
  cvk_value_unref (self->rows);
  g_strfreev (self->columns);
  g_free (self);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Writing *writing = task_data;
  g_autofree char *text =
    cvk_csv_write (writing->rows, (const char *const *) writing->columns, ',', TRUE);
  GError *error = NULL;

  if (cvk_data_file_write (writing->path, text, strlen (text), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes @task. */
static void
write_rows (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr (GTask) writing = g_task_new (NULL, NULL, written_cb, task);
  Writing *data = g_new0 (Writing, 1);

  data->path = g_strdup (job->path);
  data->rows = cvk_array_builder_end (&job->read);
  data->columns = cvk_table_columns_list (job->table);
  g_task_set_source_tag (writing, write_in_thread);
  g_task_set_task_data (writing, data, (GDestroyNotify) writing_free);
  g_task_run_in_thread (writing, write_in_thread);
}

static void load_rows (GTask *task);

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autofree char *json = NULL;
  g_autoptr (CvkValue) window = NULL;
  const CvkValue *rows;
  GError *error = NULL;

  if (cvk_api_engine_call_get_table_rows_finish (CVK_API_ENGINE (object), &json, result, &error))
    window = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);
  if (window == NULL)
    {
      fail (task, error);
      return;
    }
  rows = cvk_value_get_member (window, "rows");
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    cvk_array_builder_append (
      &job->read, cvk_value_ref (cvk_value_get_member (cvk_value_get_element (rows, i), "fields")));
  job->n_done += cvk_value_get_length (rows);
  if (cvk_value_get_length (rows) > 0)
    load_rows (g_steal_pointer (&task));
  else
    write_rows (g_steal_pointer (&task));
}

static void
load_rows (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "offset", "u", (unsigned) job->n_done);
  g_variant_dict_insert (&options, "count", "u", BATCH);
  cvk_api_engine_call_get_table_rows (job->api, get_name (job), g_variant_dict_end (&options),
                                      g_task_get_cancellable (task), loaded_cb, task);
}

static void
export_api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->api = cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  if (job->api == NULL)
    fail (task, error);
  else
    load_rows (g_steal_pointer (&task));
}

void
cvk_table_files_export_async (CvkEngineClient *client,
                              const CvkValue *table,
                              GFile *file,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = begin (client, table, file, cancellable, callback, user_data);

  g_task_set_source_tag (task, cvk_table_files_export_async);
  cvk_engine_client_get_api_async (client, cancellable, export_api_cb, task);
}

gboolean
cvk_table_files_export_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
