// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-connection-private.h"

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_token_store_unlock_finish (CVK_TOKEN_STORE (source), result, &error))
    /* What could not be stored before is the first thing to be stored now. */
    cvk_connection_save_again (g_task_get_source_object (task), g_object_ref (task));
  else
    g_task_return_error (task, cvk_auth_error_from_store (error));
}

void
cvk_connection_unlock_async (CvkConnection *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CVK_IS_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_connection_unlock_async);
  cvk_token_store_unlock_async (self->store, self->item, cancellable, unlocked_cb,
                                g_steal_pointer (&task));
}

gboolean
cvk_connection_unlock_finish (CvkConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
