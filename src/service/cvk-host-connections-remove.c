// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-host-connections-private.h"

typedef struct
{
  CvkConnection *connection;
  CvkRemovalMode mode;
  CvkRemoval removal;
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->connection);
  g_free (removal);
}

static void
forgotten_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_store_boolean_finish (CVK_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
forget (CvkHostConnections *self, GTask *task)
{
  Removal *removal = g_task_get_task_data (task);
  gboolean memory = cvk_connection_is_in_memory (removal->connection);

  if (cvk_host_connections_displace (self, removal->connection))
    g_signal_emit_by_name (self, "changed");
  if (memory)
    g_task_return_boolean (task, TRUE);
  else
    cvk_store_remove_connection_async (cvk_host_get_store (self->host),
                                       cvk_connection_get_id (removal->connection), forgotten_cb,
                                       g_object_ref (task));
}

static void
removed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CvkHostConnections *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);
  gboolean is_removed =
    cvk_connection_remove_finish (removal->connection, result, &removal->removal, &error);

  if (removal->mode == CVK_REMOVE_LATER)
    cvk_tombstones_settle (self->tombstones, removal->connection,
                           is_removed && removal->removal == CVK_REMOVAL_POSTPONED);
  /* The record stays as long as the secret cannot be removed: nothing else leads to it. */
  if (is_removed)
    forget (self, task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
tombstone_added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Removal *removal = g_task_get_task_data (task);

  if (cvk_tombstones_add_finish (CVK_TOMBSTONES (object), result, &error))
    {
      cvk_connection_remove_async (removal->connection, removal->mode, removed_cb,
                                   g_steal_pointer (&task));
      return;
    }
  /* The host would stay for it. */
  cvk_tombstones_settle (CVK_TOMBSTONES (object), removal->connection, FALSE);
  g_task_return_error (task, g_steal_pointer (&error));
}

/* Two connections may lead to one account; the sign-in goes with the last of them. */
static gboolean
shares_item (CvkHostConnections *self, CvkConnection *connection)
{
  for (unsigned i = 0; i < self->list->len; i++)
    {
      CvkConnection *other = g_ptr_array_index (self->list, i);

      if (other != connection &&
          g_str_equal (cvk_connection_get_item (other), cvk_connection_get_item (connection)))
        return TRUE;
    }
  return FALSE;
}

void
cvk_host_connections_remove_async (CvkHostConnections *self,
                                   CvkConnection *connection,
                                   CvkRemovalMode mode,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Removal *removal = g_new0 (Removal, 1);

  g_task_set_source_tag (task, cvk_host_connections_remove_async);
  removal->connection = g_object_ref (connection);
  removal->mode = mode;
  g_task_set_task_data (task, removal, (GDestroyNotify) removal_free);
  if (shares_item (self, connection))
    forget (self, task);
  else if (mode == CVK_REMOVE_LATER)
    cvk_tombstones_add_async (self->tombstones, connection, tombstone_added_cb,
                              g_steal_pointer (&task));
  else
    cvk_connection_remove_async (connection, mode, removed_cb, g_steal_pointer (&task));
}

gboolean
cvk_host_connections_remove_finish (CvkHostConnections *self,
                                    GAsyncResult *result,
                                    CvkRemoval *removal,
                                    GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (removal != NULL)
    *removal = ((Removal *) g_task_get_task_data (G_TASK (result)))->removal;
  return g_task_propagate_boolean (G_TASK (result), error);
}
