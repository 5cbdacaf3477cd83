// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>

#include "base/cvk-datetime.h"
#include "engine/cvk-engine-private.h"
#include "engine/cvk-quota.h"
#include "model/cvk-sub-pipeline.h"

/* A call that counts against a limit of the day: it goes on when there is room for all that its
 * step is about to do. When there is not, one question is asked for the whole step, and with its
 * answer what does not fit today waits for the next day, which is a question that only the clock
 * answers. */

typedef struct
{
  CvkCall *call;
  char *service;
  int64_t limit;
} Taking;

static void load (GTask *task);

static void
taking_free (Taking *taking)
{
  g_free (taking->service);
  g_free (taking);
}

static CvkQuotaBook *
get_book (CvkCall *call)
{
  return cvk_quota_book_get (cvk_run_get_environment (call->run)->journal);
}

static int64_t
get_now (CvkCall *call)
{
  return cvk_clock_get_wall (cvk_step_get_clock (call->step));
}

/* 00:00 UTC of the next day. */
static int64_t
get_reset (CvkCall *call)
{
  return (get_now (call) / CVK_QUOTA_DAY + 1) * CVK_QUOTA_DAY;
}

/* What the step has yet to send, this call included: not what an earlier making of the run sent. */
static int64_t
count_needed (CvkCall *call)
{
  int64_t needed = (int64_t) call->step->total - call->step->n_sent;
  g_autofree char *path = cvk_place_dup_path (call->step->place);
  g_autoptr (GPtrArray) effects = NULL;

  /* In a sub-pipeline, of which other runs are to come, at least one for each. */
  for (const CvkCall *outer = call->run->outer; outer != NULL; outer = outer->run->outer)
    needed += outer->step->total - outer->step->next;

  if (call->run->replay == NULL)
    return MAX (needed, 1);
  effects = cvk_replay_list_effects (call->run->replay);
  for (unsigned i = 0; i < effects->len; i++)
    {
      const CvkPastEffect *effect = g_ptr_array_index (effects, i);
      g_autofree char *past = effect->node != NULL ? cvk_place_dup_path (effect->node) : NULL;

      needed -= g_strcmp0 (past, path) == 0 && cvk_past_effect_was_sent (effect);
    }
  return MAX (needed, 1);
}

/* --- Waiting for the next day --- */

static gboolean
next_day_cb (gpointer user_data)
{
  GTask *task = user_data;
  CvkCall *call = ((Taking *) g_task_get_task_data (task))->call;

  call->quota_timeout = 0;
  g_clear_signal_handler (&call->quota_handler, call->cancellable);
  cvk_call_go_on (call);
  load (task);
  return G_SOURCE_REMOVE;
}

static gboolean
return_cancelled_cb (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Cancelled."));
  return G_SOURCE_REMOVE;
}

/* Whoever cancels is in the middle of a step. */
static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  CvkCall *call = ((Taking *) g_task_get_task_data (task))->call;

  cvk_clock_remove_timeout (cvk_step_get_clock (call->step), call->quota_timeout);
  call->quota_timeout = 0;
  g_clear_signal_handler (&call->quota_handler, call->cancellable);
  g_idle_add (return_cancelled_cb, task);
}

/* It has waited for a day, and others have used that one up. */
static void
wait_in_place (GTask *task)
{
  Taking *taking = g_task_get_task_data (task);
  CvkCall *call = taking->call;
  g_autofree char *reset = cvk_instant_to_utc_string (get_reset (call));

  cvk_call_wait (
    call, cvk_problem_new ("waits-for-quota",
                           N_ ("{service} permits no more today. It goes on by itself at {reset}."),
                           "service", taking->service, "reset", reset, NULL));
  call->quota_timeout = cvk_clock_add_timeout (
    cvk_step_get_clock (call->step), get_reset (call) - get_now (call), next_day_cb, task, NULL);
  call->quota_handler =
    g_signal_connect (call->cancellable, "cancelled", G_CALLBACK (cancelled_cb), task);
}

static void
next_day_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *taking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CvkAnswer) answer = cvk_call_ask_finish (taking->call, result, &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else
    load (g_steal_pointer (&task));
}

/* For one day before; a question is answered once. */
static gboolean
has_waited (CvkCall *call)
{
  g_autofree char *id =
    cvk_question_make_id (CVK_QUESTION_WAIT, cvk_run_get_id (call->run), call->step->place,
                          call->item != NULL ? cvk_item_get_descent (call->item) : 0);

  return cvk_run_find_answer (call->run, id) != NULL;
}

static void
wait_for_next_day (GTask *task)
{
  Taking *taking = g_task_get_task_data (task);
  g_autofree char *reset = cvk_instant_to_utc_string (get_reset (taking->call));
  CvkQuestion *question;

  if (has_waited (taking->call))
    {
      wait_in_place (task);
      return;
    }
  question = cvk_question_new (
    CVK_QUESTION_WAIT,
    cvk_problem_new ("waits-for-quota",
                     N_ ("{service} permits no more today. It goes on by itself at {reset}."),
                     "service", taking->service, "reset", reset, NULL));
  cvk_question_set_deadline (question, get_reset (taking->call), "continue");
  cvk_call_ask_async (taking->call, question, next_day_asked_cb, task);
}

/* --- Asking for the step --- */

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *taking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CvkAnswer) answer = NULL;

  answer = cvk_call_ask_finish (taking->call, result, &error);
  taking->call->speaks_for_step = FALSE;
  if (answer == NULL)
    g_task_return_error (task, error);
  else if (g_str_equal (answer->choice, "wait"))
    load (g_steal_pointer (&task));
  else
    g_task_return_new_error (task, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_QUOTA,
                             _ ("%s permits fewer changes today than this step has to make, and "
                                "it was decided to make none of them."),
                             taking->service);
}

/* How much there is to do is known as long as nothing is under way. */
static CvkProblem *
explain (Taking *taking, int64_t left)
{
  CvkCall *call = taking->call;
  int64_t limit = cvk_quota_book_get_limit (get_book (call), call->effect.quota, taking->limit);
  g_autofree char *needed_text = g_strdup_printf ("%" G_GINT64_FORMAT, count_needed (call));
  g_autofree char *left_text = g_strdup_printf ("%" G_GINT64_FORMAT, left);
  g_autofree char *limit_text = g_strdup_printf ("%" G_GINT64_FORMAT, limit);
  g_autofree char *reset = cvk_instant_to_utc_string (get_reset (call));

  if (call->step->n_sent > 0)
    return cvk_problem_new ("quota",
                            N_ ("What {service} permits for one host in a day is used up (changes: "
                                "{limit}). The rest can be made after {reset}."),
                            "service", taking->service, "limit", limit_text, "reset", reset, NULL);
  return cvk_problem_new ("quota",
                          N_ ("Changes to make: {needed}. Left today of what {service} permits for "
                              "one host: {left} of {limit}. The rest can be made after {reset}."),
                          "service", taking->service, "needed", needed_text, "left", left_text,
                          "limit", limit_text, "reset", reset, NULL);
}

static void
ask_for_step (GTask *task, int64_t left)
{
  Taking *taking = g_task_get_task_data (task);

  taking->call->speaks_for_step = TRUE;
  cvk_call_ask_async (taking->call, cvk_question_new (CVK_QUESTION_QUOTA, explain (taking, left)),
                      asked_cb, task);
}

/* What was answered for the step, in this making of the run or an earlier one. */
static const CvkAnswer *
get_step_answer (CvkCall *call)
{
  g_autofree char *path = cvk_place_dup_path (call->step->place);
  g_autofree char *id =
    cvk_question_make_id (CVK_QUESTION_QUOTA, cvk_run_get_id (call->run), path, 0);

  return cvk_run_find_answer (call->run, id);
}

/* Who asks before anything of the step was sent asks for all of it; later only the room counts. */
static void
decide (GTask *task)
{
  Taking *taking = g_task_get_task_data (task);
  CvkCall *call = taking->call;
  int64_t left = cvk_quota_book_get_left (get_book (call), call->effect.quota, taking->limit);
  const CvkAnswer *answer = get_step_answer (call);
  gboolean is_decided = answer != NULL || call->run->spreads;
  int64_t needed = call->step->knows_quota || is_decided ? 1 : count_needed (call);

  if (left < needed && !is_decided)
    {
      ask_for_step (task, left);
      return;
    }
  if (answer != NULL && !g_str_equal (answer->choice, "wait"))
    {
      /* It says why. */
      ask_for_step (task, left);
      return;
    }
  if (left < 1)
    {
      wait_for_next_day (task);
      return;
    }
  call->step->knows_quota = TRUE;
  call->effect.has_reservation = TRUE;
  cvk_quota_book_reserve (get_book (call), call->effect.quota);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *taking = g_task_get_task_data (task);
  GError *error = NULL;

  if (!cvk_quota_book_load_finish (get_book (taking->call), result, &error))
    g_task_return_error (task, error);
  else if (g_cancellable_is_cancelled (taking->call->cancellable))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Cancelled."));
  else
    decide (g_steal_pointer (&task));
}

static void
load (GTask *task)
{
  CvkCall *call = ((Taking *) g_task_get_task_data (task))->call;

  cvk_quota_book_load_async (get_book (call), call->effect.quota, get_now (call), loaded_cb, task);
}

void
cvk_call_take_quota_async (CvkCall *self,
                           const char *key,
                           int64_t limit,
                           const char *service,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Taking *taking = g_new0 (Taking, 1);

  g_task_set_source_tag (task, cvk_call_take_quota_async);
  taking->call = self;
  taking->service = g_strdup (service);
  taking->limit = limit;
  g_task_set_task_data (task, taking, (GDestroyNotify) taking_free);
  if (self->effect.quota == NULL)
    self->effect.quota = g_strdup (key);
  load (task);
}

gboolean
cvk_call_take_quota_finish (CvkCall *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_call_count_quota_left_async (CvkCall *self,
                                 const char *key,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  cvk_quota_book_load_async (get_book (self), key, get_now (self), callback, user_data);
}

int64_t
cvk_call_count_quota_left_finish (CvkCall *self,
                                  GAsyncResult *result,
                                  const char *key,
                                  int64_t limit)
{
  if (!cvk_quota_book_load_finish (get_book (self), result, NULL))
    return 0;
  return cvk_quota_book_get_left (get_book (self), key, limit);
}

void
cvk_call_fill_quota (CvkCall *self, int64_t limit)
{
  CvkQuotaBook *book = get_book (self);

  cvk_quota_book_fill (book, self->effect.quota, get_now (self), limit);
  cvk_call_drop_quota (self);
  self->step->knows_quota = FALSE;
}

/* --- What becomes of a reservation --- */

static gboolean
is_counted (CvkEffectState state)
{
  return state == CVK_EFFECT_SENT || state == CVK_EFFECT_CONFIRMED || state == CVK_EFFECT_UNKNOWN;
}

void
cvk_call_count_quota (CvkCall *self, CvkEffectState before, CvkEffectState after)
{
  if (!self->effect.has_reservation || is_counted (before) == is_counted (after))
    return;
  if (is_counted (after))
    cvk_quota_book_count (get_book (self), self->effect.quota);
  else
    cvk_quota_book_uncount (get_book (self), self->effect.quota);
  self->step->n_sent += is_counted (after) ? 1 : -1;
}

void
cvk_call_drop_quota (CvkCall *self)
{
  if (self->effect.has_reservation && !is_counted (self->effect.state))
    cvk_quota_book_give_back (get_book (self), self->effect.quota);
  self->effect.has_reservation = FALSE;
}
