// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-connection-waiters.h"

typedef struct
{
  CvkWaiters *line;
  GTask *task;
  GSource *watch; /* nullable */
} Waiter;

static GTask *
waiter_end (Waiter *waiter)
{
  GTask *task = waiter->task;

  if (waiter->watch != NULL)
    {
      g_source_destroy (waiter->watch);
      g_source_unref (waiter->watch);
    }
  g_free (waiter);
  return task;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Waiter *waiter = user_data;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_queue_remove (&waiter->line->waiters, waiter);
  task = waiter_end (waiter);
  g_cancellable_set_error_if_cancelled (cancellable, &error);
  g_task_return_error (task, error);
  return G_SOURCE_REMOVE;
}

void
cvk_waiters_push (CvkWaiters *self, GTask *task)
{
  Waiter *waiter = g_new0 (Waiter, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  waiter->line = self;
  waiter->task = task;
  if (cancellable != NULL)
    {
      /* A source, not a signal handler: that would run inside g_cancellable_cancel(). */
      waiter->watch = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiter->watch, G_SOURCE_FUNC (cancelled_cb), waiter, NULL);
      g_source_attach (waiter->watch, g_task_get_context (task));
    }
  g_queue_push_tail (&self->waiters, waiter);
}

GTask *
cvk_waiters_pop (CvkWaiters *self)
{
  Waiter *waiter = g_queue_pop_head (&self->waiters);

  return waiter != NULL ? waiter_end (waiter) : NULL;
}
