// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include <string.h>

#include "connect/cvk-language-model.h"

/* --- Asking --- */

static CvkValue *
make_response_format (const CvkModelQuestion *question)
{
  return cvk_value_new_object (
    "type", cvk_value_new_string ("json_schema"), "json_schema",
    cvk_value_new_object ("name", cvk_value_new_string ("answer"), "strict",
                          cvk_value_new_boolean (question->is_strict), "schema",
                          cvk_value_ref (question->schema), NULL),
    NULL);
}

/* OpenAI's newer models refuse "max_tokens", and most others know nothing else. */
static gboolean
is_openai (const char *host)
{
  return host != NULL &&
         (g_str_equal (host, "openai.com") || g_str_has_suffix (host, ".openai.com"));
}

static CvkValue *
make_body (const CvkModelQuestion *question, const char *host)
{
  g_auto (CvkObjectBuilder) body = { NULL };

  cvk_object_builder_init (&body);
  cvk_object_builder_append (&body, "model", cvk_value_new_string (question->model));
  cvk_object_builder_append (&body, "messages", cvk_model_question_make_messages (question, TRUE));
  cvk_object_builder_append (&body, "stream", cvk_value_new_boolean (TRUE));
  cvk_object_builder_append (
    &body, "stream_options",
    cvk_value_new_object ("include_usage", cvk_value_new_boolean (TRUE), NULL));
  if (question->temperature != NULL)
    cvk_object_builder_append (&body, "temperature", cvk_value_ref (question->temperature));
  if (question->max_tokens > 0)
    cvk_object_builder_append (&body, is_openai (host) ? "max_completion_tokens" : "max_tokens",
                               cvk_value_new_integer (question->max_tokens));
  if (question->schema != NULL && !question->is_unstructured)
    cvk_object_builder_append (&body, "response_format", make_response_format (question));
  return cvk_object_builder_end (&body);
}

/* --- Reading --- */

static CvkModelStop
read_stop (const char *reason)
{
  if (g_str_equal (reason, "length"))
    return CVK_MODEL_STOP_LENGTH;
  if (g_str_equal (reason, "content_filter"))
    return CVK_MODEL_STOP_FILTER;
  return CVK_MODEL_STOP_END;
}

/* The choices of a piece have a "delta", those of a whole answer a "message". */
static void
read_choice (CvkModelAnswer *answer, const CvkValue *choice)
{
  const CvkValue *part = cvk_value_get_member (choice, "delta");
  const char *reason = cvk_value_lookup_string (choice, "finish_reason", NULL);

  if (part == NULL)
    part = cvk_value_get_member (choice, "message");
  g_string_append (answer->text, cvk_value_lookup_string (part, "content", ""));
  g_string_append (answer->refusal, cvk_value_lookup_string (part, "refusal", ""));
  if (reason != NULL)
    answer->stop = read_stop (reason);
  if (answer->refusal->len > 0 && answer->stop == CVK_MODEL_STOP_END)
    answer->stop = CVK_MODEL_STOP_REFUSAL;
}

static void
read_error (CvkModelAnswer *answer, const CvkValue *event)
{
  const CvkValue *error = cvk_value_get_member (event, "error");
  const char *message = cvk_value_lookup_string (error, "message", NULL);
  const char *type = cvk_value_lookup_string (error, "type", "");

  if (error == NULL || cvk_value_is_null (error))
    return;
  if (message == NULL)
    message = cvk_value_lookup_string (event, "error", type);
  cvk_model_answer_set_error (answer, message, strstr (type, "server") != NULL);
}

static void
read_event (CvkModelAnswer *answer, const CvkValue *event)
{
  const CvkValue *choices = cvk_value_get_member (event, "choices");
  const CvkValue *usage = cvk_value_get_member (event, "usage");
  const char *model = cvk_value_lookup_string (event, "model", NULL);

  read_error (answer, event);
  if (answer->model == NULL)
    answer->model = g_strdup (model);
  if (choices != NULL && cvk_value_is_array (choices) && cvk_value_get_length (choices) > 0)
    read_choice (answer, cvk_value_get_element (choices, 0));
  answer->tokens_in = cvk_value_lookup_integer (usage, "prompt_tokens", answer->tokens_in);
  answer->tokens_out = cvk_value_lookup_integer (usage, "completion_tokens", answer->tokens_out);
}

static CvkValue *
read_list (const CvkValue *reply)
{
  return cvk_language_model_list (cvk_value_get_member (reply, "data"), "id", "name");
}

const CvkLanguageModel cvk_openai_model = {
  .connector = "openai",
  .stream = CVK_MODEL_STREAM_EVENTS,
  .ask_path = "/chat/completions",
  .make_body = make_body,
  .read_event = read_event,
  .list_path = "/models",
  .read_list = read_list,
};
