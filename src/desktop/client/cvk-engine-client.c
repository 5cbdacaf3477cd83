// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-engine-client.h"

#include <errno.h>

#include "desktop/client/cvk-activation-list.h"
#include "desktop/client/cvk-connection-list.h"
#include "service/cvk-address.h"
#include "service/cvk-client.h"

/* How often a host is started that ends before it has said anything. */
#define MAX_HOSTS 5

struct _CvkEngineClient
{
  GObject parent_instance;

  char *data_directory;           /* nullable */
  CvkApiEngine *api;              /* nullable: there is no host that we know of */
  GPtrArray *waiting;             /* GTask; nullable: nobody waits for a host */
  unsigned n_hosts;               /* that they have waited for */
  CvkConnectionList *connections; /* nullable: nobody has asked for them */
  CvkActivationList *activations; /* likewise */
};

G_DEFINE_FINAL_TYPE (CvkEngineClient, cvk_engine_client, G_TYPE_OBJECT)

enum
{
  SIGNAL_API_CHANGED,
  SIGNAL_RUN_CHANGED,
  SIGNAL_CONNECTIONS_CHANGED,
  SIGNAL_QUESTIONS_CHANGED,
  SIGNAL_HEALTH_CHANGED,
  SIGNAL_ACTIVATIONS_CHANGED,
  SIGNAL_DESK_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- The host's signals --- */

static void
run_changed_cb (CvkEngineClient *self, const char *run, const char *delta)
{
  g_signal_emit (self, signals[SIGNAL_RUN_CHANGED], 0, run, delta);
}

static void
questions_changed_cb (CvkEngineClient *self)
{
  g_signal_emit (self, signals[SIGNAL_QUESTIONS_CHANGED], 0);
}

static void
connections_changed_cb (CvkEngineClient *self)
{
  g_signal_emit (self, signals[SIGNAL_CONNECTIONS_CHANGED], 0);
}

static void
health_changed_cb (CvkEngineClient *self, const char *id, const char *report)
{
  g_signal_emit (self, signals[SIGNAL_HEALTH_CHANGED], 0, id, report);
}

static void
activations_changed_cb (CvkEngineClient *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATIONS_CHANGED], 0);
}

static void
desk_changed_cb (CvkEngineClient *self)
{
  g_signal_emit (self, signals[SIGNAL_DESK_CHANGED], 0);
}

static void
lose_host (CvkEngineClient *self)
{
  g_signal_handlers_disconnect_by_data (self->api, self);
  g_clear_object (&self->api);
  g_signal_emit (self, signals[SIGNAL_API_CHANGED], 0);
}

static void
closed_cb (CvkEngineClient *self, gboolean vanished, GError *error, GDBusConnection *connection)
{
  if (self->api != NULL && g_dbus_proxy_get_connection (G_DBUS_PROXY (self->api)) == connection)
    lose_host (self);
}

/* On the session bus, whose connection outlives it. */
static void
owner_changed_cb (CvkEngineClient *self, GParamSpec *pspec, GDBusProxy *api)
{
  g_autofree char *owner = g_dbus_proxy_get_name_owner (api);

  if (owner == NULL && G_DBUS_PROXY (self->api) == api)
    lose_host (self);
}

/* --- Having a host --- */

static void
return_to_all (CvkEngineClient *self, CvkApiEngine *api, const GError *error)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  for (unsigned i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_pointer (task, g_object_ref (api), g_object_unref);
    }
}

static void begin_connecting (CvkEngineClient *self);

static void
settle (CvkEngineClient *self, CvkApiEngine *api)
{
  GDBusConnection *connection = g_dbus_proxy_get_connection (G_DBUS_PROXY (api));

  self->api = g_object_ref (api);
  /* Some calls wait for people. */
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (api), G_MAXINT);
  g_signal_connect_object (api, "run-changed", G_CALLBACK (run_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (api, "questions-changed", G_CALLBACK (questions_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (api, "connections-changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (api, "health-changed", G_CALLBACK (health_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (api, "activations-changed", G_CALLBACK (activations_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (api, "desk-changed", G_CALLBACK (desk_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  if (g_dbus_proxy_get_name (G_DBUS_PROXY (api)) != NULL)
    g_signal_connect_object (api, "notify::g-name-owner", G_CALLBACK (owner_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
proxy_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkEngineClient) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api = cvk_api_engine_proxy_new_finish (result, &error);

  if (api != NULL && g_dbus_connection_is_closed (g_dbus_proxy_get_connection (G_DBUS_PROXY (api))))
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CLOSED, g_strerror (ECONNRESET));
  if (error != NULL && self->n_hosts < MAX_HOSTS)
    {
      begin_connecting (self);
      return;
    }
  if (error == NULL)
    settle (self, api);
  if (self->api != NULL)
    g_signal_emit (self, signals[SIGNAL_API_CHANGED], 0);
  return_to_all (self, api, error);
}

static void
connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkEngineClient *self = CVK_ENGINE_CLIENT (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_task_propagate_pointer (G_TASK (result), &error);

  if (connection == NULL)
    {
      return_to_all (self, NULL, error);
      return;
    }
  cvk_api_engine_proxy_new (connection, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START,
                            cvk_client_get_destination (connection), CVK_ENGINE_PATH, NULL,
                            proxy_ready_cb, g_object_ref (self));
}

static void
connect_thread (GTask *task, gpointer source, gpointer data_directory, GCancellable *cancellable)
{
  GError *error = NULL;
  GDBusConnection *connection = cvk_client_connect (data_directory, &error);

  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
begin_connecting (CvkEngineClient *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, connected_cb, NULL);

  self->n_hosts++;
  g_task_set_source_tag (task, begin_connecting);
  g_task_set_task_data (task, g_strdup (self->data_directory), g_free);
  g_task_run_in_thread (task, connect_thread);
}

void
cvk_engine_client_get_api_async (CvkEngineClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CVK_IS_ENGINE_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_engine_client_get_api_async);
  /* It is known here before the connection says so. */
  if (self->api != NULL &&
      g_dbus_connection_is_closed (g_dbus_proxy_get_connection (G_DBUS_PROXY (self->api))))
    lose_host (self);
  if (self->api != NULL)
    {
      g_task_return_pointer (task, g_object_ref (self->api), g_object_unref);
      return;
    }
  if (self->waiting == NULL)
    {
      self->n_hosts = 0;
      self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
      begin_connecting (self);
    }
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
}

CvkApiEngine *
cvk_engine_client_get_api_finish (CvkEngineClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

CvkApiEngine *
cvk_engine_client_peek_api (CvkEngineClient *self)
{
  g_return_val_if_fail (CVK_IS_ENGINE_CLIENT (self), NULL);

  return self->api;
}

GListModel *
cvk_engine_client_get_connections (CvkEngineClient *self)
{
  g_return_val_if_fail (CVK_IS_ENGINE_CLIENT (self), NULL);

  if (self->connections == NULL)
    {
      self->connections = cvk_connection_list_new (self);
      cvk_connection_list_reload (self->connections);
    }
  return G_LIST_MODEL (self->connections);
}

CvkActivationList *
cvk_engine_client_get_activations (CvkEngineClient *self)
{
  g_return_val_if_fail (CVK_IS_ENGINE_CLIENT (self), NULL);

  if (self->activations == NULL)
    {
      self->activations = cvk_activation_list_new (self);
      cvk_activation_list_reload (self->activations);
    }
  return self->activations;
}

/* --- The object --- */

static void
cvk_engine_client_dispose (GObject *object)
{
  CvkEngineClient *self = CVK_ENGINE_CLIENT (object);

  if (self->connections != NULL)
    cvk_connection_list_detach (self->connections);
  g_clear_object (&self->connections);
  if (self->activations != NULL)
    cvk_activation_list_detach (self->activations);
  g_clear_object (&self->activations);
  if (self->api != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->api, self);
      g_dbus_connection_close (g_dbus_proxy_get_connection (G_DBUS_PROXY (self->api)), NULL, NULL,
                               NULL);
    }
  g_clear_object (&self->api);
  G_OBJECT_CLASS (cvk_engine_client_parent_class)->dispose (object);
}

static void
cvk_engine_client_finalize (GObject *object)
{
  g_free (CVK_ENGINE_CLIENT (object)->data_directory);
  G_OBJECT_CLASS (cvk_engine_client_parent_class)->finalize (object);
}

static void
cvk_engine_client_class_init (CvkEngineClientClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = cvk_engine_client_dispose;
  object_class->finalize = cvk_engine_client_finalize;
  signals[SIGNAL_API_CHANGED] = g_signal_new (
    "api-changed", CVK_TYPE_ENGINE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RUN_CHANGED] =
    g_signal_new ("run-changed", CVK_TYPE_ENGINE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_QUESTIONS_CHANGED] =
    g_signal_new ("questions-changed", CVK_TYPE_ENGINE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CONNECTIONS_CHANGED] =
    g_signal_new ("connections-changed", CVK_TYPE_ENGINE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATIONS_CHANGED] =
    g_signal_new ("activations-changed", CVK_TYPE_ENGINE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DESK_CHANGED] = g_signal_new (
    "desk-changed", CVK_TYPE_ENGINE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_HEALTH_CHANGED] =
    g_signal_new ("health-changed", CVK_TYPE_ENGINE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
cvk_engine_client_init (CvkEngineClient *self)
{
}

CvkEngineClient *
cvk_engine_client_new (const char *data_directory)
{
  CvkEngineClient *self = g_object_new (CVK_TYPE_ENGINE_CLIENT, NULL);

  self->data_directory = g_strdup (data_directory);
  return self;
}
