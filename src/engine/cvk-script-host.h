// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-clock.h"
#include "base/cvk-problem.h"

G_BEGIN_DECLS

/**
 * CvkScriptHost:
 *
 * Evaluates expressions and scripts in convoke-script, a process that reaches no file, socket or
 * program. Its time and memory are watched here: what goes beyond a limit is killed and ends in a
 * problem on that scope, the following ones go on in a fresh process. A scope whose process died
 * for another reason, or ran out of memory after earlier scopes had used it, is evaluated once
 * more in a fresh one before it is blamed; evaluating changes nothing outside, so that is safe.
 *
 * Requests are evaluated in the order they came; one that takes long does not hold up the others.
 * An idle process ends after a minute. Only the main thread uses a host.
 *
 * What the code sees: `inputs`, `run` and `date`; an expression and a script in mode "each" also
 * `item` and `nodes`, a script in mode "all" `items` and `nodes`. An expression is one JavaScript
 * expression; a script is the body of a function and returns its result. Code is strict; clock and
 * randomness are frozen to the run; nothing one scope does is seen by another.
 *
 * `date` works on texts in RFC 9557 and RFC 3339 form and on Date objects, and returns such texts;
 * a wall time needs a zone, gaps and repeated hours are read as cvk-datetime.h says:
 *
 *     date.now ([zone])                     the run's frozen instant
 *     date.parse (text [, zone])            a wall time read in the zone; an instant seen from it
 *     date.convert (value, zone)            the same instant elsewhere
 *     date.shift (value, amount, unit)      unit as cvk_date_time_shift()
 *     date.format (value, pattern [, zone]) pattern as g_date_time_format()
 *     date.difference (from, to [, unit])   a number of "days" (default), "seconds" to "weeks";
 *                                           whole "months" and "years" on the calendar
 *
 * Results: what JSON can hold; undefined is null, a BigInt an integer, a Date RFC 3339 text, a
 * whole number an integer up to 2^53 and a double beyond. Anything else (NaN, functions, a Map, a
 * cycle) is a problem.
 *
 * Codes of problems: "script-syntax" (line and column in the source), "script-error" (what the code
 * threw; line and column where known), "script-result" (not JSON), "script-time", "script-memory",
 * "script-ended" (the process died twice), "script-unavailable" (it cannot be started or confined;
 * nothing runs unconfined).
 */
#define CVK_TYPE_SCRIPT_HOST (cvk_script_host_get_type ())
G_DECLARE_FINAL_TYPE (CvkScriptHost, cvk_script_host, CVK, SCRIPT_HOST, GObject)

#define CVK_SCRIPT_DEFAULT_TIME_LIMIT (5 * G_USEC_PER_SEC)
#define CVK_SCRIPT_DEFAULT_MEMORY_LIMIT ((size_t) 256 * 1024 * 1024)

typedef enum
{
  CVK_SCRIPT_EXPRESSION,
  CVK_SCRIPT_EACH,
  CVK_SCRIPT_ALL,
} CvkScriptKind;

/* Strings, values and array are referenced or copied; the structure may live on the stack. */
typedef struct
{
  CvkScriptKind kind;
  const char *source;
  CvkValue *run;     /* {"id", "started", "now"}; "now" is the frozen instant */
  CvkValue *inputs;  /* nullable */
  GPtrArray *scopes; /* (element-type CvkValue): {"item" or "items": ..., "nodes": {id: value}} */

  /* Randomness follows from these three alone; @node (nullable) keeps two nodes of a run apart. */
  uint64_t seed;
  const char *node;
  uint64_t first_index; /* of the first scope; the others count on */

  int64_t time_limit;  /* microseconds of work for each scope; 0: the default */
  size_t memory_limit; /* bytes; 0: the default */
} CvkScriptRequest;

typedef struct
{
  CvkValue *value;     /* NULL when there is a problem */
  CvkProblem *problem; /* nullable */
} CvkScriptResult;

void cvk_script_result_free (CvkScriptResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkScriptResult, cvk_script_result_free)

/* @program: path of convoke-script; NULL finds it as cvk_program_find() does. */
CvkScriptHost *cvk_script_host_new (CvkClock *clock, const char *program) G_GNUC_WARN_UNUSED_RESULT;

/* Starts a process ahead of the first request. */
void cvk_script_host_warm_up (CvkScriptHost *self);

/* Cancelling stops the evaluation, also within a scope. */
void cvk_script_host_evaluate_async (CvkScriptHost *self,
                                     const CvkScriptRequest *request,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* One result for each scope, in their order, each with a problem of its own that the caller may
 * complete. The only error is G_IO_ERROR_CANCELLED.
 * Returns: (transfer full) (element-type CvkScriptResult) (nullable) */
GPtrArray *cvk_script_host_evaluate_finish (CvkScriptHost *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
