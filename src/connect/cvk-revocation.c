// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-revocation.h"

typedef struct
{
  CvkHttp *http;
  char *url;
  char *client_id;
  CvkSecret *client_secret; /* nullable */
  gboolean secret_in_form;
  CvkSecret *access_token; /* nullable */
  GAsyncResult *answer;    /* nullable */
} Revocation;

static void
revocation_free (Revocation *self)
{
  g_object_unref (self->http);
  g_free (self->url);
  g_free (self->client_id);
  g_clear_pointer (&self->client_secret, cvk_secret_unref);
  g_clear_pointer (&self->access_token, cvk_secret_unref);
  g_clear_object (&self->answer);
  g_free (self);
}

static void
post (GTask *task, CvkSecret *token, const char *hint, GAsyncReadyCallback callback)
{
  Revocation *self = g_task_get_task_data (task);
  const CvkTokenField fields[] = {
    { "token", cvk_secret_peek (token) },
    { "token_type_hint", hint },
    { NULL, NULL },
  };
  const CvkTokenRequest request = {
    .http = self->http,
    .url = self->url,
    .client_id = self->client_id,
    .client_secret = self->client_secret,
    .secret_in_form = self->secret_in_form,
  };

  cvk_token_request_send_async (&request, fields, NULL, callback, g_object_ref (task));
}

/* Without its refresh token the grant is over, whatever the service says of the rest: that lives an
 * hour at most, and nobody keeps it. */
static void
access_token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  cvk_token_request_revoke_finish (CVK_HTTP (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
grant_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Revocation *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->answer = g_object_ref (result);
  if (!cvk_token_request_revoke_finish (CVK_HTTP (source), result, &error))
    g_task_return_error (task, error);
  else if (self->access_token != NULL)
    post (task, self->access_token, "access_token", access_token_cb);
  else
    g_task_return_boolean (task, TRUE);
}

void
cvk_revocation_send_async (const CvkTokenRequest *request,
                           CvkSecret *refresh_token,
                           CvkSecret *access_token,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (request->http, NULL, callback, user_data);
  Revocation *self = g_new0 (Revocation, 1);

  g_task_set_source_tag (task, cvk_revocation_send_async);
  self->http = g_object_ref (request->http);
  self->url = g_strdup (request->url);
  self->client_id = g_strdup (request->client_id);
  if (request->client_secret != NULL)
    self->client_secret = cvk_secret_ref (request->client_secret);
  self->secret_in_form = request->secret_in_form;
  g_task_set_task_data (task, self, (GDestroyNotify) revocation_free);
  if (refresh_token == NULL)
    {
      post (task, access_token, "access_token", grant_cb);
      return;
    }
  if (access_token != NULL)
    self->access_token = cvk_secret_ref (access_token);
  post (task, refresh_token, "refresh_token", grant_cb);
}

gboolean
cvk_revocation_send_finish (CvkHttp *http, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

int64_t
cvk_revocation_get_retry_at (GAsyncResult *result, int64_t now)
{
  const Revocation *self = g_task_get_task_data (G_TASK (result));

  return self->answer != NULL ? cvk_token_request_get_retry_at (self->answer, now) : 0;
}
