// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-library-deeds.h"

#include "base/cvk-i18n.h"
#include "desktop/editor/cvk-session-record.h"
#include "desktop/editor/cvk-session.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "model/cvk-document-file.h"
#include "model/cvk-file-replace.h"
#include "model/cvk-template-item.h"

#define MAX_NUMBER 1000

/* --- Rename --- */

static void
rename_session (CvkSession *session, const char *name)
{
  CvkCommand *command = cvk_command_new (cvk_session_get_document (session), NULL);

  cvk_command_set_name (command, name);
  cvk_history_seal (cvk_session_get_history (session));
  cvk_history_push (cvk_session_get_history (session), command);
  cvk_history_seal (cvk_session_get_history (session));
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (cvk_session_close_finish (CVK_SESSION (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    {
      cvk_session_discard (CVK_SESSION (source));
      g_task_return_error (task, error);
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (CvkSession) session = cvk_session_load_finish (result, &error);

  if (session == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  rename_session (session, g_task_get_task_data (task));
  cvk_session_close_async (session, NULL, closed_cb, task);
}

void
cvk_library_rename_async (GFile *file,
                          const char *name,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  CvkSession *session;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (name != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, cvk_library_rename_async);
  g_task_set_task_data (task, g_strdup (name), g_free);
  session = cvk_session_find (file);
  if (session == NULL)
    {
      cvk_session_load_async (file, NULL, loaded_cb, task);
      return;
    }
  rename_session (session, name);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

gboolean
cvk_library_rename_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_library_rename_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Copy --- */

typedef struct
{
  GFile *source;
  GFile *folder;
  char *name;
  GStrv data; /* nullable */
} Copy;

static void
free_copy (gpointer data)
{
  Copy *copy = data;

  g_object_unref (copy->source);
  g_object_unref (copy->folder);
  g_free (copy->name);
  g_strfreev (copy->data);
  g_free (copy);
}

static gboolean
refuse_cb (const char *path, gpointer user_data, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, path);
  return FALSE;
}

static GBytes *
make_content (const Copy *copy, GError **error)
{
  g_autoptr (GBytes) bytes =
    cvk_file_read (g_file_peek_path (copy->source), CVK_DOCUMENT_MAX_SIZE, error);
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (CvkHistory) history = NULL;
  CvkCommand *command;

  if (bytes == NULL)
    return NULL;
  document = cvk_document_new_from_bytes (bytes, error);
  if (document == NULL)
    return NULL;
  history = cvk_history_new (document);
  command = cvk_command_new (document, NULL);
  cvk_command_set_name (command, copy->name);
  cvk_history_push (history, command);
  return cvk_document_to_bytes (document);
}

static void
copy_data (const Copy *copy)
{
  g_autoptr (GFile) folder = g_file_get_parent (copy->source);

  for (unsigned i = 0; copy->data != NULL && copy->data[i] != NULL; i++)
    {
      g_autoptr (GFile) from = g_file_get_child (folder, copy->data[i]);
      g_autoptr (GFile) to = g_file_get_child (copy->folder, copy->data[i]);
      g_autoptr (GError) error = NULL;

      /* What the user has there already is what they want to use. */
      if (!g_file_copy (from, to, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, &error) &&
          !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        g_warning ("The data of a template was not copied: %s", error->message);
    }
}

/* A copy of what is shipped, or was made here, was made here too. */
static gboolean
is_own (const Copy *copy)
{
  g_autoptr (GFile) templates = cvk_template_item_dup_folder ();
  g_autofree char *key = cvk_session_record_dup_key (copy->source);
  g_autoptr (CvkSessionRecord) record = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *version = NULL;

  if (g_file_has_prefix (copy->source, templates))
    return TRUE;
  record = cvk_session_record_read (key);
  bytes = cvk_file_read (g_file_peek_path (copy->source), CVK_DOCUMENT_MAX_SIZE, NULL);
  version = bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;
  return record != NULL && record->is_own && version != NULL &&
         g_strcmp0 (record->base, version) == 0;
}

static void
record_origin (const Copy *copy, GFile *file, GBytes *content)
{
  CvkSessionRecord record = { .is_own = TRUE };
  g_autofree char *key = cvk_session_record_dup_key (file);
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *version = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
  g_autoptr (GError) error = NULL;

  if (!is_own (copy))
    return;
  record.key = key;
  record.uri = uri;
  record.base = version;
  if (!cvk_session_record_write (&record, &error))
    g_debug ("Where it came from is not remembered: %s", error->message);
}

static void
copy_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Copy *copy = data;
  GError *error = NULL;
  g_autoptr (GBytes) content = make_content (copy, &error);
  g_autoptr (GFile) file = NULL;
  gboolean is_done = FALSE;

  if (content != NULL && !g_file_make_directory_with_parents (copy->folder, NULL, &error) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    g_clear_error (&error);
  for (unsigned number = 1; error == NULL && !is_done && number < MAX_NUMBER; number++)
    {
      g_autofree char *name = cvk_library_folder_dup_name (copy->name, number);

      g_clear_object (&file);
      file = g_file_get_child (copy->folder, name);
      is_done = cvk_file_replace (g_file_peek_path (file), content, refuse_cb, NULL, NULL, &error);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        g_clear_error (&error);
    }
  if (is_done)
    {
      record_origin (copy, file, content);
      copy_data (copy);
      g_task_return_pointer (task, g_steal_pointer (&file), g_object_unref);
    }
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_EXISTS, "%s",
                             _ ("There are too many pipelines of that name. Choose another."));
}

void
cvk_library_copy_async (GFile *source,
                        GFile *folder,
                        const char *name,
                        const char *const *data,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Copy *copy;

  g_return_if_fail (G_IS_FILE (source) && G_IS_FILE (folder));
  g_return_if_fail (name != NULL);

  copy = g_new0 (Copy, 1);
  copy->source = g_object_ref (source);
  copy->folder = g_object_ref (folder);
  copy->name = g_strdup (name);
  copy->data = g_strdupv ((char **) data);
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, cvk_library_copy_async);
  g_task_set_task_data (task, copy, free_copy);
  g_task_run_in_thread (task, copy_in_thread);
}

GFile *
cvk_library_copy_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_library_copy_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Delete, and not --- */

typedef struct
{
  GFile *file;
  GBytes *content; /* nullable */
  gboolean forever;
} Deletion;

static void
free_deletion (gpointer data)
{
  Deletion *deletion = data;

  g_object_unref (deletion->file);
  g_clear_pointer (&deletion->content, g_bytes_unref);
  g_free (deletion);
}

static void
delete_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Deletion *deletion = data;
  GError *error = NULL;
  g_autoptr (GBytes) content = g_file_load_bytes (deletion->file, NULL, NULL, &error);

  if (content == NULL || !(deletion->forever ? g_file_delete (deletion->file, NULL, &error)
                                             : g_file_trash (deletion->file, NULL, &error)))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&content), (GDestroyNotify) g_bytes_unref);
}

void
cvk_library_delete_async (GFile *file,
                          gboolean forever,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Deletion *deletion;

  g_return_if_fail (G_IS_FILE (file));

  deletion = g_new0 (Deletion, 1);
  deletion->file = g_object_ref (file);
  deletion->forever = forever;
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, cvk_library_delete_async);
  g_task_set_task_data (task, deletion, free_deletion);
  g_task_run_in_thread (task, delete_in_thread);
}

GBytes *
cvk_library_delete_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_library_delete_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
put_back_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Deletion *deletion = data;
  GError *error = NULL;

  if (cvk_file_replace (g_file_peek_path (deletion->file), deletion->content, refuse_cb, NULL, NULL,
                        &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
cvk_library_put_back_async (GFile *file,
                            GBytes *content,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Deletion *deletion;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (content != NULL);

  deletion = g_new0 (Deletion, 1);
  deletion->file = g_object_ref (file);
  deletion->content = g_bytes_ref (content);
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, cvk_library_put_back_async);
  g_task_set_task_data (task, deletion, free_deletion);
  g_task_run_in_thread (task, put_back_in_thread);
}

gboolean
cvk_library_put_back_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cvk_library_put_back_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
