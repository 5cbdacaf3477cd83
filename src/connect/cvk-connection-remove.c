// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-connection-private.h"
#include "connect/cvk-revocation.h"
#include "connect/cvk-token-cache.h"

typedef struct
{
  CvkRemovalMode mode;
  CvkRemoval removal;
  CvkConnectionLock *lock;  /* nullable: what is in memory needs none */
  CvkTokenPayload *payload; /* nullable: there is nothing to revoke */
  gboolean is_unsaved;      /* @payload is in no store, and @lock is the one that goes with it */
} Removal;

static void
removal_free (Removal *removal)
{
  cvk_connection_lock_free (removal->lock);
  g_clear_pointer (&removal->payload, cvk_token_payload_free);
  g_free (removal);
}

char *
cvk_connection_dup_tombstone (const char *item)
{
  return g_strconcat (item, "-ended", NULL);
}

/* The connection stays. @error: (transfer full) */
static void
fail (GTask *task, GError *error)
{
  Removal *removal = g_task_get_task_data (task);

  if (removal->is_unsaved)
    cvk_connection_keep_unsaved (g_task_get_source_object (task),
                                 g_steal_pointer (&removal->payload),
                                 g_steal_pointer (&removal->lock));
  g_task_return_error (task, error);
}

/* --- Removing --- */

static void
end (GTask *task)
{
  CvkConnection *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);

  self->is_removed = TRUE;
  g_clear_pointer (&self->access_token, cvk_secret_unref);
  g_clear_pointer (&self->rejected, cvk_secret_unref);
  g_clear_pointer (&self->given, cvk_secret_unref);
  cvk_connection_discard_unsaved (self);
  if (removal->lock != NULL)
    cvk_account_folder_remove (self->item);
  g_clear_pointer (&removal->lock, cvk_connection_lock_free);
  cvk_connection_emit_changed (self);
  g_task_return_boolean (task, TRUE);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_token_store_remove_finish (CVK_TOKEN_STORE (source), result, &error))
    end (task);
  else
    fail (task, cvk_auth_error_from_store (error));
}

static void
remove_item (GTask *task, CvkRemoval how)
{
  CvkConnection *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);

  removal->removal = how;
  /* Where nothing was ever stored, no keyring need be there. */
  if (self->kind == CVK_AUTH_KIND_NONE)
    end (task);
  else
    cvk_token_store_remove_async (self->store, self->item, NULL, removed_cb, g_object_ref (task));
}

static void
buried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_token_store_save_finish (CVK_TOKEN_STORE (source), result, &error))
    remove_item (task, CVK_REMOVAL_POSTPONED);
  else
    fail (task, cvk_auth_error_from_store (error));
}

static void
bury (GTask *task)
{
  CvkConnection *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);
  g_autoptr (CvkSecret) payload = cvk_token_payload_to_secret (removal->payload);
  g_autofree char *tombstone = cvk_connection_dup_tombstone (self->item);

  cvk_token_store_save_async (self->store, tombstone,
                              /* Translators: the name of an entry in the keyring */
                              _ ("Convoke: a sign-in that is to be ended"), payload, NULL,
                              buried_cb, g_object_ref (task));
}

/* --- Revoking --- */

static gboolean
is_away (const GError *error)
{
  return g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE) ||
         g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_BUSY);
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CvkConnection *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);

  if (cvk_revocation_send_finish (CVK_HTTP (source), result, &error))
    remove_item (task, CVK_REMOVAL_REVOKED);
  else if (!is_away (error) || removal->mode == CVK_REMOVE_ANYWAY)
    remove_item (task, CVK_REMOVAL_UNCONFIRMED);
  else if (removal->mode == CVK_REMOVE_OR_FAIL)
    fail (task, g_steal_pointer (&error));
  else if (CVK_IS_MEMORY_TOKEN_STORE (self->store))
    remove_item (task, CVK_REMOVAL_UNCONFIRMED);
  else
    bury (task);
}

static void
end_grant (GTask *task, CvkSecret *access_token)
{
  CvkConnection *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);
  const CvkTokenRequest request = {
    .http = self->http,
    .url = self->revoke_url,
    .client_id = self->client_id,
    .client_secret = removal->payload->client_secret,
    .secret_in_form = cvk_connection_has_secret_in_form (self),
  };

  cvk_revocation_send_async (&request, removal->payload->refresh_token, access_token, revoked_cb,
                             g_object_ref (task));
}

/* This process may never have had the access token that another one uses. */
static void
access_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) sealed = cvk_account_folder_read_finish (result);
  g_autoptr (CvkTokenReply) reply = NULL;
  CvkConnection *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);

  if (sealed != NULL)
    reply = cvk_token_cache_open (sealed, self->item, removal->payload->generation,
                                  removal->payload->refresh_token, self->clock);
  end_grant (task, reply != NULL ? reply->access_token : NULL);
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (CvkSecret) secret = NULL;
  g_autoptr (GError) error = NULL;
  CvkConnection *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);

  secret = cvk_token_store_load_finish (CVK_TOKEN_STORE (source), result, &error);
  /* What cannot be read could not be removed either; what is not there needs no removing. */
  if (error != NULL &&
      !g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_ABSENT))
    {
      fail (task, cvk_auth_error_from_store (error));
      return;
    }
  if (removal->payload == NULL && secret != NULL)
    removal->payload = cvk_token_payload_parse (secret);

  /* Some services let nobody end a grant but their own pages. */
  if (removal->payload == NULL || *self->revoke_url == '\0')
    remove_item (task, CVK_REMOVAL_UNCONFIRMED);
  else if (removal->payload->access_token != NULL)
    end_grant (task, removal->payload->access_token);
  else if (self->access_token != NULL || removal->lock == NULL)
    end_grant (task, self->access_token);
  else
    cvk_account_folder_read_async (cvk_connection_lock_get_folder (removal->lock), "access",
                                   access_cb, g_steal_pointer (&task));
}

static void
lock_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CvkConnection *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);

  removal->lock = cvk_connection_lock_take_finish (result, &error);
  if (removal->lock != NULL)
    cvk_token_store_load_async (self->store, self->item, NULL, load_cb, g_steal_pointer (&task));
  else
    fail (task, g_steal_pointer (&error));
}

void
cvk_connection_remove_async (CvkConnection *self,
                             CvkRemovalMode mode,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Removal *removal = g_new0 (Removal, 1);

  g_return_if_fail (CVK_IS_CONNECTION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cvk_connection_remove_async);
  removal->mode = mode;
  g_task_set_task_data (task, removal, (GDestroyNotify) removal_free);
  /* What the user gave is the user's to end. */
  if (self->kind != CVK_AUTH_KIND_OAUTH2)
    {
      remove_item (task, CVK_REMOVAL_FORGOTTEN);
      return;
    }
  /* Else a refresh could take it and be at work at the same time. */
  if (self->unsaved_lock != NULL)
    {
      removal->payload = g_steal_pointer (&self->unsaved);
      removal->lock = g_steal_pointer (&self->unsaved_lock);
      removal->is_unsaved = TRUE;
    }
  if (CVK_IS_MEMORY_TOKEN_STORE (self->store) || removal->is_unsaved)
    cvk_token_store_load_async (self->store, self->item, NULL, load_cb, g_steal_pointer (&task));
  else
    cvk_connection_lock_take_async (self->item, NULL, lock_cb, g_steal_pointer (&task));
}

gboolean
cvk_connection_remove_finish (CvkConnection *self,
                              GAsyncResult *result,
                              CvkRemoval *removal,
                              GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (removal != NULL)
    *removal = ((Removal *) g_task_get_task_data (G_TASK (result)))->removal;
  return g_task_propagate_boolean (G_TASK (result), error);
}
