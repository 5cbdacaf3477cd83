// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/editor/cvk-session-private.h"

/* Saved when the user pauses, and while they do not, often enough for a second to be the most that
 * a crash can take. */
#define PAUSE (300 * G_TIME_SPAN_MILLISECOND)
#define LONGEST (800 * G_TIME_SPAN_MILLISECOND)

/* Bytes of what can be undone; the oldest steps go first. */
#define MAX_HISTORY (4u * 1024 * 1024)

/* --- The record --- */

static gboolean
is_kept (CvkSession *self)
{
  return self->is_autosaved || self->file != NULL;
}

static void
end_closing (CvkSession *self)
{
  g_autoptr (GPtrArray) tasks = NULL;

  if (self->closing->len == 0 || self->writing != NULL || self->is_recording)
    return;
  self->kept = self->edits;
  tasks = g_steal_pointer (&self->closing);
  self->closing = g_ptr_array_new_with_free_func (g_object_unref);
  for (unsigned i = 0; i < tasks->len; i++)
    if (self->edits == self->written)
      g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
    else if (!is_kept (self))
      g_task_return_new_error (g_ptr_array_index (tasks, i), G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s",
                               _ ("This pipeline is in no file yet."));
    else
      g_task_return_new_error (g_ptr_array_index (tasks, i), G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                               self->message != NULL ? self->message : "");
}

typedef struct
{
  CvkSessionRecord *record;
  char *old_key; /* nullable: of the record that this one takes the place of */
} RecordJob;

static void
free_record_job (gpointer data)
{
  RecordJob *job = data;

  cvk_session_record_free (job->record);
  g_free (job->old_key);
  g_free (job);
}

static void
write_record_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  RecordJob *job = data;
  GError *error = NULL;

  if (!cvk_session_record_write (job->record, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (job->old_key != NULL)
    cvk_session_record_remove (job->old_key);
  g_task_return_boolean (task, TRUE);
}

static void
write_record_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSession) self = user_data;
  g_autoptr (GError) error = NULL;

  /* The pipeline itself is not at stake: its file is tried all the same. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("What can be undone is not kept: %s", error->message);
  self->is_recording = FALSE;
  if (self->is_record_due)
    cvk_session_write_record (self);
  end_closing (self);
}

static RecordJob *
make_record_job (CvkSession *self)
{
  RecordJob *job = g_new0 (RecordJob, 1);
  CvkSessionRecord *record = g_new0 (CvkSessionRecord, 1);

  record->key = self->file != NULL || self->record_key == NULL
                  ? cvk_session_record_dup_key (self->file)
                  : g_strdup (self->record_key);
  record->uri = self->file != NULL ? g_file_get_uri (self->file) : NULL;
  record->base = g_strdup (self->version);
  record->is_own = !self->is_foreign;
  record->history = cvk_history_to_bytes (self->history, MAX_HISTORY);
  if (self->edits != self->written)
    record->text = cvk_document_to_bytes (self->document);
  /* A record without a text belongs to the file that was left behind, and stays. */
  if (self->record_has_text && g_strcmp0 (self->record_key, record->key) != 0)
    job->old_key = g_strdup (self->record_key);
  g_free (self->record_key);
  self->record_key = g_strdup (record->key);
  self->record_has_text = record->text != NULL;
  job->record = record;
  return job;
}

void
cvk_session_write_record (CvkSession *self)
{
  g_autoptr (GTask) task = NULL;

  if (!is_kept (self))
    return;
  self->is_record_due = self->is_recording;
  if (self->is_recording)
    return;
  self->is_recording = TRUE;
  /* The session is in the hands of the callback: a thread may be the last to let go of its task. */
  task = g_task_new (NULL, NULL, write_record_cb, g_object_ref (self));
  g_task_set_source_tag (task, cvk_session_write_record);
  g_task_set_task_data (task, make_record_job (self), free_record_job);
  g_task_run_in_thread (task, write_record_in_thread);
}

/* --- Saving a moment later --- */

static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The state tells the user. */
  if (!cvk_session_save_finish (CVK_SESSION (source), result, &error))
    g_debug ("Not saved: %s", error->message);
}

static void
write_out (CvkSession *self)
{
  cvk_clock_remove_timeout (self->clock, self->save_timeout);
  self->save_timeout = 0;
  self->unsaved_since = 0;
  if (self->edits == self->written)
    return;
  if (cvk_session_can_write (self))
    cvk_session_save_async (self, NULL, save_cb, NULL);
  else if (self->state != CVK_SESSION_READ_ONLY)
    cvk_session_write_record (self);
}

static gboolean
save_timeout_cb (gpointer user_data)
{
  CvkSession *self = user_data;

  self->save_timeout = 0;
  write_out (self);
  return G_SOURCE_REMOVE;
}

void
cvk_session_save_later (CvkSession *self)
{
  int64_t now;

  if (!self->is_autosaved)
    return;
  now = cvk_clock_get_monotonic (self->clock);
  if (self->unsaved_since == 0)
    self->unsaved_since = now;
  cvk_clock_remove_timeout (self->clock, self->save_timeout);
  self->save_timeout =
    cvk_clock_add_timeout (self->clock, CLAMP (self->unsaved_since + LONGEST - now, 0, PAUSE),
                           save_timeout_cb, self, NULL);
}

void
cvk_session_start_autosave (CvkSession *self)
{
  self->is_autosaved = TRUE;
}

void
cvk_session_stop_autosave (CvkSession *self)
{
  cvk_clock_remove_timeout (self->clock, self->save_timeout);
  self->save_timeout = 0;
  self->is_autosaved = FALSE;
}

/* --- Closing --- */

static void
close_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkSession *self = CVK_SESSION (source);

  save_cb (source, result, NULL);
  /* A session that nobody has told of its end may be edited while it waits. */
  if (self->edits != self->written)
    cvk_session_write_record (self);
  end_closing (self);
}

void
cvk_session_close_async (CvkSession *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CVK_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_session_close_async);
  g_ptr_array_add (self->closing, task);
  cvk_clock_remove_timeout (self->clock, self->save_timeout);
  self->save_timeout = 0;
  if (self->edits == self->written || !is_kept (self))
    end_closing (self);
  else
    cvk_session_save_async (self, NULL, close_cb, NULL);
}

gboolean
cvk_session_rescue (CvkSession *self)
{
  if (!self->is_autosaved || self->edits == self->written || self->edits == self->kept)
    return FALSE;
  cvk_session_close_async (self, NULL, NULL, NULL);
  return TRUE;
}

static void
remove_record_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  cvk_session_record_remove (data);
  g_task_return_boolean (task, TRUE);
}

void
cvk_session_discard (CvkSession *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CVK_IS_SESSION (self));

  cvk_session_stop_autosave (self);
  self->written = self->edits;
  if (self->record_key == NULL || !self->record_has_text)
    return;
  self->record_has_text = FALSE;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, g_strdup (self->record_key), g_free);
  g_task_run_in_thread (task, remove_record_in_thread);
}

gboolean
cvk_session_close_finish (CvkSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_session_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
