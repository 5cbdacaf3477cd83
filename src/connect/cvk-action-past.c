// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include "base/cvk-i18n.h"

/* What an earlier process sent is not sent again: its result is used, or it is found out. */

static CvkValue *
dup_detail (const CvkPastEffect *past)
{
  return past->detail != NULL ? cvk_value_ref (past->detail) : cvk_value_new_null ();
}

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

CvkProblem *
cvk_execution_describe_unknown (CvkExecution *self)
{
  return cvk_problem_new (
    "outcome-unknown",
    N_ ("Whether “{action}” was carried out is not known: the run was interrupted after it had "
        "been sent. Look in {service} before you run it again, so that nothing happens twice."),
    "action", self->action->title, "service", self->action->connector->title, NULL);
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
      self->reply->value = dup_detail (past);
      done (self);
    }
  else if (past->state == CVK_EFFECT_REFUSED)
    {
      self->reply = cvk_reply_new (CVK_REPLY_REFUSED, read_refusal (self, past));
      cvk_execution_fail (self);
    }
  else
    {
      self->reply = cvk_reply_new (CVK_REPLY_UNKNOWN, cvk_execution_describe_unknown (self));
      cvk_execution_fail (self);
    }
  return TRUE;
}
