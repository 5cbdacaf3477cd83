// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/editor/cvk-session-private.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "model/cvk-document-file.h"

#define MAX_NUMBER 1000

typedef enum
{
  WRITE_OWN,   /* the session's file, as long as nobody else has changed it; a new one if need be */
  WRITE_FORCE, /* the same whatever is there, because the user says so */
  WRITE_AS,    /* another file */
} WriteKind;

/* The document as it is when the write begins. Who asks for a save while one is under way waits for
 * the next, because the one under way does not have what was changed since. */
struct _CvkSessionWrite
{
  CvkSession *session; /* owned */
  WriteKind kind;
  GFile *file;      /* owned; chosen when the write begins, unless it is another one */
  GPtrArray *tasks; /* GTask: who waits */
  uint64_t edits;
  unsigned number; /* of the name that is tried for a new file */
};

static void start_write (CvkSession *self);

static CvkSessionWrite *
add_write (CvkSession *self, WriteKind kind, GFile *file)
{
  CvkSessionWrite *write = g_new0 (CvkSessionWrite, 1);

  write->session = g_object_ref (self);
  write->kind = kind;
  write->file = file != NULL ? g_object_ref (file) : NULL;
  write->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_push_tail (&self->writes, write);
  return write;
}

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

gboolean
cvk_session_can_write (CvkSession *self)
{
  return self->state != CVK_SESSION_CHANGED_ELSEWHERE && self->state != CVK_SESSION_GONE &&
         self->state != CVK_SESSION_READ_ONLY;
}

void
cvk_session_update_state (CvkSession *self)
{
  if (self->writing != NULL || !cvk_session_can_write (self))
    return;
  if (self->edits == self->written)
    cvk_session_set_state (self, CVK_SESSION_SAVED, NULL);
  else if (self->state != CVK_SESSION_FAILED)
    cvk_session_set_state (self, CVK_SESSION_UNSAVED, NULL);
}

/* --- One write --- */

static void write_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
run_write (CvkSessionWrite *write)
{
  CvkSession *self = write->session;
  gboolean is_own = self->file != NULL && g_file_equal (write->file, self->file);

  write->edits = self->edits;
  cvk_document_save_async (self->document, write->file, is_own ? self->version : NULL,
                           write->kind == WRITE_OWN ? CVK_DOCUMENT_SAVE_DEFAULT
                                                    : CVK_DOCUMENT_SAVE_FORCE,
                           NULL, write_cb, write);
}

/* --- A new file in the library --- */

static void
try_name (CvkSessionWrite *write)
{
  g_autoptr (GFile) folder = cvk_library_folder_dup ();
  g_autofree char *name =
    cvk_library_folder_dup_name (cvk_document_get_name (write->session->document), write->number);

  g_clear_object (&write->file);
  write->file = g_file_get_child (folder, name);
  run_write (write);
}

static void
make_folder_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (g_file_make_directory_with_parents (data, cancellable, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    g_clear_error (&error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* When there is no folder now, trying to save there will say so. */
static void
make_folder_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("The library has no folder: %s", error->message);
  try_name (user_data);
}

static void
make_file (CvkSessionWrite *write)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, make_folder_cb, write);

  write->number = 1;
  g_task_set_task_data (task, cvk_library_folder_dup (), g_object_unref);
  g_task_run_in_thread (task, make_folder_in_thread);
}

/* --- Its end --- */

static void
take_result (CvkSession *self, CvkSessionWrite *write, const char *version, const GError *error)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (error == NULL)
    {
      self->written = write->edits;
      if (self->written == self->edits)
        self->unsaved_since = 0;
      cvk_session_set_file (self, write->file, version);
      cvk_session_set_state (self, CVK_SESSION_SAVED, NULL);
    }
  else if (g_error_matches (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_CHANGED))
    cvk_session_set_state (self, CVK_SESSION_CHANGED_ELSEWHERE, error->message);
  else
    cvk_session_set_state (self, CVK_SESSION_FAILED, error->message);
  cvk_session_update_state (self);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkSessionWrite *write = user_data;
  g_autoptr (CvkSession) self = g_object_ref (write->session);
  g_autofree char *version = NULL;
  g_autoptr (GError) error = NULL;

  if (!cvk_document_save_finish (CVK_DOCUMENT (source), result, &version, &error) &&
      g_error_matches (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_CHANGED) &&
      write->number > 0 && write->number < MAX_NUMBER)
    {
      write->number++;
      try_name (write);
      return;
    }
  self->writing = NULL;
  take_result (self, write, version, error);
  cvk_session_write_record (self);
  start_write (self);
  end_write (write, error);
}

static void
start_write (CvkSession *self)
{
  while (self->writing == NULL && !g_queue_is_empty (&self->writes))
    {
      CvkSessionWrite *write = g_queue_pop_head (&self->writes);
      g_autoptr (GError) error = NULL;

      if (write->kind == WRITE_OWN && !cvk_session_can_write (self))
        g_set_error_literal (&error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_CHANGED,
                             self->message != NULL ? self->message : "");
      if (error != NULL ||
          (write->kind == WRITE_OWN && self->file != NULL && self->edits == self->written))
        {
          end_write (write, error);
          continue;
        }
      self->writing = write;
      cvk_session_set_state (self, CVK_SESSION_SAVING, NULL);
      if (write->kind != WRITE_AS)
        g_set_object (&write->file, self->file);
      if (write->file != NULL)
        run_write (write);
      else
        make_file (write);
    }
}

/* --- Saving --- */

void
cvk_session_save_async (CvkSession *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;
  CvkSessionWrite *write;

  g_return_if_fail (CVK_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_session_save_async);
  write = g_queue_peek_tail (&self->writes);
  if (write == NULL || write->kind != WRITE_OWN)
    write = add_write (self, WRITE_OWN, NULL);
  g_ptr_array_add (write->tasks, task);
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
  g_ptr_array_add (add_write (self, WRITE_AS, file)->tasks, task);
  start_write (self);
}

gboolean
cvk_session_save_as_finish (CvkSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_session_save_as_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_session_keep_mine (CvkSession *self)
{
  g_return_if_fail (CVK_IS_SESSION (self));

  add_write (self, WRITE_FORCE, NULL);
  start_write (self);
}
