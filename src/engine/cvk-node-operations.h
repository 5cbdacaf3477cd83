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
#include "engine/cvk-question.h"
#include "engine/cvk-replay.h"
#include "engine/cvk-script-host.h"
#include "engine/cvk-tables.h"
#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/**
 * CvkNodeOperations:
 *
 * A node type together with how it runs: its description first, so that the registry of types
 * serves both, then a handful of functions. Stateless; what a step keeps between calls is its
 * state pointer. A type sets exactly one of @each, @all and @start.
 *
 * Settings reach the functions with their expressions evaluated and brought to the types of the
 * schema; a field that is not set, or whose expression gave null, is absent. Fields with
 * "x-template": false in the schema arrive as written (a script's code, names of fields).
 */
typedef struct _CvkNodeOperations CvkNodeOperations;
typedef struct _CvkStep CvkStep;     /* one node of one run */
typedef struct _CvkCall CvkCall;     /* one asynchronous execution */
typedef struct _CvkOutput CvkOutput; /* where emitted items go */

struct _CvkNodeOperations
{
  CvkNodeType type;

  /* Before the first item; may set the step's state. FALSE with @problem fails the step. Nullable.
   */
  gboolean (*prepare) (CvkStep *step, CvkProblem **problem);

  /* One item, at once. FALSE with @problem fails the item. Must not block. */
  gboolean (*each) (CvkStep *step,
                    CvkItem *item,
                    CvkValue *settings,
                    CvkOutput *output,
                    CvkProblem **problem);

  /* The whole list, at once: cvk_step_get_items(). */
  gboolean (*all) (CvkStep *step, CvkValue *settings, CvkOutput *output, CvkProblem **problem);

  /* One item (mode each) or the whole list (mode all), in its own time: ends with
   * cvk_call_succeed() or cvk_call_fail(), at once or later. */
  void (*start) (CvkCall *call);

  /* In a rehearsal, instead of @start, for types that change the world: says with
   * cvk_call_pretend() what it would do, puts out what that would give, as far as it is known, and
   * ends the call. May read. Nullable: the engine says it by the settings, and the items pass. */
  void (*rehearse) (CvkCall *call);

  /* In a run that is only looked at, instead of @start, for types that change the world: puts out
   * again what the item, or the whole list, gave, without asking or changing anything. @effect:
   * (nullable): what is known of it, confirmed; NULL when the journal has none and the step
   * succeeded. FALSE: it was not done, as far as one knows. Nullable: nothing is known. */
  gboolean (*look) (CvkStep *step, CvkItem *item, const CvkPastEffect *effect, CvkOutput *output);

  /* How many calls may be under way at once; NULL: 1. For calls that wait for a connection's turn
   * this is a little more than the connection allows. */
  unsigned (*get_concurrency) (CvkStep *step);

  /* It asks with cvk_call_claim_async() whether its items were seen before; those at its first
   * output are new. */
  gboolean remembers;

  /* It runs another pipeline, with cvk_call_run_pipeline(): what changes the world does so in
   * there. */
  gboolean runs_pipeline;
};

/* --- CvkStep: what every function may ask --- */

CvkNodeIndex cvk_step_get_index (CvkStep *self);
const CvkNode *cvk_step_get_node (CvkStep *self);
const CvkNodeOperations *cvk_step_get_operations (CvkStep *self);
/* Settings as the file has them, templates and all. (transfer none) */
CvkValue *cvk_step_get_raw_settings (CvkStep *self);
CvkClock *cvk_step_get_clock (CvkStep *self);
/* While it is on, nothing may be sent. (transfer none) (nullable) */
CvkPause *cvk_step_get_pause (CvkStep *self);
/* How long a service is looked at before nothing there means that nothing came of a request, in
 * microseconds; 0: as long as its description says. */
int64_t cvk_step_get_settle_time (CvkStep *self);
/* The instant that the run is frozen at, microseconds since 1970. */
int64_t cvk_step_get_now (CvkStep *self);
/* The run's inputs, checked and completed; an object. (transfer none) */
CvkValue *cvk_step_get_inputs (CvkStep *self);
/* Of an input node in a sub-pipeline: the fields of the items that came to it from outside. NULL:
 * it puts out the run's inputs. (transfer none) (nullable) (element-type CvkValue) */
GPtrArray *cvk_step_get_arrivals (CvkStep *self);
/* What the node puts out as a trigger: the array of what happened, empty when something else began
 * the run, NULL when a person did and a sample is wanted. (transfer none) (nullable) */
CvkValue *cvk_step_get_trigger_items (CvkStep *self);
/* Items that arrived at input port number @port, in order.
 * (transfer none) (element-type CvkItem) */
GPtrArray *cvk_step_get_items (CvkStep *self, unsigned port);
unsigned cvk_step_get_n_inputs (CvkStep *self);
/* Whether anything is linked to its input ports. */
gboolean cvk_step_has_links (CvkStep *self);
/* What the node's slot is filled with: a CvkConnection of the connect layer. (transfer none)
 * (nullable) */
GObject *cvk_step_get_connection (CvkStep *self);
/* What requests without a connection are sent over: a CvkHttp of the net layer. (transfer none)
 * (nullable) */
GObject *cvk_step_get_network (CvkStep *self);
/* Where something can be shown to the person at this computer. (transfer none) (nullable) */
CvkDesk *cvk_step_get_desk (CvkStep *self);
/* (transfer none) (nullable) */
CvkTables *cvk_step_get_tables (CvkStep *self);
/* The path on this computer that a file slot or relative path in a setting stands for.
 * (transfer full) (nullable); NULL sets @problem. */
char *cvk_step_resolve_file (CvkStep *self, const char *file, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;
gpointer cvk_step_get_state (CvkStep *self);
void cvk_step_set_state (CvkStep *self, gpointer state, GDestroyNotify destroy);
/* For types that run scripts. (transfer none) */
CvkScriptHost *cvk_step_get_scripts (CvkStep *self);
/* {"id", "started", "now"} as expressions see it. (transfer none) */
CvkValue *cvk_step_get_run_value (CvkStep *self);
uint64_t cvk_step_get_seed (CvkStep *self);
/* {"item": …, "nodes": {…}} for a script in front of @item that names @nodes, or may read any.
 * (transfer full) */
CvkValue *cvk_step_dup_script_scope (CvkStep *self,
                                     CvkItem *item,
                                     const char *const *nodes,
                                     gboolean all_nodes) G_GNUC_WARN_UNUSED_RESULT;
/* A remark that the user should see although nothing failed. Takes @problem. */
void cvk_step_warn (CvkStep *self, CvkProblem *problem);

/* --- CvkOutput --- */

/* Emits at output port number @port (order of list_outputs()). Takes @item. */
void cvk_output_emit (CvkOutput *self, unsigned port, CvkItem *item);
/* Shorthands: a layer over @input (keeps its fields), an item of its own, @input as it is. Take
 * @fields. */
void cvk_output_emit_over (CvkOutput *self, unsigned port, CvkItem *input, CvkValue *fields);
void cvk_output_emit_new (CvkOutput *self, unsigned port, CvkItem *input, CvkValue *fields);
void cvk_output_pass (CvkOutput *self, unsigned port, CvkItem *input);

/* For types that take the whole list: item number @index failed, the others go on as the node's
 * policy says. Takes @problem. */
void cvk_output_fail_item (CvkOutput *self, CvkItem *item, unsigned index, CvkProblem *problem);

/* --- CvkCall --- */

CvkStep *cvk_call_get_step (CvkCall *self);
/* The input item in mode each, NULL in mode all. (transfer none) */
CvkItem *cvk_call_get_item (CvkCall *self);
/* (transfer none) */
CvkValue *cvk_call_get_settings (CvkCall *self);
/* Fires when the run is cancelled or the node's deadline has passed. (transfer none) */
GCancellable *cvk_call_get_cancellable (CvkCall *self);
CvkOutput *cvk_call_get_output (CvkCall *self);
/* A place for what the call keeps until it ends. */
void cvk_call_set_data (CvkCall *self, gpointer data, GDestroyNotify destroy);
gpointer cvk_call_get_data (CvkCall *self);
/* Exactly one of these, once; @self is gone after it. @problem is (transfer full). */
void cvk_call_succeed (CvkCall *self);
void cvk_call_fail (CvkCall *self, CvkProblem *problem);

/* --- Sub-pipelines --- */

/* The pipeline that the node runs, as it was frozen with the run. (transfer none) (nullable):
 * NULL with @problem set when there is none. */
CvkDocument *cvk_step_get_pipeline (CvkStep *self, CvkProblem **problem);
/**
 * cvk_call_run_pipeline:
 *
 * Runs that pipeline with the call's item, or with the whole list, puts out what its output nodes
 * got, and ends the call. It is a run of its own inside of this one: its records stand under this
 * one's id with the place of the node in front, so that it is made again with it, and its questions
 * are those of this one. What failed in it fails here, and says where.
 *
 * Settings of the node: "inputs" (input nodes, one for each input port), "outputs" (names of
 * outputs, one for each output port), "slots" (slot in there -> slot here), "fields" (added to
 * each item on its way in).
 */
void cvk_call_run_pipeline (CvkCall *self);

/* --- Waiting: for what is nobody's fault --- */

/* What is done between the two does not count against the call's deadline: the call has the whole
 * time again afterwards. */
void cvk_call_stop_deadline (CvkCall *self);
void cvk_call_start_deadline (CvkCall *self);
/* The call waits until cvk_call_go_on(): its deadline stands still meanwhile. @why: (transfer full)
 * (nullable): what people should know, NULL when it is only its turn that it waits for. Said again
 * when that changes. */
void cvk_call_wait (CvkCall *self, CvkProblem *why);
void cvk_call_go_on (CvkCall *self);

/* What has come so far, for people who look at the run meanwhile; the end of a long text will do.
 * (nullable): nothing any more. */
void cvk_call_show (CvkCall *self, const char *text);

/* --- Readings that cost something --- */

/* Writes what came of @question, which holds no secret: when the run is made again before the step
 * has ended, it is known. Takes @reading. */
void cvk_call_keep_reading (CvkCall *self, const CvkValue *question, CvkValue *reading);
/* What the journal says came of it. (transfer none) (nullable) */
CvkValue *cvk_call_find_reading (CvkCall *self, const CvkValue *question);

/* --- Questions: what a call cannot decide --- */

/**
 * cvk_call_ask_async:
 * @question: (transfer full): what to ask
 *
 * Asks and waits for the answer; in a run that was made again with it, the answer is there at once.
 * Time does not count against the call's deadline meanwhile. When nothing but such calls is left,
 * the run ends as waiting: this ends with G_IO_ERROR_CANCELLED then, as it does when the run is
 * cancelled, and the call is to fail like after any error. CVK_ENGINE_ERROR_JOURNAL: not asked.
 *
 * A question that the journal knows is asked as it was the first time, deadline included.
 */
void cvk_call_ask_async (CvkCall *self,
                         CvkQuestion *question,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* (transfer full) */
CvkAnswer *cvk_call_ask_finish (CvkCall *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* What was answered to a question of that kind that this call has asked, in this run or in an
 * earlier making of it. (transfer none) (nullable) */
const CvkAnswer *cvk_call_get_answer (CvkCall *self, CvkQuestionKind kind);
/* Whether the journal has such a question of this call, from an earlier making of the run. */
gboolean cvk_call_has_asked (CvkCall *self, CvkQuestionKind kind);
/* Ends the call in place of succeeding or failing: its item waits for the answer, the others go on
 * without it. Takes @question. @self is gone after it. */
void cvk_call_park (CvkCall *self, CvkQuestion *question);

/* --- Limits of the day --- */

/* For a call that is about to plan an effect that counts against a quota (engine/cvk-quota.h):
 * calls back when there is room, which it has then until it ends. @key: whom the service counts;
 * @limit: what is permitted a day as far as the connector knows; @service: its name, for people.
 * When the step has more to send than is left today, a question is asked for all of it; "wait"
 * spreads it over days. Errors: as cvk_call_ask_async(); CVK_ENGINE_ERROR_QUOTA when it was decided
 * to stop. */
void cvk_call_take_quota_async (CvkCall *self,
                                const char *key,
                                int64_t limit,
                                const char *service,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean cvk_call_take_quota_finish (CvkCall *self, GAsyncResult *result, GError **error);
/* Looks how many changes of @key are left today, without taking any; @limit as above. Errors: of
 * the journal, and then there are none. */
void cvk_call_count_quota_left_async (CvkCall *self,
                                      const char *key,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
int64_t cvk_call_count_quota_left_finish (CvkCall *self,
                                          GAsyncResult *result,
                                          const char *key,
                                          int64_t limit);
/* The service has said that today is used up, after the effect was taken back: the call has to take
 * the quota again. @limit: how many it permits, 0 when it did not say. */
void cvk_call_fill_quota (CvkCall *self, int64_t limit);

/* --- Whether an item was seen before --- */

/**
 * cvk_call_claim_async:
 * @memory: (nullable): a name that steps share; without one it is this node of this file
 * @key: what tells items apart
 * @forget_after: microseconds since it was met last; 0: never
 *
 * Whether the call's item is new, in any run. It is new again for the call in a run that is made
 * again; whether it is for others after the run, is decided at the run's end.
 */
void cvk_call_claim_async (CvkCall *self,
                           const char *memory,
                           const char *key,
                           int64_t forget_after,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* FALSE with @error set, or because it is not new. */
gboolean cvk_call_claim_finish (CvkCall *self, GAsyncResult *result, GError **error);

/* --- Effects: how a call changes the world --- */

/**
 * cvk_call_plan_effect_async:
 * @request: what will be asked of the service, for the journal; carries no secret
 * @match_key: (nullable): two effects of one key are never under way together: the second waits
 *   here until the first is confirmed, refused or known to be lost
 *
 * Writes the effect as planned; the plan is on the disk before its sending is. Then, with the
 * connection's turn in hand and right before the request leaves, cvk_call_send_effect_async() makes
 * it durable as sent, after waiting for equal ones, which cvk_call_await_effect_async() has done
 * already where it comes before taking a turn; what came of it is written with
 * cvk_call_resolve_effect_async(). These two call back when it is on the disk; an error
 * (CVK_ENGINE_ERROR) means: do not go on, fail the call. G_IO_ERROR_CANCELLED before it was sent is
 * written as abandoned by the engine.
 */
void cvk_call_plan_effect_async (CvkCall *self,
                                 CvkValue *request,
                                 const char *match_key,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean cvk_call_plan_effect_finish (CvkCall *self, GAsyncResult *result, GError **error);
/* Waits until no equal effect is under way: before anything is taken that finding out what came of
 * that one needs too. Errors: CVK_ENGINE_ERROR_UNRESOLVED, G_IO_ERROR_CANCELLED. */
void cvk_call_await_effect_async (CvkCall *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean cvk_call_await_effect_finish (CvkCall *self, GAsyncResult *result, GError **error);
void cvk_call_send_effect_async (CvkCall *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean cvk_call_send_effect_finish (CvkCall *self, GAsyncResult *result, GError **error);
/* What the journal says of the effect from an earlier time: it was sent then. NULL: send it now.
 * Otherwise its result or refusal is used again, and of an open one it has to be found out first.
 * Known as soon as the call begins; the plan says whether it is about the same request
 * (CVK_ENGINE_ERROR_DIFFERS). (transfer none) (nullable) */
const CvkPastEffect *cvk_call_get_past_effect (CvkCall *self);
/* Keeps @note (without secrets) with the planned effect for a later process; it is on the disk no
 * later than the next thing that waits for the disk. Takes @note. */
void cvk_call_note_effect (CvkCall *self, CvkValue *note);
/* Fires when the user cancels the run, also while the effect is open: whoever looks what came of it
 * is to stop looking. (transfer none) */
GCancellable *cvk_call_get_run_cancellable (CvkCall *self);
/* Says that @thing (the service's name for it) came of this call's effect; FALSE when another one
 * of this host has said so. */
gboolean cvk_call_claim (CvkCall *self, const char *thing);
/* What came of the effects of this call's type, see cvk_journal_load_results_async(). */
void cvk_call_load_results_async (CvkCall *self,
                                  const char *field,
                                  int64_t since,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GPtrArray *cvk_call_load_results_finish (CvkCall *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* @state: CONFIRMED, REFUSED or UNKNOWN; @detail (nullable): the result or the reason, without a
 * secret. PLANNED takes back a sending of which it is certain that nothing happened (the service
 * said: later, or it has been found out); the effect may then be sent again. */
void cvk_call_resolve_effect_async (CvkCall *self,
                                    CvkEffectState state,
                                    CvkValue *detail,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean cvk_call_resolve_effect_finish (CvkCall *self, GAsyncResult *result, GError **error);

/* Changes a table (engine/cvk-tables.h) as the call's effect: once, however often the run is made
 * again. @request: what is asked for, the same whenever the run is made; @change: what that comes
 * to now. Not in a rehearsal; there must be tables. Errors: CVK_TABLES_ERROR, which is a refusal,
 * and those of an effect. (transfer full) (nullable): the result of the change. */
void cvk_call_change_table_async (CvkCall *self,
                                  const char *table,
                                  CvkValue *request,
                                  CvkValue *change,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
CvkValue *cvk_call_change_table_finish (CvkCall *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* --- Start links, for steps whose "start_links" says that they write the real ones --- */

/* Asks for every start link that @value has a reference to, of the connection that put the
 * reference out on the way to the call's items; not in a rehearsal. What comes goes where the step
 * writes to and nowhere else: plan, note and result of an effect have the reference.
 * (transfer full) (nullable): reference -> CvkSecret; NULL sets @problem. */
void cvk_call_fetch_secrets_async (CvkCall *self,
                                   const CvkValue *value,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GHashTable *cvk_call_fetch_secrets_finish (CvkCall *self,
                                           GAsyncResult *result,
                                           CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

/* --- Rehearsals --- */

/* What a call would change; borrowed until cvk_call_pretend() returns. */
typedef struct
{
  const char *kind;    /* "create", "update", "delete", "send", "write" */
  const char *subject; /* nullable: what people call the thing */
  CvkValue *request;   /* exactly what cvk_call_plan_effect_async() would be given */
  CvkValue *changes;   /* nullable: [{"field", "from", "to", "guess"}] */
  gboolean is_series;
} CvkPretence;

gboolean cvk_call_is_rehearsed (CvkCall *self);
/* Whether the run does what was approved of a rehearsal. */
gboolean cvk_call_has_approval (CvkCall *self);
/* Ends the call: the user does not want this, so nothing comes of its item. */
void cvk_call_leave_out (CvkCall *self);
void cvk_call_pretend (CvkCall *self, const CvkPretence *pretence);
/* A value that stands for @field of what this would give and nobody knows. (transfer full) */
CvkValue *cvk_call_make_guess (CvkCall *self, const char *field) G_GNUC_WARN_UNUSED_RESULT;
/* Whether such a value stands anywhere in @value (nullable); FALSE outside a rehearsal. */
gboolean cvk_call_holds_guess (CvkCall *self, const CvkValue *value);

G_END_DECLS
