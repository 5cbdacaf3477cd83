// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-clock.h"
#include "base/cvk-problem.h"
#include "engine/cvk-desk.h"
#include "engine/cvk-item.h"
#include "engine/cvk-journal.h"
#include "engine/cvk-pause.h"
#include "engine/cvk-plan.h"
#include "engine/cvk-question.h"
#include "engine/cvk-replay.h"
#include "engine/cvk-script-host.h"
#include "engine/cvk-seen.h"
#include "engine/cvk-tables.h"
#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/**
 * CvkRun:
 *
 * One execution of a pipeline that was frozen when it started. A step starts when all steps before
 * it have ended; independent branches run side by side. Everything happens in the main loop, in
 * slices, so that nothing blocks it.
 *
 * Signals: "changed" (coalesced, at most one per main loop round), "asked" (CvkQuestion; it is on
 * the disk, or will be when the run has ended), "finished".
 */
#define CVK_TYPE_RUN (cvk_run_get_type ())
G_DECLARE_FINAL_TYPE (CvkRun, cvk_run, CVK, RUN, GObject)

#define CVK_ENGINE_ERROR (cvk_engine_error_quark ())
GQuark cvk_engine_error_quark (void);

typedef enum
{
  CVK_ENGINE_ERROR_INVALID,      /* the pipeline or its inputs cannot run */
  CVK_ENGINE_ERROR_JOURNAL,      /* a durable record could not be written */
  CVK_ENGINE_ERROR_UNRESOLVED,   /* an equal effect has an unknown outcome */
  CVK_ENGINE_ERROR_QUOTA,        /* more than one day permits, and it was decided to stop */
  CVK_ENGINE_ERROR_DIFFERS,      /* the effect was sent before, with another request */
  CVK_ENGINE_ERROR_NOT_APPROVED, /* the user has approved something else */
} CvkEngineError;

typedef enum
{
  CVK_RUN_WAITING_TO_START,
  CVK_RUN_RUNNING,
  CVK_RUN_SUCCEEDED,
  CVK_RUN_FAILED,
  CVK_RUN_WAITING, /* for answers: it goes on when it is made again with them */
  CVK_RUN_CANCELLED,
} CvkRunState;

typedef enum
{
  CVK_STEP_PENDING,
  CVK_STEP_RUNNING,
  CVK_STEP_SUCCEEDED,
  CVK_STEP_FAILED,
  CVK_STEP_SKIPPED,
  CVK_STEP_CANCELLED,
  CVK_STEP_WAITING, /* held until an answer comes; what follows was not begun */
} CvkStepState;

const char *cvk_run_state_to_string (CvkRunState state);
const char *cvk_step_state_to_string (CvkStepState state);

/* What the host lends to every run. Borrowed members outlive the run. */
typedef struct
{
  CvkClock *clock;
  CvkJournal *journal;
  CvkScriptHost *scripts;
  const CvkNodeTypes *types; /* every one a CvkNodeOperations */
  CvkPause *pause;           /* nullable: nothing is ever paused */
  CvkSeen *seen;             /* nullable: everything is new */
  gboolean is_practice;      /* what it remembers is nothing to runs that are none */
  int64_t settle_time;       /* see cvk_step_get_settle_time() */
  GObject *network;          /* nullable: see cvk_step_get_network() */
  CvkTables *tables;         /* nullable: there are none */
  CvkDesk *desk;             /* nullable: there is none */
} CvkEnvironment;

/* How much of a pipeline runs. */
typedef enum
{
  CVK_RUN_PART_ALL,
  CVK_RUN_PART_ONLY,  /* one node */
  CVK_RUN_PART_FROM,  /* one node and all that follow it */
  CVK_RUN_PART_RETRY, /* these, with the items that failed at the node or were not begun */
} CvkRunPart;

/* What made a run begin by itself; copied. */
typedef struct
{
  const char *node; /* the trigger that fired; the pipeline's others put out nothing */
  CvkValue *items;  /* an array of what it puts out */
  /* Nullable: whose occurrence this run is for. The journal takes the start of the run only while
   * that occurrence waits for one, and nothing runs before both are on the disk. */
  const char *activation;
  const char *key; /* of the occurrence */
} CvkRunTrigger;

/* What one run is given; copied. */
typedef struct
{
  const char *id;          /* nullable: made from randomness */
  const char *path;        /* nullable: of the pipeline file, for relative files */
  CvkValue *inputs;        /* nullable: object of name and text or value */
  GHashTable *connections; /* nullable: slot name -> GObject */
  GHashTable *files;       /* nullable: file slot name or relative path -> path on this computer */
  CvkRunPart part;
  const char *node;   /* nullable: of the part */
  CvkRun *kept;       /* nullable: an earlier run, whose items stand in for what does not run;
                         without one, what the part needs runs too */
  CvkValue *edits;    /* nullable: of a retry, number of an item at the node, from 0 -> the fields
                         that take the place of its own */
  GHashTable *asked;  /* nullable: id -> CvkQuestion, all that the journal has of this run, those
                         with an answer too */
  gboolean rehearses; /* nothing is changed, the run makes a plan */
  CvkApproval *approval; /* nullable: what may be changed; without one, everything */
  gboolean spreads;      /* what a limit of the day leaves no room for is left for the next days,
                            without asking */
  CvkRun *rehearsed;     /* nullable: the rehearsal that was approved; its clock, randomness and
                            inputs are those of the run */
  const CvkRunTrigger *trigger; /* nullable: what began @kept; else a person does, and triggers put
                                   out a sample */
  uint64_t seed;                /* 0: made from randomness */
  int64_t now;                  /* 0: the clock's */
  GHashTable *breakpoints;      /* nullable: a set of ids of nodes before which it holds */
  CvkValue *bindings; /* nullable: what the host needs to give the run the same again; goes into
                         the journal as it is, so no secrets */
  CvkReplay *replay;  /* nullable: what came of it before. It says all of the above itself, apart
                         from the connections, and the document is the one it was frozen with */
  gboolean looks;     /* that is only shown again: see cvk_run_new_to_look() */
} CvkRunOptions;

/* One item that did not make it through a step. */
typedef struct
{
  unsigned number; /* of the item at the step, from 0; of a whole list 0 */
  CvkItem *item;   /* nullable: the whole list failed, or the step before its first item */
  CvkProblem *problem;
  gboolean is_final; /* something came of it, or nobody knows: not to be tried again */
} CvkRunFailure;

/* One item at a node of a sub-pipeline; owned by the array it stands in. */
typedef struct
{
  CvkItem *item;       /* nullable: the failure is of no item */
  CvkProblem *problem; /* nullable: why nothing came out; its "inside" says where */
  unsigned round;      /* the number of the item that the sub-pipeline ran for, from 1; 0: a list */
} CvkInsideRow;

/* An id for a run, from randomness. It does not begin like an option of a command line. (transfer
 * full) */
char *cvk_run_make_id (void) G_GNUC_WARN_UNUSED_RESULT;

/* @document is frozen by the caller: it must not change any more. */
CvkRun *cvk_run_new (const CvkEnvironment *environment,
                     CvkDocument *document,
                     const CvkRunOptions *options) G_GNUC_WARN_UNUSED_RESULT;
/* The run that @replay is of, with @connections (slot name -> GObject) in its slots. @kept:
 * (nullable): the run that cvk_replay_get_kept() names. Errors: CVK_ENGINE_ERROR_INVALID when the
 * journal does not hold what it takes. (transfer full) (nullable) */
CvkRun *cvk_run_new_from_replay (const CvkEnvironment *environment,
                                 CvkReplay *replay,
                                 GHashTable *connections,
                                 CvkRun *kept,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same, to be looked at: starting it brings back its items, failures and states, as far as the
 * journal has them or they can be computed. Nothing is asked, sent, changed or written, so it needs
 * no connections, and may have them for those who go on with it. */
CvkRun *cvk_run_new_to_look (const CvkEnvironment *environment,
                             CvkReplay *replay,
                             GHashTable *connections,
                             CvkRun *kept,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Writes down that it has begun, before it does, so that it is not lost while what it needs gets
 * ready. FALSE: it cannot begin, which starting it says. */
gboolean cvk_run_announce (CvkRun *self);
/* Errors: CVK_ENGINE_ERROR, before anything ran. Otherwise ends when the run has ended. */
void cvk_run_start_async (CvkRun *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean cvk_run_start_finish (CvkRun *self, GAsyncResult *result, GError **error);
/* Effects that were not sent are dropped, those that were end first. */
void cvk_run_cancel (CvkRun *self);

/* From now on it holds before these (a set of ids; nullable), and no others. What it holds before
 * now stays held. */
void cvk_run_set_breakpoints (CvkRun *self, GHashTable *nodes);
/* The node before whose step it holds: what was under way goes to its end, and nothing new begins.
 * (transfer none) (nullable) */
const char *cvk_run_get_held (CvkRun *self);
/* Goes on when it holds: to the next breakpoint, or to the end of this one step. */
void cvk_run_go_on (CvkRun *self, gboolean by_one_step);

const char *cvk_run_get_id (CvkRun *self);
CvkRunState cvk_run_get_state (CvkRun *self);
CvkDocument *cvk_run_get_document (CvkRun *self);
/* Why it cannot start. (transfer none) (element-type CvkProblem) */
GPtrArray *cvk_run_get_problems (CvkRun *self);
/* {"node", "items", "activation", "key"}, the last two only of a run for an occurrence.
 * (transfer none) (nullable) */
CvkValue *cvk_run_get_trigger (CvkRun *self);
/* Every failed item and step, and what could not be decided. (transfer none) (element-type
 * CvkProblem) */
GPtrArray *cvk_run_get_failures (CvkRun *self);
GPtrArray *cvk_run_get_warnings (CvkRun *self);
/* What it asked, in the order of asking. (transfer none) (element-type CvkQuestion) */
GPtrArray *cvk_run_get_questions (CvkRun *self);
/* Gives it an answer that is on the disk. A call that is held goes on (TRUE); for one that was
 * parked, the run has to be made again after its end (FALSE). The first answer stays. */
gboolean cvk_run_answer (CvkRun *self, const char *question, const CvkAnswer *answer);
/* TRUE when a failure did not leave by a linked failed port. */
gboolean cvk_run_has_unhandled_failures (CvkRun *self);
/* {NAME: [items]} of the output nodes. (transfer full) */
CvkValue *cvk_run_dup_outputs (CvkRun *self) G_GNUC_WARN_UNUSED_RESULT;

/* What a rehearsal would change, so far; NULL for every other run. (transfer none) (nullable) */
CvkPlan *cvk_run_get_plan (CvkRun *self);

unsigned cvk_run_get_n_steps (CvkRun *self);
CvkStepState cvk_run_get_step_state (CvkRun *self, CvkNodeIndex node);
/* Items done and items to do; equal when the step has ended. */
void cvk_run_get_step_progress (CvkRun *self, CvkNodeIndex node, unsigned *done, unsigned *total);
/* What one of the step's calls waits for, when people should know. (transfer none) (nullable) */
CvkProblem *cvk_run_get_step_wait (CvkRun *self, CvkNodeIndex node);
/* What has come so far of the answer that the step reads just now. (transfer none) (nullable) */
const char *cvk_run_get_step_shown (CvkRun *self, CvkNodeIndex node);
/* Microseconds the step has taken. */
int64_t cvk_run_get_step_duration (CvkRun *self, CvkNodeIndex node);
/* How many items there are at each port, {"in": 24, "out": 22, "failed": 2}; "failed" are all that
 * did not make it, whether they leave by a link or not. (transfer full) */
CvkValue *cvk_run_dup_step_counts (CvkRun *self, CvkNodeIndex node) G_GNUC_WARN_UNUSED_RESULT;
/* What happened in the sub-pipeline that the step runs, over all its runs so far: a list of
 * {"step": the ids of nodes from the outside in, with slashes, "label", "type", "state", "runs",
 * "done", "total", "failed", "counts": as of cvk_run_dup_step_counts()}. NULL for a step that runs
 * none. (transfer full) (nullable) */
CvkValue *cvk_run_dup_inside (CvkRun *self, CvkNodeIndex node);
/* What is at a port in there, over all runs so far and in the order of the items that they are for.
 * @path: as "step" above; at the only output port of a node what failed is there too, behind what
 * came out for the same item. Empty for what is not there. (transfer full) (element-type
 * CvkInsideRow) */
GArray *cvk_run_dup_inside_rows (CvkRun *self,
                                 CvkNodeIndex node,
                                 const char *path,
                                 const char *port) G_GNUC_WARN_UNUSED_RESULT;
/* What failed at a step, so far, in the order in which it happened. (transfer none) (nullable)
 * (element-type CvkRunFailure) */
GArray *cvk_run_get_step_failures (CvkRun *self, CvkNodeIndex node);
/* How many output ports the node has, without "failed". */
unsigned cvk_run_get_n_outputs (CvkRun *self, CvkNodeIndex node);
/* Whether the step did not run: its items are those of an earlier run. */
gboolean cvk_run_is_step_kept (CvkRun *self, CvkNodeIndex node);
/* Whether the step did not run: its items are those that are pinned to the node. */
gboolean cvk_run_is_step_pinned (CvkRun *self, CvkNodeIndex node);
/* Whether what follows @node, and the step itself, has changed nothing yet, so that all of it may
 * run again without doing anything twice. FALSE as well when the pipeline has no such node. */
gboolean cvk_run_can_repeat_from (CvkRun *self, const char *node);
/* Items at a port by name ("in", "out", "failed", ...), so far. (transfer none) (nullable) */
GPtrArray *cvk_run_get_items (CvkRun *self, CvkNodeIndex node, const char *port);

G_END_DECLS
