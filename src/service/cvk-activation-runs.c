// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "service/cvk-activation-private.h"
#include "service/cvk-activation-record.h"
#include "service/cvk-problems.h"
#include "service/cvk-run-bindings.h"
#include "store/cvk-store-activations.h"

/* Of one trigger, that others push things to. */
#define MAX_WAITING 1000

/* --- What stands in the way --- */

/* Takes @problem (nullable). The user hears of it once. */
static void
set_problem (CvkActivation *self, CvkProblem *problem)
{
  g_autoptr (CvkProblem) old = self->problem;
  gboolean is_new = problem != NULL && (old == NULL || !g_str_equal (cvk_problem_get_code (problem),
                                                                     cvk_problem_get_code (old)));

  self->problem = problem;
  if (is_new)
    cvk_activation_say_blocked (self, problem);
  if (is_new || (old != NULL && problem == NULL))
    cvk_activation_say_changed (self);
}

/* (transfer full) (nullable) */
static CvkProblem *
find_missing_connection (CvkActivation *self)
{
  CvkValue *bound =
    cvk_value_get_member (cvk_value_get_member (self->record, "bindings"), "connections");
  GHashTableIter iter;
  gpointer slot = NULL;
  gpointer id = NULL;

  if (!cvk_host_connections_is_loaded (self->connections))
    return NULL;
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, &slot, &id))
    if (cvk_host_connections_find (self->connections, id) == NULL)
      return cvk_problem_new (
        "connection-gone",
        N_ ("The connection “{name}” was deleted, so “{pipeline}” cannot run. Activate it again "
            "with another connection."),
        "name", cvk_value_lookup_string (cvk_value_get_member (bound, slot), "name", id),
        "pipeline", cvk_activation_get_name (self), "slot", slot, NULL);
  return NULL;
}

GPtrArray *
cvk_activation_list_runs (CvkActivation *self)
{
  GPtrArray *runs = cvk_host_runs_list_active (self->runs);

  for (unsigned i = runs->len; i-- > 0;)
    if (g_strcmp0 (cvk_host_run_get_activation (g_ptr_array_index (runs, i)),
                   cvk_activation_get_id (self)) != 0)
      g_ptr_array_remove_index (runs, i);
  return runs;
}

/* A run that waits for an answer or a time is not done, and a schedule would ask the same once more
 * every day. What others send is asked about each by itself, and does not wait for that. */
static gboolean
is_busy (CvkActivation *self, const CvkActivationWatch *watch)
{
  g_autoptr (GPtrArray) runs = cvk_activation_list_runs (self);
  g_autoptr (GPtrArray) waiting =
    cvk_questions_list_waiting (self->questions, cvk_activation_get_id (self));

  return runs->len > 0 || (watch->is_clock && waiting->len > 0);
}

static gboolean
is_paused (CvkActivation *self)
{
  return cvk_host_is_paused (self->host) &&
         (g_hash_table_size (self->slots) > 0 ||
          cvk_run_speaks_unconnected (self->document,
                                      cvk_host_get_environment (self->host)->types));
}

/* --- Beginning runs --- */

static void
skip (CvkActivation *self, const CvkActivationWaiting *waiting, const char *reason)
{
  cvk_store_skip_occurrence_async (cvk_host_get_store (self->host), cvk_activation_get_id (self),
                                   waiting->watch->node->id, waiting->key, reason, NULL, NULL);
}

/* FALSE: it stays in the queue. */
static gboolean
begin (CvkActivation *self, const CvkActivationWaiting *waiting)
{
  g_autoptr (GPtrArray) problems = cvk_problems_new ();
  g_autoptr (GVariantDict) options = cvk_activation_dup_run_options (self->record);
  g_autoptr (CvkHostRun) run = NULL;
  CvkProblem *missing = find_missing_connection (self);
  CvkRunTrigger trigger = {
    .node = waiting->watch->node->id,
    .items = waiting->items,
    .activation = cvk_activation_get_id (self),
    .key = waiting->key,
  };

  if (missing != NULL)
    g_ptr_array_add (problems, missing);
  else
    run = cvk_host_runs_begin (self->runs, self->document, options, &trigger, NULL, problems);
  if (run != NULL)
    {
      set_problem (self, NULL);
      return TRUE;
    }
  CvkProblem *problem = g_ptr_array_index (problems, problems->len - 1);
  set_problem (self, cvk_problem_ref (problem));
  if (!waiting->watch->is_clock)
    return FALSE;
  skip (self, waiting, cvk_problem_get_code (problem));
  return TRUE;
}

static CvkHostRun *
begin_part (CvkActivation *self,
            CvkHostRun *failed,
            const char *part,
            const char *node,
            GPtrArray *problems)
{
  g_autoptr (GVariantDict) options = cvk_activation_dup_run_options (self->record);

  g_variant_dict_insert (options, part, "s", node);
  g_variant_dict_insert (options, "kept", "s", cvk_host_run_get_id (failed));
  return cvk_host_runs_begin (self->runs, self->document, options, NULL, NULL, problems);
}

CvkHostRun *
cvk_activation_retry (CvkActivation *self,
                      CvkHostRun *failed,
                      const char *node,
                      GPtrArray *problems)
{
  g_autoptr (GPtrArray) reasons = cvk_problems_new ();
  CvkProblem *missing = find_missing_connection (self);
  CvkHostRun *run = NULL;
  CvkProblem *last = NULL;

  if (missing != NULL)
    {
      g_ptr_array_add (problems, missing);
      return NULL;
    }
  run = begin_part (self, failed, "retry", node, reasons);
  last = reasons->len > 0 ? g_ptr_array_index (reasons, reasons->len - 1) : NULL;
  if (run == NULL && last != NULL && g_str_equal (cvk_problem_get_code (last), "not-retryable") &&
      cvk_run_can_repeat_from (cvk_host_run_get_run (failed), node))
    {
      g_ptr_array_set_size (reasons, 0);
      run = begin_part (self, failed, "from", node, reasons);
    }
  g_ptr_array_extend_and_steal (problems, g_steal_pointer (&reasons));
  return run;
}

/* One that waits goes on only to end. It is asked to once: that it waits no more is known when the
 * journal has told the questions, and until then every change would ask again. */
static void
resumed_to_cancel_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostRun) run = cvk_host_runs_resume_finish (CVK_HOST_RUNS (object), result, &error);

  if (run != NULL)
    cvk_host_run_cancel (run);
  else
    g_info ("A run that waits cannot be cancelled: %s", error->message);
}

static void
cancel_runs (CvkActivation *self, const CvkActivationWatch *watch)
{
  g_autoptr (GPtrArray) runs = cvk_activation_list_runs (self);
  g_autoptr (GPtrArray) waiting =
    cvk_questions_list_waiting (self->questions, cvk_activation_get_id (self));

  for (unsigned i = 0; i < runs->len; i++)
    cvk_host_run_cancel (g_ptr_array_index (runs, i));
  for (unsigned i = 0; runs->len == 0 && watch->is_clock && i < waiting->len; i++)
    if (g_hash_table_add (self->ending, g_strdup (g_ptr_array_index (waiting, i))))
      cvk_host_runs_resume_async (self->runs, g_ptr_array_index (waiting, i), resumed_to_cancel_cb,
                                  NULL);
}

static void
begin_waiting (CvkActivation *self)
{
  const CvkActivationWaiting *waiting = NULL;

  while (!self->is_stopped && (waiting = g_queue_peek_head (&self->waiting)) != NULL &&
         !is_paused (self))
    {
      CvkOverlapPolicy overlap = waiting->watch->overlap;

      /* It may be one of ours that has its answer and goes on in a moment. */
      if (overlap != CVK_OVERLAP_ALLOW && cvk_host_runs_are_resuming (self->runs))
        return;
      if (overlap != CVK_OVERLAP_ALLOW && is_busy (self, waiting->watch))
        {
          if (overlap == CVK_OVERLAP_CANCEL)
            cancel_runs (self, waiting->watch);
          return;
        }
      if (!begin (self, waiting))
        return;
      /* Beginning a run tells others, who may have stopped this. */
      if (g_queue_peek_head (&self->waiting) == waiting)
        cvk_activation_waiting_free (g_queue_pop_head (&self->waiting));
    }
}

static gboolean
begin_waiting_cb (gpointer user_data)
{
  begin_waiting (user_data);
  return G_SOURCE_REMOVE;
}

/* Not inside of what others are being told. */
static void
something_ended_cb (CvkActivation *self)
{
  if (!g_queue_is_empty (&self->waiting))
    g_idle_add_full (G_PRIORITY_DEFAULT, begin_waiting_cb, g_object_ref (self), g_object_unref);
}

static void
questions_changed_cb (CvkActivation *self)
{
  g_hash_table_remove_all (self->ending);
  something_ended_cb (self);
}

static void
connections_changed_cb (CvkActivation *self)
{
  CvkProblem *missing = find_missing_connection (self);

  if (missing != NULL)
    {
      set_problem (self, missing);
      return;
    }
  set_problem (self, NULL);
  something_ended_cb (self);
}

/* --- What triggers say --- */

static unsigned
count_waiting (CvkActivation *self, const CvkActivationWatch *watch)
{
  unsigned count = watch->n_unwritten;

  for (const GList *link = self->waiting.head; link != NULL; link = link->next)
    if (((const CvkActivationWaiting *) link->data)->watch == watch)
      count++;
  return count;
}

/* Why what a trigger asks for has no run; NULL: it gets one. Only what a schedule asks for is worth
 * something at its time alone; anything else, and what makes up for times that were missed, waits
 * for its turn. */
static const char *
find_reason_to_skip (CvkActivation *self,
                     const CvkActivationWatch *watch,
                     const CvkValue *occurrence)
{
  gboolean is_occupied = self->n_unwritten > 0 || !g_queue_is_empty (&self->waiting);

  if (!watch->is_clock)
    return NULL;
  if (is_paused (self))
    return "paused";
  if (cvk_value_lookup_boolean (occurrence, "late", FALSE))
    return NULL;
  if (watch->overlap == CVK_OVERLAP_SKIP && (is_occupied || is_busy (self, watch)))
    return "overlap";
  if (watch->overlap == CVK_OVERLAP_QUEUE && count_waiting (self, watch) > 0)
    return "overlap";
  return NULL;
}

static void
noted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkActivationWaiting) waiting = user_data;
  g_autoptr (CvkActivation) self = g_steal_pointer (&waiting->activation);
  g_autoptr (GError) error = NULL;
  gboolean is_new = cvk_store_boolean_finish (CVK_STORE (object), result, &error);

  self->n_unwritten--;
  waiting->watch->n_unwritten -= waiting->wants_run;
  if (!self->is_stopped && waiting->watch->trigger != NULL)
    cvk_trigger_kept (waiting->watch->trigger, error);
  if (error != NULL)
    {
      set_problem (self, cvk_problem_new_from_error ("journal", error));
      return;
    }
  if (waiting->missed > 0 && is_new)
    cvk_activation_say_missed (self, waiting->missed);
  if (is_new && waiting->key != NULL)
    cvk_activation_say_changed (self);
  /* A newer version finds it in the store. */
  if (self->is_stopped || !is_new || !waiting->wants_run)
    return;
  g_queue_push_tail (&self->waiting, g_steal_pointer (&waiting));
  begin_waiting (self);
}

/* What others send waits with them when there is too much of it here. */
static gboolean
is_flooded (CvkActivation *self, const CvkActivationWatch *watch)
{
  g_autoptr (GError) error = NULL;

  if (!watch->is_pushed || count_waiting (self, watch) < MAX_WAITING)
    return FALSE;
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "");
  cvk_trigger_kept (watch->trigger, error);
  return TRUE;
}

/* One at a time, so that the store says of each whether it is new; what the trigger remembers goes
 * with the last. A trigger whose memory is missing says the first ones again, which are known. */
static void
note_one (CvkActivation *self,
          CvkActivationWatch *watch,
          const CvkValue *occurrence,
          const CvkValue *memory)
{
  int64_t now = cvk_clock_get_wall (cvk_host_get_environment (self->host)->clock);
  CvkActivationWaiting *waiting = g_new0 (CvkActivationWaiting, 1);
  g_autoptr (CvkValue) list = NULL;

  waiting->watch = watch;
  waiting->activation = g_object_ref (self);
  if (occurrence != NULL)
    {
      const char *reason = find_reason_to_skip (self, watch, occurrence);
      CvkValue *dated = cvk_activation_date_occurrence (occurrence, now, reason);

      waiting->key = g_strdup (cvk_value_lookup_string (dated, "key", ""));
      waiting->wants_run = g_str_equal (cvk_value_lookup_string (dated, "state", ""), "queued");
      if (waiting->wants_run)
        waiting->items = cvk_value_ref (cvk_value_get_member (dated, "items"));
      else if (g_str_equal (cvk_value_lookup_string (dated, "state", ""), "missed"))
        waiting->missed = cvk_value_lookup_integer (dated, "count", 1);
      list = cvk_value_new_array (&dated, 1);
    }
  else
    list = cvk_value_new_array (NULL, 0);
  self->n_unwritten++;
  watch->n_unwritten += waiting->wants_run;
  cvk_store_note_occurrences_async (cvk_host_get_store (self->host), cvk_activation_get_id (self),
                                    watch->node->id, list, memory, noted_cb, waiting);
}

static void
trigger_noted_cb (CvkTrigger *trigger,
                  const CvkValue *occurrences,
                  const CvkValue *memory,
                  gpointer user_data)
{
  CvkActivationWatch *watch = user_data;
  size_t length = cvk_value_get_length (occurrences);

  if (length == 0)
    note_one (watch->activation, watch, NULL, memory);
  /* What a webhook remembers is its address. */
  if (length == 0 && watch->is_pushed)
    cvk_activation_say_changed (watch->activation);
  for (size_t i = 0; i < length && !is_flooded (watch->activation, watch); i++)
    note_one (watch->activation, watch, cvk_value_get_element (occurrences, i),
              i + 1 == length ? memory : NULL);
}

static void
trigger_problem_cb (CvkTrigger *trigger, CvkProblem *problem, gpointer user_data)
{
  CvkActivationWatch *watch = user_data;
  gboolean is_new = problem != NULL && watch->problem == NULL;

  if (problem == watch->problem)
    return;
  g_clear_pointer (&watch->problem, cvk_problem_unref);
  watch->problem = problem != NULL ? cvk_problem_copy (problem) : NULL;
  if (watch->problem != NULL)
    cvk_problem_set_node (watch->problem, watch->node->id);
  if (is_new)
    cvk_activation_say_blocked (watch->activation, watch->problem);
  cvk_activation_say_changed (watch->activation);
}

void
cvk_activation_watch_world (CvkActivation *self)
{
  g_signal_connect_object (self->runs, "changed", G_CALLBACK (something_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->questions, "changed", G_CALLBACK (questions_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connections, "changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_host_get_environment (self->host)->pause, "changed",
                           G_CALLBACK (something_ended_cb), self, G_CONNECT_SWAPPED);
  connections_changed_cb (self);
}

void
cvk_activation_listen (CvkActivation *self, CvkActivationWatch *watch)
{
  g_signal_connect (watch->trigger, "noted", G_CALLBACK (trigger_noted_cb), watch);
  g_signal_connect (watch->trigger, "problem", G_CALLBACK (trigger_problem_cb), watch);
}
