// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-secret-reader.h"

#include <gio/gunixinputstream.h>
#include <string.h>

#include "base/cvk-i18n.h"

#define MAX_LENGTH 4096
#define PATIENCE 10 /* seconds */

typedef struct
{
  char buffer[MAX_LENGTH + 2]; /* with the line's end */
  size_t length;
  GCancellable *cancellable;
  unsigned timeout_id;
} Reader;

static void
reader_free (Reader *self)
{
  cvk_wipe (self->buffer, sizeof self->buffer);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_object_unref (self->cancellable);
  g_free (self);
}

static gboolean
too_slow_cb (gpointer user_data)
{
  Reader *self = user_data;

  self->timeout_id = 0;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/* Text without control characters: passwords are in any script. What a secret is for may ask for
 * less (RFC 6749, appendix A.2). */
static gboolean
is_text (const char *line, size_t length)
{
  if (!g_utf8_validate (line, (gssize) length, NULL))
    return FALSE;
  for (size_t i = 0; i < length; i++)
    if (g_ascii_iscntrl (line[i]))
      return FALSE;
  return TRUE;
}

static void
finish (Reader *self, GTask *task)
{
  char *end = memchr (self->buffer, '\n', self->length);
  size_t length = end != NULL ? (size_t) (end - self->buffer) : self->length;

  if (length > 0 && self->buffer[length - 1] == '\r')
    length--;
  if (length == 0 || length > MAX_LENGTH || !is_text (self->buffer, length))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                             _ ("The secret cannot be used: it is empty, too long, or holds "
                                "characters that no secret has. Copy it again from where it was "
                                "given out."));
  else
    g_task_return_pointer (task, cvk_secret_new (self->buffer, (gssize) length),
                           (GDestroyNotify) cvk_secret_unref);
}

static void read_more (GInputStream *stream, GTask *task);

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reader *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gssize count = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                               _ ("The secret did not come in time. Try again."));
      return;
    }
  if (count < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->length += (size_t) count;
  if (count == 0 || memchr (self->buffer, '\n', self->length) != NULL ||
      self->length == sizeof self->buffer)
    finish (self, task);
  else
    read_more (G_INPUT_STREAM (object), task);
}

static void
read_more (GInputStream *stream, GTask *task)
{
  Reader *self = g_task_get_task_data (task);

  g_input_stream_read_async (stream, self->buffer + self->length,
                             sizeof self->buffer - self->length, G_PRIORITY_DEFAULT,
                             self->cancellable, read_cb, g_object_ref (task));
}

void
cvk_secret_read_async (int fd, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (fd, TRUE);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Reader *self = g_new0 (Reader, 1);

  self->cancellable = g_cancellable_new ();
  self->timeout_id = g_timeout_add_seconds (PATIENCE, too_slow_cb, self);
  g_task_set_source_tag (task, cvk_secret_read_async);
  g_task_set_task_data (task, self, (GDestroyNotify) reader_free);
  read_more (stream, task);
}

CvkSecret *
cvk_secret_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
