// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-awaited-runs.h"

GHashTable *
cvk_awaited_runs_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) g_ptr_array_unref);
}

gboolean
cvk_awaited_runs_join (GHashTable *self, const char *id, GTask *task)
{
  GPtrArray *tasks = g_hash_table_lookup (self, id);
  gboolean is_first = tasks == NULL;

  if (is_first)
    {
      tasks = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self, g_strdup (id), tasks);
    }
  g_ptr_array_add (tasks, task);
  return is_first;
}

gboolean
cvk_awaited_runs_answer (GHashTable *self, const char *id, CvkHostRun *run, const GError *error)
{
  g_autoptr (GPtrArray) tasks = NULL;
  g_autofree char *key = NULL;

  /* Out of the table first: an answer may ask for the run again. */
  if (!g_hash_table_steal_extended (self, id, (gpointer *) &key, (gpointer *) &tasks))
    return FALSE;
  for (unsigned i = 0; i < tasks->len; i++)
    {
      GTask *task = g_ptr_array_index (tasks, i);

      if (run != NULL)
        g_task_return_pointer (task, g_object_ref (run), g_object_unref);
      else
        g_task_return_error (task, g_error_copy (error));
    }
  return TRUE;
}
