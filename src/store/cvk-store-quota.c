// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-quota.h"

#include <stdint.h>

#include "engine/cvk-quota.h"
#include "store/cvk-store-private.h"

/* Sent on the day with number ?2, and not refused: what is unknown may have been carried out. */
#define SENT_ON_DAY                                                                                \
  " sent >= CAST (?2 AS INTEGER) * 86400000000"                                                    \
  " AND sent < (CAST (?2 AS INTEGER) + 1) * 86400000000"                                           \
  " AND state IN ('sent', 'unknown', 'confirmed')"

G_STATIC_ASSERT (CVK_QUOTA_DAY == INT64_C (86400000000));

static gboolean
load_quota (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (
    database,
    "SELECT (SELECT count (*) FROM effect WHERE quota = ?1 AND" SENT_ON_DAY "),"
    "       (SELECT day_limit FROM quota WHERE name = ?1),"
    "       (SELECT full_day FROM quota WHERE name = ?1) = CAST (?2 AS INTEGER)",
    error);
  CvkQuotaUse *use;
  GError *problem = NULL;

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, job->key);
  cvk_database_bind_text (statement, 2, job->value);
  use = g_new0 (CvkQuotaUse, 1);
  job->result = use;
  job->free_result = g_free;
  if (cvk_database_step (database, statement, &problem))
    {
      use->used = sqlite3_column_int64 (statement, 0);
      use->limit = sqlite3_column_int64 (statement, 1);
      use->is_full = sqlite3_column_int (statement, 2) != 0;
    }
  sqlite3_reset (statement);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

void
cvk_store_load_quota (CvkJournal *journal, const char *quota, int64_t day, GTask *task)
{
  CvkStoreJob *job = cvk_store_job_new (load_quota, task);

  job->key = g_strdup (quota);
  job->value = g_strdup_printf ("%" G_GINT64_FORMAT, day);
  cvk_store_push (CVK_STORE (journal), job);
}

static gboolean
fill_quota (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  /* "DAY LIMIT": a limit of 0 is one that the service did not name. */
  sqlite3_stmt *statement = cvk_database_prepare (
    database,
    "INSERT INTO quota (name, full_day, day_limit)"
    " VALUES (?1, json_extract (?2, '$[0]'), nullif (json_extract (?2, '$[1]'), 0))"
    " ON CONFLICT (name) DO UPDATE SET full_day = excluded.full_day,"
    "   day_limit = ifnull (excluded.day_limit, day_limit)",
    error);

  if (statement == NULL)
    return FALSE;
  cvk_database_bind_text (statement, 1, job->key);
  cvk_database_bind_text (statement, 2, job->value);
  return cvk_database_run (database, statement, NULL, error);
}

void
cvk_store_fill_quota (CvkJournal *journal, const char *quota, int64_t day, int64_t limit)
{
  CvkStoreJob *job = cvk_store_job_new (fill_quota, NULL);

  job->key = g_strdup (quota);
  job->value = g_strdup_printf ("[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "]", day, limit);
  cvk_store_push (CVK_STORE (journal), job);
}

static gboolean
list_quotas (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (
    database,
    "WITH counted AS (SELECT quota AS name, count (*) AS used FROM effect"
    "                 WHERE quota IS NOT NULL AND" SENT_ON_DAY " GROUP BY quota)"
    " SELECT json_group_array (json_object ('name', name, 'used', ifnull (used, 0),"
    "   'limit', day_limit, 'full', json (iif (full_day = CAST (?2 AS INTEGER), 'true', 'false'))))"
    " FROM (SELECT name FROM counted UNION SELECT name FROM quota ORDER BY name)"
    " LEFT JOIN counted USING (name) LEFT JOIN quota USING (name)"
    " WHERE substr (name, 1, length (?1)) = ?1",
    job, error);
}

void
cvk_store_list_quotas_async (CvkStore *self,
                             const char *prefix,
                             int64_t day,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  cvk_store_push_request (self, list_quotas, prefix, g_strdup_printf ("%" G_GINT64_FORMAT, day),
                          cvk_store_list_quotas_async, callback, user_data);
}
