// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-http-ending.h"

/* libsoup reads a body through filters, one on top of the other: what unpacks it, what knows its
 * framing, what reads lines. Below the last is the connection. */
static GFilterInputStream *
get_filter_below (GFilterInputStream *stream)
{
  GInputStream *below = g_filter_input_stream_get_base_stream (stream);

  return G_IS_FILTER_INPUT_STREAM (below) ? G_FILTER_INPUT_STREAM (below) : NULL;
}

static gboolean
is_chunked (SoupMessage *message)
{
  return soup_message_get_http_version (message) != SOUP_HTTP_2_0 &&
         soup_message_headers_get_encoding (soup_message_get_response_headers (message)) ==
           SOUP_ENCODING_CHUNKED;
}

static gboolean
is_gzip (SoupMessage *message)
{
  const char *coding =
    soup_message_headers_get_list (soup_message_get_response_headers (message), "Content-Encoding");

  return coding != NULL &&
         (g_ascii_strcasecmp (coding, "gzip") == 0 || g_ascii_strcasecmp (coding, "x-gzip") == 0);
}

void
cvk_http_ending_watch (CvkHttpEnding *self, SoupMessage *message, GInputStream *stream)
{
  GFilterInputStream *filter =
    G_IS_FILTER_INPUT_STREAM (stream) ? G_FILTER_INPUT_STREAM (stream) : NULL;

  while (filter != NULL)
    {
      GFilterInputStream *below = get_filter_below (filter);

      if (G_IS_CONVERTER_INPUT_STREAM (filter) && self->packed == NULL && is_gzip (message))
        self->packed = cvk_http_tap_new (filter);
      if (below == NULL && is_chunked (message))
        self->connection = cvk_http_tap_new (filter);
      filter = below;
    }
}

gboolean
cvk_http_ending_is_whole (const CvkHttpEnding *self, size_t size)
{
  /* Behind the last chunk nobody reads on. */
  if (self->connection != NULL && cvk_http_tap_has_ended (self->connection))
    return FALSE;
  /* RFC 1952, section 2.3.1: the last four bytes are the size of what was packed. An answer without
   * a body may say how it would be packed. */
  return self->packed == NULL || cvk_http_tap_count (self->packed) == 0 ||
         cvk_http_tap_get_last (self->packed) == (uint32_t) size;
}

static void
remove_tap (CvkHttpTap **tap)
{
  if (*tap != NULL)
    cvk_http_tap_remove (*tap);
  g_clear_object (tap);
}

void
cvk_http_ending_clear (CvkHttpEnding *self)
{
  remove_tap (&self->packed);
  remove_tap (&self->connection);
}
