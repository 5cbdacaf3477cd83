// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include <gio/gunixfdlist.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "service/cvk-problems.h"
#include "service/cvk-secret-reader.h"
#include "service/cvk-service-private.h"

/* An invocation on its way through several asynchronous calls; answering takes it out. */
typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation;
  GObject *owner; /* nullable; borrowed, only compared */
  CvkSignInOptions *options;
} Request;

/* Takes @invocation. */
static Request *
make_request (CvkService *self, GDBusMethodInvocation *invocation)
{
  Request *request = g_new0 (Request, 1);

  request->service = g_object_ref (self);
  request->invocation = invocation;
  request->owner = cvk_service_get_owner (self, invocation);
  return request;
}

static void
free_request (Request *request)
{
  g_clear_pointer (&request->options, cvk_sign_in_options_free);
  g_clear_object (&request->invocation);
  g_object_unref (request->service);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

static char *
problem_to_json (CvkProblem *problem)
{
  g_autoptr (GPtrArray) problems =
    problem != NULL ? cvk_problems_new_single (cvk_problem_ref (problem)) : cvk_problems_new ();

  return cvk_problems_to_json (problems);
}

static void
return_not_found (GDBusMethodInvocation *invocation, const char *attempt)
{
  g_dbus_method_invocation_return_error (invocation, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND,
                                         _ ("There is no sign-in “%s”."), attempt);
}

/* --- Connect --- */

static void
complete_connect (Request *request, CvkSignInAttempt *attempt, CvkProblem *problem)
{
  g_autofree char *problems = problem_to_json (problem);

  cvk_api_engine_complete_connect (request->service->api, g_steal_pointer (&request->invocation),
                                   attempt != NULL ? cvk_sign_in_attempt_get_id (attempt) : "",
                                   attempt != NULL ? cvk_sign_in_attempt_get_url (attempt) : "",
                                   problems);
}

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkSignInAttempt) attempt =
    cvk_sign_ins_begin_finish (CVK_SIGN_INS (object), result, &problem);

  /* Whoever left in the meantime could not be told apart before there was an attempt. */
  if (request->owner != NULL && !g_hash_table_contains (self->clients, request->owner))
    cvk_sign_ins_drop_owner (self->sign_ins, request->owner);
  complete_connect (request, attempt, problem);
}

static void
begin (Request *request)
{
  CvkService *self = request->service;

  cvk_sign_ins_begin_async (self->sign_ins, g_steal_pointer (&request->options), request->owner,
                            begun_cb, request);
}

static void
secret_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkProblem) problem = NULL;

  request->options->client_secret = cvk_secret_read_finish (result, &error);
  if (error == NULL)
    {
      begin (g_steal_pointer (&request));
      return;
    }
  problem = cvk_problem_new_from_error ("client-secret", error);
  complete_connect (request, NULL, problem);
}

/* -1 when there is no such descriptor. */
static int
take_descriptor (GDBusMethodInvocation *invocation, int handle)
{
  GDBusMessage *message = g_dbus_method_invocation_get_message (invocation);
  GUnixFDList *list = g_dbus_message_get_unix_fd_list (message);

  return list != NULL && handle < g_unix_fd_list_get_length (list)
           ? g_unix_fd_list_get (list, handle, NULL)
           : -1;
}

static gboolean
connect_cb (CvkApiEngine *api,
            GDBusMethodInvocation *invocation,
            const char *connector,
            GVariant *options,
            gpointer user_data)
{
  g_autoptr (Request) request = make_request (user_data, invocation);
  g_autoptr (CvkProblem) problem = NULL;
  int handle = -1;
  int fd = -1;

  request->options = cvk_sign_in_options_new (connector, options, &handle, &problem);
  if (request->options != NULL && handle >= 0)
    {
      fd = take_descriptor (invocation, handle);
      if (fd < 0)
        problem = cvk_problem_new ("client-secret",
                                   N_ ("The client secret did not come with the request."), NULL);
    }
  if (problem != NULL)
    complete_connect (request, NULL, problem);
  else if (fd >= 0)
    cvk_secret_read_async (fd, secret_cb, g_steal_pointer (&request));
  else
    begin (g_steal_pointer (&request));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- WaitConnect, AnswerConnect --- */

static char *
connection_to_json (CvkConnection *connection)
{
  g_autoptr (CvkValue) description =
    connection != NULL ? cvk_connection_describe (connection) : cvk_value_new_null ();

  return cvk_value_to_json (description, CVK_JSON_COMPACT);
}

static char *
take_result (CvkService *self, CvkSignInAttempt *attempt, GAsyncResult *result, char **problems)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkConnection) connection =
    cvk_sign_in_attempt_wait_finish (attempt, result, &problem);

  if (cvk_sign_in_attempt_has_ended (attempt))
    cvk_sign_ins_forget (self->sign_ins, attempt);
  *problems = problem_to_json (problem);
  return connection_to_json (connection);
}

static void
waited_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  g_autofree char *problems = NULL;
  g_autofree char *connection = take_result (self, CVK_SIGN_IN_ATTEMPT (object), result, &problems);

  cvk_api_engine_complete_wait_connect (self->api, g_steal_pointer (&request->invocation),
                                        connection, problems);
}

static gboolean
wait_connect_cb (CvkApiEngine *api,
                 GDBusMethodInvocation *invocation,
                 const char *id,
                 gpointer user_data)
{
  CvkService *self = user_data;
  CvkSignInAttempt *attempt = cvk_sign_ins_find (self->sign_ins, id);

  if (attempt == NULL)
    return_not_found (invocation, id);
  else
    cvk_sign_in_attempt_wait_async (attempt, waited_cb, make_request (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  g_autofree char *problems = NULL;
  g_autofree char *connection = take_result (self, CVK_SIGN_IN_ATTEMPT (object), result, &problems);

  cvk_api_engine_complete_answer_connect (self->api, g_steal_pointer (&request->invocation),
                                          connection, problems);
}

static gboolean
answer_connect_cb (CvkApiEngine *api,
                   GDBusMethodInvocation *invocation,
                   const char *id,
                   gboolean replace,
                   gpointer user_data)
{
  CvkService *self = user_data;
  CvkSignInAttempt *attempt = cvk_sign_ins_find (self->sign_ins, id);

  if (attempt == NULL || !cvk_sign_in_attempt_is_question (attempt))
    return_not_found (invocation, id);
  else
    cvk_sign_in_attempt_answer_async (attempt, replace, answered_cb,
                                      make_request (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- GetConnect, CancelConnect, DescribeConnector --- */

static gboolean
get_connect_cb (CvkApiEngine *api,
                GDBusMethodInvocation *invocation,
                const char *id,
                gpointer user_data)
{
  CvkService *self = user_data;
  CvkSignInAttempt *attempt = cvk_sign_ins_find (self->sign_ins, id);
  g_autoptr (CvkValue) description = NULL;
  g_autofree char *json = NULL;

  if (attempt == NULL)
    {
      return_not_found (invocation, id);
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  description = cvk_sign_in_attempt_describe (attempt);
  json = cvk_value_to_json (description, CVK_JSON_COMPACT);
  cvk_api_engine_complete_get_connect (api, invocation, json);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
cancel_connect_cb (CvkApiEngine *api,
                   GDBusMethodInvocation *invocation,
                   const char *id,
                   gpointer user_data)
{
  CvkService *self = user_data;
  CvkSignInAttempt *attempt = cvk_sign_ins_find (self->sign_ins, id);

  if (attempt != NULL)
    cvk_sign_in_attempt_cancel (attempt);
  cvk_api_engine_complete_cancel_connect (api, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
describe_connector_cb (CvkApiEngine *api,
                       GDBusMethodInvocation *invocation,
                       const char *id,
                       gpointer user_data)
{
  CvkService *self = user_data;
  const CvkConnector *connector = cvk_connector_get (id);
  g_autoptr (CvkValue) description = NULL;
  g_autofree char *json = NULL;

  cvk_host_touch (self->host);
  if (connector == NULL)
    {
      g_dbus_method_invocation_return_error (invocation, CVK_SERVICE_ERROR,
                                             CVK_SERVICE_ERROR_NOT_FOUND,
                                             _ ("There is no connector “%s”."), id);
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  description = cvk_connector_describe (connector);
  json = cvk_value_to_json (description, CVK_JSON_COMPACT);
  cvk_api_engine_complete_describe_connector (api, invocation, json);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_sign_in_methods (CvkService *self)
{
  CvkApiEngine *api = self->api;

  g_signal_connect_object (api, "handle-connect", G_CALLBACK (connect_cb), self, 0);
  g_signal_connect_object (api, "handle-wait-connect", G_CALLBACK (wait_connect_cb), self, 0);
  g_signal_connect_object (api, "handle-answer-connect", G_CALLBACK (answer_connect_cb), self, 0);
  g_signal_connect_object (api, "handle-get-connect", G_CALLBACK (get_connect_cb), self, 0);
  g_signal_connect_object (api, "handle-cancel-connect", G_CALLBACK (cancel_connect_cb), self, 0);
  g_signal_connect_object (api, "handle-describe-connector", G_CALLBACK (describe_connector_cb),
                           self, 0);
}
