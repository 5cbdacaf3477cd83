// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-session-private.h"
#include "model/cvk-document-file.h"
#include "model/cvk-file-replace.h"

/* What a session is made of, put together from the file and the record of it. */
typedef struct
{
  GFile *file; /* nullable */
  CvkSessionRecord *record;
  CvkDocument *document; /* nullable */
  CvkHistory *history;   /* nullable */
  char *version;         /* nullable: of the file */
  GError *error;         /* why there is no document */
  gboolean is_newer;
  gboolean is_recovered;
} Load;

static void
free_load (gpointer data)
{
  Load *load = data;

  g_clear_object (&load->file);
  cvk_session_record_free (load->record);
  g_clear_object (&load->document);
  g_clear_object (&load->history);
  g_free (load->version);
  g_clear_error (&load->error);
  g_free (load);
}

/* --- In a thread --- */

static gboolean
is_same (CvkDocument *document, const char *version)
{
  g_autoptr (GBytes) bytes = cvk_document_to_bytes (document);
  g_autofree char *checksum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  return g_strcmp0 (checksum, version) == 0;
}

/* What the record has of the pipeline is newer than the file, unless the end came right between
 * writing the one and the other. */
static void
take_text (Load *load)
{
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (load->record->text, NULL);

  if (document == NULL)
    return;
  load->is_recovered = !is_same (document, load->version);
  g_set_object (&load->document, document);
}

static void
take_history (Load *load)
{
  g_autoptr (GError) error = NULL;

  if (load->record == NULL || load->record->history == NULL ||
      (load->record->text == NULL && g_strcmp0 (load->record->base, load->version) != 0))
    return;
  load->history = cvk_history_new_from_bytes (load->document, load->record->history, &error);
  if (load->history == NULL)
    g_debug ("Undo begins anew: %s", error->message);
}

static void
take_newer (Load *load)
{
  g_autoptr (GBytes) bytes =
    cvk_file_read (g_file_peek_path (load->file), CVK_DOCUMENT_MAX_SIZE, NULL);

  if (bytes == NULL)
    return;
  load->document = cvk_document_new_from_newer_bytes (bytes, NULL);
  load->is_newer = load->document != NULL;
}

static void
complete_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Load *load = data;

  if (g_error_matches (load->error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_VERSION))
    take_newer (load);
  if (!load->is_newer)
    {
      if (load->record == NULL)
        {
          g_autofree char *key = cvk_session_record_dup_key (load->file);

          load->record = cvk_session_record_read (key);
        }
      if (load->record != NULL && load->record->text != NULL)
        take_text (load);
      if (load->document != NULL)
        take_history (load);
    }
  if (load->document != NULL)
    g_task_return_boolean (task, TRUE);
  else if (load->error != NULL)
    g_task_return_error (task, g_steal_pointer (&load->error));
  else
    g_task_return_new_error (task, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_FORMAT, "%s",
                             _ ("What was not saved is damaged and cannot be shown."));
}

/* --- The session --- */

static void
set_recovered (CvkSession *self, Load *load)
{
  self->edits = 1;
  self->record_has_text = TRUE;
  cvk_session_set_notice (self, _ ("What had not been saved when Convoke ended is back."));
  if (load->file == NULL || g_strcmp0 (load->record->base, load->version) == 0)
    cvk_session_update_state (self);
  else if (load->version == NULL)
    cvk_session_set_state (self, CVK_SESSION_GONE,
                           load->error != NULL ? load->error->message : NULL);
  else
    cvk_session_set_state (self, CVK_SESSION_CHANGED_ELSEWHERE,
                           _ ("The file was changed by another program while it was not open."));
  cvk_session_save_later (self);
}

/* Whether what is shown is what was written here last. */
static gboolean
is_own (const Load *load)
{
  return load->record != NULL && load->record->is_own &&
         (load->is_recovered || g_strcmp0 (load->record->base, load->version) == 0);
}

static CvkSession *
make_session (Load *load)
{
  CvkHistory *history =
    load->history != NULL ? g_object_ref (load->history) : cvk_history_new (load->document);
  CvkSession *self = cvk_session_new_full (g_object_ref (load->document), history);

  if (load->record != NULL)
    self->record_key = g_strdup (load->record->key);
  self->is_foreign = !is_own (load);
  cvk_session_start_autosave (self);
  if (load->file != NULL)
    cvk_session_set_file (self, load->file,
                          load->is_recovered ? load->record->base : load->version);
  if (load->is_newer)
    {
      cvk_history_set_read_only (self->history, TRUE);
      cvk_session_set_state (
        self, CVK_SESSION_READ_ONLY,
        _ ("This pipeline was made by a newer version of Convoke. You can look "
           "at it; update Convoke to change it."));
    }
  if (load->is_recovered)
    set_recovered (self, load);
  cvk_editing_place (self);
  return self;
}

static void
complete_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, make_session (g_task_get_task_data (G_TASK (result))),
                           g_object_unref);
}

/* Takes @load and @task. */
static void
complete (GTask *task, Load *load)
{
  g_autoptr (GTask) inner = g_task_new (NULL, g_task_get_cancellable (task), complete_cb, task);

  g_task_set_task_data (inner, load, free_load);
  g_task_run_in_thread (inner, complete_in_thread);
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Load *load = g_new0 (Load, 1);

  load->file = g_object_ref (g_task_get_task_data (task));
  load->document = cvk_document_load_finish (result, &load->version, &load->error);
  complete (task, load);
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

/* --- After a crash --- */

/* One record after the other; one that cannot be recovered stays where it is. */
typedef struct
{
  GPtrArray *records;  /* CvkSessionRecord, taken from the end */
  GPtrArray *sessions; /* CvkSession */
} Recovery;

static void
free_recovery (gpointer data)
{
  Recovery *recovery = data;

  g_clear_pointer (&recovery->records, g_ptr_array_unref);
  g_clear_pointer (&recovery->sessions, g_ptr_array_unref);
  g_free (recovery);
}

static void recover_next (GTask *task);

static void
recovered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Recovery *recovery = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSession) session = g_task_propagate_pointer (G_TASK (result), &error);

  if (session != NULL && session->notice != NULL)
    g_ptr_array_add (recovery->sessions, g_steal_pointer (&session));
  else if (session != NULL)
    /* The file has it after all: the next record says so. */
    cvk_session_write_record (session);
  else
    g_warning ("Not recovered: %s", error->message);
  recover_next (task);
}

/* Takes @task. */
static void
recover_next (GTask *task)
{
  Recovery *recovery = g_task_get_task_data (task);
  g_autoptr (CvkSessionRecord) record = NULL;

  if (recovery->records->len == 0)
    {
      g_task_return_pointer (task, g_steal_pointer (&recovery->sessions),
                             (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
      return;
    }
  record = g_ptr_array_steal_index (recovery->records, recovery->records->len - 1);
  if (record->uri != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (record->uri);

      cvk_session_load_async (file, g_task_get_cancellable (task), recovered_cb, task);
    }
  else
    {
      Load *load = g_new0 (Load, 1);

      load->record = g_steal_pointer (&record);
      complete (g_task_new (NULL, g_task_get_cancellable (task), recovered_cb, task), load);
    }
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, cvk_session_record_list (), (GDestroyNotify) g_ptr_array_unref);
}

static void
list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Recovery *recovery = g_task_get_task_data (task);

  recovery->records = g_task_propagate_pointer (G_TASK (result), NULL);
  recover_next (task);
}

void
cvk_session_recover_async (GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Recovery *recovery = g_new0 (Recovery, 1);
  g_autoptr (GTask) list = NULL;

  g_task_set_source_tag (task, cvk_session_recover_async);
  recovery->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, recovery, free_recovery);
  /* Not cancelled half-way: what is listed is few. */
  list = g_task_new (NULL, NULL, list_cb, task);
  g_task_run_in_thread (list, list_in_thread);
}

GPtrArray *
cvk_session_recover_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_session_recover_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
