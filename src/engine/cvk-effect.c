// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"
#include "engine/cvk-engine-private.h"

/**
 * The gate: two effects with one match key are never under way together, because after an unknown
 * outcome nobody could tell which of the two a meeting in the list is. It hangs on the journal,
 * which is the one thing that all runs of a host share.
 */
typedef struct
{
  gboolean unknown; /* its outcome is not known: nothing equal may be sent */
  GQueue waiting;   /* owned GTask */
} Entry;

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_queue_clear_full (&entry->waiting, g_object_unref);
  g_free (entry);
}

static GHashTable *
get_gate (CvkJournal *journal)
{
  GHashTable *gate = g_object_get_data (G_OBJECT (journal), "cvk-effect-gate");

  if (gate == NULL)
    {
      gate = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_entry);
      g_object_set_data_full (G_OBJECT (journal), "cvk-effect-gate", gate,
                              (GDestroyNotify) g_hash_table_unref);
    }
  return gate;
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
  record->node = g_strdup (call->step->node->id);
  record->effect = g_strdup (call->effect.id);
  record->action = g_strdup (call->step->node->type);
  record->request_hash = g_strdup (call->effect.request_hash);
  record->match_key = g_strdup (call->effect.match_key);
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

static const char *
explain_unresolved (void)
{
  return _ ("An equal request is open: nobody knows what came of it, so this one was not sent. "
            "Look whether the first one is there before you send another.");
}

static void
leave_gate (CvkCall *call, gboolean unknown)
{
  GHashTable *gate = get_gate (get_journal (call));
  g_autofree char *key = g_steal_pointer (&call->effect.match_key);
  Entry *entry = NULL;
  GTask *next = NULL;

  if (!call->effect.holds_gate)
    return;
  call->effect.holds_gate = FALSE;
  entry = g_hash_table_lookup (gate, key);
  entry->unknown = unknown;
  if (!unknown)
    {
      next = g_queue_pop_head (&entry->waiting);
      if (next == NULL)
        g_hash_table_remove (gate, key);
      else
        g_task_return_boolean (next, TRUE);
      g_clear_object (&next);
      return;
    }
  while ((next = g_queue_pop_head (&entry->waiting)) != NULL)
    {
      g_task_return_new_error (next, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_UNRESOLVED, "%s",
                               explain_unresolved ());
      g_object_unref (next);
    }
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
  transition->call->effect.state = transition->state;
  if (transition->state >= CVK_EFFECT_CONFIRMED)
    leave_gate (transition->call, transition->state == CVK_EFFECT_UNKNOWN);
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
  cvk_journal_write_durably (get_journal (call), create_record (call, state, payload),
                             transition_written_cb, transition);
}

static char *
hash_request (CvkValue *request)
{
  g_autofree char *json = cvk_value_to_json (request, CVK_JSON_COMPACT);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
}

void
cvk_call_plan_effect_async (CvkCall *self,
                            CvkValue *request,
                            const char *match_key,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_return_if_fail (!self->effect.exists);

  g_task_set_source_tag (task, cvk_call_plan_effect_async);
  self->effect.exists = TRUE;
  self->effect.state = CVK_EFFECT_PLANNED;
  self->effect.id = g_strdup_printf ("%s/%s/%016" G_GINT64_MODIFIER "x", cvk_run_get_id (self->run),
                                     self->step->node->id,
                                     self->item != NULL ? cvk_item_get_descent (self->item) : 0);
  self->effect.request_hash = hash_request (request);
  self->effect.match_key = g_strdup (match_key);
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

  if (!g_task_propagate_boolean (G_TASK (result), &error))
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
  write_transition (call, CVK_EFFECT_SENT, NULL, g_steal_pointer (&task));
}

void
cvk_call_send_effect_async (CvkCall *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  GHashTable *gate = get_gate (get_journal (self));
  GTask *turn = NULL;
  Entry *entry = NULL;

  g_task_set_source_tag (task, cvk_call_send_effect_async);
  g_task_set_task_data (task, self, NULL);
  if (self->effect.match_key == NULL || self->effect.holds_gate)
    {
      write_transition (self, CVK_EFFECT_SENT, NULL, task);
      return;
    }

  entry = g_hash_table_lookup (gate, self->effect.match_key);
  if (entry == NULL)
    {
      g_hash_table_insert (gate, g_strdup (self->effect.match_key), g_new0 (Entry, 1));
      self->effect.holds_gate = TRUE;
      write_transition (self, CVK_EFFECT_SENT, NULL, task);
      return;
    }
  turn = g_task_new (NULL, NULL, gate_opened_cb, task);
  if (entry->unknown)
    {
      g_task_return_new_error (turn, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_UNRESOLVED, "%s",
                               explain_unresolved ());
      g_object_unref (turn);
      return;
    }
  g_queue_push_tail (&entry->waiting, turn);
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
    {
      cvk_journal_write (get_journal (call), create_record (call, CVK_EFFECT_ABANDONED, NULL));
      leave_gate (call, FALSE);
    }
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
}
