// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-history.h"

#include "base/cvk-json.h"
#include "store/cvk-store-private.h"

static gboolean
find_runs (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (
    database,
    "SELECT json_group_array (json (entry)) FROM"
    " (SELECT json_object ('run', id, 'number', number, 'name', name, 'path', path, 'state', state,"
    "                      'started', started, 'finished', finished, 'failures', failures,"
    "                      'rehearses', json (iif (rehearses, 'true', 'false')),"
    "                      'sandbox', json (iif (practice, 'true', 'false')),"
    "                      'questions', (SELECT count (*) FROM question"
    "                        WHERE question.run = run.id AND question.state = 'open'"
    "                          AND question ->> 'kind' <> 'wait')) AS entry"
    "  FROM run"
    "  WHERE (?1 ->> 'which' IS NULL OR path = ?1 ->> 'which' OR id = ?1 ->> 'which')"
    "    AND (?1 ->> 'state' IS NULL OR state = ?1 ->> 'state')"
    "    AND (?1 ->> 'text' IS NULL OR instr (lower (name), lower (?1 ->> 'text')) > 0"
    "         OR instr (lower (path), lower (?1 ->> 'text')) > 0"
    "         OR instr (id, ?1 ->> 'text') > 0)"
    "  ORDER BY number DESC LIMIT ?1 ->> 'limit')",
    job, error);
}

static gboolean
load_start (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (database,
                              "SELECT json_object ('pipeline', text, 'start', json (start))"
                              " FROM run JOIN pipeline ON hash = pipeline WHERE id = ?1",
                              job, error);
}

static gboolean
load_effects (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (
    database,
    "SELECT json_group_array (json (entry)) FROM"
    " (SELECT json_object ('id', id, 'node', node, 'action', action, 'state', state,"
    "                      'request', json (request), 'detail', json (detail),"
    "                      'attempts', attempts, 'sent', sent, 'resolved', resolved) AS entry"
    "  FROM effect WHERE run = ?1 ORDER BY planned, rowid)",
    job, error);
}

void
cvk_store_find_runs_async (CvkStore *self,
                           const CvkValue *query,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autofree char *json = cvk_value_to_json (query, CVK_JSON_COMPACT);

  cvk_store_push_request (self, find_runs, json, NULL, cvk_store_find_runs_async, callback,
                          user_data);
}

void
cvk_store_load_start_async (CvkStore *self,
                            const char *run,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  cvk_store_push_request (self, load_start, run, NULL, cvk_store_load_start_async, callback,
                          user_data);
}

void
cvk_store_load_effects_async (CvkStore *self,
                              const char *run,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  cvk_store_push_request (self, load_effects, run, NULL, cvk_store_load_effects_async, callback,
                          user_data);
}
