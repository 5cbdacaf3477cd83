// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-random.h"
#include "connect/cvk-connection-private.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)
/* Everybody wakes at the same moment when the computer does, or the network. */
#define MAX_DELAY (5 * SECOND)

/* --- What is known --- */

gboolean
cvk_connection_is_refreshing (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), FALSE);

  return self->is_refreshing;
}

const GError *
cvk_connection_get_failure (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), NULL);

  return self->failure;
}

int64_t
cvk_connection_get_retry_at (CvkConnection *self)
{
  int64_t wait;

  g_return_val_if_fail (CVK_IS_CONNECTION (self), 0);

  wait = self->retry_at - cvk_clock_get_monotonic (self->clock);
  if (self->failure == NULL || wait <= 0 || !cvk_connection_must_wait_after (self->failure))
    return 0;
  return cvk_clock_get_wall (self->clock) + wait;
}

int64_t
cvk_connection_get_last_success (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), 0);

  return self->last_success;
}

gboolean
cvk_connection_is_unsaved (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), FALSE);

  return self->save_failures > 0;
}

int64_t
cvk_connection_get_refresh_deadline (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), 0);

  return self->refresh_life > 0 && self->refreshed > 0
           ? (self->refreshed + self->refresh_life) * SECOND
           : 0;
}

int64_t
cvk_connection_get_keep_alive (CvkConnection *self)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), 0);

  return self->refresh_life > 0 && self->refreshed > 0
           ? (self->refreshed + self->refresh_life / 3 * 2) * SECOND
           : 0;
}

void
cvk_connection_emit_changed (CvkConnection *self)
{
  g_signal_emit_by_name (self, "changed");
}

/* --- Refreshing ahead of time --- */

static void
ahead_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkConnection *self = CVK_CONNECTION (source);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CvkCredential) credential = NULL;
  g_autoptr (GError) error = NULL;
  GTask *task;

  credential = cvk_connection_authorize_finish (self, result, &error);
  self->is_refreshing_ahead = FALSE;
  while ((task = cvk_waiters_pop (&self->ahead_waiters)) != NULL)
    g_ptr_array_add (tasks, task);
  for (unsigned i = 0; i < tasks->len; i++)
    if (credential != NULL)
      g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
    else
      g_task_return_error (g_ptr_array_index (tasks, i), g_error_copy (error));
}

static gboolean
delay_is_over_cb (gpointer user_data)
{
  CvkConnection *self = user_data;

  cvk_connection_authorize_async (self, NULL, NULL, ahead_cb, NULL);
  return G_SOURCE_REMOVE;
}

static int64_t
choose_delay (void)
{
  uint32_t random;

  return cvk_random_fill (&random, sizeof random, NULL) ? random % (MAX_DELAY + 1) : MAX_DELAY;
}

void
cvk_connection_refresh_ahead_async (CvkConnection *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CVK_IS_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_connection_refresh_ahead_async);
  cvk_waiters_push (&self->ahead_waiters, task);
  if (self->is_refreshing_ahead)
    return;
  self->is_refreshing_ahead = TRUE;
  cvk_clock_add_timeout (self->clock, choose_delay (), delay_is_over_cb, g_object_ref (self),
                         g_object_unref);
}

gboolean
cvk_connection_refresh_ahead_finish (CvkConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
