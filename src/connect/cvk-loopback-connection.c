// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-loopback-connection.h"

#include <string.h>

#include "base/cvk-secret.h"

#define MAX_HEAD 8192
#define PATIENCE (5 * G_USEC_PER_SEC)
/* What a sender of too much may still send, so that it gets to read the answer. */
#define MAX_DRAINED (256 * 1024)

struct _CvkLoopbackConnection
{
  GSocketConnection *stream; /* NULL when dropped */
  CvkClock *clock;
  CvkLoopbackRequestFunc request;
  CvkLoopbackDroppedFunc dropped;
  gpointer user_data;
  GCancellable *cancellable;
  unsigned timeout_id;
  gboolean is_held;
  char *answer;
  size_t filled;
  size_t drained;
  char head[MAX_HEAD + 1];
};

static void
clear (gpointer data)
{
  CvkLoopbackConnection *self = data;

  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);
  g_free (self->answer);
  cvk_wipe (self->head, sizeof self->head);
}

static void
connection_unref (CvkLoopbackConnection *self)
{
  g_rc_box_release_full (self, clear);
}

void
cvk_loopback_connection_drop (CvkLoopbackConnection *self)
{
  g_autoptr (GSocketConnection) stream = g_steal_pointer (&self->stream);

  if (stream == NULL)
    return;
  cvk_clock_remove_timeout (self->clock, self->timeout_id);
  g_cancellable_cancel (self->cancellable);
  g_socket_close (g_socket_connection_get_socket (stream), NULL);
  self->dropped (self, self->user_data);
  connection_unref (self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  CvkLoopbackConnection *self = user_data;

  self->timeout_id = 0;
  cvk_loopback_connection_drop (self);
  return G_SOURCE_REMOVE;
}

static void
restart_timeout (CvkLoopbackConnection *self)
{
  cvk_clock_remove_timeout (self->clock, self->timeout_id);
  self->timeout_id = cvk_clock_add_timeout (self->clock, PATIENCE, timeout_cb, self, NULL);
}

static void drain (CvkLoopbackConnection *self);

static void
drain_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkLoopbackConnection *self = user_data;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (self->stream != NULL)
    {
      if (size > 0)
        self->drained += (size_t) size;
      if (size <= 0 || self->drained > MAX_DRAINED)
        cvk_loopback_connection_drop (self);
      else
        drain (self);
    }
  connection_unref (self);
}

/* Closing with something unread would throw away the answer on its way. */
static void
drain (CvkLoopbackConnection *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->stream)), self->head,
                             MAX_HEAD, G_PRIORITY_DEFAULT, self->cancellable, drain_cb,
                             g_rc_box_acquire (self));
}

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkLoopbackConnection *self = user_data;
  gboolean is_written =
    g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);

  if (self->stream != NULL)
    {
      if (is_written &&
          g_socket_shutdown (g_socket_connection_get_socket (self->stream), FALSE, TRUE, NULL))
        drain (self);
      else
        cvk_loopback_connection_drop (self);
    }
  connection_unref (self);
}

void
cvk_loopback_connection_answer (CvkLoopbackConnection *self, CvkLoopbackPage page)
{
  if (self->stream == NULL)
    return;
  self->is_held = FALSE;
  cvk_wipe (self->head, sizeof self->head);
  self->answer = cvk_loopback_page_make (page);
  restart_timeout (self);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->stream)),
                                   self->answer, strlen (self->answer), G_PRIORITY_DEFAULT,
                                   self->cancellable, write_cb, g_rc_box_acquire (self));
}

void
cvk_loopback_connection_hold (CvkLoopbackConnection *self)
{
  self->is_held = TRUE;
  cvk_clock_remove_timeout (self->clock, self->timeout_id);
  self->timeout_id = 0;
}

gboolean
cvk_loopback_connection_is_held (CvkLoopbackConnection *self)
{
  return self->is_held;
}

static void read_more (CvkLoopbackConnection *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkLoopbackConnection *self = user_data;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  const char *end;

  if (self->stream == NULL)
    {
      connection_unref (self);
      return;
    }
  if (size > 0)
    self->filled += (size_t) size;
  end = memmem (self->head, self->filled, "\r\n\r\n", 4);
  if (size <= 0)
    cvk_loopback_connection_drop (self);
  else if (end != NULL)
    {
      size_t length = (size_t) (end - self->head) + 4;

      self->head[length] = '\0';
      self->request (self, self->head, length, self->user_data);
    }
  else if (self->filled == MAX_HEAD)
    self->request (self, NULL, 0, self->user_data);
  else
    read_more (self);
  connection_unref (self);
}

static void
read_more (CvkLoopbackConnection *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->stream)),
                             self->head + self->filled, MAX_HEAD - self->filled, G_PRIORITY_DEFAULT,
                             self->cancellable, read_cb, g_rc_box_acquire (self));
}

CvkLoopbackConnection *
cvk_loopback_connection_new (GSocketConnection *stream,
                             CvkClock *clock,
                             CvkLoopbackRequestFunc request,
                             CvkLoopbackDroppedFunc dropped,
                             gpointer user_data)
{
  CvkLoopbackConnection *self = g_rc_box_new0 (CvkLoopbackConnection);

  self->stream = g_object_ref (stream);
  self->clock = g_object_ref (clock);
  self->request = request;
  self->dropped = dropped;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  restart_timeout (self);
  read_more (self);
  return self;
}
