// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-text.h"
#include "connect/cvk-connection-refresh.h"
#include "connect/cvk-token-cache.h"

/* --- What the store did not take --- */

/* item -> the connection that has such a thing; not owned, gone before the connection. Main thread.
 */
static GHashTable *holders;

static void
note_holder (CvkConnection *self)
{
  if (holders == NULL)
    holders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_replace (holders, g_strdup (self->item), self);
}

void
cvk_connection_discard_unsaved (CvkConnection *self)
{
  if (holders != NULL && g_hash_table_lookup (holders, self->item) == self)
    g_hash_table_remove (holders, self->item);
  if (holders != NULL && g_hash_table_size (holders) == 0)
    g_clear_pointer (&holders, g_hash_table_unref);
  g_clear_pointer (&self->unsaved, cvk_token_payload_free);
  g_clear_pointer (&self->unsaved_lock, cvk_connection_lock_free);
  self->save_failures = 0;
}

void
cvk_connection_drop_unsaved (const char *item)
{
  CvkConnection *self = holders != NULL ? g_hash_table_lookup (holders, item) : NULL;

  if (self == NULL)
    return;
  cvk_connection_discard_unsaved (self);
  cvk_connection_emit_changed (self);
}

static void
unmarked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkConnectionLock) lock = user_data;

  cvk_account_folder_write_finish (result, NULL);
}

static void
note_saved_again (CvkConnection *self, int64_t generation, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  CvkConnectionLock *lock;

  /* A refresh can have brought another meanwhile, of which this says nothing. */
  if (self->unsaved == NULL || self->unsaved->generation != generation)
    return;
  lock = g_steal_pointer (&self->unsaved_lock);
  if (!cvk_token_store_save_finish (self->store, result, &error))
    {
      cvk_connection_keep_unsaved (self, g_steal_pointer (&self->unsaved), lock);
      return;
    }
  cvk_connection_discard_unsaved (self);
  if (lock != NULL)
    cvk_account_folder_write_async (cvk_connection_lock_get_folder (lock), "refreshing", NULL,
                                    FALSE, unmarked_cb, lock);
  cvk_connection_emit_changed (self);
}

static void
saved_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  note_saved_again (g_task_get_source_object (task), *(int64_t *) g_task_get_task_data (task),
                    result);
  g_task_return_boolean (task, TRUE);
}

void
cvk_connection_save_again (CvkConnection *self, GTask *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (CvkSecret) payload = NULL;
  g_autofree char *label = NULL;

  cvk_clock_remove_timeout (self->clock, self->save_timeout_id);
  self->save_timeout_id = 0;
  /* A refresh that is under way took the lock along and saves something newer. */
  if (self->unsaved == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_task_set_task_data (task, g_memdup2 (&self->unsaved->generation, sizeof (int64_t)), g_free);
  payload = cvk_token_payload_to_secret (self->unsaved);
  label = cvk_connection_make_label (self->connector);
  cvk_token_store_save_async (self->store, self->item, label, payload, NULL, saved_again_cb,
                              g_steal_pointer (&owned));
}

static gboolean
save_again_timeout_cb (gpointer user_data)
{
  CvkConnection *self = user_data;
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, save_again_timeout_cb);
  self->save_timeout_id = 0;
  cvk_connection_save_again (self, task);
  return G_SOURCE_REMOVE;
}

void
cvk_connection_keep_unsaved (CvkConnection *self, CvkTokenPayload *payload, CvkConnectionLock *lock)
{
  note_holder (self);
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

/* --- Storing --- */

static void
finish (GTask *task)
{
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);

  cvk_connection_take_reply (self, refresh->reply, refresh->payload->generation);
  self->dead_generation = 0;
  if (refresh->store_error == NULL)
    {
      self->save_failures = 0;
      g_clear_pointer (&refresh->lock, cvk_connection_lock_free);
    }
  else
    {
      /* The server has retired the old pair: refusing to use the new one would help nobody. */
      g_warning ("The new sign-in token is kept in memory only: %s", refresh->store_error->message);
      cvk_connection_keep_unsaved (self, g_steal_pointer (&refresh->payload),
                                   g_steal_pointer (&refresh->lock));
    }
  g_task_return_boolean (task, TRUE);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  cvk_account_folder_write_finish (result, NULL);
  finish (task);
}

static void
end_if_done (GTask *task)
{
  CvkRefresh *refresh = g_task_get_task_data (task);

  if (!refresh->is_stored || !refresh->is_published)
    return;
  /* Until the store has it, whoever finds the old one has to know why it is no longer good. */
  if (refresh->lock != NULL && refresh->store_error == NULL)
    cvk_account_folder_write_async (cvk_connection_lock_get_folder (refresh->lock), "refreshing",
                                    NULL, FALSE, finished_cb, g_object_ref (task));
  else
    finish (task);
}

static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkRefresh *refresh = g_task_get_task_data (task);

  cvk_token_store_save_finish (CVK_TOKEN_STORE (source), result, &refresh->store_error);
  refresh->is_stored = TRUE;
  end_if_done (task);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkRefresh *refresh = g_task_get_task_data (task);

  /* Without it the others refresh for themselves, which costs a request each. */
  cvk_account_folder_write_finish (result, NULL);
  refresh->is_published = TRUE;
  end_if_done (task);
}

static void
publish (GTask *task)
{
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);
  g_autoptr (GBytes) sealed = NULL;

  if (refresh->lock != NULL)
    sealed = cvk_token_cache_seal (refresh->reply, self->item, refresh->payload->generation,
                                   refresh->payload->refresh_token, self->clock);
  refresh->is_published = sealed == NULL;
  if (sealed != NULL)
    cvk_account_folder_write_async (cvk_connection_lock_get_folder (refresh->lock), "access",
                                    sealed, FALSE, published_cb, g_object_ref (task));
}

static void
update_payload (CvkConnection *self, CvkRefresh *refresh)
{
  CvkTokenPayload *payload = refresh->payload;

  payload->generation++;
  payload->issued_at = cvk_clock_get_wall (self->clock) / G_USEC_PER_SEC;
  if (refresh->reply->refresh_token != NULL)
    {
      cvk_secret_unref (payload->refresh_token);
      payload->refresh_token = cvk_secret_ref (refresh->reply->refresh_token);
    }
  if (refresh->reply->scopes != NULL)
    cvk_set_string (&payload->scopes, refresh->reply->scopes);
}

/* The store comes first: from the answer to there a crash costs the sign-in. What others adopt is
 * written meanwhile; it does not open before the store has the token it is sealed with, and who
 * dies right after the store leaves it behind complete. */
void
cvk_connection_store_reply (GTask *task)
{
  g_autoptr (GTask) owned = task;
  CvkConnection *self = g_task_get_source_object (task);
  CvkRefresh *refresh = g_task_get_task_data (task);
  g_autoptr (CvkSecret) payload = NULL;
  g_autofree char *label = cvk_connection_make_label (self->connector);

  /* What is in memory has no lock that removing it would have waited for. */
  if (self->is_removed)
    {
      g_task_return_error (task, cvk_connection_make_removed_error ());
      return;
    }
  update_payload (self, refresh);
  payload = cvk_token_payload_to_secret (refresh->payload);
  cvk_token_store_save_async (self->store, self->item, label, payload, NULL, save_cb,
                              g_object_ref (task));
  publish (task);
}
