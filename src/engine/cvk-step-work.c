// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-engine-private.h"

/* The clock is looked at once in so many items. */
#define ITEMS_BETWEEN_LOOKS 64

typedef struct
{
  CvkRun *run; /* owned: keeps the step */
  CvkStep *step;
} Recording;

static void
record_output_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Recording *recording = user_data;
  g_autoptr (CvkRun) run = recording->run;
  g_autoptr (GError) error = NULL;

  if (!cvk_journal_write_durably_finish (CVK_JOURNAL (object), result, &error))
    {
      CvkProblem *problem = cvk_problem_new_from_error ("journal", error);

      cvk_problem_set_node (problem, recording->step->node->id);
      cvk_run_add_failure (run, problem, FALSE);
      cvk_run_stop (run);
      cvk_step_end (recording->step, CVK_STEP_FAILED);
      return;
    }
  cvk_step_end (recording->step, CVK_STEP_SUCCEEDED);
}

/* All items are through, or no more will be started and none is under way. */
static void
finish_step (CvkStep *self)
{
  CvkJournal *journal = cvk_run_get_environment (self->run)->journal;
  Recording *recording = NULL;

  for (; self->n_delivered < self->slots->len; self->n_delivered++)
    {
      CvkOutput output = { .step = self };

      output.emissions = g_steal_pointer (&g_ptr_array_index (self->slots, self->n_delivered));
      if (output.emissions != NULL)
        cvk_output_deliver (&output);
      cvk_output_clear (&output);
    }
  if (cvk_step_shows_past (self))
    cvk_step_end (self, cvk_step_get_past_state (self));
  else if (self->n_set_aside > 0 && !self->stopping)
    cvk_step_end (self, CVK_STEP_WAITING);
  else if (self->stopping || self->done < self->total)
    {
      cvk_step_record_rest (self);
      cvk_step_end (self, self->stopping ? CVK_STEP_FAILED : CVK_STEP_CANCELLED);
    }
  else if (self->effect != CVK_NODE_EFFECT_READ)
    cvk_step_end (self, CVK_STEP_SUCCEEDED);
  else
    {
      /* What a read or a script gave is on the disk before anything uses it. */
      recording = g_new0 (Recording, 1);
      recording->run = g_object_ref (self->run);
      recording->step = self;
      self->recording = TRUE;
      cvk_journal_write_durably (journal, cvk_step_create_output_record (self), record_output_cb,
                                 recording);
    }
}

void
cvk_step_note_failure (CvkStep *self,
                       CvkItem *item,
                       unsigned number,
                       CvkProblem *problem,
                       gboolean is_final)
{
  CvkRunFailure failure = {
    .number = number,
    .item = item != NULL ? cvk_item_ref (item) : NULL,
    .problem = cvk_problem_ref (problem),
    .is_final = is_final,
  };

  g_array_append_val (self->failures, failure);
}

static void
emit_failed (CvkStep *self, CvkItem *item, CvkProblem *problem, CvkOutput *output)
{
  g_autofree char *message = cvk_problem_dup_message (problem);
  const char *field = cvk_problem_get_field (problem);
  const char *inside = cvk_problem_get_inside (problem);
  g_auto (CvkObjectBuilder) error = { 0 };

  cvk_object_builder_init (&error);
  cvk_object_builder_set (&error, "code", cvk_value_new_string (cvk_problem_get_code (problem)));
  cvk_object_builder_set (&error, "message", cvk_value_new_string (message));
  cvk_object_builder_set (&error, "node", cvk_value_new_string (self->node->id));
  cvk_object_builder_set (&error, "field", cvk_value_new_string (field));
  if (inside != NULL)
    cvk_object_builder_set (&error, "inside", cvk_value_new_string (inside));
  cvk_output_emit_over (output, self->n_outputs, item,
                        cvk_value_new_object ("error", cvk_object_builder_end (&error), NULL));
}

void
cvk_step_fail_item (CvkStep *self,
                    CvkItem *item,
                    unsigned number,
                    CvkProblem *problem,
                    CvkOutput *output)
{
  gboolean handled = self->linked[self->n_outputs];

  cvk_problem_set_node (problem, self->node->id);
  if (cvk_problem_get_item (problem) < 0 && self->n_links_in > 0 &&
      (self->mode == CVK_NODE_MODE_EACH || item != NULL))
    cvk_problem_set_item (problem, number);
  cvk_step_note_failure (self, item, number, problem, FALSE);
  /* Also when nothing is linked there: whoever looks at the port sees what is on it. */
  emit_failed (self, item, problem, output);
  if (!handled && self->node->on_error == CVK_ON_ERROR_STOP)
    {
      self->stopping = TRUE;
      cvk_run_stop (self->run);
    }
  cvk_run_add_failure (self->run, problem, handled);
}

static void
deliver_slots (CvkStep *self)
{
  while (self->n_delivered < self->slots->len &&
         g_ptr_array_index (self->slots, self->n_delivered) != NULL)
    {
      CvkOutput output = { .step = self };

      output.emissions = g_steal_pointer (&g_ptr_array_index (self->slots, self->n_delivered));
      cvk_output_deliver (&output);
      cvk_output_clear (&output);
      self->n_delivered++;
    }
}

/* A read that was cut off because the run ends did not fail: it is not done. */
static gboolean
was_cut_off (CvkStep *self, const CvkCall *call, const CvkProblem *problem)
{
  return problem != NULL && cvk_run_is_stopping (self->run) &&
         self->effect != CVK_NODE_EFFECT_CHANGE && !call->has_acted &&
         g_str_equal (cvk_problem_get_code (problem), "cancelled");
}

void
cvk_step_call_ended (CvkStep *self, CvkCall *call, CvkProblem *problem)
{
  g_ptr_array_remove_fast (self->calls, call);
  cvk_run_note_done (self->run, call);
  if (call->is_set_aside)
    {
      g_clear_pointer (&problem, cvk_problem_unref);
      self->n_set_aside++;
      cvk_run_wake (self->run);
      return;
    }
  if (call->is_cut_off || was_cut_off (self, call, problem))
    {
      cvk_problem_unref (problem);
      g_array_append_val (self->cut_off, call->number);
      cvk_run_wake (self->run);
      return;
    }
  if (problem != NULL)
    {
      cvk_output_truncate (&call->output, 0);
      if (call->is_parked)
        {
          /* The others go on. */
          cvk_problem_set_node (problem, self->node->id);
          cvk_problem_set_item (problem, call->number);
          cvk_step_note_failure (self, call->item, call->number, problem, TRUE);
          cvk_run_park (self->run);
          cvk_run_add_failure (self->run, problem, TRUE);
        }
      else
        {
          cvk_step_fail_item (self, call->item, call->number, problem, &call->output);
          g_array_index (self->failures, CvkRunFailure, self->failures->len - 1).is_final =
            call->has_acted || (call->effect.exists && call->effect.state == CVK_EFFECT_CONFIRMED);
        }
    }
  else if (call->output.n_failed > 0 && self->stopping)
    cvk_output_truncate (&call->output, 0);
  g_ptr_array_index (self->slots, call->number) = g_steal_pointer (&call->output.emissions);
  self->done++;
  deliver_slots (self);
  cvk_run_changed (self->run);
  cvk_run_wake (self->run);
}

/* The item that expressions mean: for a whole list only when it holds just one. */
static CvkItem *
get_scope_item (CvkStep *self, unsigned number)
{
  if (self->mode == CVK_NODE_MODE_EACH)
    return g_ptr_array_index (self->inputs[0], number);
  if (self->n_inputs == 1 && self->inputs[0]->len == 1)
    return g_ptr_array_index (self->inputs[0], 0);
  return NULL;
}

static CvkValue *
evaluate_settings (CvkStep *self, unsigned number, CvkProblem **problem)
{
  size_t n_scripts = cvk_settings_get_n_scripts (self->settings);
  g_autofree CvkValue **values = NULL;
  CvkScope scope = { 0 };

  cvk_step_init_scope (self, get_scope_item (self, number), &scope);
  if (n_scripts > 0)
    {
      values = g_new0 (CvkValue *, n_scripts);
      if (!cvk_step_get_script_values (self, number, values, problem))
        return NULL;
    }
  return cvk_settings_evaluate (self->settings, &scope, values, problem);
}

/* Returns FALSE with @problem when the item, or the whole list, failed. */
static gboolean
run_at_once (CvkStep *self,
             CvkItem *item,
             CvkValue *settings,
             CvkOutput *output,
             CvkProblem **problem)
{
  if (self->mode == CVK_NODE_MODE_ALL)
    return self->operations->all (self, settings, output, problem);
  return self->operations->each (self, item, settings, output, problem);
}

/* Nothing comes of the item. */
static void
leave_out (CvkStep *self, unsigned number)
{
  CvkOutput output = { 0 };

  cvk_output_init (&output, self);
  cvk_run_get_root (self->run)->n_left_out++;
  self->done++;
  g_ptr_array_index (self->slots, number) = g_steal_pointer (&output.emissions);
  deliver_slots (self);
}

static void
start_next (CvkStep *self, CvkOutput *output)
{
  unsigned number = self->next++;
  CvkItem *item =
    self->mode == CVK_NODE_MODE_EACH ? g_ptr_array_index (self->inputs[0], number) : NULL;
  CvkProblem *problem = NULL;
  g_autoptr (CvkValue) settings = NULL;

  if (cvk_step_is_looked_at (self))
    {
      cvk_step_look_at (self, number, item, output);
      cvk_output_deliver (output);
      return;
    }
  if (!cvk_step_may_change (self, item))
    {
      leave_out (self, number);
      return;
    }
  settings = evaluate_settings (self, number, &problem);
  if (settings != NULL && self->operations->start != NULL)
    {
      CvkCall *call = cvk_call_new (self, number, item, settings);

      g_ptr_array_add (self->calls, call);
      cvk_call_start (call);
      return;
    }
  if (settings == NULL || !run_at_once (self, item, settings, output, &problem))
    {
      cvk_output_truncate (output, 0);
      cvk_step_fail_item (self, item, number, problem, output);
    }
  self->done++;
  if (self->operations->start == NULL)
    {
      cvk_output_deliver (output);
      return;
    }
  g_ptr_array_index (self->slots, number) = g_steal_pointer (&output->emissions);
  cvk_output_init (output, self);
  deliver_slots (self);
}

static gboolean
is_stopping (CvkStep *self)
{
  return self->stopping || cvk_run_is_stopping (self->run);
}

static gboolean
can_start (CvkStep *self)
{
  if (cvk_step_shows_past (self))
    return self->next < self->total && self->calls->len < self->concurrency;
  if (self->next == self->total || self->n_set_aside > 0 ||
      (is_stopping (self) && !cvk_step_may_catch_up (self)))
    return FALSE;
  if (self->operations->start != NULL && self->calls->len >= self->concurrency)
    return FALSE;
  return TRUE;
}

/* While all stops, a replay only comes by what was sent before. */
static gboolean
skip_next (CvkStep *self)
{
  if (!is_stopping (self) || cvk_step_shows_past (self) ||
      (self->effect != CVK_NODE_EFFECT_CHANGE && !self->operations->runs_pipeline) ||
      (self->mode == CVK_NODE_MODE_EACH &&
       cvk_step_has_past (self, g_ptr_array_index (self->inputs[0], self->next))) ||
      (self->mode == CVK_NODE_MODE_ALL && cvk_step_has_past (self, NULL)))
    return FALSE;
  g_array_append_val (self->cut_off, self->next);
  self->next++;
  return TRUE;
}

gboolean
cvk_step_is_held (CvkStep *self)
{
  return self->n_held > 0 && self->n_held == self->calls->len && !self->script_pending &&
         !can_start (self);
}

gboolean
cvk_step_work (CvkStep *self, int64_t until)
{
  CvkOutput output = { 0 };
  unsigned count = 0;
  gboolean more = FALSE;

  if (self->state != CVK_STEP_RUNNING || self->recording)
    return FALSE;

  cvk_output_init (&output, self);
  while (can_start (self))
    {
      if (skip_next (self))
        continue;
      if (cvk_settings_get_n_scripts (self->settings) > 0 && !cvk_step_is_looked_at (self) &&
          !cvk_step_has_script_values (self, self->next))
        {
          cvk_step_request_script_values (self);
          break;
        }
      start_next (self, &output);
      if (++count % ITEMS_BETWEEN_LOOKS == 0 && g_get_monotonic_time () >= until)
        {
          more = TRUE;
          break;
        }
    }
  cvk_output_clear (&output);
  if (count > 0)
    cvk_run_changed (self->run);
  if (more)
    return TRUE;

  if (self->calls->len == 0 && !self->script_pending &&
      (self->next == self->total || self->n_set_aside > 0 ||
       (is_stopping (self) && !cvk_step_may_catch_up (self) && !cvk_step_shows_past (self))))
    finish_step (self);
  return FALSE;
}
