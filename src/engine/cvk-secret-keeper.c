// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-secret-keeper.h"

G_DEFINE_INTERFACE (CvkSecretKeeper, cvk_secret_keeper, G_TYPE_OBJECT)

static void
cvk_secret_keeper_default_init (CvkSecretKeeperInterface *iface)
{
}

void
cvk_secret_keeper_fetch_async (CvkSecretKeeper *self,
                               const CvkSecretReference *reference,
                               CvkCall *call,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_secret_keeper_fetch_async);
  CVK_SECRET_KEEPER_GET_IFACE (self)->fetch (self, reference, call, task);
}

CvkSecret *
cvk_secret_keeper_fetch_finish (CvkSecretKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
