// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-script-job.h"

G_BEGIN_DECLS

/* One process and the job it is at: sends scopes ahead, takes results, keeps the limits. */
typedef struct _CvkScriptWorker CvkScriptWorker;

/* @worker has no job any more and takes the next one; or @dead, it can only be freed. The reference
 * to @job (nullable) is the caller's; it is complete unless the worker is dead. */
typedef void (*CvkScriptWorkerFunction) (CvkScriptWorker *worker,
                                         CvkScriptJob *job,
                                         gboolean dead,
                                         gpointer user_data);

/* NULL when the program cannot be started. */
CvkScriptWorker *cvk_script_worker_new (const char *program,
                                        size_t memory_limit,
                                        CvkScriptWorkerFunction changed,
                                        gpointer user_data,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void cvk_script_worker_free (CvkScriptWorker *self);

size_t cvk_script_worker_get_memory_limit (const CvkScriptWorker *self);
/* (transfer none) (nullable) */
CvkScriptJob *cvk_script_worker_get_job (const CvkScriptWorker *self);
/* Since when; g_get_monotonic_time(). */
int64_t cvk_script_worker_get_job_start (const CvkScriptWorker *self);

/* Only without a job; takes the reference. */
void cvk_script_worker_take_job (CvkScriptWorker *self, CvkScriptJob *job);
/* Nothing to do for now. */
void cvk_script_worker_rest (CvkScriptWorker *self);
/* Ends what is over a limit; to be called every few milliseconds. May call @changed. */
void cvk_script_worker_check (CvkScriptWorker *self);

G_END_DECLS
