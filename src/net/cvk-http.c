// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-http.h"

#include <stdint.h>
#include <string.h>

#include "base/cvk-i18n.h"
#include "net/cvk-guarded-proxies.h"
#include "net/cvk-http-body.h"
#include "net/cvk-http-deadlines.h"
#include "net/cvk-http-ending.h"
#include "net/cvk-http-guard.h"
#include "net/cvk-http-private.h"
#include "net/cvk-rate-limits.h"

#define CHUNK_SIZE ((size_t) 64 * 1024)
#define MAX_CONNECTIONS 256
#define MAX_CONNECTIONS_PER_HOST 64
/* Seconds that an unused connection is kept. */
#define IDLE_TIMEOUT 30

typedef struct
{
  CvkClock *clock;
  CvkRateLimits *limits;
  unsigned n_under_way;
  SoupSession *session;        /* each nullable: nothing was sent by it yet */
  SoupSession *local_session;  /* for this computer: past every proxy */
  SoupSession *public_session; /* for what may reach public addresses only */
} CvkHttpPrivate;

enum
{
  PROPERTY_CLOCK = 1
};

G_DEFINE_TYPE_WITH_PRIVATE (CvkHttp, cvk_http, G_TYPE_OBJECT)
G_DEFINE_QUARK (cvk_http_error, cvk_http_error)

/* One request on its way; the task data of its GTask. */
typedef struct
{
  SoupMessage *message;
  CvkSecret *credentials; /* nullable */
  char *header;           /* nullable: that carries them */
  const char *prefix;     /* static; in front of them */
  gboolean may_resend;
  char *host;

  GCancellable *cancellable; /* ends the exchange: caller's cancellation, deadline, or we give up */
  GSource *cancel_watch;
  CvkClock *clock;
  CvkHttpDeadlines deadlines;

  GInputStream *stream;
  CvkHttpEnding ending;
  CvkHttpBody body;

  gboolean is_started;
  gboolean wrote_headers;
  gboolean is_resent;
  gboolean is_at_end;  /* of the body */
  gboolean is_refused; /* by the guard of addresses */
} Exchange;

static void
wipe_credentials (Exchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (self->message);
  const char *value;

  if (self->header == NULL)
    return;
  value = soup_message_headers_get_one (headers, self->header);
  /* The list owns this text and frees it next; nobody else may read it meanwhile. */
  if (value != NULL)
    cvk_wipe ((char *) value, strlen (value));
  soup_message_headers_remove (headers, self->header);
}

static void
exchange_free (Exchange *self)
{
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_signal_handlers_disconnect_by_data (self->message, &self->is_refused);
  wipe_credentials (self);
  cvk_http_deadlines_clear (&self->deadlines);
  if (self->cancel_watch != NULL)
    {
      g_source_destroy (self->cancel_watch);
      g_source_unref (self->cancel_watch);
    }
  g_clear_object (&self->clock);
  cvk_http_ending_clear (&self->ending);
  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->message);
  if (self->body.hidden != NULL)
    cvk_wipe_traces ();
  cvk_http_body_clear (&self->body);
  g_clear_pointer (&self->credentials, cvk_secret_unref);
  g_free (self->header);
  g_free (self->host);
  g_free (self);
}

/* The last moment before the header is written; also when a read is sent again. */
static void
starting_cb (SoupMessage *message, Exchange *self)
{
  g_autofree char *value = NULL;

  self->is_started = TRUE;
  if (self->credentials == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  value = g_strconcat (self->prefix, cvk_secret_peek (self->credentials), NULL);
  soup_message_headers_replace (soup_message_get_request_headers (message), self->header, value);
  cvk_wipe_string (&value);
}

static void
wrote_headers_cb (SoupMessage *message, Exchange *self)
{
  self->wrote_headers = TRUE;
  wipe_credentials (self);
}

/* What must not be sent twice goes over new connections, where libsoup has no reason to send it
 * again; if it ever finds one, this stops it. */
static void
restarted_cb (SoupMessage *message, Exchange *self)
{
  if (self->may_resend)
    {
      /* The next kept-alive connection may be broken too, and libsoup 3.6 releases the session's
       * features once too often when a message fails after its second start. */
      soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
      return;
    }
  self->is_resent = TRUE;
  g_cancellable_cancel (self->cancellable);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Exchange *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/* Over HTTP/2 "wrote-headers" comes late, so there a request counts as sent once it is handed on.
 * A part of a header is no request that a server could carry out. */
static gboolean
may_have_been_sent (Exchange *self)
{
  if (soup_message_get_http_version (self->message) == SOUP_HTTP_2_0)
    return self->is_started;
  return self->wrote_headers;
}

static void
fail_exchange (GTask *task, const GError *cause)
{
  Exchange *self = g_task_get_task_data (task);
  gboolean is_sent = may_have_been_sent (self);

  if (!is_sent && g_error_matches (cause, CVK_HTTP_ERROR, CVK_HTTP_ERROR_PRIVATE))
    g_task_return_error (task, g_error_copy (cause));
  else if (!is_sent && self->is_refused)
    g_task_return_error (task, cvk_http_error_new_private (self->host));
  else if (self->deadlines.is_expired && is_sent)
    g_task_return_new_error (task, CVK_HTTP_ERROR, CVK_HTTP_ERROR_DEADLINE,
                             _ ("“%s” did not answer in time. What was asked for may or may not "
                                "have happened."),
                             self->host);
  else if (self->deadlines.is_expired)
    g_task_return_new_error (task, CVK_HTTP_ERROR, CVK_HTTP_ERROR_NOT_SENT,
                             _ ("“%s” could not be reached in time. Check the network connection "
                                "and try again."),
                             self->host);
  else if (!self->is_resent && g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             _ ("The request was stopped."));
  else if (is_sent || self->is_resent)
    g_task_return_new_error (task, CVK_HTTP_ERROR, CVK_HTTP_ERROR_LOST,
                             /* Translators: a host, and why, as the system says it. */
                             _ ("The connection to “%s” broke before the whole answer had come "
                                "(%s). What was asked for may or may not have happened."),
                             self->host, cause->message);
  else
    g_task_return_new_error (task, CVK_HTTP_ERROR, CVK_HTTP_ERROR_NOT_SENT,
                             _ ("“%s” could not be reached (%s). Check the network connection and "
                                "try again."),
                             self->host, cause->message);
}

static void
finish_exchange (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  CvkHttpResponse *response =
    cvk_http_response_new (self->message, cvk_http_body_steal (&self->body));

  response->sink_error = g_steal_pointer (&self->body.error);
  g_task_return_pointer (task, response, (GDestroyNotify) cvk_http_response_free);
}

static void
check_ending (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  if (!cvk_http_ending_is_whole (&self->ending, self->body.size))
    {
      g_cancellable_cancel (self->cancellable);
      g_task_return_new_error (task, CVK_HTTP_ERROR, CVK_HTTP_ERROR_LOST,
                               _ ("The answer of “%s” was cut off. What was asked for may or may "
                                  "not have happened."),
                               self->host);
      return;
    }
  cvk_http_body_hand_over (&self->body, TRUE);
  finish_exchange (task);
}

static void read_more (GTask *task);

/* The rest of the answer is of no use then; what it says of the request is. */
static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, &error))
    {
      (void) cvk_http_body_flush_finish (&self->body, result);
      fail_exchange (task, error);
    }
  else if (!cvk_http_body_flush_finish (&self->body, result))
    {
      g_cancellable_cancel (self->cancellable);
      finish_exchange (task);
    }
  else if (self->is_at_end)
    check_ending (task);
  else
    read_more (g_steal_pointer (&task));
}

static void
end_body (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  self->is_at_end = TRUE;
  if (cvk_http_body_must_flush (&self->body, TRUE))
    cvk_http_body_flush_async (&self->body, self->cancellable, flushed_cb, g_object_ref (task));
  else
    check_ending (task);
}

static void read_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_more (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (self->stream, CHUNK_SIZE, G_PRIORITY_DEFAULT, self->cancellable,
                                   read_cb, task);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  Exchange *self = g_task_get_task_data (task);
  const uint8_t *data;
  size_t size;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (bytes == NULL)
    {
      fail_exchange (task, error);
      return;
    }

  data = g_bytes_get_data (bytes, &size);
  if (size == 0)
    {
      end_body (task);
      return;
    }
  if (!cvk_http_body_add (&self->body, data, size))
    {
      /* Without this, closing the stream would go on reading. */
      g_cancellable_cancel (self->cancellable);
      g_task_return_new_error (task, CVK_HTTP_ERROR, CVK_HTTP_ERROR_TOO_LARGE,
                               /* Translators: a host, and a number. */
                               _ ("The answer of “%s” is larger than %'zu bytes and was not read "
                                  "to its end. What was asked for may or may not have happened."),
                               self->host, self->body.budget);
      return;
    }
  if (!cvk_http_body_hand_over (&self->body, FALSE))
    {
      g_cancellable_cancel (self->cancellable);
      finish_exchange (task);
      return;
    }
  cvk_http_deadlines_expect (&self->deadlines, self->body.stream.between);
  if (cvk_http_body_must_flush (&self->body, FALSE))
    cvk_http_body_flush_async (&self->body, self->cancellable, flushed_cb, g_steal_pointer (&task));
  else
    read_more (g_steal_pointer (&task));
}

static void
send_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Exchange *self = g_task_get_task_data (task);

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL)
    {
      fail_exchange (task, error);
      return;
    }
  if (self->is_resent || !cvk_http_check_framing (self->message, &error))
    {
      g_cancellable_cancel (self->cancellable);
      if (error != NULL)
        g_task_return_error (task, g_steal_pointer (&error));
      else
        g_task_return_new_error (task, CVK_HTTP_ERROR, CVK_HTTP_ERROR_LOST,
                                 _ ("The connection to “%s” broke. What was asked for may or may "
                                    "not have happened."),
                                 self->host);
      return;
    }
  cvk_http_ending_watch (&self->ending, self->message, self->stream);
  cvk_http_body_begin (&self->body, soup_message_get_status (self->message));
  cvk_http_deadlines_expect (&self->deadlines, self->body.stream.between);
  read_more (g_steal_pointer (&task));
}

static Exchange *
exchange_new (CvkHttp *http,
              const CvkHttpRequest *request,
              SoupMessage *message,
              GCancellable *cancellable)
{
  CvkHttpPrivate *priv = cvk_http_get_instance_private (http);
  Exchange *self = g_new0 (Exchange, 1);
  CvkSecret *credentials;
  const char *header;

  self->message = message;
  self->host = g_strdup (g_uri_get_host (soup_message_get_uri (message)));
  self->may_resend = !(soup_message_get_flags (message) & SOUP_MESSAGE_NEW_CONNECTION);
  credentials = cvk_http_request_get_credentials (request, &header, &self->prefix);
  if (credentials != NULL)
    {
      self->credentials = cvk_secret_ref (credentials);
      self->header = g_strdup (header);
    }
  cvk_http_body_init (&self->body, request->budget > 0 ? request->budget : CVK_HTTP_DEFAULT_BUDGET,
                      cvk_http_request_dup_hidden (request), request->stream);
  self->cancellable = g_cancellable_new ();

  g_signal_connect (message, "starting", G_CALLBACK (starting_cb), self);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (wrote_headers_cb), self);
  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), self);
  if (request->reach == CVK_HTTP_REACH_PUBLIC)
    cvk_http_guard (message, self->cancellable, &self->is_refused);

  self->clock = g_object_ref (priv->clock);
  cvk_http_deadlines_init (&self->deadlines, priv->clock, request, message, self->cancellable);
  if (cancellable != NULL)
    {
      /* A source, not a signal handler: the handler would run inside g_cancellable_cancel(). */
      self->cancel_watch = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_watch, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancel_watch, g_main_context_get_thread_default ());
    }
  return self;
}

static SoupSession *
create_session (void)
{
  /* No time-out of libsoup's: it counts single reads, the deadline counts everything. */
  SoupSession *session = soup_session_new_with_options (
    "user-agent", "Convoke/" CVK_VERSION, "max-conns", MAX_CONNECTIONS, "max-conns-per-host",
    MAX_CONNECTIONS_PER_HOST, "idle-timeout", IDLE_TIMEOUT, "timeout", 0, NULL);

  /* It would answer a 401 by sending the request again. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

/* Made when it is needed first: looking for the proxies of the desktop loads their settings. */
static SoupSession *
get_public_session (CvkHttpPrivate *priv)
{
  if (priv->public_session == NULL)
    {
      g_autoptr (GProxyResolver) proxies =
        cvk_guarded_proxies_new (g_proxy_resolver_get_default ());

      priv->public_session = create_session ();
      soup_session_set_proxy_resolver (priv->public_session, proxies);
    }
  return priv->public_session;
}

/* What goes to this computer is plain http: a proxy would read the token in it. */
static SoupSession *
get_local_session (CvkHttpPrivate *priv)
{
  if (priv->local_session == NULL)
    {
      priv->local_session = create_session ();
      soup_session_set_proxy_resolver (priv->local_session, NULL);
    }
  return priv->local_session;
}

static SoupSession *
choose_session (CvkHttp *self, const char *host, CvkHttpReach reach)
{
  CvkHttpPrivate *priv = cvk_http_get_instance_private (self);

  if (reach == CVK_HTTP_REACH_PUBLIC)
    return get_public_session (priv);
  if (g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1"))
    return get_local_session (priv);
  if (priv->session == NULL)
    priv->session = create_session ();
  return priv->session;
}

static void
cvk_http_send (CvkHttp *self, const CvkHttpRequest *request, GTask *task)
{
  g_autoptr (GTask) owned_task = task;
  g_autoptr (GError) error = NULL;
  SoupMessage *message = cvk_http_request_to_message (request, &error);
  Exchange *exchange;

  if (message == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  exchange = exchange_new (self, request, message, g_task_get_cancellable (task));
  g_task_set_task_data (task, exchange, (GDestroyNotify) exchange_free);
  soup_session_send_async (choose_session (self, exchange->host, request->reach), message,
                           G_PRIORITY_DEFAULT, exchange->cancellable, send_cb,
                           g_steal_pointer (&owned_task));
}

static void
completed_cb (CvkHttp *self)
{
  CvkHttpPrivate *priv = cvk_http_get_instance_private (self);

  priv->n_under_way--;
}

unsigned
cvk_http_count_under_way (CvkHttp *self)
{
  CvkHttpPrivate *priv = cvk_http_get_instance_private (self);

  g_return_val_if_fail (CVK_IS_HTTP (self), 0);

  return priv->n_under_way;
}

void
cvk_http_send_async (CvkHttp *self,
                     const CvkHttpRequest *request,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  CvkHttpPrivate *priv = cvk_http_get_instance_private (self);
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CVK_IS_HTTP (self));
  g_return_if_fail (request != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_http_send_async);
  /* An answer that came is worth more than the cancellation that came after it. */
  g_task_set_check_cancellable (task, FALSE);
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               _ ("The request was stopped."));
      return;
    }

  priv->n_under_way++;
  g_signal_connect_swapped (task, "notify::completed", G_CALLBACK (completed_cb), self);
  CVK_HTTP_GET_CLASS (self)->send (self, request, g_steal_pointer (&task));
}

CvkHttpResponse *
cvk_http_send_finish (CvkHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

CvkHttp *
cvk_http_new (CvkClock *clock)
{
  return g_object_new (CVK_TYPE_HTTP, "clock", clock, NULL);
}

CvkRateLimits *
cvk_http_get_rate_limits (CvkHttp *self)
{
  CvkHttpPrivate *priv = cvk_http_get_instance_private (self);

  g_return_val_if_fail (CVK_IS_HTTP (self), NULL);

  return priv->limits;
}

static void
cvk_http_set_property (GObject *object, unsigned id, const GValue *value, GParamSpec *spec)
{
  CvkHttpPrivate *priv = cvk_http_get_instance_private (CVK_HTTP (object));

  if (id != PROPERTY_CLOCK)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
      return;
    }
  priv->clock = g_value_dup_object (value);
  priv->limits = cvk_rate_limits_new (priv->clock);
}

static void
end_session (SoupSession **session)
{
  if (*session != NULL)
    soup_session_abort (*session);
  g_clear_object (session);
}

static void
cvk_http_dispose (GObject *object)
{
  CvkHttpPrivate *priv = cvk_http_get_instance_private (CVK_HTTP (object));

  end_session (&priv->session);
  end_session (&priv->local_session);
  end_session (&priv->public_session);
  g_clear_object (&priv->limits);
  g_clear_object (&priv->clock);
  G_OBJECT_CLASS (cvk_http_parent_class)->dispose (object);
}

static void
cvk_http_class_init (CvkHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = cvk_http_set_property;
  object_class->dispose = cvk_http_dispose;
  klass->send = cvk_http_send;
  g_object_class_install_property (
    object_class, PROPERTY_CLOCK,
    g_param_spec_object ("clock", NULL, NULL, CVK_TYPE_CLOCK,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
cvk_http_init (CvkHttp *self)
{
}
