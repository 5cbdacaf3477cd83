// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-ai-dialogue.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-model-ask.h"

/* The data of the task that returns the result. */
typedef struct
{
  CvkCall *call;
  CvkModelQuestion *question; /* owned: grows with what was answered */
  int64_t max_repairs;
  CvkAiCheck check;
  CvkAiResult *result; /* owned */
} Dialogue;

void
cvk_ai_result_free (CvkAiResult *self)
{
  g_clear_pointer (&self->value, cvk_value_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_free (self);
}

static void
dialogue_free (Dialogue *self)
{
  g_clear_pointer (&self->question, cvk_model_question_free);
  g_clear_pointer (&self->result, cvk_ai_result_free);
  g_free (self);
}

/* The words that tell a model what form the answer has: not all services take a schema, and those
 * that do answer better when it is said. */
static char *
describe_schema (const CvkModelQuestion *question)
{
  g_autofree char *schema = cvk_value_to_json (question->schema, CVK_JSON_COMPACT);

  return g_strdup_printf (
    "%s\n\nAnswer with one JSON object and nothing else. Its JSON Schema:\n%s",
    question->system != NULL ? question->system : "", schema);
}

static CvkModelQuestion *
copy_question (const CvkModelQuestion *from)
{
  CvkModelQuestion *question = cvk_model_question_new (from->model);

  question->system = describe_schema (from);
  for (unsigned i = 0; i < from->messages->len; i++)
    {
      const CvkModelMessage *message = &g_array_index (from->messages, CvkModelMessage, i);

      cvk_model_question_add (question, message->role, message->text);
    }
  question->temperature = from->temperature != NULL ? cvk_value_ref (from->temperature) : NULL;
  question->max_tokens = from->max_tokens;
  question->schema = cvk_value_ref (from->schema);
  question->is_strict = from->is_strict;
  return question;
}

static void
finish (GTask *task)
{
  Dialogue *self = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&self->result),
                         (GDestroyNotify) cvk_ai_result_free);
  g_object_unref (task);
}

static void ask (GTask *task);

/* Takes @problem: what is wrong with @text. */
static void
repair (GTask *task, const char *text, CvkProblem *problem)
{
  Dialogue *self = g_task_get_task_data (task);
  g_autoptr (CvkProblem) wrong = problem;
  g_autofree char *reason = cvk_problem_dup_message (problem);
  g_autofree char *times = g_strdup_printf ("%" G_GINT64_FORMAT, self->result->repairs);
  g_autofree char *request = NULL;

  if (self->result->repairs >= self->max_repairs)
    {
      self->result->problem = cvk_problem_new (
        "answer-wrong",
        N_ ("What “{model}” answered is not what was asked for, nor was it when told so (repairs: "
            "{times}): {reason} Say plainer what you want, or choose another model."),
        "model", self->question->model, "times", times, "reason", reason, NULL);
      finish (task);
      return;
    }
  self->result->repairs++;
  request = g_strdup_printf (
    "This answer is wrong: %s Answer again, with the whole JSON object and nothing else.", reason);
  cvk_model_question_add (self->question, CVK_MODEL_ROLE_ASSISTANT, *text != '\0' ? text : "{}");
  cvk_model_question_add (self->question, CVK_MODEL_ROLE_USER, request);
  ask (task);
}

/* To ask again would end at the same place. */
static void
fail_cut_off (GTask *task)
{
  Dialogue *self = g_task_get_task_data (task);

  self->result->problem = cvk_problem_new (
    "answer-cut-off",
    N_ ("The answer of “{model}” was cut off at the most tokens that are allowed. Permit more, or "
        "ask for less."),
    "model", self->question->model, NULL);
  cvk_problem_set_field (self->result->problem, "max_tokens");
  finish (task);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Dialogue *self = g_task_get_task_data (task);
  CvkProblem *problem = NULL;
  g_autoptr (CvkValue) answer = cvk_model_ask_finish (result, &problem);
  g_autoptr (CvkValue) object = NULL;
  const char *text = cvk_value_lookup_string (answer, "text", "");

  if (answer == NULL)
    {
      self->result->problem = problem;
      finish (task);
      return;
    }
  cvk_ai_cost_add (&self->result->cost, answer);
  if (g_str_equal (cvk_value_lookup_string (answer, "stop", ""), "length"))
    {
      fail_cut_off (task);
      return;
    }
  object = cvk_ai_read_object (text, &problem);
  if (object != NULL)
    self->result->value = self->check (self->call, object, &problem);
  if (self->result->value != NULL)
    finish (task);
  else
    repair (task, text, problem);
}

static void
ask (GTask *task)
{
  Dialogue *self = g_task_get_task_data (task);

  cvk_model_ask_async (self->call, copy_question (self->question), answered_cb, task);
}

void
cvk_ai_ask_object_async (CvkCall *call,
                         CvkModelQuestion *question,
                         int64_t repairs,
                         CvkAiCheck check,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Dialogue *self = g_new0 (Dialogue, 1);

  g_task_set_source_tag (task, cvk_ai_ask_object_async);
  self->call = call;
  self->question = question;
  self->max_repairs = repairs;
  self->check = check;
  self->result = g_new0 (CvkAiResult, 1);
  g_task_set_task_data (task, self, (GDestroyNotify) dialogue_free);
  ask (task);
}

CvkAiResult *
cvk_ai_ask_object_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
