// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-desk.h"

G_DEFINE_INTERFACE (CvkDesk, cvk_desk, G_TYPE_OBJECT)

static void
cvk_desk_default_init (CvkDeskInterface *iface)
{
}

void
cvk_desk_act_async (CvkDesk *self,
                    const CvkDeskRequest *request,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_desk_act_async);
  CVK_DESK_GET_IFACE (self)->act (self, request, task);
}

gboolean
cvk_desk_act_finish (CvkDesk *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
