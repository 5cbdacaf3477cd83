// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include "base/cvk-i18n.h"
#include "engine/cvk-run.h"

/* What an earlier process sent is not sent again: its result is used, or it is found out. What
 * cannot be found out is asked. */

static const char *
get_choice (CvkExecution *self, CvkQuestionKind kind)
{
  const CvkAnswer *answer = cvk_call_get_answer (self->call, kind);

  return answer != NULL ? answer->choice : NULL;
}

/* --- Asking --- */

static CvkProblem *
describe_unknown (CvkExecution *self)
{
  return cvk_problem_new (
    "outcome-unknown",
    N_ ("Whether “{action}” was carried out is not known: the run was interrupted after it had "
        "been sent. Look in {service} before you run it again, so that nothing happens twice."),
    "action", self->action->title, "service", self->action->connector->title, NULL);
}

void
cvk_execution_park (CvkExecution *self)
{
  CvkProblem *problem = self->reply != NULL ? g_steal_pointer (&self->reply->problem) : NULL;
  CvkQuestion *question = cvk_question_new (CVK_QUESTION_OUTCOME_UNKNOWN,
                                            problem != NULL ? problem : describe_unknown (self));

  cvk_question_set_label (question, "check", N_ ("Check in {service}"));
  if (g_str_equal (self->action->method, "POST"))
    cvk_question_set_label (question, "again", N_ ("Create again"));
  cvk_call_park (self->call, question);
}

/* It was sent before, but not like this. */
void
cvk_execution_fail_plan (CvkExecution *self, const GError *error, GAsyncReadyCallback callback)
{
  const char *choice = get_choice (self, CVK_QUESTION_REQUEST_DIFFERS);

  if (!g_error_matches (error, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_DIFFERS))
    cvk_call_fail (self->call, cvk_action_describe_engine_error (error));
  else if (g_strcmp0 (choice, "again") == 0)
    cvk_execution_exchange (self, self->action, &self->request, TRUE, callback);
  else if (g_strcmp0 (choice, "skip") == 0)
    cvk_call_fail (self->call, cvk_problem_new_from_error ("request-differs", error));
  else
    cvk_call_park (self->call,
                   cvk_question_new (CVK_QUESTION_REQUEST_DIFFERS,
                                     cvk_problem_new_from_error ("request-differs", error)));
}

/* --- Using it --- */

static CvkProblem *
read_refusal (CvkExecution *self, const CvkPastEffect *past)
{
  if (past->detail != NULL && cvk_value_is_object (past->detail))
    return cvk_problem_from_value (past->detail);
  return cvk_problem_new ("refused",
                          N_ ("{title} refused this before the run was interrupted. Check the "
                              "settings of the step and run it again."),
                          "title", self->action->connector->title, NULL);
}

/* As far as anybody knows it is as it was asked for. */
static void
treat_as_done (CvkExecution *self, CvkExecutionDone done)
{
  self->reply->kind = CVK_REPLY_DONE;
  g_clear_pointer (&self->reply->problem, cvk_problem_unref);
  self->reply->value =
    self->request.body != NULL ? cvk_value_ref (self->request.body) : cvk_value_new_null ();
  cvk_execution_resolve (self, done);
}

static void
follow_open (CvkExecution *self, CvkExecutionDone done)
{
  const char *choice = get_choice (self, CVK_QUESTION_OUTCOME_UNKNOWN);

  self->reply = cvk_reply_new (CVK_REPLY_UNKNOWN, describe_unknown (self));
  self->reply->is_sent = TRUE;
  if (g_strcmp0 (choice, "done") == 0)
    treat_as_done (self, done);
  else if (g_strcmp0 (choice, "again") == 0)
    self->send_again (self);
  else
    self->find_out (self);
}

gboolean
cvk_execution_follow_past (CvkExecution *self, CvkExecutionDone done)
{
  const CvkPastEffect *past = cvk_call_get_past_effect (self->call);

  if (past == NULL)
    return FALSE;
  g_clear_pointer (&self->reply, cvk_reply_free);
  if (past->state == CVK_EFFECT_CONFIRMED)
    {
      self->reply = cvk_reply_new (CVK_REPLY_DONE, NULL);
      self->reply->value =
        past->detail != NULL ? cvk_value_ref (past->detail) : cvk_value_new_null ();
      done (self);
    }
  else if (past->state == CVK_EFFECT_REFUSED)
    {
      self->reply = cvk_reply_new (CVK_REPLY_REFUSED, read_refusal (self, past));
      cvk_execution_fail (self);
    }
  else
    {
      self->is_past = TRUE;
      self->says_done =
        past->note != NULL && cvk_value_lookup_boolean (past->note, "says_done", FALSE);
      follow_open (self, done);
    }
  return TRUE;
}

/* --- Looking --- */

gboolean
cvk_action_look (CvkStep *step, CvkItem *item, const CvkPastEffect *effect, CvkOutput *output)
{
  const CvkAction *self = (const CvkAction *) cvk_step_get_operations (step);
  CvkValue *given =
    effect != NULL && effect->note != NULL ? cvk_value_get_member (effect->note, "output") : NULL;

  if (effect == NULL)
    return FALSE;
  if (given != NULL)
    cvk_output_emit_new (output, 0, item, cvk_value_ref (given));
  else
    cvk_action_emit_changed (self, item, effect->detail, output);
  return TRUE;
}
