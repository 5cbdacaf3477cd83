// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-document-file.h"

#include <glib/gi18n-lib.h>

#include "model/cvk-file-replace.h"

typedef struct
{
  GFile *file;
  GBytes *bytes; /* owned: to be saved, or as loaded */
  char *version; /* nullable: expected, then the new one */
  CvkDocumentSaveFlags flags;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_object_unref (job->file);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_free (job->version);
  g_free (job);
}

/* A text that is the same exactly when the content is. */
static char *
dup_version (GBytes *bytes)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

static gboolean
fail (GError **error, CvkDocumentError code, const char *format, GFile *file, const char *reason)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GString) message = g_string_new (format);

  g_string_replace (message, "{file}", name, 1);
  g_string_replace (message, "{reason}", reason, 1);
  g_set_error_literal (error, CVK_DOCUMENT_ERROR, (int) code, message->str);

  return FALSE;
}

/* --- Loading --- */

static GBytes *
read_file (GFile *file, GError **error)
{
  const char *path = g_file_peek_path (file);
  g_autoptr (GError) read_error = NULL;
  GBytes *bytes;

  if (path == NULL)
    {
      fail (error, CVK_DOCUMENT_ERROR_IO,
            _ ("“{file}” is not a file of this computer. Copy it to a folder first."), file, "");
      return NULL;
    }
  bytes = cvk_file_read (path, CVK_DOCUMENT_MAX_SIZE, &read_error);
  if (bytes != NULL)
    return bytes;

  if (g_error_matches (read_error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
    fail (error, CVK_DOCUMENT_ERROR_IO,
          _ ("“{file}” is too large for a pipeline. Choose a .convoke file."), file, "");
  else if (g_error_matches (read_error, G_FILE_ERROR, G_FILE_ERROR_INVAL))
    fail (error, CVK_DOCUMENT_ERROR_IO, _ ("“{file}” is no file. Choose a .convoke file."), file,
          "");
  else if (g_error_matches (read_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    fail (error, CVK_DOCUMENT_ERROR_IO, _ ("There is no file “{file}”. Check the name."), file, "");
  else
    fail (error, CVK_DOCUMENT_ERROR_IO, _ ("“{file}” cannot be read: {reason}."), file,
          read_error->message);

  return NULL;
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  CvkDocument *document;

  job->bytes = read_file (job->file, &error);
  if (job->bytes == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  document = cvk_document_new_from_bytes (job->bytes, &error);
  if (document == NULL)
    {
      g_autofree char *name = g_file_get_parse_name (job->file);

      /* The prefix keeps the place that the error carries. */
      g_prefix_error (&error, "%s: ", name);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  job->version = dup_version (job->bytes);
  g_task_return_pointer (task, document, g_object_unref);
}

void
cvk_document_load_async (GFile *file,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_document_load_async);
  job = g_new0 (Job, 1);
  job->file = g_object_ref (file);
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, load_in_thread);
}

CvkDocument *
cvk_document_load_finish (GAsyncResult *result, char **version, GError **error)
{
  CvkDocument *document;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_document_load_async), NULL);

  document = g_task_propagate_pointer (G_TASK (result), error);
  if (document != NULL && version != NULL)
    *version = g_strdup (((Job *) g_task_get_task_data (G_TASK (result)))->version);

  return document;
}

/* --- Saving --- */

/* Whether the file still has the content that the caller knows. */
static gboolean
check_version (const char *path, gpointer user_data, GError **error)
{
  Job *job = user_data;
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *version = NULL;

  if ((job->flags & CVK_DOCUMENT_SAVE_FORCE) != 0)
    return TRUE;

  bytes = cvk_file_read (path, CVK_DOCUMENT_MAX_SIZE, &read_error);
  if (bytes != NULL)
    version = dup_version (bytes);
  if (bytes == NULL && g_error_matches (read_error, G_FILE_ERROR, G_FILE_ERROR_NOENT) &&
      job->version == NULL)
    return TRUE;
  if (bytes != NULL && g_strcmp0 (version, job->version) == 0)
    return TRUE;

  if (job->version == NULL)
    return fail (error, CVK_DOCUMENT_ERROR_CHANGED,
                 _ ("There is a file “{file}” already. Choose another name, or replace it."),
                 job->file, "");

  return fail (
    error, CVK_DOCUMENT_ERROR_CHANGED,
    _ ("“{file}” was changed by another program since it was read. Read it again, or replace it."),
    job->file, "");
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  const char *path = g_file_peek_path (job->file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) placed = NULL;

  if (path == NULL)
    fail (&placed, CVK_DOCUMENT_ERROR_IO,
          _ ("“{file}” is not a file of this computer. Choose a folder to save it in."), job->file,
          "");
  else if (cvk_file_replace (path, job->bytes, check_version, job, cancellable, &error))
    {
      g_free (job->version);
      job->version = dup_version (job->bytes);
      g_task_return_boolean (task, TRUE);
      return;
    }
  else if (error->domain == CVK_DOCUMENT_ERROR ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    placed = g_steal_pointer (&error);
  else
    fail (&placed, CVK_DOCUMENT_ERROR_IO,
          _ ("“{file}” cannot be saved: {reason}. Make room, or choose another folder."), job->file,
          error->message);
  g_task_return_error (task, g_steal_pointer (&placed));
}

/* The thread may be the last to let go of its task: what belongs to the caller is in another. */
static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_pointer (task, g_strdup (job->version), g_free);
  else
    g_task_return_error (task, error);
}

void
cvk_document_save_async (CvkDocument *self,
                         GFile *file,
                         const char *version,
                         CvkDocumentSaveFlags flags,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) work = NULL;
  GTask *task;
  Job *job;

  g_return_if_fail (CVK_IS_DOCUMENT (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_document_save_async);
  work = g_task_new (NULL, cancellable, saved_cb, task);
  job = g_new0 (Job, 1);
  job->file = g_object_ref (file);
  job->bytes = cvk_document_to_bytes (self);
  job->version = g_strdup (version);
  job->flags = flags;
  g_task_set_task_data (work, job, free_job);
  g_task_run_in_thread (work, save_in_thread);
}

gboolean
cvk_document_save_finish (CvkDocument *self, GAsyncResult *result, char **version, GError **error)
{
  g_autofree char *new_version = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_document_save_async), FALSE);

  new_version = g_task_propagate_pointer (G_TASK (result), error);
  if (new_version == NULL)
    return FALSE;
  if (version != NULL)
    *version = g_steal_pointer (&new_version);

  return TRUE;
}
