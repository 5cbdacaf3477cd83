// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "hostile-server.h"

#include <string.h>
#include <sys/socket.h>

#define FLOOD_SIZE ((size_t) 64 << 20)

/* One connection. */
typedef struct
{
  HostileServer *server;
  GSocketConnection *connection;
  GCancellable *cancellable;
  GByteArray *received;
  char buffer[8192];
  GBytes *outgoing; /* nullable: what is being written */
  size_t written;
  HostileEnd end;
  size_t n_dripped;
  size_t n_flooded;
  unsigned timeout;
} Peer;

static void read_more (Peer *self);
static void write_more (Peer *self);

static void
peer_free (Peer *self)
{
  cvk_clock_remove_timeout (self->server->clock, self->timeout);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->received);
  g_clear_pointer (&self->outgoing, g_bytes_unref);
  g_free (self);
}

static void
hang_up (Peer *self, gboolean is_reset)
{
  struct linger linger = { 1, 0 };

  if (is_reset)
    setsockopt (g_socket_get_fd (g_socket_connection_get_socket (self->connection)), SOL_SOCKET,
                SO_LINGER, &linger, sizeof linger);
  g_ptr_array_remove_fast (self->server->peers, self);
}

/* A gigabyte of zeros, one thousandth of it at a time. */
static GBytes *
make_bomb (void)
{
  static GBytes *bomb;
  g_autoptr (GZlibCompressor) packer = NULL;
  g_autoptr (GOutputStream) memory = NULL;
  g_autoptr (GOutputStream) packed = NULL;
  g_autofree char *zeros = g_malloc0 (1 << 20);

  if (bomb != NULL)
    return g_bytes_ref (bomb);
  packer = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  memory = g_memory_output_stream_new_resizable ();
  packed = g_converter_output_stream_new (memory, G_CONVERTER (packer));
  for (unsigned i = 0; i < 128; i++)
    g_assert_true (g_output_stream_write_all (packed, zeros, 1 << 20, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (packed, NULL, NULL));
  bomb = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  return g_bytes_ref (bomb);
}

static GBytes *
make_flood (const char *piece)
{
  g_autoptr (GString) flood = g_string_new (NULL);

  if (piece == NULL)
    return make_bomb ();
  while (flood->len < 65536)
    g_string_append (flood, piece);
  return g_string_free_to_bytes (g_steal_pointer (&flood));
}

static void
send_bytes (Peer *self, GBytes *bytes)
{
  g_clear_pointer (&self->outgoing, g_bytes_unref);
  self->outgoing = bytes;
  self->written = 0;
  write_more (self);
}

static gboolean
drip_cb (gpointer user_data)
{
  Peer *self = user_data;
  const char *again = self->server->behaviour->again;

  self->timeout = 0;
  send_bytes (self, g_bytes_new (again + self->n_dripped++ % strlen (again), 1));
  return G_SOURCE_REMOVE;
}

static void
finish_writing (Peer *self)
{
  const HostileBehaviour *behaviour = self->server->behaviour;

  if (self->end == HOSTILE_CLOSE || self->end == HOSTILE_RESET)
    hang_up (self, self->end == HOSTILE_RESET);
  else if (self->end == HOSTILE_DRIP)
    self->timeout =
      cvk_clock_add_timeout (self->server->clock, G_USEC_PER_SEC, drip_cb, self, NULL);
  else if (self->end == HOSTILE_FLOOD && self->n_flooded < FLOOD_SIZE)
    {
      GBytes *flood = make_flood (behaviour->again);

      self->n_flooded += behaviour->again != NULL ? g_bytes_get_size (flood) : FLOOD_SIZE;
      send_bytes (self, flood);
    }
  else if (self->end == HOSTILE_FLOOD)
    hang_up (self, FALSE);
  else
    read_more (self);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *self = user_data;
  g_autoptr (GError) error = NULL;
  gssize size = g_output_stream_write_finish (G_OUTPUT_STREAM (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (size < 0)
    {
      hang_up (self, FALSE);
      return;
    }
  self->written += (size_t) size;
  write_more (self);
}

static void
write_more (Peer *self)
{
  size_t size;
  const char *data = g_bytes_get_data (self->outgoing, &size);

  if (self->written == size)
    {
      finish_writing (self);
      return;
    }
  g_output_stream_write_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                               data + self->written, size - self->written, G_PRIORITY_DEFAULT,
                               self->cancellable, written_cb, self);
}

static void
send_text (Peer *self, const char *text, size_t length, HostileEnd end)
{
  self->end = end;
  send_bytes (self, g_bytes_new (text, length > 0 ? length : strlen (text)));
}

static void
misbehave (Peer *self)
{
  const HostileBehaviour *behaviour = self->server->behaviour;

  send_text (self, behaviour->reply != NULL ? behaviour->reply : "", behaviour->length,
             behaviour->end);
}

static size_t
find_body_length (const char *head)
{
  const char *length = strcasestr (head, "\r\nContent-Length: ");

  return length != NULL ? (size_t) g_ascii_strtoull (length + 18, NULL, 10) : 0;
}

static void
answer (Peer *self, const char *head)
{
  g_autofree char *method = g_strndup (head, strcspn (head, " "));
  unsigned count = hostile_server_count (self->server, method);

  g_hash_table_replace (self->server->requests, g_steal_pointer (&method),
                        GUINT_TO_POINTER (count + 1));
  misbehave (self);
}

static void
received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *self = user_data;
  g_autoptr (GError) error = NULL;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);
  g_autofree char *text = NULL;
  const char *end;
  size_t head_length;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (size <= 0)
    {
      hang_up (self, FALSE);
      return;
    }
  g_byte_array_append (self->received, (const uint8_t *) self->buffer, (unsigned) size);
  text = g_strndup ((const char *) self->received->data, self->received->len);
  end = strstr (text, "\r\n\r\n");
  if (end == NULL && self->server->behaviour->is_tls)
    {
      misbehave (self);
      return;
    }
  head_length = end != NULL ? (size_t) (end - text) + 4 : 0;
  if (end != NULL && self->server->behaviour->moment == HOSTILE_AFTER_HEADERS)
    hang_up (self, FALSE);
  else if (end == NULL || self->received->len < head_length + find_body_length (text))
    read_more (self);
  else
    {
      g_byte_array_set_size (self->received, 0);
      answer (self, text);
    }
}

static void
read_more (Peer *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)),
                             self->buffer, sizeof self->buffer, G_PRIORITY_DEFAULT,
                             self->cancellable, received_cb, self);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  HostileServer *server = user_data;
  Peer *peer = g_new0 (Peer, 1);

  peer->server = server;
  peer->connection = g_object_ref (connection);
  peer->cancellable = g_cancellable_new ();
  peer->received = g_byte_array_new ();
  g_ptr_array_add (server->peers, peer);
  if (server->behaviour->moment == HOSTILE_AT_ACCEPT)
    hang_up (peer, server->behaviour->end == HOSTILE_RESET);
  else
    read_more (peer);
  return TRUE;
}

void
hostile_server_init (HostileServer *self, CvkClock *clock, const HostileBehaviour *behaviour)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  *self = (HostileServer){ .clock = clock, .behaviour = behaviour };
  self->service = g_socket_service_new ();
  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->peers = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
}

void
hostile_server_clear (HostileServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  for (unsigned i = 0; i < self->peers->len; i++)
    g_cancellable_cancel (((Peer *) g_ptr_array_index (self->peers, i))->cancellable);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&self->peers, g_ptr_array_unref);
  g_clear_pointer (&self->requests, g_hash_table_unref);
  g_clear_object (&self->service);
}

unsigned
hostile_server_count (HostileServer *self, const char *method)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->requests, method));
}
