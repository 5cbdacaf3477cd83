// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-activations.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "store/cvk-store-private.h"

/* How many occurrences of a node are kept. Triggers do not look further back. */
#define MAX_OCCURRENCES "5000"

/* One statement whose parameters are the job's key and value, and @text. */
static gboolean
run_statement (CvkDatabase *database,
               const char *sql,
               const CvkStoreJob *job,
               const char *text,
               int *changes,
               GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (database, sql, error);
  const char *texts[] = { job->key, job->value, text };

  if (statement == NULL)
    return FALSE;
  for (int i = 1; i <= sqlite3_bind_parameter_count (statement); i++)
    cvk_database_bind_text (statement, i, texts[i - 1]);
  return cvk_database_run (database, statement, changes, error);
}

/* --- Activations --- */

static gboolean
save_activation (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return run_statement (
    database,
    "INSERT INTO activation (id, path, name, hash, pipeline, bindings, since, state)"
    " VALUES (?1, json_extract (?2, '$.path'), json_extract (?2, '$.name'),"
    "         json_extract (?2, '$.hash'), json_extract (?2, '$.pipeline'),"
    "         json_extract (?2, '$.bindings'), json_extract (?2, '$.since'), 'active')"
    " ON CONFLICT (id) DO UPDATE SET"
    "  path = excluded.path, name = excluded.name, hash = excluded.hash,"
    "  pipeline = excluded.pipeline, bindings = excluded.bindings, since = excluded.since,"
    "  state = 'active'",
    job, NULL, NULL, error);
}

static gboolean
end_activation (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return run_statement (database, "UPDATE activation SET state = 'inactive' WHERE id = ?1", job,
                        NULL, NULL, error) &&
         run_statement (database, "DELETE FROM memory WHERE activation = ?1", job, NULL, NULL,
                        error) &&
         run_statement (database,
                        "UPDATE occurrence SET state = 'skipped', reason = 'deactivated',"
                        "                      items = NULL"
                        " WHERE activation = ?1 AND state = 'queued'",
                        job, NULL, NULL, error);
}

static gboolean
load_activations (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (
    database,
    "SELECT json_group_array (json (entry)) FROM"
    " (SELECT json_object ('id', id, 'path', path, 'name', name, 'hash', hash,"
    "    'pipeline', pipeline, 'bindings', json (bindings), 'since', since, 'state', state,"
    "    'memory', (SELECT json_group_object (node, json (value)) FROM memory"
    "               WHERE activation = id),"
    "    'queued', (SELECT json_group_array (json (waiting)) FROM"
    "               (SELECT json_object ('node', node, 'key', key, 'items', json (items),"
    "                                    'noted', noted) AS waiting"
    "                FROM occurrence WHERE activation = id AND occurrence.state = 'queued'"
    "                ORDER BY number))) AS entry"
    "  FROM activation ORDER BY rowid)",
    job, error);
}

/* --- Occurrences --- */

static gboolean
insert_occurrence (CvkDatabase *database,
                   const CvkStoreJob *job,
                   const CvkValue *occurrence,
                   gboolean *is_new,
                   GError **error)
{
  g_autofree char *text = cvk_value_to_json (occurrence, CVK_JSON_COMPACT);
  int changes = 0;

  if (!run_statement (
        database,
        "INSERT INTO occurrence (activation, node, key, state, reason, count, items, noted)"
        " VALUES (?1, json_extract (?2, '$.node'), json_extract (?3, '$.key'),"
        "         json_extract (?3, '$.state'), json_extract (?3, '$.reason'),"
        "         ifnull (json_extract (?3, '$.count'), 1), json_extract (?3, '$.items'),"
        "         json_extract (?3, '$.noted'))"
        " ON CONFLICT (activation, node, key) DO NOTHING",
        job, text, &changes, error))
    return FALSE;
  *is_new = changes == 1;
  return TRUE;
}

static gboolean
note_occurrences (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  g_autoptr (CvkValue) request = cvk_value_from_json (job->value, -1, CVK_JSON_DATA, error);
  const CvkValue *occurrences = cvk_value_get_member (request, "occurrences");
  size_t length = occurrences != NULL ? cvk_value_get_length (occurrences) : 0;

  if (request == NULL)
    return FALSE;
  job->yes = FALSE;
  for (size_t i = 0; i < length; i++)
    if (!insert_occurrence (database, job, cvk_value_get_element (occurrences, i), &job->yes,
                            error))
      return FALSE;
  if (length > 0 && !run_statement (database,
                                    "DELETE FROM occurrence"
                                    " WHERE activation = ?1 AND node = json_extract (?2, '$.node')"
                                    "   AND state <> 'queued' AND number <="
                                    "   (SELECT number FROM occurrence WHERE activation = ?1"
                                    "     AND node = json_extract (?2, '$.node')"
                                    "    ORDER BY number DESC LIMIT 1 OFFSET " MAX_OCCURRENCES ")",
                                    job, NULL, NULL, error))
    return FALSE;
  return run_statement (database,
                        "INSERT INTO memory (activation, node, value)"
                        " SELECT ?1, json_extract (?2, '$.node'), json_extract (?2, '$.memory')"
                        " WHERE json_type (?2, '$.memory') = 'object'"
                        " ON CONFLICT (activation, node) DO UPDATE SET value = excluded.value",
                        job, NULL, NULL, error);
}

static gboolean
skip_occurrence (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return run_statement (database,
                        "UPDATE occurrence SET state = 'skipped', items = NULL,"
                        "                      reason = json_extract (?2, '$.reason')"
                        " WHERE activation = ?1 AND node = json_extract (?2, '$.node')"
                        "   AND key = json_extract (?2, '$.key') AND state = 'queued'",
                        job, NULL, NULL, error);
}

static gboolean
load_occurrences (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (
    database,
    "SELECT json_group_array (json (entry)) FROM"
    " (SELECT json_object ('activation', activation, 'node', node, 'key', key, 'state', state,"
    "                      'reason', reason, 'count', count, 'run', run, 'noted', noted) AS entry"
    "  FROM occurrence WHERE ?1 IS NULL OR activation = ?1"
    "  ORDER BY number DESC LIMIT CAST (?2 AS INTEGER))",
    job, error);
}

/* What a pipeline puts out may be large, and it travels with what is noted of it. */
#define MAX_OUTPUTS "262144"

static gboolean
load_ended_runs (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (
    database,
    "SELECT json_group_array (json (entry)) FROM"
    " (SELECT json_object ('run', id, 'name', name, 'path', path, 'state', state,"
    "    'finished', finished, 'trigger', json_extract (start, '$.trigger'),"
    "    'failures', json_extract (result, '$.failures'),"
    "    'outputs', iif (length (result) <= " MAX_OUTPUTS ","
    "                    json_extract (result, '$.outputs'), NULL)) AS entry"
    "  FROM run WHERE state IN ('succeeded', 'failed')"
    "    AND CASE WHEN ?1 IS NULL THEN finished >= json_extract (?2, '$.since') ELSE id = ?1 END"
    "  ORDER BY finished, number LIMIT json_extract (?2, '$.limit'))",
    job, error);
}

static gboolean
load_unhandled_runs (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (
    database,
    "SELECT json_group_array (id) FROM"
    " (SELECT id FROM run WHERE state = 'failed' AND finished >= json_extract (?2, '$.since')"
    "    AND json_extract (start, '$.handler') IS NOT NULL"
    "    AND NOT EXISTS (SELECT 1 FROM run AS handler WHERE handler.id = run.id || '-handler')"
    "  ORDER BY finished LIMIT json_extract (?2, '$.limit'))",
    job, error);
}

/* A run that begins for an occurrence takes it, in the transaction of its start; nobody else can
 * any more. */
gboolean
cvk_store_take_occurrence (CvkDatabase *database, const CvkRecord *record, GError **error)
{
  sqlite3_stmt *statement =
    cvk_database_prepare (database,
                          "UPDATE occurrence SET state = 'fired', run = ?1, items = NULL"
                          " WHERE activation = json_extract (?2, '$.trigger.activation')"
                          "   AND node = json_extract (?2, '$.trigger.node')"
                          "   AND key = json_extract (?2, '$.trigger.key') AND state = 'queued'",
                          error);
  int changes = 0;

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, record->run);
  cvk_database_bind_text (statement, 2, record->payload);
  if (!cvk_database_run (database, statement, &changes, error))
    return FALSE;
  if (changes == 1)
    return TRUE;
  g_set_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT,
               _ ("The run “%s” does not begin: what it is for has been dealt with."), record->run);
  return FALSE;
}

/* --- Requests --- */

void
cvk_store_save_activation_async (CvkStore *self,
                                 const CvkValue *activation,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  cvk_store_push_request (self, save_activation, cvk_value_lookup_string (activation, "id", NULL),
                          cvk_value_to_json (activation, CVK_JSON_COMPACT),
                          cvk_store_save_activation_async, callback, user_data);
}

void
cvk_store_end_activation_async (CvkStore *self,
                                const char *id,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  cvk_store_push_request (self, end_activation, id, NULL, cvk_store_end_activation_async, callback,
                          user_data);
}

void
cvk_store_load_activations_async (CvkStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  cvk_store_push_request (self, load_activations, NULL, NULL, cvk_store_load_activations_async,
                          callback, user_data);
}

void
cvk_store_note_occurrences_async (CvkStore *self,
                                  const char *activation,
                                  const char *node,
                                  const CvkValue *occurrences,
                                  const CvkValue *memory,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (CvkValue) request = cvk_value_new_object (
    "node", cvk_value_new_string (node), "occurrences", cvk_value_ref (occurrences), "memory",
    memory != NULL ? cvk_value_ref (memory) : cvk_value_new_null (), NULL);

  cvk_store_push_request (self, note_occurrences, activation,
                          cvk_value_to_json (request, CVK_JSON_COMPACT),
                          cvk_store_note_occurrences_async, callback, user_data);
}

void
cvk_store_skip_occurrence_async (CvkStore *self,
                                 const char *activation,
                                 const char *node,
                                 const char *key,
                                 const char *reason,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (CvkValue) request =
    cvk_value_new_object ("node", cvk_value_new_string (node), "key", cvk_value_new_string (key),
                          "reason", cvk_value_new_string (reason), NULL);

  cvk_store_push_request (self, skip_occurrence, activation,
                          cvk_value_to_json (request, CVK_JSON_COMPACT),
                          cvk_store_skip_occurrence_async, callback, user_data);
}

void
cvk_store_load_ended_runs_async (CvkStore *self,
                                 const char *run,
                                 int64_t since,
                                 unsigned limit,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (CvkValue) request = cvk_value_new_object (
    "since", cvk_value_new_integer (since), "limit", cvk_value_new_integer (limit), NULL);

  cvk_store_push_request (self, load_ended_runs, run, cvk_value_to_json (request, CVK_JSON_COMPACT),
                          cvk_store_load_ended_runs_async, callback, user_data);
}

void
cvk_store_load_unhandled_runs_async (CvkStore *self,
                                     int64_t since,
                                     unsigned limit,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (CvkValue) request = cvk_value_new_object (
    "since", cvk_value_new_integer (since), "limit", cvk_value_new_integer (limit), NULL);

  cvk_store_push_request (self, load_unhandled_runs, NULL,
                          cvk_value_to_json (request, CVK_JSON_COMPACT),
                          cvk_store_load_unhandled_runs_async, callback, user_data);
}

void
cvk_store_load_occurrences_async (CvkStore *self,
                                  const char *activation,
                                  unsigned limit,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  cvk_store_push_request (self, load_occurrences, activation, g_strdup_printf ("%u", limit),
                          cvk_store_load_occurrences_async, callback, user_data);
}
