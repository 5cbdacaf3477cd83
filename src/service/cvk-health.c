// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-health.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

#define DEADLINE (20 * G_USEC_PER_SEC)

static void
return_report (GTask *task, CvkProblem *problem)
{
  g_autoptr (CvkProblem) owned = problem;
  CvkConnection *connection = g_task_get_source_object (task);
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  cvk_object_builder_append (&builder, "id",
                             cvk_value_new_string (cvk_connection_get_id (connection)));
  cvk_object_builder_append (&builder, "name",
                             cvk_value_new_string (cvk_connection_get_name (connection)));
  cvk_object_builder_append (&builder, "state",
                             cvk_value_new_string (problem == NULL ? "healthy" : "unhealthy"));
  if (problem != NULL)
    cvk_object_builder_append (&builder, "problem", cvk_problem_to_value (problem));
  g_task_return_pointer (task, cvk_object_builder_end (&builder), (GDestroyNotify) cvk_value_unref);
}

/* The path that answers who it is; descriptions keep it with the sign-in. */
static char *
make_user_url (CvkConnection *connection)
{
  const CvkConnector *connector = cvk_connector_get (cvk_connection_get_connector (connection));
  g_autoptr (CvkProblem) problem = NULL;
  GStringChunk *arena = g_string_chunk_new (256);
  CvkSignInRequest request = { 0 };
  char *url = NULL;

  if (connector != NULL &&
      cvk_connector_fill_sign_in (connector, NULL, "unused", arena, &request, &problem))
    url = g_strconcat (cvk_connection_get_api_url (connection), request.user_path, NULL);
  g_string_chunk_free (arena);
  return url;
}

static CvkProblem *
judge_response (const CvkHttpResponse *response)
{
  g_autofree char *status = g_strdup_printf ("%u", response->status);
  gsize length = 0;
  const char *body = g_bytes_get_data (response->body, &length);
  g_autoptr (CvkValue) user = NULL;

  if (response->status == 401)
    return cvk_problem_new ("reconnect",
                            N_ ("The service does not accept the sign-in any more. Disconnect, "
                                "then connect again."),
                            NULL);
  if (response->status == 403)
    return cvk_problem_new ("scope-missing",
                            N_ ("The sign-in may not read who the account is. Disconnect, then "
                                "connect again and allow everything that is asked for."),
                            NULL);
  if (response->status != 200)
    return cvk_problem_new ("service-trouble",
                            N_ ("The service answered with status {status}. Try again later."),
                            "status", status, NULL);
  user = cvk_value_from_json (body, (gssize) length, CVK_JSON_STRICT, NULL);
  if (user == NULL || !cvk_value_is_object (user))
    return cvk_problem_new ("service-trouble",
                            N_ ("The service sent an answer that cannot be read. Try again "
                                "later."),
                            NULL);
  return NULL;
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHttpResponse) response = cvk_http_send_finish (CVK_HTTP (object), result, &error);

  return_report (task, response == NULL ? cvk_problem_new_from_error ("offline", error)
                                        : judge_response (response));
}

static void
token_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  static const char *const headers[] = { "Accept", "application/json", NULL };
  g_autoptr (GTask) task = user_data;
  CvkConnection *connection = CVK_CONNECTION (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) token = cvk_connection_get_token_finish (connection, result, &error);
  g_autofree char *url = make_user_url (connection);

  if (token == NULL)
    {
      return_report (task, cvk_problem_new_from_auth_error (error));
      return;
    }
  if (url == NULL || !cvk_connection_allows_url (connection, url))
    {
      return_report (task, cvk_problem_new ("unknown-connector",
                                            N_ ("Nothing is known about the service of this "
                                                "connection."),
                                            NULL));
      return;
    }
  CvkHttpRequest request = {
    .method = "GET", .url = url, .bearer = token, .headers = headers, .deadline = DEADLINE
  };
  cvk_http_send_async (cvk_connection_get_http (connection), &request,
                       g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

void
cvk_health_check_async (CvkConnection *connection,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (connection, cancellable, callback, user_data);

  g_task_set_source_tag (task, cvk_health_check_async);
  g_task_set_check_cancellable (task, FALSE);
  cvk_connection_get_token_async (connection, NULL, cancellable, token_ready_cb,
                                  g_steal_pointer (&task));
}

CvkValue *
cvk_health_check_finish (CvkConnection *connection, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, connection), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
