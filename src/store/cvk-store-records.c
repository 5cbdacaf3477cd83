// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-private.h"

#include "base/cvk-i18n.h"

/* Records of runs, as rows. */

static gboolean
is_for_occurrence (CvkDatabase *database, const CvkRecord *record)
{
  sqlite3_stmt *statement = cvk_database_prepare (
    database, "SELECT json_type (?1, '$.trigger.activation') IS NOT NULL", NULL);
  gboolean yes = FALSE;

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, record->payload);
  if (cvk_database_step (database, statement, NULL))
    yes = sqlite3_column_int (statement, 0) != 0;
  sqlite3_reset (statement);
  return yes;
}

static gboolean
write_run_started (CvkDatabase *database, const CvkRecord *record, int64_t wall, GError **error)
{
  sqlite3_stmt *pipeline =
    cvk_database_prepare (database,
                          "INSERT INTO pipeline (hash, text)"
                          " VALUES (json_extract (?1, '$.hash'), json_extract (?1, '$.pipeline'))"
                          " ON CONFLICT DO NOTHING",
                          error);
  sqlite3_stmt *run = cvk_database_prepare (
    database,
    "INSERT INTO run (id, pipeline, name, state, started, start, path, rehearses, practice, number)"
    " VALUES (?1, json_extract (?2, '$.hash'), json_extract (?2, '$.name'), 'running', ?3,"
    "         json_remove (?2, '$.pipeline'), json_extract (?2, '$.path'),"
    "         ifnull (json_extract (?2, '$.rehearses'), FALSE),"
    "         ifnull (json_extract (?2, '$.practice'), FALSE),"
    "         (SELECT ifnull (max (number), 0) + 1 FROM run))",
    error);

  if (pipeline == NULL || run == NULL)
    return FALSE;
  /* First: when it is refused, nothing of the run may be there. */
  if (is_for_occurrence (database, record) && !cvk_store_take_occurrence (database, record, error))
    return FALSE;
  cvk_database_bind_text (pipeline, 1, record->payload);
  cvk_database_bind_text (run, 1, record->run);
  cvk_database_bind_text (run, 2, record->payload);
  sqlite3_bind_int64 (run, 3, wall);
  return cvk_database_run (database, pipeline, NULL, error) &&
         cvk_database_run (database, run, NULL, error);
}

static gboolean
write_run_finished (CvkDatabase *database, const CvkRecord *record, int64_t wall, GError **error)
{
  int changes = 0;
  g_autofree char *shortened = NULL;
  sqlite3_stmt *run = cvk_database_prepare (
    database,
    "UPDATE run SET state = json_extract (?2, '$.state'), finished = ?3, result = ?2,"
    "               failures = json_array_length (?2, '$.failures')"
    " WHERE id = ?1 AND finished IS NULL",
    error);

  if (run == NULL ||
      !cvk_store_put_large (database, record->run, record->payload, &shortened, error))
    return FALSE;
  cvk_database_bind_text (run, 1, record->run);
  cvk_database_bind_text (run, 2, shortened != NULL ? shortened : record->payload);
  sqlite3_bind_int64 (run, 3, wall);
  if (!cvk_database_run (database, run, &changes, error))
    return FALSE;
  if (changes == 1)
    return cvk_store_end_questions (database, record->run, error);
  g_set_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT,
               _ ("The run “%s” cannot end: it is not under way."), record->run);
  return FALSE;
}

static gboolean
write_node_payload (CvkDatabase *database, const char *sql, const CvkRecord *record, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (database, sql, error);
  g_autofree char *shortened = NULL;

  if (statement == NULL ||
      !cvk_store_put_large (database, record->run, record->payload, &shortened, error))
    return FALSE;
  cvk_database_bind_text (statement, 1, record->run);
  cvk_database_bind_text (statement, 2, record->node);
  cvk_database_bind_text (statement, 3, shortened != NULL ? shortened : record->payload);
  return cvk_database_run (database, statement, NULL, error);
}

/* From which states each one can be reached. "sent" goes back to "planned" when the service has
 * said that it did nothing yet (429), keeping its request; "unknown" is left by finding out, for
 * "planned" when nothing came of it. Whoever plans after a crash asks first what became
 * of the effect. */
static const char *
get_transition (CvkEffectState state)
{
  switch (state)
    {
    case CVK_EFFECT_PLANNED:
      return "INSERT INTO effect (id, run, node, action, request_hash, match_key, request, state,"
             "                    planned, quota)"
             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'planned', ?8, ?9)"
             " ON CONFLICT (id) DO UPDATE SET state = 'planned', planned = ?8, request = ?7,"
             "                                request_hash = ?5, match_key = ?6"
             " WHERE state IN ('planned', 'abandoned') OR (state IN ('sent', 'unknown')"
             "   AND request_hash = ?5)";
    case CVK_EFFECT_SENT:
      return "UPDATE effect SET state = 'sent', sent = ?8, attempts = attempts + 1,"
             "                  first_sent = ifnull (first_sent, ?8), request_hash = ?5, match_key "
             "= ?6"
             " WHERE id = ?1 AND run = ?2 AND (state IN ('planned', 'sent', 'unknown')"
             "   OR (state IN ('confirmed', 'refused') AND request_hash <> ?5))";
    case CVK_EFFECT_CONFIRMED:
      return "UPDATE effect SET state = 'confirmed', resolved = ?8, detail = ?7"
             " WHERE id = ?1 AND run = ?2 AND state IN ('sent', 'unknown')";
    case CVK_EFFECT_REFUSED:
      return "UPDATE effect SET state = 'refused', resolved = ?8, detail = ?7"
             " WHERE id = ?1 AND run = ?2 AND state IN ('sent', 'unknown')";
    case CVK_EFFECT_UNKNOWN:
      return "UPDATE effect SET state = 'unknown', resolved = ?8, detail = ?7"
             " WHERE id = ?1 AND run = ?2 AND state IN ('sent', 'unknown')";
    case CVK_EFFECT_ABANDONED:
      return "UPDATE effect SET state = 'abandoned', resolved = ?8, detail = ?7"
             " WHERE id = ?1 AND run = ?2 AND state = 'planned'";
    default:
      g_return_val_if_reached (NULL);
    }
}

static gboolean
write_effect (CvkDatabase *database, const CvkRecord *record, int64_t wall, GError **error)
{
  int changes = 0;
  sqlite3_stmt *effect = cvk_database_prepare (database, get_transition (record->state), error);

  if (effect == NULL)
    return FALSE;
  const char *texts[] = { record->effect,       record->run,       record->node,   record->action,
                          record->request_hash, record->match_key, record->payload };
  for (int i = 1; i <= sqlite3_bind_parameter_count (effect) && i <= 7; i++)
    cvk_database_bind_text (effect, i, texts[i - 1]);
  sqlite3_bind_int64 (effect, 8, wall);
  if (sqlite3_bind_parameter_count (effect) > 8)
    cvk_database_bind_text (effect, 9, record->quota);
  if (!cvk_database_run (database, effect, &changes, error))
    return FALSE;
  if (changes == 1)
    return TRUE;
  g_set_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT,
               /* Translators: the id of a change that was sent, and a state. */
               _ ("The effect “%s” cannot become “%s”: the journal says otherwise."),
               record->effect, cvk_effect_state_to_string (record->state));
  return FALSE;
}

static gboolean
write_effect_note (CvkDatabase *database, const CvkRecord *record, GError **error)
{
  sqlite3_stmt *effect =
    cvk_database_prepare (database, "UPDATE effect SET note = ?2 WHERE id = ?1", error);

  if (effect == NULL)
    return FALSE;
  cvk_database_bind_text (effect, 1, record->effect);
  cvk_database_bind_text (effect, 2, record->payload);
  return cvk_database_run (database, effect, NULL, error);
}

/* How often in a row it had to be taken up without having got anywhere is counted, so that a run
 * that takes the service down with it does not do so for ever. */
static gboolean
write_run_resumed (CvkDatabase *database, const CvkRecord *record, GError **error)
{
  sqlite3_stmt *run = cvk_database_prepare (
    database,
    "UPDATE run SET state = 'running', finished = NULL, resumes = resumes + 1 WHERE id = ?1",
    error);

  if (run == NULL)
    return FALSE;
  cvk_database_bind_text (run, 1, record->run);
  return cvk_database_run (database, run, NULL, error) &&
         cvk_store_begin_questions (database, record->run, error);
}

static gboolean
note_progress (CvkDatabase *database, const CvkRecord *record, GError **error)
{
  sqlite3_stmt *run = cvk_database_prepare (
    database, "UPDATE run SET resumes = 0 WHERE id = ?1 AND resumes > 0", error);

  if (run == NULL)
    return FALSE;
  cvk_database_bind_text (run, 1, record->run);
  return cvk_database_run (database, run, NULL, error);
}

static gboolean
write_reading (CvkDatabase *database, const CvkRecord *record, GError **error)
{
  sqlite3_stmt *reading = cvk_database_prepare (
    database,
    "INSERT INTO reading (run, node, payload, owner, question) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (owner, question) DO UPDATE SET payload = ?3",
    error);

  if (reading == NULL)
    return FALSE;
  cvk_database_bind_text (reading, 1, record->run);
  cvk_database_bind_text (reading, 2, record->node);
  cvk_database_bind_text (reading, 3, record->payload);
  cvk_database_bind_text (reading, 4, record->effect);
  cvk_database_bind_text (reading, 5, record->request_hash);
  return cvk_database_run (database, reading, NULL, error) &&
         note_progress (database, record, error);
}

gboolean
cvk_store_write_record (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  const CvkRecord *record = job->record;
  int64_t wall = record->wall != 0 ? record->wall : g_get_real_time ();

  switch (record->kind)
    {
    case CVK_RECORD_RUN_STARTED:
      return write_run_started (database, record, wall, error);
    case CVK_RECORD_RUN_RESUMED:
      return write_run_resumed (database, record, error);
    case CVK_RECORD_RUN_FINISHED:
      return write_run_finished (database, record, wall, error);
    case CVK_RECORD_STEP:
      return write_node_payload (database,
                                 "INSERT INTO step (run, node, payload) VALUES (?1, ?2, ?3)"
                                 " ON CONFLICT (run, node) DO UPDATE SET payload = ?3",
                                 record, error);
    case CVK_RECORD_OUTPUT:
      return write_node_payload (database,
                                 "INSERT INTO output (run, node, payload) VALUES (?1, ?2, ?3)"
                                 " ON CONFLICT (run, node) DO UPDATE SET payload = ?3",
                                 record, error) &&
             note_progress (database, record, error);
    case CVK_RECORD_EFFECT:
      return write_effect (database, record, wall, error) &&
             (record->state != CVK_EFFECT_CONFIRMED || note_progress (database, record, error));
    case CVK_RECORD_READING:
      return write_reading (database, record, error);
    case CVK_RECORD_EFFECT_NOTE:
      return write_effect_note (database, record, error);
    case CVK_RECORD_QUESTION:
      return cvk_store_write_question (database, record, wall, error);
    case CVK_RECORD_SEEN:
      return cvk_store_write_seen (database, record, error);
    case CVK_RECORD_CLAIM:
      return cvk_store_write_claims (database, record, error);
    case CVK_RECORD_ANSWER:
      return cvk_store_write_answer (database, record, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}
