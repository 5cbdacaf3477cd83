// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-connection-refresh.h"
#include "connect/cvk-token-cache.h"

static void
refresh_free (CvkRefresh *refresh)
{
  cvk_connection_lock_free (refresh->lock);
  g_clear_pointer (&refresh->payload, cvk_token_payload_free);
  cvk_token_reply_free (refresh->reply);
  g_clear_error (&refresh->refusal);
  g_clear_error (&refresh->store_error);
  g_free (refresh);
}

static void send_refresh (GTask *task);

/* --- Ending without a token --- */

/* @error: (transfer full) */
static void
fail (GTask *task, GError *error)
{
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);

  if (refresh->is_unsaved && !cvk_auth_error_ends_grant (error))
    cvk_connection_keep_unsaved (self, g_steal_pointer (&refresh->payload),
                                 g_steal_pointer (&refresh->lock));
  else if (refresh->is_unsaved)
    /* There is nothing left to save. */
    cvk_connection_discard_unsaved (self);
  g_task_return_error (task, error);
}

static void
marked_failure_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkRefresh *refresh = g_task_get_task_data (task);

  cvk_account_folder_write_finish (result, NULL);
  fail (task, g_steal_pointer (&refresh->refusal));
}

/* Leaves the marker as it is to be found by the next one, then fails. @error: (transfer full) */
static void
fail_marked (GTask *task, CvkRefreshMarker marker, GError *error)
{
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);
  g_autoptr (GBytes) content = NULL;

  /* That of what the store holds was written by whoever could not replace it. */
  if (refresh->lock == NULL || refresh->is_unsaved)
    {
      fail (task, error);
      return;
    }
  if (marker != CVK_REFRESH_MARKER_NONE)
    content = cvk_refresh_marker_write (marker, refresh->payload->generation,
                                        cvk_clock_get_wall (self->clock));
  refresh->refusal = error;
  cvk_account_folder_write_async (cvk_connection_lock_get_folder (refresh->lock), "refreshing",
                                  content, FALSE, marked_failure_cb, g_object_ref (task));
}

/* --- Sending --- */

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
  CvkRefresh *refresh = g_task_get_task_data (task);

  /* What the store has to say against it counts less than what the server said. */
  found = finish_load (CVK_TOKEN_STORE (source), result, NULL);
  if (found != NULL && found->generation > refresh->payload->generation)
    {
      cvk_token_payload_free (refresh->payload);
      refresh->payload = g_steal_pointer (&found);
      g_clear_error (&refresh->refusal);
      refresh->found = CVK_REFRESH_MARKER_NONE;
      /* A second refusal finds the same generation, unless the world goes on moving. */
      send_refresh (task);
      return;
    }
  /* The refused token stays where it is, until it is replaced or removed by the user. */
  self->dead_generation = refresh->payload->generation;
  self->dead_issued_at = refresh->payload->issued_at;
  cvk_refresh_marker_explain (refresh->found, refresh->refusal);
  g_clear_error (&self->dead_reason);
  self->dead_reason = g_error_copy (refresh->refusal);
  fail_marked (task, refresh->found, g_steal_pointer (&refresh->refusal));
}

static void
reply_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);
  GError *error = NULL;

  refresh->reply = cvk_token_request_send_finish (CVK_HTTP (source), result, &error);
  if (refresh->reply != NULL)
    {
      cvk_connection_store_reply (g_steal_pointer (&task));
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
  /* A server that failed may have done so after it had retired the token. */
  if (refresh->found == CVK_REFRESH_MARKER_NONE && !cvk_token_request_is_unsent (result) &&
      g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE))
    refresh->found = CVK_REFRESH_MARKER_LOST;
  fail_marked (task, refresh->found, error);
}

static void
send_refresh (GTask *task)
{
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);
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
    .secret_in_form = cvk_connection_has_secret_in_form (self),
  };

  cvk_token_request_send_async (&request, fields, NULL, reply_cb, g_object_ref (task));
}

/* --- Deciding, with the lock --- */

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* It only explains what may go wrong; a full disk is no reason to be signed out. */
  if (!cvk_account_folder_write_finish (result, &error))
    g_info ("The beginning of a refresh was not noted: %s", error->message);
  send_refresh (task);
}

static void
marker_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) found = cvk_account_folder_read_finish (result);
  g_autoptr (GBytes) marker = NULL;
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);

  refresh->found = cvk_refresh_marker_read (found, refresh->payload->generation);
  marker = cvk_refresh_marker_write (CVK_REFRESH_MARKER_SENDING, refresh->payload->generation,
                                     cvk_clock_get_wall (self->clock));
  cvk_account_folder_write_async (cvk_connection_lock_get_folder (refresh->lock), "refreshing",
                                  marker, TRUE, marked_cb, g_steal_pointer (&task));
}

/* Whether another engine's token will do: not one that is about to expire, nor the very one that
 * brought us here. */
static gboolean
adopt (CvkConnection *self, CvkTokenReply *reply, int64_t generation)
{
  if (reply == NULL || cvk_connection_is_nearly_over (reply) ||
      (self->access_token != NULL && cvk_secret_equal (reply->access_token, self->access_token)) ||
      (self->rejected != NULL && cvk_secret_equal (reply->access_token, self->rejected)))
    return FALSE;
  cvk_connection_take_reply (self, reply, generation);
  self->is_adopted = TRUE;
  self->dead_generation = 0;
  return TRUE;
}

static void
access_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) sealed = cvk_account_folder_read_finish (result);
  g_autoptr (CvkTokenReply) reply = NULL;
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);
  int64_t generation = refresh->payload->generation;

  if (sealed != NULL)
    reply = cvk_token_cache_open (sealed, self->item, generation, refresh->payload->refresh_token,
                                  self->clock);
  if (adopt (self, reply, generation))
    {
      g_clear_pointer (&refresh->lock, cvk_connection_lock_free);
      g_task_return_boolean (task, TRUE);
      return;
    }
  cvk_account_folder_read_async (cvk_connection_lock_get_folder (refresh->lock), "refreshing",
                                 marker_cb, g_steal_pointer (&task));
}

/* There is nothing to ask the service for: what it gave is good, or the user has to sign in. */
static void
take_lasting (GTask *task)
{
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);

  g_clear_pointer (&refresh->lock, cvk_connection_lock_free);
  if (self->rejected == NULL || !cvk_secret_equal (self->rejected, refresh->payload->access_token))
    {
      cvk_connection_take_lasting (self, refresh->payload);
      self->dead_generation = 0;
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_new_error (task, CVK_AUTH_ERROR, CVK_AUTH_ERROR_RECONNECT,
                             _ ("The service no longer takes the access token it gave, and gave "
                                "nothing to renew it with. Sign in again."));
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);
  GError *error = NULL;

  refresh->payload = finish_load (CVK_TOKEN_STORE (source), result, &error);
  if (refresh->payload == NULL)
    g_task_return_error (task, error);
  else if (self->dead_generation != 0 && refresh->payload->generation == self->dead_generation &&
           refresh->payload->issued_at == self->dead_issued_at)
    g_task_return_error (task, g_error_copy (self->dead_reason));
  else if (refresh->payload->access_token != NULL)
    take_lasting (task);
  else if (refresh->lock != NULL)
    cvk_account_folder_read_async (cvk_connection_lock_get_folder (refresh->lock), "access",
                                   access_cb, g_steal_pointer (&task));
  else
    send_refresh (task);
}

static void
lock_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);

  refresh->lock = cvk_connection_lock_take_finish (result, &error);
  if (self->is_removed)
    {
      /* The folder has come back with the lock. */
      if (refresh->lock != NULL)
        cvk_account_folder_remove (self->item);
      g_task_return_error (task, cvk_connection_make_removed_error ());
    }
  else if (refresh->lock != NULL)
    cvk_token_store_load_async (self->store, self->item, NULL, load_cb, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE, "%s", error->message);
}

void
cvk_connection_refresh_async (CvkConnection *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  CvkRefresh *refresh = g_new0 (CvkRefresh, 1);

  g_task_set_source_tag (task, cvk_connection_refresh_async);
  g_task_set_task_data (task, refresh, (GDestroyNotify) refresh_free);
  if (self->unsaved != NULL)
    {
      /* Newer than what the store has, and with the lock still held. */
      refresh->payload = g_steal_pointer (&self->unsaved);
      refresh->lock = g_steal_pointer (&self->unsaved_lock);
      refresh->is_unsaved = TRUE;
      send_refresh (task);
    }
  else if (CVK_IS_MEMORY_TOKEN_STORE (self->store))
    cvk_token_store_load_async (self->store, self->item, NULL, load_cb, g_steal_pointer (&task));
  else
    cvk_connection_lock_take_async (self->item, NULL, lock_cb, g_steal_pointer (&task));
}

gboolean
cvk_connection_refresh_finish (CvkConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
