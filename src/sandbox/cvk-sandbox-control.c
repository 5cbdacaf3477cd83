// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-control.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "sandbox/cvk-sandbox-orders.h"

#define MAX_LINE (4 * 1024 * 1024)
#define CHUNK_SIZE 65536

struct _CvkSandboxControl
{
  CvkSandbox *sandbox;
  GSocketService *service;
  GCancellable *cancellable;
  char *path;
};

typedef struct
{
  CvkSandbox *sandbox;
  GSocketConnection *connection;
  GCancellable *cancellable;
  GString *pending; /* read, and not a whole line yet */
  GString *answer;
  char chunk[CHUNK_SIZE];
} Peer;

static void read_more (Peer *peer);

static void
free_peer (Peer *peer)
{
  g_object_unref (peer->connection);
  g_object_unref (peer->cancellable);
  g_string_free (peer->pending, TRUE);
  g_string_free (peer->answer, TRUE);
  g_free (peer);
}

static void
finish_write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *peer = user_data;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    read_more (peer);
  else
    free_peer (peer);
}

/* Obeys the whole lines that have come. */
static void
obey_lines (Peer *peer)
{
  const char *end;
  size_t done = 0;

  g_string_truncate (peer->answer, 0);
  while ((end = memchr (peer->pending->str + done, '\n', peer->pending->len - done)) != NULL)
    {
      size_t length = (size_t) (end - peer->pending->str) - done;

      cvk_sandbox_obey (peer->sandbox, peer->pending->str + done, length, peer->answer);
      done += length + 1;
    }
  g_string_erase (peer->pending, 0, (gssize) done);
}

static void
answer_settled_cb (gboolean kept, gpointer user_data)
{
  Peer *peer = user_data;

  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (peer->connection)),
                                   peer->answer->str, peer->answer->len, G_PRIORITY_DEFAULT,
                                   peer->cancellable, finish_write_cb, peer);
}

static void
finish_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *peer = user_data;
  gssize count = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (count <= 0 || peer->pending->len + (size_t) count > MAX_LINE)
    {
      free_peer (peer);
      return;
    }
  g_string_append_len (peer->pending, peer->chunk, count);
  obey_lines (peer);
  if (peer->answer->len == 0)
    read_more (peer);
  else
    cvk_sandbox_state_settle (peer->sandbox->state, answer_settled_cb, peer);
}

static void
read_more (Peer *peer)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (peer->connection)),
                             peer->chunk, sizeof peer->chunk, G_PRIORITY_DEFAULT, peer->cancellable,
                             finish_read_cb, peer);
}

static gboolean
accept_peer_cb (GSocketService *service,
                GSocketConnection *connection,
                GObject *source,
                gpointer user_data)
{
  CvkSandboxControl *self = user_data;
  Peer *peer = g_new0 (Peer, 1);

  peer->sandbox = self->sandbox;
  peer->connection = g_object_ref (connection);
  peer->cancellable = g_object_ref (self->cancellable);
  peer->pending = g_string_new (NULL);
  peer->answer = g_string_new (NULL);
  read_more (peer);
  return TRUE;
}

/* What an earlier process that was killed left behind. */
static void
remove_old_socket (const char *path)
{
  GStatBuf status;

  if (g_lstat (path, &status) == 0 && S_ISSOCK (status.st_mode))
    g_unlink (path);
}

CvkSandboxControl *
cvk_sandbox_control_new (CvkSandbox *sandbox, const char *path, GError **error)
{
  CvkSandboxControl *self = g_new0 (CvkSandboxControl, 1);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  mode_t mask;
  gboolean bound;

  self->sandbox = sandbox;
  self->service = g_socket_service_new ();
  self->cancellable = g_cancellable_new ();
  remove_old_socket (path);
  mask = umask (S_IRWXG | S_IRWXO | S_IXUSR);
  bound =
    g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                   G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error);
  umask (mask);
  if (!bound)
    {
      cvk_sandbox_control_free (self);
      return NULL;
    }
  self->path = g_strdup (path);
  g_signal_connect (self->service, "incoming", G_CALLBACK (accept_peer_cb), self);
  g_socket_service_start (self->service);
  return self;
}

void
cvk_sandbox_control_free (CvkSandboxControl *self)
{
  g_cancellable_cancel (self->cancellable);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  /* Peers let go of the sandbox before it goes. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (self->path != NULL)
    g_unlink (self->path);
  g_object_unref (self->service);
  g_object_unref (self->cancellable);
  g_free (self->path);
  g_free (self);
}
