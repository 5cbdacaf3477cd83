// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-connection-private.h"

typedef struct
{
  CvkConnectionLock *lock;  /* nullable */
  CvkTokenPayload *payload; /* nullable */
  gboolean is_revoked;
} Revocation;

static void
revocation_free (Revocation *revocation)
{
  cvk_connection_lock_free (revocation->lock);
  g_clear_pointer (&revocation->payload, cvk_token_payload_free);
  g_free (revocation);
}

static void
remove_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_token_store_remove_finish (CVK_TOKEN_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, cvk_auth_error_from_store (error));
}

static void
remove_token (GTask *task)
{
  CvkConnection *self = g_task_get_source_object (task);

  g_clear_pointer (&self->access_token, cvk_secret_unref);
  g_clear_pointer (&self->unsaved, cvk_token_payload_free);
  g_clear_pointer (&self->unsaved_lock, cvk_connection_lock_free);
  cvk_token_store_remove_async (self->store, self->item, NULL, remove_cb, g_object_ref (task));
}

static void
revoke_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Revocation *revocation = g_task_get_task_data (task);

  revocation->is_revoked =
    cvk_token_request_revoke_finish (CVK_HTTP (source), result, NULL) && revocation->is_revoked;
  remove_token (task);
}

static void
send_revocation (GTask *task, CvkSecret *token, const char *hint, GAsyncReadyCallback callback)
{
  CvkConnection *self = g_task_get_source_object (task);
  Revocation *revocation = g_task_get_task_data (task);
  const CvkTokenField fields[] = {
    { "token", cvk_secret_peek (token) },
    { "token_type_hint", hint },
    { NULL, NULL },
  };
  const CvkTokenRequest request = {
    .http = self->http,
    .url = self->revoke_url,
    .client_id = self->client_id,
    .client_secret = revocation->payload->client_secret,
  };

  cvk_token_request_send_async (&request, fields, NULL, callback, g_object_ref (task));
}

static void
revoke_refresh_token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkConnection *self = g_task_get_source_object (task);
  Revocation *revocation = g_task_get_task_data (task);

  revocation->is_revoked = cvk_token_request_revoke_finish (CVK_HTTP (source), result, NULL);
  if (self->access_token != NULL)
    send_revocation (task, self->access_token, "access_token", revoke_cb);
  else
    remove_token (task);
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (CvkSecret) secret = NULL;
  CvkConnection *self = g_task_get_source_object (task);
  Revocation *revocation = g_task_get_task_data (task);

  secret = cvk_token_store_load_finish (CVK_TOKEN_STORE (source), result, NULL);
  if (self->unsaved != NULL)
    revocation->payload = cvk_token_payload_copy (self->unsaved);
  else if (secret != NULL)
    revocation->payload = cvk_token_payload_parse (secret);

  if (revocation->payload != NULL)
    send_revocation (task, revocation->payload->refresh_token, "refresh_token",
                     revoke_refresh_token_cb);
  else
    remove_token (task);
}

static void
lock_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkConnection *self = g_task_get_source_object (task);
  Revocation *revocation = g_task_get_task_data (task);

  /* Without the lock a refresh elsewhere may fail now, which is what is going to happen anyway. */
  revocation->lock = cvk_connection_lock_take_finish (result, NULL);
  cvk_token_store_load_async (self->store, self->item, NULL, load_cb, g_steal_pointer (&task));
}

void
cvk_connection_revoke_async (CvkConnection *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CVK_IS_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_connection_revoke_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (Revocation, 1), (GDestroyNotify) revocation_free);
  if (self->unsaved_lock != NULL)
    cvk_token_store_load_async (self->store, self->item, NULL, load_cb, g_steal_pointer (&task));
  else
    cvk_connection_lock_take_async (self->item, cancellable, lock_cb, g_steal_pointer (&task));
}

gboolean
cvk_connection_revoke_finish (CvkConnection *self,
                              GAsyncResult *result,
                              gboolean *is_revoked,
                              GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (is_revoked != NULL)
    *is_revoked = ((Revocation *) g_task_get_task_data (G_TASK (result)))->is_revoked;
  return g_task_propagate_boolean (G_TASK (result), error);
}
