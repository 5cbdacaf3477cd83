// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-model.h"

#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "service/cvk-problems.h"

/* A frame at 60 Hz: nobody sees more. */
#define FRAME_MILLISECONDS 16

/* A step with what it counts. */
typedef struct
{
  CvkRunStep step;    /* first: handed out */
  CvkProblem *wait;   /* nullable: what step.wait points to */
  char *shown;        /* owned, nullable */
  char *label;        /* owned, nullable */
  char *type;         /* owned, nullable */
  GPtrArray *inside;  /* owned, nullable: borrowed keys of the model's inside */
  GPtrArray *ports;   /* char * */
  GHashTable *counts; /* the same strings -> GUINT_TO_POINTER */
} Step;

struct _CvkRunModel
{
  GObject parent_instance;

  char *id;
  char *state;
  GPtrArray *nodes;   /* borrowed keys of steps, in order */
  GHashTable *steps;  /* char * -> Step */
  GHashTable *inside; /* char * -> Step, by place in a sub-pipeline */
  GPtrArray *failures;
  GPtrArray *warnings;
  CvkValue *outputs; /* nullable */
  int64_t number;
  int64_t started;
  int64_t finished;
  unsigned changed_source;
  char *held; /* nullable */
  gboolean is_paused;
  gboolean is_rehearsal;
  gboolean uses_sandbox;
  gboolean has_items;
};

G_DEFINE_FINAL_TYPE (CvkRunModel, cvk_run_model, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
free_step (gpointer data)
{
  Step *step = data;

  g_clear_pointer (&step->wait, cvk_problem_unref);
  g_clear_pointer (&step->inside, g_ptr_array_unref);
  g_free (step->shown);
  g_free (step->label);
  g_free (step->type);
  g_hash_table_unref (step->counts);
  g_ptr_array_unref (step->ports);
  g_free (step);
}

/* --- Telling --- */

static gboolean
changed_cb (gpointer user_data)
{
  CvkRunModel *self = user_data;

  self->changed_source = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
emit_later (CvkRunModel *self)
{
  if (self->changed_source == 0)
    self->changed_source = g_timeout_add (FRAME_MILLISECONDS, changed_cb, self);
}

/* --- Reading --- */

/* @order: where the key of a new one is added. */
static Step *
ensure_step (GHashTable *steps, GPtrArray *order, const char *node)
{
  Step *step = g_hash_table_lookup (steps, node);
  char *key;

  if (step != NULL)
    return step;
  step = g_new0 (Step, 1);
  step->ports = g_ptr_array_new_with_free_func (g_free);
  step->counts = g_hash_table_new (g_str_hash, g_str_equal);
  key = g_strdup (node);
  g_hash_table_insert (steps, key, step);
  g_ptr_array_add (order, key);
  return step;
}

static Step *
find_step (CvkRunModel *self, const char *node)
{
  Step *step = g_hash_table_lookup (self->steps, node);

  return step != NULL ? step : g_hash_table_lookup (self->inside, node);
}

static CvkStepState
read_step_state (const char *text)
{
  for (CvkStepState state = CVK_STEP_PENDING; state <= CVK_STEP_WAITING; state++)
    if (g_strcmp0 (text, cvk_step_state_to_string (state)) == 0)
      return state;
  return CVK_STEP_PENDING;
}

static void
read_counts (Step *step, const CvkValue *counts)
{
  for (size_t i = 0; i < cvk_value_get_length (counts); i++)
    {
      const char *port = NULL;
      CvkValue *value = NULL;
      gpointer key = NULL;

      cvk_value_get_member_at (counts, i, &port, &value);
      if (!cvk_value_is_integer (value))
        continue;
      if (!g_hash_table_lookup_extended (step->counts, port, &key, NULL))
        {
          key = g_strdup (port);
          g_ptr_array_add (step->ports, key);
        }
      g_hash_table_insert (step->counts, key,
                           GUINT_TO_POINTER ((unsigned) cvk_value_get_integer (value)));
    }
}

static void
read_wait (Step *step, const CvkValue *wait)
{
  g_clear_pointer (&step->wait, cvk_problem_unref);
  if (wait != NULL && cvk_value_is_object (wait))
    step->wait = cvk_problem_from_value (wait);
  step->step.wait = step->wait;
}

static void
read_shown (Step *step, const CvkValue *value)
{
  cvk_set_string (&step->shown, cvk_value_lookup_string (value, "shown", NULL));
  step->step.shown = step->shown;
}

/* What everything that does something has in common. */
static void
read_progress (Step *step, const CvkValue *value)
{
  const CvkValue *counts = cvk_value_get_member (value, "counts");

  step->step.state = read_step_state (cvk_value_lookup_string (value, "state", NULL));
  step->step.done = (unsigned) cvk_value_lookup_integer (value, "done", 0);
  step->step.total = (unsigned) cvk_value_lookup_integer (value, "total", 0);
  if (counts != NULL && cvk_value_is_object (counts))
    read_counts (step, counts);
}

static void
read_inside (CvkRunModel *self, Step *outer, const char *node, const CvkValue *list)
{
  if (list == NULL || !cvk_value_is_array (list))
    return;
  if (outer->inside == NULL)
    outer->inside = g_ptr_array_new ();
  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      const CvkValue *value = cvk_value_get_element (list, i);
      g_autofree char *place =
        g_strconcat (node, "/", cvk_value_lookup_string (value, "step", ""), NULL);
      Step *step = ensure_step (self->inside, outer->inside, place);

      read_progress (step, value);
      cvk_set_string (&step->label, cvk_value_lookup_string (value, "label", NULL));
      cvk_set_string (&step->type, cvk_value_lookup_string (value, "type", NULL));
      step->step.label = step->label;
      step->step.type = step->type;
    }
}

static void
read_steps (CvkRunModel *self, const CvkValue *steps)
{
  if (steps == NULL || !cvk_value_is_object (steps))
    return;
  for (size_t i = 0; i < cvk_value_get_length (steps); i++)
    {
      const char *node = NULL;
      CvkValue *value = NULL;
      Step *step = NULL;

      cvk_value_get_member_at (steps, i, &node, &value);
      step = ensure_step (self->steps, self->nodes, node);
      read_progress (step, value);
      step->step.duration = cvk_value_lookup_integer (value, "duration", 0);
      read_shown (step, value);
      step->step.is_kept = cvk_value_lookup_boolean (value, "kept", FALSE);
      step->step.is_pinned = cvk_value_lookup_boolean (value, "pinned", FALSE);
      read_wait (step, cvk_value_get_member (value, "wait"));
      read_inside (self, step, node, cvk_value_get_member (value, "inside"));
    }
}

static void
read_state (CvkRunModel *self, const CvkValue *value)
{
  const char *state = cvk_value_lookup_string (value, "state", NULL);

  if (state != NULL)
    {
      g_free (self->state);
      self->state = g_strdup (state);
    }
  self->is_paused = cvk_value_lookup_boolean (value, "paused", FALSE);
  if (cvk_value_get_member (value, "held") != NULL)
    {
      g_free (self->held);
      self->held = g_strdup (cvk_value_lookup_string (value, "held", NULL));
    }
}

static void
read_problems (GPtrArray **problems, const CvkValue *value)
{
  GPtrArray *read = value != NULL ? cvk_problems_from_value (value) : NULL;

  if (read == NULL)
    return;
  g_ptr_array_unref (*problems);
  *problems = read;
}

void
cvk_run_model_describe (CvkRunModel *self, const char *description)
{
  g_autoptr (CvkValue) value = cvk_value_from_json (description, -1, CVK_JSON_DATA, NULL);
  const CvkValue *result;
  const CvkValue *outputs;

  g_return_if_fail (CVK_IS_RUN_MODEL (self));

  if (value == NULL || !cvk_value_is_object (value))
    return;
  read_state (self, value);
  self->has_items = cvk_value_get_member (value, "steps") != NULL;
  self->is_rehearsal = cvk_value_lookup_boolean (value, "rehearses", FALSE);
  self->uses_sandbox = cvk_value_lookup_boolean (value, "sandbox", FALSE);
  read_steps (self, cvk_value_get_member (value, "steps"));
  result = cvk_value_get_member (value, "result");
  read_problems (&self->failures,
                 cvk_value_get_member (result != NULL ? result : value, "failures"));
  read_problems (&self->warnings, cvk_value_get_member (value, "warnings"));
  outputs = cvk_value_get_member (result, "outputs");
  if (outputs != NULL && cvk_value_is_object (outputs))
    {
      g_clear_pointer (&self->outputs, cvk_value_unref);
      self->outputs = cvk_value_ref (outputs);
    }
  emit_later (self);
}

void
cvk_run_model_apply (CvkRunModel *self, const char *delta)
{
  g_autoptr (CvkValue) value = cvk_value_from_json (delta, -1, CVK_JSON_DATA, NULL);

  g_return_if_fail (CVK_IS_RUN_MODEL (self));

  if (value == NULL || !cvk_value_is_object (value))
    return;
  read_state (self, value);
  read_steps (self, cvk_value_get_member (value, "steps"));
  emit_later (self);
}

void
cvk_run_model_set_entry (CvkRunModel *self, const CvkValue *entry)
{
  g_return_if_fail (CVK_IS_RUN_MODEL (self));

  self->number = cvk_value_lookup_integer (entry, "number", self->number);
  self->started = cvk_value_lookup_integer (entry, "started", self->started);
  self->finished = cvk_value_lookup_integer (entry, "finished", self->finished);
  if (*self->state == '\0' || !self->has_items)
    read_state (self, entry);
  emit_later (self);
}

/* --- Asking --- */

const char *
cvk_run_model_get_id (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), NULL);

  return self->id;
}

const char *
cvk_run_model_get_state (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), "");

  return self->state;
}

gboolean
cvk_run_model_has_ended (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), FALSE);

  return *self->state != '\0' && !g_str_equal (self->state, "running");
}

gboolean
cvk_run_model_is_rehearsal (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), FALSE);

  return self->is_rehearsal;
}

gboolean
cvk_run_model_uses_sandbox (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), FALSE);

  return self->uses_sandbox;
}

const char *
cvk_run_model_get_held (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), NULL);

  return self->held;
}

gboolean
cvk_run_model_is_paused (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), FALSE);

  return self->is_paused;
}

gboolean
cvk_run_model_has_items (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), FALSE);

  return self->has_items;
}

int64_t
cvk_run_model_get_number (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), 0);

  return self->number;
}

int64_t
cvk_run_model_get_started (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), 0);

  return self->started;
}

int64_t
cvk_run_model_get_duration (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), 0);

  if (self->started == 0)
    return 0;
  if (self->finished == 0 && cvk_run_model_has_ended (self))
    return 0;
  return MAX ((self->finished != 0 ? self->finished : g_get_real_time ()) - self->started, 0);
}

int64_t
cvk_run_model_get_time_left (CvkRunModel *self)
{
  GHashTableIter iter;
  gpointer value = NULL;
  int64_t longest = -1;

  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), -1);

  /* Steps beside each other take as long as the slowest of them. */
  g_hash_table_iter_init (&iter, self->steps);
  while (!self->is_paused && g_hash_table_iter_next (&iter, NULL, &value))
    {
      const CvkRunStep *step = value;

      if (step->state == CVK_STEP_RUNNING && step->done > 0 && step->done < step->total)
        longest = MAX (longest, step->duration / step->done * (step->total - step->done));
    }
  return longest;
}

const CvkProblem *
cvk_run_model_get_wait (CvkRunModel *self)
{
  const CvkProblem *wait = NULL;
  GHashTableIter iter;
  gpointer value = NULL;

  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), NULL);

  g_hash_table_iter_init (&iter, self->steps);
  while (!cvk_run_model_has_ended (self) && g_hash_table_iter_next (&iter, NULL, &value))
    {
      const CvkRunStep *step = value;

      if (step->state != CVK_STEP_RUNNING)
        continue;
      if (step->wait == NULL)
        return NULL;
      wait = step->wait;
    }
  return wait;
}

void
cvk_run_model_get_progress (CvkRunModel *self, unsigned *done, unsigned *total)
{
  GHashTableIter iter;
  gpointer value = NULL;

  *done = 0;
  *total = 0;
  g_return_if_fail (CVK_IS_RUN_MODEL (self));

  g_hash_table_iter_init (&iter, self->steps);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const CvkRunStep *step = value;

      if (step->state != CVK_STEP_RUNNING)
        continue;
      *done += step->done;
      *total += step->total;
    }
}

GPtrArray *
cvk_run_model_get_failures (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), NULL);

  return self->failures;
}

GPtrArray *
cvk_run_model_get_warnings (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), NULL);

  return self->warnings;
}

CvkValue *
cvk_run_model_get_outputs (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), NULL);

  return self->outputs;
}

const CvkRunStep *
cvk_run_model_get_step (CvkRunModel *self, const char *node)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), NULL);

  return (const CvkRunStep *) find_step (self, node);
}

unsigned
cvk_run_model_get_count (CvkRunModel *self, const char *node, const char *port)
{
  const Step *step;

  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), 0);

  step = find_step (self, node);
  return step != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (step->counts, port)) : 0;
}

GPtrArray *
cvk_run_model_list_ports (CvkRunModel *self, const char *node)
{
  const Step *step;

  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), NULL);

  step = find_step (self, node);
  return step != NULL ? step->ports : NULL;
}

GPtrArray *
cvk_run_model_list_inside (CvkRunModel *self, const char *node)
{
  const Step *step;

  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), NULL);

  step = find_step (self, node);
  return step != NULL && step->inside != NULL && step->inside->len > 0 ? step->inside : NULL;
}

GPtrArray *
cvk_run_model_list_nodes (CvkRunModel *self)
{
  g_return_val_if_fail (CVK_IS_RUN_MODEL (self), NULL);

  return g_ptr_array_copy (self->nodes, NULL, NULL);
}

/* --- The object --- */

static void
cvk_run_model_finalize (GObject *object)
{
  CvkRunModel *self = CVK_RUN_MODEL (object);

  g_clear_handle_id (&self->changed_source, g_source_remove);
  g_clear_pointer (&self->nodes, g_ptr_array_unref);
  g_clear_pointer (&self->steps, g_hash_table_unref);
  g_clear_pointer (&self->inside, g_hash_table_unref);
  g_clear_pointer (&self->failures, g_ptr_array_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->outputs, cvk_value_unref);
  g_free (self->state);
  g_free (self->held);
  g_free (self->id);
  G_OBJECT_CLASS (cvk_run_model_parent_class)->finalize (object);
}

static void
cvk_run_model_class_init (CvkRunModelClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_run_model_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_RUN_MODEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_run_model_init (CvkRunModel *self)
{
  self->nodes = g_ptr_array_new ();
  self->steps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_step);
  self->inside = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_step);
  self->failures = cvk_problems_new ();
  self->warnings = cvk_problems_new ();
  self->state = g_strdup ("");
}

CvkRunModel *
cvk_run_model_new (const char *id)
{
  CvkRunModel *self = g_object_new (CVK_TYPE_RUN_MODEL, NULL);

  self->id = g_strdup (id);
  return self;
}
