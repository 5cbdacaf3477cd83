// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-questions.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "store/cvk-store-private.h"

/* Of the pipeline as the run froze it: the names of nodes need no escaping in a path. */
#define OF_NODE(member) "pipeline.text ->> ('$.nodes.\"' || question.node || '\"." member "')"
#define ROW                                                                                        \
  "json_patch (question.question, json_object ('asked', question.asked, 'state', question.state,"  \
  "  'run_name', run.name, 'activation', run.start ->> '$.trigger.activation', 'path', run.path, " \
  "'label', " OF_NODE ("label") ", 'type', " OF_NODE (                                             \
    "type") ", 'answer', json (question.answer)))"
#define IS_NEW                                                                                     \
  "(state = 'withdrawn' OR (state = 'answered' AND json_extract (answer, '$.wall')"                \
  "                         < json_extract (excluded.question, '$.since')))"
#define FROM                                                                                       \
  " FROM question JOIN run ON run.id = question.run"                                               \
  " JOIN pipeline ON pipeline.hash = run.pipeline"

gboolean
cvk_store_write_question (CvkDatabase *database,
                          const CvkRecord *record,
                          int64_t wall,
                          GError **error)
{
  /* One that was withdrawn is asked anew, and so is one whose answer came before what it is about
   * now; any other stays as it was. */
  sqlite3_stmt *statement =
    cvk_database_prepare (database,
                          "INSERT INTO question (id, run, node, question, deadline, asked, state)"
                          " VALUES (?1, ?2, ?3, ?4, json_extract (?4, '$.deadline'), ?5, 'open')"
                          " ON CONFLICT (id) DO UPDATE SET is_asked = TRUE,"
                          "   question = iif (" IS_NEW ", excluded.question, question),"
                          "   deadline = iif (" IS_NEW ", excluded.deadline, deadline),"
                          "   asked = iif (" IS_NEW ", excluded.asked, asked),"
                          "   answer = iif (" IS_NEW ", NULL, answer),"
                          "   state = iif (" IS_NEW ", 'open', state)",
                          error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, record->question);
  cvk_database_bind_text (statement, 2, record->run);
  cvk_database_bind_text (statement, 3, record->node);
  cvk_database_bind_text (statement, 4, record->payload);
  sqlite3_bind_int64 (statement, 5, wall);
  return cvk_database_run (database, statement, NULL, error);
}

gboolean
cvk_store_write_answer (CvkDatabase *database, const CvkRecord *record, GError **error)
{
  int changes = 0;
  sqlite3_stmt *statement = cvk_database_prepare (
    database,
    "UPDATE question SET state = 'answered', answer = ?2 WHERE id = ?1 AND state = 'open'", error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, record->question);
  cvk_database_bind_text (statement, 2, record->payload);
  if (!cvk_database_run (database, statement, &changes, error))
    return FALSE;
  if (changes == 1)
    return TRUE;
  g_set_error (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT,
               _ ("This question is not open any more."));
  return FALSE;
}

static gboolean
run_for_run (CvkDatabase *database, const char *sql, const char *run, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, run);
  return cvk_database_run (database, statement, NULL, error);
}

gboolean
cvk_store_begin_questions (CvkDatabase *database, const char *run, GError **error)
{
  return run_for_run (
    database, "UPDATE question SET is_asked = FALSE WHERE run = ?1 AND state = 'open'", run, error);
}

gboolean
cvk_store_end_questions (CvkDatabase *database, const char *run, GError **error)
{
  return run_for_run (database,
                      "UPDATE question SET state = 'withdrawn' WHERE run = ?1 AND state = 'open'"
                      " AND (NOT is_asked OR (SELECT state FROM run WHERE id = ?1) <> 'waiting')",
                      run, error);
}

/* --- Requests --- */

static gboolean
load_questions (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (database,
                              "SELECT json_group_array (json (entry)) FROM (SELECT " ROW
                              " AS entry" FROM "  WHERE iif (?1 IS NULL, question.state = 'open',"
                              "             question.run = ?1 AND question.state <> 'withdrawn')"
                              "  ORDER BY question.asked, question.rowid)",
                              job, error);
}

static gboolean
load_question (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (database, "SELECT " ROW FROM " WHERE question.id = ?1", job, error);
}

void
cvk_store_load_questions_async (CvkStore *self,
                                const char *run,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  cvk_store_push_request (self, load_questions, run, NULL, cvk_store_load_questions_async, callback,
                          user_data);
}

void
cvk_store_load_question_async (CvkStore *self,
                               const char *id,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  cvk_store_push_request (self, load_question, id, NULL, cvk_store_load_question_async, callback,
                          user_data);
}

void
cvk_store_answer_question_async (CvkStore *self,
                                 const char *id,
                                 const CvkAnswer *answer,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  CvkStoreJob *job = cvk_store_job_new (cvk_store_write_record, task);
  g_autoptr (CvkValue) value = cvk_answer_to_value (answer);

  g_task_set_source_tag (task, cvk_store_answer_question_async);
  job->record = g_new0 (CvkRecord, 1);
  job->record->kind = CVK_RECORD_ANSWER;
  job->record->question = g_strdup (id);
  job->record->payload = cvk_value_to_json (value, CVK_JSON_COMPACT);
  job->record->wall = answer->wall;
  cvk_store_push (self, job);
}
