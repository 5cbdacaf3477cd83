// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-review.h"

#include "desktop/runs/cvk-run-bundle.h"
#include "model/cvk-review.h"

typedef struct
{
  const CvkNodeTypes *types;
  char *path; /* nullable */
  GHashTable *files;
  GBytes *bytes;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_clear_pointer (&job->files, g_hash_table_unref);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_free (job);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (job->bytes, &error);

  if (document == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, cvk_review_new (document, job->types, job->path, job->files),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
bundled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autoptr (GPtrArray) problems = NULL;
  GError *error = NULL;

  job->bytes = cvk_run_bundle_finish (result, &problems, &error);
  if (job->bytes == NULL)
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, look_in_thread);
}

void
cvk_run_review_load_async (CvkSession *session,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);
  GFile *file = cvk_session_get_file (session);

  g_task_set_source_tag (task, cvk_run_review_load_async);
  g_task_set_task_data (task, job, free_job);
  job->types = cvk_session_get_types (session);
  job->path = file != NULL ? g_file_get_path (file) : NULL;
  job->files = cvk_run_bundle_dup_files (session);
  cvk_run_bundle_async (session, cancellable, bundled_cb, task);
}

GPtrArray *
cvk_run_review_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_run_review_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
