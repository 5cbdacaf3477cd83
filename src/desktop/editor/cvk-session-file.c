// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/editor/cvk-session-private.h"
#include "model/cvk-document-file.h"

/* --- Loading --- */

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *version = NULL;
  g_autoptr (CvkSession) session = NULL;
  CvkDocument *document;
  GError *error = NULL;

  document = cvk_document_load_finish (result, &version, &error);
  if (document == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  session = cvk_session_new (document);
  cvk_session_set_file (session, g_task_get_task_data (task), version);
  g_task_return_pointer (task, g_steal_pointer (&session), g_object_unref);
}

void
cvk_session_load_async (GFile *file,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_session_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  cvk_document_load_async (file, cancellable, load_cb, task);
}

CvkSession *
cvk_session_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_session_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Saving --- */

/* The document as it is when the write begins. Who asks for a save while one is under way waits for
 * the next, because the one under way does not have what was changed since. */
struct _CvkSessionWrite
{
  CvkSession *session; /* owned */
  GFile *file;         /* nullable: the session's own */
  GPtrArray *tasks;    /* GTask: who waits */
  uint64_t edits;
};

static void start_write (CvkSession *self);

static CvkSessionWrite *
add_write (CvkSession *self, GFile *file, GTask *task)
{
  CvkSessionWrite *write = g_new0 (CvkSessionWrite, 1);

  write->session = g_object_ref (self);
  write->file = file != NULL ? g_object_ref (file) : NULL;
  write->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (write->tasks, task);
  g_queue_push_tail (&self->writes, write);
  return write;
}

/* Whoever waits hears of it when the session is ready for the next. */
static void
end_write (CvkSessionWrite *write, const GError *error)
{
  for (unsigned i = 0; i < write->tasks->len; i++)
    if (error != NULL)
      g_task_return_error (g_ptr_array_index (write->tasks, i), g_error_copy (error));
    else
      g_task_return_boolean (g_ptr_array_index (write->tasks, i), TRUE);
  g_ptr_array_unref (write->tasks);
  g_clear_object (&write->file);
  g_object_unref (write->session);
  g_free (write);
}

void
cvk_session_update_state (CvkSession *self)
{
  if (self->writing != NULL || self->state == CVK_SESSION_READ_ONLY)
    return;
  if (self->edits == self->written)
    cvk_session_set_state (self, CVK_SESSION_SAVED, NULL);
  else if (self->state == CVK_SESSION_SAVED || self->state == CVK_SESSION_SAVING)
    cvk_session_set_state (self, CVK_SESSION_UNSAVED, NULL);
}

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkSessionWrite *write = user_data;
  g_autoptr (CvkSession) self = g_object_ref (write->session);
  g_autofree char *version = NULL;
  g_autoptr (GError) error = NULL;

  self->writing = NULL;
  if (cvk_document_save_finish (CVK_DOCUMENT (source), result, &version, &error))
    {
      self->written = write->edits;
      cvk_session_set_file (self, write->file != NULL ? write->file : self->file, version);
    }
  else if (g_error_matches (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_CHANGED))
    cvk_session_set_state (self, CVK_SESSION_CHANGED_ELSEWHERE, error->message);
  else
    cvk_session_set_state (self, CVK_SESSION_FAILED, error->message);
  cvk_session_update_state (self);
  start_write (self);
  end_write (write, error);
}

static void
start_write (CvkSession *self)
{
  CvkSessionWrite *write;
  g_autoptr (GError) error = NULL;

  if (self->writing != NULL || g_queue_is_empty (&self->writes))
    return;
  write = g_queue_pop_head (&self->writes);
  if (write->file == NULL && self->file == NULL)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _ ("This pipeline has no file yet. Choose a name for it."));
  if (error != NULL || (write->file == NULL && self->edits == self->written))
    {
      end_write (write, error);
      start_write (self);
      return;
    }
  self->writing = write;
  write->edits = self->edits;
  cvk_session_set_state (self, CVK_SESSION_SAVING, NULL);
  cvk_document_save_async (self->document, write->file != NULL ? write->file : self->file,
                           write->file != NULL ? NULL : self->version,
                           write->file != NULL ? CVK_DOCUMENT_SAVE_FORCE
                                               : CVK_DOCUMENT_SAVE_DEFAULT,
                           NULL, write_cb, write);
}

void
cvk_session_save_async (CvkSession *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;
  CvkSessionWrite *last;

  g_return_if_fail (CVK_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_session_save_async);
  last = g_queue_peek_tail (&self->writes);
  if (last != NULL && last->file == NULL)
    g_ptr_array_add (last->tasks, task);
  else
    add_write (self, NULL, task);
  start_write (self);
}

gboolean
cvk_session_save_finish (CvkSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_session_save_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_session_save_as_async (CvkSession *self,
                           GFile *file,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CVK_IS_SESSION (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_session_save_as_async);
  add_write (self, file, task);
  start_write (self);
}

gboolean
cvk_session_save_as_finish (CvkSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_session_save_as_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
