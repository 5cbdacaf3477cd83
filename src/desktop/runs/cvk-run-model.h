// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-problem.h"
#include "engine/cvk-run.h"

G_BEGIN_DECLS

/**
 * CvkRunModel:
 *
 * What the window knows of one run: its state, and for each node what it does and how many items
 * are at each of its ports. Filled from the engine's descriptions and deltas by a CvkRunWatch; it
 * talks to nobody itself. One thread.
 *
 * Signal "changed" (): anything is different; at most once a frame, however fast the deltas come.
 */
#define CVK_TYPE_RUN_MODEL (cvk_run_model_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunModel, cvk_run_model, CVK, RUN_MODEL, GObject)

/* What one node did or does; owned by the model, good until "changed". */
typedef struct
{
  CvkStepState state;
  unsigned done;
  unsigned total;
  int64_t duration;       /* microseconds, as of the last word from the engine */
  const char *shown;      /* nullable: the end of the answer that it reads just now */
  gboolean is_kept;       /* its items are those of an earlier run; it did not run again */
  const CvkProblem *wait; /* nullable: what it waits for, and goes on after by itself */
  gboolean is_pinned;     /* its items are those that are pinned to the node; it did not run */
  const char *label;      /* nullable: of a step in a sub-pipeline, what its node is called */
  const char *type;       /* nullable: likewise, the node's type */
} CvkRunStep;

/* @id: of a run that the engine knows. */
CvkRunModel *cvk_run_model_new (const char *id) G_GNUC_WARN_UNUSED_RESULT;

/* The engine's GetRun, one of its RunChanged, and one entry of its ListRuns; anything that does not
 * read is passed over. */
void cvk_run_model_describe (CvkRunModel *self, const char *description);
void cvk_run_model_apply (CvkRunModel *self, const char *delta);
void cvk_run_model_set_entry (CvkRunModel *self, const CvkValue *entry);

const char *cvk_run_model_get_id (CvkRunModel *self);
/* "running", "succeeded", "failed", "waiting", "cancelled", "invalid", "interrupted"; "" until the
 * engine has said anything. */
const char *cvk_run_model_get_state (CvkRunModel *self);
gboolean cvk_run_model_has_ended (CvkRunModel *self);
/* The user's pause keeps it from sending. */
gboolean cvk_run_model_is_paused (CvkRunModel *self);
/* The node before whose step it holds. (transfer none) (nullable) */
const char *cvk_run_model_get_held (CvkRunModel *self);
/* It has changed nothing, and some of its items are guesses. */
gboolean cvk_run_model_is_rehearsal (CvkRunModel *self);
/* One of its slots was filled with a sandbox. */
gboolean cvk_run_model_uses_sandbox (CvkRunModel *self);
/* Whether the engine still has its items. */
gboolean cvk_run_model_has_items (CvkRunModel *self);
/* The run's number in this data directory; 0 while it is not known. */
int64_t cvk_run_model_get_number (CvkRunModel *self);
/* Microseconds since 1970; 0 while it is not known. */
int64_t cvk_run_model_get_started (CvkRunModel *self);
/* Microseconds from its beginning to its end, or until now. */
int64_t cvk_run_model_get_duration (CvkRunModel *self);
/* Microseconds that the steps under way will take if they go on as they began; -1: nobody can
 * tell. */
int64_t cvk_run_model_get_time_left (CvkRunModel *self);
/* Items done and to do in the steps that are under way. */
void cvk_run_model_get_progress (CvkRunModel *self, unsigned *done, unsigned *total);

/* (transfer none) (element-type CvkProblem); while it runs, only what was known when the engine was
 * last asked. */
GPtrArray *cvk_run_model_get_failures (CvkRunModel *self);
GPtrArray *cvk_run_model_get_warnings (CvkRunModel *self);
/* What output nodes gave, {name: [items]}, of a run that is only left in the journal. (transfer
 * none) (nullable) */
CvkValue *cvk_run_model_get_outputs (CvkRunModel *self);

/* (nullable): the run does not know such a node. Here and below @node can be a place in a
 * sub-pipeline too: "each/create", over all its runs. */
const CvkRunStep *cvk_run_model_get_step (CvkRunModel *self, const char *node);
/* How many items are at a port: "in", "out", "failed", ... */
unsigned cvk_run_model_get_count (CvkRunModel *self, const char *node, const char *port);
/* What the run waits for, when no step goes on meanwhile. (transfer none) (nullable) */
const CvkProblem *cvk_run_model_get_wait (CvkRunModel *self);
/* The ports that it counts, in order: inputs, outputs, "failed". (transfer none) (nullable)
 * (element-type utf8) */
GPtrArray *cvk_run_model_list_ports (CvkRunModel *self, const char *node);
/* The places in the sub-pipeline that the node runs, and in theirs, in the order of the files.
 * (transfer none) (nullable) (element-type utf8): it runs none, or nothing of it has begun */
GPtrArray *cvk_run_model_list_inside (CvkRunModel *self, const char *node);
/* (transfer container) (element-type utf8): the ids of its nodes, in the order of the file. */
GPtrArray *cvk_run_model_list_nodes (CvkRunModel *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
