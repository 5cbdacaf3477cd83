// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-model-reply.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "connect/cvk-model-stream.h"

#define STATUS_UNAUTHORIZED 401
#define STATUS_PAYMENT 402
#define STATUS_FORBIDDEN 403
#define STATUS_NOT_FOUND 404
#define STATUS_TIMEOUT 408
#define STATUS_TOO_LARGE 413
#define STATUS_TOO_MANY 429
#define STATUS_UNAVAILABLE 503
/* Anthropic, "Errors": all of its capacity is taken. */
#define STATUS_OVERLOADED 529

/* What a service says is shown; it is not trusted to be short. */
#define MAX_SERVICE_TEXT 300

/* What every sentence may name. */
typedef struct
{
  const char *service; /* its name */
  const char *model;
  char *said;  /* owned: what it said, without the full stop */
  char *reset; /* owned, nullable: when it goes on */
} Words;

static void
words_clear (Words *self)
{
  g_clear_pointer (&self->said, g_free);
  g_clear_pointer (&self->reset, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static CvkReply *
reply (CvkReplyKind kind, const char *code, const char *message, const Words *words)
{
  return cvk_reply_new (kind, cvk_problem_new (code, message, "title", words->service, "model",
                                               words->model, "service", words->said, "reset",
                                               words->reset, NULL));
}

static char *
tidy (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  size_t length = strlen (trimmed);

  while (length > 0 && trimmed[length - 1] == '.')
    trimmed[--length] = '\0';
  return cvk_text_shorten (trimmed, MAX_SERVICE_TEXT);
}

static gboolean
mentions (const Words *words, const char *const *parts)
{
  g_autofree char *lower = g_utf8_strdown (words->said, -1);

  for (size_t i = 0; parts[i] != NULL; i++)
    if (strstr (lower, parts[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* --- What went wrong --- */

/* {"error": {"message", "type", "code"}}, {"error": "…"} or {"message"}. */
static void
read_words (Words *words, const CvkHttpResponse *response, char **code)
{
  size_t size;
  const char *text = g_bytes_get_data (response->body, &size);
  g_autoptr (CvkValue) body =
    size > 0 ? cvk_value_from_json (text, (gssize) size, CVK_JSON_STRICT, NULL) : NULL;
  const char *message = cvk_value_lookup_string (body, "message", NULL);

  message = cvk_value_lookup_string (body, "error", message);
  message = cvk_language_model_find_text (body, "error", "message", message);
  *code = g_strdup (cvk_language_model_find_text (body, "error", "code", ""));
  words->said = message != NULL && *message != '\0' ? tidy (message)
                                                    : g_strdup_printf ("HTTP %u", response->status);
}

static gboolean
is_too_long (unsigned status, const char *code, const Words *words)
{
  static const char *const signs[] = { "context length",
                                       "context window",
                                       "context size",
                                       "prompt is too long",
                                       "too many tokens",
                                       "maximum context",
                                       NULL };

  return status == STATUS_TOO_LARGE || g_str_equal (code, "context_length_exceeded") ||
         (status < 500 && mentions (words, signs));
}

static gboolean
is_without_credit (unsigned status, const char *code, const Words *words)
{
  static const char *const signs[] = { "billing", "credit balance", "spend limit", NULL };

  return status == STATUS_PAYMENT || g_str_equal (code, "insufficient_quota") ||
         mentions (words, signs);
}

static CvkReply *
read_limit (const CvkHttpResponse *response, Words *words, int64_t now, unsigned attempt)
{
  CvkRetryWait wait = { 0 };
  CvkReply *limited;

  cvk_retry_read_wait (response, words->said, now, attempt, &wait);
  words->reset = cvk_instant_to_utc_string (wait.until);
  limited =
    reply (CVK_REPLY_LIMITED, "rate-limit",
           N_ ("{title} permits no more for now: {service}. Run it again after {reset}."), words);
  limited->wait = wait;
  return limited;
}

static CvkReply *
read_trouble (unsigned status, const Words *words)
{
  if (status == STATUS_OVERLOADED || status == STATUS_UNAVAILABLE)
    return reply (CVK_REPLY_UNKNOWN, "model-overloaded",
                  N_ ("{title} has too much to do and did not answer: {service}. Run what failed "
                      "again later."),
                  words);
  return reply (CVK_REPLY_UNKNOWN, "service-failed",
                N_ ("{title} has trouble: {service}. Run what failed again later."), words);
}

static CvkReply *
read_refusal (const CvkAction *action, unsigned status, const char *code, const Words *words)
{
  if (status == STATUS_UNAUTHORIZED)
    return reply (CVK_REPLY_UNAUTHORIZED, "key-refused",
                  N_ ("{title} does not take the key of the connection: {service}. Enter another "
                      "one on the page Connections."),
                  words);
  if (is_without_credit (status, code, words))
    return reply (
      CVK_REPLY_REFUSED, "no-credit",
      N_ ("The account at {title} has no credit left: {service}. Add credit there, then "
          "run what failed again."),
      words);
  if (is_too_long (status, code, words))
    return reply (
      CVK_REPLY_REFUSED, "text-too-long",
      N_ ("The text is longer than “{model}” can take: {service}. Shorten it, summarize "
          "it first, or choose a model that takes more."),
      words);
  if (status == STATUS_NOT_FOUND && g_str_equal (action->id, CVK_MODEL_ACTION_LIST))
    return reply (CVK_REPLY_REFUSED, "not-a-model-service",
                  N_ ("There is no service of language models at the connection's address: "
                      "{service}. Check the address on the page Connections."),
                  words);
  if (status == STATUS_NOT_FOUND || g_str_equal (code, "model_not_found"))
    return reply (CVK_REPLY_REFUSED, "model-not-found",
                  N_ ("{title} has no model “{model}”: {service}. Choose another one; with Ollama, "
                      "fetch it first with “ollama pull”."),
                  words);
  if (status == STATUS_FORBIDDEN)
    return reply (
      CVK_REPLY_REFUSED, "not-permitted",
      N_ ("The key may not use “{model}” at {title}: {service}. Choose another model or "
          "permit it there."),
      words);
  return reply (CVK_REPLY_REFUSED, "refused",
                N_ ("{title} refused this: {service}. Check the settings of the step and run it "
                    "again."),
                words);
}

/* --- What was answered --- */

static CvkValue *
make_value (const CvkModelAnswer *answer)
{
  CvkValue *in =
    answer->tokens_in >= 0 ? cvk_value_new_integer (answer->tokens_in) : cvk_value_new_null ();
  CvkValue *out =
    answer->tokens_out >= 0 ? cvk_value_new_integer (answer->tokens_out) : cvk_value_new_null ();

  return cvk_value_new_object ("text",
                               cvk_value_new_string_length (answer->text->str, answer->text->len),
                               "model", cvk_value_new_string (answer->model), "stop",
                               cvk_value_new_string (cvk_model_stop_to_string (answer->stop)),
                               "tokens_in", in, "tokens_out", out, NULL);
}

static CvkReply *
read_whole_answer (const CvkModelAnswer *answer, Words *words)
{
  CvkReply *done;

  if (answer->error != NULL)
    {
      words->said = tidy (answer->error);
      return answer->may_pass ? read_trouble (STATUS_OVERLOADED, words)
                              : reply (CVK_REPLY_REFUSED, "answer-broken-off",
                                       N_ ("{title} broke the answer off: {service}. Run it again, "
                                           "or choose another model."),
                                       words);
    }
  words->said = tidy (answer->refusal->len > 0 ? answer->refusal->str : answer->text->str);
  if (answer->stop == CVK_MODEL_STOP_REFUSAL)
    return reply (CVK_REPLY_REFUSED, "model-refused",
                  N_ ("“{model}” does not want to answer this: “{service}”. Change the question or "
                      "choose another model."),
                  words);
  if (answer->stop == CVK_MODEL_STOP_FILTER)
    return reply (CVK_REPLY_REFUSED, "content-filtered",
                  N_ ("{title} has filtered the answer out. Change the question or choose another "
                      "service."),
                  words);
  if (answer->stop == CVK_MODEL_STOP_CONTEXT)
    return reply (
      CVK_REPLY_REFUSED, "text-too-long",
      N_ ("Question and answer together are longer than “{model}” can take. Shorten the "
          "text, summarize it first, or choose a model that takes more."),
      words);
  if (answer->text->len == 0)
    return reply (CVK_REPLY_REFUSED, "empty-answer",
                  N_ ("“{model}” answered nothing. Change the question, permit more tokens, or "
                      "choose another model."),
                  words);
  done = cvk_reply_new (CVK_REPLY_DONE, NULL);
  done->value = make_value (answer);
  return done;
}

static CvkReply *
read_answer (const CvkAction *action, const CvkHttpResponse *response, Words *words)
{
  size_t size;
  const char *text = g_bytes_get_data (response->body, &size);
  g_autoptr (CvkModelStream) stream =
    cvk_model_stream_new (cvk_language_model_find (action->connector->id));

  cvk_model_stream_feed (stream, text, size);
  cvk_model_stream_end (stream);
  switch (cvk_model_stream_get_state (stream))
    {
    case CVK_MODEL_STREAM_DONE:
      return read_whole_answer (cvk_model_stream_get_answer (stream), words);
    case CVK_MODEL_STREAM_TOO_LONG:
      return reply (CVK_REPLY_REFUSED, "answer-too-long",
                    N_ ("“{model}” does not come to an end. Set how many tokens an answer may have "
                        "at most, or choose another model."),
                    words);
    case CVK_MODEL_STREAM_READING:
      return reply (CVK_REPLY_UNKNOWN, "answer-cut-off",
                    N_ ("The answer of {title} was cut off. Run what failed again."), words);
    case CVK_MODEL_STREAM_DAMAGED:
    default:
      return reply (CVK_REPLY_REFUSED, "damaged-reply",
                    N_ ("The answer of {title} is damaged. Check the address on the page "
                        "Connections, or choose another service."),
                    words);
    }
}

static CvkReply *
read_list (const CvkAction *action, const CvkHttpResponse *response, const Words *words)
{
  const CvkLanguageModel *model = cvk_language_model_find (action->connector->id);
  size_t size;
  const char *text = g_bytes_get_data (response->body, &size);
  g_autoptr (CvkValue) body =
    size > 0 ? cvk_value_from_json (text, (gssize) size, CVK_JSON_STRICT, NULL) : NULL;
  CvkValue *list = model->read_list (body);
  CvkReply *done;

  if (list == NULL)
    return reply (CVK_REPLY_REFUSED, "not-a-model-service",
                  N_ ("What is at the connection's address lists no language models. Check the "
                      "address on the page Connections."),
                  words);
  done = cvk_reply_new (CVK_REPLY_DONE, NULL);
  done->value = list;
  return done;
}

CvkReply *
cvk_model_read_response (const CvkAction *action,
                         const CvkValue *settings,
                         const CvkHttpResponse *response,
                         const GError *error,
                         int64_t now,
                         unsigned attempt)
{
  g_auto (Words) words = { .service = action->connector->title,
                           .model = cvk_value_lookup_string (settings, "model", "") };
  g_autofree char *code = NULL;

  if (response == NULL)
    return cvk_action_read_transport_error (action, error);
  if (response->status == 200)
    return g_str_equal (action->id, CVK_MODEL_ACTION_LIST) ? read_list (action, response, &words)
                                                           : read_answer (action, response, &words);
  read_words (&words, response, &code);
  if (response->status < 400)
    return reply (CVK_REPLY_UNKNOWN, "foreign-reply",
                  N_ ("Something else than {title} answered ({service}); a network that asks to "
                      "sign in does that. Try again later."),
                  &words);
  if (response->status >= 500 || response->status == STATUS_TIMEOUT)
    return read_trouble (response->status, &words);
  if (response->status == STATUS_TOO_MANY && !is_without_credit (response->status, code, &words))
    return read_limit (response, &words, now, attempt);
  return read_refusal (action, response->status, code, &words);
}

const CvkConnectorQuirks cvk_model_quirks = { .read_response = cvk_model_read_response };
