// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-token-store.h"

#include "base/cvk-i18n.h"

G_DEFINE_QUARK (cvk_token_store_error, cvk_token_store_error)

G_DEFINE_INTERFACE (CvkTokenStore, cvk_token_store, G_TYPE_OBJECT)

typedef struct
{
  char *connection;
  CvkSecret *payload;
} Save;

static void
cvk_token_store_default_init (CvkTokenStoreInterface *iface)
{
}

static void
save_free (Save *save)
{
  g_free (save->connection);
  cvk_secret_unref (save->payload);
  g_free (save);
}

void
cvk_token_store_load_async (CvkTokenStore *self,
                            const char *connection,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CVK_IS_TOKEN_STORE (self));
  g_return_if_fail (connection != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_token_store_load_async);
  CVK_TOKEN_STORE_GET_IFACE (self)->load (self, connection, task);
}

CvkSecret *
cvk_token_store_load_finish (CvkTokenStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
read_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (CvkSecret) found = NULL;
  GError *error = NULL;
  Save *save = g_task_get_task_data (task);

  found = cvk_token_store_load_finish (CVK_TOKEN_STORE (source), result, &error);
  if (found == NULL)
    g_task_return_error (task, error);
  else if (!cvk_secret_equal (found, save->payload))
    g_task_return_new_error (task, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_FAILED,
                             _ ("The keyring did not give back what was stored in it. Check that "
                                "it works, then try again."));
  else
    g_task_return_boolean (task, TRUE);
}

static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Save *save = g_task_get_task_data (task);

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else
    cvk_token_store_load_async (CVK_TOKEN_STORE (source), save->connection, NULL, read_back_cb,
                                g_steal_pointer (&task));
}

void
cvk_token_store_save_async (CvkTokenStore *self,
                            const char *connection,
                            const char *label,
                            CvkSecret *payload,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  Save *save;

  g_return_if_fail (CVK_IS_TOKEN_STORE (self));
  g_return_if_fail (connection != NULL);
  g_return_if_fail (label != NULL);
  g_return_if_fail (payload != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_token_store_save_async);
  g_task_set_check_cancellable (task, FALSE);
  save = g_new0 (Save, 1);
  save->connection = g_strdup (connection);
  save->payload = cvk_secret_ref (payload);
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  CVK_TOKEN_STORE_GET_IFACE (self)->save (self, connection, label, payload,
                                          g_task_new (self, NULL, save_cb, task));
}

gboolean
cvk_token_store_save_finish (CvkTokenStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_token_store_remove_async (CvkTokenStore *self,
                              const char *connection,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CVK_IS_TOKEN_STORE (self));
  g_return_if_fail (connection != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_token_store_remove_async);
  CVK_TOKEN_STORE_GET_IFACE (self)->remove (self, connection, task);
}

gboolean
cvk_token_store_remove_finish (CvkTokenStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_token_store_unlock_async (CvkTokenStore *self,
                              const char *connection,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CVK_IS_TOKEN_STORE (self));
  g_return_if_fail (connection != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_token_store_unlock_async);
  CVK_TOKEN_STORE_GET_IFACE (self)->unlock (self, connection, task);
}

gboolean
cvk_token_store_unlock_finish (CvkTokenStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
