// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-http-body.h"

#include "net/cvk-http-private.h"

void
cvk_http_body_init (CvkHttpBody *self,
                    size_t budget,
                    CvkSecret *hidden,
                    const CvkHttpStream *stream)
{
  *self = (CvkHttpBody){ .budget = budget, .hidden = hidden };
  if (stream != NULL)
    self->stream = *stream;
  if (self->stream.sink != NULL)
    g_object_ref (self->stream.sink);
}

void
cvk_http_body_clear (CvkHttpBody *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_clear_pointer (&self->outgoing, g_bytes_unref);
  g_clear_pointer (&self->hidden, cvk_secret_unref);
  g_clear_object (&self->stream.sink);
  g_clear_error (&self->error);
}

void
cvk_http_body_begin (CvkHttpBody *self, unsigned status)
{
  self->bytes = g_byte_array_new ();
  self->is_followed = status >= 200 && status <= 299;
  /* What an error says is shown, and kept for that. */
  if (self->stream.sink != NULL && !self->is_followed)
    self->budget = MIN (self->budget, CVK_HTTP_DEFAULT_BUDGET);
}

gboolean
cvk_http_body_add (CvkHttpBody *self, const void *data, size_t size)
{
  if (size > self->budget - self->size)
    return FALSE;
  self->size += size;
  g_byte_array_append (self->bytes, data, (unsigned) size);
  return TRUE;
}

/* How much of it will stay as it is. */
static size_t
hide (CvkHttpBody *self, gboolean is_end)
{
  size_t n_safe = self->hidden != NULL
                    ? cvk_http_hide_credentials (self->bytes, &self->n_hidden, self->hidden)
                    : self->bytes->len;

  return is_end ? self->bytes->len : n_safe;
}

gboolean
cvk_http_body_hand_over (CvkHttpBody *self, gboolean is_end)
{
  size_t before = self->n_handed_over;
  size_t n_safe;

  if (self->stream.take == NULL || !self->is_followed)
    return TRUE;
  n_safe = hide (self, is_end);
  if (n_safe <= before)
    return TRUE;
  self->n_handed_over = n_safe;
  return self->stream.take ((const char *) self->bytes->data + before, n_safe - before,
                            self->stream.user_data);
}

gboolean
cvk_http_body_must_flush (CvkHttpBody *self, gboolean is_end)
{
  size_t n_safe;

  if (self->stream.sink == NULL || !self->is_followed || self->error != NULL)
    return FALSE;
  n_safe = hide (self, is_end);
  if (n_safe == 0)
    return FALSE;
  g_clear_pointer (&self->outgoing, g_bytes_unref);
  self->outgoing = g_bytes_new (self->bytes->data, n_safe);
  g_byte_array_remove_range (self->bytes, 0, (unsigned) n_safe);
  self->n_hidden -= MIN (self->n_hidden, n_safe);
  return TRUE;
}

void
cvk_http_body_flush_async (CvkHttpBody *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  size_t size;
  const void *data = g_bytes_get_data (self->outgoing, &size);

  g_output_stream_write_all_async (self->stream.sink, data, size, G_PRIORITY_DEFAULT, cancellable,
                                   callback, user_data);
}

gboolean
cvk_http_body_flush_finish (CvkHttpBody *self, GAsyncResult *result)
{
  return g_output_stream_write_all_finish (self->stream.sink, result, NULL, &self->error);
}

GBytes *
cvk_http_body_steal (CvkHttpBody *self)
{
  if (self->hidden != NULL)
    cvk_http_hide_credentials (self->bytes, &self->n_hidden, self->hidden);
  return g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes));
}
