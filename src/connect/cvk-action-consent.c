// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include "base/cvk-i18n.h"

/* More deletes than these at one step are asked about, once for all of them. */
#define MANY_DELETES 10

typedef struct
{
  CvkExecutionDone go_on;
  CvkActionRequest reading;
  gboolean is_for_all; /* the question is about the whole step */
} Consent;

static void
consent_free (gpointer data)
{
  Consent *self = data;

  cvk_action_request_clear (&self->reading);
  g_free (self);
}

static void
go_on (CvkExecution *self)
{
  Consent *consent = self->extra;
  CvkExecutionDone next = consent->go_on;

  self->extra = NULL;
  self->extra_free = NULL;
  consent_free (consent);
  next (self);
}

/* --- Asking --- */

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  const Consent *consent = self->extra;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkAnswer) answer = cvk_call_ask_finish (self->call, result, &error);

  if (answer == NULL)
    {
      cvk_call_fail (self->call, cvk_action_describe_engine_error (error));
      return;
    }
  if (consent->is_for_all)
    cvk_step_set_state (cvk_call_get_step (self->call), g_strdup (answer->choice), g_free);
  if (g_str_equal (answer->choice, "approve"))
    go_on (self);
  else
    cvk_call_leave_out (self->call);
}

static void
ask (CvkExecution *self, CvkProblem *text, const char *yes, const char *no)
{
  CvkQuestion *question = cvk_question_new (CVK_QUESTION_MANY_DELETES, text);

  cvk_question_set_label (question, "approve", yes);
  cvk_question_set_label (question, "decline", no);
  cvk_call_ask_async (self->call, question, answered_cb, self);
}

static void
ask_for_all (CvkExecution *self, unsigned count)
{
  Consent *consent = self->extra;
  g_autofree char *number = g_strdup_printf ("%u", count);

  consent->is_for_all = TRUE;
  ask (self,
       cvk_problem_new ("many-deletes",
                        N_ ("“{action}” would be done for many meetings ({count}), and what is "
                            "deleted does not come back. Go on?"),
                        "action", self->action->title, "count", number, NULL),
       N_ ("Delete all {count}"), N_ ("Delete none"));
}

static void
ask_for_series (CvkExecution *self, const CvkValue *before)
{
  g_autofree char *subject = cvk_execution_find_subject (self, before);

  ask (self,
       cvk_problem_new ("series-delete",
                        N_ ("“{subject}” is a series, and all of its dates would be deleted. Go "
                            "on?"),
                        "subject", subject, NULL),
       N_ ("Delete the series"), N_ ("Leave it"));
}

/* --- Whether to ask --- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  g_autoptr (CvkReply) reply = cvk_exchange_finish (result);

  /* What cannot be read is told by the delete itself. */
  if (reply->kind == CVK_REPLY_DONE && cvk_execution_is_series (self, reply->value))
    ask_for_series (self, reply->value);
  else
    go_on (self);
}

static gboolean
names_one_date (CvkExecution *self)
{
  CvkValue *series = cvk_value_get_member (self->action->description, "series");
  const char *unless = cvk_value_lookup_string (series, "unless", "");

  return series == NULL || cvk_value_get_member (self->settings, unless) != NULL;
}

static gboolean
item_tells (CvkExecution *self)
{
  CvkValue *series = cvk_value_get_member (self->action->description, "series");
  CvkItem *item = cvk_call_get_item (self->call);
  CvkValue *value =
    item != NULL ? cvk_item_get_field (item, cvk_value_lookup_string (series, "field", "")) : NULL;

  return value != NULL && cvk_value_is_integer (value);
}

static void
decide_series (CvkExecution *self)
{
  Consent *consent = self->extra;
  const CvkAction *reading = cvk_execution_get_reading (self);
  g_autoptr (CvkProblem) problem = NULL;

  if (cvk_call_get_past_effect (self->call) != NULL || names_one_date (self))
    go_on (self);
  else if (item_tells (self) && cvk_execution_is_series (self, NULL))
    ask_for_series (self, NULL);
  else if (item_tells (self) || reading == NULL ||
           !cvk_execution_build_reading (self, reading, &consent->reading, &problem))
    go_on (self);
  else
    cvk_execution_exchange (self, reading, &consent->reading, FALSE, read_cb);
}

/* What was approved after a rehearsal was seen; what only a private sandbox sees is nobody's. */
static gboolean
is_free (CvkExecution *self)
{
  GObject *connection = cvk_step_get_connection (cvk_call_get_step (self->call));

  return !g_str_equal (cvk_action_get_kind (self->action), "delete") ||
         cvk_call_has_approval (self->call) ||
         !cvk_connection_has_limits (CVK_CONNECTION (connection));
}

void
cvk_action_ask_consent (CvkExecution *self, CvkExecutionDone next)
{
  CvkStep *step = cvk_call_get_step (self->call);
  unsigned count = cvk_step_get_items (step, 0)->len;
  const char *for_all = cvk_step_get_state (step);
  Consent *consent;

  if (is_free (self))
    {
      next (self);
      return;
    }
  consent = g_new0 (Consent, 1);
  consent->go_on = next;
  self->extra = consent;
  self->extra_free = consent_free;
  if (g_strcmp0 (for_all, "approve") == 0)
    go_on (self);
  else if (for_all != NULL)
    cvk_call_leave_out (self->call);
  else if (count > MANY_DELETES)
    ask_for_all (self, count);
  else
    decide_series (self);
}
