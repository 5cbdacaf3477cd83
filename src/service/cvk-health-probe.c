// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-health-probe.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-connectors.h"
#include "net/cvk-retry.h"
#include "service/cvk-host-connections.h"

#define DEADLINE (20 * G_USEC_PER_SEC)
#define BUDGET (256 * 1024)

typedef struct
{
  CvkClock *clock;
  char *url; /* nullable */
  CvkCredential *credential;
  gboolean is_second;
  CvkHealthAnswer answer;
} Probe;

static void
free_probe (Probe *probe)
{
  g_clear_object (&probe->clock);
  g_clear_pointer (&probe->credential, cvk_credential_free);
  cvk_health_answer_clear (&probe->answer);
  g_free (probe->url);
  g_free (probe);
}

static void authorize (GTask *task, const CvkCredential *rejected);

/* The cheap read by which one finds out whether what the user gave is taken. (nullable) */
static char *
make_check_url (CvkConnection *connection, const CvkConnector *connector)
{
  const char *path = connector != NULL ? cvk_connector_get_check (connector, connection) : NULL;

  return path != NULL ? g_strconcat (cvk_connection_get_api_url (connection), path, NULL) : NULL;
}

/* The path that answers who it is stands in the record too, for the connector may be a file that is
 * not at hand now. */
static char *
make_url (CvkConnection *connection)
{
  const CvkConnector *connector = cvk_connector_get (cvk_connection_get_connector (connection));
  GStringChunk *arena;
  CvkSignInRequest request = { 0 };
  char *url = NULL;

  if (cvk_connection_get_kind (connection) != CVK_AUTH_KIND_OAUTH2)
    return make_check_url (connection, connector);
  arena = g_string_chunk_new (256);
  if (cvk_connector_fill_reconnect (connector, connection, arena, &request) &&
      *request.user_path != '\0')
    url = g_strconcat (cvk_connection_get_api_url (connection), request.user_path, NULL);
  g_string_chunk_free (arena);
  return url;
}

gboolean
cvk_health_probe_can_ask (CvkConnection *connection)
{
  g_autofree char *url = NULL;

  if (cvk_connection_get_kind (connection) == CVK_AUTH_KIND_OAUTH2)
    return TRUE;
  url = make_url (connection);
  return url != NULL && cvk_connection_allows_url (connection, url);
}

/* @problem: (transfer full) (nullable) */
static void
finish (GTask *task, CvkHealthState state, CvkProblem *problem)
{
  Probe *probe = g_task_get_task_data (task);

  probe->answer.state = state;
  probe->answer.problem = problem;
  g_task_return_boolean (task, TRUE);
}

/* --- Judging --- */

/* The service's own reasons, by their numbers; reference: Zoom's table of errors. */
typedef struct
{
  int64_t number;
  CvkHealthState state;
  const char *code;
  const char *message;
} Reason;

static const Reason reasons[] = {
  { 4738, CVK_HEALTH_DISABLED, "disabled-by-admin",
    N_ ("An administrator has disabled Convoke for this account. Ask the administrator to allow "
        "it, then reconnect.") },
  { 4717, CVK_HEALTH_DISABLED, "disabled-by-admin",
    N_ ("The app that this connection belongs to is disabled. Ask who manages it to activate it, "
        "then reconnect.") },
  { 4741, CVK_HEALTH_ELSEWHERE, "connected-elsewhere",
    N_ ("This account was connected again elsewhere, which ended this sign-in. Reconnect to use "
        "it here.") },
  { 4711, CVK_HEALTH_SCOPE_MISSING, "scope-missing",
    N_ ("The sign-in may not read who the account is. Reconnect, and leave every box ticked.") },
  { 4735, CVK_HEALTH_RECONNECT, "reconnect",
    N_ ("The user of this connection no longer exists. Reconnect as another user.") },
};

static const Reason *
find_reason (const CvkValue *body)
{
  int64_t number = body != NULL ? cvk_value_lookup_integer (body, "code", 0) : 0;
  const char *message = body != NULL ? cvk_value_lookup_string (body, "message", "") : "";

  /* The number for missing scopes differs from surface to surface, the words do not. */
  if (strstr (message, "does not contain scopes") != NULL)
    number = 4711;
  for (size_t i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].number == number)
      return &reasons[i];
  return NULL;
}

static CvkProblem *
make_trouble (unsigned status)
{
  g_autofree char *text = g_strdup_printf ("%u", status);

  return cvk_problem_new ("service-trouble",
                          N_ ("The service answered with status {status}. Try again later."),
                          "status", text, NULL);
}

static void
judge_limit (GTask *task, const CvkHttpResponse *response)
{
  Probe *probe = g_task_get_task_data (task);
  CvkRetryWait wait = { 0 };

  cvk_retry_read_wait (response, NULL, cvk_clock_get_wall (probe->clock), 1, &wait);
  probe->answer.until = wait.until;
  finish (task, CVK_HEALTH_RATE_LIMITED,
          cvk_problem_new ("rate-limited",
                           N_ ("The service asks for a pause, because it was asked too often. It "
                               "goes on by itself."),
                           NULL));
}

static void
judge_refusal (GTask *task, unsigned status)
{
  if (status == 401)
    finish (task, CVK_HEALTH_RECONNECT,
            cvk_problem_new ("reconnect",
                             N_ ("The service does not accept the sign-in any more. Reconnect."),
                             NULL));
  else if (status == 403 &&
           cvk_connection_get_kind (g_task_get_source_object (task)) != CVK_AUTH_KIND_OAUTH2)
    finish (task, CVK_HEALTH_SCOPE_MISSING,
            cvk_problem_new ("scope-missing",
                             N_ ("The service takes the key, but does not let it read what it is "
                                 "checked with. Give it more rights there if steps fail."),
                             NULL));
  else if (status == 403)
    finish (task, CVK_HEALTH_SCOPE_MISSING,
            cvk_problem_new ("scope-missing",
                             N_ ("The sign-in may not read who the account is. Reconnect, and "
                                 "leave every box ticked."),
                             NULL));
  else
    finish (task, CVK_HEALTH_OFFLINE, make_trouble (status));
}

static void
judge_response (GTask *task, const CvkHttpResponse *response)
{
  Probe *probe = g_task_get_task_data (task);
  size_t length = 0;
  const char *text = g_bytes_get_data (response->body, &length);
  g_autoptr (CvkValue) parsed = NULL;
  const CvkValue *body = NULL;
  const Reason *reason = NULL;

  if (length > 0)
    parsed = cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, NULL);
  if (parsed != NULL && cvk_value_is_object (parsed))
    body = parsed;
  if (response->status >= 400 && response->status < 500)
    reason = find_reason (body);
  if (response->status == 200 && body != NULL)
    {
      cvk_connection_confirm (g_task_get_source_object (task));
      finish (task, CVK_HEALTH_HEALTHY, NULL);
    }
  else if (response->status == 200)
    finish (task, CVK_HEALTH_OFFLINE,
            cvk_problem_new ("service-trouble",
                             N_ ("The service sent an answer that cannot be read. A network that "
                                 "asks to sign in does that; try again later."),
                             NULL));
  else if (response->status == 429)
    judge_limit (task, response);
  else if (reason != NULL)
    finish (task, reason->state, cvk_problem_new (reason->code, reason->message, NULL));
  else if (response->status == 401 &&
           (!probe->is_second || cvk_connection_may_have_better (g_task_get_source_object (task),
                                                                 probe->credential->secret)))
    {
      g_autoptr (CvkCredential) rejected = g_steal_pointer (&probe->credential);

      probe->is_second = TRUE;
      authorize (task, rejected);
    }
  else
    judge_refusal (task, response->status);
}

/* --- Asking --- */

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHttpResponse) response = cvk_http_send_finish (CVK_HTTP (object), result, &error);

  if (response == NULL)
    finish (task, CVK_HEALTH_OFFLINE, cvk_problem_new_from_error ("offline", error));
  else
    judge_response (task, response);
}

static GStrv
make_headers (CvkConnection *connection)
{
  const CvkConnector *connector = cvk_connector_get (cvk_connection_get_connector (connection));
  const char *accept[] = { "Accept", "application/json", NULL };

  return connector != NULL ? cvk_connector_dup_headers (connector) : g_strdupv ((char **) accept);
}

static void
authorized_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkConnection *connection = CVK_CONNECTION (object);
  Probe *probe = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  probe->credential = cvk_connection_authorize_finish (connection, result, &error);
  if (probe->credential == NULL)
    {
      /* What the connection keeps as its failure, it says itself for as long as it holds. */
      gboolean is_known = cvk_connection_get_failure (connection) != NULL;

      finish (task, is_known ? CVK_HEALTH_UNKNOWN : cvk_health_state_from_error (error),
              is_known ? NULL : cvk_problem_new_from_auth_error (error));
      return;
    }
  if (probe->url == NULL || !cvk_connection_allows_url (connection, probe->url))
    {
      /* Nobody knows where to ask: having a token from the service is all there is. */
      finish (task, cvk_health_probe_can_ask (connection) ? CVK_HEALTH_HEALTHY : CVK_HEALTH_UNKNOWN,
              NULL);
      return;
    }
  g_auto (GStrv) headers = make_headers (connection);
  CvkHttpRequest request = { .method = "GET",
                             .url = probe->url,
                             .headers = (const char *const *) headers,
                             .deadline = DEADLINE,
                             .budget = BUDGET };
  cvk_credential_apply (probe->credential, &request);
  cvk_http_send_async (cvk_connection_get_http (connection), &request, NULL, answered_cb,
                       g_object_ref (task));
}

static void
authorize (GTask *task, const CvkCredential *rejected)
{
  cvk_connection_authorize_async (g_task_get_source_object (task), rejected, NULL, authorized_cb,
                                  g_object_ref (task));
}

void
cvk_health_probe_async (CvkConnection *connection,
                        CvkClock *clock,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (connection, NULL, callback, user_data);
  Probe *probe = g_new0 (Probe, 1);

  g_task_set_source_tag (task, cvk_health_probe_async);
  g_task_set_task_data (task, probe, (GDestroyNotify) free_probe);
  probe->clock = g_object_ref (clock);
  probe->url = make_url (connection);
  authorize (task, NULL);
}

void
cvk_health_probe_finish (CvkConnection *connection, GAsyncResult *result, CvkHealthAnswer *answer)
{
  Probe *probe;

  g_return_if_fail (g_task_is_valid (result, connection));

  probe = g_task_get_task_data (G_TASK (result));
  *answer = probe->answer;
  probe->answer.problem = NULL;
}
