// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-connection-addition.h"

#include "base/cvk-i18n.h"
#include "service/cvk-health-probe.h"
#include "service/cvk-host-connections-private.h"

typedef struct
{
  CvkConnectionAnswers *answers;
  CvkConnector *own;         /* nullable: of the file that came along */
  CvkConnection *connection; /* nullable: the new one */
  CvkProblem *problem;       /* nullable */
  gboolean is_unlocked;      /* the user was asked */
} Addition;

CvkConnectionAnswers *
cvk_connection_answers_new (void)
{
  return g_new0 (CvkConnectionAnswers, 1);
}

void
cvk_connection_answers_free (CvkConnectionAnswers *self)
{
  g_free (self->connector);
  g_clear_pointer (&self->file, g_bytes_unref);
  g_clear_pointer (&self->answers, cvk_value_unref);
  g_free (self->reconnect);
  g_clear_pointer (&self->secret, cvk_secret_unref);
  g_free (self);
}

static void
addition_free (Addition *self)
{
  cvk_connection_answers_free (self->answers);
  g_clear_pointer (&self->own, cvk_connector_free);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_free (self);
}

/* Ends with @problem: (transfer full) (nullable). */
static void
finish (GTask *task, CvkProblem *problem)
{
  CvkHostConnections *self = g_task_get_source_object (task);
  Addition *addition = g_task_get_task_data (task);

  cvk_host_release (self->host);
  addition->problem = problem;
  g_task_return_boolean (task, problem == NULL);
}

/* --- Keeping it --- */

static void keep_secret (GTask *task);

static void
added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Addition *addition = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (cvk_host_connections_add_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    {
      finish (task, NULL);
      return;
    }
  /* What nobody knows of is not to stay in the keyring. */
  if (addition->answers->reconnect == NULL)
    cvk_connection_remove_async (addition->connection, CVK_REMOVE_ANYWAY, NULL, NULL);
  finish (task, cvk_problem_new_from_error ("journal", error));
}

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Addition *addition = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  addition->is_unlocked = TRUE;
  if (cvk_connection_unlock_finish (CVK_CONNECTION (object), result, &error))
    keep_secret (task);
  else
    finish (task, cvk_problem_new_from_auth_error (error));
}

static CvkProblem *
make_keyring_problem (const GError *error)
{
  if (g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_NO_KEYRING))
    return cvk_problem_new (
      "no-keyring",
      N_ ("There is no Secret Service that could keep the secret. Start a keyring (such as "
          "gnome-keyring or KeePassXC), or connect for this session only with --memory."),
      NULL);
  return cvk_problem_new_from_auth_error (error);
}

static void
kept_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkHostConnections *self = g_task_get_source_object (task);
  CvkConnection *connection = CVK_CONNECTION (object);
  Addition *addition = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (cvk_connection_give_secret_finish (connection, result, &error))
    cvk_host_connections_add_async (self, connection, added_cb, g_steal_pointer (&task));
  else if (g_error_matches (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_KEYRING_LOCKED) &&
           !addition->is_unlocked)
    cvk_connection_unlock_async (connection, NULL, unlocked_cb, g_steal_pointer (&task));
  else
    finish (task, make_keyring_problem (error));
}

static void
keep_secret (GTask *task)
{
  Addition *addition = g_task_get_task_data (task);

  cvk_connection_give_secret_async (addition->connection, addition->answers->secret, kept_cb,
                                    g_object_ref (task));
}

/* --- Asking the service --- */

/* Where the user would mend it. (transfer full) */
static CvkProblem *
make_refusal (const CvkHealthAnswer *answer)
{
  CvkProblem *problem = answer->problem != NULL
                          ? cvk_problem_ref (answer->problem)
                          : cvk_problem_new ("secret-refused",
                                             N_ ("The service does not accept this key, password "
                                                 "or address. Check it, then try again."),
                                             NULL);

  cvk_problem_set_field (problem, answer->state == CVK_HEALTH_OFFLINE ? "address" : "secret");
  return problem;
}

static void
probed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (CvkHealthAnswer) answer = { 0 };

  cvk_health_probe_finish (CVK_CONNECTION (object), result, &answer);
  switch (answer.state)
    {
    case CVK_HEALTH_HEALTHY:
    case CVK_HEALTH_RATE_LIMITED:
    case CVK_HEALTH_SCOPE_MISSING:
    case CVK_HEALTH_REFRESHING:
      keep_secret (task);
      break;
    case CVK_HEALTH_UNKNOWN:
    case CVK_HEALTH_OFFLINE:
    case CVK_HEALTH_KEYRING_LOCKED:
    case CVK_HEALTH_RECONNECT:
    case CVK_HEALTH_ELSEWHERE:
    case CVK_HEALTH_DISABLED:
      finish (task, make_refusal (&answer));
      break;
    }
}

/* --- What is to be connected --- */

static const CvkConnector *
find_connector (Addition *addition, const char *id, CvkProblem **problem)
{
  const CvkConnector *connector = cvk_connector_get (id);
  g_autoptr (GError) error = NULL;

  if (addition->answers->file != NULL)
    {
      addition->own = cvk_connector_new_from_bytes (addition->answers->file, &error);
      if (addition->own == NULL)
        *problem = cvk_problem_new_from_error ("invalid-connector", error);
      return addition->own;
    }
  if (connector == NULL)
    *problem = cvk_problem_new ("unknown-connector",
                                N_ ("There is no connector “{name}”. “convokectl connectors” lists "
                                    "them."),
                                "name", id, NULL);
  return connector;
}

/* What the user does not say anew is as it was. */
static CvkValue *
add_earlier_answers (const CvkValue *answers, const CvkValue *record)
{
  static const char *const kept[] = { "choice", "user", "header", "details" };
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init_from (&builder, answers);
  for (size_t i = 0; i < G_N_ELEMENTS (kept); i++)
    if (cvk_value_get_member (answers, kept[i]) == NULL &&
        cvk_value_get_member (record, kept[i]) != NULL)
      cvk_object_builder_set (&builder, kept[i],
                              cvk_value_ref (cvk_value_get_member (record, kept[i])));
  if (cvk_value_get_member (answers, "address") == NULL)
    cvk_object_builder_set (&builder, "address",
                            cvk_value_ref (cvk_value_get_member (record, "api_url")));
  return cvk_object_builder_end (&builder);
}

static CvkValue *
make_record (CvkHostConnections *self, Addition *addition, CvkProblem **problem)
{
  CvkConnectionAnswers *answers = addition->answers;
  int64_t now = cvk_clock_get_wall (cvk_host_get_environment (self->host)->clock);
  g_autoptr (CvkValue) before = NULL;
  g_autoptr (CvkValue) all = NULL;
  g_autoptr (CvkValue) record = NULL;
  g_auto (CvkObjectBuilder) builder = { 0 };
  const CvkConnector *connector;
  CvkConnection *older;

  if (answers->reconnect == NULL)
    {
      connector = find_connector (addition, answers->connector, problem);
      return connector != NULL ? cvk_connector_make_record (connector, answers->answers,
                                                            answers->secret, now, problem)
                               : NULL;
    }
  older = cvk_host_connections_find (self, answers->reconnect);
  if (older == NULL)
    {
      *problem = cvk_problem_new ("unknown-connection", N_ ("There is no connection “{name}”."),
                                  "name", answers->reconnect, NULL);
      return NULL;
    }
  answers->memory = cvk_connection_is_in_memory (older);
  before = cvk_connection_to_record (older);
  all = add_earlier_answers (answers->answers, before);
  connector = find_connector (addition, cvk_connection_get_connector (older), problem);
  if (connector != NULL)
    record = cvk_connector_make_record (connector, all, answers->secret, now, problem);
  if (record == NULL)
    return NULL;
  cvk_object_builder_init_from (&builder, record);
  cvk_object_builder_set (&builder, "id", cvk_value_ref (cvk_value_get_member (before, "id")));
  cvk_object_builder_set (&builder, "item", cvk_value_ref (cvk_value_get_member (before, "item")));
  return cvk_object_builder_end (&builder);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkHostConnections *self = CVK_HOST_CONNECTIONS (object);
  Addition *addition = g_task_get_task_data (task);
  g_autoptr (CvkValue) record = NULL;
  g_autoptr (GError) error = NULL;
  CvkProblem *problem = NULL;
  CvkClock *clock = cvk_host_get_environment (self->host)->clock;

  if (!cvk_host_connections_load_finish (self, result, &error))
    {
      finish (task, cvk_problem_new_from_error ("journal", error));
      return;
    }
  record = make_record (self, addition, &problem);
  if (record == NULL)
    {
      finish (task, problem);
      return;
    }
  addition->connection = cvk_connection_new_from_record (
    record, cvk_host_get_http (self->host),
    cvk_host_get_token_store (self->host, addition->answers->memory), clock);
  g_assert (addition->connection != NULL);
  if (addition->answers->secret != NULL)
    cvk_connection_try_secret (addition->connection, addition->answers->secret);
  if (addition->answers->unchecked || !cvk_health_probe_can_ask (addition->connection))
    keep_secret (task);
  else
    cvk_health_probe_async (addition->connection, clock, probed_cb, g_steal_pointer (&task));
}

void
cvk_host_connections_give_async (CvkHostConnections *self,
                                 CvkConnectionAnswers *answers,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Addition *addition = g_new0 (Addition, 1);

  g_task_set_source_tag (task, cvk_host_connections_give_async);
  addition->answers = answers;
  g_task_set_task_data (task, addition, (GDestroyNotify) addition_free);
  cvk_host_hold (self->host);
  cvk_host_connections_load_async (self, loaded_cb, task);
}

CvkConnection *
cvk_host_connections_give_finish (CvkHostConnections *self,
                                  GAsyncResult *result,
                                  CvkProblem **problem)
{
  Addition *addition;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  addition = g_task_get_task_data (G_TASK (result));
  if (g_task_propagate_boolean (G_TASK (result), NULL))
    return g_object_ref (addition->connection);
  *problem = g_steal_pointer (&addition->problem);
  return NULL;
}
