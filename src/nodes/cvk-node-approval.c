// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "base/cvk-datetime.h"
#include "nodes/cvk-held-items.h"
#include "nodes/cvk-moment.h"

extern CvkNodeOperations cvk_node_approval;

enum
{
  PORT_OUT,
  PORT_DECLINED,
};

static GStrv
list_outputs (const CvkNodeType *type, const CvkValue *settings)
{
  static const char *const ports[] = { "out", "declined", NULL };

  return g_strdupv ((GStrv) ports);
}

static CvkValue *
describe_answer (const CvkAnswer *answer)
{
  g_autofree char *at = cvk_instant_to_utc_string (answer->wall);

  return cvk_value_new_object ("choice", cvk_value_new_string (answer->choice), "text",
                               cvk_value_new_string (answer->text), "by",
                               cvk_value_new_string (answer->by_deadline ? "deadline" : "person"),
                               "at", cvk_value_new_string (at), NULL);
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  g_autoptr (CvkAnswer) answer = cvk_held_items_finish (call, result);
  g_autoptr (CvkValue) fields = NULL;

  if (answer == NULL)
    return;
  fields = cvk_value_new_object ("approval", describe_answer (answer), NULL);
  cvk_held_items_emit (call, g_str_equal (answer->choice, "approve") ? PORT_OUT : PORT_DECLINED,
                       fields);
  cvk_call_succeed (call);
}

static void
start_asking (CvkCall *call)
{
  CvkStep *step = cvk_call_get_step (call);
  const CvkValue *settings = cvk_call_get_settings (call);
  const char *message = cvk_value_lookup_string (settings, "message", "");
  int64_t now = cvk_clock_get_wall (cvk_step_get_clock (step));
  int64_t deadline = 0;
  CvkProblem *problem = NULL;
  CvkQuestion *question = NULL;

  /* Nobody is to be asked about nothing. */
  if (cvk_call_get_item (call) == NULL && cvk_step_get_items (step, 0)->len == 0)
    {
      cvk_call_succeed (call);
      return;
    }
  if (cvk_value_get_member (settings, "within") != NULL &&
      !cvk_moment_read_duration (settings, "within", now, &deadline, &problem))
    {
      cvk_call_fail (call, problem);
      return;
    }
  /* In the words of whoever made the pipeline. */
  question = cvk_question_new (CVK_QUESTION_APPROVAL,
                               cvk_problem_new ("approval", "{message}", "message", message, NULL));
  if (deadline != 0)
    cvk_question_set_deadline (question, deadline,
                               cvk_value_lookup_string (settings, "without_answer", "decline"));
  cvk_call_ask_async (call, question, answered_cb, call);
}

CvkNodeOperations cvk_node_approval = {
  .type.get_mode = cvk_held_items_get_mode,
  .type.list_outputs = list_outputs,
  .start = start_asking,
  .get_concurrency = cvk_held_items_get_concurrency,
};
