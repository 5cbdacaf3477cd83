// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-http-node-private.h"

#include <gio/gunixoutputstream.h>

#include "base/cvk-i18n.h"

/* Files are read and written in threads, which see paths and bytes and nothing else. What is saved
 * is written as it comes, beside its place, and gets its name when all of it is there: an answer
 * may be larger than what should be held in memory. */

static void
fail (CvkExecution *self, const char *field, const GError *error)
{
  CvkProblem *problem = cvk_problem_new_from_error ("file", error);

  cvk_problem_set_field (problem, field);
  cvk_call_fail (self->call, problem);
}

/* --- Before anything is sent --- */

typedef struct
{
  GStrv paths;
  char *target; /* nullable */
  GHashTable *files;
  CvkDataFileDraft *draft; /* nullable */
  gboolean is_saving;      /* @target is what an error is about */
  CvkExecution *execution;
  CvkExecutionDone done;
} Loading;

static void
loading_free (Loading *self)
{
  g_strfreev (self->paths);
  g_free (self->target);
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_clear_pointer (&self->draft, cvk_data_file_draft_free);
  g_free (self);
}

static gboolean
read_files (Loading *self, GError **error)
{
  self->files =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  for (size_t i = 0; self->paths[i] != NULL; i++)
    {
      GBytes *bytes = cvk_data_file_read (self->paths[i], error);

      if (bytes == NULL)
        return FALSE;
      g_hash_table_replace (self->files, g_strdup (self->paths[i]), bytes);
    }
  return TRUE;
}

static gboolean
open_draft (Loading *self, GError **error)
{
  if (self->target == NULL)
    return TRUE;
  self->is_saving = TRUE;
  self->draft = cvk_data_file_draft_new (self->target, error);
  return self->draft != NULL;
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Loading *loading = task_data;
  GError *error = NULL;

  if (read_files (loading, &error) && open_draft (loading, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* An answer that begins anew, because the one before it broke off. Two calls of the system; the
 * writing itself is done in a thread. */
static void
begin_answer (gpointer user_data)
{
  CvkHttpCall *call = user_data;

  g_clear_error (&call->draft_error);
  (void) cvk_data_file_draft_rewind (call->draft, &call->draft_error);
}

/* Takes @draft. */
static void
follow_answer (CvkExecution *self, CvkDataFileDraft *draft)
{
  CvkHttpCall *call = cvk_http_call_get (self);

  call->draft = draft;
  call->follower = (CvkExchangeFollower){
    .stream = { .user_data = call,
                .sink = g_unix_output_stream_new (cvk_data_file_draft_get_fd (draft), FALSE) },
    .begin = begin_answer,
  };
  self->follower = &call->follower;
}

static const char *
find_fault (const Loading *self)
{
  if (self->is_saving)
    return "file";
  return g_str_equal (cvk_value_lookup_string (self->execution->settings, "body", ""), "file")
           ? "body_file"
           : "files";
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Loading *loading = g_task_get_task_data (G_TASK (result));
  CvkExecution *self = loading->execution;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (self, find_fault (loading), error);
      return;
    }
  cvk_http_call_get (self)->files = g_steal_pointer (&loading->files);
  if (loading->draft != NULL)
    follow_answer (self, g_steal_pointer (&loading->draft));
  loading->done (self);
}

/* A rehearsal saves nothing. */
static const char *
find_target (CvkExecution *self)
{
  return cvk_call_is_rehearsed (self->call) ? NULL : cvk_http_call_get (self)->target;
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
  if (paths[0] == NULL && find_target (self) == NULL)
    {
      g_strfreev (paths);
      done (self);
      return;
    }
  loading = g_new0 (Loading, 1);
  loading->paths = paths;
  loading->target = g_strdup (find_target (self));
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
  CvkDataFileDraft *draft;
  GBytes *rest;
} Saving;

static void
saving_free (Saving *self)
{
  cvk_data_file_draft_free (self->draft);
  g_bytes_unref (self->rest);
  g_free (self);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Saving *saving = task_data;
  GError *error = NULL;

  if (cvk_data_file_draft_append (saving->draft, saving->rest, &error) &&
      cvk_data_file_draft_commit (saving->draft, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
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

/* The sink knows nothing of files, so its words do not either. */
static void
fail_writing (CvkExecution *self, const GError *reason)
{
  CvkHttpCall *call = cvk_http_call_get (self);
  g_autofree char *name = g_filename_display_name (call->target);
  g_autoptr (GError) error = g_error_new (
    reason->domain, reason->code,
    _ ("“%s” cannot be written: %s. What is there was left as it was."), name, reason->message);

  fail (self, "file", error);
}

void
cvk_http_node_save_answer (CvkExecution *self)
{
  CvkHttpCall *call = cvk_http_call_get (self);
  g_autoptr (GTask) task = NULL;
  Saving *saving;

  if (call->draft_error != NULL)
    {
      fail_writing (self, call->draft_error);
      return;
    }
  saving = g_new0 (Saving, 1);
  saving->draft = g_steal_pointer (&call->draft);
  saving->rest = g_steal_pointer (&call->answer);
  task = g_task_new (NULL, NULL, saved_cb, self);
  g_task_set_source_tag (task, cvk_http_node_save_answer);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  g_task_run_in_thread (task, save_in_thread);
}
