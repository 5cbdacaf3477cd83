// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-run.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "base/cvk-random.h"
#include "engine/cvk-engine-private.h"
#include "engine/cvk-graph.h"
#include "engine/cvk-inputs.h"

/* How long the main loop may be kept at a time. */
#define SLICE (8 * G_TIME_SPAN_MILLISECOND)

G_DEFINE_FINAL_TYPE (CvkRun, cvk_run, G_TYPE_OBJECT)

G_DEFINE_QUARK (cvk_engine_error, cvk_engine_error)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ASKED,
  SIGNAL_FINISHED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

const char *
cvk_run_state_to_string (CvkRunState state)
{
  static const char *const names[] = { "pending", "running", "succeeded",
                                       "failed",  "waiting", "cancelled" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), NULL);
  return names[state];
}

const char *
cvk_step_state_to_string (CvkStepState state)
{
  static const char *const names[] = { "pending", "running",   "succeeded", "failed",
                                       "skipped", "cancelled", "waiting" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), NULL);
  return names[state];
}

static gboolean
emit_changed_cb (gpointer user_data)
{
  CvkRun *self = user_data;

  self->changed_source = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

void
cvk_run_changed (CvkRun *self)
{
  if (self->outer != NULL)
    cvk_run_changed (self->outer->run);
  else if (self->changed_source == 0)
    self->changed_source = g_idle_add (emit_changed_cb, self);
}

void
cvk_run_write_record (CvkRun *self, CvkRecordKind kind, const char *node, CvkValue *payload)
{
  g_autoptr (CvkValue) owned = payload;
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = kind;
  record->run = g_strdup (self->id);
  record->node = g_strdup (node);
  record->payload = cvk_value_to_json (owned, CVK_JSON_COMPACT);
  record->wall = cvk_clock_get_wall (self->environment.clock);
  cvk_journal_write (self->environment.journal, record);
}

static CvkValue *
problems_to_value (GPtrArray *problems)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < problems->len; i++)
    cvk_array_builder_append (&builder, cvk_problem_to_value (g_ptr_array_index (problems, i)));
  return cvk_array_builder_end (&builder);
}

static void
end_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRun) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->looks)
    cvk_run_end_look (self);
  else if (!cvk_journal_write_durably_finish (CVK_JOURNAL (object), result, &error))
    {
      CvkProblem *problem = cvk_problem_new_from_error ("journal", error);

      self->state = CVK_RUN_FAILED;
      cvk_run_add_failure (self, problem, FALSE);
    }
  cvk_run_end (self);
}

static int
compare_failures (gconstpointer a, gconstpointer b, gpointer user_data)
{
  CvkRun *self = user_data;
  const CvkProblem *first = *(CvkProblem *const *) a;
  const CvkProblem *second = *(CvkProblem *const *) b;
  GHashTable *indices = cvk_graph_get_indices (self->graph);
  const char *first_node = cvk_problem_get_node (first);
  const char *second_node = cvk_problem_get_node (second);
  unsigned x =
    first_node != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (indices, first_node)) : 0;
  unsigned y =
    second_node != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (indices, second_node)) : 0;
  int64_t i = cvk_problem_get_item (first);
  int64_t k = cvk_problem_get_item (second);

  return x != y ? (x > y) - (x < y) : (i > k) - (i < k);
}

/* They came in the order in which things happened, which differs from run to run. */
void
cvk_run_sort_failures (CvkRun *self)
{
  g_ptr_array_sort_with_data (self->failures, compare_failures, self);
}

static void
finish_run (CvkRun *self)
{
  CvkRecord *record = NULL;
  g_autoptr (CvkValue) payload = NULL;
  CvkRunState state = CVK_RUN_SUCCEEDED;

  if (self->replay != NULL && !self->looks && self->outer == NULL)
    cvk_run_report_unmet (self);
  if (self->cancelled)
    state = CVK_RUN_CANCELLED;
  else if (self->parked || self->set_aside)
    state = CVK_RUN_WAITING;
  else if (self->unhandled)
    state = CVK_RUN_FAILED;
  self->state = state;
  if (self->outer != NULL)
    {
      cvk_run_finish_nested (self, state);
      return;
    }
  cvk_run_sort_failures (self);
  cvk_run_warn_of_left_out (self);
  if (state != CVK_RUN_WAITING)
    cvk_run_keep_seen (self);

  payload = cvk_value_new_object (
    "state", cvk_value_new_string (cvk_run_state_to_string (state)), "finished",
    cvk_value_new_integer (cvk_clock_get_wall (self->environment.clock)), "outputs",
    cvk_run_dup_outputs (self), "failures", problems_to_value (self->failures), "unhandled",
    cvk_value_new_boolean (self->unhandled), "warnings", problems_to_value (self->warnings), "plan",
    self->plan != NULL ? cvk_plan_to_value (self->plan) : cvk_value_new_null (), NULL);
  record = g_new0 (CvkRecord, 1);
  record->kind = CVK_RECORD_RUN_FINISHED;
  record->run = g_strdup (self->id);
  record->payload = cvk_value_to_json (payload, CVK_JSON_COMPACT);
  record->wall = cvk_clock_get_wall (self->environment.clock);
  cvk_journal_write_durably (self->environment.journal, record, end_written_cb,
                             g_object_ref (self));
}

void
cvk_run_end (CvkRun *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  cvk_run_changed (self);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
  g_task_return_boolean (task, TRUE);
}

static gboolean
is_cut_off (CvkRun *self, CvkStep *step)
{
  return step->part != CVK_STEP_PART_RETRIED && cvk_graph_is_cut_off (self->graph, step);
}

static void
begin_ready_steps (CvkRun *self)
{
  CvkStep *step = NULL;

  while ((step = g_queue_pop_head (&self->ready)) != NULL)
    {
      if (step->part == CVK_STEP_PART_KEPT)
        {
          cvk_step_end (step, CVK_STEP_SUCCEEDED);
          continue;
        }
      if (step->part == CVK_STEP_PART_LEFT_OUT ||
          (self->stopping && !cvk_step_may_catch_up (step)) || is_cut_off (self, step))
        {
          cvk_step_end (step, self->cancelled ? CVK_STEP_CANCELLED : CVK_STEP_SKIPPED);
          continue;
        }
      if (self->looks && !cvk_step_is_worth_a_look (step))
        {
          cvk_step_end (step, cvk_step_get_past_state (step));
          continue;
        }
      if (cvk_run_hold_before (self, step))
        continue;
      cvk_graph_collect_inputs (self->graph, step);
      g_ptr_array_add (self->running, step);
      cvk_step_begin (step);
    }
}

static gboolean
has_ended (CvkRun *self)
{
  return self->state == CVK_RUN_RUNNING &&
         (self->n_ended == cvk_graph_get_n_steps (self->graph) ||
          ((self->set_aside || self->looks) && self->running->len == 0));
}

static gboolean
work_cb (gpointer user_data)
{
  g_autoptr (CvkRun) self = g_object_ref (user_data);
  int64_t until = g_get_monotonic_time () + SLICE;
  gboolean more = FALSE;

  /* Cleared first: what the steps do may wake the run again. */
  self->work_source = 0;
  begin_ready_steps (self);
  for (unsigned i = 0; i < self->running->len;)
    {
      CvkStep *step = g_ptr_array_index (self->running, i);

      more = cvk_step_work (step, until) || more;
      begin_ready_steps (self);
      if (i < self->running->len && g_ptr_array_index (self->running, i) == step)
        i++;
    }
  if (more)
    cvk_run_wake (self);
  else
    cvk_run_set_aside (self);
  if (has_ended (self))
    finish_run (self);
  return G_SOURCE_REMOVE;
}

void
cvk_run_wake (CvkRun *self)
{
  if (self->work_source == 0)
    self->work_source =
      g_idle_add_full (G_PRIORITY_DEFAULT, work_cb, g_object_ref (self), g_object_unref);
}

void
cvk_run_step_ended (CvkRun *self, CvkStep *step)
{
  g_ptr_array_remove (self->running, step);
  self->n_ended++;
  cvk_run_end_stepping (self, step);
  /* What follows a step that waits is not begun: it is to have the whole list. */
  if (step->state != CVK_STEP_WAITING)
    cvk_graph_step_ended (self->graph, step, &self->ready);
  cvk_run_caught_up (self, step);
  cvk_run_write_record (
    self, CVK_RECORD_STEP, step->place,
    cvk_value_new_object (
      "state", cvk_value_new_string (cvk_step_state_to_string (step->state)), "done",
      cvk_value_new_integer (step->done), "total", cvk_value_new_integer (step->total), "duration",
      cvk_value_new_integer (step->started != 0 ? step->ended - step->started : 0), "kept",
      cvk_value_new_boolean (step->part == CVK_STEP_PART_KEPT), NULL));
  cvk_run_changed (self);
  cvk_run_wake (self);
}

void
cvk_run_stop (CvkRun *self)
{
  if (self->set_aside || self->looks)
    return;
  self->stopping = TRUE;
  cvk_run_stop_holding (self);
  if (self->n_behind == 0 || self->cancelled)
    g_cancellable_cancel (self->cancellable);
  else
    cvk_run_stop_new_calls (self);
  cvk_run_wake (self);
}

gboolean
cvk_run_is_stopping (CvkRun *self)
{
  return self->stopping;
}

void
cvk_run_add_failure (CvkRun *self, CvkProblem *problem, gboolean handled)
{
  g_ptr_array_add (self->failures, problem);
  if (!handled)
    self->unhandled = TRUE;
}

void
cvk_run_add_warning (CvkRun *self, CvkProblem *problem)
{
  g_ptr_array_add (self->warnings, problem);
}

void
cvk_run_park (CvkRun *self)
{
  self->parked = TRUE;
}

void
cvk_run_asked (CvkRun *self, CvkQuestion *question)
{
  CvkRun *root = cvk_run_get_root (self);

  g_ptr_array_add (root->questions, cvk_question_ref (question));
  g_signal_emit (root, signals[SIGNAL_ASKED], 0, question);
  cvk_run_changed (root);
}

/* Who goes on with an earlier run goes on with what it was given. */
static const CvkValue *
choose_inputs (const CvkRunOptions *options)
{
  if (options->rehearsed != NULL)
    return options->rehearsed->inputs;
  if (options->kept != NULL &&
      (options->inputs == NULL || cvk_value_get_length (options->inputs) == 0))
    return options->kept->inputs;
  return options->inputs;
}

char *
cvk_run_make_id (void)
{
  char *id = cvk_random_base64url (9, NULL);

  while (id != NULL && !g_ascii_isalnum (*id))
    {
      g_free (id);
      id = cvk_random_base64url (9, NULL);
    }
  return id;
}

/* Instance and clock of the first time, so that everything comes out the same. */
static void
set_identity (CvkRun *self, const CvkRunOptions *options)
{
  g_autofree char *started = NULL;

  self->id = options->id != NULL ? g_strdup (options->id) : cvk_run_make_id ();
  self->now = options->now != 0 ? options->now : cvk_clock_get_wall (self->environment.clock);
  self->seed = options->seed;
  if (options->rehearsed != NULL)
    {
      self->now = options->rehearsed->now;
      self->seed = options->rehearsed->seed;
    }
  if (self->seed == 0)
    cvk_random_fill (&self->seed, sizeof self->seed, NULL);
  started = cvk_instant_to_utc_string (self->now);
  self->run_value = cvk_value_new_object ("id", cvk_value_new_string (self->id), "started",
                                          cvk_value_new_string (started), "now",
                                          cvk_value_new_string (started), NULL);
}

CvkRun *
cvk_run_new (const CvkEnvironment *environment, CvkDocument *document, const CvkRunOptions *options)
{
  CvkRun *self = g_object_new (CVK_TYPE_RUN, NULL);

  self->environment = *environment;
  self->document = g_object_ref (document);
  self->path = g_strdup (options->path);
  set_identity (self, options);
  cvk_run_set_rehearsal (self, options);
  self->spreads = cvk_run_spreads_from_start (options);
  self->connections = options->connections != NULL ? g_hash_table_ref (options->connections)
                                                   : g_hash_table_new (g_str_hash, g_str_equal);
  self->files = options->files != NULL ? g_hash_table_ref (options->files)
                                       : g_hash_table_new (g_str_hash, g_str_equal);
  cvk_run_set_breakpoints (self, options->breakpoints);
  self->asked = options->asked != NULL ? g_hash_table_ref (options->asked) : NULL;
  self->bindings = options->bindings != NULL ? cvk_value_ref (options->bindings) : NULL;
  self->trigger = cvk_run_create_trigger (options);
  self->inputs = cvk_inputs_complete (document, choose_inputs (options), self->problems);
  self->graph = cvk_graph_new (self, document, self->problems);
  if (self->problems->len == 0 && options->part != CVK_RUN_PART_ALL)
    cvk_run_plan_part (self, options);
  if (self->problems->len == 0 && options->replay != NULL)
    {
      self->replay = cvk_replay_ref (options->replay);
      self->looks = options->looks;
      if (self->looks)
        cvk_run_prepare_look (self);
      else
        cvk_run_prepare_replay (self);
    }
  return self;
}

gboolean
cvk_run_announce (CvkRun *self)
{
  if (self->problems->len > 0 || self->id == NULL)
    return FALSE;
  if (self->announced)
    return TRUE;
  if (self->replay != NULL)
    cvk_run_write_record (self, CVK_RECORD_RUN_RESUMED, NULL, cvk_value_new_null ());
  else if (!cvk_run_write_start (self))
    return TRUE;
  else
    cvk_run_claim_again (self);
  self->announced = TRUE;
  return TRUE;
}

void
cvk_run_begin (CvkRun *self)
{
  for (unsigned i = 0; i < cvk_graph_get_n_steps (self->graph); i++)
    {
      CvkStep *step = cvk_graph_get_step (self->graph, i);

      if (step->waiting_for == 0)
        g_queue_push_tail (&self->ready, step);
    }
  cvk_run_wake (self);
}

void
cvk_run_start_async (CvkRun *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_return_if_fail (self->state == CVK_RUN_WAITING_TO_START);

  g_task_set_source_tag (task, cvk_run_start_async);
  if (!cvk_run_announce (self))
    {
      self->state = CVK_RUN_FAILED;
      for (unsigned i = 0; i < self->problems->len; i++)
        cvk_run_add_failure (self, cvk_problem_ref (g_ptr_array_index (self->problems, i)), FALSE);
      g_task_return_new_error (task, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_INVALID, "%s",
                               _ ("The pipeline cannot run as it is."));
      return;
    }

  self->task = g_steal_pointer (&task);
  self->state = CVK_RUN_RUNNING;
  if (self->announced)
    cvk_run_begin (self);
  else
    cvk_run_begin_durably (self);
}

gboolean
cvk_run_start_finish (CvkRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_run_cancel (CvkRun *self)
{
  if (self->state != CVK_RUN_RUNNING)
    return;
  self->cancelled = TRUE;
  cvk_run_stop (self);
  g_cancellable_cancel (self->user_cancellable);
}

static void
cvk_run_finalize (GObject *object)
{
  CvkRun *self = CVK_RUN (object);

  g_clear_handle_id (&self->work_source, g_source_remove);
  g_clear_handle_id (&self->changed_source, g_source_remove);
  g_clear_pointer (&self->graph, cvk_graph_free);
  g_queue_clear (&self->ready);
  g_queue_clear (&self->on_hold);
  g_hash_table_unref (self->breakpoints);
  g_ptr_array_unref (self->running);
  g_ptr_array_unref (self->problems);
  g_ptr_array_unref (self->failures);
  g_ptr_array_unref (self->warnings);
  g_ptr_array_unref (self->questions);
  g_hash_table_unref (self->asking);
  g_hash_table_unref (self->done);
  g_hash_table_unref (self->answers);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_pointer (&self->connections, g_hash_table_unref);
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_clear_pointer (&self->inputs, cvk_value_unref);
  g_clear_pointer (&self->run_value, cvk_value_unref);
  g_clear_pointer (&self->part, cvk_value_unref);
  g_clear_pointer (&self->trigger, cvk_value_unref);
  g_clear_pointer (&self->no_items, cvk_value_unref);
  g_clear_pointer (&self->bindings, cvk_value_unref);
  g_clear_pointer (&self->replay, cvk_replay_unref);
  g_clear_pointer (&self->met_effects, g_hash_table_unref);
  g_clear_pointer (&self->plan, cvk_plan_unref);
  g_clear_pointer (&self->approval, cvk_approval_unref);
  g_clear_object (&self->own_journal);
  g_clear_object (&self->document);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->user_cancellable);
  g_clear_object (&self->task);
  g_clear_pointer (&self->arrivals, g_hash_table_unref);
  g_clear_pointer (&self->origins, g_hash_table_unref);
  g_free (self->prefix);
  g_free (self->path);
  g_free (self->id);

  G_OBJECT_CLASS (cvk_run_parent_class)->finalize (object);
}

static void
cvk_run_class_init (CvkRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_run_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", CVK_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ASKED] = g_signal_new ("asked", CVK_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, CVK_TYPE_QUESTION);
  signals[SIGNAL_FINISHED] =
    g_signal_new ("finished", CVK_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_run_init (CvkRun *self)
{
  GDestroyNotify unref = (GDestroyNotify) cvk_problem_unref;

  self->problems = g_ptr_array_new_with_free_func (unref);
  self->failures = g_ptr_array_new_with_free_func (unref);
  self->warnings = g_ptr_array_new_with_free_func (unref);
  self->running = g_ptr_array_new ();
  self->no_items = cvk_value_new_array (NULL, 0);
  self->questions = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_question_unref);
  self->asking = g_hash_table_new (g_str_hash, g_str_equal);
  self->done = g_hash_table_new (NULL, NULL);
  self->breakpoints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->answers =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_answer_free);
  self->cancellable = g_cancellable_new ();
  self->user_cancellable = g_cancellable_new ();
}
