// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-inputs-store.h"

#include "base/cvk-json.h"

typedef struct
{
  char *path;
  char *text; /* nullable: to be read */
} Kept;

static void
free_kept (gpointer data)
{
  Kept *kept = data;

  g_free (kept->path);
  g_free (kept->text);
  g_free (kept);
}

static Kept *
make_kept (GFile *pipeline)
{
  Kept *kept = g_new0 (Kept, 1);
  g_autofree char *uri = g_file_get_uri (pipeline);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);
  g_autofree char *name = g_strconcat (hash, ".json", NULL);

  kept->path = g_build_filename (g_get_user_state_dir (), "convoke", "inputs", name, NULL);
  return kept;
}

/* --- Reading --- */

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Kept *kept = data;
  g_autofree char *text = NULL;
  size_t length = 0;
  g_autoptr (CvkValue) value = NULL;

  if (g_file_get_contents (kept->path, &text, &length, NULL))
    value = cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, NULL);
  if (value != NULL && cvk_value_is_object (value))
    g_task_return_pointer (task, g_steal_pointer (&value), (GDestroyNotify) cvk_value_unref);
  else
    g_task_return_pointer (task, NULL, NULL);
}

void
cvk_run_inputs_store_load_async (GFile *pipeline,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (pipeline));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_run_inputs_store_load_async);
  g_task_set_task_data (task, make_kept (pipeline), free_kept);
  g_task_run_in_thread (task, load_thread);
}

CvkValue *
cvk_run_inputs_store_load_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- Writing --- */

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Kept *kept = data;
  g_autofree char *folder = g_path_get_dirname (kept->path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (kept->path, kept->text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 &error))
    g_info ("What was put in is not remembered: %s", error != NULL ? error->message : folder);
  g_task_return_boolean (task, error == NULL);
}

void
cvk_run_inputs_store_save_async (GFile *pipeline,
                                 const CvkValue *values,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Kept *kept;

  g_return_if_fail (G_IS_FILE (pipeline));
  g_return_if_fail (values != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  kept = make_kept (pipeline);
  kept->text = cvk_value_to_json (values, CVK_JSON_PRETTY);
  g_task_set_source_tag (task, cvk_run_inputs_store_save_async);
  g_task_set_task_data (task, kept, free_kept);
  g_task_run_in_thread (task, save_thread);
}
