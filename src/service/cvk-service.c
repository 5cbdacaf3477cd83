// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-service.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "service/cvk-address.h"
#include "service/cvk-service-private.h"

G_DEFINE_FINAL_TYPE (CvkService, cvk_service, G_TYPE_OBJECT)

enum
{
  SIGNAL_QUIT,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Clients of the private socket --- */

static void
client_closed_cb (GDBusConnection *client, gboolean vanished, GError *error, gpointer user_data)
{
  CvkService *self = user_data;

  if (!g_hash_table_contains (self->clients, client))
    return;
  g_dbus_interface_skeleton_unexport_from_connection (G_DBUS_INTERFACE_SKELETON (self->api),
                                                      client);
  cvk_sign_ins_drop_owner (self->sign_ins, G_OBJECT (client));
  cvk_host_runs_drop_owner (self->runs, G_OBJECT (client));
  g_hash_table_remove (self->clients, client);
  cvk_host_release (self->host);
  cvk_service_leave_after_bus (self);
}

static gboolean
new_client_cb (GDBusServer *server, GDBusConnection *client, gpointer user_data)
{
  CvkService *self = user_data;
  g_autoptr (GError) error = NULL;

  /* One that has left already may have said so before anybody listened, and would stay for good. */
  if (g_dbus_connection_is_closed (client))
    return FALSE;
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->api), client,
                                         CVK_ENGINE_PATH, &error))
    {
      g_warning ("%s", error->message);
      return FALSE;
    }
  cvk_host_hold (self->host);
  g_hash_table_add (self->clients, g_object_ref (client));
  g_signal_connect_object (client, "closed", G_CALLBACK (client_closed_cb), self, 0);
  return TRUE;
}

/* EXTERNAL proves the user by the kernel's word; the other mechanisms do not. */
static gboolean
allow_mechanism_cb (GDBusAuthObserver *observer, const char *mechanism, gpointer user_data)
{
  return g_str_equal (mechanism, "EXTERNAL");
}

static gboolean
authorize_peer_cb (GDBusAuthObserver *observer,
                   GIOStream *stream,
                   GCredentials *credentials,
                   gpointer user_data)
{
  return credentials != NULL && g_credentials_get_unix_user (credentials, NULL) == geteuid ();
}

/* A folder that only this user can enter; one that somebody else has put there is not used. */
static gboolean
prepare_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct stat status;

  return g_mkdir_with_parents (folder, 0700) == 0 && lstat (folder, &status) == 0 &&
         S_ISDIR (status.st_mode) && status.st_uid == geteuid () && ((status.st_mode & 022) == 0);
}

static GDBusServer *
open_socket (const char *path, GDBusAuthObserver *observer, GError **error)
{
  g_autofree char *guid = g_dbus_generate_guid ();
  g_autofree char *escaped = g_dbus_address_escape_value (path);
  g_autofree char *address = g_strconcat ("unix:path=", escaped, NULL);

  if (!prepare_folder (path))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   _ ("The folder of “%s” cannot be used."), path);
      return NULL;
    }
  /* The lock of the data directory is ours, so whoever made it has gone. */
  g_unlink (path);
  return g_dbus_server_new_sync (address, G_DBUS_SERVER_FLAGS_AUTHENTICATION_REQUIRE_SAME_USER,
                                 guid, observer, NULL, error);
}

const char *
cvk_service_listen (CvkService *self, GError **error)
{
  g_auto (GStrv) paths = cvk_address_list_socket_paths (cvk_host_get_directory (self->host));
  g_autoptr (GDBusAuthObserver) observer = g_dbus_auth_observer_new ();

  g_signal_connect (observer, "allow-mechanism", G_CALLBACK (allow_mechanism_cb), NULL);
  g_signal_connect (observer, "authorize-authenticated-peer", G_CALLBACK (authorize_peer_cb), NULL);
  for (size_t i = 0; paths[i] != NULL && self->server == NULL; i++)
    {
      g_clear_error (error);
      self->server = open_socket (paths[i], observer, error);
      if (self->server != NULL)
        self->socket_path = g_strdup (paths[i]);
    }
  if (self->server == NULL)
    return NULL;
  g_signal_connect_object (self->server, "new-connection", G_CALLBACK (new_client_cb), self, 0);
  g_dbus_server_start (self->server);
  return g_dbus_server_get_client_address (self->server);
}

void
cvk_service_close (CvkService *self)
{
  cvk_activations_close (self->activations);
  cvk_sign_ins_close (self->sign_ins);
  if (self->server == NULL)
    return;
  g_dbus_server_stop (self->server);
  g_unlink (self->socket_path);
}

/* --- Quitting --- */

/* A client that does not read what it asked for must not keep the service. */
#define FLUSH_SECONDS 1

static gboolean
flush_timeout_cb (gpointer user_data)
{
  CvkService *self = user_data;

  self->flush_source = 0;
  g_signal_emit (self, signals[SIGNAL_QUIT], 0);
  return G_SOURCE_REMOVE;
}

static void
note_flushed (CvkService *self)
{
  if (--self->unflushed == 0 && self->flush_source != 0)
    {
      g_clear_handle_id (&self->flush_source, g_source_remove);
      g_signal_emit (self, signals[SIGNAL_QUIT], 0);
    }
}

static void
flushed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkService) self = user_data;

  (void) g_dbus_connection_flush_finish (G_DBUS_CONNECTION (object), result, NULL);
  note_flushed (self);
}

static void
flush (CvkService *self, GDBusConnection *connection)
{
  self->unflushed++;
  g_dbus_connection_flush (connection, NULL, flushed_cb, g_object_ref (self));
}

void
cvk_service_quit (CvkService *self)
{
  GHashTableIter iter;
  gpointer client = NULL;

  if (self->flush_source != 0)
    return;
  cvk_service_close (self);
  self->flush_source = g_timeout_add_seconds (FLUSH_SECONDS, flush_timeout_cb, self);
  self->unflushed = 1;
  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, &client, NULL))
    flush (self, client);
  if (self->session_bus != NULL)
    flush (self, self->session_bus);
  note_flushed (self);
}

/* --- Owners --- */

GObject *
cvk_service_get_owner (CvkService *self, GDBusMethodInvocation *invocation)
{
  GDBusConnection *connection = g_dbus_method_invocation_get_connection (invocation);

  cvk_host_touch (self->host);
  return g_hash_table_contains (self->clients, connection) ? G_OBJECT (connection) : NULL;
}

/* --- Signals --- */

static void
run_delta_cb (CvkService *self, CvkHostRun *run, const char *delta)
{
  cvk_api_engine_emit_run_changed (self->api, cvk_host_run_get_id (run), delta);
  if (cvk_host_run_has_ended (run))
    cvk_service_leave_after_bus (self);
}

static void
connections_changed_cb (CvkService *self)
{
  cvk_api_engine_emit_connections_changed (self->api);
}

static void
health_changed_cb (CvkService *self, CvkConnection *connection)
{
  g_autoptr (CvkValue) report = cvk_health_monitor_describe (self->health, connection);
  g_autofree char *json = cvk_value_to_json (report, CVK_JSON_COMPACT);

  cvk_api_engine_emit_health_changed (self->api, cvk_connection_get_id (connection), json);
}

/* --- The object --- */

static void
cvk_service_finalize (GObject *object)
{
  CvkService *self = CVK_SERVICE (object);

  g_clear_handle_id (&self->flush_source, g_source_remove);
  g_clear_handle_id (&self->name_id, g_bus_unown_name);
  g_clear_object (&self->tray);
  g_clear_object (&self->api);
  g_clear_object (&self->server);
  g_clear_object (&self->session_bus);
  g_clear_pointer (&self->clients, g_hash_table_unref);
  g_clear_object (&self->notices);
  g_clear_object (&self->run_notices);
  g_clear_object (&self->activations);
  g_clear_object (&self->sleep);
  g_clear_object (&self->failures);
  g_clear_object (&self->retention);
  g_clear_object (&self->background);
  g_clear_object (&self->watch);
  g_clear_object (&self->health);
  g_clear_object (&self->sign_ins);
  g_clear_object (&self->questions);
  g_clear_object (&self->runs);
  g_clear_object (&self->connections);
  g_clear_object (&self->host);
  g_free (self->socket_path);
  G_OBJECT_CLASS (cvk_service_parent_class)->finalize (object);
}

static void
cvk_service_class_init (CvkServiceClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_service_finalize;
  signals[SIGNAL_QUIT] =
    g_signal_new ("quit", CVK_TYPE_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_service_init (CvkService *self)
{
  self->clients = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->api = cvk_api_engine_skeleton_new ();
}

CvkService *
cvk_service_new (CvkHost *host)
{
  CvkService *self = g_object_new (CVK_TYPE_SERVICE, NULL);

  self->host = g_object_ref (host);
  self->connections = cvk_host_connections_new (host);
  self->runs = cvk_host_runs_new (host, self->connections);
  self->questions = cvk_questions_new (host, self->runs);
  self->sign_ins = cvk_sign_ins_new (host, self->connections);
  self->health = cvk_health_monitor_new (host, self->connections);
  self->watch = cvk_health_watch_new (host, self->connections, self->health);
  self->retention = cvk_run_retention_new (host, self->runs);
  self->failures = cvk_failure_handler_new (host, self->runs);
  self->activations = cvk_activations_new (host, self->connections, self->runs, self->questions);
  self->background = cvk_background_new (host, self->connections);
  self->sleep = cvk_sleep_guard_new (host);
  cvk_api_engine_set_version (self->api, CVK_VERSION);
  cvk_service_connect_run_methods (self);
  cvk_service_connect_run_list_methods (self);
  cvk_service_connect_item_methods (self);
  cvk_service_connect_history_methods (self);
  cvk_service_connect_breakpoint_methods (self);
  cvk_service_connect_connection_methods (self);
  cvk_service_connect_add_method (self);
  cvk_service_connect_sign_in_methods (self);
  cvk_service_connect_control_methods (self);
  cvk_service_connect_health_methods (self);
  cvk_service_connect_remove_methods (self);
  cvk_service_connect_activation_methods (self);
  cvk_service_connect_webhook_method (self);
  cvk_service_connect_question_methods (self);
  cvk_service_connect_quota_methods (self);
  cvk_service_connect_table_methods (self);
  cvk_service_connect_clipboard_methods (self);
  cvk_service_connect_read_method (self);
  cvk_service_watch_background (self);
  cvk_service_watch_trouble (self);
  g_signal_connect_object (self->runs, "delta", G_CALLBACK (run_delta_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connections, "changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sleep, "woke", G_CALLBACK (cvk_health_watch_wake), self->watch,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->health, "changed", G_CALLBACK (health_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
