// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-journal.h"
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

/* cvk-store-records.c */
gboolean cvk_store_write_record (CvkDatabase *database, CvkStoreJob *job, GError **error);

G_END_DECLS
