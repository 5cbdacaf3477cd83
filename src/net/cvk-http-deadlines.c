// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-http-deadlines.h"

#define DEFAULT_DEADLINE (60 * G_USEC_PER_SEC)
#define MIN_PATIENCE (30 * G_USEC_PER_SEC)
#define CONNECT_DEADLINE (10 * G_USEC_PER_SEC)
/* As many a server at work has for a minute, and more. */
#define MAX_INFORMATIONAL 10000

static void
expire (CvkHttpDeadlines *self)
{
  self->is_expired = TRUE;
  g_cancellable_cancel (self->cancellable);
}

static gboolean
whole_cb (gpointer user_data)
{
  CvkHttpDeadlines *self = user_data;

  self->whole = 0;
  expire (self);
  return G_SOURCE_REMOVE;
}

static gboolean
part_cb (gpointer user_data)
{
  CvkHttpDeadlines *self = user_data;

  self->part = 0;
  expire (self);
  return G_SOURCE_REMOVE;
}

static void
end_part (CvkHttpDeadlines *self)
{
  cvk_clock_remove_timeout (self->clock, self->part);
  self->part = 0;
}

static void
begin_part (CvkHttpDeadlines *self, int64_t duration)
{
  end_part (self);
  self->part = cvk_clock_add_timeout (self->clock, duration, part_cb, self, NULL);
}

/* Only the message for which libsoup opens a connection is told of it. */
static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *stream,
                  CvkHttpDeadlines *self)
{
  if (event == G_SOCKET_CLIENT_RESOLVING || (event == G_SOCKET_CLIENT_CONNECTING && !self->part))
    begin_part (self, CONNECT_DEADLINE);
}

static void
starting_cb (SoupMessage *message, CvkHttpDeadlines *self)
{
  end_part (self);
}

static void
wrote_body_cb (SoupMessage *message, CvkHttpDeadlines *self)
{
  if (!self->is_answered)
    begin_part (self, self->patience);
}

static void
answered_cb (SoupMessage *message, CvkHttpDeadlines *self)
{
  self->is_answered = TRUE;
  end_part (self);
}

/* Whoever says on and on that it is at work keeps us at work, and the clock's turn never comes. */
static void
informed_cb (SoupMessage *message, CvkHttpDeadlines *self)
{
  if (++self->n_informational > MAX_INFORMATIONAL)
    expire (self);
}

/* A read that is sent again over another connection has all of it once more. */
static void
restarted_cb (SoupMessage *message, CvkHttpDeadlines *self)
{
  self->is_answered = FALSE;
  end_part (self);
}

static int64_t
choose_patience (const CvkHttpRequest *request, int64_t deadline)
{
  if (request->stream != NULL)
    return request->stream->first_byte > 0 ? request->stream->first_byte : deadline;
  return request->patience > 0 ? request->patience : MAX (MIN_PATIENCE, deadline / 2);
}

void
cvk_http_deadlines_init (CvkHttpDeadlines *self,
                         CvkClock *clock,
                         const CvkHttpRequest *request,
                         SoupMessage *message,
                         GCancellable *cancellable)
{
  int64_t deadline = request->deadline > 0 ? request->deadline : DEFAULT_DEADLINE;

  self->clock = clock;
  self->message = message;
  self->cancellable = cancellable;
  self->patience = choose_patience (request, deadline);
  self->whole = cvk_clock_add_timeout (clock, deadline, whole_cb, self, NULL);
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), self);
  g_signal_connect (message, "starting", G_CALLBACK (starting_cb), self);
  g_signal_connect (message, "wrote-body", G_CALLBACK (wrote_body_cb), self);
  g_signal_connect (message, "got-informational", G_CALLBACK (informed_cb), self);
  g_signal_connect (message, "got-headers", G_CALLBACK (answered_cb), self);
  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), self);
}

void
cvk_http_deadlines_clear (CvkHttpDeadlines *self)
{
  g_signal_handlers_disconnect_by_data (self->message, self);
  end_part (self);
  cvk_clock_remove_timeout (self->clock, self->whole);
}

void
cvk_http_deadlines_expect (CvkHttpDeadlines *self, int64_t time)
{
  if (time > 0)
    begin_part (self, time);
  else
    end_part (self);
}
