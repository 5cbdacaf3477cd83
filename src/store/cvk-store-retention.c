// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-store"

#include "config.h"

#include "store/cvk-store-retention.h"

#include "store/cvk-store-private.h"

#define STRING(number) #number
#define LITERAL(number) STRING (number)

/* So many runs at a time: each may have thousands of rows, and the journal waits meanwhile. */
#define FEW "5"

/* The oldest that may go at all, ?1 being now. */
#define OLDEST                                                                                     \
  " (SELECT id, finished FROM run AS old"                                                          \
  "  WHERE finished < CAST (?1 AS INTEGER) - 2 * 86400000000"                                      \
  "    AND state NOT IN ('running', 'waiting')"                                                    \
  "    AND NOT EXISTS (SELECT 1 FROM effect WHERE effect.run = old.id"                             \
  "                    AND effect.state IN ('sent', 'unknown'))"                                   \
  "    AND NOT EXISTS (SELECT 1 FROM run AS next WHERE next.state IN ('running', 'waiting')"       \
  "                    AND next.start ->> '$.part.kept' = old.id)"                                 \
  "  ORDER BY number LIMIT " FEW ")"

#define SETTING(name, fallback)                                                                    \
  " CAST (ifnull ((SELECT value FROM setting WHERE setting.name = '" name                          \
  "'), '" LITERAL (fallback) "') AS INTEGER)"

/* Pages that hold something: those that were given up are used again before the file grows. */
#define BYTES_USED                                                                                 \
  " ((SELECT page_count FROM pragma_page_count)"                                                   \
  "  - (SELECT freelist_count FROM pragma_freelist_count))"                                        \
  " * (SELECT page_size FROM pragma_page_size)"

static gboolean
load_retention (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  return cvk_store_read_text (
    database,
    "SELECT json_object ('days'," SETTING (
      CVK_RETENTION_DAYS_SETTING,
      CVK_RETENTION_DAYS) ", 'megabytes'," SETTING (CVK_RETENTION_MEGABYTES_SETTING,
                                                    CVK_RETENTION_MEGABYTES) ")",
    job, error);
}

void
cvk_store_load_retention_async (CvkStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  cvk_store_push_request (self, load_retention, NULL, NULL, cvk_store_load_retention_async,
                          callback, user_data);
}

static gboolean
run_with_now (CvkDatabase *database, const char *sql, const char *now, int *changes, GError **error)
{
  sqlite3_stmt *statement = cvk_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;
  if (now != NULL)
    cvk_database_bind_text (statement, 1, now);
  return cvk_database_run (database, statement, changes, error);
}

static gboolean
forget_old_runs (CvkDatabase *database, CvkStoreJob *job, GError **error)
{
  int changes = 0;

  if (!run_with_now (database,
                     "DELETE FROM run WHERE id IN (SELECT id FROM" OLDEST
                     " WHERE finished < CAST (?1 AS INTEGER) - 86400000000 *" SETTING (
                       CVK_RETENTION_DAYS_SETTING, CVK_RETENTION_DAYS) ")",
                     job->key, &changes, error))
    return FALSE;
  if (changes == 0 &&
      !run_with_now (database,
                     "DELETE FROM run WHERE" BYTES_USED " > 1000000 *" SETTING (
                       CVK_RETENTION_MEGABYTES_SETTING,
                       CVK_RETENTION_MEGABYTES) " AND id IN (SELECT id FROM" OLDEST ")",
                     job->key, &changes, error))
    return FALSE;
  job->yes = changes > 0;
  return changes == 0 || (run_with_now (database,
                                        "DELETE FROM pipeline WHERE NOT EXISTS"
                                        " (SELECT 1 FROM run WHERE run.pipeline = pipeline.hash)",
                                        NULL, NULL, error) &&
                          cvk_store_forget_large (database, error));
}

void
cvk_store_forget_old_runs_async (CvkStore *self,
                                 int64_t now,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, now);

  cvk_store_push_request (self, forget_old_runs, text, NULL, cvk_store_forget_old_runs_async,
                          callback, user_data);
}
