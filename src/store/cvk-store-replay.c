// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-replay.h"

#include "base/cvk-json.h"
#include "store/cvk-store-private.h"

/* So often in a row a run is taken up without anything coming of it. */
#define MAX_RESUMES "10"

static void
free_open_effect (gpointer data)
{
  CvkOpenEffect *effect = data;

  g_free (effect->effect);
  g_free (effect->match_key);
  g_free (effect);
}

void
cvk_unfinished_free (CvkUnfinished *self)
{
  g_ptr_array_unref (self->runs);
  g_ptr_array_unref (self->worn_out);
  g_ptr_array_unref (self->effects);
  g_free (self);
}

static const char *
get_text (sqlite3_stmt *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

static CvkValue *
get_value (sqlite3_stmt *statement, int column, GError **error)
{
  return cvk_value_from_json (get_text (statement, column), -1, CVK_JSON_STRICT, error);
}

/* The same where large texts may be referred to. */
static CvkValue *
get_whole_value (CvkDatabase *database, sqlite3_stmt *statement, int column, GError **error)
{
  g_autofree char *whole = NULL;

  if (!cvk_store_get_large (database, get_text (statement, column), &whole, error))
    return NULL;
  return whole != NULL ? cvk_value_from_json (whole, -1, CVK_JSON_STRICT, error)
                       : get_value (statement, column, error);
}

static gboolean
run_query (CvkDatabase *database,
           const char *sql,
           const char *run,
           gboolean (*take_row) (sqlite3_stmt *row, gpointer data, GError **error),
           gpointer data,
           GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (database, sql, error);
  GError *problem = NULL;

  if (statement == NULL)
    return FALSE;
  if (run != NULL)
    cvk_database_bind_text (statement, 1, run);
  while (cvk_database_step (database, statement, &problem) && take_row (statement, data, &problem))
    continue;
  sqlite3_reset (statement);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

/* --- What has not ended --- */

static gboolean
take_run (sqlite3_stmt *row, gpointer data, GError **error)
{
  CvkUnfinished *unfinished = data;

  g_ptr_array_add (sqlite3_column_int (row, 1) ? unfinished->worn_out : unfinished->runs,
                   g_strdup (get_text (row, 0)));
  return TRUE;
}

static gboolean
take_open_effect (sqlite3_stmt *row, gpointer data, GError **error)
{
  CvkUnfinished *unfinished = data;
  CvkOpenEffect *effect = g_new0 (CvkOpenEffect, 1);

  effect->effect = g_strdup (get_text (row, 0));
  effect->match_key = g_strdup (get_text (row, 1));
  effect->is_awaited = sqlite3_column_int (row, 2) != 0;
  g_ptr_array_add (unfinished->effects, effect);
  return TRUE;
}

static gboolean
load_unfinished (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  g_autoptr (CvkUnfinished) unfinished = g_new0 (CvkUnfinished, 1);

  unfinished->runs = g_ptr_array_new_with_free_func (g_free);
  unfinished->worn_out = g_ptr_array_new_with_free_func (g_free);
  unfinished->effects = g_ptr_array_new_with_free_func (free_open_effect);
  if (!run_query (database,
                  "SELECT id, resumes >= " MAX_RESUMES
                  " FROM run WHERE state = 'running' OR (state = 'waiting' AND NOT EXISTS"
                  "   (SELECT 1 FROM question WHERE question.run = run.id AND state = 'open'))"
                  " ORDER BY number",
                  NULL, take_run, unfinished, error) ||
      !run_query (database,
                  "SELECT effect.id, match_key, run.state = 'running' FROM effect"
                  " JOIN run ON run.id = effect.run"
                  " WHERE effect.state IN ('sent', 'unknown') AND match_key IS NOT NULL"
                  " ORDER BY sent",
                  NULL, take_open_effect, unfinished, error))
    return FALSE;
  job->result = g_steal_pointer (&unfinished);
  job->free_result = (GDestroyNotify) cvk_unfinished_free;
  return TRUE;
}

void
cvk_store_load_unfinished_async (CvkStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_store_load_unfinished_async);
  cvk_store_push (self, cvk_store_job_new (load_unfinished, task));
}

CvkUnfinished *
cvk_store_load_unfinished_finish (CvkStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- One run --- */

typedef struct
{
  CvkDatabase *database;
  const char *run;
  CvkReplay *replay; /* owned */
} Loading;

static gboolean
take_start (sqlite3_stmt *row, gpointer data, GError **error)
{
  Loading *loading = data;
  g_autoptr (CvkValue) start = get_value (row, 0, error);
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_autoptr (CvkValue) whole = NULL;

  if (start == NULL)
    return FALSE;
  cvk_object_builder_init_from (&builder, start);
  cvk_object_builder_set (&builder, "pipeline", cvk_value_new_string (get_text (row, 1)));
  whole = cvk_object_builder_end (&builder);
  loading->replay = cvk_replay_new (loading->run, whole);
  cvk_replay_set_state (loading->replay, get_text (row, 2));
  if (get_text (row, 3) != NULL)
    cvk_replay_take_result (loading->replay, get_whole_value (loading->database, row, 3, error));
  return *error == NULL;
}

static gboolean
take_step (sqlite3_stmt *row, gpointer data, GError **error)
{
  Loading *loading = data;
  CvkValue *step = get_value (row, 1, error);

  if (step != NULL)
    cvk_replay_take_step (loading->replay, get_text (row, 0), step);
  return step != NULL;
}

static gboolean
take_output (sqlite3_stmt *row, gpointer data, GError **error)
{
  Loading *loading = data;
  CvkValue *output = get_whole_value (loading->database, row, 1, error);

  if (output != NULL)
    cvk_replay_take_output (loading->replay, get_text (row, 0), output);
  return output != NULL;
}

static gboolean
take_reading (sqlite3_stmt *row, gpointer data, GError **error)
{
  Loading *loading = data;
  CvkValue *reading = get_value (row, 2, error);

  if (reading != NULL)
    cvk_replay_take_reading (loading->replay, get_text (row, 0), get_text (row, 1), reading);
  return reading != NULL;
}

static gboolean
take_question (sqlite3_stmt *row, gpointer data, GError **error)
{
  Loading *loading = data;
  g_autoptr (CvkValue) value = get_value (row, 0, error);
  CvkQuestion *question = value != NULL ? cvk_question_from_value (value) : NULL;

  if (question != NULL)
    cvk_replay_take_question (loading->replay, question);
  return value != NULL;
}

static gboolean
read_effect_state (const char *text, CvkEffectState *state)
{
  for (*state = CVK_EFFECT_PLANNED; *state <= CVK_EFFECT_ABANDONED; (*state)++)
    if (g_str_equal (text, cvk_effect_state_to_string (*state)))
      return TRUE;
  return FALSE;
}

static gboolean
take_effect (sqlite3_stmt *row, gpointer data, GError **error)
{
  Loading *loading = data;
  CvkPastEffect *effect = g_new0 (CvkPastEffect, 1);

  /* The table takes no other states. */
  (void) read_effect_state (get_text (row, 4), &effect->state);
  effect->id = g_strdup (get_text (row, 0));
  effect->node = g_strdup (get_text (row, 1));
  effect->request_hash = g_strdup (get_text (row, 2));
  effect->match_key = g_strdup (get_text (row, 3));
  effect->planned = sqlite3_column_int64 (row, 7);
  effect->first_sent = sqlite3_column_int64 (row, 8);
  effect->sent = sqlite3_column_int64 (row, 9);
  effect->resolved = sqlite3_column_int64 (row, 10);
  effect->attempts = (unsigned) sqlite3_column_int (row, 11);
  if (get_text (row, 5) != NULL)
    effect->detail = get_value (row, 5, error);
  if (get_text (row, 6) != NULL && *error == NULL)
    effect->note = get_value (row, 6, error);
  cvk_replay_take_effect (loading->replay, effect);
  return *error == NULL;
}

static gboolean
load_replay (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  Loading loading = { .database = database, .run = job->key };
  g_autoptr (CvkReplay) replay = NULL;
  gboolean ok =
    run_query (database,
               "SELECT start, text, state, result FROM run JOIN pipeline ON hash = pipeline"
               " WHERE id = ?1",
               job->key, take_start, &loading, error);

  replay = loading.replay;
  job->free_result = (GDestroyNotify) cvk_replay_unref;
  if (!ok || replay == NULL)
    return ok;
  if (!run_query (database, "SELECT node, payload FROM output WHERE run = ?1", job->key,
                  take_output, &loading, error) ||
      !run_query (database, "SELECT node, payload FROM step WHERE run = ?1", job->key, take_step,
                  &loading, error) ||
      !run_query (database,
                  "SELECT id, node, request_hash, match_key, state, detail, note, planned,"
                  "       first_sent, sent, resolved, attempts FROM effect WHERE run = ?1",
                  job->key, take_effect, &loading, error) ||
      !run_query (database,
                  "SELECT owner, question, payload -> '$.reading' FROM reading WHERE run = ?1",
                  job->key, take_reading, &loading, error) ||
      !run_query (database,
                  "SELECT json_patch (question, json_object ('answer', json (answer)))"
                  " FROM question WHERE run = ?1 AND state <> 'withdrawn'",
                  job->key, take_question, &loading, error))
    return FALSE;
  job->result = g_steal_pointer (&replay);
  return TRUE;
}

void
cvk_store_load_replay_async (CvkStore *self,
                             const char *run,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  CvkStoreJob *job = cvk_store_job_new (load_replay, task);

  g_task_set_source_tag (task, cvk_store_load_replay_async);
  job->key = g_strdup (run);
  cvk_store_push (self, job);
}

CvkReplay *
cvk_store_load_replay_finish (CvkStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Results --- */

static gboolean
load_results (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  GError *problem = NULL;
  sqlite3_stmt *statement = cvk_database_prepare (
    database,
    "SELECT detail -> ?2 FROM effect WHERE state = 'confirmed' AND action = ?1"
    " AND resolved >= ?3 AND detail IS NOT NULL",
    error);

  if (statement == NULL)
    return FALSE;
  job->free_result = (GDestroyNotify) g_ptr_array_unref;
  cvk_database_bind_text (statement, 1, job->key);
  cvk_database_bind_text (statement, 2, job->value);
  sqlite3_bind_int64 (statement, 3, job->number);
  while (problem == NULL && cvk_database_step (database, statement, &problem))
    {
      CvkValue *member = sqlite3_column_type (statement, 0) != SQLITE_NULL
                           ? get_value (statement, 0, &problem)
                           : NULL;

      if (member != NULL)
        g_ptr_array_add (results, member);
    }
  sqlite3_reset (statement);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  job->result = g_steal_pointer (&results);
  return TRUE;
}

void
cvk_store_load_results (CvkJournal *journal,
                        const char *action,
                        const char *field,
                        int64_t since,
                        GTask *task)
{
  CvkStoreJob *job = cvk_store_job_new (load_results, task);

  job->key = g_strdup (action);
  job->value = g_strdup (field);
  job->number = since;
  cvk_store_push (CVK_STORE (journal), job);
}
