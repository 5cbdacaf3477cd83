// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "engine/cvk-seen.h"
#include "store/cvk-store-private.h"

/* Which items were seen before. A claim as it travels to the store's thread. */
typedef struct
{
  char *memory;
  char *key;
  char *run;
  char *owner;
  int64_t now;
  int64_t forget_before;
  gboolean only_looks;
} Claim;

static void
free_claim (gpointer data)
{
  Claim *claim = data;

  g_free (claim->memory);
  g_free (claim->key);
  g_free (claim->run);
  g_free (claim->owner);
  g_free (claim);
}

static gboolean
forget_old (CvkDatabase *database, const Claim *claim, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (
    database, "DELETE FROM seen WHERE memory = ?1 AND met < ?2 AND is_kept", error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, claim->memory);
  sqlite3_bind_int64 (statement, 2, claim->forget_before);
  return cvk_database_run (database, statement, NULL, error);
}

/* Whether somebody else has it: for good, or for as long as a run is not over. */
static gboolean
look (CvkDatabase *database, const Claim *claim, gboolean *is_taken, GError **error)
{
  GError *problem = NULL;
  sqlite3_stmt *statement = cvk_database_prepare (
    database,
    "SELECT 1 FROM seen WHERE memory = ?1 AND key = ?2 AND owner <> ?3 AND (is_kept OR EXISTS"
    "  (SELECT 1 FROM run WHERE run.id = seen.run AND run.state IN ('running', 'waiting')))",
    error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, claim->memory);
  cvk_database_bind_text (statement, 2, claim->key);
  cvk_database_bind_text (statement, 3, claim->owner);
  *is_taken = cvk_database_step (database, statement, &problem);
  sqlite3_reset (statement);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

static gboolean
write_claim (CvkDatabase *database, const Claim *claim, gboolean is_taken, GError **error)
{
  sqlite3_stmt *statement =
    is_taken ? cvk_database_prepare (
                 database, "UPDATE seen SET met = ?3 WHERE memory = ?1 AND key = ?2", error)
             : cvk_database_prepare (
                 database,
                 "INSERT INTO seen (memory, key, met, run, owner) VALUES (?1, ?2, ?3, ?4, ?5)"
                 " ON CONFLICT (memory, key) DO UPDATE SET met = ?3, run = ?4, owner = ?5",
                 error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, claim->memory);
  cvk_database_bind_text (statement, 2, claim->key);
  sqlite3_bind_int64 (statement, 3, claim->now);
  if (!is_taken)
    {
      cvk_database_bind_text (statement, 4, claim->run);
      cvk_database_bind_text (statement, 5, claim->owner);
    }
  return cvk_database_run (database, statement, NULL, error);
}

static gboolean
run_claim (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  const Claim *claim = g_task_get_task_data (job->task);
  gboolean is_taken = FALSE;

  if (!claim->only_looks && claim->forget_before > 0 && !forget_old (database, claim, error))
    return FALSE;
  if (!look (database, claim, &is_taken, error))
    return FALSE;
  job->yes = !is_taken;
  return claim->only_looks || write_claim (database, claim, is_taken, error);
}

void
cvk_store_claim (CvkSeen *seen, const CvkClaim *given, GTask *task)
{
  Claim *claim = g_new0 (Claim, 1);

  claim->memory = g_strdup (given->memory);
  claim->key = g_strdup (given->key);
  claim->run = g_strdup (given->run);
  claim->owner = g_strdup (given->owner);
  claim->now = given->now;
  claim->forget_before = given->forget_before;
  claim->only_looks = given->only_looks;
  g_task_set_task_data (task, claim, free_claim);
  cvk_store_push (CVK_STORE (seen), cvk_store_job_new (run_claim, task));
}

gboolean
cvk_store_write_seen (CvkDatabase *database, const CvkRecord *record, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (
    database, "UPDATE seen SET is_kept = TRUE WHERE owner IN (SELECT value FROM json_each (?1))",
    error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, record->payload);
  return cvk_database_run (database, statement, NULL, error);
}

/* What somebody else has claimed meanwhile has another owner, and stays theirs. */
gboolean
cvk_store_write_claims (CvkDatabase *database, const CvkRecord *record, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (
    database,
    "UPDATE seen SET run = ?2 WHERE NOT is_kept AND owner IN (SELECT value FROM json_each (?1))",
    error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, record->payload);
  cvk_database_bind_text (statement, 2, record->run);
  return cvk_database_run (database, statement, NULL, error);
}
