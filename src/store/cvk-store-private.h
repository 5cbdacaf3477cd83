// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-journal.h"
#include "engine/cvk-seen.h"
#include "engine/cvk-tables.h"
#include "store/cvk-database.h"
#include "store/cvk-store.h"

G_BEGIN_DECLS

/* One request on its way through the writer's queue. The thread owns it until it is answered. */
typedef struct _CvkStoreJob CvkStoreJob;

/* Runs inside the batch's transaction. FALSE with @error leaves the other jobs of the batch alone
 * unless the error is CVK_STORE_ERROR_FAILED. */
typedef gboolean (*CvkStoreFunc) (CvkDatabase *database, CvkStoreJob *job, GError **error);

struct _CvkStoreJob
{
  CvkStoreFunc func; /* NULL: only asks whether the store is open */
  CvkRecord *record;
  char *key;
  char *value;
  int64_t number;
  GTask *task; /* nullable */

  /* set by @func: */
  gpointer result;
  GDestroyNotify free_result;
  gboolean yes;
  GError *error;
};

CvkStoreJob *cvk_store_job_new (CvkStoreFunc func, GTask *task) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @job. */
void cvk_store_push (CvkStore *self, CvkStoreJob *job);

/* cvk-store-tables.c */
/* A request of a key and a value (nullable; takes it) to be answered at @callback. */
void cvk_store_push_request (CvkStore *self,
                             CvkStoreFunc func,
                             const char *key,
                             char *value,
                             gpointer source_tag,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The job's result becomes the first column of the first row, NULL when there is none; ?1 is the
 * job's key, ?2 its value. */
gboolean cvk_store_read_text (CvkDatabase *database,
                              const char *sql,
                              CvkStoreJob *job,
                              GError **error);

/* cvk-store-questions.c */
gboolean cvk_store_write_question (CvkDatabase *database,
                                   const CvkRecord *record,
                                   int64_t wall,
                                   GError **error);
gboolean cvk_store_write_answer (CvkDatabase *database, const CvkRecord *record, GError **error);
/* A run is made again: what it does not ask again by its end is withdrawn then, and everything when
 * it does not end as waiting. */
gboolean cvk_store_begin_questions (CvkDatabase *database, const char *run, GError **error);
gboolean cvk_store_end_questions (CvkDatabase *database, const char *run, GError **error);

/* cvk-store-activations.c */
gboolean cvk_store_take_occurrence (CvkDatabase *database, const CvkRecord *record, GError **error);

/* cvk-store-large.c */
/* Texts of more bytes than this, as JSON, are kept once however often they occur. */
#define CVK_STORE_LARGE 65536
/* @shortened: the JSON text @payload (nullable) of @run with references in place of its large
 * texts, which are kept; NULL when it has none. (transfer full) (nullable) */
gboolean cvk_store_put_large (CvkDatabase *database,
                              const char *run,
                              const char *payload,
                              char **shortened,
                              GError **error);
/* The way back: @whole is NULL when there is no reference in @payload (nullable). (transfer full)
 * (nullable) */
gboolean cvk_store_get_large (CvkDatabase *database,
                              const char *payload,
                              char **whole,
                              GError **error);
/* Those that no run has any more. */
gboolean cvk_store_forget_large (CvkDatabase *database, GError **error);

/* cvk-store-quota.c: the journal's */
void cvk_store_load_quota (CvkJournal *journal, const char *quota, int64_t day, GTask *task);
void cvk_store_fill_quota (CvkJournal *journal, const char *quota, int64_t day, int64_t limit);
/* cvk-store-replay.c */
void cvk_store_load_results (CvkJournal *journal,
                             const char *action,
                             const char *field,
                             int64_t since,
                             GTask *task);

/* cvk-store-seen.c */
void cvk_store_claim (CvkSeen *seen, const CvkClaim *claim, GTask *task);
gboolean cvk_store_write_seen (CvkDatabase *database, const CvkRecord *record, GError **error);
gboolean cvk_store_write_claims (CvkDatabase *database, const CvkRecord *record, GError **error);

/* cvk-store-data-read.c */
void cvk_store_read_table (CvkTables *tables, const CvkTableQuery *query, GTask *task);
/* cvk-store-data-change.c */
void cvk_store_change_table (CvkTables *tables, const CvkTableChange *change, GTask *task);

/* cvk-store-records.c */
gboolean cvk_store_write_record (CvkDatabase *database, CvkStoreJob *job, GError **error);

G_END_DECLS
