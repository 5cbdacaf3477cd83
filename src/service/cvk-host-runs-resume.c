// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "engine/cvk-effect-gate.h"
#include "service/cvk-awaited-runs.h"
#include "service/cvk-host-runs-private.h"
#include "service/cvk-problems.h"
#include "store/cvk-store-replay.h"

/* Going through runs once more: those that an earlier process left, whether it was ended or fell
 * over, and those that have an answer now. There is no other way for a run to go on. */

/* --- One run --- */

/* Answers everyone who waits for the run @id, with @run (nullable) or @error. */
static void
answer (CvkHostRuns *self, const char *id, CvkHostRun *run, const GError *error)
{
  if (cvk_awaited_runs_answer (self->resuming, id, run, error))
    cvk_host_runs_say_changed (self);
}

gboolean
cvk_host_runs_are_resuming (CvkHostRuns *self)
{
  return g_hash_table_size (self->resuming) > 0;
}

/* It can never go on: the journal says so from now on. Takes @problem. */
static void
give_up (CvkHostRuns *self, const char *id, CvkProblem *problem)
{
  g_autofree char *message = cvk_problem_dup_message (problem);
  g_autoptr (GError) error =
    g_error_new_literal (CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_INVALID, message);

  cvk_host_run_give_up (self->host, id, "failed", problem);
  answer (self, id, NULL, error);
}

/* (transfer full) (nullable): NULL with @problem when one is not there any more. */
static GHashTable *
find_connections (CvkHostRuns *self, CvkReplay *replay, CvkProblem **problem)
{
  g_autoptr (GHashTable) connections =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_autoptr (GHashTable) slots = cvk_host_run_read_slots (replay);
  GHashTableIter iter;
  gpointer slot = NULL;
  gpointer id = NULL;

  g_hash_table_iter_init (&iter, slots);
  while (g_hash_table_iter_next (&iter, &slot, &id))
    {
      CvkConnection *connection = cvk_host_connections_find (self->connections, id);

      if (connection == NULL)
        {
          *problem = cvk_problem_new (
            "connection-deleted",
            N_ ("The run was interrupted, and the connection of its slot “{name}” is not there any "
                "more, so it cannot go on. Connect the same account again, and run from the step "
                "that "
                "had not ended: what was done before it is kept."),
            "name", slot, NULL);
          return NULL;
        }
      g_hash_table_insert (connections, g_strdup (slot), g_object_ref (connection));
    }
  return g_steal_pointer (&connections);
}

typedef struct
{
  CvkHostRuns *runs; /* owned */
  CvkReplay *replay; /* owned */
  CvkHostRun *kept;  /* owned, nullable: the run that it went on with */
} Resumption;

static void
free_resumption (Resumption *self)
{
  g_object_unref (self->runs);
  g_clear_object (&self->kept);
  cvk_replay_unref (self->replay);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Resumption, free_resumption)

static void
start_again (CvkHostRuns *self, CvkReplay *replay, CvkHostRun *kept)
{
  const char *id = cvk_replay_get_run (replay);
  CvkProblem *problem = NULL;
  g_autoptr (GHashTable) connections = find_connections (self, replay, &problem);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostRun) run = NULL;

  if (connections == NULL)
    {
      give_up (self, id, problem);
      return;
    }
  run = cvk_host_run_new_from_replay (self->host, replay, connections, kept, &error);
  if (run == NULL)
    {
      give_up (self, id, cvk_problem_new_from_error ("interrupted", error));
      return;
    }
  if (!cvk_host_run_start (run))
    {
      give_up (self, id, cvk_problem_ref (g_ptr_array_index (cvk_host_run_get_failures (run), 0)));
      return;
    }
  cvk_host_runs_add (self, run, NULL);
  answer (self, id, run, NULL);
}

static void
connections_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Resumption) resumption = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    start_again (resumption->runs, resumption->replay, resumption->kept);
  else
    answer (resumption->runs, cvk_replay_get_run (resumption->replay), NULL, error);
}

static void
load_connections (Resumption *resumption)
{
  cvk_host_connections_load_async (resumption->runs->connections, connections_loaded_cb,
                                   resumption);
}

static void
kept_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Resumption *resumption = user_data;
  g_autoptr (GError) error = NULL;

  /* Without it, making the run says why it cannot go on. */
  resumption->kept = cvk_host_runs_open_finish (CVK_HOST_RUNS (object), result, &error);
  load_connections (resumption);
}

/* Which run a loaded replay is of, and for whom. */
typedef struct
{
  CvkHostRuns *runs; /* owned */
  char *id;          /* owned */
} Loading;

static void
replay_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Loading *loading = user_data;
  g_autoptr (CvkHostRuns) self = loading->runs;
  g_autofree char *id = loading->id;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkReplay) replay = cvk_store_load_replay_finish (CVK_STORE (object), result, &error);
  Resumption *resumption = NULL;

  if (replay == NULL)
    {
      if (error == NULL)
        error = g_error_new (CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND,
                             _ ("There is no run “%s”."), id);
      answer (self, id, NULL, error);
      return;
    }
  if (!cvk_replay_is_open (replay))
    {
      error = g_error_new_literal (CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND,
                                   _ ("This run has ended, so there is nothing to go on with."));
      answer (self, id, NULL, error);
      return;
    }
  resumption = g_new0 (Resumption, 1);
  resumption->runs = g_object_ref (self);
  resumption->replay = g_steal_pointer (&replay);
  if (cvk_replay_get_kept (resumption->replay) != NULL)
    cvk_host_runs_open_async (self, cvk_replay_get_kept (resumption->replay), kept_opened_cb,
                              resumption);
  else
    load_connections (resumption);
}

void
cvk_host_runs_resume_async (CvkHostRuns *self,
                            const char *id,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  CvkHostRun *run = cvk_host_runs_get (self, id, NULL);
  Loading *loading = NULL;

  g_task_set_source_tag (task, cvk_host_runs_resume_async);
  if (run != NULL && !cvk_host_run_has_ended (run))
    {
      g_task_return_pointer (task, g_object_ref (run), g_object_unref);
      return;
    }
  if (!cvk_awaited_runs_join (self->resuming, id, g_steal_pointer (&task)))
    return;
  loading = g_new0 (Loading, 1);
  loading->runs = g_object_ref (self);
  loading->id = g_strdup (id);
  cvk_store_load_replay_async (cvk_host_get_store (self->host), id, replay_loaded_cb, loading);
}

CvkHostRun *
cvk_host_runs_resume_finish (CvkHostRuns *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- All that were left --- */

static void take_up_next (CvkHostRuns *self);

static void
become_ready (CvkHostRuns *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->is_ready = TRUE;
  g_clear_pointer (&self->left, g_ptr_array_unref);
  for (unsigned i = 0; i < waiting->len; i++)
    g_task_return_boolean (g_ptr_array_index (waiting, i), TRUE);
  cvk_host_release (self->host);
}

static void
taken_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkHostRuns *self = CVK_HOST_RUNS (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostRun) run = cvk_host_runs_resume_finish (self, result, &error);

  if (run == NULL)
    g_warning ("%s", error->message);
  take_up_next (self);
}

static void
take_up_next (CvkHostRuns *self)
{
  g_autofree char *id = self->left->len > 0 ? g_ptr_array_steal_index (self->left, 0) : NULL;

  if (id != NULL)
    cvk_host_runs_resume_async (self, id, taken_up_cb, NULL);
  else
    become_ready (self);
}

static void
close_gates (CvkHostRuns *self, const CvkUnfinished *unfinished)
{
  CvkEffectGate *gate = cvk_effect_gate_get (cvk_host_get_environment (self->host)->journal);

  for (unsigned i = 0; i < unfinished->effects->len; i++)
    {
      const CvkOpenEffect *effect = g_ptr_array_index (unfinished->effects, i);

      cvk_effect_gate_add_open (gate, effect->match_key, effect->effect, effect->is_awaited);
    }
}

static void
unfinished_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHostRuns) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkUnfinished) unfinished =
    cvk_store_load_unfinished_finish (CVK_STORE (object), result, &error);

  if (unfinished == NULL)
    {
      /* The store has failed, which everything else that asks it will hear too. */
      self->left = g_ptr_array_new_with_free_func (g_free);
      become_ready (self);
      return;
    }
  close_gates (self, unfinished);
  for (unsigned i = 0; i < unfinished->worn_out->len; i++)
    cvk_host_run_give_up (
      self->host, g_ptr_array_index (unfinished->worn_out, i), "failed",
      cvk_problem_new ("interrupted",
                       N_ ("The service was interrupted in this run again and again without "
                           "getting any further, so it was given up. Look what came of it before "
                           "you run it again."),
                       NULL));
  self->left = g_ptr_array_ref (unfinished->runs);
  take_up_next (self);
}

void
cvk_host_runs_take_up_left (CvkHostRuns *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->resuming = cvk_awaited_runs_new ();
  cvk_host_hold (self->host);
  cvk_store_load_unfinished_async (cvk_host_get_store (self->host), unfinished_loaded_cb,
                                   g_object_ref (self));
}

void
cvk_host_runs_clear_resume (CvkHostRuns *self)
{
  g_clear_pointer (&self->left, g_ptr_array_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->resuming, g_hash_table_unref);
}

void
cvk_host_runs_wait_ready_async (CvkHostRuns *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_host_runs_wait_ready_async);
  if (self->is_ready)
    g_task_return_boolean (task, TRUE);
  else
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
}

void
cvk_host_runs_wait_ready_finish (CvkHostRuns *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  (void) g_task_propagate_boolean (G_TASK (result), NULL);
}
