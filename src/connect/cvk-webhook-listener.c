// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-webhook-listener.h"

#include <string.h>

#include "connect/cvk-loopback-socket.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)
#define DEADLINE_SECONDS 10
#define MAX_CALLS 32
/* Requests a second in the long run, and how many may come at once. */
#define RATE 10
#define BURST 50
#define CHUNK 4096

struct _CvkWebhookListener
{
  GObject parent_instance;

  CvkClock *clock;
  GSocketService *service; /* nullable */
  GCancellable *cancellable;
  GPtrArray *hosts; /* text, NULL-terminated */
  char *path;
  uint16_t port;
  unsigned n_calls;
  double tokens;  /* requests that may come now */
  int64_t filled; /* when they were counted last */
};

struct _CvkWebhookCall
{
  GObject parent_instance;

  CvkWebhookListener *listener;
  GSocketConnection *connection;
  GCancellable *cancellable;
  GByteArray *input;
  CvkWebhookHead *head; /* nullable: not read yet */
  size_t head_length;
  GBytes *body; /* nullable */
  char *output;
  unsigned deadline;
  gboolean is_answered;
};

G_DEFINE_FINAL_TYPE (CvkWebhookListener, cvk_webhook_listener, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (CvkWebhookCall, cvk_webhook_call, G_TYPE_OBJECT)

enum
{
  SIGNAL_REQUEST,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- A call --- */

static void
cvk_webhook_call_finalize (GObject *object)
{
  CvkWebhookCall *self = CVK_WEBHOOK_CALL (object);

  self->listener->n_calls--;
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_pointer (&self->head, cvk_webhook_head_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_byte_array_unref (self->input);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->listener);
  g_free (self->output);
  G_OBJECT_CLASS (cvk_webhook_call_parent_class)->finalize (object);
}

static void
cvk_webhook_call_class_init (CvkWebhookCallClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_webhook_call_finalize;
}

static void
cvk_webhook_call_init (CvkWebhookCall *self)
{
  self->input = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
}

GBytes *
cvk_webhook_call_get_body (CvkWebhookCall *self)
{
  return self->body;
}

const char *
cvk_webhook_call_get_header (CvkWebhookCall *self, const char *name)
{
  return g_hash_table_lookup (self->head->headers, name);
}

static gboolean
deadline_cb (gpointer user_data)
{
  CvkWebhookCall *self = user_data;

  self->deadline = 0;
  g_cancellable_cancel (self->cancellable);
  g_io_stream_close_async (G_IO_STREAM (self->connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkWebhookCall) self = user_data;

  (void) g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL);
  g_io_stream_close_async (G_IO_STREAM (self->connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

static const char *
get_reason (unsigned status)
{
  switch (status)
    {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 429:
      return "Too Many Requests";
    case 503:
      return "Service Unavailable";
    default:
      return "Refused";
    }
}

void
cvk_webhook_call_answer (CvkWebhookCall *self, unsigned status, const char *json)
{
  const char *body = json != NULL ? json : "";
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));

  if (self->is_answered)
    return;
  self->is_answered = TRUE;
  self->output = g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                                  "Content-Type: application/json\r\n"
                                  "Content-Length: %zu\r\n"
                                  "%s"
                                  "Connection: close\r\n\r\n%s",
                                  status, get_reason (status), strlen (body),
                                  status == 429 || status == 503 ? "Retry-After: 5\r\n" : "", body);
  g_output_stream_write_all_async (output, self->output, strlen (self->output), G_PRIORITY_DEFAULT,
                                   self->cancellable, written_cb, g_object_ref (self));
}

/* --- Reading --- */

static void read_more (CvkWebhookCall *self);

/* FALSE: too many came. */
static gboolean
take_token (CvkWebhookListener *self)
{
  int64_t now = cvk_clock_get_monotonic (self->clock);

  self->tokens += (double) (now - self->filled) / (double) SECOND * RATE;
  self->tokens = MIN (self->tokens, BURST);
  self->filled = now;
  if (self->tokens < 1)
    return FALSE;
  self->tokens -= 1;
  return TRUE;
}

static void
take_body (CvkWebhookCall *self)
{
  CvkWebhookListener *listener = self->listener;

  if (self->input->len != self->head_length + self->head->length)
    {
      cvk_webhook_call_answer (self, 400, NULL);
      return;
    }
  self->body = g_bytes_new (self->input->data + self->head_length, self->head->length);
  /* Nothing is not JSON. */
  if (self->head->length == 0)
    cvk_webhook_call_answer (self, 400, NULL);
  else if (!take_token (listener))
    cvk_webhook_call_answer (self, 429, NULL);
  else if (g_cancellable_is_cancelled (listener->cancellable))
    cvk_webhook_call_answer (self, 503, NULL);
  else
    g_signal_emit (listener, signals[SIGNAL_REQUEST], 0, self);
}

static void
take_head (CvkWebhookCall *self)
{
  const CvkWebhookListener *listener = self->listener;
  const char *text = (const char *) self->input->data;
  const char *end = memmem (text, self->input->len, "\r\n\r\n", 4);
  unsigned status = 0;

  if ((end != NULL ? (size_t) (end - text) : self->input->len) > CVK_WEBHOOK_MAX_HEAD)
    {
      cvk_webhook_call_answer (self, 400, NULL);
      return;
    }
  if (end == NULL)
    {
      read_more (self);
      return;
    }
  self->head_length = (size_t) (end - text) + 4;
  self->head = cvk_webhook_head_parse (text, self->head_length, &status);
  if (self->head != NULL)
    status = cvk_webhook_head_check (self->head, listener->path,
                                     (const char *const *) listener->hosts->pdata);
  if (status != 0)
    cvk_webhook_call_answer (self, status, NULL);
  else if (self->input->len < self->head_length + self->head->length)
    read_more (self);
  else
    take_body (self);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkWebhookCall) self = user_data;
  g_autoptr (GBytes) bytes =
    g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, NULL);
  gsize length = 0;
  const uint8_t *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  /* Whoever leaves in the middle has said nothing. */
  if (length == 0)
    return;
  g_byte_array_append (self->input, data, (unsigned) length);
  if (self->head == NULL)
    take_head (self);
  else if (self->input->len < self->head_length + self->head->length)
    read_more (self);
  else
    take_body (self);
}

static void
read_more (CvkWebhookCall *self)
{
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)),
                                   CHUNK, G_PRIORITY_DEFAULT, self->cancellable, read_cb,
                                   g_object_ref (self));
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  CvkWebhookListener *self = user_data;
  g_autoptr (CvkWebhookCall) call = NULL;

  /* The connection is closed with its last reference. */
  if (self->n_calls >= MAX_CALLS)
    return TRUE;
  call = g_object_new (CVK_TYPE_WEBHOOK_CALL, NULL);
  call->listener = g_object_ref (self);
  call->connection = g_object_ref (connection);
  call->deadline = g_timeout_add_seconds (DEADLINE_SECONDS, deadline_cb, call);
  self->n_calls++;
  read_more (call);
  return TRUE;
}

/* --- The listener --- */

gboolean
cvk_webhook_listener_listen (CvkWebhookListener *self, uint16_t port, GError **error)
{
  static const char *const names[] = { "127.0.0.1", "localhost" };

  self->port = port;
  self->service = cvk_loopback_socket_open (&self->port, error);
  if (self->service == NULL)
    return FALSE;
  g_ptr_array_set_size (self->hosts, (int) self->hosts->len - 1);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (self->hosts, g_strdup_printf ("%s:%u", names[i], self->port));
  g_ptr_array_add (self->hosts, NULL);
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (incoming_cb), self, 0);
  g_socket_service_start (self->service);
  return TRUE;
}

uint16_t
cvk_webhook_listener_get_port (CvkWebhookListener *self)
{
  return self->port;
}

void
cvk_webhook_listener_close (CvkWebhookListener *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->service == NULL)
    return;
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
}

static void
cvk_webhook_listener_finalize (GObject *object)
{
  CvkWebhookListener *self = CVK_WEBHOOK_LISTENER (object);

  cvk_webhook_listener_close (self);
  g_ptr_array_unref (self->hosts);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->clock);
  g_free (self->path);
  G_OBJECT_CLASS (cvk_webhook_listener_parent_class)->finalize (object);
}

static void
cvk_webhook_listener_class_init (CvkWebhookListenerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_webhook_listener_finalize;
  signals[SIGNAL_REQUEST] =
    g_signal_new ("request", CVK_TYPE_WEBHOOK_LISTENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, CVK_TYPE_WEBHOOK_CALL);
}

static void
cvk_webhook_listener_init (CvkWebhookListener *self)
{
  self->hosts = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
  self->tokens = BURST;
}

CvkWebhookListener *
cvk_webhook_listener_new (CvkClock *clock, const char *path, const char *const *hosts)
{
  CvkWebhookListener *self = g_object_new (CVK_TYPE_WEBHOOK_LISTENER, NULL);

  self->clock = g_object_ref (clock);
  self->filled = cvk_clock_get_monotonic (clock);
  self->path = g_strdup (path);
  for (size_t i = 0; hosts != NULL && hosts[i] != NULL; i++)
    g_ptr_array_add (self->hosts, g_ascii_strdown (hosts[i], -1));
  g_ptr_array_add (self->hosts, NULL);
  return self;
}
