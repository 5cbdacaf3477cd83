// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-sign-in-attempt.h"

#include "base/cvk-i18n.h"
#include "base/cvk-random.h"
#include "base/cvk-text.h"
#include "service/cvk-sign-in-attempt-private.h"

#define TIMEOUT (10 * 60 * G_USEC_PER_SEC)
#define ID_BYTES 12

G_DEFINE_FINAL_TYPE (CvkSignInAttempt, cvk_sign_in_attempt, G_TYPE_OBJECT)

enum
{
  SIGNAL_ENDED,
  SIGNAL_QUESTION,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- The end --- */

static void
return_result (CvkSignInAttempt *self, GTask *task)
{
  if (self->problem != NULL)
    g_task_set_task_data (task, cvk_problem_ref (self->problem),
                          (GDestroyNotify) cvk_problem_unref);
  if (self->result != NULL)
    g_task_return_pointer (task, g_object_ref (self->result), g_object_unref);
  else
    g_task_return_pointer (task, NULL, NULL);
}

static void
answer_waiters (CvkSignInAttempt *self)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (unsigned i = 0; i < waiters->len; i++)
    return_result (self, g_ptr_array_index (waiters, i));
}

void
cvk_sign_in_attempt_end (CvkSignInAttempt *self, CvkConnection *connection, CvkProblem *problem)
{
  g_autoptr (CvkSignInAttempt) kept = g_object_ref (self);

  self->state = CVK_SIGN_IN_ATTEMPT_ENDED;
  self->result = connection;
  g_clear_pointer (&self->problem, cvk_problem_unref);
  if (problem != NULL && self->reason != NULL)
    {
      cvk_problem_unref (problem);
      problem = g_steal_pointer (&self->reason);
    }
  self->problem = problem;
  cvk_clock_remove_timeout (self->clock, self->question_id);
  self->question_id = 0;
  /* With it go state, verifier, and tokens that nobody decided about. */
  g_clear_object (&self->sign_in);
  cvk_wipe_string (&self->url);
  answer_waiters (self);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, problem);
  cvk_host_release (self->host);
}

static gboolean
nobody_answered_cb (gpointer user_data)
{
  CvkSignInAttempt *self = user_data;

  self->question_id = 0;
  cvk_sign_in_attempt_cancel (self);
  return G_SOURCE_REMOVE;
}

static CvkProblem *
make_question (CvkSignInAttempt *self)
{
  const char *name = cvk_connection_get_name (self->preparation->connection);
  const char *account = cvk_sign_in_get_account_name (self->sign_in);

  if (*account == '\0')
    return cvk_problem_new (
      "another-account",
      N_ ("Nobody can tell whether the account that has signed in now is the one that the "
          "connection “{name}” belongs to. Nothing was changed. Run “convokectl connect "
          "--reconnect” in a terminal to decide, or disconnect the connection first."),
      "name", name, "account", "", NULL);
  return cvk_problem_new (
    "another-account",
    N_ ("The connection “{name}” belongs to another account than “{account}”, which has signed in "
        "now. Nothing was changed. Run “convokectl connect --reconnect” in a terminal to decide, "
        "or disconnect the connection first."),
    "name", name, "account", account, NULL);
}

static void
become_question (CvkSignInAttempt *self)
{
  int64_t left = self->deadline - cvk_clock_get_monotonic (self->clock);

  self->state = CVK_SIGN_IN_ATTEMPT_QUESTION;
  self->problem = make_question (self);
  self->question_id =
    cvk_clock_add_timeout (self->clock, MAX (left, 0), nobody_answered_cb, self, NULL);
  answer_waiters (self);
  g_signal_emit (self, signals[SIGNAL_QUESTION], 0);
}

static void
signed_in_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSignInAttempt) self = user_data;
  g_autoptr (GError) error = NULL;
  CvkConnection *connection = cvk_sign_in_wait_finish (CVK_SIGN_IN (object), result, &error);

  if (connection != NULL)
    cvk_sign_in_attempt_keep (self, connection);
  else if (!g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OTHER_ACCOUNT))
    cvk_sign_in_attempt_end (self, NULL, cvk_problem_new_from_auth_error (error));
  else if (g_cancellable_is_cancelled (self->cancellable))
    cvk_sign_in_attempt_decide (self, CVK_SIGN_IN_DROP);
  else
    become_question (self);
}

/* --- The beginning --- */

static void
begin_waiting (CvkSignInAttempt *self, GTask *task)
{
  self->deadline = cvk_clock_get_monotonic (self->clock) + TIMEOUT;
  self->deadline_wall = cvk_clock_get_wall (self->clock) + TIMEOUT;
  cvk_host_hold (self->host);
  cvk_sign_in_wait_async (self->sign_in, TIMEOUT, self->cancellable, signed_in_cb,
                          g_object_ref (self));
  g_task_return_boolean (task, TRUE);
}

/* @error: (transfer full) */
static void
fail_to_begin (CvkSignInAttempt *self, GTask *task, GError *error)
{
  g_autoptr (GError) owned = error;

  self->state = CVK_SIGN_IN_ATTEMPT_ENDED;
  g_clear_object (&self->sign_in);
  g_task_set_task_data (task,
                        self->reason != NULL ? g_steal_pointer (&self->reason)
                                             : cvk_problem_new_from_auth_error (error),
                        (GDestroyNotify) cvk_problem_unref);
  g_task_return_boolean (task, FALSE);
}

static void
code_came_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkSignInAttempt *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!cvk_sign_in_begin_device_finish (self->sign_in, result, &error))
    {
      fail_to_begin (self, task, error);
      return;
    }
  self->url = g_strdup (cvk_sign_in_get_verification_url (self->sign_in));
  self->user_code = g_strdup (cvk_sign_in_get_user_code (self->sign_in));
  begin_waiting (self, task);
}

void
cvk_sign_in_attempt_begin_async (CvkSignInAttempt *self,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *random = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, cvk_sign_in_attempt_begin_async);
  self->sign_in =
    cvk_sign_in_new (&self->preparation->request, cvk_host_get_http (self->host),
                     cvk_host_get_token_store (self->host, self->preparation->memory), self->clock);
  random = cvk_random_base64url (ID_BYTES, &error);
  if (random == NULL)
    {
      fail_to_begin (self, task, error);
      return;
    }
  /* Never like an option, for those who pass it on as an argument. */
  self->id = g_strconcat ("s", random, NULL);
  if (self->preparation->options->device)
    {
      cvk_sign_in_begin_device_async (self->sign_in, self->cancellable, code_came_cb,
                                      g_steal_pointer (&task));
      return;
    }
  self->url = g_strdup (cvk_sign_in_begin (self->sign_in, &error));
  if (self->url != NULL)
    begin_waiting (self, task);
  else
    fail_to_begin (self, task, error);
}

gboolean
cvk_sign_in_attempt_begin_finish (CvkSignInAttempt *self,
                                  GAsyncResult *result,
                                  CvkProblem **problem)
{
  CvkProblem *found;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  found = g_task_get_task_data (G_TASK (result));
  *problem = found != NULL ? cvk_problem_ref (found) : NULL;
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/* --- Waiting and giving up --- */

void
cvk_sign_in_attempt_wait_async (CvkSignInAttempt *self,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_sign_in_attempt_wait_async);
  if (self->state == CVK_SIGN_IN_ATTEMPT_WAITING || self->state == CVK_SIGN_IN_ATTEMPT_DECIDED)
    g_ptr_array_add (self->waiters, g_steal_pointer (&task));
  else
    return_result (self, task);
}

CvkConnection *
cvk_sign_in_attempt_wait_finish (CvkSignInAttempt *self, GAsyncResult *result, CvkProblem **problem)
{
  CvkProblem *found;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  found = g_task_get_task_data (G_TASK (result));
  *problem = found != NULL ? cvk_problem_ref (found) : NULL;
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
cvk_sign_in_attempt_cancel (CvkSignInAttempt *self)
{
  if (self->state == CVK_SIGN_IN_ATTEMPT_QUESTION)
    cvk_sign_in_attempt_answer_async (self, FALSE, NULL, NULL);
  else
    g_cancellable_cancel (self->cancellable);
}

void
cvk_sign_in_attempt_supersede (CvkSignInAttempt *self, CvkProblem *problem)
{
  g_clear_pointer (&self->reason, cvk_problem_unref);
  self->reason = problem;
  if (self->sign_in != NULL)
    cvk_sign_in_close (self->sign_in);
  cvk_sign_in_attempt_cancel (self);
}

/* --- The object --- */

static void
cvk_sign_in_attempt_finalize (GObject *object)
{
  CvkSignInAttempt *self = CVK_SIGN_IN_ATTEMPT (object);

  cvk_clock_remove_timeout (self->clock, self->question_id);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->result);
  g_clear_object (&self->connections);
  g_clear_pointer (&self->waiters, g_ptr_array_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_clear_pointer (&self->reason, cvk_problem_unref);
  g_clear_pointer (&self->preparation, cvk_sign_in_preparation_free);
  g_clear_object (&self->clock);
  g_clear_object (&self->host);
  cvk_wipe_string (&self->url);
  g_free (self->user_code);
  g_free (self->id);
  G_OBJECT_CLASS (cvk_sign_in_attempt_parent_class)->finalize (object);
}

static void
cvk_sign_in_attempt_class_init (CvkSignInAttemptClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_sign_in_attempt_finalize;
  signals[SIGNAL_ENDED] = g_signal_new ("ended", CVK_TYPE_SIGN_IN_ATTEMPT, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, CVK_TYPE_PROBLEM);
  signals[SIGNAL_QUESTION] = g_signal_new ("question", CVK_TYPE_SIGN_IN_ATTEMPT, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_sign_in_attempt_init (CvkSignInAttempt *self)
{
  self->cancellable = g_cancellable_new ();
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
}

CvkSignInAttempt *
cvk_sign_in_attempt_new (CvkHost *host,
                         CvkHostConnections *connections,
                         CvkSignInPreparation *preparation)
{
  CvkSignInAttempt *self = g_object_new (CVK_TYPE_SIGN_IN_ATTEMPT, NULL);

  self->host = g_object_ref (host);
  self->connections = g_object_ref (connections);
  self->preparation = preparation;
  self->clock = g_object_ref (cvk_host_get_environment (host)->clock);
  return self;
}
