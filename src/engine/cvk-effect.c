// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"
#include "engine/cvk-effect-gate.h"
#include "engine/cvk-engine-private.h"

/* The identity of what happens to an item at a node. */
char *
cvk_effect_make_id (CvkRun *run, const char *node, CvkItem *item)
{
  return g_strdup_printf ("%s/%s/%016" G_GINT64_MODIFIER "x", cvk_run_get_id (run), node,
                          item != NULL ? cvk_item_get_descent (item) : 0);
}

static CvkJournal *
get_journal (CvkCall *call)
{
  return cvk_run_get_environment (call->run)->journal;
}

static CvkRecord *
create_record (CvkCall *call, CvkEffectState state, CvkValue *payload)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = CVK_RECORD_EFFECT;
  record->run = g_strdup (cvk_run_get_id (call->run));
  record->node = g_strdup (call->step->place);
  record->effect = g_strdup (call->effect.id);
  record->action = g_strdup (call->step->node->type);
  record->request_hash = g_strdup (call->effect.request_hash);
  record->match_key = g_strdup (call->effect.match_key);
  record->quota = g_strdup (call->effect.quota);
  record->state = state;
  record->payload = payload != NULL ? cvk_value_to_json (payload, CVK_JSON_COMPACT) : NULL;
  record->wall = cvk_clock_get_wall (cvk_step_get_clock (call->step));
  return record;
}

/* One transition on its way to the disk. */
typedef struct
{
  GTask *task; /* owned */
  CvkCall *call;
  CvkEffectState state;
} Transition;

static CvkEffectGate *
get_gate (CvkCall *call)
{
  return cvk_effect_gate_get (get_journal (call));
}

static void
leave_gate (CvkCall *call, gboolean is_open)
{
  if (!call->effect.holds_gate)
    return;
  call->effect.holds_gate = FALSE;
  cvk_effect_gate_leave (get_gate (call), call->effect.match_key, call->effect.id, is_open);
}

static void
transition_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Transition *transition = user_data;
  g_autoptr (GTask) task = transition->task;
  g_autoptr (GError) error = NULL;

  if (!cvk_journal_write_durably_finish (CVK_JOURNAL (object), result, &error))
    {
      g_task_return_new_error (
        task, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_JOURNAL,
        transition->state <= CVK_EFFECT_SENT
          ? _ ("The journal could not be written, so nothing was sent: %s")
          : _ ("The request was sent, but what came of it could not be written to the journal. "
               "Look whether it was carried out before you run it again. %s"),
        error->message);
      return;
    }
  cvk_call_count_quota (transition->call, transition->call->effect.state, transition->state);
  transition->call->effect.state = transition->state;
  if (transition->state == CVK_EFFECT_CONFIRMED || transition->state == CVK_EFFECT_REFUSED)
    leave_gate (transition->call, FALSE);
  /* A run that was stopped spared the request that was under way; now there is none. */
  if (transition->state == CVK_EFFECT_PLANNED &&
      g_cancellable_is_cancelled (cvk_run_get_cancellable (transition->call->run)))
    g_cancellable_cancel (transition->call->cancellable);
  g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
write_transition (CvkCall *call, CvkEffectState state, CvkValue *payload, GTask *task)
{
  Transition *transition = g_new0 (Transition, 1);

  transition->task = task;
  transition->call = call;
  transition->state = state;
  if (state == CVK_EFFECT_SENT)
    call->effect.sent = cvk_clock_get_wall (cvk_step_get_clock (call->step));
  cvk_journal_write_durably (get_journal (call), create_record (call, state, payload),
                             transition_written_cb, transition);
}

void
cvk_effect_init (CvkCall *call)
{
  CvkReplay *replay = call->run->replay;

  call->effect.id = cvk_effect_make_id (call->run, call->step->place, call->item);
  if (replay != NULL)
    call->effect.past = cvk_replay_get_effect (replay, call->effect.id);
  if (call->effect.past != NULL && !cvk_past_effect_was_sent (call->effect.past))
    call->effect.past = NULL;
}

const CvkPastEffect *
cvk_call_get_past_effect (CvkCall *self)
{
  return self->effect.past;
}

void
cvk_call_note_effect (CvkCall *self, CvkValue *note)
{
  CvkRecord *record = create_record (self, self->effect.state, note);

  g_return_if_fail (self->effect.exists);

  record->kind = CVK_RECORD_EFFECT_NOTE;
  cvk_value_unref (note);
  cvk_journal_write (get_journal (self), record);
}

GCancellable *
cvk_call_get_run_cancellable (CvkCall *self)
{
  return self->run->user_cancellable;
}

gboolean
cvk_call_claim (CvkCall *self, const char *thing)
{
  return cvk_effect_gate_claim (get_gate (self), thing, self->effect.id);
}

void
cvk_call_load_results_async (CvkCall *self,
                             const char *field,
                             int64_t since,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  cvk_journal_load_results_async (get_journal (self), self->step->node->type, field, since,
                                  callback, user_data);
}

GPtrArray *
cvk_call_load_results_finish (CvkCall *self, GAsyncResult *result, GError **error)
{
  return cvk_journal_load_results_finish (get_journal (self), result, error);
}

static void
past_gate_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  if (!cvk_effect_gate_enter_finish (get_gate (call), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  call->effect.holds_gate = TRUE;
  g_task_return_boolean (task, TRUE);
}

/* It stands in the journal already. One that is open holds up its equals until it is known. Takes
 * @task. */
static void
plan_again (CvkCall *self, GTask *task)
{
  const CvkPastEffect *past = self->effect.past;

  g_hash_table_add (self->run->met_effects, g_strdup (self->effect.id));
  self->effect.state = past->state;
  if (!g_str_equal (past->request_hash, self->effect.request_hash))
    g_task_return_new_error (
      task, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_DIFFERS, "%s",
      _ ("This was sent before, and now it would be another request. Look what came of the first "
         "one before you send this."));
  else if (cvk_past_effect_is_open (past) && self->effect.match_key != NULL)
    {
      g_task_set_task_data (task, self, NULL);
      cvk_effect_gate_enter_async (get_gate (self), self->effect.match_key, self->effect.id,
                                   past_gate_opened_cb, task);
      return;
    }
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
cvk_call_plan_effect_async (CvkCall *self,
                            CvkValue *request,
                            const char *match_key,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autofree char *hash = cvk_effect_hash_request (request);
  GError *error = NULL;

  g_return_if_fail (!self->effect.exists);
  g_return_if_fail (!cvk_call_is_rehearsed (self));

  g_task_set_source_tag (task, cvk_call_plan_effect_async);
  if (!cvk_call_check_approval (self, hash, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->effect.exists = TRUE;
  self->effect.request_hash = g_steal_pointer (&hash);
  self->effect.match_key = g_strdup (match_key);
  if (self->effect.past != NULL)
    {
      plan_again (self, g_steal_pointer (&task));
      return;
    }
  self->effect.state = CVK_EFFECT_PLANNED;
  /* Nothing relies on a plan before it is sent, and records keep their order: what makes the
   * sending durable makes the plan so too, and one flush of the disk serves both. */
  cvk_journal_write (get_journal (self), create_record (self, CVK_EFFECT_PLANNED, request));
  g_task_return_boolean (task, TRUE);
}

gboolean
cvk_call_plan_effect_finish (CvkCall *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
gate_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  if (!cvk_effect_gate_enter_finish (get_gate (call), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  call->effect.holds_gate = TRUE;
  if (g_cancellable_is_cancelled (call->cancellable))
    {
      leave_gate (call, FALSE);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Cancelled."));
      return;
    }
  g_task_return_boolean (task, TRUE);
}

/* Whether it has to wait for an equal one. */
static gboolean
is_gate_shut (CvkCall *self)
{
  if (self->effect.match_key != NULL && !self->effect.holds_gate)
    self->effect.holds_gate =
      cvk_effect_gate_try_enter (get_gate (self), self->effect.match_key, self->effect.id);
  return self->effect.match_key != NULL && !self->effect.holds_gate;
}

void
cvk_call_await_effect_async (CvkCall *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_call_await_effect_async);
  g_task_set_task_data (task, self, NULL);
  if (is_gate_shut (self))
    cvk_effect_gate_enter_async (get_gate (self), self->effect.match_key, self->effect.id,
                                 gate_opened_cb, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
cvk_call_await_effect_finish (CvkCall *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
awaited_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  if (cvk_call_await_effect_finish (call, result, &error))
    write_transition (call, CVK_EFFECT_SENT, NULL, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

void
cvk_call_send_effect_async (CvkCall *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_call_send_effect_async);
  g_task_set_task_data (task, self, NULL);
  if (is_gate_shut (self))
    cvk_call_await_effect_async (self, awaited_cb, task);
  else
    write_transition (self, CVK_EFFECT_SENT, NULL, task);
}

gboolean
cvk_call_send_effect_finish (CvkCall *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_call_resolve_effect_async (CvkCall *self,
                               CvkEffectState state,
                               CvkValue *detail,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_return_if_fail (state != CVK_EFFECT_SENT && state != CVK_EFFECT_ABANDONED);

  g_task_set_source_tag (task, cvk_call_resolve_effect_async);
  write_transition (self, state, detail, task);
}

gboolean
cvk_call_resolve_effect_finish (CvkCall *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_effect_settle (CvkCall *call)
{
  if (call->effect.exists && call->effect.state == CVK_EFFECT_PLANNED)
    cvk_journal_write (get_journal (call), create_record (call, CVK_EFFECT_ABANDONED, NULL));
  leave_gate (call, cvk_effect_is_unresolved (&call->effect));
}

/* An equal one of this very run is open. What is asked about that one decides about this one too,
 * so it waits with it. */
gboolean
cvk_effect_is_held_up (CvkCall *call)
{
  const char *holder = call->effect.exists && call->effect.match_key != NULL &&
                           !call->effect.holds_gate && call->effect.state == CVK_EFFECT_PLANNED
                         ? cvk_effect_gate_get_holder (get_gate (call), call->effect.match_key)
                         : NULL;
  g_autofree char *prefix = g_strconcat (cvk_run_get_id (call->run), "/", NULL);

  return holder != NULL && g_str_has_prefix (holder, prefix) &&
         cvk_effect_gate_is_open (get_gate (call), call->effect.match_key);
}

gboolean
cvk_effect_is_unresolved (const CvkEffect *self)
{
  return self->exists && (self->state == CVK_EFFECT_UNKNOWN || self->state == CVK_EFFECT_SENT);
}

void
cvk_effect_clear (CvkEffect *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->match_key, g_free);
  g_clear_pointer (&self->request_hash, g_free);
  g_clear_pointer (&self->quota, g_free);
}
