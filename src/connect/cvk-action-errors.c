// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"

/* What a service says is shown; it is not trusted to be short. */
#define MAX_SERVICE_TEXT 300
#define MAX_REFERENCE 100

void
cvk_service_error_clear (CvkServiceError *self)
{
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->field, g_free);
  g_clear_pointer (&self->reference, g_free);
}

/* Our sentences end with a full stop of their own. */
static char *
tidy (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  size_t length = strlen (trimmed);

  while (length > 0 && trimmed[length - 1] == '.')
    trimmed[--length] = '\0';
  return cvk_text_shorten (trimmed, MAX_SERVICE_TEXT);
}

/* "retry_after", in seconds or a part of one (Discord, "Exceeding a rate limit"). */
static int64_t
read_wait (const CvkValue *body)
{
  CvkValue *seconds = cvk_value_get_member (body, "retry_after");
  double number =
    seconds != NULL && cvk_value_is_number (seconds) ? cvk_value_get_double (seconds) : 0;

  return number > 0 && number < 1e6 ? (int64_t) (number * G_USEC_PER_SEC) : 0;
}

/* {"code", "message", "errors": [{"field", "message"}]}: Zoom, "API error definitions". */
static void
read_error_body (CvkServiceError *self, const CvkValue *body)
{
  CvkValue *errors = cvk_value_get_member (body, "errors");
  CvkValue *first =
    errors != NULL && cvk_value_is_array (errors) ? cvk_value_get_element (errors, 0) : NULL;
  const char *message = cvk_value_lookup_string (body, "message", "");
  const char *detail = cvk_value_lookup_string (first, "message", NULL);

  self->code = cvk_value_lookup_integer (body, "code", 0);
  self->field = g_strdup (cvk_value_lookup_string (first, "field", NULL));
  self->wait = read_wait (body);
  self->message = tidy (detail != NULL ? detail : message);
}

/* Some services answer with a word or a sentence. */
static gboolean
is_plain_text (const CvkHttpResponse *response, const char *text, size_t size)
{
  const char *type = cvk_http_response_get_header (response, "content-type");

  return size > 0 && type != NULL && g_ascii_strncasecmp (type, "text/plain", 10) == 0 &&
         text[0] != '<' && text[0] != '{' && g_utf8_validate (text, (gssize) size, NULL);
}

void
cvk_service_error_read (CvkServiceError *self,
                        const CvkAction *action,
                        const CvkHttpResponse *response)
{
  CvkValue *api = cvk_value_get_member (action->connector->description, "api");
  const char *header = cvk_value_lookup_string (api, "tracking_header", NULL);
  size_t size;
  const char *text = g_bytes_get_data (response->body, &size);
  g_autoptr (CvkValue) body = NULL;

  *self = (CvkServiceError){ .status = response->status };
  if (header != NULL && cvk_http_response_get_header (response, header) != NULL)
    self->reference =
      cvk_text_shorten (cvk_http_response_get_header (response, header), MAX_REFERENCE);
  if (size > 0)
    body = cvk_value_from_json (text, (gssize) size, CVK_JSON_STRICT, NULL);
  if (body != NULL && cvk_value_is_object (body))
    read_error_body (self, body);
  else if (is_plain_text (response, text, size))
    {
      g_autofree char *copy = g_strndup (text, size);

      self->message = tidy (copy);
    }
  /* An XML or HTML page says nothing that would help. */
  if (self->message == NULL || *self->message == '\0')
    {
      g_free (self->message);
      self->message = g_strdup_printf ("HTTP %u", response->status);
    }
}

static gboolean
has_number (const CvkValue *row, const char *name, int64_t number)
{
  CvkValue *wanted = cvk_value_get_member (row, name);

  if (wanted == NULL)
    return TRUE;
  if (cvk_value_is_integer (wanted))
    return cvk_value_get_integer (wanted) == number;
  for (size_t i = 0; i < cvk_value_get_length (wanted); i++)
    if (cvk_value_get_integer (cvk_value_get_element (wanted, i)) == number)
      return TRUE;
  return FALSE;
}

static gboolean
contains_text (const char *text, const char *part)
{
  g_autofree char *lower_text = g_utf8_strdown (text, -1);
  g_autofree char *lower_part = g_utf8_strdown (part, -1);

  return strstr (lower_text, lower_part) != NULL;
}

static gboolean
matches (const CvkAction *action,
         const CvkValue *row,
         const CvkServiceError *error,
         const CvkRetryWait *wait)
{
  const char *text = cvk_value_lookup_string (row, "text", NULL);
  CvkValue *actions = cvk_value_get_member (row, "actions");

  if (!has_number (row, "status", error->status) || !has_number (row, "code", error->code))
    return FALSE;
  if (text != NULL && !contains_text (error->message, text) &&
      (error->field == NULL || !contains_text (error->field, text)))
    return FALSE;
  if (cvk_value_lookup_boolean (row, "errors", FALSE) && error->field == NULL)
    return FALSE;
  if (cvk_value_lookup_string (row, "limit", NULL) != NULL && (wait == NULL || !wait->is_daily))
    return FALSE;
  for (size_t i = 0; actions != NULL && i < cvk_value_get_length (actions); i++)
    if (g_strcmp0 (cvk_value_get_string (cvk_value_get_element (actions, i)), action->id) == 0)
      return TRUE;
  return actions == NULL;
}

/* What stands between @after and the next "]": the scopes that Zoom names. */
static char *
find_scopes (const CvkValue *row, const CvkServiceError *error)
{
  const char *after = cvk_value_lookup_string (row, "scopes_after", NULL);
  const char *start = after != NULL ? strstr (error->message, after) : NULL;
  const char *end;

  if (start == NULL)
    return NULL;
  start += strlen (after);
  end = strchr (start, ']');
  return end != NULL ? g_strndup (start, end - start) : g_strdup (start);
}

static char *
dup_setting (const CvkValue *settings, const char *name, const char *fallback)
{
  CvkValue *value = cvk_value_get_member (settings, name);

  if (value == NULL)
    return g_strdup (fallback);
  if (cvk_value_is_string (value))
    return g_strdup (cvk_value_get_string (value));
  return cvk_value_to_json (value, CVK_JSON_COMPACT);
}

static CvkProblem *
describe_row (const CvkAction *self,
              const CvkValue *row,
              const CvkValue *settings,
              const CvkServiceError *error,
              const CvkRetryWait *wait)
{
  g_autofree char *meeting = dup_setting (settings, "meeting_id", "");
  g_autofree char *user = dup_setting (settings, "user_id", "me");
  g_autofree char *occurrence = dup_setting (settings, "occurrence_id", "");
  g_autofree char *host = dup_setting (settings, "schedule_for", "");
  g_autofree char *scopes = find_scopes (row, error);
  g_autofree char *status = g_strdup_printf ("%u", error->status);
  g_autofree char *code = g_strdup_printf ("%" G_GINT64_FORMAT, error->code);
  g_autofree char *reset = wait != NULL ? cvk_instant_to_utc_string (wait->until) : NULL;
  g_autofree char *reference =
    error->reference != NULL ? g_strdup_printf (" [%s]", error->reference) : NULL;
  const char *field = cvk_value_lookup_string (row, "field", error->field);
  CvkProblem *problem = cvk_problem_new (
    cvk_value_lookup_string (row, "problem", ""), cvk_value_lookup_string (row, "message", ""),
    "service", error->message, "status", status, "code", code, "reference", reference, "field",
    field, "meeting_id", meeting, "user_id", user, "occurrence_id", occurrence, "schedule_for",
    host, "scopes", scopes != NULL ? scopes : self->scopes[0], "reset", reset, NULL);

  cvk_problem_set_field (problem, field);
  return problem;
}

CvkProblem *
cvk_action_describe_error (const CvkAction *self,
                           const CvkValue *settings,
                           const CvkServiceError *error,
                           const CvkRetryWait *wait,
                           gboolean *is_quota)
{
  CvkValue *rows = cvk_value_get_member (self->connector->description, "errors");
  g_autofree char *reference =
    error->reference != NULL ? g_strdup_printf (" [%s]", error->reference) : NULL;

  for (size_t i = 0; rows != NULL && i < cvk_value_get_length (rows); i++)
    {
      CvkValue *row = cvk_value_get_element (rows, i);

      if (!matches (self, row, error, wait))
        continue;
      if (is_quota != NULL)
        *is_quota = cvk_value_lookup_boolean (row, "quota", FALSE);
      return describe_row (self, row, settings, error, wait);
    }
  return cvk_problem_new ("refused",
                          N_ ("{title} refused this: {service}. Check the settings of the step and "
                              "run it again.{reference}"),
                          "title", self->connector->title, "service", error->message, "reference",
                          reference, NULL);
}
