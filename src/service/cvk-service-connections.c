// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "service/cvk-problems.h"
#include "service/cvk-service-private.h"

/* An invocation on its way; answering takes it out. */
typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation;
  char *name;     /* nullable */
  char *new_name; /* nullable */
} Request;

/* Takes @invocation. */
static Request *
make_request (CvkService *self, GDBusMethodInvocation *invocation)
{
  Request *request = g_new0 (Request, 1);

  request->service = g_object_ref (self);
  request->invocation = invocation;
  return request;
}

static void
free_request (Request *request)
{
  g_object_unref (request->service);
  g_clear_object (&request->invocation);
  g_free (request->name);
  g_free (request->new_name);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

/* --- ListConnections --- */

static void
list_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkHostConnections *connections = CVK_HOST_CONNECTIONS (object);
  g_autoptr (GError) error = NULL;

  if (!cvk_host_connections_load_finish (connections, result, &error))
    {
      g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
      return;
    }
  g_autoptr (CvkValue) list = cvk_host_connections_to_value (connections);
  g_autofree char *json = cvk_value_to_json (list, CVK_JSON_COMPACT);
  cvk_api_engine_complete_list_connections (request->service->api,
                                            g_steal_pointer (&request->invocation), json);
}

static gboolean
list_connections_cb (CvkApiEngine *api, GDBusMethodInvocation *invocation, gpointer user_data)
{
  CvkService *self = user_data;

  cvk_host_touch (self->host);
  cvk_host_connections_load_async (self->connections, list_loaded_cb,
                                   make_request (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- RenameConnection --- */

/* (transfer full) (nullable) */
static CvkProblem *
rename_loaded (Request *request, CvkHostConnections *connections)
{
  CvkConnection *connection = cvk_host_connections_find (connections, request->name);

  if (connection == NULL)
    return cvk_service_make_unknown_problem (request->name);
  return cvk_host_connections_rename (connections, connection, request->new_name);
}

static void
rename_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkHostConnections *connections = CVK_HOST_CONNECTIONS (object);
  g_autoptr (GError) error = NULL;
  CvkProblem *problem = cvk_host_connections_load_finish (connections, result, &error)
                          ? rename_loaded (request, connections)
                          : cvk_problem_new_from_error ("journal", error);
  g_autoptr (GPtrArray) problems =
    problem != NULL ? cvk_problems_new_single (problem) : cvk_problems_new ();
  g_autofree char *json = cvk_problems_to_json (problems);

  cvk_api_engine_complete_rename_connection (request->service->api,
                                             g_steal_pointer (&request->invocation), json);
}

static gboolean
rename_connection_cb (CvkApiEngine *api,
                      GDBusMethodInvocation *invocation,
                      const char *name,
                      const char *new_name,
                      gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = make_request (self, invocation);

  cvk_host_touch (self->host);
  request->name = g_strdup (name);
  request->new_name = g_strdup (new_name);
  cvk_host_connections_load_async (self->connections, rename_loaded_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

CvkProblem *
cvk_service_make_unknown_problem (const char *name)
{
  return cvk_problem_new ("unknown-connection",
                          N_ ("There is no connection “{name}”. “convokectl connections” lists "
                              "them."),
                          "name", name, NULL);
}

void
cvk_service_connect_connection_methods (CvkService *self)
{
  CvkApiEngine *api = self->api;

  g_signal_connect_object (api, "handle-list-connections", G_CALLBACK (list_connections_cb), self,
                           0);
  g_signal_connect_object (api, "handle-rename-connection", G_CALLBACK (rename_connection_cb), self,
                           0);
}
