// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-run-retry.h"

#include "base/cvk-i18n.h"
#include "service/cvk-problems.h"

/* The steps of the failures, each once, in their order. (transfer container) */
static GPtrArray *
list_failed_nodes (CvkHostRun *run)
{
  GPtrArray *failures = cvk_host_run_get_failures (run);
  GPtrArray *nodes = g_ptr_array_new ();

  for (unsigned i = 0; i < failures->len; i++)
    {
      const char *node = cvk_problem_get_node (g_ptr_array_index (failures, i));

      if (node != NULL && !g_ptr_array_find_with_equal_func (nodes, node, g_str_equal, NULL))
        g_ptr_array_add (nodes, (char *) node);
    }
  return nodes;
}

gboolean
cvk_run_retry_is_possible (CvkHostRun *run)
{
  g_autoptr (GPtrArray) nodes = list_failed_nodes (run);

  return nodes->len > 0;
}

static void
return_runs (GTask *task, GPtrArray *runs, GPtrArray *problems)
{
  g_autofree char *message = NULL;

  if (runs->len > 0)
    {
      g_task_return_pointer (task, g_ptr_array_ref (runs), (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  if (problems->len > 0)
    message = cvk_problem_dup_message (g_ptr_array_index (problems, problems->len - 1));
  g_task_return_new_error (
    task, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND, "%s",
    message != NULL ? message
                    : _ ("It is not known at which step the run failed. Open it and run the "
                         "pipeline again."));
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkActivation *activation = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostRun) failed =
    cvk_host_runs_open_finish (CVK_HOST_RUNS (object), result, &error);
  g_autoptr (GPtrArray) nodes = NULL;
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) problems = cvk_problems_new ();

  if (failed == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  nodes = list_failed_nodes (failed);
  for (unsigned i = 0; i < nodes->len; i++)
    {
      CvkHostRun *run =
        cvk_activation_retry (activation, failed, g_ptr_array_index (nodes, i), problems);

      if (run != NULL)
        g_ptr_array_add (runs, run);
    }
  return_runs (task, runs, problems);
}

void
cvk_run_retry_async (CvkHostRuns *runs,
                     CvkActivation *activation,
                     const char *run,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (runs, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_run_retry_async);
  g_task_set_task_data (task, g_object_ref (activation), g_object_unref);
  cvk_host_runs_open_async (runs, run, opened_cb, task);
}

GPtrArray *
cvk_run_retry_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
