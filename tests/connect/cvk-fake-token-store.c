// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-fake-token-store.h"

#include "connect/cvk-token-payload.h"

static void init_store (CvkTokenStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkFakeTokenStore,
                               cvk_fake_token_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_TOKEN_STORE, init_store))

static void
return_done (GTask *task, int error)
{
  if (error >= 0)
    g_task_return_new_error (task, CVK_TOKEN_STORE_ERROR, error, "The fake store fails.");
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
fake_token_store_load (CvkTokenStore *store, const char *connection, GTask *task)
{
  CvkFakeTokenStore *self = CVK_FAKE_TOKEN_STORE (store);
  CvkSecret *found;

  self->loads++;
  if (self->before_load != NULL)
    self->before_load (self, self->before_load_data);
  found = g_hash_table_lookup (self->items, connection);
  if (self->load_error >= 0 || found == NULL)
    {
      return_done (task, self->load_error >= 0 ? self->load_error : CVK_TOKEN_STORE_ERROR_ABSENT);
      return;
    }
  g_task_return_pointer (
    task, self->is_changing_what_it_saves ? cvk_secret_new ("other", -1) : cvk_secret_ref (found),
    (GDestroyNotify) cvk_secret_unref);
  g_object_unref (task);
}

static void
fake_token_store_save (CvkTokenStore *store,
                       const char *connection,
                       const char *label,
                       CvkSecret *payload,
                       GTask *task)
{
  CvkFakeTokenStore *self = CVK_FAKE_TOKEN_STORE (store);

  self->saves++;
  if (self->save_error < 0)
    {
      g_hash_table_replace (self->items, g_strdup (connection), cvk_secret_ref (payload));
      g_hash_table_replace (self->labels, g_strdup (connection), g_strdup (label));
    }
  return_done (task, self->save_error);
}

static void
fake_token_store_remove (CvkTokenStore *store, const char *connection, GTask *task)
{
  CvkFakeTokenStore *self = CVK_FAKE_TOKEN_STORE (store);

  if (self->remove_error < 0)
    g_hash_table_remove (self->items, connection);
  return_done (task, self->remove_error);
}

static void
fake_token_store_unlock (CvkTokenStore *store, const char *connection, GTask *task)
{
  CvkFakeTokenStore *self = CVK_FAKE_TOKEN_STORE (store);

  self->unlocks++;
  self->load_error = -1;
  self->save_error = -1;
  return_done (task, -1);
}

static void
cvk_fake_token_store_finalize (GObject *object)
{
  CvkFakeTokenStore *self = CVK_FAKE_TOKEN_STORE (object);

  g_hash_table_unref (self->items);
  g_hash_table_unref (self->labels);
  G_OBJECT_CLASS (cvk_fake_token_store_parent_class)->finalize (object);
}

static void
cvk_fake_token_store_class_init (CvkFakeTokenStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_fake_token_store_finalize;
}

static void
cvk_fake_token_store_init (CvkFakeTokenStore *self)
{
  self->items =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_secret_unref);
  self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->load_error = -1;
  self->save_error = -1;
  self->remove_error = -1;
}

static void
init_store (CvkTokenStoreInterface *iface)
{
  iface->load = fake_token_store_load;
  iface->save = fake_token_store_save;
  iface->remove = fake_token_store_remove;
  iface->unlock = fake_token_store_unlock;
}

CvkFakeTokenStore *
cvk_fake_token_store_new (void)
{
  return g_object_new (CVK_TYPE_FAKE_TOKEN_STORE, NULL);
}

const char *
cvk_fake_token_store_peek (CvkFakeTokenStore *self, const char *connection)
{
  CvkSecret *found = g_hash_table_lookup (self->items, connection);

  return found != NULL ? cvk_secret_peek (found) : NULL;
}

void
cvk_fake_token_store_put (CvkFakeTokenStore *self,
                          const char *connection,
                          int64_t generation,
                          const char *refresh_token)
{
  g_autoptr (CvkTokenPayload) payload = cvk_token_payload_new ();

  payload->generation = generation;
  payload->refresh_token = cvk_secret_new (refresh_token, -1);
  g_hash_table_replace (self->items, g_strdup (connection), cvk_token_payload_to_secret (payload));
}
