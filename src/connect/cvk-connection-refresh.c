// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-connection-private.h"

typedef struct
{
  CvkConnectionLock *lock;
  CvkTokenPayload *payload; /* what is sent, then what is stored */
  CvkTokenReply *reply;
  GError *refusal;     /* the server's, while the store is looked at again */
  gboolean is_unsaved; /* @payload is in no store */
} Refresh;

static void
refresh_free (Refresh *refresh)
{
  cvk_connection_lock_free (refresh->lock);
  g_clear_pointer (&refresh->payload, cvk_token_payload_free);
  cvk_token_reply_free (refresh->reply);
  g_clear_error (&refresh->refusal);
  g_free (refresh);
}

static void send_refresh (GTask *task);

/* @error: (transfer full) */
static void
fail (GTask *task, GError *error)
{
  CvkConnection *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);

  if (refresh->is_unsaved && !cvk_auth_error_ends_grant (error))
    cvk_connection_keep_unsaved (self, g_steal_pointer (&refresh->payload),
                                 g_steal_pointer (&refresh->lock));
  g_task_return_error (task, error);
}

static void
save_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkConnection) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->unsaved == NULL)
    return;
  if (cvk_token_store_save_finish (CVK_TOKEN_STORE (source), result, &error))
    {
      g_clear_pointer (&self->unsaved, cvk_token_payload_free);
      g_clear_pointer (&self->unsaved_lock, cvk_connection_lock_free);
      self->save_failures = 0;
      cvk_connection_emit_changed (self);
      return;
    }
  cvk_connection_keep_unsaved (self, g_steal_pointer (&self->unsaved),
                               g_steal_pointer (&self->unsaved_lock));
}

static gboolean
save_again_timeout_cb (gpointer user_data)
{
  CvkConnection *self = user_data;
  g_autoptr (CvkSecret) payload = NULL;
  g_autofree char *label = NULL;

  self->save_timeout_id = 0;
  /* A refresh that is under way took the lock along and saves something newer. */
  if (self->unsaved == NULL)
    return G_SOURCE_REMOVE;
  payload = cvk_token_payload_to_secret (self->unsaved);
  label = cvk_connection_make_label (self->connector);
  cvk_token_store_save_async (self->store, self->item, label, payload, NULL, save_again_cb,
                              g_object_ref (self));
  return G_SOURCE_REMOVE;
}

void
cvk_connection_keep_unsaved (CvkConnection *self, CvkTokenPayload *payload, CvkConnectionLock *lock)
{
  self->unsaved = payload;
  self->unsaved_lock = lock;
  self->save_failures++;
  if (self->save_timeout_id == 0)
    self->save_timeout_id =
      cvk_clock_add_timeout (self->clock, cvk_connection_get_backoff (self->save_failures),
                             save_again_timeout_cb, self, NULL);
  if (self->save_failures == 1)
    cvk_connection_emit_changed (self);
}

static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CvkConnection *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);

  cvk_connection_take_reply (self, refresh->reply, refresh->payload->generation);
  self->dead_generation = 0;
  if (cvk_token_store_save_finish (CVK_TOKEN_STORE (source), result, &error))
    {
      self->save_failures = 0;
      g_clear_pointer (&refresh->lock, cvk_connection_lock_free);
    }
  else
    {
      /* The server has retired the old pair: refusing to use the new one would help nobody. */
      g_warning ("The new sign-in token is kept in memory only: %s", error->message);
      cvk_connection_keep_unsaved (self, g_steal_pointer (&refresh->payload),
                                   g_steal_pointer (&refresh->lock));
    }
  g_task_return_boolean (task, TRUE);
}

static void
store_reply (GTask *task)
{
  CvkConnection *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);
  g_autoptr (CvkSecret) payload = NULL;
  g_autofree char *label = cvk_connection_make_label (self->connector);

  refresh->payload->generation++;
  refresh->payload->issued_at = cvk_clock_get_wall (self->clock) / G_USEC_PER_SEC;
  if (refresh->reply->refresh_token != NULL)
    {
      cvk_secret_unref (refresh->payload->refresh_token);
      refresh->payload->refresh_token = cvk_secret_ref (refresh->reply->refresh_token);
    }
  if (refresh->reply->scopes != NULL)
    {
      g_free (refresh->payload->scopes);
      refresh->payload->scopes = g_strdup (refresh->reply->scopes);
    }
  payload = cvk_token_payload_to_secret (refresh->payload);
  cvk_token_store_save_async (self->store, self->item, label, payload, NULL, save_cb,
                              g_object_ref (task));
}

static CvkTokenPayload *
finish_load (CvkTokenStore *store, GAsyncResult *result, GError **error)
{
  g_autoptr (CvkSecret) secret = NULL;
  g_autoptr (GError) cause = NULL;
  CvkTokenPayload *payload;

  secret = cvk_token_store_load_finish (store, result, &cause);
  if (secret == NULL)
    {
      g_propagate_error (error, cvk_auth_error_from_store (cause));
      return NULL;
    }
  payload = cvk_token_payload_parse (secret);
  if (payload == NULL)
    g_set_error_literal (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT,
                         _ ("The keyring's entry for this connection cannot be read. Sign in "
                            "again."));
  return payload;
}

static void
look_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (CvkTokenPayload) found = NULL;
  CvkConnection *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);

  /* What the store has to say against it counts less than what the server said. */
  found = finish_load (CVK_TOKEN_STORE (source), result, NULL);
  if (found != NULL && found->generation > refresh->payload->generation)
    {
      cvk_token_payload_free (refresh->payload);
      refresh->payload = g_steal_pointer (&found);
      g_clear_error (&refresh->refusal);
      /* A second refusal finds the same generation, unless the world goes on moving. */
      send_refresh (task);
      return;
    }
  /* The refused token stays where it is, until it is replaced or removed by the user. */
  self->dead_generation = refresh->payload->generation;
  fail (task, g_steal_pointer (&refresh->refusal));
}

static void
reply_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkConnection *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);
  GError *error = NULL;

  refresh->reply = cvk_token_request_send_finish (CVK_HTTP (source), result, &error);
  if (refresh->reply != NULL)
    {
      store_reply (task);
      return;
    }
  if (cvk_auth_error_ends_grant (error))
    {
      refresh->refusal = error;
      cvk_token_store_load_async (self->store, self->item, NULL, look_again_cb,
                                  g_steal_pointer (&task));
      return;
    }
  self->told_retry_at = cvk_token_request_get_retry_at (result, cvk_clock_get_wall (self->clock));
  /* Only a clear refusal is told apart: what makes no sense may come from a gateway in between and
   * goes away by itself. */
  if (g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_PROTOCOL))
    error->code = CVK_AUTH_ERROR_OFFLINE;
  fail (task, error);
}

static void
send_refresh (GTask *task)
{
  CvkConnection *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);
  const CvkTokenField fields[] = {
    { "grant_type", "refresh_token" },
    { "refresh_token", cvk_secret_peek (refresh->payload->refresh_token) },
    { NULL, NULL },
  };
  const CvkTokenRequest request = {
    .http = self->http,
    .url = self->token_url,
    .client_id = self->client_id,
    .client_secret = refresh->payload->client_secret,
  };

  cvk_token_request_send_async (&request, fields, NULL, reply_cb, g_object_ref (task));
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkConnection *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);
  GError *error = NULL;

  refresh->payload = finish_load (CVK_TOKEN_STORE (source), result, &error);
  if (refresh->payload == NULL)
    g_task_return_error (task, error);
  else if (refresh->payload->generation == self->dead_generation && self->failure != NULL)
    g_task_return_error (task, g_error_copy (self->failure));
  else
    send_refresh (task);
}

static void
lock_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CvkConnection *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);

  refresh->lock = cvk_connection_lock_take_finish (result, &error);
  /* What is in memory is shared with nobody, and needs no folder to be written to. */
  if (refresh->lock != NULL || CVK_IS_MEMORY_TOKEN_STORE (self->store))
    cvk_token_store_load_async (self->store, self->item, NULL, load_cb, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE, "%s", error->message);
}

void
cvk_connection_refresh_async (CvkConnection *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Refresh *refresh = g_new0 (Refresh, 1);

  g_task_set_source_tag (task, cvk_connection_refresh_async);
  g_task_set_task_data (task, refresh, (GDestroyNotify) refresh_free);
  if (self->unsaved == NULL)
    {
      cvk_connection_lock_take_async (self->item, NULL, lock_cb, g_steal_pointer (&task));
      return;
    }
  /* Newer than what the store has, and with the lock still held. */
  refresh->payload = g_steal_pointer (&self->unsaved);
  refresh->lock = g_steal_pointer (&self->unsaved_lock);
  refresh->is_unsaved = TRUE;
  send_refresh (task);
}

gboolean
cvk_connection_refresh_finish (CvkConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
