// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-ai.h"
#include "connect/cvk-model-ask.h"

static const char *
get_name (CvkCall *call)
{
  return cvk_value_lookup_string (cvk_call_get_settings (call), "name", "answer");
}

static void
warn_cut_off (CvkCall *call)
{
  CvkStep *step = cvk_call_get_step (call);
  CvkProblem *problem = cvk_problem_new (
    "answer-cut-off",
    N_ ("An answer was cut off at the most tokens that are allowed. Permit more, or ask for a "
        "shorter one."),
    NULL);

  cvk_problem_set_field (problem, "max_tokens");
  cvk_step_warn (step, problem);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  CvkProblem *problem = NULL;
  g_autoptr (CvkValue) answer = cvk_model_ask_finish (result, &problem);
  g_auto (CvkObjectBuilder) fields = { NULL };
  CvkAiCost cost = { 0 };

  if (answer == NULL)
    {
      cvk_call_fail (call, problem);
      return;
    }
  if (g_str_equal (cvk_value_lookup_string (answer, "stop", ""), "length"))
    warn_cut_off (call);
  cvk_object_builder_init (&fields);
  cvk_object_builder_set (&fields, "stop", cvk_value_ref (cvk_value_get_member (answer, "stop")));
  cvk_ai_cost_add (&cost, answer);
  cvk_ai_cost_append (&cost, &fields);
  cvk_object_builder_set (&fields, get_name (call),
                          cvk_value_ref (cvk_value_get_member (answer, "text")));
  cvk_output_emit_over (cvk_call_get_output (call), 0, cvk_call_get_item (call),
                        cvk_object_builder_end (&fields));
  cvk_call_succeed (call);
}

static void
start_asking (CvkCall *call)
{
  const char *const fields[] = { get_name (call), NULL };
  g_autoptr (CvkValue) settings = NULL;
  CvkModelQuestion *question;
  CvkValue *examples;

  if (cvk_ai_pretend (call, 0, fields))
    return;
  settings = cvk_ai_dup_settings (call);
  question = cvk_ai_make_question (settings, cvk_value_lookup_string (settings, "system", NULL));
  examples = cvk_value_get_member (settings, "examples");
  for (size_t i = 0; examples != NULL && i < cvk_value_get_length (examples); i++)
    {
      const CvkValue *example = cvk_value_get_element (examples, i);

      cvk_model_question_add (question, CVK_MODEL_ROLE_USER,
                              cvk_value_lookup_string (example, "question", ""));
      cvk_model_question_add (question, CVK_MODEL_ROLE_ASSISTANT,
                              cvk_value_lookup_string (example, "answer", ""));
    }
  cvk_model_question_add (question, CVK_MODEL_ROLE_USER,
                          cvk_value_lookup_string (settings, "prompt", ""));
  cvk_model_ask_async (call, question, answered_cb, call);
}

extern CvkNodeOperations cvk_node_ai_ask;

CvkNodeOperations cvk_node_ai_ask = { .prepare = cvk_ai_prepare,
                                      .start = start_asking,
                                      .get_concurrency = cvk_ai_get_concurrency };
