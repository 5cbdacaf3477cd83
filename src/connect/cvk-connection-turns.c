// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-connection-turns.h"

static void hand_out (CvkTurns *self);

static gboolean
hold_is_over_cb (gpointer user_data)
{
  CvkTurns *self = user_data;

  self->timeout_id = 0;
  hand_out (self);
  return G_SOURCE_REMOVE;
}

static void
hand_out (CvkTurns *self)
{
  /* Whoever gets a turn may drop the last reference but this one. */
  g_autoptr (GObject) owner = g_object_ref (self->owner);
  int64_t wait = self->hold - cvk_clock_get_monotonic (self->clock);

  if (wait > 0)
    {
      if (self->timeout_id == 0 && !cvk_waiters_is_empty (&self->waiters))
        self->timeout_id = cvk_clock_add_timeout (self->clock, wait, hold_is_over_cb, self, NULL);
      return;
    }
  while (self->taken < self->limit)
    {
      g_autoptr (GTask) task = cvk_waiters_pop (&self->waiters);

      if (task == NULL)
        return;
      self->taken++;
      /* Calls back at once, when the task has waited: from here on nothing read before counts. */
      g_task_return_boolean (task, TRUE);
    }
}

void
cvk_turns_init (CvkTurns *self, GObject *owner, CvkClock *clock, unsigned limit)
{
  *self = (CvkTurns){ .owner = owner, .clock = clock, .limit = limit, .hold = G_MININT64 / 2 };
}

void
cvk_turns_clear (CvkTurns *self)
{
  if (self->timeout_id != 0)
    cvk_clock_remove_timeout (self->clock, self->timeout_id);
  self->timeout_id = 0;
}

void
cvk_turns_set_limit (CvkTurns *self, unsigned limit)
{
  self->limit = limit;
  hand_out (self);
}

void
cvk_turns_take (CvkTurns *self, GTask *task)
{
  /* A turn that was given must arrive, or nobody would give it back. */
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  cvk_waiters_push (&self->waiters, task);
  hand_out (self);
}

void
cvk_turns_give_back (CvkTurns *self)
{
  g_return_if_fail (self->taken > 0);

  self->taken--;
  hand_out (self);
}

void
cvk_turns_hold_until (CvkTurns *self, int64_t wall)
{
  int64_t hold = cvk_clock_get_monotonic (self->clock) + (wall - cvk_clock_get_wall (self->clock));

  if (hold <= self->hold)
    return;
  self->hold = hold;
  cvk_turns_clear (self);
  hand_out (self);
}
