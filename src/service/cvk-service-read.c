// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-connectors.h"
#include "service/cvk-list-poll.h"
#include "service/cvk-service-private.h"

/* What is read for a form that is being filled in; answering takes the invocation out. */
typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation;
  char *connection;
  char *action;
  CvkValue *settings; /* nullable: the caller's are no object */
} Request;

static void
free_request (Request *request)
{
  g_object_unref (request->service);
  g_clear_object (&request->invocation);
  g_clear_pointer (&request->settings, cvk_value_unref);
  g_free (request->connection);
  g_free (request->action);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

/* @items: (nullable); @problem: (nullable): one of both. */
static void
answer (Request *request, const CvkValue *items, const CvkProblem *problem)
{
  g_autoptr (CvkValue) value =
    problem != NULL ? cvk_problem_to_value (problem) : cvk_value_new_null ();
  g_autofree char *why = cvk_value_to_json (value, CVK_JSON_COMPACT);
  g_autofree char *json =
    items != NULL ? cvk_value_to_json (items, CVK_JSON_COMPACT) : g_strdup ("null");

  cvk_api_engine_complete_read (request->service->api, g_steal_pointer (&request->invocation), json,
                                why);
}

/* Whether the action is one of that service's that change nothing: nothing else may go past the
 * journal. */
static gboolean
is_reading (Request *request, CvkConnection *connection)
{
  const CvkNodeType *type = cvk_node_types_lookup (
    cvk_host_get_environment (request->service->host)->types, request->action);

  return type != NULL && type->effect == CVK_NODE_EFFECT_READ &&
         cvk_connector_fits (cvk_connection_get_connector (connection), type->connector);
}

/* What stands against asking; NULL: nothing. (transfer full) (nullable) */
static CvkProblem *
check_request (Request *request, CvkConnection *connection)
{
  if (connection == NULL)
    return cvk_service_make_unknown_problem (request->connection);
  if (request->settings == NULL)
    return cvk_problem_new ("invalid-option", N_ ("The settings are not a JSON object."), NULL);
  if (!is_reading (request, connection))
    return cvk_problem_new (
      "invalid-option",
      N_ ("“{action}” is no action that only reads with the connection “{name}”."), "action",
      request->action, "name", request->connection, NULL);
  if (cvk_host_is_paused (request->service->host))
    return cvk_problem_new ("paused",
                            N_ ("Everything is paused, so nothing is asked of the service. Take "
                                "the pause back, then try again."),
                            NULL);
  return NULL;
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkValue) items = cvk_list_poll_finish (CVK_HOST (object), result, &problem);

  cvk_host_release (request->service->host);
  answer (request, items, problem);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkHostConnections *connections = CVK_HOST_CONNECTIONS (object);
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (GError) error = NULL;
  CvkConnection *connection = NULL;

  if (!cvk_host_connections_load_finish (connections, result, &error))
    problem = cvk_problem_new_from_error ("journal", error);
  else
    {
      connection = cvk_host_connections_find (connections, request->connection);
      problem = check_request (request, connection);
    }
  if (problem != NULL)
    {
      answer (request, NULL, problem);
      return;
    }
  cvk_host_hold (request->service->host);
  cvk_list_poll_async (request->service->host, connection, request->action, request->settings,
                       read_cb, request);
  g_steal_pointer (&request);
}

static gboolean
read_method_cb (CvkApiEngine *api,
                GDBusMethodInvocation *invocation,
                const char *connection,
                const char *action,
                const char *settings,
                gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = g_new0 (Request, 1);

  request->service = g_object_ref (self);
  request->invocation = invocation;
  request->connection = g_strdup (connection);
  request->action = g_strdup (action);
  request->settings = cvk_value_from_json (settings, -1, CVK_JSON_DATA, NULL);
  if (request->settings != NULL && !cvk_value_is_object (request->settings))
    g_clear_pointer (&request->settings, cvk_value_unref);
  cvk_host_touch (self->host);
  cvk_host_connections_load_async (self->connections, loaded_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_read_method (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-read", G_CALLBACK (read_method_cb), self, 0);
}
