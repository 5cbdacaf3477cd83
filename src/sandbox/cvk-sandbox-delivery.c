// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-delivery.h"

#include <string.h>

typedef struct
{
  SoupServerMessage *message;
  CvkSandboxReply *reply;
  CvkSandboxDamage damage;
  int64_t due; /* monotonic microseconds */
  gboolean is_delayed;
} Delivery;

static void
free_delivery (Delivery *delivery)
{
  g_object_unref (delivery->message);
  cvk_sandbox_reply_free (delivery->reply);
  g_free (delivery);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Delivery, free_delivery)

static void
fill_message (Delivery *delivery)
{
  CvkSandboxReply *reply = delivery->reply;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (delivery->message);

  soup_server_message_set_status (delivery->message, reply->status, NULL);
  for (unsigned i = 0; i < reply->headers->len; i++)
    {
      const CvkSandboxHeader *header = &g_array_index (reply->headers, CvkSandboxHeader, i);

      soup_message_headers_append (headers, header->name, header->value);
    }
  if (reply->type != NULL)
    {
      size_t length = reply->body->len;

      soup_server_message_set_response (delivery->message, reply->type, SOUP_MEMORY_TAKE,
                                        g_string_free (reply->body, FALSE), length);
      reply->body = g_string_new (NULL);
    }
}

/* What a broken server or network would put on the wire. */
static GString *
make_damaged_bytes (const Delivery *delivery)
{
  const CvkSandboxReply *reply = delivery->reply;
  GString *bytes = g_string_new (NULL);
  size_t half = reply->body->len / 2;

  g_string_append_printf (bytes, "HTTP/1.1 %u %s\r\nContent-Type: %s\r\n", reply->status,
                          soup_status_get_phrase (reply->status),
                          reply->type != NULL ? reply->type : "application/json");
  switch (delivery->damage)
    {
    case CVK_SANDBOX_DAMAGE_TRUNCATED:
      g_string_append_printf (bytes, "Content-Length: %zu\r\n\r\n", reply->body->len + 1);
      g_string_append_len (bytes, reply->body->str, (gssize) half);
      break;
    case CVK_SANDBOX_DAMAGE_CHUNK:
      g_string_append_printf (bytes, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", half);
      g_string_append_len (bytes, reply->body->str, (gssize) half);
      g_string_append (bytes, "\r\nnot-a-size\r\n");
      break;
    case CVK_SANDBOX_DAMAGE_GZIP:
      g_string_append_printf (bytes,
                              "Content-Encoding: gzip\r\nContent-Length: %zu\r\n"
                              "Connection: close\r\n\r\n",
                              reply->body->len + 2);
      g_string_append (bytes, "\x1f\x8b");
      g_string_append_len (bytes, reply->body->str, (gssize) reply->body->len);
      break;
    case CVK_SANDBOX_DAMAGE_NONE:
    case CVK_SANDBOX_DAMAGE_DROPPED:
    default:
      g_string_truncate (bytes, 0);
    }
  return bytes;
}

static void
close_connection_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GIOStream) stream = user_data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

static void
send_damaged (Delivery *delivery)
{
  g_autoptr (GString) bytes = make_damaged_bytes (delivery);
  GIOStream *stream = soup_server_message_steal_connection (delivery->message);
  size_t length = bytes->len;

  if (stream == NULL)
    return;
  if (length == 0)
    {
      g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      g_object_unref (stream);
      return;
    }
  g_object_set_data_full (G_OBJECT (stream), "bytes",
                          g_string_free (g_steal_pointer (&bytes), FALSE), g_free);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream),
                                   g_object_get_data (G_OBJECT (stream), "bytes"), length,
                                   G_PRIORITY_DEFAULT, NULL, close_connection_cb, stream);
}

static gboolean
send_cb (gpointer user_data)
{
  g_autoptr (Delivery) delivery = user_data;

  if (delivery->damage != CVK_SANDBOX_DAMAGE_NONE)
    send_damaged (delivery);
  else
    {
      fill_message (delivery);
      soup_server_message_unpause (delivery->message);
    }
  return G_SOURCE_REMOVE;
}

static void
wait_latency_cb (gboolean kept, gpointer user_data)
{
  Delivery *delivery = user_data;
  g_autoptr (GSource) source = NULL;

  if (!kept)
    {
      cvk_sandbox_reply_free (delivery->reply);
      delivery->reply = cvk_sandbox_reply_new (500);
    }
  if (!delivery->is_delayed)
    {
      send_cb (delivery);
      return;
    }
  /* The main loop waits in whole milliseconds and rounds up; half of one less makes that the
   * nearest, so that a latency means what it says on average. */
  source = g_timeout_source_new (0);
  g_source_set_ready_time (source, delivery->due - G_TIME_SPAN_MILLISECOND / 2);
  g_source_set_callback (source, send_cb, delivery, NULL);
  g_source_attach (source, NULL);
}

void
cvk_sandbox_deliver (CvkSandbox *sandbox,
                     SoupServerMessage *message,
                     CvkSandboxReply *reply,
                     const CvkSandboxFault *fault)
{
  Delivery *delivery = g_new0 (Delivery, 1);
  int64_t delay = 0; /* milliseconds */

  delivery->message = g_object_ref (message);
  delivery->reply = reply;
  delivery->damage = fault != NULL ? cvk_sandbox_fault_get_damage (fault) : CVK_SANDBOX_DAMAGE_NONE;
  delay = sandbox->latency + (fault != NULL ? cvk_sandbox_fault_get_delay (fault) : 0);
  delivery->is_delayed = delay > 0;
  delivery->due = g_get_monotonic_time () + delay * G_TIME_SPAN_MILLISECOND;
  soup_server_message_pause (message);
  cvk_sandbox_state_settle (sandbox->state, wait_latency_cb, delivery);
}
