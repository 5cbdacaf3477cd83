// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "connect/cvk-connectors.h"
#include "connect/cvk-model-reply.h"

#define NOW (INT64_C (1800000000) * G_USEC_PER_SEC)

#define DELTA(text) "data: {\"choices\":[{\"delta\":{\"content\":\"" text "\"}}]}\n\n"
#define STOP(why) "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"" why "\"}]}\n\n"
#define END "data: [DONE]\n\n"
#define ERROR(code, message) "{\"error\":{\"message\":\"" message "\",\"code\":\"" code "\"}}"

/* What a service of language models says, what it means for the request, and a part of the sentence
 * that a person reads. */
static const struct
{
  const char *action;
  unsigned status;
  const char *body;
  CvkReplyKind kind;
  const char *code; /* NULL: done */
  const char *part;
} cases[] = {
  { "ask", 200, DELTA ("Hello") STOP ("stop") END, CVK_REPLY_DONE, NULL, NULL },
  { "ask", 200, DELTA ("Hel"), CVK_REPLY_UNKNOWN, "answer-cut-off", "was cut off" },
  { "ask", 200, STOP ("stop") END, CVK_REPLY_REFUSED, "empty-answer", "“m-1” answered nothing" },
  { "ask", 200, DELTA ("x") STOP ("content_filter") END, CVK_REPLY_REFUSED, "content-filtered",
    "filtered" },
  { "ask", 200,
    "data: {\"choices\":[{\"delta\":{\"refusal\":\"I will not.\"}}]}\n\n" STOP ("stop") END,
    CVK_REPLY_REFUSED, "model-refused", "“I will not”" },
  { "ask", 200, "data: <html></html>\n\n", CVK_REPLY_REFUSED, "damaged-reply",
    "Check the address" },
  { "ask", 200, "data: {\"error\":{\"message\":\"No more.\",\"code\":\"x\"}}\n\n",
    CVK_REPLY_REFUSED, "answer-broken-off", "broke the answer off: No more." },
  { "ask", 302, "", CVK_REPLY_UNKNOWN, "foreign-reply", "(HTTP 302)" },
  { "ask", 401, ERROR ("invalid_api_key", "Incorrect API key."), CVK_REPLY_UNAUTHORIZED,
    "key-refused", "Incorrect API key." },
  { "ask", 402, "{\"message\":\"Pay first\"}", CVK_REPLY_REFUSED, "no-credit", "Pay first" },
  { "ask", 429, ERROR ("insufficient_quota", "You exceeded your quota."), CVK_REPLY_REFUSED,
    "no-credit", "Add credit" },
  { "ask", 400, "{\"error\":\"Your credit balance is too low\"}", CVK_REPLY_REFUSED, "no-credit",
    "credit balance is too low" },
  { "ask", 403, "{}", CVK_REPLY_REFUSED, "not-permitted", "may not use “m-1”" },
  { "ask", 404, ERROR ("", "no such model"), CVK_REPLY_REFUSED, "model-not-found", "ollama pull" },
  { "ask", 400, ERROR ("model_not_found", "gone"), CVK_REPLY_REFUSED, "model-not-found", "gone" },
  { "ask", 413, "", CVK_REPLY_REFUSED, "text-too-long", "HTTP 413" },
  { "ask", 400, ERROR ("context_length_exceeded", "too long"), CVK_REPLY_REFUSED, "text-too-long",
    "Shorten it" },
  { "ask", 400, "{\"error\":\"The prompt is too long: 9 tokens\"}", CVK_REPLY_REFUSED,
    "text-too-long", "9 tokens" },
  { "ask", 422, "not JSON", CVK_REPLY_REFUSED, "refused", "refused this: HTTP 422" },
  { "ask", 429, ERROR ("rate_limit_exceeded", "Slow down."), CVK_REPLY_LIMITED, "rate-limit",
    "Slow down." },
  { "ask", 408, "", CVK_REPLY_UNKNOWN, "service-failed", "has trouble" },
  { "ask", 500, "{}", CVK_REPLY_UNKNOWN, "service-failed", "has trouble: HTTP 500" },
  { "ask", 503, "{}", CVK_REPLY_UNKNOWN, "model-overloaded", "too much to do" },
  { "ask", 529, "{\"error\":{\"message\":\"Overloaded\"}}", CVK_REPLY_UNKNOWN, "model-overloaded",
    "Overloaded" },
  { CVK_MODEL_ACTION_LIST, 200, "{\"data\":[{\"id\":\"m-1\"}]}", CVK_REPLY_DONE, NULL, NULL },
  { CVK_MODEL_ACTION_LIST, 200, "[]", CVK_REPLY_REFUSED, "not-a-model-service",
    "lists no language models" },
  { CVK_MODEL_ACTION_LIST, 200, "", CVK_REPLY_REFUSED, "not-a-model-service", "Check the address" },
  { CVK_MODEL_ACTION_LIST, 404, "Not Found", CVK_REPLY_REFUSED, "not-a-model-service",
    "There is no service of language models" },
};

static CvkReply *
read_reply (const char *action_id, unsigned status, const char *body)
{
  CvkAction action = { .id = (char *) action_id, .connector = cvk_connector_get ("openai") };
  g_autoptr (CvkValue) settings =
    cvk_value_new_object ("model", cvk_value_new_string ("m-1"), NULL);
  g_autoptr (CvkHttpResponse) response = g_new0 (CvkHttpResponse, 1);

  response->status = status;
  response->headers = g_hash_table_new (g_str_hash, g_str_equal);
  response->body = g_bytes_new (body, strlen (body));
  return cvk_model_read_response (&action, settings, response, NULL, NOW, 1);
}

static void
test_cases (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkReply) reply = read_reply (cases[i].action, cases[i].status, cases[i].body);
      g_autofree char *message = NULL;

      g_test_message ("%s %u %s", cases[i].action, cases[i].status, cases[i].body);
      g_assert_cmpint (reply->kind, ==, cases[i].kind);
      if (cases[i].code == NULL)
        {
          g_assert_null (reply->problem);
          g_assert_nonnull (reply->value);
          continue;
        }
      g_assert_cmpstr (cvk_problem_get_code (reply->problem), ==, cases[i].code);
      message = cvk_problem_dup_message (reply->problem);
      if (strstr (message, cases[i].part) == NULL || strchr (message, '{') != NULL)
        g_error ("“%s” is not in “%s”", cases[i].part, message);
    }
}

/* What a service says may be of any length, and is not shown whole. */
static void
test_long_words (void)
{
  g_autofree char *words = g_strnfill (100000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"error\":\"%s\"}", words);
  g_autoptr (CvkReply) reply = read_reply ("ask", 400, body);
  g_autofree char *message = cvk_problem_dup_message (reply->problem);

  g_assert_nonnull (strstr (message, "xxx"));
  g_assert_cmpuint (strlen (message), <, 1000);
}

/* A limit says when to go on, in time for everybody: UTC. */
static void
test_limit (void)
{
  g_autoptr (CvkReply) reply = read_reply ("ask", 429, "{\"error\":\"Slow down\"}");
  g_autofree char *message = cvk_problem_dup_message (reply->problem);

  g_assert_cmpint (reply->wait.until, >, NOW);
  g_assert_nonnull (strstr (message, "2027-01-15T08:"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model-reply/cases", test_cases);
  g_test_add_func ("/model-reply/long-words", test_long_words);
  g_test_add_func ("/model-reply/limit", test_limit);
  return g_test_run ();
}
