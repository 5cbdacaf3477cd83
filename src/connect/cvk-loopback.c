// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-loopback.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-random.h"
#include "connect/cvk-loopback-callback.h"
#include "connect/cvk-loopback-connection.h"
#include "connect/cvk-loopback-page.h"
#include "connect/cvk-loopback-request.h"
#include "connect/cvk-loopback-socket.h"

#define MAX_CONNECTIONS 16
#define PATH_BYTES 16
#define LINGER_GONE (G_USEC_PER_SEC / 2)
#define LINGER_DONE (10 * G_USEC_PER_SEC)

typedef enum
{
  PHASE_WAITING,
  PHASE_TAKEN,    /* the callback came */
  PHASE_FINISHED, /* and what became of it is known */
  PHASE_GONE,     /* it came not in time */
} Phase;

struct _CvkLoopback
{
  GObject parent_instance;

  CvkClock *clock;
  GSocketService *service; /* NULL when closed */
  GQueue connections;      /* CvkLoopbackConnection, oldest first */
  uint16_t port;
  char *authority;
  char *path; /* of the callback */
  char *redirect_uri;
  char *issuer; /* nullable */
  gboolean issuer_is_needed;
  CvkSecret *state; /* NULL when closed */

  Phase phase;
  CvkSecret *code; /* nullable: the first valid callback's */
  GError *error;   /* nullable: or its error */
  CvkLoopbackPage page;

  GTask *waiter; /* nullable */
  GSource *cancel_watch;
  unsigned timeout_id;
  unsigned linger_id;
};

G_DEFINE_FINAL_TYPE (CvkLoopback, cvk_loopback, G_TYPE_OBJECT)

/* Those that only show a last page, which may hold a port that the next attempt has to have. */
static GPtrArray *lingering;

static void
stop_waiting (CvkLoopback *self)
{
  cvk_clock_remove_timeout (self->clock, self->timeout_id);
  self->timeout_id = 0;
  if (self->cancel_watch != NULL)
    g_source_destroy (self->cancel_watch);
  g_clear_pointer (&self->cancel_watch, g_source_unref);
}

static void
return_result (CvkLoopback *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->waiter);

  stop_waiting (self);
  if (task == NULL)
    return;
  if (self->code != NULL)
    g_task_return_pointer (task, cvk_secret_ref (self->code), (GDestroyNotify) cvk_secret_unref);
  else
    g_task_return_error (task, g_error_copy (self->error));
}

static GError *
make_stopped_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The sign-in was stopped."));
}

void
cvk_loopback_close (CvkLoopback *self)
{
  g_autoptr (CvkLoopback) kept = NULL;

  g_return_if_fail (CVK_IS_LOOPBACK (self));

  if (self->service == NULL)
    return;
  /* Lingering may hold the last reference. */
  kept = g_object_ref (self);
  if (self->linger_id != 0)
    g_ptr_array_remove_fast (lingering, self);
  cvk_clock_remove_timeout (self->clock, self->linger_id);
  self->linger_id = 0;
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  while (self->connections.length > 0)
    cvk_loopback_connection_drop (g_queue_peek_head (&self->connections));
  g_clear_pointer (&self->state, cvk_secret_unref);
  if (self->waiter != NULL)
    {
      self->error = make_stopped_error ();
      return_result (self);
    }
}

static gboolean
linger_is_over_cb (gpointer user_data)
{
  cvk_loopback_close (user_data);
  return G_SOURCE_REMOVE;
}

/* The reference keeps the last page alive when nobody else needs us any more. */
static void
linger (CvkLoopback *self, int64_t duration)
{
  unsigned before = self->linger_id;

  if (lingering == NULL)
    lingering = g_ptr_array_new ();
  if (before == 0)
    g_ptr_array_add (lingering, self);
  self->linger_id = cvk_clock_add_timeout (self->clock, duration, linger_is_over_cb,
                                           g_object_ref (self), g_object_unref);
  cvk_clock_remove_timeout (self->clock, before);
}

static CvkLoopbackPage
take_callback (CvkLoopback *self, const CvkLoopbackCallback *callback)
{
  gboolean has_code = callback->code != NULL && *callback->code != '\0';

  if (has_code == (callback->error != NULL))
    return CVK_LOOPBACK_PAGE_BAD_REQUEST;
  if (self->phase != PHASE_WAITING)
    {
      /* The same one again, for example by a browser that reloads; a code is used once only. */
      if (has_code ? self->code != NULL &&
                       cvk_text_equal_constant_time (callback->code, cvk_secret_peek (self->code))
                   : self->code == NULL)
        return CVK_LOOPBACK_PAGE_REDIRECT;
      return CVK_LOOPBACK_PAGE_BAD_REQUEST;
    }

  self->phase = PHASE_TAKEN;
  if (has_code)
    self->code = cvk_secret_new (callback->code, -1);
  else
    self->error = cvk_loopback_callback_make_error (callback);
  return CVK_LOOPBACK_PAGE_REDIRECT;
}

/* What comes must be right, for errors too (RFC 9207, section 2.4); what does not come is wrong
 * only when the server sends it. */
static gboolean
is_right_issuer (CvkLoopback *self, const char *issuer)
{
  if (self->issuer == NULL)
    return TRUE;
  return issuer != NULL ? g_str_equal (issuer, self->issuer) : !self->issuer_is_needed;
}

/* The state comes first, before the code and before the error: without it nobody learns anything or
 * changes anything. */
static CvkLoopbackPage
judge_callback (CvkLoopback *self, char *query)
{
  CvkLoopbackCallback callback;

  if (self->phase == PHASE_GONE)
    return CVK_LOOPBACK_PAGE_GONE;
  if (!cvk_loopback_callback_parse (query, &callback))
    return CVK_LOOPBACK_PAGE_BAD_REQUEST;
  /* What a person brings who added the app on the service's own pages. */
  if (callback.state == NULL && callback.code != NULL)
    return CVK_LOOPBACK_PAGE_START;
  if (callback.state == NULL ||
      !cvk_text_equal_constant_time (callback.state, cvk_secret_peek (self->state)) ||
      !is_right_issuer (self, callback.issuer))
    return CVK_LOOPBACK_PAGE_BAD_REQUEST;
  return take_callback (self, &callback);
}

/* FALSE while the browser has to wait for the page. */
static gboolean
find_done_page (CvkLoopback *self, CvkLoopbackPage *page)
{
  if (self->phase == PHASE_TAKEN)
    return FALSE;
  *page = self->phase == PHASE_FINISHED ? self->page
          : self->phase == PHASE_GONE   ? CVK_LOOPBACK_PAGE_GONE
                                        : CVK_LOOPBACK_PAGE_NOT_FOUND;
  return TRUE;
}

static void
request_cb (CvkLoopbackConnection *connection, char *head, size_t length, gpointer user_data)
{
  CvkLoopback *self = user_data;
  g_autoptr (CvkLoopback) kept = g_object_ref (self);
  CvkLoopbackPage page = CVK_LOOPBACK_PAGE_TOO_LARGE;
  Phase before = self->phase;
  CvkLoopbackRequest request;
  unsigned status = 431;

  if (head != NULL)
    status = cvk_loopback_request_parse (head, length, self->authority, self->path, &request);

  if (status != 200)
    page = cvk_loopback_page_for_status (status);
  else if (request.target == CVK_LOOPBACK_TARGET_CALLBACK)
    page = judge_callback (self, request.query);
  else if (!find_done_page (self, &page))
    {
      cvk_loopback_connection_hold (connection);
      return;
    }
  else if (self->phase == PHASE_FINISHED)
    linger (self, LINGER_GONE);
  cvk_loopback_connection_answer (connection, page);
  if (before == PHASE_WAITING && self->phase == PHASE_TAKEN)
    return_result (self);
}

static void
dropped_cb (CvkLoopbackConnection *connection, gpointer user_data)
{
  CvkLoopback *self = user_data;

  g_queue_remove (&self->connections, connection);
}

/* Those who have sent something complete go last. */
static CvkLoopbackConnection *
find_oldest (CvkLoopback *self)
{
  for (GList *l = self->connections.head; l != NULL; l = l->next)
    if (!cvk_loopback_connection_is_held (l->data))
      return l->data;
  return g_queue_peek_head (&self->connections);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *stream,
             GObject *source,
             gpointer user_data)
{
  CvkLoopback *self = user_data;

  if (self->connections.length >= MAX_CONNECTIONS)
    cvk_loopback_connection_drop (find_oldest (self));
  g_queue_push_tail (&self->connections, cvk_loopback_connection_new (
                                           stream, self->clock, request_cb, dropped_cb, self));
  return TRUE;
}

/* Closes the attempt before its end: told to whoever comes in the next moment. */
static void
give_up (CvkLoopback *self, GError *error)
{
  self->phase = PHASE_GONE;
  self->error = error;
  g_clear_pointer (&self->state, cvk_secret_unref);
  linger (self, LINGER_GONE);
  return_result (self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  CvkLoopback *self = user_data;

  self->timeout_id = 0;
  give_up (self, g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_TIMEOUT,
                                      _ ("Nobody came back from the browser in time. Sign in "
                                         "again, and finish the pages that the service shows.")));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  give_up (user_data, make_stopped_error ());
  return G_SOURCE_REMOVE;
}

void
cvk_loopback_wait_async (CvkLoopback *self,
                         int64_t timeout,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (CVK_IS_LOOPBACK (self));
  g_return_if_fail (self->waiter == NULL);

  self->waiter = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->waiter, cvk_loopback_wait_async);
  g_task_set_check_cancellable (self->waiter, FALSE);
  if (self->service == NULL && self->code == NULL && self->error == NULL)
    self->error = make_stopped_error ();
  if (self->code != NULL || self->error != NULL)
    {
      return_result (self);
      return;
    }
  self->timeout_id = cvk_clock_add_timeout (self->clock, timeout, timeout_cb, self, NULL);
  if (cancellable != NULL)
    {
      self->cancel_watch = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_watch, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancel_watch, g_task_get_context (self->waiter));
    }
}

CvkSecret *
cvk_loopback_wait_finish (CvkLoopback *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cvk_loopback_finish (CvkLoopback *self, const GError *error)
{
  g_return_if_fail (CVK_IS_LOOPBACK (self));

  if (self->phase == PHASE_WAITING)
    {
      cvk_loopback_close (self);
      return;
    }
  if (self->phase != PHASE_TAKEN || self->service == NULL)
    return;

  self->phase = PHASE_FINISHED;
  self->page = error == NULL ? CVK_LOOPBACK_PAGE_CONNECTED
               : g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_DECLINED)
                 ? CVK_LOOPBACK_PAGE_DECLINED
               : g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OTHER_ACCOUNT)
                 ? CVK_LOOPBACK_PAGE_QUESTION
                 : CVK_LOOPBACK_PAGE_FAILED;
  linger (self, LINGER_DONE);
  for (GList *l = self->connections.head; l != NULL; l = l->next)
    if (cvk_loopback_connection_is_held (l->data))
      {
        cvk_loopback_connection_answer (l->data, self->page);
        linger (self, LINGER_GONE);
      }
}

const char *
cvk_loopback_get_redirect_uri (CvkLoopback *self)
{
  g_return_val_if_fail (CVK_IS_LOOPBACK (self), NULL);

  return self->redirect_uri;
}

/* An attempt that has ended gives way to the next one. */
static void
free_port (uint16_t port)
{
  for (unsigned i = 0; lingering != NULL && i < lingering->len; i++)
    {
      CvkLoopback *other = g_ptr_array_index (lingering, i);

      if (other->port == port)
        {
          cvk_loopback_close (other);
          return;
        }
    }
}

static gboolean
make_path (CvkLoopback *self, gboolean is_random, GError **error)
{
  g_autofree char *segment = NULL;

  if (!is_random)
    {
      self->path = g_strdup (CVK_LOOPBACK_CALLBACK_PATH);
      return TRUE;
    }
  segment = cvk_random_base64url (PATH_BYTES, error);
  if (segment != NULL)
    self->path = g_strconcat (CVK_LOOPBACK_CALLBACK_PATH "/", segment, NULL);
  return segment != NULL;
}

CvkLoopback *
cvk_loopback_new (const CvkLoopbackOptions *options, CvkClock *clock, GError **error)
{
  g_autoptr (CvkLoopback) self = NULL;

  g_return_val_if_fail (options != NULL && options->state != NULL, NULL);
  g_return_val_if_fail (CVK_IS_CLOCK (clock), NULL);

  self = g_object_new (CVK_TYPE_LOOPBACK, NULL);
  self->clock = g_object_ref (clock);
  self->port = options->port;
  self->state = cvk_secret_ref (options->state);
  self->issuer = g_strdup (options->issuer);
  self->issuer_is_needed = options->issuer_is_needed;
  if (!make_path (self, options->random_path, error))
    return NULL;
  if (self->port != 0)
    free_port (self->port);
  self->service = cvk_loopback_socket_open (&self->port, error);
  if (self->service == NULL)
    return NULL;
  self->authority = g_strdup_printf ("127.0.0.1:%u", (unsigned) self->port);
  self->redirect_uri = g_strconcat ("http://", self->authority, self->path, NULL);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);
  return g_steal_pointer (&self);
}

static void
cvk_loopback_dispose (GObject *object)
{
  CvkLoopback *self = CVK_LOOPBACK (object);

  cvk_loopback_close (self);
  if (self->clock != NULL)
    stop_waiting (self);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (cvk_loopback_parent_class)->dispose (object);
}

static void
cvk_loopback_finalize (GObject *object)
{
  CvkLoopback *self = CVK_LOOPBACK (object);

  g_free (self->authority);
  g_free (self->path);
  g_free (self->redirect_uri);
  g_free (self->issuer);
  g_clear_pointer (&self->state, cvk_secret_unref);
  g_clear_pointer (&self->code, cvk_secret_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (cvk_loopback_parent_class)->finalize (object);
}

static void
cvk_loopback_class_init (CvkLoopbackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cvk_loopback_dispose;
  object_class->finalize = cvk_loopback_finalize;
}

static void
cvk_loopback_init (CvkLoopback *self)
{
  g_queue_init (&self->connections);
}
