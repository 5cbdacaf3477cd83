// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-seen.h"

G_DEFINE_INTERFACE (CvkSeen, cvk_seen, G_TYPE_OBJECT)

static void
cvk_seen_default_init (CvkSeenInterface *iface)
{
}

void
cvk_seen_claim_async (CvkSeen *self,
                      const CvkClaim *claim,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_seen_claim_async);
  CVK_SEEN_GET_IFACE (self)->claim (self, claim, task);
}

gboolean
cvk_seen_claim_finish (CvkSeen *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
