// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-model-stream.h"

/* --- What is asked --- */

static CvkModelQuestion *
create_question (void)
{
  CvkModelQuestion *question = cvk_model_question_new ("m-1");

  question->system = g_strdup ("Be brief.");
  question->temperature = cvk_value_new_double (0.5);
  question->max_tokens = 100;
  question->schema = cvk_value_from_json ("{\"type\":\"object\"}", -1, CVK_JSON_STRICT, NULL);
  question->is_strict = TRUE;
  cvk_model_question_add (question, CVK_MODEL_ROLE_USER, "1+1?");
  cvk_model_question_add (question, CVK_MODEL_ROLE_ASSISTANT, "2");
  cvk_model_question_add (question, CVK_MODEL_ROLE_USER, "2+2?");
  return question;
}

static void
test_bodies (void)
{
  static const struct
  {
    const CvkLanguageModel *model;
    const char *host;
    gboolean is_unstructured;
    const char *body;
  } rows[] = {
    { &cvk_openai_model, "api.openai.com", FALSE,
      "{\"model\":\"m-1\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
      "{\"role\":\"user\",\"content\":\"1+1?\"},{\"role\":\"assistant\",\"content\":\"2\"},"
      "{\"role\":\"user\",\"content\":\"2+2?\"}],\"stream\":true,"
      "\"stream_options\":{\"include_usage\":true},\"temperature\":0.5,"
      "\"max_completion_tokens\":100,\"response_format\":{\"type\":\"json_schema\","
      "\"json_schema\":{\"name\":\"answer\",\"strict\":true,\"schema\":{\"type\":\"object\"}}}}" },
    { &cvk_openai_model, "127.0.0.1", TRUE,
      "{\"model\":\"m-1\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
      "{\"role\":\"user\",\"content\":\"1+1?\"},{\"role\":\"assistant\",\"content\":\"2\"},"
      "{\"role\":\"user\",\"content\":\"2+2?\"}],\"stream\":true,"
      "\"stream_options\":{\"include_usage\":true},\"temperature\":0.5,\"max_tokens\":100}" },
    { &cvk_openai_model, "notopenai.com", TRUE, NULL },
    { &cvk_anthropic_model, "api.anthropic.com", FALSE,
      "{\"model\":\"m-1\",\"max_tokens\":100,\"system\":\"Be brief.\",\"messages\":["
      "{\"role\":\"user\",\"content\":\"1+1?\"},{\"role\":\"assistant\",\"content\":\"2\"},"
      "{\"role\":\"user\",\"content\":\"2+2?\"}],\"stream\":true,\"temperature\":0.5,"
      "\"tools\":[{\"name\":\"answer\",\"description\":\"Takes the answer.\","
      "\"input_schema\":{\"type\":\"object\"}}],"
      "\"tool_choice\":{\"type\":\"tool\",\"name\":\"answer\"}}" },
    { &cvk_ollama_model, "127.0.0.1", FALSE,
      "{\"model\":\"m-1\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
      "{\"role\":\"user\",\"content\":\"1+1?\"},{\"role\":\"assistant\",\"content\":\"2\"},"
      "{\"role\":\"user\",\"content\":\"2+2?\"}],\"stream\":true,"
      "\"options\":{\"temperature\":0.5,\"num_predict\":100},\"format\":{\"type\":\"object\"}}" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CvkModelQuestion) question = create_question ();
      g_autoptr (CvkValue) body = NULL;
      g_autofree char *json = NULL;

      question->is_unstructured = rows[i].is_unstructured;
      body = rows[i].model->make_body (question, rows[i].host);
      json = cvk_value_to_json (body, CVK_JSON_COMPACT);
      if (rows[i].body != NULL)
        g_assert_cmpstr (json, ==, rows[i].body);
      else
        g_assert_nonnull (strstr (json, "\"max_tokens\":100"));
    }
}

/* Anthropic does not go without a limit. */
static void
test_default_limit (void)
{
  g_autoptr (CvkModelQuestion) question = cvk_model_question_new ("m-1");
  g_autoptr (CvkValue) body = cvk_anthropic_model.make_body (question, NULL);
  g_autoptr (CvkValue) other = cvk_openai_model.make_body (question, NULL);

  g_assert_cmpint (cvk_value_lookup_integer (body, "max_tokens", 0), ==, 4096);
  g_assert_null (cvk_value_get_member (other, "max_tokens"));
}

/* --- What is answered --- */

typedef struct
{
  const char *name;
  const CvkLanguageModel *model;
  const char *stream;
  CvkModelStreamState state;
  const char *text;
  CvkModelStop stop;
  int64_t tokens_in, tokens_out;
  const char *error; /* nullable */
} Row;

#define DELTA(text) "data: {\"choices\":[{\"delta\":{\"content\":\"" text "\"}}]}\n\n"
#define STOP(why) "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"" why "\"}]}\n\n"
#define USAGE "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n"
#define END "data: [DONE]\n\n"

#define BEGIN                                                                                      \
  "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"m\","          \
  "\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n"
#define PIECE(text)                                                                                \
  "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{"    \
  "\"type\":\"text_delta\",\"text\":\"" text "\"}}\n\n"
#define WHY(reason)                                                                                \
  "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" reason   \
  "\"},\"usage\":{\"output_tokens\":3}}\n\n"
#define OVER "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"

#define LINE(text) "{\"model\":\"m\",\"message\":{\"content\":\"" text "\"},\"done\":false}\n"
#define LAST(why)                                                                                  \
  "{\"done\":true,\"done_reason\":\"" why "\",\"prompt_eval_count\":7,\"eval_count\":3}\n"

static const Row rows[] = {
  { "openai", &cvk_openai_model, DELTA ("He") DELTA ("llo") STOP ("stop") USAGE END,
    CVK_MODEL_STREAM_DONE, "Hello", CVK_MODEL_STOP_END, 7, 3, NULL },
  { "openai-crlf", &cvk_openai_model,
    ": a comment\r\n\r\ndata: {\"choices\":[{\"delta\":\r\ndata: {\"content\":\"ü\"}}]}\r\n\r\n"
    "data:{\"choices\":[{\"finish_reason\":\"stop\"}]}\r\n\r\ndata: [DONE]\r\n\r\n",
    CVK_MODEL_STREAM_DONE, "ü", CVK_MODEL_STOP_END, -1, -1, NULL },
  { "openai-cr", &cvk_openai_model,
    "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\r\rdata: [DONE]\r\r",
    CVK_MODEL_STREAM_DONE, "a", CVK_MODEL_STOP_NOT_YET, -1, -1, NULL },
  { "openai-no-mark", &cvk_openai_model, DELTA ("a") STOP ("stop"), CVK_MODEL_STREAM_DONE, "a",
    CVK_MODEL_STOP_END, -1, -1, NULL },
  { "openai-no-last-line", &cvk_openai_model,
    DELTA ("a") "data: {\"choices\":[{\"finish_reason\":\"stop\"}]}", CVK_MODEL_STREAM_DONE, "a",
    CVK_MODEL_STOP_END, -1, -1, NULL },
  { "openai-length", &cvk_openai_model, DELTA ("a") STOP ("length") END, CVK_MODEL_STREAM_DONE, "a",
    CVK_MODEL_STOP_LENGTH, -1, -1, NULL },
  { "openai-filter", &cvk_openai_model, STOP ("content_filter") END, CVK_MODEL_STREAM_DONE, "",
    CVK_MODEL_STOP_FILTER, -1, -1, NULL },
  { "openai-refusal", &cvk_openai_model,
    "data: {\"choices\":[{\"delta\":{\"refusal\":\"I can’t.\"}}]}\n\n" STOP ("stop") END,
    CVK_MODEL_STREAM_DONE, "", CVK_MODEL_STOP_REFUSAL, -1, -1, NULL },
  { "openai-null-choices", &cvk_openai_model,
    DELTA ("a") STOP ("stop") "data: {\"choices\":null,\"usage\":{\"prompt_tokens\":7}}\n\n" END,
    CVK_MODEL_STREAM_DONE, "a", CVK_MODEL_STOP_END, 7, -1, NULL },
  { "openai-error", &cvk_openai_model,
    DELTA ("a") "data: {\"error\":{\"message\":\"Broken.\",\"type\":\"server_error\"}}\n\n",
    CVK_MODEL_STREAM_DONE, "a", CVK_MODEL_STOP_NOT_YET, -1, -1, "Broken." },
  { "openai-cut", &cvk_openai_model, DELTA ("a") "data: {\"choi", CVK_MODEL_STREAM_READING, "a",
    CVK_MODEL_STOP_NOT_YET, -1, -1, NULL },
  { "openai-cut-between", &cvk_openai_model, DELTA ("a"), CVK_MODEL_STREAM_READING, "a",
    CVK_MODEL_STOP_NOT_YET, -1, -1, NULL },
  { "openai-bad-json", &cvk_openai_model, DELTA ("a") "data: {oops}\n\n" DELTA ("b") END,
    CVK_MODEL_STREAM_DAMAGED, "a", CVK_MODEL_STOP_NOT_YET, -1, -1, NULL },
  { "openai-no-object", &cvk_openai_model, "data: 5\n\n", CVK_MODEL_STREAM_DAMAGED, "",
    CVK_MODEL_STOP_NOT_YET, -1, -1, NULL },
  { "openai-odd-types", &cvk_openai_model,
    "data: {\"choices\":[5,{}],\"usage\":7,\"error\":null}\n\n"
    "data: {\"choices\":{\"delta\":1}}\n\n" END,
    CVK_MODEL_STREAM_DONE, "", CVK_MODEL_STOP_NOT_YET, -1, -1, NULL },
  { "openai-whole", &cvk_openai_model,
    "{\n \"choices\":[{\"message\":{\"content\":\"whole\"},\"finish_reason\":\"stop\"}],\n"
    " \"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n",
    CVK_MODEL_STREAM_DONE, "whole", CVK_MODEL_STOP_END, 7, 3, NULL },
  { "openai-page", &cvk_openai_model, "<html><body>data: [DONE]</body></html>",
    CVK_MODEL_STREAM_READING, "", CVK_MODEL_STOP_NOT_YET, -1, -1, NULL },
  { "anthropic", &cvk_anthropic_model,
    BEGIN "event: ping\ndata: {\"type\":\"ping\"}\n\n" PIECE ("He") PIECE ("llo") WHY ("end_turn")
      OVER,
    CVK_MODEL_STREAM_DONE, "Hello", CVK_MODEL_STOP_END, 7, 3, NULL },
  { "anthropic-thoughts", &cvk_anthropic_model,
    BEGIN "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"thinking_delta\","
          "\"thinking\":\"hm\"}}\n\n" PIECE ("a") WHY ("end_turn") OVER,
    CVK_MODEL_STREAM_DONE, "a", CVK_MODEL_STOP_END, 7, 3, NULL },
  { "anthropic-tool", &cvk_anthropic_model,
    BEGIN "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"input_json_delta\","
          "\"partial_json\":\"{\\\"a\\\":\"}}\n\n"
          "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"input_json_delta\","
          "\"partial_json\":\"1}\"}}\n\n" WHY ("tool_use") OVER,
    CVK_MODEL_STREAM_DONE, "{\"a\":1}", CVK_MODEL_STOP_END, 7, 3, NULL },
  { "anthropic-length", &cvk_anthropic_model, BEGIN PIECE ("a") WHY ("max_tokens") OVER,
    CVK_MODEL_STREAM_DONE, "a", CVK_MODEL_STOP_LENGTH, 7, 3, NULL },
  { "anthropic-context", &cvk_anthropic_model,
    BEGIN PIECE ("a") WHY ("model_context_window_exceeded") OVER, CVK_MODEL_STREAM_DONE, "a",
    CVK_MODEL_STOP_CONTEXT, 7, 3, NULL },
  { "anthropic-refusal", &cvk_anthropic_model, BEGIN WHY ("refusal") OVER, CVK_MODEL_STREAM_DONE,
    "", CVK_MODEL_STOP_REFUSAL, 7, 3, NULL },
  { "anthropic-overloaded", &cvk_anthropic_model,
    BEGIN "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
          "\"message\":\"Overloaded\"}}\n\n",
    CVK_MODEL_STREAM_DONE, "", CVK_MODEL_STOP_NOT_YET, 7, 1, "Overloaded" },
  { "ollama", &cvk_ollama_model, LINE ("He") LINE ("llo") LAST ("stop"), CVK_MODEL_STREAM_DONE,
    "Hello", CVK_MODEL_STOP_END, 7, 3, NULL },
  { "ollama-length", &cvk_ollama_model, LINE ("a") LAST ("length"), CVK_MODEL_STREAM_DONE, "a",
    CVK_MODEL_STOP_LENGTH, 7, 3, NULL },
  { "ollama-error", &cvk_ollama_model, LINE ("a") "{\"error\":\"out of memory\"}\n",
    CVK_MODEL_STREAM_DONE, "a", CVK_MODEL_STOP_NOT_YET, -1, -1, "out of memory" },
  { "ollama-cut", &cvk_ollama_model, LINE ("a"), CVK_MODEL_STREAM_READING, "a",
    CVK_MODEL_STOP_NOT_YET, -1, -1, NULL },
  { "ollama-bad-json", &cvk_ollama_model, LINE ("a") "nonsense\n", CVK_MODEL_STREAM_DAMAGED, "a",
    CVK_MODEL_STOP_NOT_YET, -1, -1, NULL },
};

static void
assert_row (const Row *row, const CvkModelStream *stream)
{
  const CvkModelAnswer *answer = cvk_model_stream_get_answer (stream);

  g_assert_cmpint (cvk_model_stream_get_state (stream), ==, row->state);
  g_assert_cmpstr (answer->text->str, ==, row->text);
  g_assert_cmpint (answer->stop, ==, row->stop);
  g_assert_cmpint (answer->tokens_in, ==, row->tokens_in);
  g_assert_cmpint (answer->tokens_out, ==, row->tokens_out);
  g_assert_cmpstr (answer->error, ==, row->error);
}

/* However it comes in pieces. */
static void
test_row (gconstpointer data)
{
  const Row *row = data;
  size_t length = strlen (row->stream);

  for (size_t size = 1; size <= length; size += size < 9 ? 1 : 17)
    {
      g_autoptr (CvkModelStream) stream = cvk_model_stream_new (row->model);

      for (size_t at = 0; at < length; at += size)
        if (!cvk_model_stream_feed (stream, row->stream + at, MIN (size, length - at)))
          break;
      cvk_model_stream_end (stream);
      assert_row (row, stream);
    }
}

/* A token without end, a line without end, and a text without end. */
static void
test_bounds (void)
{
  static const CvkLanguageModel *const models[] = { &cvk_openai_model, &cvk_ollama_model };
  g_autofree char *piece = g_strnfill (64 * 1024, 'x');

  for (size_t i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (CvkModelStream) line = cvk_model_stream_new (models[i]);
      g_autoptr (CvkModelStream) text = cvk_model_stream_new (models[i]);
      g_autofree char *event =
        i == 0
          ? g_strdup_printf ("data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n", piece)
          : g_strdup_printf ("{\"message\":{\"content\":\"%s\"}}\n", piece);
      unsigned n_lines = 0;
      unsigned n_texts = 0;

      cvk_model_stream_feed (line, "data: \"", 7);
      while (n_lines < 100 && cvk_model_stream_feed (line, piece, strlen (piece)))
        n_lines++;
      g_assert_cmpuint (n_lines, ==, 15);
      g_assert_cmpint (cvk_model_stream_get_state (line), ==, CVK_MODEL_STREAM_TOO_LONG);
      while (n_texts < 100 && cvk_model_stream_feed (text, event, strlen (event)))
        n_texts++;
      g_assert_cmpuint (n_texts, ==, 16);
      g_assert_cmpint (cvk_model_stream_get_state (text), ==, CVK_MODEL_STREAM_TOO_LONG);
    }
}

/* Whatever comes, it is read or refused. */
static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  unsigned n_done = 0;

  for (unsigned i = 0; i < 20000; i++)
    {
      const Row *row = &rows[g_rand_int_range (random, 0, G_N_ELEMENTS (rows))];
      g_autoptr (CvkModelStream) stream = cvk_model_stream_new (row->model);
      g_autofree char *text = g_strdup (row->stream);
      size_t length = strlen (text);

      for (int k = g_rand_int_range (random, 0, 4); k > 0; k--)
        text[g_rand_int_range (random, 0, (gint32) length)] =
          (char) g_rand_int_range (random, 0, 256);
      cvk_model_stream_feed (stream, text, length);
      cvk_model_stream_end (stream);
      if (cvk_model_stream_get_state (stream) == CVK_MODEL_STREAM_DONE)
        n_done++;
      g_assert_true (g_utf8_validate (cvk_model_stream_get_answer (stream)->text->str, -1, NULL));
    }
  g_assert_cmpuint (n_done, >, 1000);
}

/* --- What there is --- */

static void
test_lists (void)
{
  static const struct
  {
    const CvkLanguageModel *model;
    const char *reply;
    const char *list; /* NULL: none */
  } replies[] = {
    { &cvk_openai_model, "{\"data\":[{\"id\":\"a\"},{\"id\":5},{\"id\":\"b\",\"name\":\"B\"}]}",
      "[{\"id\":\"a\",\"title\":\"a\"},{\"id\":\"b\",\"title\":\"B\"}]" },
    { &cvk_anthropic_model, "{\"data\":[{\"id\":\"a\",\"display_name\":\"A 1\"}]}",
      "[{\"id\":\"a\",\"title\":\"A 1\"}]" },
    { &cvk_ollama_model, "{\"models\":[{\"name\":\"a:latest\"}]}",
      "[{\"id\":\"a:latest\",\"title\":\"a:latest\"}]" },
    { &cvk_ollama_model, "{\"data\":[]}", NULL },
    { &cvk_openai_model, "[]", NULL },
    { &cvk_openai_model, "{\"data\":{\"id\":\"a\"}}", NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (CvkValue) reply =
        cvk_value_from_json (replies[i].reply, -1, CVK_JSON_STRICT, NULL);
      g_autoptr (CvkValue) list = replies[i].model->read_list (reply);
      g_autofree char *json = list != NULL ? cvk_value_to_json (list, CVK_JSON_COMPACT) : NULL;

      g_assert_cmpstr (json, ==, replies[i].list);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/language-model/bodies", test_bodies);
  g_test_add_func ("/language-model/default-limit", test_default_limit);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/language-model/stream/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/language-model/bounds", test_bounds);
  g_test_add_func ("/language-model/random", test_random);
  g_test_add_func ("/language-model/lists", test_lists);
  return g_test_run ();
}
