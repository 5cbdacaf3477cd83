// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-folder-list.h"

extern CvkNodeOperations cvk_node_file_list;

typedef struct
{
  char *path;
  CvkValue *settings;
  unsigned n_unreadable;
} Job;

static void
job_free (Job *self)
{
  g_free (self->path);
  cvk_value_unref (self->settings);
  g_free (self);
}

static const char *
get_folder (const CvkValue *settings)
{
  return cvk_value_lookup_string (settings, "folder", "");
}

static void
list_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  CvkFolderListOptions options = {
    .path = job->path,
    .name = get_folder (job->settings),
    .pattern = cvk_value_lookup_string (job->settings, "pattern", NULL),
    .below = cvk_value_lookup_boolean (job->settings, "below", FALSE),
  };
  GError *error = NULL;
  CvkValue *files = cvk_folder_list (&options, &job->n_unreadable, cancellable, &error);

  if (files != NULL)
    g_task_return_pointer (task, files, (GDestroyNotify) cvk_value_unref);
  else
    g_task_return_error (task, error);
}

static void
warn_unreadable (CvkCall *call, const Job *job)
{
  CvkProblem *problem;
  g_autofree char *count = g_strdup_printf ("%u", job->n_unreadable);

  if (job->n_unreadable == 0)
    return;
  problem = cvk_problem_new (
    "files-left-out",
    N_ ("{count} in “{folder}” were left out: folders that may not be read, links that lead out of "
        "the folder, or names that are no text."),
    "count", count, "folder", get_folder (job->settings), NULL);
  cvk_problem_set_field (problem, "folder");
  cvk_step_warn (cvk_call_get_step (call), problem);
}

static void
fail (CvkCall *call, const char *path, CvkProblem *problem)
{
  cvk_problem_set_field (problem, "folder");
  if (path != NULL)
    cvk_problem_set_file (problem, path);
  cvk_call_fail (call, problem);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) files = g_task_propagate_pointer (G_TASK (result), &error);

  if (files == NULL)
    {
      gboolean is_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      fail (call, job->path,
            cvk_problem_new_from_error (is_cancelled ? "cancelled" : "file", error));
      return;
    }
  for (size_t i = 0; i < cvk_value_get_length (files); i++)
    cvk_output_emit_over (cvk_call_get_output (call), 0, cvk_call_get_item (call),
                          cvk_value_ref (cvk_value_get_element (files, i)));
  warn_unreadable (call, job);
  cvk_call_succeed (call);
}

static void
start (CvkCall *call)
{
  CvkValue *settings = cvk_call_get_settings (call);
  CvkProblem *problem = NULL;
  char *path = cvk_step_resolve_file (cvk_call_get_step (call), get_folder (settings), &problem);
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (path == NULL)
    {
      fail (call, NULL, problem);
      return;
    }
  job = g_new0 (Job, 1);
  job->path = path;
  job->settings = cvk_value_ref (settings);
  task = g_task_new (NULL, cvk_call_get_cancellable (call), listed_cb, call);
  g_task_set_source_tag (task, start);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, list_in_thread);
}

CvkNodeOperations cvk_node_file_list = { .start = start };
