// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-sign-in.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-random.h"
#include "connect/cvk-connection-private.h"
#include "connect/cvk-pkce.h"
#include "connect/cvk-sign-in-private.h"

#define STATE_BYTES 32

G_DEFINE_FINAL_TYPE (CvkSignIn, cvk_sign_in, G_TYPE_OBJECT)

static void
cvk_sign_in_dispose (GObject *object)
{
  CvkSignIn *self = CVK_SIGN_IN (object);

  if (self->loopback != NULL)
    /* It lingers by itself to show the last page, if there is one to show. */
    cvk_loopback_finish (self->loopback, NULL);
  g_clear_object (&self->loopback);
  g_clear_pointer (&self->device, cvk_device_code_free);
  g_clear_pointer (&self->verifier, cvk_secret_unref);
  g_clear_pointer (&self->request.client_secret, cvk_secret_unref);
  g_clear_pointer (&self->request.details, cvk_value_unref);
  g_clear_pointer (&self->reply, cvk_token_reply_free);
  g_clear_object (&self->http);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (cvk_sign_in_parent_class)->dispose (object);
}

static void
cvk_sign_in_finalize (GObject *object)
{
  CvkSignIn *self = CVK_SIGN_IN (object);

  g_string_chunk_free (self->arena);
  g_free (self->api_url);
  g_free (self->challenge);
  g_free (self->account);
  g_free (self->name);
  cvk_wipe_string (&self->url);
  G_OBJECT_CLASS (cvk_sign_in_parent_class)->finalize (object);
}

static void
cvk_sign_in_class_init (CvkSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cvk_sign_in_dispose;
  object_class->finalize = cvk_sign_in_finalize;
}

static void
cvk_sign_in_init (CvkSignIn *self)
{
  self->arena = g_string_chunk_new (512);
}

CvkSignIn *
cvk_sign_in_new (const CvkSignInRequest *request,
                 CvkHttp *http,
                 CvkTokenStore *store,
                 CvkClock *clock)
{
  CvkSignIn *self = NULL;

  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail (CVK_IS_HTTP (http), NULL);
  g_return_val_if_fail (CVK_IS_TOKEN_STORE (store), NULL);
  g_return_val_if_fail (CVK_IS_CLOCK (clock), NULL);

  self = g_object_new (CVK_TYPE_SIGN_IN, NULL);
  self->http = g_object_ref (http);
  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  self->request = cvk_sign_in_request_copy (request, self->arena);
  if (request->client_secret != NULL)
    self->request.client_secret = cvk_secret_ref (request->client_secret);
  if (request->details != NULL)
    self->request.details = cvk_value_ref (request->details);
  self->api_url = g_strdup (request->api_url);
  return self;
}

gboolean
cvk_sign_in_check_addresses (CvkSignIn *self, GError **error)
{
  const CvkSignInRequest *request = &self->request;
  const char *addresses[] = {
    request->authorize_url, request->token_url,  request->revoke_url,
    request->api_url,       request->device_url,
  };

  for (size_t i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      /* Not every service has one of these. */
      if ((i == 2 && g_strcmp0 (addresses[i], "") == 0) ||
          (addresses[i] == NULL && i == G_N_ELEMENTS (addresses) - 1))
        continue;
      if (cvk_connection_is_safe_url (addresses[i]) && strchr (addresses[i], '#') == NULL)
        continue;
      g_set_error_literal (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED,
                           _ ("A sign-in goes only to addresses that begin with https://, or "
                              "with http://127.0.0.1 on this computer. Check the server's "
                              "address."));
      return FALSE;
    }
  return TRUE;
}

static void
append_parameter (GString *url, const char *name, const char *text)
{
  g_autofree char *escaped = g_uri_escape_string (text, NULL, FALSE);

  g_string_append_printf (url, "%c%s=%s", strchr (url->str, '?') == NULL ? '?' : '&', name,
                          escaped);
}

static char *
make_url (CvkSignIn *self, const CvkSecret *state)
{
  g_autofree char *scopes = g_strjoinv (" ", (GStrv) self->request.scopes);
  GString *url = g_string_new (self->request.authorize_url);

  append_parameter (url, "response_type", "code");
  append_parameter (url, "client_id", self->request.client_id);
  append_parameter (url, "redirect_uri", cvk_loopback_get_redirect_uri (self->loopback));
  if (*scopes != '\0')
    append_parameter (url, "scope", scopes);
  append_parameter (url, "state", cvk_secret_peek (state));
  append_parameter (url, "code_challenge", self->challenge);
  append_parameter (url, "code_challenge_method", "S256");
  return g_string_free (url, FALSE);
}

const char *
cvk_sign_in_begin (CvkSignIn *self, GError **error)
{
  g_autoptr (CvkSecret) state = NULL;
  g_autoptr (CvkSecret) verifier = NULL;
  CvkLoopbackOptions options = { 0 };
  char *random;

  g_return_val_if_fail (CVK_IS_SIGN_IN (self), NULL);
  g_return_val_if_fail (self->url == NULL && self->device == NULL, NULL);

  if (!cvk_sign_in_check_addresses (self, error))
    return NULL;
  random = cvk_random_base64url (STATE_BYTES, error);
  if (random == NULL)
    return NULL;
  state = cvk_secret_take (random);
  verifier = cvk_pkce_create_verifier (error);
  if (verifier == NULL)
    return NULL;

  /* Before there is an address that anybody could come back to. */
  options.port = self->request.port;
  options.state = state;
  options.issuer = self->request.issuer;
  options.issuer_is_needed = self->request.issuer_is_needed;
  options.random_path = self->request.random_path;
  self->loopback = cvk_loopback_new (&options, self->clock, error);
  if (self->loopback == NULL)
    return NULL;
  self->verifier = g_steal_pointer (&verifier);
  self->challenge = cvk_pkce_make_challenge (self->verifier);
  self->url = make_url (self, state);
  return self->url;
}

const char *
cvk_sign_in_get_challenge (CvkSignIn *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN (self), NULL);

  return self->challenge;
}

const char *
cvk_sign_in_get_redirect_uri (CvkSignIn *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN (self), NULL);

  return self->loopback != NULL ? cvk_loopback_get_redirect_uri (self->loopback) : NULL;
}

void
cvk_sign_in_end (CvkSignIn *self, GTask *task, CvkConnection *connection, GError *error)
{
  g_clear_pointer (&self->verifier, cvk_secret_unref);
  g_clear_pointer (&self->device, cvk_device_code_free);
  /* Tokens that wait for a decision are kept; every other end has no use for them. */
  if (!g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OTHER_ACCOUNT))
    g_clear_pointer (&self->reply, cvk_token_reply_free);
  cvk_wipe_traces ();
  if (self->loopback != NULL)
    cvk_loopback_finish (self->loopback, error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, connection, g_object_unref);
}

void
cvk_sign_in_close (CvkSignIn *self)
{
  g_return_if_fail (CVK_IS_SIGN_IN (self));

  if (self->loopback != NULL)
    cvk_loopback_close (self->loopback);
}

static void
callback_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (CvkSecret) code = NULL;
  CvkSignIn *self = g_task_get_source_object (task);
  GError *error = NULL;

  code = cvk_loopback_wait_finish (CVK_LOOPBACK (source), result, &error);
  if (code != NULL)
    cvk_sign_in_exchange (self, code, task);
  else
    cvk_sign_in_end (self, task, NULL, error);
}

static void
probe_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (CvkSecret) found = NULL;
  g_autoptr (GError) error = NULL;
  CvkSignIn *self = g_task_get_source_object (task);
  int64_t *timeout = g_task_get_task_data (task);

  found = cvk_token_store_load_finish (CVK_TOKEN_STORE (source), result, &error);
  if (g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_NO_SERVICE) ||
      g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_FAILED))
    cvk_sign_in_end (self, task, NULL, cvk_auth_error_from_store (error));
  else if (self->device != NULL)
    cvk_sign_in_poll (self, *timeout, task);
  else
    cvk_loopback_wait_async (self->loopback, *timeout, g_task_get_cancellable (task), callback_cb,
                             g_object_ref (task));
}

static GTask *
start_task (CvkSignIn *self,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, cvk_sign_in_wait_async);
  /* A connection that was made is not dropped because of a cancellation that came too late. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

void
cvk_sign_in_wait_async (CvkSignIn *self,
                        int64_t timeout,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CVK_IS_SIGN_IN (self));
  g_return_if_fail (self->url != NULL || self->device != NULL);

  task = start_task (self, cancellable, callback, user_data);
  g_task_set_task_data (task, g_memdup2 (&timeout, sizeof timeout), g_free);
  /* Nobody should press Allow only to hear that there is nowhere to keep the sign-in. */
  cvk_token_store_load_async (self->store, "sign-in", NULL, probe_cb, task);
}

void
cvk_sign_in_redeem_async (CvkSignIn *self,
                          CvkSecret *code,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CVK_IS_SIGN_IN (self));
  g_return_if_fail (self->url != NULL);
  g_return_if_fail (code != NULL);

  task = start_task (self, cancellable, callback, user_data);
  cvk_sign_in_exchange (self, code, task);
}

CvkConnection *
cvk_sign_in_wait_finish (CvkSignIn *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
