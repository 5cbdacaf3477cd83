// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>

#include "engine/cvk-engine-private.h"

/* What was sent is not called back: cutting it off would only make its outcome unknown. */
static void
run_cancelled_cb (GCancellable *run_cancellable, gpointer user_data)
{
  CvkCall *self = user_data;

  if (!cvk_effect_is_unresolved (&self->effect))
    g_cancellable_cancel (self->cancellable);
}

CvkCall *
cvk_call_new (CvkStep *step, unsigned number, CvkItem *item, CvkValue *settings)
{
  CvkCall *self = g_new0 (CvkCall, 1);

  self->step = step;
  self->run = g_object_ref (step->run);
  self->number = number;
  self->item = item != NULL ? cvk_item_ref (item) : NULL;
  self->settings = cvk_value_ref (settings);
  self->cancellable = g_cancellable_new ();
  cvk_output_init (&self->output, step);
  cvk_effect_init (self);
  cvk_call_start_deadline (self);
  self->cancelled_handler = g_signal_connect (cvk_run_get_cancellable (self->run), "cancelled",
                                              G_CALLBACK (run_cancelled_cb), self);
  return self;
}

void
cvk_call_free (CvkCall *self)
{
  g_clear_signal_handler (&self->cancelled_handler, cvk_run_get_cancellable (self->run));
  g_clear_signal_handler (&self->pause_handler, cvk_step_get_pause (self->step));
  cvk_clock_remove_timeout (cvk_step_get_clock (self->step), self->deadline);
  if (self->data_destroy != NULL)
    self->data_destroy (self->data);
  cvk_call_drop_inner (self);
  cvk_call_drop_quota (self);
  cvk_effect_clear (&self->effect);
  g_clear_pointer (&self->followers, g_ptr_array_unref);
  g_clear_pointer (&self->question, cvk_question_unref);
  g_clear_pointer (&self->waiting_for, cvk_problem_unref);
  g_clear_pointer (&self->shown, g_free);
  cvk_output_clear (&self->output);
  g_clear_pointer (&self->item, cvk_item_unref);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->run);
  g_free (self);
}

CvkStep *
cvk_call_get_step (CvkCall *self)
{
  return self->step;
}

CvkItem *
cvk_call_get_item (CvkCall *self)
{
  return self->item;
}

CvkValue *
cvk_call_get_settings (CvkCall *self)
{
  return self->settings;
}

GCancellable *
cvk_call_get_cancellable (CvkCall *self)
{
  return self->cancellable;
}

CvkOutput *
cvk_call_get_output (CvkCall *self)
{
  return &self->output;
}

void
cvk_call_set_data (CvkCall *self, gpointer data, GDestroyNotify destroy)
{
  if (self->data_destroy != NULL)
    self->data_destroy (self->data);
  self->data = data;
  self->data_destroy = destroy;
}

gpointer
cvk_call_get_data (CvkCall *self)
{
  return self->data;
}

void
cvk_call_succeed (CvkCall *self)
{
  cvk_effect_settle (self);
  cvk_step_call_ended (self->step, self, NULL);
  cvk_call_free (self);
}

void
cvk_call_fail (CvkCall *self, CvkProblem *problem)
{
  gboolean sent = cvk_effect_is_unresolved (&self->effect);

  /* The deadline fires as a cancellation; the user should read what it was. */
  if (self->past_deadline && !sent)
    {
      g_clear_pointer (&problem, cvk_problem_unref);
      problem = cvk_problem_new ("deadline",
                                 N_ ("This took longer than the step allows. Try again, or give "
                                     "the step more time."),
                                 NULL);
    }
  if (sent)
    {
      /* Nobody knows what came of it: neither out nor failed is true of the item. */
      cvk_call_park (self, cvk_question_new (CVK_QUESTION_OUTCOME_UNKNOWN, problem));
      return;
    }
  /* What is asked about the equal one that is open decides about this one too. */
  self->is_parked = self->is_parked || cvk_effect_is_held_up (self);
  cvk_effect_settle (self);
  cvk_step_call_ended (self->step, self, problem);
  cvk_call_free (self);
}
