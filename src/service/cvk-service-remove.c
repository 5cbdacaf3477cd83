// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "service/cvk-host-forget.h"
#include "service/cvk-problems.h"
#include "service/cvk-service-private.h"

/* An invocation on its way; answering takes it out. */
typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation;
  char *name; /* nullable */
  CvkRemovalMode mode;
  void (*complete) (CvkApiEngine *api, GDBusMethodInvocation *invocation, const char *problems);
} Request;

static void
request_free (Request *request)
{
  cvk_host_release (request->service->host);
  g_object_unref (request->service);
  g_clear_object (&request->invocation);
  g_free (request->name);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

/* @problem: (transfer full) (nullable) */
static void
complete (Request *request, CvkProblem *problem)
{
  g_autoptr (GPtrArray) problems =
    problem != NULL ? cvk_problems_new_single (problem) : cvk_problems_new ();
  g_autofree char *json = cvk_problems_to_json (problems);

  request->complete (request->service->api, g_steal_pointer (&request->invocation), json);
}

/* --- Disconnect, DisconnectWith --- */

static CvkProblem *
make_problem (const Request *request, const GError *error)
{
  if (!g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE) &&
      !g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_BUSY))
    return error->domain == CVK_AUTH_ERROR
             ? cvk_problem_new_from_auth_error (error)
             : cvk_problem_new_from_error ("disconnect-failed", error);
  return cvk_problem_new ("disconnect-offline",
                          N_ ("“{name}” is still connected, because its service cannot be told "
                              "that the sign-in ends. {reason} To delete it here now, and have "
                              "the sign-in ended when that is possible, use “convokectl "
                              "disconnect '{name}' --later”."),
                          "name", request->name, "reason", error->message, NULL);
}

/* What is still to be known of a connection that is gone; NULL: nothing. */
static CvkProblem *
make_warning (const Request *request, CvkRemoval removal)
{
  CvkProblem *warning;

  if (removal == CVK_REMOVAL_REVOKED || removal == CVK_REMOVAL_FORGOTTEN)
    return NULL;
  if (removal == CVK_REMOVAL_POSTPONED)
    warning = cvk_problem_new ("revoke-later",
                               N_ ("“{name}” is deleted here. The sign-in is ended as soon as the "
                                   "service can be reached, within seven days."),
                               "name", request->name, NULL);
  else
    warning = cvk_problem_new ("revoke-unconfirmed",
                               N_ ("“{name}” is deleted here, but its service has not confirmed "
                                   "that the sign-in has ended. Remove the app on the service's "
                                   "own pages to be sure."),
                               "name", request->name, NULL);
  cvk_problem_set_warning (warning, TRUE);
  return warning;
}

static void
disconnected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  CvkRemoval removal;

  if (cvk_host_connections_remove_finish (CVK_HOST_CONNECTIONS (object), result, &removal, &error))
    complete (request, make_warning (request, removal));
  else
    complete (request, make_problem (request, error));
}

static void
disconnect_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkHostConnections *connections = CVK_HOST_CONNECTIONS (object);
  g_autoptr (GError) error = NULL;
  CvkConnection *connection = NULL;
  CvkRemovalMode mode = request->mode;

  if (!cvk_host_connections_load_finish (connections, result, &error))
    {
      complete (request, cvk_problem_new_from_error ("journal", error));
      return;
    }
  connection = cvk_host_connections_find (connections, request->name);
  if (connection == NULL)
    {
      complete (request, cvk_service_make_unknown_problem (request->name));
      return;
    }
  g_free (request->name);
  request->name = g_strdup (cvk_connection_get_name (connection));
  cvk_host_connections_remove_async (connections, connection, mode, disconnected_cb,
                                     g_steal_pointer (&request));
}

static Request *
make_request (CvkService *self, GDBusMethodInvocation *invocation, const char *name)
{
  Request *request = g_new0 (Request, 1);

  /* A grant may take longer to end than the host stays. */
  cvk_host_hold (self->host);
  request->service = g_object_ref (self);
  request->invocation = invocation;
  request->name = g_strdup (name);
  request->mode = CVK_REMOVE_OR_FAIL;
  return request;
}

static gboolean
disconnect_cb (CvkApiEngine *api,
               GDBusMethodInvocation *invocation,
               const char *name,
               gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = make_request (self, invocation, name);

  request->complete = cvk_api_engine_complete_disconnect;
  cvk_host_connections_load_async (self->connections, disconnect_loaded_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
disconnect_with_cb (CvkApiEngine *api,
                    GDBusMethodInvocation *invocation,
                    const char *name,
                    GVariant *options,
                    gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = make_request (self, invocation, name);
  gboolean later = FALSE;

  g_variant_lookup (options, "later", "b", &later);
  request->mode = later ? CVK_REMOVE_LATER : CVK_REMOVE_OR_FAIL;
  request->complete = cvk_api_engine_complete_disconnect_with;
  cvk_host_connections_load_async (self->connections, disconnect_loaded_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- ForgetEverything --- */

static void
forgotten_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  unsigned n_unconfirmed = 0;
  g_autofree char *count = NULL;
  CvkProblem *problem =
    cvk_host_forget_finish (CVK_HOST_CONNECTIONS (object), result, &n_unconfirmed);

  if (problem == NULL && n_unconfirmed > 0)
    {
      count = g_strdup_printf ("%u", n_unconfirmed);
      problem = cvk_problem_new ("revoke-unconfirmed",
                                 N_ ("Everything is deleted here, but not every service has "
                                     "confirmed that the sign-in has ended (open: {count}). "
                                     "Remove the app on the services' own pages to be sure."),
                                 "count", count, NULL);
      cvk_problem_set_warning (problem, TRUE);
    }
  if (problem == NULL || cvk_problem_is_warning (problem))
    cvk_activations_forget (request->service->activations);
  complete (request, problem);
}

/* Whatever came of it: a sign-in that is left behind is worse than a program that starts. */
static void
not_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  CvkService *self = request->service;
  g_autoptr (GError) error = NULL;

  if (!cvk_background_set_allowed_finish (CVK_BACKGROUND (object), result, &error))
    g_warning ("%s", error->message);
  cvk_host_forget_async (self->connections, self->runs, forgotten_cb, request);
}

/* The settings have been read by now: the store answers in order. */
static void
forget_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  g_autoptr (GError) error = NULL;

  if (!cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    complete (request, cvk_problem_new_from_error ("journal", error));
  else if (cvk_background_starts_at_login (self->background) && !cvk_host_runs_is_busy (self->runs))
    cvk_background_set_allowed_async (self->background, FALSE, not_started_cb,
                                      g_steal_pointer (&request));
  else
    cvk_host_forget_async (self->connections, self->runs, forgotten_cb, g_steal_pointer (&request));
}

static gboolean
forget_everything_cb (CvkApiEngine *api, GDBusMethodInvocation *invocation, gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = make_request (self, invocation, NULL);

  request->complete = cvk_api_engine_complete_forget_everything;
  cvk_host_connections_load_async (self->connections, forget_loaded_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_remove_methods (CvkService *self)
{
  CvkApiEngine *api = self->api;

  g_signal_connect_object (api, "handle-disconnect", G_CALLBACK (disconnect_cb), self, 0);
  g_signal_connect_object (api, "handle-disconnect-with", G_CALLBACK (disconnect_with_cb), self, 0);
  g_signal_connect_object (api, "handle-forget-everything", G_CALLBACK (forget_everything_cb), self,
                           0);
}
