// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-secret-reference.h"

#define STATUS_UNAUTHORIZED 401
#define STATUS_TIMEOUT 408
#define STATUS_TOO_MANY 429

void
cvk_reply_free (CvkReply *self)
{
  g_clear_pointer (&self->value, cvk_value_unref);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_free (self);
}

CvkReply *
cvk_reply_new (CvkReplyKind kind, CvkProblem *problem)
{
  CvkReply *self = g_new0 (CvkReply, 1);

  self->kind = kind;
  self->problem = problem;
  return self;
}

/* Nobody can tell: for a change the user has to look, for a read it is only a failure. */
CvkReply *
cvk_reply_new_unknown (const CvkAction *self,
                       const char *code,
                       const char *reason,
                       const char *reference)
{
  g_autofree char *shown = reference != NULL ? g_strdup_printf (" [%s]", reference) : NULL;

  if (self->operations.type.effect == CVK_NODE_EFFECT_CHANGE)
    return cvk_reply_new (
      CVK_REPLY_UNKNOWN,
      cvk_problem_new ("outcome-unknown",
                       N_ ("Whether “{action}” was carried out is not known: {reason} Look in "
                           "{service} before you run it again, so that nothing happens "
                           "twice.{reference}"),
                       "action", self->title, "reason", reason, "service", self->connector->title,
                       "reference", shown, NULL));
  return cvk_reply_new (CVK_REPLY_UNKNOWN,
                        cvk_problem_new (code, N_ ("{reason} Try again later.{reference}"),
                                         "reason", reason, "reference", shown, NULL));
}

CvkReply *
cvk_action_read_transport_error (const CvkAction *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return cvk_reply_new (CVK_REPLY_NOT_SENT, cvk_problem_new_from_error ("cancelled", error));
  if (error->domain != CVK_HTTP_ERROR)
    return cvk_reply_new_unknown (self, "connection-lost", error->message, NULL);
  switch ((CvkHttpError) error->code)
    {
    case CVK_HTTP_ERROR_INVALID:
      return cvk_reply_new (CVK_REPLY_REFUSED,
                            cvk_problem_new_from_error ("invalid-request", error));
    case CVK_HTTP_ERROR_PRIVATE:
      return cvk_reply_new (CVK_REPLY_REFUSED,
                            cvk_problem_new_from_error ("address-not-public", error));
    case CVK_HTTP_ERROR_NOT_SENT:
      return cvk_reply_new (CVK_REPLY_NOT_SENT, cvk_problem_new_from_error ("not-reached", error));
    case CVK_HTTP_ERROR_TOO_LARGE:
      return cvk_reply_new_unknown (self, "reply-too-large", error->message, NULL);
    case CVK_HTTP_ERROR_LOST:
    case CVK_HTTP_ERROR_DEADLINE:
    default:
      return cvk_reply_new_unknown (self, "connection-lost", error->message, NULL);
    }
}

static gboolean
is_success (const CvkAction *self, unsigned status)
{
  for (unsigned i = 0; i < self->success->len; i++)
    if (g_array_index (self->success, unsigned, i) == status)
      return TRUE;
  return FALSE;
}

/* The reply with its secrets replaced, so that nothing behind this line ever holds them. */
static CvkValue *
hide_secrets (const CvkAction *self, CvkValue *body)
{
  CvkValue *result = cvk_value_get_member (self->description, "result");
  CvkValue *names = cvk_value_get_member (result, "secrets");
  CvkValue *id = cvk_value_get_member (body, "id");
  g_autofree char *id_text = NULL;
  g_auto (CvkObjectBuilder) builder = { NULL };

  if (names == NULL || self->tells_secrets)
    return cvk_value_ref (body);
  id_text = id != NULL && cvk_value_is_string (id) ? g_strdup (cvk_value_get_string (id))
            : id != NULL                           ? cvk_value_to_json (id, CVK_JSON_COMPACT)
                                                   : g_strdup ("none");
  cvk_object_builder_init_from (&builder, body);
  for (size_t i = 0; i < cvk_value_get_length (names); i++)
    {
      const char *name = cvk_value_get_string (cvk_value_get_element (names, i));

      if (cvk_value_get_member (body, name) == NULL)
        continue;
      cvk_object_builder_set (
        &builder, name,
        cvk_value_take_string (cvk_secret_reference_make (
          self->connector->id, cvk_value_lookup_string (result, "kind", "thing"), id_text, name)));
    }
  return cvk_object_builder_end (&builder);
}

CvkValue *
cvk_action_lift (const CvkAction *self, CvkValue *thing)
{
  CvkValue *result = cvk_value_get_member (self->description, "result");
  const char *name = cvk_value_lookup_string (result, "lift", NULL);
  CvkValue *inner = name != NULL ? cvk_value_get_member (thing, name) : NULL;
  g_auto (CvkObjectBuilder) builder = { NULL };

  if (inner == NULL || !cvk_value_is_object (inner))
    return cvk_value_ref (thing);
  cvk_object_builder_init_from (&builder, thing);
  cvk_object_builder_remove (&builder, name);
  for (size_t i = 0; i < cvk_value_get_length (inner); i++)
    {
      const char *member;
      CvkValue *value;

      cvk_value_get_member_at (inner, i, &member, &value);
      /* What the thing itself says of this name, its id above all, counts. */
      if (cvk_value_get_member (thing, member) == NULL)
        cvk_object_builder_set (&builder, member, cvk_value_ref (value));
    }
  return cvk_object_builder_end (&builder);
}

/* Whether @body has what the description says that the service's own answers have. */
static gboolean
is_complete (const CvkAction *self, const CvkValue *body)
{
  CvkValue *result = cvk_value_get_member (self->description, "result");
  const char *id = cvk_value_lookup_string (result, "id", NULL);
  const char *items =
    cvk_value_lookup_string (cvk_value_get_member (self->description, "paging"), "items", NULL);

  if (!cvk_value_is_object (body))
    return FALSE;
  if (id != NULL && cvk_value_lookup_boolean (result, "text_id", FALSE)
        ? *cvk_value_lookup_string (body, id, "") == '\0'
        : id != NULL && cvk_value_lookup_integer (body, id, 0) <= 0)
    return FALSE;
  return items == NULL || (cvk_value_get_member (body, items) != NULL &&
                           cvk_value_is_array (cvk_value_get_member (body, items)));
}

static CvkReply *
reply_done (CvkValue *value)
{
  CvkReply *reply = cvk_reply_new (CVK_REPLY_DONE, NULL);

  reply->value = value;
  return reply;
}

/* A service that answers with a word of its own: another one is not its answer. */
static CvkReply *
read_word (const CvkAction *self,
           const char *expected,
           const CvkHttpResponse *response,
           const char *reference)
{
  size_t size;
  const char *text = g_bytes_get_data (response->body, &size);

  if (size == strlen (expected) && memcmp (text, expected, size) == 0)
    return reply_done (cvk_value_new_null ());
  return cvk_reply_new_unknown (self, "damaged-reply",
                                _ ("The answer does not hold what it should."), reference);
}

static CvkReply *
read_success (const CvkAction *self, const CvkHttpResponse *response, const char *reference)
{
  CvkValue *result = cvk_value_get_member (self->description, "result");
  const char *word = cvk_value_lookup_string (result, "text", NULL);
  size_t size;
  const char *text = g_bytes_get_data (response->body, &size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) body = NULL;
  g_autoptr (CvkValue) shown = NULL;

  if (word != NULL)
    return read_word (self, word, response, reference);
  if (result == NULL && cvk_value_get_member (self->description, "paging") == NULL)
    return reply_done (cvk_value_new_null ());
  if (size > 0)
    body = cvk_value_from_json (text, (gssize) size, CVK_JSON_STRICT, &error);
  if (body == NULL)
    return cvk_reply_new_unknown (self, "damaged-reply", _ ("The answer is damaged."), reference);
  if (!is_complete (self, body))
    return cvk_reply_new_unknown (self, "damaged-reply",
                                  _ ("The answer does not hold what it should."), reference);
  shown = hide_secrets (self, body);
  return reply_done (cvk_action_lift (self, shown));
}

/* The header counts; the body says it more exactly, and where there is no header at all. */
static void
read_wait (const CvkHttpResponse *response,
           const CvkServiceError *service,
           int64_t now,
           unsigned attempt,
           CvkRetryWait *wait)
{
  cvk_retry_read_wait (response, service->message, now, attempt, wait);
  if (service->wait == 0 || cvk_http_response_get_header (response, "retry-after") != NULL)
    return;
  wait->until = now + MIN (service->wait, CVK_RETRY_MAX_WAIT);
  wait->is_told = TRUE;
}

/* An object of JSON is no page of a network that asks to sign in. */
static gboolean
claims_success (const CvkHttpResponse *response)
{
  size_t size;
  const char *text = g_bytes_get_data (response->body, &size);
  g_autoptr (CvkValue) body = response->status >= 200 && response->status <= 299 && size > 0
                                ? cvk_value_from_json (text, (gssize) size, CVK_JSON_STRICT, NULL)
                                : NULL;

  return body != NULL && cvk_value_is_object (body);
}

static CvkReply *
read_foreign (const CvkAction *self, const CvkHttpResponse *response, const char *reference)
{
  g_autofree char *reason = g_strdup_printf (
    /* Translators: a number of HTTP, and a service. */
    _ ("The answer came with status %u, which %s does not send here; a network that asks to "
       "sign in does that."),
    response->status, self->connector->title);
  CvkReply *reply = cvk_reply_new_unknown (self, "foreign-reply", reason, reference);

  reply->says_done = claims_success (response);
  return reply;
}

/* The outcome of every status. Below 400, what is not a success is not the service's answer: a
 * captive portal redirects, and its page says 200. */
CvkReply *
cvk_action_read_response (const CvkAction *self,
                          const CvkValue *settings,
                          const CvkHttpResponse *response,
                          const GError *error,
                          int64_t now,
                          unsigned attempt)
{
  g_auto (CvkServiceError) service = { 0 };
  CvkRetryWait wait = { 0 };
  gboolean is_quota = FALSE;
  CvkReply *reply;

  if (self->connector->quirks->read_response != NULL)
    return self->connector->quirks->read_response (self, settings, response, error, now, attempt);
  if (response == NULL)
    return cvk_action_read_transport_error (self, error);
  cvk_service_error_read (&service, self, response);
  if (is_success (self, response->status))
    {
      reply = read_success (self, response, service.reference);
      reply->says_done = reply->kind == CVK_REPLY_UNKNOWN;
      return reply;
    }
  if (response->status < 400)
    return read_foreign (self, response, service.reference);
  if (response->status >= 500 || response->status == STATUS_TIMEOUT)
    {
      /* Translators: a service, and a number of HTTP. A sentence follows. */
      g_autofree char *reason = g_strdup_printf (_ ("%s has trouble (status %u)."),
                                                 self->connector->title, response->status);

      return cvk_reply_new_unknown (self, "service-failed", reason, service.reference);
    }

  if (response->status == STATUS_TOO_MANY)
    read_wait (response, &service, now, attempt, &wait);
  reply = cvk_reply_new (
    response->status == STATUS_UNAUTHORIZED ? CVK_REPLY_UNAUTHORIZED
    : response->status == STATUS_TOO_MANY   ? CVK_REPLY_LIMITED
                                            : CVK_REPLY_REFUSED,
    cvk_action_describe_error (self, settings, &service,
                               response->status == STATUS_TOO_MANY ? &wait : NULL, &is_quota));
  reply->wait = wait;
  reply->is_quota = is_quota;
  reply->quota_limit = is_quota ? cvk_action_read_quota_limit (self, service.message) : 0;
  return reply;
}
