// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-http-node-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"

#define STATUS_NO_CONTENT 204
#define STATUS_RESET_CONTENT 205
#define STATUS_UNAUTHORIZED 401
#define STATUS_NOT_FOUND 404
#define STATUS_TIMEOUT 408
#define STATUS_GONE 410
#define STATUS_TOO_MANY 429
/* What a service says is shown; it is not trusted to be short. */
#define MAX_EXCERPT 200

static gboolean
is_change (const CvkAction *action)
{
  return action->operations.type.effect == CVK_NODE_EFFECT_CHANGE;
}

static gboolean
is_success (const CvkValue *settings, unsigned status)
{
  CvkValue *success = cvk_value_get_member (settings, "success");

  if (success == NULL || cvk_value_get_length (success) == 0)
    return status >= 200 && status <= 299;
  for (size_t i = 0; i < cvk_value_get_length (success); i++)
    if (cvk_value_get_integer (cvk_value_get_element (success, i)) == status)
      return TRUE;
  return FALSE;
}

/* --- What was said --- */

/* In the order of their names, so that equal answers are equal. What a cookie holds is nobody's
 * business but the server's. */
static CvkValue *
list_headers (const CvkHttpResponse *response)
{
  g_autoptr (GList) names =
    g_list_sort (g_hash_table_get_keys (response->headers), (GCompareFunc) strcmp);
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init (&builder);
  for (const GList *name = names; name != NULL; name = name->next)
    if (!g_str_has_prefix (name->data, "set-cookie"))
      cvk_object_builder_append (
        &builder, name->data,
        cvk_value_new_string (g_hash_table_lookup (response->headers, name->data)));
  return cvk_object_builder_end (&builder);
}

/* The bytes as text: in UTF-8, or in the charset that the answer names. NULL when they are not. */
static char *
dup_text (const CvkHttpResponse *response)
{
  const char *type = cvk_http_response_get_header (response, "content-type");
  const char *charset = type != NULL ? strcasestr (type, "charset=") : NULL;
  g_autofree char *name = NULL;
  size_t size;
  const char *data = g_bytes_get_data (response->body, &size);

  if (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    return g_utf8_validate (data + 3, (gssize) size - 3, NULL) ? g_strndup (data + 3, size - 3)
                                                               : NULL;
  if (g_utf8_validate (data, (gssize) size, NULL))
    return g_strndup (data != NULL ? data : "", size);
  if (charset == NULL)
    return NULL;
  charset += strlen ("charset=");
  charset += *charset == '"';
  name = g_strndup (charset, strcspn (charset, "\"; \t,"));
  return g_convert (data, (gssize) size, "UTF-8", name, NULL, NULL, NULL);
}

/* libsoup takes a body whose first chunk, or whose compression, is damaged for one that is empty.
 */
static gboolean
says_empty (const CvkHttpCall *call, const CvkHttpResponse *response)
{
  const char *length = cvk_http_response_get_header (response, "content-length");

  return g_str_equal (call->action.method, "HEAD") || response->status == STATUS_NO_CONTENT ||
         response->status == STATUS_RESET_CONTENT ||
         (length != NULL && strspn (length, "0") == strlen (length));
}

/* (transfer full) (nullable); NULL: it is not what was asked for, and @reason says so. */
static CvkValue *
read_body (const CvkHttpCall *call,
           const CvkValue *settings,
           const CvkHttpResponse *response,
           const char **reason)
{
  g_autofree char *text = dup_text (response);
  CvkValue *body;

  if (text == NULL)
    {
      *reason = _ ("The answer is no text in an encoding that is known. Save it as a file.");
      return NULL;
    }
  if (!g_str_equal (cvk_value_lookup_string (settings, "response", "json"), "json"))
    return cvk_value_take_string (g_steal_pointer (&text));
  if (strspn (text, " \t\r\n") == strlen (text) && says_empty (call, response))
    return cvk_value_new_null ();
  body = cvk_value_from_json (text, -1, CVK_JSON_STRICT, NULL);
  if (body == NULL)
    *reason = _ ("The answer is no JSON. When the service answers otherwise, choose “Text” for "
                 "the answer.");
  return body;
}

static CvkReply *
read_success (CvkHttpCall *call, const CvkValue *settings, const CvkHttpResponse *response)
{
  const char *reason = NULL;
  g_auto (CvkObjectBuilder) builder = { NULL };
  CvkValue *body = NULL;
  CvkReply *reply;

  if (call->target != NULL)
    {
      g_clear_pointer (&call->answer, g_bytes_unref);
      call->answer = g_bytes_ref (response->body);
      g_clear_error (&call->draft_error);
      if (response->sink_error != NULL)
        call->draft_error = g_error_copy (response->sink_error);
    }
  else
    {
      body = read_body (call, settings, response, &reason);
      if (body == NULL && is_change (&call->action))
        return cvk_reply_new_unknown (&call->action, "damaged-reply", reason, NULL);
      /* It would be the same the next time. */
      if (body == NULL)
        return cvk_reply_new (
          CVK_REPLY_REFUSED, cvk_problem_new ("damaged-reply", "{reason}", "reason", reason, NULL));
    }
  cvk_object_builder_init (&builder);
  cvk_object_builder_append (&builder, "status", cvk_value_new_integer (response->status));
  cvk_object_builder_append (&builder, "headers", list_headers (response));
  if (body != NULL)
    cvk_object_builder_append (&builder, "body", body);
  cvk_object_builder_append (&builder, "url", cvk_value_new_string (call->url));
  reply = cvk_reply_new (CVK_REPLY_DONE, NULL);
  reply->value = cvk_object_builder_end (&builder);
  return reply;
}

/* --- What went wrong --- */

static char *
dup_excerpt (const CvkHttpResponse *response)
{
  g_autofree char *text = dup_text (response);
  g_autofree char *shown = NULL;

  if (text == NULL)
    return g_strdup ("");
  shown = cvk_text_for_terminal (g_strstrip (text), FALSE);
  return cvk_text_shorten (shown, MAX_EXCERPT);
}

static CvkProblem *
describe_status (CvkHttpCall *call, const CvkHttpResponse *response)
{
  const char *code = response->status == STATUS_UNAUTHORIZED ? "unauthorized"
                     : response->status == STATUS_TOO_MANY   ? "rate-limit"
                     : response->status == STATUS_NOT_FOUND || response->status == STATUS_GONE
                       ? "not-found"
                       : "http-status";
  g_autofree char *status = g_strdup_printf ("%u", response->status);
  g_autofree char *excerpt = dup_excerpt (response);

  if (response->status == STATUS_UNAUTHORIZED)
    return cvk_problem_new (code,
                            N_ ("{host} wants to know who asks, or does not take what it was shown "
                                "(status 401). Choose a connection in the step, or give its key "
                                "again."),
                            "host", call->host, NULL);
  if (*excerpt == '\0')
    return cvk_problem_new (code,
                            N_ ("{host} refused the request with status {status}. Check the step’s "
                                "address and settings."),
                            "host", call->host, "status", status, NULL);
  return cvk_problem_new (
    code,
    N_ ("{host} refused the request with status {status}: “{text}”. Check the "
        "step’s address and settings."),
    "host", call->host, "status", status, "text", excerpt, NULL);
}

/* Another address is another server's business: it would be shown what this one is. */
static CvkReply *
read_redirect (CvkHttpCall *call, const CvkHttpResponse *response)
{
  const char *location = cvk_http_response_get_header (response, "location");
  g_autofree char *status = g_strdup_printf ("%u", response->status);
  g_autofree char *shown = cvk_text_for_terminal (location != NULL ? location : "–", FALSE);
  g_autofree char *place = cvk_text_shorten (shown, MAX_EXCERPT);

  if (is_change (&call->action))
    {
      g_autofree char *reason =
        /* Translators: a host, a number, an address. */
        g_strdup_printf (_ ("%s answered with status %s, which points to another address (%s); "
                            "such answers are not followed."),
                         call->host, status, place);

      return cvk_reply_new_unknown (&call->action, "redirect", reason, NULL);
    }
  return cvk_reply_new (
    CVK_REPLY_REFUSED,
    cvk_problem_new ("redirect",
                     N_ ("{host} answered with status {status}, which points to "
                         "another address ({place}). Such answers are not "
                         "followed: when you trust it, write that address into "
                         "the step."),
                     "host", call->host, "status", status, "place", place, NULL));
}

static CvkReply *
read_failure (CvkHttpCall *call, const CvkHttpResponse *response, int64_t now, unsigned attempt)
{
  CvkReply *reply;

  if (response->status < 400)
    return read_redirect (call, response);
  if (response->status >= 500 || response->status == STATUS_TIMEOUT)
    {
      g_autofree char *reason =
        g_strdup_printf (_ ("%s has trouble (status %u)."), call->host, response->status);

      return cvk_reply_new_unknown (&call->action, "service-failed", reason, NULL);
    }
  reply = cvk_reply_new (CVK_REPLY_REFUSED, describe_status (call, response));
  if (response->status == STATUS_TOO_MANY)
    {
      reply->kind = CVK_REPLY_LIMITED;
      cvk_retry_read_wait (response, NULL, now, attempt, &reply->wait);
    }
  /* What a connection signs in with may have expired. */
  else if (response->status == STATUS_UNAUTHORIZED)
    reply->kind = CVK_REPLY_UNAUTHORIZED;
  return reply;
}

CvkReply *
cvk_http_node_read_response (const CvkAction *action,
                             const CvkValue *settings,
                             const CvkHttpResponse *response,
                             const GError *error,
                             int64_t now,
                             unsigned attempt)
{
  CvkHttpCall *call = (CvkHttpCall *) action;

  if (response == NULL)
    return cvk_action_read_transport_error (action, error);
  if (is_success (settings, response->status))
    return read_success (call, settings, response);
  return read_failure (call, response, now, attempt);
}
