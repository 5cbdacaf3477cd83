// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-session-private.h"
#include "model/cvk-document-file.h"
#include "model/cvk-file-replace.h"

/* Programs write in several steps, or put a new file in the place of the old one. */
#define SETTLE (200 * G_TIME_SPAN_MILLISECOND)

/* What is in the file now. */
typedef struct
{
  char *path;
  char *known; /* nullable: the version that the session has */
  char *version;
  CvkDocument *document; /* nullable: when it is another version and a pipeline */
  GError *error;         /* nullable: why it is none */
} Look;

static void
free_look (gpointer data)
{
  Look *look = data;

  g_free (look->path);
  g_free (look->known);
  g_free (look->version);
  g_clear_object (&look->document);
  g_clear_error (&look->error);
  g_free (look);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  g_autoptr (GBytes) bytes = cvk_file_read (look->path, CVK_DOCUMENT_MAX_SIZE, &look->error);

  if (bytes != NULL)
    look->version = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (bytes != NULL && g_strcmp0 (look->version, look->known) != 0)
    look->document = cvk_document_new_from_bytes (bytes, &look->error);
  g_task_return_boolean (task, TRUE);
}

/* --- What follows from it --- */

static char *
make_message (CvkSession *self, const char *format)
{
  g_autofree char *name = g_file_get_basename (self->file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autoptr (GString) message = g_string_new (format);

  g_string_replace (message, "{file}", shown, 1);
  return g_string_free (g_steal_pointer (&message), FALSE);
}

static void
take (CvkSession *self, const Look *look)
{
  CvkCommand *command = cvk_command_new (self->document, NULL);
  g_autofree char *notice =
    make_message (self, _ ("“{file}” was changed by another program and has been read again."));

  cvk_command_replace_document (command, look->document);
  cvk_editing_place (self);
  cvk_history_seal (self->history);
  cvk_history_push (self->history, command);
  cvk_history_seal (self->history);
  self->written = self->edits;
  self->is_foreign = TRUE;
  cvk_session_set_file (self, self->file, look->version);
  cvk_session_set_state (self, CVK_SESSION_SAVED, NULL);
  cvk_session_set_notice (self, notice);
  cvk_session_write_record (self);
}

/* The file has what the session knows, perhaps again. */
static void
go_on (CvkSession *self)
{
  if (self->state != CVK_SESSION_CHANGED_ELSEWHERE && self->state != CVK_SESSION_GONE)
    return;
  cvk_session_set_state (self, CVK_SESSION_UNSAVED, NULL);
  cvk_session_update_state (self);
  if (self->edits != self->written)
    cvk_session_save_later (self);
}

static void
hold (CvkSession *self, CvkSessionState state, const char *message)
{
  cvk_session_set_state (self, state, message);
  /* From here on the record has what the file does not get. */
  cvk_session_write_record (self);
}

static void
follow (CvkSession *self, const Look *look, gboolean is_taking)
{
  g_autofree char *message = NULL;

  if (look->version != NULL && g_strcmp0 (look->version, self->version) == 0)
    go_on (self);
  else if (look->document != NULL && (is_taking || self->edits == self->written))
    take (self, look);
  else if (look->document != NULL)
    {
      message = make_message (self, _ ("“{file}” was changed by another program, and here too."));
      hold (self, CVK_SESSION_CHANGED_ELSEWHERE, message);
    }
  else if (look->version != NULL)
    {
      message = make_message (
        self, _ ("“{file}” was changed by another program and cannot be read any more."));
      hold (self, CVK_SESSION_CHANGED_ELSEWHERE, message);
    }
  else if (g_error_matches (look->error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      message = make_message (
        self, _ ("“{file}” was deleted or moved. What you see is kept until you decide."));
      hold (self, CVK_SESSION_GONE, message);
    }
  else
    g_debug ("The file cannot be looked at: %s", look->error->message);
}

/* --- Looking --- */

static void
look_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSession) self = user_data;
  Look *look = g_task_get_task_data (G_TASK (result));
  gboolean is_taking = self->is_taking;
  const char *path = self->file != NULL ? g_file_peek_path (self->file) : NULL;

  self->is_looking = FALSE;
  /* A write that began meanwhile, or ended, makes what was seen old. */
  if (self->writing != NULL || g_strcmp0 (path, look->path) != 0 ||
      g_strcmp0 (self->version, look->known) != 0)
    {
      cvk_session_look_later (self);
      return;
    }
  self->is_taking = FALSE;
  follow (self, look, is_taking);
}

static void
look_now (CvkSession *self)
{
  g_autoptr (GTask) task = NULL;
  Look *look;

  if (self->file == NULL || g_file_peek_path (self->file) == NULL ||
      self->state == CVK_SESSION_READ_ONLY)
    return;
  if (self->is_looking || self->writing != NULL)
    {
      cvk_session_look_later (self);
      return;
    }
  self->is_looking = TRUE;
  look = g_new0 (Look, 1);
  look->path = g_strdup (g_file_peek_path (self->file));
  look->known = g_strdup (self->version);
  task = g_task_new (NULL, NULL, look_cb, g_object_ref (self));
  g_task_set_task_data (task, look, free_look);
  g_task_run_in_thread (task, look_in_thread);
}

static gboolean
look_timeout_cb (gpointer user_data)
{
  CvkSession *self = user_data;

  self->look_timeout = 0;
  look_now (self);
  return G_SOURCE_REMOVE;
}

void
cvk_session_look_later (CvkSession *self)
{
  if (self->monitor == NULL)
    return;
  cvk_clock_remove_timeout (self->clock, self->look_timeout);
  self->look_timeout = cvk_clock_add_timeout (self->clock, SETTLE, look_timeout_cb, self, NULL);
}

void
cvk_session_take_theirs (CvkSession *self)
{
  g_return_if_fail (CVK_IS_SESSION (self));

  self->is_taking = TRUE;
  look_now (self);
}

static void
file_changed_cb (CvkSession *self)
{
  cvk_session_look_later (self);
}

void
cvk_session_watch_file (CvkSession *self)
{
  g_autoptr (GError) error = NULL;

  cvk_session_stop_watching (self);
  if (self->file == NULL)
    return;
  self->monitor = g_file_monitor_file (self->file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor == NULL)
    {
      /* Saving still notices what others have written. */
      g_debug ("The file cannot be watched: %s", error->message);
      return;
    }
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (file_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
cvk_session_stop_watching (CvkSession *self)
{
  cvk_clock_remove_timeout (self->clock, self->look_timeout);
  self->look_timeout = 0;
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
}
