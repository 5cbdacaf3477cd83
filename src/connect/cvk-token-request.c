// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-token-request.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-auth-error.h"
#include "net/cvk-retry.h"

#define DEADLINE (30 * G_USEC_PER_SEC)
#define BUDGET (256 * 1024)

static const char *const headers[] = { "Accept", "application/json", NULL };

typedef struct
{
  char *text;
  size_t length;
} Form;

/* What is left of an exchange after its answer was read. */
typedef struct
{
  GHashTable *headers; /* nullable: there was no answer */
  gboolean is_unsent;
} Outcome;

static void
outcome_free (Outcome *outcome)
{
  g_clear_pointer (&outcome->headers, g_hash_table_unref);
  g_free (outcome);
}

static void
form_free (Form *form)
{
  cvk_wipe (form->text, form->length);
  g_free (form->text);
  g_free (form);
}

/* Like g_uri_escape_string(), which would leave a copy behind. */
static void
append_escaped (GString *form, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isalnum (*p) || strchr ("-._~", *p) != NULL)
      g_string_append_c (form, *p);
    else
      g_string_append_printf (form, "%%%02X", (unsigned char) *p);
}

static void
append_field (GString *form, const char *name, const char *text)
{
  if (form->len > 0)
    g_string_append_c (form, '&');
  append_escaped (form, name);
  g_string_append_c (form, '=');
  append_escaped (form, text);
}

/* In the form, which is wiped, or in the header; never in an address. */
static gboolean
has_secret_in_form (const CvkTokenRequest *self)
{
  return self->client_secret != NULL && self->secret_in_form && !self->in_query;
}

static GBytes *
write_form (const CvkTokenRequest *self, const CvkTokenField *fields)
{
  const char *secret = has_secret_in_form (self) ? cvk_secret_peek (self->client_secret) : NULL;
  size_t size = 96 + 3 * strlen (self->client_id) + (secret != NULL ? 3 * strlen (secret) : 0);
  GString *text;
  Form *form;

  for (const CvkTokenField *field = fields; field->name != NULL; field++)
    size += 3 * strlen (field->name) + 3 * strlen (field->text) + 2;
  text = g_string_sized_new (size);
  for (const CvkTokenField *field = fields; field->name != NULL; field++)
    append_field (text, field->name, field->text);
  if (self->client_secret == NULL || self->in_query || secret != NULL)
    append_field (text, "client_id", self->client_id);
  if (secret != NULL)
    append_field (text, "client_secret", secret);

  form = g_new0 (Form, 1);
  form->length = text->len;
  form->text = g_string_free (text, FALSE);
  cvk_wipe_traces ();
  return g_bytes_new_with_free_func (form->text, form->length, (GDestroyNotify) form_free, form);
}

static CvkSecret *
make_basic (const CvkTokenRequest *self)
{
  const char *secret = cvk_secret_peek (self->client_secret);
  GString *pair = g_string_sized_new (8 + 3 * strlen (self->client_id) + 3 * strlen (secret));
  CvkSecret *basic;

  append_escaped (pair, self->client_id);
  g_string_append_c (pair, ':');
  append_escaped (pair, secret);
  basic = cvk_secret_take (g_base64_encode ((const guchar *) pair->str, pair->len));
  cvk_wipe (pair->str, pair->len);
  g_string_free (pair, TRUE);
  return basic;
}

static void
send_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CvkHttpResponse *response;
  Outcome *outcome = g_task_get_task_data (task);

  response = cvk_http_send_finish (CVK_HTTP (source), result, &error);
  if (response == NULL)
    {
      outcome->is_unsent = g_error_matches (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_NOT_SENT) ||
                           g_error_matches (error, CVK_HTTP_ERROR, CVK_HTTP_ERROR_INVALID);
      g_task_return_error (task, cvk_auth_error_from_http (error));
      return;
    }
  outcome->headers = g_hash_table_ref (response->headers);
  g_task_return_pointer (task, response, (GDestroyNotify) cvk_http_response_free);
}

static char *
add_query (const char *url, GBytes *form)
{
  return g_strdup_printf ("%s%c%.*s", url, strchr (url, '?') == NULL ? '?' : '&',
                          (int) g_bytes_get_size (form),
                          (const char *) g_bytes_get_data (form, NULL));
}

void
cvk_token_request_send_async (const CvkTokenRequest *self,
                              const CvkTokenField *fields,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GBytes) body = NULL;
  g_autoptr (CvkSecret) basic = NULL;
  g_autofree char *url = NULL;
  CvkHttpRequest request = { 0 };
  GTask *task;

  task = g_task_new (self->http, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_token_request_send_async);
  /* A token that came must not be dropped: the one before it is dead. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (Outcome, 1), (GDestroyNotify) outcome_free);

  body = write_form (self, fields);
  basic = self->client_secret != NULL && !has_secret_in_form (self) ? make_basic (self) : NULL;
  request.method = "POST";
  if (self->in_query)
    url = add_query (self->url, body);
  else
    {
      request.content_type = "application/x-www-form-urlencoded";
      request.body = body;
    }
  request.url = url != NULL ? url : self->url;
  request.basic = basic;
  request.headers = headers;
  request.deadline = DEADLINE;
  request.budget = BUDGET;
  cvk_http_send_async (self->http, &request, cancellable, send_cb, task);
}

CvkTokenReply *
cvk_token_request_send_finish (CvkHttp *http, GAsyncResult *result, GError **error)
{
  g_autoptr (CvkHttpResponse) response = NULL;

  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);
  return response != NULL ? cvk_token_reply_parse (response->status, response->body, error) : NULL;
}

CvkDeviceCode *
cvk_token_request_device_finish (CvkHttp *http, GAsyncResult *result, GError **error)
{
  g_autoptr (CvkHttpResponse) response = NULL;

  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);
  return response != NULL ? cvk_device_code_parse (response->status, response->body, error) : NULL;
}

int64_t
cvk_token_request_get_retry_at (GAsyncResult *result, int64_t now)
{
  const Outcome *outcome = g_task_get_task_data (G_TASK (result));
  const CvkHttpResponse response = { .headers = outcome->headers };
  CvkRetryWait wait;

  if (outcome->headers == NULL)
    return 0;
  cvk_retry_read_wait (&response, NULL, now, 1, &wait);
  return wait.is_told ? wait.until : 0;
}

gboolean
cvk_token_request_is_unsent (GAsyncResult *result)
{
  const Outcome *outcome = g_task_get_task_data (G_TASK (result));

  return outcome->is_unsent;
}

gboolean
cvk_token_request_revoke_finish (CvkHttp *http, GAsyncResult *result, GError **error)
{
  g_autoptr (CvkHttpResponse) response = NULL;
  g_autoptr (CvkTokenReply) reply = NULL;
  g_autoptr (GError) refusal = NULL;

  g_return_val_if_fail (g_task_is_valid (result, http), FALSE);

  response = g_task_propagate_pointer (G_TASK (result), error);
  if (response == NULL)
    return FALSE;
  if (response->status == 200)
    return TRUE;
  /* Some servers refuse what they no longer know: then there is nothing left to end. */
  reply = cvk_token_reply_parse (response->status, response->body, &refusal);
  if (cvk_auth_error_ends_grant (refusal))
    return TRUE;
  if (response->status == 429 || response->status >= 500)
    {
      g_set_error (error, CVK_AUTH_ERROR,
                   response->status == 429 ? CVK_AUTH_ERROR_BUSY : CVK_AUTH_ERROR_OFFLINE,
                   _ ("The service cannot end the sign-in now (HTTP %u). Try again later."),
                   response->status);
      return FALSE;
    }
  g_set_error (
    error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED,
    _ ("The service did not confirm that the sign-in has ended (HTTP %u). Remove the app "
       "on the service's own pages to be sure."),
    response->status);
  return FALSE;
}
