// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host.h"
#include "service/cvk-run-rows.h"

G_BEGIN_DECLS

/**
 * CvkHostRun:
 *
 * A run as the clients see it: with its private sandbox when it has one, its changes gathered into
 * deltas, its end awaited by any number of callers. Holds the host until it has ended. When the
 * host is ended before, the journal has all it takes to go on.
 *
 * Signals: "delta" (JSON text), at most ten a second and one right at the end; "ended".
 */
#define CVK_TYPE_HOST_RUN (cvk_host_run_get_type ())
G_DECLARE_FINAL_TYPE (CvkHostRun, cvk_host_run, CVK, HOST_RUN, GObject)

/* What a client asks for; borrowed until the call returns. */
typedef struct
{
  const char *id;        /* nullable: made from randomness */
  CvkDocument *document; /* checked, frozen */
  const char *path;      /* nullable */
  CvkValue *inputs;
  GHashTable *connections; /* slot -> CvkConnection; kept */
  GHashTable *files;       /* file slot -> path; kept */
  GStrv sandbox_slots;     /* nullable: slots that a private sandbox fills */
  CvkRunPart part;
  const char *node; /* nullable: of the part */
  CvkHostRun *kept; /* nullable: the run that a part goes on with */
  CvkValue *edits;  /* nullable: as of CvkRunOptions */
  gboolean rehearses;
  gboolean spreads;             /* over days, without asking */
  CvkHostRun *rehearsed;        /* nullable: the rehearsal that was approved */
  CvkApproval *approval;        /* nullable: which of its changes */
  const CvkRunTrigger *trigger; /* nullable: what began it; a person */
  GHashTable *breakpoints;      /* nullable: a set of ids of nodes */
} CvkHostRunRequest;

CvkHostRun *cvk_host_run_new (CvkHost *host, const CvkHostRunRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;
/* The run that an earlier process left, or that has an answer now. @connections: slot ->
 * CvkConnection; kept. @went_on_with: (nullable): the run that cvk_replay_get_kept() names. Errors:
 * CVK_ENGINE_ERROR_INVALID. (transfer full) (nullable) */
CvkHostRun *cvk_host_run_new_from_replay (CvkHost *host,
                                          CvkReplay *replay,
                                          GHashTable *connections,
                                          CvkHostRun *went_on_with,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same, to be looked at (see cvk_run_new_to_look()). */
CvkHostRun *cvk_host_run_new_to_look (CvkHost *host,
                                      CvkReplay *replay,
                                      GHashTable *connections,
                                      CvkHostRun *went_on_with,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether its steps could be made. Errors: CVK_ENGINE_ERROR_INVALID, with the first problem. */
gboolean cvk_host_run_can_start (CvkHostRun *self, GError **error);
/* What @replay needs: slot -> id of a connection. (transfer full) */
GHashTable *cvk_host_run_read_slots (CvkReplay *replay) G_GNUC_WARN_UNUSED_RESULT;
/* Writes the end of a run that cannot be taken up, or could not begin. Takes @problem. */
void cvk_host_run_give_up (CvkHost *host, const char *run, const char *state, CvkProblem *problem);
/* FALSE: nothing runs, and cvk_host_run_get_failures() says why. */
gboolean cvk_host_run_start (CvkHostRun *self);
void cvk_host_run_cancel (CvkHostRun *self);

const char *cvk_host_run_get_id (CvkHostRun *self);
/* What the pipeline is called. */
const char *cvk_host_run_get_name (CvkHostRun *self);
/* The activation that it is for. (transfer none) (nullable): a person began it */
const char *cvk_host_run_get_activation (CvkHostRun *self);
gboolean cvk_host_run_has_ended (CvkHostRun *self);
/* "running", and how it ended. */
const char *cvk_host_run_get_state (CvkHostRun *self);
GPtrArray *cvk_host_run_get_failures (CvkHostRun *self);
/* How many items it keeps in memory, at all ports. */
int64_t cvk_host_run_count_items (CvkHostRun *self);
/* (transfer none) */
CvkRun *cvk_host_run_get_run (CvkHostRun *self);
/* Items at a port, as the API's GetItems names it. (transfer full) (nullable) (element-type
 * CvkItem) */
GPtrArray *cvk_host_run_dup_items (CvkHostRun *self, const char *node, const char *port)
  G_GNUC_WARN_UNUSED_RESULT;
/* A page of rows, as the API's GetRows returns them. @node, as GetRows names it, says what node and
 * inside of @query are. */
void cvk_host_run_query_rows_async (CvkHostRun *self,
                                    const char *node,
                                    const CvkRunRowsQuery *query,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Does not fail. (transfer full) */
CvkValue *cvk_host_run_query_rows_finish (CvkHostRun *self, GAsyncResult *result, unsigned *total)
  G_GNUC_WARN_UNUSED_RESULT;
/* The user's pause keeps it from sending. */
gboolean cvk_host_run_is_paused (CvkHostRun *self);
/* As the API's GetRun and WaitRun return them. (transfer full) */
CvkValue *cvk_host_run_describe (CvkHostRun *self) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_host_run_dup_result (CvkHostRun *self) G_GNUC_WARN_UNUSED_RESULT;
/* What a rehearsal would change; null for other runs. (transfer full) */
CvkValue *cvk_host_run_dup_plan (CvkHostRun *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
