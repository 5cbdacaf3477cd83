// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-node-operations.h"
#include "engine/cvk-replay.h"
#include "engine/cvk-run.h"
#include "engine/cvk-settings.h"

G_BEGIN_DECLS

/* What the engine's own files share: the run owns its steps, a step owns its calls. */

typedef struct
{
  CvkItem *item; /* owned */
  unsigned port;
} CvkEmission;

typedef struct _CvkGraph CvkGraph;
typedef struct _CvkInside CvkInside;

/* What a step has to do in its run. */
typedef enum
{
  CVK_STEP_PART_RUNS,
  CVK_STEP_PART_RETRIED,  /* runs, with inputs that it has got already */
  CVK_STEP_PART_KEPT,     /* has got its items from an earlier run */
  CVK_STEP_PART_LEFT_OUT, /* nobody asked for it */
} CvkStepPart;

struct _CvkRun
{
  GObject parent;

  CvkEnvironment environment;
  CvkDocument *document;   /* owned */
  char *id;                /* owned */
  char *path;              /* owned, nullable */
  CvkValue *inputs;        /* owned: completed */
  CvkValue *run_value;     /* owned: what expressions see as "run" */
  GHashTable *connections; /* owned: slot -> GObject */
  GHashTable *files;       /* owned: slot or relative path -> path */
  CvkValue *part;          /* owned, nullable: for the journal, when not all of it runs */
  CvkValue *bindings;      /* owned, nullable: for the journal */
  CvkReplay *replay;       /* owned, nullable: what came of it before */
  gboolean looks;          /* it only shows that again */
  CvkJournal *own_journal; /* owned, nullable: of such a run */
  GHashTable *met_effects; /* owned, nullable: ids of what a replay came by */
  unsigned n_behind;      /* steps that have to come by what they did before, even when all stops */
  CvkValue *trigger;      /* owned, nullable: what began it, as the journal has it */
  CvkValue *no_items;     /* owned: an empty array */
  CvkCall *outer;         /* borrowed, nullable: it runs this one, a sub-pipeline, in its place */
  char *prefix;           /* owned, nullable: of such a run's nodes in records */
  GHashTable *arrivals;   /* owned, nullable: id of an input node -> GPtrArray of CvkValue */
  GHashTable *origins;    /* owned, nullable: the same -> GPtrArray of CvkItem, nullable ones: what
                             these were outside */
  gboolean outer_is_held; /* the call counts as held, because all here is */
  CvkPlan *plan;          /* owned, nullable: of a rehearsal */
  CvkApproval *approval;  /* owned, nullable: what may be changed */
  unsigned n_left_out;    /* changes that were not approved */
  gboolean spreads;       /* it was decided beforehand what a limit of the day means */
  uint64_t seed;
  int64_t now;

  CvkRunState state;
  CvkGraph *graph;      /* owned */
  GPtrArray *problems;  /* owned: why it cannot start */
  GPtrArray *failures;  /* owned */
  GPtrArray *warnings;  /* owned */
  GPtrArray *running;   /* borrowed CvkStep */
  GHashTable *asked;    /* owned, nullable: id -> CvkQuestion, as the journal has them */
  GHashTable *answers;  /* owned: id -> CvkAnswer, given while it runs */
  GHashTable *asking;   /* owned: id -> borrowed CvkCall that is held */
  GPtrArray *questions; /* owned CvkQuestion */
  GHashTable *done;     /* owned: borrowed CvkItem that a step remembers, and that was acted on */
  GQueue ready;         /* borrowed CvkStep */
  GHashTable *breakpoints; /* owned: ids of nodes */
  GQueue on_hold;          /* borrowed CvkStep: ready, and not to begin yet */
  CvkStep *held;           /* borrowed, nullable: the first of them, while the run holds */
  CvkStep *released;       /* borrowed, nullable: is to begin although there is a breakpoint */
  CvkStep *stepped;        /* borrowed, nullable: the one step that is to run */
  gboolean is_stepping;    /* it holds before the next step, whatever that is */
  unsigned n_ended;
  gboolean announced; /* its start is in the journal */
  gboolean unhandled;
  gboolean parked;
  gboolean set_aside; /* nothing was left to do but wait */
  gboolean stopping;
  gboolean cancelled;
  GCancellable *cancellable;      /* owned */
  GCancellable *user_cancellable; /* owned: the user has cancelled, not a failure */
  GTask *task;                    /* owned, nullable: the start */
  unsigned work_source;
  unsigned changed_source;
};

struct _CvkOutput
{
  CvkStep *step;     /* borrowed */
  GArray *emissions; /* owned CvkEmission, until they are delivered */
  unsigned n_failed; /* items that a call over the whole list reported as failed */
};

struct _CvkStep
{
  CvkRun *run; /* borrowed */
  CvkNodeIndex index;
  CvkNode *node; /* borrowed from the document */
  const CvkNodeOperations *operations;
  CvkNodeMode mode;
  CvkNodeEffect effect;
  GStrv input_ports;  /* owned */
  GStrv output_ports; /* owned */
  unsigned n_inputs;
  unsigned n_outputs;    /* without "failed", which has this number */
  gboolean *linked;      /* owned: per output port, "failed" included */
  char *place;           /* owned: what records call the node (model/cvk-sub-pipeline.h) */
  CvkInside *inside;     /* owned, nullable: what happened in the sub-pipeline that it runs */
  CvkSettings *settings; /* owned */

  CvkStepState state;
  CvkStepPart part;
  char *origin;         /* owned, nullable: the run that its items are kept from */
  gboolean is_behind;   /* it, or one that needs it, did something before */
  unsigned waiting_for; /* links from steps that have not ended */
  unsigned n_links_in;
  gboolean has_inputs; /* its links have brought them */
  GPtrArray **inputs;  /* owned arrays of CvkItem, per input port */
  GPtrArray **outputs; /* owned arrays of CvkItem, per output port */

  unsigned total; /* items to do; 1 for a whole list */
  unsigned next;  /* number of the next to start */
  unsigned done;
  unsigned concurrency;
  GPtrArray *calls;     /* borrowed CvkCall under way */
  gboolean knows_quota; /* there is room for all of it today, or that was decided */
  int n_sent;           /* of what counts against a limit of the day, and not refused */
  unsigned n_held;      /* of these: wait for an answer */
  unsigned n_set_aside; /* calls that ended without one, because the run went to wait */
  GPtrArray *slots;     /* owned: GArray of CvkEmission per item, while calls are under way */
  unsigned n_delivered; /* slots that went to the outputs, in order */
  GArray *failures;     /* owned CvkRunFailure, as they happened */
  GArray *cut_off;      /* owned unsigned: items that were begun and are as if they had not been */
  gboolean stopping;    /* an item failed and the policy is to stop */
  gboolean recording;   /* its outputs are on their way to the journal */
  GHashTable *past_problems; /* owned, nullable: number of an item -> CvkProblem, to be looked at */

  GPtrArray *script_results; /* owned, nullable: per script a GPtrArray of CvkScriptResult */
  unsigned script_first;     /* number of the first item they are for */
  unsigned script_count;
  gboolean script_pending;

  int64_t started;
  int64_t ended;
  gpointer data;
  GDestroyNotify data_destroy;
};

typedef struct
{
  char *id;                  /* owned */
  char *match_key;           /* owned, nullable */
  char *request_hash;        /* owned */
  const CvkPastEffect *past; /* borrowed from the replay, nullable: it was sent before */
  int64_t sent;              /* the last attempt, microseconds since 1970; 0: never */
  CvkEffectState state;
  gboolean exists;
  gboolean holds_gate; /* equal effects wait for this one */
  char *quota;         /* owned, nullable: what it counts against */
  gboolean has_reservation;
} CvkEffect;

struct _CvkCall
{
  CvkStep *step; /* borrowed; the run is kept alive by it */
  CvkRun *run;   /* owned */
  unsigned number;
  CvkItem *item;      /* owned, nullable */
  CvkValue *settings; /* owned */
  CvkOutput output;
  GCancellable *cancellable; /* owned */
  unsigned long cancelled_handler;
  unsigned deadline;   /* timeout id; 0 while it stands still */
  int64_t time_left;   /* until the deadline, while it stands still; 0: there is none */
  int64_t deadline_at; /* monotonic */
  unsigned long pause_handler;
  gboolean past_deadline;
  unsigned quota_timeout;      /* until the next day */
  unsigned long quota_handler; /* of the cancellable, meanwhile */
  gboolean is_waiting;         /* for something that is not its own doing */
  char *shown;                 /* owned, nullable: what has come so far */
  CvkProblem *waiting_for;     /* owned, nullable: what people should know about that */
  CvkEffect effect;
  CvkQuestion *question;        /* owned, nullable: that it asks */
  GTask *asking;                /* owned, nullable: waits for the answer */
  CvkCall *leader;              /* borrowed, nullable: has asked the same before */
  GPtrArray *followers;         /* owned, nullable: borrowed CvkCall that wait with it */
  gboolean speaks_for_step;     /* what it asks is asked once for the whole step */
  unsigned long asking_handler; /* of the cancellable */
  gboolean is_parked;
  gboolean is_set_aside;
  gboolean is_cut_off; /* it is as if it had not begun */
  gboolean has_acted;  /* something was done outside in the sub-pipeline that it runs */
  CvkRun *inner;       /* owned, nullable: the run of that sub-pipeline */
  unsigned long inner_cancelled_handler; /* of the cancellable */
  unsigned long inner_user_handler;      /* of the run's user_cancellable */
  gpointer data;
  GDestroyNotify data_destroy;
};

/* cvk-run.c */
const CvkEnvironment *cvk_run_get_environment (CvkRun *self);
CvkValue *cvk_run_get_inputs (CvkRun *self);
CvkValue *cvk_run_get_run_value (CvkRun *self);
/* Node id -> CvkNodeIndex + 1. */
GHashTable *cvk_run_get_indices (CvkRun *self);
/* Fires when the run is cancelled or stopped. */
GCancellable *cvk_run_get_cancellable (CvkRun *self);
int64_t cvk_run_get_now (CvkRun *self);
uint64_t cvk_run_get_seed (CvkRun *self);
GObject *cvk_run_get_connection (CvkRun *self, const char *slot);
char *cvk_run_resolve_file (CvkRun *self, const char *file, CvkProblem **problem);
/* The start has been written: steps may begin. */
void cvk_run_begin (CvkRun *self);
/* There is work for a step to do. */
void cvk_run_wake (CvkRun *self);
/* No new work; what was sent ends. */
void cvk_run_stop (CvkRun *self);
gboolean cvk_run_is_stopping (CvkRun *self);
/* Takes @problem. @handled: it left by a linked failed port. */
void cvk_run_add_failure (CvkRun *self, CvkProblem *problem, gboolean handled);
void cvk_run_add_warning (CvkRun *self, CvkProblem *problem);
/* Something asks for a person. */
void cvk_run_park (CvkRun *self);
void cvk_run_step_ended (CvkRun *self, CvkStep *step);
/* Its state is known, and on the disk as far as that is waited for. */
void cvk_run_end (CvkRun *self);
void cvk_run_sort_failures (CvkRun *self);
/* Takes @payload. Not durable by itself. */
void cvk_run_write_record (CvkRun *self, CvkRecordKind kind, const char *node, CvkValue *payload);
/* Tells the host. */
void cvk_run_asked (CvkRun *self, CvkQuestion *question);
/* Something that the run's watchers see has changed. */
void cvk_run_changed (CvkRun *self);

/* cvk-run-questions.c */
/* As the journal has it. (transfer none) (nullable) */
CvkQuestion *cvk_run_find_question (CvkRun *self, const char *id);
/* (transfer none) (nullable) */
const CvkAnswer *cvk_run_find_answer (CvkRun *self, const char *id);
/* When nothing is left to do but wait for answers, ends the calls that do, so that the run can end
 * as waiting. */
void cvk_run_set_aside (CvkRun *self);

/* Whether everything that it could do waits for answers; a sub-pipeline tells the call that runs
 * it. */
void cvk_run_tell_held (CvkRun *self);

/* cvk-run-nested.c: sub-pipelines, each a run of its own inside of a call */
/* The run that is not inside of another one. (transfer none) */
CvkRun *cvk_run_get_root (CvkRun *self);
/* What of an effect, or of another record, belongs to a step of this run. (nullable) */
CvkStep *cvk_run_find_placed_step (CvkRun *self, const char *place);
/* Whether @place is the step, or inside of what it runs. */
gboolean cvk_step_owns_place (const CvkStep *self, const char *place);
/* What stands in front of the places of what the step runs for the item. (transfer full) */
char *cvk_step_make_prefix (const CvkStep *self, CvkItem *item) G_GNUC_WARN_UNUSED_RESULT;
/* The place of the run itself, "each:0123456789abcdef". (transfer full) */
char *cvk_run_dup_place (const CvkRun *self) G_GNUC_WARN_UNUSED_RESULT;
/* What came of the run, in the records of the one that it is made again from. (nullable) */
CvkValue *cvk_run_get_past_result (const CvkRun *self);
/* A sub-pipeline has ended as @state; nobody waits for the disk. */
void cvk_run_finish_nested (CvkRun *self, CvkRunState state);
/* The number of the item that people know it by: in a sub-pipeline for one item, that item's. -1
 * for a list, and where there is only one item. */
int64_t cvk_call_get_known_number (const CvkCall *self);
/* The call is over, and with it the run that it kept. */
void cvk_call_drop_inner (CvkCall *self);

/* cvk-run-nested-end.c */
/* Ends the call with what came of the run that it kept. */
void cvk_call_end_nested (CvkCall *self);

/* cvk-inside.c */
/* Adds what happened in the run of a call's sub-pipeline, which has ended, to the call's step. */
void cvk_inside_add_run (CvkCall *call);
void cvk_inside_free (CvkInside *self);

/* cvk-run-start.c */
/* What began the run, as the journal has it. (transfer full) (nullable) */
/* What was decided of limits of the day when the run began. */
gboolean cvk_run_spreads_from_start (const CvkRunOptions *options);
CvkValue *cvk_run_create_trigger (const CvkRunOptions *options) G_GNUC_WARN_UNUSED_RESULT;
/* Writes that it begins; FALSE: it may begin for an occurrence only when that is on the disk. */
gboolean cvk_run_write_start (CvkRun *self);
/* Begins when the start is on the disk, or not at all. */
void cvk_run_begin_durably (CvkRun *self);

/* cvk-run-breakpoints.c */
/* An array of ids, as the journal has it; @value: (nullable). (transfer full) */
GHashTable *cvk_run_read_breakpoints (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_run_write_breakpoints (CvkRun *self) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the step, which is ready, does not begin yet; it is put aside then. */
gboolean cvk_run_hold_before (CvkRun *self, CvkStep *step);
/* The step has ended: if it was to run alone, the next one is held. */
void cvk_run_end_stepping (CvkRun *self, const CvkStep *step);
/* The run stops: what is held is ready again, to be ended. */
void cvk_run_stop_holding (CvkRun *self);

/* cvk-run-seen.c */
/* The call has ended: what it did outside is remembered of the items that it did it for. */
void cvk_run_note_done (CvkRun *self, const CvkCall *call);
/* The run has ended: writes which items are not new any more. */
void cvk_run_keep_seen (CvkRun *self);
/* Of a part: takes over what the earlier run remembered, so that nobody else begins with it. */
void cvk_run_claim_again (CvkRun *self);

/* cvk-run-part.c */
/* As the journal has it. */
CvkRunPart cvk_run_part_from_string (const char *name);
/* Decides what each step has to do, and hands out the items that are kept. What cannot be done is
 * added to the run's problems. */
void cvk_run_plan_part (CvkRun *self, const CvkRunOptions *options);

/* cvk-step.c */
CvkStep *cvk_step_new (CvkRun *run, CvkNodeIndex index, CvkNode *node, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_step_free (CvkStep *self);
/* Port numbers by name, -1 for none; "failed" comes after the other outputs. */
int cvk_step_find_input (CvkStep *self, const char *port);
int cvk_step_find_output (CvkStep *self, const char *port);
/* Pinned items stand in for what it would put out. */
gboolean cvk_step_is_pinned (CvkStep *self);
/* Its inputs are complete. */
void cvk_step_begin (CvkStep *self);
void cvk_step_end (CvkStep *self, CvkStepState state);
void cvk_step_init_scope (CvkStep *self, CvkItem *item, CvkScope *scope);

/* cvk-step-work.c */
/* Works until @until (monotonic) or until there is nothing to do at once. FALSE: wait to be woken.
 */
gboolean cvk_step_work (CvkStep *self, int64_t until);
/* Whether everything that it could do waits for answers. */
gboolean cvk_step_is_held (CvkStep *self);
/* An item did not make it. Takes @problem. */
void cvk_step_fail_item (CvkStep *self,
                         CvkItem *item,
                         unsigned number,
                         CvkProblem *problem,
                         CvkOutput *output);
/* Keeps what failed for those who look at the step. @item is nullable. */
void cvk_step_note_failure (CvkStep *self,
                            CvkItem *item,
                            unsigned number,
                            CvkProblem *problem,
                            gboolean is_final);
/* Takes @problem (nullable). */
void cvk_step_call_ended (CvkStep *self, CvkCall *call, CvkProblem *problem);

/* cvk-step-scripts.c: the values of script expressions for a slice of items */
gboolean cvk_step_has_script_values (CvkStep *self, unsigned number);
void cvk_step_request_script_values (CvkStep *self);
/* Fills @values (borrowed) for item @number; FALSE sets @problem (transfer full). */
gboolean cvk_step_get_script_values (CvkStep *self,
                                     unsigned number,
                                     CvkValue **values,
                                     CvkProblem **problem);

/* cvk-step-record.c: what a step gave, in the journal and out of it */
/* (transfer full) */
CvkRecord *cvk_step_create_output_record (CvkStep *self) G_GNUC_WARN_UNUSED_RESULT;
/* Writes what a read gave that did not get to its end, for those who look at it; nothing goes on
 * with that. */
void cvk_step_record_rest (CvkStep *self);
/* TRUE when the step has its items from the journal, and no more to do than to end in @state. */
gboolean cvk_step_restore_output (CvkStep *self, CvkStepState *state);

/* cvk-run-replay.c */
/* Finds the steps that have to come by what they did before. */
void cvk_run_prepare_replay (CvkRun *self);
/* Whether the step may go on although the run, or the step itself, stops. */
gboolean cvk_step_may_catch_up (CvkStep *self);
/* Whether something came of the item, or may have, in an earlier process. */
gboolean cvk_step_has_past (CvkStep *self, CvkItem *item);
/* A step that was behind has ended. */
void cvk_run_caught_up (CvkRun *self, CvkStep *step);
/* What began in this process only, and was not sent, is called back. */
void cvk_run_stop_new_calls (CvkRun *self);
/* The whole replay is over: of what it did not come by, a person has to be told. */
void cvk_run_report_unmet (CvkRun *self);

/* What @replay says of the run, made into a run again. */
CvkRun *cvk_run_new_from_journal (const CvkEnvironment *environment,
                                  CvkReplay *replay,
                                  GHashTable *connections,
                                  CvkRun *kept,
                                  gboolean looks,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* cvk-run-look.c */
void cvk_run_prepare_look (CvkRun *self);
/* All steps are shown: how it ended is the journal's word. */
void cvk_run_end_look (CvkRun *self);
/* Whether the step is shown from the journal, and does not run. */
gboolean cvk_step_is_looked_at (const CvkStep *self);
/* The same, or what it runs is. */
gboolean cvk_step_shows_past (const CvkStep *self);
/* Whether the journal has anything of it that can be shown. */
gboolean cvk_step_is_worth_a_look (CvkStep *self);
CvkStepState cvk_step_get_past_state (CvkStep *self);
int64_t cvk_step_get_past_duration (CvkStep *self);
/* In place of its preparation, and of its work on an item (nullable). */
void cvk_step_begin_look (CvkStep *self);
void cvk_step_look_at (CvkStep *self, unsigned number, CvkItem *item, CvkOutput *output);

/* cvk-output.c */
void cvk_output_init (CvkOutput *self, CvkStep *step);
void cvk_output_clear (CvkOutput *self);
void cvk_output_truncate (CvkOutput *self, unsigned length);
/* Moves the items to the step's output ports. */
void cvk_output_deliver (CvkOutput *self);

/* cvk-call.c */
CvkCall *cvk_call_new (CvkStep *step, unsigned number, CvkItem *item, CvkValue *settings)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_call_free (CvkCall *self);

/* cvk-call-quota.c */
/* The effect is in another state: it counts, or does so no more. */
void cvk_call_count_quota (CvkCall *self, CvkEffectState before, CvkEffectState after);
/* The call ends, or begins anew. */
void cvk_call_drop_quota (CvkCall *self);

/* cvk-ask.c */
/* Writes down what the run ends with. */
void cvk_ask_write_question (CvkRun *run, const CvkQuestion *question);
/* @call, which is held, gets its answer. */
void cvk_ask_answer (CvkCall *call, const CvkAnswer *answer);
/* @call, which is held, ends as if it had not begun. */
void cvk_ask_set_aside (CvkCall *call);

/* cvk-rehearsal.c */
/* Whether it rehearses, and what it may change. */
void cvk_run_set_rehearsal (CvkRun *self, const CvkRunOptions *options);
/* Node and line of descent, as plans and approvals name an effect. @item is nullable. */
char *cvk_effect_make_key (CvkStep *step, const CvkItem *item) G_GNUC_WARN_UNUSED_RESULT;
char *cvk_effect_hash_request (const CvkValue *request) G_GNUC_WARN_UNUSED_RESULT;
/* Starts the call, or rehearses it. */
void cvk_call_start (CvkCall *self);
/* FALSE: the user has left this change out. @item is nullable. */
gboolean cvk_step_may_change (CvkStep *self, const CvkItem *item);
/* Errors: CVK_ENGINE_ERROR_NOT_APPROVED. */
gboolean cvk_call_check_approval (CvkCall *self, const char *request_hash, GError **error);
void cvk_run_warn_of_left_out (CvkRun *self);

/* cvk-effect.c */
/* Names the effect that the call would have, and looks for it in the replay. */
void cvk_effect_init (CvkCall *call);
/* (transfer full) */
char *cvk_effect_make_id (CvkRun *run, const char *node, CvkItem *item) G_GNUC_WARN_UNUSED_RESULT;
/* Not sent because an equal one of this run is open. */
gboolean cvk_effect_is_held_up (CvkCall *call);
void cvk_effect_clear (CvkEffect *self);
/* Sent, and nobody can say what came of it: also when the outcome did not reach the disk. */
gboolean cvk_effect_is_unresolved (const CvkEffect *self);
/* The call has ended: what was planned and never sent is written as abandoned. */
void cvk_effect_settle (CvkCall *call);

G_END_DECLS
