// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-connection-private.h"
#include "connect/cvk-sign-in-private.h"

#define DEADLINE (30 * G_USEC_PER_SEC)

static const char *const headers[] = { "Accept", "application/json", NULL };

/* A text or a number, or the subject as OpenID Connect calls it. (nullable) */
static char *
dup_id (const CvkValue *user)
{
  CvkValue *id = cvk_value_get_member (user, "id");
  const char *text;

  if (id != NULL && cvk_value_is_integer (id))
    return g_strdup_printf ("%" G_GINT64_FORMAT, cvk_value_get_integer (id));
  text = cvk_value_lookup_string (user, "id", "");
  if (*text == '\0')
    text = cvk_value_lookup_string (user, "sub", "");
  return *text != '\0' ? g_strdup (text) : NULL;
}

/* Who it is, out of the answer; nothing when it does not say. */
static void
read_user (CvkSignIn *self, const CvkHttpResponse *response)
{
  g_autoptr (CvkValue) user = NULL;
  const char *text;
  gsize length;

  text = g_bytes_get_data (response->body, &length);
  user = length > 0 ? cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, NULL) : NULL;
  if (user == NULL)
    return;
  self->account = dup_id (user);
  self->name = g_strdup (cvk_value_lookup_string (user, "email", NULL));
}

/* Whose the connection was is not known for those that signed in without a name. */
static gboolean
is_another_account (CvkSignIn *self)
{
  const char *before = self->request.account;

  return self->request.connection != NULL && before != NULL && *before != '\0' &&
         g_strcmp0 (self->account, before) != 0;
}

static void
take_user (CvkSignIn *self, GTask *task)
{
  if (!is_another_account (self))
    {
      cvk_sign_in_store (self, self->request.connection, task);
      return;
    }
  cvk_sign_in_end (self, task, NULL,
                   g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_OTHER_ACCOUNT,
                                        _ ("The account that signed in is not the one that this "
                                           "connection belongs to. Nothing was changed yet.")));
}

static void
user_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (CvkHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  CvkSignIn *self = g_task_get_source_object (task);

  response = cvk_http_send_finish (CVK_HTTP (source), result, &error);
  if (response == NULL)
    {
      cvk_sign_in_end (self, task, NULL, cvk_auth_error_from_http (error));
      return;
    }
  if (response->status == 200)
    read_user (self, response);
  /* 400 and 403 are what a missing scope looks like: then the connection has no name of its own. */
  if (response->status == 400 || response->status == 403 || self->account != NULL)
    take_user (self, task);
  else
    cvk_sign_in_end (self, task, NULL,
                     g_error_new (CVK_AUTH_ERROR,
                                  response->status >= 500 || response->status == 429
                                    ? CVK_AUTH_ERROR_OFFLINE
                                    : CVK_AUTH_ERROR_PROTOCOL,
                                  _ ("The service did not say who signed in (HTTP %u). Try again "
                                     "later, and check the server's address."),
                                  response->status));
}

static void
ask_user (CvkSignIn *self, GTask *task)
{
  g_autofree char *url = NULL;
  char *api_url = cvk_connection_choose_api_url (self->api_url, self->reply->api_url,
                                                 self->request.allowed_hosts);
  CvkHttpRequest request = { 0 };

  g_free (self->api_url);
  self->api_url = api_url;
  if (*self->request.user_path == '\0')
    {
      take_user (self, task);
      return;
    }
  url = g_strconcat (api_url, self->request.user_path, NULL);
  request.method = "GET";
  request.url = url;
  request.bearer = self->reply->access_token;
  request.headers = headers;
  request.deadline = DEADLINE;
  cvk_http_send_async (self->http, &request, g_task_get_cancellable (task), user_cb,
                       g_object_ref (task));
}

void
cvk_sign_in_take_reply (CvkSignIn *self, CvkTokenReply *reply, GTask *task)
{
  g_clear_pointer (&self->reply, cvk_token_reply_free);
  self->reply = reply;
  self->reply_came = cvk_clock_get_monotonic (self->clock);
  /* Some services give a token that is good until somebody revokes it. One that ends and cannot be
   * renewed would end the runs of tonight. */
  if (reply->refresh_token != NULL || reply->is_open_ended)
    ask_user (self, task);
  else
    cvk_sign_in_end (self, task, NULL,
                     g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_PROTOCOL,
                                          _ ("The service gave no refresh token, so nobody could "
                                             "stay signed in. Check the app's settings where it "
                                             "is registered, and whether the service wants to be "
                                             "asked for a scope such as offline_access.")));
}

static void
reply_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkSignIn *self = g_task_get_source_object (task);
  CvkTokenReply *reply;
  GError *error = NULL;

  reply = cvk_token_request_send_finish (CVK_HTTP (source), result, &error);
  if (reply != NULL)
    {
      cvk_sign_in_take_reply (self, reply, task);
      return;
    }
  /* There is no connection yet that could be reconnected. */
  if (cvk_auth_error_ends_grant (error))
    error->code = CVK_AUTH_ERROR_REFUSED;
  cvk_sign_in_end (self, task, NULL, error);
}

CvkTokenRequest
cvk_sign_in_make_token_request (CvkSignIn *self, const char *url)
{
  return (CvkTokenRequest){
    .http = self->http,
    .url = url,
    .client_id = self->request.client_id,
    .client_secret = self->request.client_secret,
    .secret_in_form = self->request.secret_in_form,
  };
}

void
cvk_sign_in_exchange (CvkSignIn *self, CvkSecret *code, GTask *task)
{
  const CvkTokenField fields[] = {
    { "grant_type", "authorization_code" },
    { "code", cvk_secret_peek (code) },
    { "redirect_uri", cvk_loopback_get_redirect_uri (self->loopback) },
    { "code_verifier", cvk_secret_peek (self->verifier) },
    { NULL, NULL },
  };
  const CvkTokenRequest request = cvk_sign_in_make_token_request (self, self->request.token_url);

  /* Once only: a code that came to the server a second time may cost the tokens of the first. */
  cvk_token_request_send_async (&request, fields, g_task_get_cancellable (task), reply_cb,
                                g_object_ref (task));
}
