// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-http-tap.h"

struct _CvkHttpTap
{
  GInputStream parent_instance;

  GFilterInputStream *above;
  GInputStream *below;
  uint64_t count;
  uint32_t last;
  gboolean has_ended;
};

static void pollable_init (GPollableInputStreamInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkHttpTap,
                               cvk_http_tap,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init))

static gssize
note (CvkHttpTap *self, const uint8_t *data, size_t wanted, gssize size)
{
  if (size == 0 && wanted > 0)
    self->has_ended = TRUE;
  for (gssize i = MAX (size - 4, 0); i < size; i++)
    self->last = self->last >> 8 | (uint32_t) data[i] << 24;
  if (size > 0)
    self->count += (uint64_t) size;
  return size;
}

static gssize
cvk_http_tap_read (GInputStream *stream,
                   void *buffer,
                   gsize count,
                   GCancellable *cancellable,
                   GError **error)
{
  CvkHttpTap *self = CVK_HTTP_TAP (stream);

  return note (self, buffer, count,
               g_input_stream_read (self->below, buffer, count, cancellable, error));
}

static gssize
read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  CvkHttpTap *self = CVK_HTTP_TAP (stream);

  return note (self, buffer, count,
               g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->below),
                                                         buffer, count, NULL, error));
}

static gboolean
is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (
    G_POLLABLE_INPUT_STREAM (CVK_HTTP_TAP (stream)->below));
}

static GSource *
create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) below = g_pollable_input_stream_create_source (
    G_POLLABLE_INPUT_STREAM (CVK_HTTP_TAP (stream)->below), cancellable);

  return g_pollable_source_new_full (stream, below, NULL);
}

/* The connection stays: it is somebody else's. */
static gboolean
cvk_http_tap_close (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
cvk_http_tap_finalize (GObject *object)
{
  g_clear_object (&CVK_HTTP_TAP (object)->below);
  G_OBJECT_CLASS (cvk_http_tap_parent_class)->finalize (object);
}

static void
cvk_http_tap_class_init (CvkHttpTapClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_http_tap_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = cvk_http_tap_read;
  G_INPUT_STREAM_CLASS (klass)->close_fn = cvk_http_tap_close;
}

static void
pollable_init (GPollableInputStreamInterface *interface)
{
  interface->is_readable = is_readable;
  interface->read_nonblocking = read_nonblocking;
  interface->create_source = create_source;
}

static void
cvk_http_tap_init (CvkHttpTap *self)
{
}

CvkHttpTap *
cvk_http_tap_new (GFilterInputStream *stream)
{
  GInputStream *below = stream->base_stream;
  CvkHttpTap *self;

  if (!G_IS_POLLABLE_INPUT_STREAM (below) ||
      !g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (below)))
    return NULL;
  self = g_object_new (CVK_TYPE_HTTP_TAP, NULL);
  self->above = g_object_ref (stream);
  self->below = below; /* with the reference that @stream held */
  stream->base_stream = g_object_ref (G_INPUT_STREAM (self));
  return self;
}

void
cvk_http_tap_remove (CvkHttpTap *self)
{
  if (self->above == NULL)
    return;
  if (self->above->base_stream == G_INPUT_STREAM (self))
    {
      self->above->base_stream = g_object_ref (self->below);
      g_object_unref (self);
    }
  g_clear_object (&self->above);
}

gboolean
cvk_http_tap_has_ended (CvkHttpTap *self)
{
  return self->has_ended;
}

uint64_t
cvk_http_tap_count (CvkHttpTap *self)
{
  return self->count;
}

uint32_t
cvk_http_tap_get_last (CvkHttpTap *self)
{
  return self->last;
}
