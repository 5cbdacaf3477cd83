// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-connections.h"
#include "service/cvk-host-run.h"

G_BEGIN_DECLS

/**
 * CvkHostRuns:
 *
 * The runs that clients can ask about. It decides whether a pipeline may start: read, checked,
 * trusted, its slots filled. A run is dropped when it has ended and its owner is gone; of runs
 * without an owner the last twenty are kept. All others are in the journal, and can be opened.
 *
 * Signals: "delta" (run, JSON text); "changed": one has begun or ended; "asked" (run, CvkQuestion).
 */
#define CVK_TYPE_HOST_RUNS (cvk_host_runs_get_type ())
G_DECLARE_FINAL_TYPE (CvkHostRuns, cvk_host_runs, CVK, HOST_RUNS, GObject)

#define CVK_SERVICE_ERROR (cvk_service_error_quark ())
GQuark cvk_service_error_quark (void);

/* Over D-Bus: app.convoke.Convoke.Engine.Error.NeedsReview and so on. */
typedef enum
{
  CVK_SERVICE_ERROR_NEEDS_REVIEW, /* the user has not trusted this pipeline */
  CVK_SERVICE_ERROR_NOT_FOUND,    /* no such run, node, port or attempt */
} CvkServiceError;

GError *cvk_service_error_new_needs_review (void) G_GNUC_WARN_UNUSED_RESULT;

CvkHostRuns *cvk_host_runs_new (CvkHost *host, CvkHostConnections *connections)
  G_GNUC_WARN_UNUSED_RESULT;

/* Reads and checks. (transfer full) (nullable): NULL when @problems (transfer full) holds errors;
 * else they are warnings. */
CvkDocument *cvk_host_read_pipeline (CvkHost *host, GBytes *text, GPtrArray **problems)
  G_GNUC_WARN_UNUSED_RESULT;

/* @options: the API's; @owner: (nullable): whose end drops the run. */
void cvk_host_runs_start_async (CvkHostRuns *self,
                                GBytes *pipeline,
                                GVariant *options,
                                GObject *owner,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Returns: (transfer full) (nullable): NULL with @error set, or with errors in @problems; else
 * @problems holds warnings. */
CvkHostRun *cvk_host_runs_start_finish (CvkHostRuns *self,
                                        GAsyncResult *result,
                                        GPtrArray **problems,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same at once, for a pipeline that was read and is trusted; connections must be loaded when it
 * has slots. @trigger: (nullable): what began it. (transfer full) (nullable): NULL with errors
 * added to @problems. */
CvkHostRun *cvk_host_runs_begin (CvkHostRuns *self,
                                 CvkDocument *document,
                                 GVariantDict *options,
                                 const CvkRunTrigger *trigger,
                                 GObject *owner,
                                 GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;
/* What an earlier process left under way is taken up at once, by itself. Calls back when that has
 * happened, whatever came of it. */
void cvk_host_runs_wait_ready_async (CvkHostRuns *self,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void cvk_host_runs_wait_ready_finish (CvkHostRuns *self, GAsyncResult *result);
/* Goes once more through the run @id, which has ended, is waiting or was left, with what the
 * journal holds of it by now; one that is under way is left alone. Errors: CVK_SERVICE_ERROR
 * NOT_FOUND; CVK_ENGINE_ERROR_INVALID. (transfer full) (nullable) */
void cvk_host_runs_resume_async (CvkHostRuns *self,
                                 const char *id,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
CvkHostRun *cvk_host_runs_resume_finish (CvkHostRuns *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Opens any run of the journal to be looked at, and so that others can go on with it; one of this
 * process is returned as it is. Nothing is sent and nothing is written. Errors: CVK_SERVICE_ERROR
 * NOT_FOUND; CVK_ENGINE_ERROR_INVALID when the journal does not hold what it takes. (transfer full)
 * (nullable) */
void cvk_host_runs_open_async (CvkHostRuns *self,
                               const char *id,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
CvkHostRun *cvk_host_runs_open_finish (CvkHostRuns *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Of this process, or opened. (transfer none) (nullable) */
CvkHostRun *cvk_host_runs_get (CvkHostRuns *self, const char *id, GError **error);
/* Whether one is under way. */
gboolean cvk_host_runs_is_busy (CvkHostRuns *self);
/* Drops all that have ended, whoever owns them. */
void cvk_host_runs_forget (CvkHostRuns *self);
/* Those that have not ended, oldest first. (transfer full) (element-type CvkHostRun) */
GPtrArray *cvk_host_runs_list_active (CvkHostRuns *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_host_runs_drop_owner (CvkHostRuns *self, GObject *owner);

/* Whether one has not ended. */
/* Whether any run is being read, to go on in a moment; "changed" is emitted when it is not any
 * more.
 */
gboolean cvk_host_runs_are_resuming (CvkHostRuns *self);
gboolean cvk_host_runs_are_active (CvkHostRuns *self);

G_END_DECLS
