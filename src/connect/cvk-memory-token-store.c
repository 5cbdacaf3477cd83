// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-token-store.h"

struct _CvkMemoryTokenStore
{
  GObject parent_instance;

  GHashTable *payloads; /* connection -> CvkSecret */
};

static void init_store (CvkTokenStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkMemoryTokenStore,
                               cvk_memory_token_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_TOKEN_STORE, init_store))

static void
memory_token_store_load (CvkTokenStore *store, const char *connection, GTask *task)
{
  CvkMemoryTokenStore *self = CVK_MEMORY_TOKEN_STORE (store);
  CvkSecret *payload = g_hash_table_lookup (self->payloads, connection);

  if (payload != NULL)
    g_task_return_pointer (task, cvk_secret_ref (payload), (GDestroyNotify) cvk_secret_unref);
  else
    g_task_return_new_error (task, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_ABSENT,
                             _ ("The sign-in was kept for one session only, which has ended. Sign "
                                "in again."));
  g_object_unref (task);
}

static void
memory_token_store_save (CvkTokenStore *store,
                         const char *connection,
                         const char *label,
                         CvkSecret *payload,
                         GTask *task)
{
  CvkMemoryTokenStore *self = CVK_MEMORY_TOKEN_STORE (store);

  g_hash_table_replace (self->payloads, g_strdup (connection), cvk_secret_ref (payload));
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
memory_token_store_remove (CvkTokenStore *store, const char *connection, GTask *task)
{
  g_hash_table_remove (CVK_MEMORY_TOKEN_STORE (store)->payloads, connection);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
memory_token_store_unlock (CvkTokenStore *store, const char *connection, GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
cvk_memory_token_store_finalize (GObject *object)
{
  CvkMemoryTokenStore *self = CVK_MEMORY_TOKEN_STORE (object);

  g_hash_table_unref (self->payloads);
  G_OBJECT_CLASS (cvk_memory_token_store_parent_class)->finalize (object);
}

static void
cvk_memory_token_store_class_init (CvkMemoryTokenStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_memory_token_store_finalize;
}

static void
cvk_memory_token_store_init (CvkMemoryTokenStore *self)
{
  self->payloads =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_secret_unref);
}

static void
init_store (CvkTokenStoreInterface *iface)
{
  iface->load = memory_token_store_load;
  iface->save = memory_token_store_save;
  iface->remove = memory_token_store_remove;
  iface->unlock = memory_token_store_unlock;
}

CvkTokenStore *
cvk_memory_token_store_new (void)
{
  return g_object_new (CVK_TYPE_MEMORY_TOKEN_STORE, NULL);
}
