// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-host-run-private.h"

#include "base/cvk-json.h"
#include "base/cvk-random.h"
#include "service/cvk-problems.h"
#include "service/cvk-run-bindings.h"

#define DELTA_INTERVAL_MILLISECONDS 100
/* The lists of a private sandbox do not lag. */
#define PRIVATE_SETTLE_TIME (3 * G_USEC_PER_SEC)

/* Of an answer that is on its way; whoever looks wants to see its end. */
#define MAX_SHOWN_CHARACTERS 2000

G_DEFINE_FINAL_TYPE (CvkHostRun, cvk_host_run, G_TYPE_OBJECT)

enum
{
  SIGNAL_DELTA,
  SIGNAL_ENDED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

const char *
cvk_host_run_get_state (CvkHostRun *self)
{
  if (!self->ended)
    return "running";
  if (self->invalid)
    return "invalid";
  if (self->failures->len > 0)
    return self->cancelled ? "cancelled" : "failed";
  return cvk_run_state_to_string (cvk_run_get_state (self->run));
}

gboolean
cvk_host_run_is_paused (CvkHostRun *self)
{
  return !self->ended && self->pause != NULL && cvk_pause_is_wanted (self->pause);
}

/* --- Deltas --- */

static int64_t
count_items (const CvkValue *counts)
{
  int64_t count = 0;

  for (size_t i = 0; i < cvk_value_get_length (counts); i++)
    {
      const char *port = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (counts, i, &port, &value);
      count += cvk_value_get_integer (value);
    }
  return count;
}

/* What was done in a sub-pipeline, which has items of its own. */
static int64_t
count_inside (const CvkValue *inside)
{
  int64_t count = 0;

  for (size_t i = 0; inside != NULL && i < cvk_value_get_length (inside); i++)
    {
      const CvkValue *step = cvk_value_get_element (inside, i);

      count += cvk_value_lookup_integer (step, "runs", 0) +
               cvk_value_lookup_integer (step, "done", 0) +
               cvk_value_lookup_integer (step, "failed", 0);
    }
  return count;
}

static CvkValue *
dup_wait (CvkHostRun *self, CvkNodeIndex node)
{
  CvkProblem *wait = cvk_run_get_step_wait (self->run, node);

  return wait != NULL ? cvk_problem_to_value (wait) : cvk_value_new_null ();
}

static unsigned
hash_wait (const CvkValue *wait)
{
  g_autofree char *text = cvk_value_to_json (wait, CVK_JSON_COMPACT);

  return cvk_value_is_null (wait) ? 0 : g_str_hash (text);
}

/* The end of what has come of an answer that is on its way. (transfer full) */
static CvkValue *
dup_shown (CvkHostRun *self, CvkNodeIndex node)
{
  const char *text = cvk_run_get_step_shown (self->run, node);
  glong length = text != NULL ? g_utf8_strlen (text, -1) : 0;

  if (text == NULL)
    return cvk_value_new_null ();
  return cvk_value_new_string (
    g_utf8_offset_to_pointer (text, MAX (length - MAX_SHOWN_CHARACTERS, 0)));
}

/* (transfer full) (nullable): NULL when the clients know already. */
static CvkValue *
describe_step (CvkHostRun *self, CvkNodeIndex node, gboolean only_changed)
{
  g_autoptr (CvkValue) counts = cvk_run_dup_step_counts (self->run, node);
  g_autoptr (CvkValue) wait = dup_wait (self, node);
  g_autoptr (CvkValue) inside = cvk_run_dup_inside (self->run, node);
  g_autoptr (CvkValue) shown = dup_shown (self, node);
  ToldStep step = { .state = cvk_run_get_step_state (self->run, node),
                    .items = count_items (counts) + count_inside (inside),
                    .shown = cvk_value_is_null (shown) ? 0 : cvk_value_hash (shown),
                    .wait = hash_wait (wait) };
  const ToldStep *told = &self->told[node];

  cvk_run_get_step_progress (self->run, node, &step.done, &step.total);
  if (only_changed)
    {
      if (step.state == told->state && step.done == told->done && step.total == told->total &&
          step.items == told->items && step.wait == told->wait && step.shown == told->shown)
        return NULL;
      self->told[node] = step;
    }
  return cvk_value_new_object (
    "state", cvk_value_new_string (cvk_step_state_to_string (step.state)), "done",
    cvk_value_new_integer (step.done), "total", cvk_value_new_integer (step.total), "duration",
    cvk_value_new_integer (cvk_run_get_step_duration (self->run, node)), "kept",
    cvk_value_new_boolean (cvk_run_is_step_kept (self->run, node)), "pinned",
    cvk_value_new_boolean (cvk_run_is_step_pinned (self->run, node)), "wait",
    g_steal_pointer (&wait), "shown", g_steal_pointer (&shown), "counts", g_steal_pointer (&counts),
    "inside", inside != NULL ? g_steal_pointer (&inside) : cvk_value_new_null (), NULL);
}

static CvkValue *
describe_steps (CvkHostRun *self, gboolean only_changed)
{
  GPtrArray *nodes = cvk_document_get_nodes (cvk_run_get_document (self->run));
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (CvkNodeIndex i = 0; i < cvk_run_get_n_steps (self->run); i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      CvkValue *step = describe_step (self, i, only_changed);

      if (step != NULL)
        cvk_object_builder_append (&builder, node->id, step);
    }
  return cvk_object_builder_end (&builder);
}

static void
emit_delta (CvkHostRun *self)
{
  g_autoptr (CvkValue) delta =
    cvk_value_new_object ("state", cvk_value_new_string (cvk_host_run_get_state (self)), "paused",
                          cvk_value_new_boolean (cvk_host_run_is_paused (self)), "held",
                          cvk_value_new_string (cvk_run_get_held (self->run)), "steps",
                          describe_steps (self, TRUE), NULL);
  g_autofree char *text = cvk_value_to_json (delta, CVK_JSON_COMPACT);

  g_clear_handle_id (&self->delta_source, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_DELTA], 0, text);
}

static gboolean
delta_cb (gpointer user_data)
{
  CvkHostRun *self = user_data;

  self->delta_source = 0;
  emit_delta (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (CvkHostRun *self)
{
  if (self->delta_source == 0 && !self->ended)
    self->delta_source = g_timeout_add (DELTA_INTERVAL_MILLISECONDS, delta_cb, self);
}

/* --- Beginning and end --- */

static gboolean
has_sandbox (CvkHostRun *self)
{
  return self->sandbox_slots != NULL && self->sandbox_slots[0] != NULL;
}

void
cvk_host_run_give_up (CvkHost *host, const char *run, const char *state, CvkProblem *problem)
{
  const CvkEnvironment *environment = cvk_host_get_environment (host);
  g_autoptr (GPtrArray) problems = cvk_problems_new_single (problem);
  int64_t now = cvk_clock_get_wall (environment->clock);
  g_autoptr (CvkValue) payload = cvk_value_new_object (
    "state", cvk_value_new_string (state), "finished", cvk_value_new_integer (now), "outputs",
    cvk_value_new_object (NULL, NULL), "failures", cvk_problems_to_value (problems), "unhandled",
    cvk_value_new_boolean (TRUE), "warnings", cvk_value_new_array (NULL, 0), NULL);
  CvkRecord *record = g_new0 (CvkRecord, 1);

  /* What waits has ended already, as far as the journal knows. */
  record->kind = CVK_RECORD_RUN_RESUMED;
  record->run = g_strdup (run);
  record->wall = now;
  cvk_journal_write (environment->journal, record);
  record = g_new0 (CvkRecord, 1);
  record->kind = CVK_RECORD_RUN_FINISHED;
  record->run = g_strdup (run);
  record->payload = cvk_value_to_json (payload, CVK_JSON_COMPACT);
  record->wall = now;
  cvk_journal_write (environment->journal, record);
  cvk_private_sandbox_forget (host, run);
}

static void
end_run (CvkHostRun *self)
{
  g_autoptr (CvkHostRun) keep = g_object_ref (self);

  self->ended = TRUE;
  g_clear_object (&self->sandbox);
  if (has_sandbox (self) && !g_str_equal (cvk_host_run_get_state (self), "waiting"))
    cvk_private_sandbox_forget (self->host, self->id);
  emit_delta (self);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
  cvk_host_release (self->host);
}

static void
run_ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHostRun) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_run_start_finish (CVK_RUN (object), result, &error))
    {
      self->invalid = g_error_matches (error, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_INVALID);
      if (cvk_run_get_failures (self->run)->len == 0)
        g_ptr_array_add (self->failures, cvk_problem_new_from_error (NULL, error));
    }
  end_run (self);
}

static void
sandbox_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHostRun) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkConnection) connection =
    cvk_private_sandbox_start_finish (CVK_PRIVATE_SANDBOX (object), result, &error);

  if (connection == NULL)
    {
      CvkProblem *problem = cvk_problem_new_from_error ("sandbox-failed", error);

      g_ptr_array_add (self->failures, problem);
      cvk_host_run_give_up (self->host, self->id, self->cancelled ? "cancelled" : "failed",
                            cvk_problem_ref (problem));
      end_run (self);
      return;
    }
  for (size_t i = 0; self->sandbox_slots[i] != NULL; i++)
    g_hash_table_replace (self->connections, g_strdup (self->sandbox_slots[i]),
                          g_object_ref (connection));
  cvk_run_start_async (self->run, run_ended_cb, g_object_ref (self));
  if (self->cancelled)
    cvk_run_cancel (self->run);
}

gboolean
cvk_host_run_start (CvkHostRun *self)
{
  /* Accepted is not lost: its start is on its way to the disk before anybody hears of it. */
  if (has_sandbox (self) && cvk_run_announce (self->run))
    {
      cvk_host_hold (self->host);
      self->sandbox = cvk_private_sandbox_new (self->host, self->id);
      cvk_private_sandbox_start_async (self->sandbox, self->cancellable, sandbox_started_cb,
                                       g_object_ref (self));
      return TRUE;
    }
  cvk_host_hold (self->host);
  cvk_run_start_async (self->run, run_ended_cb, g_object_ref (self));
  return cvk_run_get_state (self->run) == CVK_RUN_RUNNING;
}

void
cvk_host_run_cancel (CvkHostRun *self)
{
  if (self->ended)
    return;
  self->cancelled = TRUE;
  g_cancellable_cancel (self->cancellable);
  cvk_run_cancel (self->run);
}

/* --- Asking --- */

const char *
cvk_host_run_get_id (CvkHostRun *self)
{
  return self->id;
}

const char *
cvk_host_run_get_name (CvkHostRun *self)
{
  return cvk_document_get_name (cvk_run_get_document (self->run));
}

const char *
cvk_host_run_get_activation (CvkHostRun *self)
{
  return cvk_value_lookup_string (cvk_run_get_trigger (self->run), "activation", NULL);
}

gboolean
cvk_host_run_has_ended (CvkHostRun *self)
{
  return self->ended;
}

GPtrArray *
cvk_host_run_get_failures (CvkHostRun *self)
{
  return self->failures->len > 0 ? self->failures : cvk_run_get_failures (self->run);
}

static int64_t
count_items_inside (CvkHostRun *self, CvkNodeIndex node)
{
  g_autoptr (CvkValue) inside = cvk_run_dup_inside (self->run, node);
  int64_t count = 0;

  for (size_t i = 0; inside != NULL && i < cvk_value_get_length (inside); i++)
    count += count_items (cvk_value_get_member (cvk_value_get_element (inside, i), "counts"));
  return count;
}

int64_t
cvk_host_run_count_items (CvkHostRun *self)
{
  int64_t count = 0;

  for (CvkNodeIndex i = 0; i < cvk_run_get_n_steps (self->run); i++)
    {
      g_autoptr (CvkValue) counts = cvk_run_dup_step_counts (self->run, i);

      count += count_items (counts) + count_items_inside (self, i);
    }
  return count;
}

CvkRun *
cvk_host_run_get_run (CvkHostRun *self)
{
  return self->run;
}

CvkValue *
cvk_host_run_describe (CvkHostRun *self)
{
  return cvk_value_new_object ("run", cvk_value_new_string (self->id), "state",
                               cvk_value_new_string (cvk_host_run_get_state (self)), "paused",
                               cvk_value_new_boolean (cvk_host_run_is_paused (self)), "held",
                               cvk_value_new_string (cvk_run_get_held (self->run)), "name",
                               cvk_value_new_string (cvk_host_run_get_name (self)), "rehearses",
                               cvk_value_new_boolean (cvk_run_get_plan (self->run) != NULL),
                               "sandbox", cvk_value_new_boolean (self->is_practice), "steps",
                               describe_steps (self, FALSE), "failures",
                               cvk_problems_to_value (cvk_host_run_get_failures (self)), "warnings",
                               cvk_problems_to_value (cvk_run_get_warnings (self->run)), NULL);
}

CvkValue *
cvk_host_run_dup_result (CvkHostRun *self)
{
  return cvk_value_new_object (
    "run", cvk_value_new_string (self->id), "state",
    cvk_value_new_string (cvk_host_run_get_state (self)), "outputs",
    cvk_run_dup_outputs (self->run), "failures",
    cvk_problems_to_value (cvk_host_run_get_failures (self)), "unhandled",
    cvk_value_new_boolean (cvk_run_has_unhandled_failures (self->run) || self->failures->len > 0),
    "warnings", cvk_problems_to_value (cvk_run_get_warnings (self->run)), "plan",
    cvk_host_run_dup_plan (self), NULL);
}

CvkValue *
cvk_host_run_dup_plan (CvkHostRun *self)
{
  CvkPlan *plan = cvk_run_get_plan (self->run);

  if (self->past_plan != NULL)
    return cvk_value_ref (self->past_plan);
  return plan != NULL ? cvk_plan_to_value (plan) : cvk_value_new_null ();
}

/* --- The object --- */

static void
cvk_host_run_finalize (GObject *object)
{
  CvkHostRun *self = CVK_HOST_RUN (object);

  g_clear_handle_id (&self->delta_source, g_source_remove);
  g_clear_object (&self->sandbox);
  g_clear_pointer (&self->past_plan, cvk_value_unref);
  g_clear_pointer (&self->rows, cvk_run_rows_free);
  g_clear_object (&self->run);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->host);
  g_clear_pointer (&self->connections, g_hash_table_unref);
  g_clear_pointer (&self->sandbox_slots, g_strfreev);
  g_clear_pointer (&self->failures, g_ptr_array_unref);
  g_free (self->told);
  g_free (self->id);
  g_free (self->path);
  G_OBJECT_CLASS (cvk_host_run_parent_class)->finalize (object);
}

static void
cvk_host_run_class_init (CvkHostRunClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_host_run_finalize;
  signals[SIGNAL_DELTA] = g_signal_new ("delta", CVK_TYPE_HOST_RUN, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", CVK_TYPE_HOST_RUN, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_host_run_init (CvkHostRun *self)
{
  self->cancellable = g_cancellable_new ();
  self->failures = cvk_problems_new ();
}

/* What the journal keeps of what the clients bound. */
static CvkValue *
describe_bindings (GHashTable *connections, GStrv sandbox_slots)
{
  g_auto (CvkObjectBuilder) slots = { 0 };
  g_auto (CvkArrayBuilder) sandbox = { 0 };
  GHashTableIter iter;
  gpointer slot = NULL;
  gpointer connection = NULL;

  cvk_object_builder_init (&slots);
  g_hash_table_iter_init (&iter, connections);
  while (g_hash_table_iter_next (&iter, &slot, &connection))
    cvk_object_builder_set (&slots, slot,
                            cvk_value_new_string (cvk_connection_get_id (connection)));
  cvk_array_builder_init (&sandbox);
  for (size_t i = 0; sandbox_slots != NULL && sandbox_slots[i] != NULL; i++)
    cvk_array_builder_append (&sandbox, cvk_value_new_string (sandbox_slots[i]));
  return cvk_value_new_object ("slots", cvk_object_builder_end (&slots), "sandbox",
                               cvk_array_builder_end (&sandbox), NULL);
}

gboolean
cvk_host_run_uses_sandbox (CvkHostRun *self)
{
  GHashTableIter iter;
  gpointer connection = NULL;

  if (has_sandbox (self))
    return TRUE;
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &connection))
    if (cvk_connection_is_of_sandbox (connection))
      return TRUE;
  return FALSE;
}

CvkEnvironment
cvk_host_run_choose_environment (CvkHostRun *self, CvkDocument *document)
{
  CvkEnvironment environment = *cvk_host_get_environment (self->host);

  environment.network = G_OBJECT (cvk_host_get_http (self->host));
  self->is_practice = self->is_practice || cvk_host_run_uses_sandbox (self);
  environment.is_practice = self->is_practice;
  if (g_hash_table_size (self->connections) == 0)
    environment.settle_time = PRIVATE_SETTLE_TIME;
  if (g_hash_table_size (self->connections) == 0 && document != NULL &&
      !cvk_run_speaks_unconnected (document, environment.types))
    environment.pause = NULL;
  self->pause = environment.pause;
  return environment;
}

void
cvk_host_run_watch (CvkHostRun *self)
{
  self->id = g_strdup (cvk_run_get_id (self->run));
  self->rows = cvk_run_rows_new (self->run);
  self->told = g_new0 (ToldStep, cvk_run_get_n_steps (self->run));
  g_signal_connect_object (self->run, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  if (self->pause != NULL)
    g_signal_connect_object (self->pause, "changed", G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
}

CvkHostRun *
cvk_host_run_new (CvkHost *host, const CvkHostRunRequest *request)
{
  CvkHostRun *self = g_object_new (CVK_TYPE_HOST_RUN, NULL);
  g_autoptr (CvkValue) bindings = describe_bindings (request->connections, request->sandbox_slots);
  CvkEnvironment environment = { 0 };

  self->host = g_object_ref (host);
  self->path = g_strdup (request->path);
  self->connections = g_hash_table_ref (request->connections);
  self->sandbox_slots = g_strdupv (request->sandbox_slots);
  environment = cvk_host_run_choose_environment (self, request->document);
  CvkRunOptions options = {
    .id = request->id,
    .path = request->path,
    .inputs = request->inputs,
    .connections = request->connections,
    .files = request->files,
    .part = request->part,
    .node = request->node,
    .kept = request->kept != NULL ? request->kept->run : NULL,
    .edits = request->edits,
    .trigger = request->trigger,
    .rehearses = request->rehearses,
    .spreads = request->spreads,
    .rehearsed = request->rehearsed != NULL ? request->rehearsed->run : NULL,
    .approval = request->approval,
    .breakpoints = request->breakpoints,
    .bindings = bindings,
  };
  self->run = cvk_run_new (&environment, request->document, &options);
  cvk_host_run_watch (self);
  return self;
}
