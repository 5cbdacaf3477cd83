// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-json.h"
#include "service/cvk-problems.h"
#include "service/cvk-service-private.h"

/* A question about connections on its way; answering takes the invocation out. */
typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation;
  char *name;               /* empty: all */
  GPtrArray *asked;         /* CvkConnection */
  int64_t time;             /* of an expectation: when it is needed */
  unsigned n_waiting;       /* checks under way */
  CvkProblem *problem;      /* nullable: why nobody can be asked */
  void (*begin) (gpointer); /* what to do when the connections are there */
} Request;

static void
free_request (Request *request)
{
  g_object_unref (request->service);
  g_clear_object (&request->invocation);
  g_clear_pointer (&request->asked, g_ptr_array_unref);
  g_clear_pointer (&request->problem, cvk_problem_unref);
  g_free (request->name);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

/* --- Which connections --- */

static void
choose_connections (Request *request)
{
  CvkHostConnections *connections = request->service->connections;
  CvkConnection *connection;

  if (request->name[0] == '\0')
    {
      g_ptr_array_extend (request->asked, cvk_host_connections_list (connections),
                          (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
      return;
    }
  connection = cvk_host_connections_find (connections, request->name);
  if (connection != NULL)
    g_ptr_array_add (request->asked, g_object_ref (connection));
  else
    request->problem = cvk_service_make_unknown_problem (request->name);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    choose_connections (request);
  else
    request->problem = cvk_problem_new_from_error ("journal", error);
  request->begin (request);
}

/* (transfer none): nothing has begun when it returns. */
static Request *
start_request (CvkService *self,
               GDBusMethodInvocation *invocation,
               const char *name,
               void (*begin) (gpointer))
{
  Request *request = g_new0 (Request, 1);

  request->service = g_object_ref (self);
  request->invocation = invocation;
  request->name = g_strdup (name);
  request->asked = g_ptr_array_new_with_free_func (g_object_unref);
  request->begin = begin;
  cvk_host_touch (self->host);
  cvk_host_connections_load_async (self->connections, loaded_cb, request);
  return request;
}

/* --- CheckHealth and GetHealth --- */

static char *
make_reports (Request *request)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < request->asked->len; i++)
    {
      CvkValue *report = cvk_health_monitor_describe (request->service->health,
                                                      g_ptr_array_index (request->asked, i));

      /* One may have been removed meanwhile. */
      if (report != NULL)
        cvk_array_builder_append (&builder, report);
    }
  if (request->problem != NULL)
    cvk_array_builder_append (&builder,
                              cvk_value_new_object ("id", cvk_value_new_null (), "name",
                                                    cvk_value_new_string (request->name), "state",
                                                    cvk_value_new_string ("unknown"), "problem",
                                                    cvk_problem_to_value (request->problem),
                                                    "action", cvk_value_new_string (""), NULL));
  g_autoptr (CvkValue) reports = cvk_array_builder_end (&builder);
  return cvk_value_to_json (reports, CVK_JSON_COMPACT);
}

static void
complete_check (Request *request)
{
  g_autoptr (Request) owned = request;
  g_autofree char *json = make_reports (request);

  cvk_api_engine_complete_check_health (request->service->api,
                                        g_steal_pointer (&request->invocation), json);
}

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;

  cvk_health_monitor_check_finish (CVK_HEALTH_MONITOR (object), result);
  if (--request->n_waiting == 0)
    complete_check (request);
}

static void
begin_check (gpointer data)
{
  Request *request = data;

  request->n_waiting = request->asked->len + 1;
  for (unsigned i = 0; i < request->asked->len; i++)
    cvk_health_monitor_check_async (request->service->health, g_ptr_array_index (request->asked, i),
                                    checked_cb, request);
  if (--request->n_waiting == 0)
    complete_check (request);
}

static gboolean
check_health_cb (CvkApiEngine *api,
                 GDBusMethodInvocation *invocation,
                 const char *name,
                 gpointer user_data)
{
  start_request (user_data, invocation, name, begin_check);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
complete_get (gpointer data)
{
  g_autoptr (Request) request = data;
  g_autofree char *json = make_reports (request);

  cvk_api_engine_complete_get_health (request->service->api, g_steal_pointer (&request->invocation),
                                      json);
}

static gboolean
get_health_cb (CvkApiEngine *api,
               GDBusMethodInvocation *invocation,
               const char *name,
               gpointer user_data)
{
  start_request (user_data, invocation, name, complete_get);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- Unlock and ExpectUse --- */

static char *
make_problems (Request *request)
{
  g_autoptr (GPtrArray) problems = request->problem != NULL
                                     ? cvk_problems_new_single (g_steal_pointer (&request->problem))
                                     : cvk_problems_new ();

  return cvk_problems_to_json (problems);
}

static void
begin_expecting (gpointer data)
{
  g_autoptr (Request) request = data;

  for (unsigned i = 0; i < request->asked->len; i++)
    cvk_health_watch_expect (request->service->watch, g_ptr_array_index (request->asked, i),
                             request->time);
  g_autofree char *json = make_problems (request);
  cvk_api_engine_complete_expect_use (request->service->api, g_steal_pointer (&request->invocation),
                                      json);
}

static gboolean
expect_use_cb (CvkApiEngine *api,
               GDBusMethodInvocation *invocation,
               const char *name,
               int64_t time,
               gpointer user_data)
{
  Request *request = start_request (user_data, invocation, name, begin_expecting);

  request->time = time;
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
complete_unlock (Request *request)
{
  g_autoptr (Request) owned = request;
  g_autofree char *json = make_problems (request);

  cvk_api_engine_complete_unlock (request->service->api, g_steal_pointer (&request->invocation),
                                  json);
}

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_health_monitor_unlock_finish (CVK_HEALTH_MONITOR (object), result, &error))
    request->problem = cvk_problem_new_from_auth_error (error);
  complete_unlock (request);
}

/* One prompt: what is in the keyring is unlocked together. */
static void
begin_unlock (gpointer data)
{
  Request *request = data;

  for (unsigned i = 0; i < request->asked->len; i++)
    {
      CvkConnection *connection = g_ptr_array_index (request->asked, i);

      if (cvk_connection_is_in_memory (connection))
        continue;
      cvk_health_monitor_unlock_async (request->service->health, connection, unlocked_cb, request);
      return;
    }
  complete_unlock (request);
}

static gboolean
unlock_cb (CvkApiEngine *api,
           GDBusMethodInvocation *invocation,
           const char *name,
           gpointer user_data)
{
  start_request (user_data, invocation, name, begin_unlock);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_health_methods (CvkService *self)
{
  CvkApiEngine *api = self->api;

  g_signal_connect_object (api, "handle-check-health", G_CALLBACK (check_health_cb), self, 0);
  g_signal_connect_object (api, "handle-get-health", G_CALLBACK (get_health_cb), self, 0);
  g_signal_connect_object (api, "handle-unlock", G_CALLBACK (unlock_cb), self, 0);
  g_signal_connect_object (api, "handle-expect-use", G_CALLBACK (expect_use_cb), self, 0);
}
