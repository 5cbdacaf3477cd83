// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-language-model.h"

/* --- Asking --- */

static CvkValue *
make_options (const CvkModelQuestion *question)
{
  g_auto (CvkObjectBuilder) options = { NULL };

  cvk_object_builder_init (&options);
  if (question->temperature != NULL)
    cvk_object_builder_append (&options, "temperature", cvk_value_ref (question->temperature));
  if (question->max_tokens > 0)
    cvk_object_builder_append (&options, "num_predict",
                               cvk_value_new_integer (question->max_tokens));
  return cvk_object_builder_end (&options);
}

static CvkValue *
make_body (const CvkModelQuestion *question, const char *host)
{
  g_auto (CvkObjectBuilder) body = { NULL };

  cvk_object_builder_init (&body);
  cvk_object_builder_append (&body, "model", cvk_value_new_string (question->model));
  cvk_object_builder_append (&body, "messages", cvk_model_question_make_messages (question, TRUE));
  cvk_object_builder_append (&body, "stream", cvk_value_new_boolean (TRUE));
  cvk_object_builder_append (&body, "options", make_options (question));
  if (question->schema != NULL && !question->is_unstructured)
    cvk_object_builder_append (&body, "format", cvk_value_ref (question->schema));
  return cvk_object_builder_end (&body);
}

/* --- Reading --- */

static void
read_event (CvkModelAnswer *answer, const CvkValue *event)
{
  const char *error = cvk_value_lookup_string (event, "error", NULL);
  const char *model = cvk_value_lookup_string (event, "model", NULL);

  if (error != NULL)
    cvk_model_answer_set_error (answer, error, FALSE);
  if (answer->model == NULL)
    answer->model = g_strdup (model);
  g_string_append (answer->text, cvk_language_model_find_text (event, "message", "content", ""));
  if (!cvk_value_lookup_boolean (event, "done", FALSE))
    return;
  answer->is_ended = TRUE;
  answer->stop = g_str_equal (cvk_value_lookup_string (event, "done_reason", "stop"), "length")
                   ? CVK_MODEL_STOP_LENGTH
                   : CVK_MODEL_STOP_END;
  answer->tokens_in = cvk_value_lookup_integer (event, "prompt_eval_count", answer->tokens_in);
  answer->tokens_out = cvk_value_lookup_integer (event, "eval_count", answer->tokens_out);
}

static CvkValue *
read_list (const CvkValue *reply)
{
  return cvk_language_model_list (cvk_value_get_member (reply, "models"), "name", "name");
}

const CvkLanguageModel cvk_ollama_model = {
  .connector = "ollama",
  .stream = CVK_MODEL_STREAM_LINES,
  .ask_path = "/api/chat",
  .make_body = make_body,
  .read_event = read_event,
  .list_path = "/api/tags",
  .read_list = read_list,
};
