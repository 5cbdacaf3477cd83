// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include <gio/gunixfdlist.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "service/cvk-connection-addition.h"
#include "service/cvk-problems.h"
#include "service/cvk-secret-reader.h"
#include "service/cvk-service-private.h"

/* An AddConnection on its way; answering takes the invocation out. */
typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation;
  CvkConnectionAnswers *answers;
} Request;

static void
free_request (Request *request)
{
  g_object_unref (request->service);
  g_clear_object (&request->invocation);
  g_clear_pointer (&request->answers, cvk_connection_answers_free);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

/* @problem: (nullable) */
static void
complete (Request *request, CvkConnection *connection, CvkProblem *problem)
{
  g_autoptr (GPtrArray) problems =
    problem != NULL ? cvk_problems_new_single (cvk_problem_ref (problem)) : cvk_problems_new ();
  g_autoptr (CvkValue) description =
    connection != NULL ? cvk_connection_describe (connection) : cvk_value_new_null ();
  g_autofree char *json = cvk_value_to_json (description, CVK_JSON_COMPACT);
  g_autofree char *why = cvk_problems_to_json (problems);

  cvk_api_engine_complete_add_connection (request->service->api,
                                          g_steal_pointer (&request->invocation), NULL, json, why);
}

static void
given_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkConnection) connection =
    cvk_host_connections_give_finish (CVK_HOST_CONNECTIONS (object), result, &problem);

  complete (request, connection, problem);
}

/* @request: (transfer full) */
static void
give (Request *request)
{
  cvk_host_connections_give_async (request->service->connections,
                                   g_steal_pointer (&request->answers), given_cb, request);
}

static void
secret_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (GError) error = NULL;

  request->answers->secret = cvk_secret_read_finish (result, &error);
  if (error == NULL)
    {
      give (g_steal_pointer (&request));
      return;
    }
  problem = cvk_problem_new_from_error ("secret", error);
  cvk_problem_set_field (problem, "secret");
  complete (request, NULL, problem);
}

/* --- Reading what was asked --- */

static CvkProblem *
make_option_problem (const char *name)
{
  return cvk_problem_new ("wrong-option",
                          N_ ("There is no option “{name}” of that kind for connecting. The "
                              "documentation of the interface lists them."),
                          "name", name, NULL);
}

/* NULL: they could be read. @handle: of the secret's descriptor; -1: none. (transfer full) */
static CvkProblem *
read_options (CvkConnectionAnswers *answers, GVariant *options, int *handle)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, options);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) owned = value;

      if (g_str_equal (name, "secret") && g_variant_is_of_type (value, G_VARIANT_TYPE_HANDLE))
        *handle = g_variant_get_handle (value);
      else if (g_str_equal (name, "connector") &&
               g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING))
        answers->file = g_variant_get_data_as_bytes (value);
      else if (g_str_equal (name, "reconnect") &&
               g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        answers->reconnect = g_variant_dup_string (value, NULL);
      else if (g_str_equal (name, "memory") && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
        answers->memory = g_variant_get_boolean (value);
      else if (g_str_equal (name, "unchecked") &&
               g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
        answers->unchecked = g_variant_get_boolean (value);
      else
        return make_option_problem (name);
    }
  return NULL;
}

/* -1 when there is no such descriptor. */
static int
take_descriptor (GUnixFDList *list, int handle)
{
  return list != NULL && handle >= 0 && handle < g_unix_fd_list_get_length (list)
           ? g_unix_fd_list_get (list, handle, NULL)
           : -1;
}

static gboolean
add_connection_cb (CvkApiEngine *api,
                   GDBusMethodInvocation *invocation,
                   GUnixFDList *descriptors,
                   const char *connector,
                   const char *details,
                   GVariant *options,
                   gpointer user_data)
{
  CvkService *self = user_data;
  g_autoptr (Request) request = g_new0 (Request, 1);
  g_autoptr (CvkProblem) problem = NULL;
  CvkConnectionAnswers *answers = cvk_connection_answers_new ();
  int handle = -1;
  int fd = -1;

  cvk_host_touch (self->host);
  request->service = g_object_ref (self);
  request->invocation = invocation;
  request->answers = answers;
  answers->connector = g_strdup (connector);
  answers->answers = cvk_value_from_json (details, -1, CVK_JSON_STRICT, NULL);
  problem = read_options (answers, options, &handle);
  if (problem == NULL && (answers->answers == NULL || !cvk_value_is_object (answers->answers)))
    problem = cvk_problem_new ("wrong-option", N_ ("The details are not a JSON object."), NULL);
  if (problem == NULL && handle >= 0)
    fd = take_descriptor (descriptors, handle);
  if (problem == NULL && handle >= 0 && fd < 0)
    problem = cvk_problem_new ("secret", N_ ("The secret did not come with the request."), NULL);
  if (problem != NULL)
    complete (request, NULL, problem);
  else if (fd >= 0)
    cvk_secret_read_async (fd, secret_cb, g_steal_pointer (&request));
  else
    give (g_steal_pointer (&request));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_add_method (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-add-connection", G_CALLBACK (add_connection_cb), self,
                           0);
}
