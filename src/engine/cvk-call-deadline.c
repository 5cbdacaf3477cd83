// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-engine-private.h"

/* The time that a call may take. It stands still while nothing may be done: the user has paused
 * everything, a person thinks, or a service lets nobody in. What a call may use is its own doing
 * only, or a list of a thousand would run out of time in line. */

/* How long one execution may take when the node does not say. */
#define DEFAULT_TIMEOUT (300 * G_USEC_PER_SEC)

static gboolean
past_deadline_cb (gpointer user_data)
{
  CvkCall *self = user_data;

  self->deadline = 0;
  self->time_left = 0;
  self->past_deadline = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/* Whether the time should pass. */
static gboolean
is_at_work (CvkCall *self)
{
  return !self->is_waiting && !cvk_pause_is_on (cvk_step_get_pause (self->step));
}

static void
update_deadline (CvkCall *self)
{
  CvkClock *clock = cvk_step_get_clock (self->step);

  if (is_at_work (self) && self->deadline == 0 && self->time_left > 0)
    {
      self->deadline_at = cvk_clock_get_monotonic (clock) + self->time_left;
      self->deadline = cvk_clock_add_timeout (clock, self->time_left, past_deadline_cb, self, NULL);
    }
  else if (!is_at_work (self) && self->deadline != 0)
    {
      self->time_left = MAX (self->deadline_at - cvk_clock_get_monotonic (clock), 1);
      cvk_clock_remove_timeout (clock, self->deadline);
      self->deadline = 0;
    }
}

static void
pause_changed_cb (CvkPause *pause, gpointer user_data)
{
  update_deadline (user_data);
}

void
cvk_call_stop_deadline (CvkCall *self)
{
  cvk_clock_remove_timeout (cvk_step_get_clock (self->step), self->deadline);
  self->deadline = 0;
  self->time_left = 0;
}

void
cvk_call_start_deadline (CvkCall *self)
{
  CvkPause *pause = cvk_step_get_pause (self->step);

  cvk_call_stop_deadline (self);
  self->time_left =
    self->step->node->timeout > 0 ? self->step->node->timeout * G_USEC_PER_SEC : DEFAULT_TIMEOUT;
  if (pause != NULL && self->pause_handler == 0)
    self->pause_handler = g_signal_connect (pause, "changed", G_CALLBACK (pause_changed_cb), self);
  update_deadline (self);
}

void
cvk_call_wait (CvkCall *self, CvkProblem *why)
{
  gboolean is_news = why != NULL || self->waiting_for != NULL;

  g_clear_pointer (&self->waiting_for, cvk_problem_unref);
  self->waiting_for = why;
  self->is_waiting = TRUE;
  update_deadline (self);
  if (is_news)
    cvk_run_changed (self->run);
}

void
cvk_call_go_on (CvkCall *self)
{
  if (self->waiting_for != NULL)
    cvk_run_changed (self->run);
  g_clear_pointer (&self->waiting_for, cvk_problem_unref);
  self->is_waiting = FALSE;
  update_deadline (self);
}
