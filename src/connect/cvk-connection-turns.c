// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-connection-turns.h"

static void
hand_out (CvkTurns *self)
{
  /* Whoever gets a turn may drop the last reference but this one. */
  g_autoptr (GObject) owner = g_object_ref (self->owner);

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
cvk_turns_init (CvkTurns *self, GObject *owner, unsigned limit)
{
  *self = (CvkTurns){ .owner = owner, .limit = limit };
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
