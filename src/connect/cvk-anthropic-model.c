// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-language-model.h"

/* The service asks for a limit. */
#define DEFAULT_MAX_TOKENS 4096
#define TOOL "answer"

/* --- Asking --- */

/* A tool that has to be used is the way to an answer of a form that all its models know. */
static void
append_tool (CvkObjectBuilder *body, const CvkModelQuestion *question)
{
  CvkValue *tool = cvk_value_new_object ("name", cvk_value_new_string (TOOL), "description",
                                         cvk_value_new_string ("Takes the answer."), "input_schema",
                                         cvk_value_ref (question->schema), NULL);

  cvk_object_builder_append (body, "tools", cvk_value_new_array (&tool, 1));
  cvk_object_builder_append (body, "tool_choice",
                             cvk_value_new_object ("type", cvk_value_new_string ("tool"), "name",
                                                   cvk_value_new_string (TOOL), NULL));
}

static CvkValue *
make_body (const CvkModelQuestion *question, const char *host)
{
  g_auto (CvkObjectBuilder) body = { NULL };
  const char *type = cvk_value_lookup_string (question->schema, "type", "");

  cvk_object_builder_init (&body);
  cvk_object_builder_append (&body, "model", cvk_value_new_string (question->model));
  cvk_object_builder_append (
    &body, "max_tokens",
    cvk_value_new_integer (question->max_tokens > 0 ? question->max_tokens : DEFAULT_MAX_TOKENS));
  if (question->system != NULL)
    cvk_object_builder_append (&body, "system", cvk_value_new_string (question->system));
  cvk_object_builder_append (&body, "messages", cvk_model_question_make_messages (question, FALSE));
  cvk_object_builder_append (&body, "stream", cvk_value_new_boolean (TRUE));
  if (question->temperature != NULL)
    cvk_object_builder_append (&body, "temperature", cvk_value_ref (question->temperature));
  /* What a tool takes is an object. */
  if (!question->is_unstructured && g_str_equal (type, "object"))
    append_tool (&body, question);
  return cvk_object_builder_end (&body);
}

/* --- Reading --- */

static void
read_stop (CvkModelAnswer *answer, const char *reason)
{
  static const struct
  {
    const char *reason;
    CvkModelStop stop;
  } stops[] = { { "max_tokens", CVK_MODEL_STOP_LENGTH },
                { "model_context_window_exceeded", CVK_MODEL_STOP_CONTEXT },
                { "refusal", CVK_MODEL_STOP_REFUSAL } };

  if (reason == NULL)
    return;
  answer->stop = CVK_MODEL_STOP_END;
  for (size_t i = 0; i < G_N_ELEMENTS (stops); i++)
    if (g_str_equal (stops[i].reason, reason))
      answer->stop = stops[i].stop;
}

/* Text, or the input of the tool, which is JSON in pieces; thoughts are not the answer. */
static void
read_delta (CvkModelAnswer *answer, const CvkValue *delta)
{
  const char *type = cvk_value_lookup_string (delta, "type", "");

  if (g_str_equal (type, "text_delta"))
    g_string_append (answer->text, cvk_value_lookup_string (delta, "text", ""));
  else if (g_str_equal (type, "input_json_delta"))
    g_string_append (answer->text, cvk_value_lookup_string (delta, "partial_json", ""));
  read_stop (answer, cvk_value_lookup_string (delta, "stop_reason", NULL));
}

static void
read_usage (CvkModelAnswer *answer, const CvkValue *usage)
{
  answer->tokens_in = cvk_value_lookup_integer (usage, "input_tokens", answer->tokens_in);
  answer->tokens_out = cvk_value_lookup_integer (usage, "output_tokens", answer->tokens_out);
}

static void
read_error (CvkModelAnswer *answer, const CvkValue *event)
{
  const CvkValue *error = cvk_value_get_member (event, "error");
  const char *type = cvk_value_lookup_string (error, "type", "");

  cvk_model_answer_set_error (answer, cvk_value_lookup_string (error, "message", type),
                              g_str_equal (type, "overloaded_error") ||
                                g_str_equal (type, "api_error") ||
                                g_str_equal (type, "timeout_error"));
}

static void
read_event (CvkModelAnswer *answer, const CvkValue *event)
{
  const char *type = cvk_value_lookup_string (event, "type", "");
  const CvkValue *message = cvk_value_get_member (event, "message");

  if (g_str_equal (type, "message_start"))
    {
      g_free (answer->model);
      answer->model = g_strdup (cvk_value_lookup_string (message, "model", NULL));
      read_usage (answer, cvk_value_get_member (message, "usage"));
    }
  else if (g_str_equal (type, "content_block_delta"))
    read_delta (answer, cvk_value_get_member (event, "delta"));
  else if (g_str_equal (type, "message_delta"))
    {
      read_delta (answer, cvk_value_get_member (event, "delta"));
      read_usage (answer, cvk_value_get_member (event, "usage"));
    }
  else if (g_str_equal (type, "message_stop"))
    answer->is_ended = TRUE;
  else if (g_str_equal (type, "error"))
    read_error (answer, event);
}

static CvkValue *
read_list (const CvkValue *reply)
{
  return cvk_language_model_list (cvk_value_get_member (reply, "data"), "id", "display_name");
}

const CvkLanguageModel cvk_anthropic_model = {
  .connector = "anthropic",
  .stream = CVK_MODEL_STREAM_EVENTS,
  .ask_path = "/messages",
  .make_body = make_body,
  .read_event = read_event,
  .list_path = "/models?limit=1000",
  .read_list = read_list,
};
