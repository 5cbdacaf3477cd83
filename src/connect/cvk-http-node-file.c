// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-http-node-private.h"

#include "base/cvk-data-file.h"

/* Files are read and written in threads, which see paths and bytes and nothing else. */

static void
fail (CvkExecution *self, const char *field, const GError *error)
{
  CvkProblem *problem = cvk_problem_new_from_error ("file", error);

  cvk_problem_set_field (problem, field);
  cvk_call_fail (self->call, problem);
}

/* --- What is sent --- */

typedef struct
{
  GStrv paths;
  CvkExecution *execution;
  CvkExecutionDone done;
} Loading;

static void
loading_free (Loading *self)
{
  g_strfreev (self->paths);
  g_free (self);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Loading *loading = task_data;
  g_autoptr (GHashTable) files =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);

  for (size_t i = 0; loading->paths[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      GBytes *bytes = cvk_data_file_read (loading->paths[i], &error);

      if (bytes == NULL)
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      g_hash_table_replace (files, g_strdup (loading->paths[i]), bytes);
    }
  g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_hash_table_unref);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Loading *loading = g_task_get_task_data (G_TASK (result));
  CvkExecution *self = loading->execution;
  CvkHttpCall *call = cvk_http_call_get (self);
  g_autoptr (GError) error = NULL;
  GHashTable *files = g_task_propagate_pointer (G_TASK (result), &error);

  if (files == NULL)
    {
      fail (self,
            g_str_equal (cvk_value_lookup_string (self->settings, "body", ""), "file") ? "body_file"
                                                                                       : "files",
            error);
      return;
    }
  call->files = files;
  loading->done (self);
}

void
cvk_http_node_load_files (CvkExecution *self, CvkExecutionDone done)
{
  CvkProblem *problem = NULL;
  GStrv paths = cvk_http_node_list_files (cvk_call_get_step (self->call), self->settings, &problem);
  g_autoptr (GTask) task = NULL;
  Loading *loading;

  if (paths == NULL)
    {
      cvk_call_fail (self->call, problem);
      return;
    }
  if (paths[0] == NULL)
    {
      g_strfreev (paths);
      done (self);
      return;
    }
  loading = g_new0 (Loading, 1);
  loading->paths = paths;
  loading->execution = self;
  loading->done = done;
  task = g_task_new (NULL, NULL, loaded_cb, NULL);
  g_task_set_source_tag (task, cvk_http_node_load_files);
  g_task_set_task_data (task, loading, (GDestroyNotify) loading_free);
  g_task_run_in_thread (task, load_in_thread);
}

/* --- The answer --- */

typedef struct
{
  char *path;
  GBytes *answer;
} Saving;

static void
saving_free (Saving *self)
{
  g_free (self->path);
  g_bytes_unref (self->answer);
  g_free (self);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Saving *saving = task_data;
  g_autoptr (GError) error = NULL;
  size_t size;
  const char *data = g_bytes_get_data (saving->answer, &size);

  if (cvk_data_file_write (saving->path, data != NULL ? data : "", size, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (CvkObjectBuilder) builder = { NULL };

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (self, "file", error);
      return;
    }
  cvk_object_builder_init_from (&builder, self->reply->value);
  cvk_object_builder_set (
    &builder, "file", cvk_value_new_string (cvk_value_lookup_string (self->settings, "file", "")));
  cvk_output_emit_over (cvk_call_get_output (self->call), 0, cvk_call_get_item (self->call),
                        cvk_object_builder_end (&builder));
  cvk_call_succeed (self->call);
}

void
cvk_http_node_save_answer (CvkExecution *self)
{
  CvkHttpCall *call = cvk_http_call_get (self);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, saved_cb, self);
  Saving *saving = g_new0 (Saving, 1);

  saving->path = g_strdup (call->target);
  saving->answer = g_steal_pointer (&call->answer);
  g_task_set_source_tag (task, cvk_http_node_save_answer);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  g_task_run_in_thread (task, save_in_thread);
}
