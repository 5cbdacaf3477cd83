// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-sign-in-preparation.h"

#include "base/cvk-i18n.h"
#include "base/cvk-text.h"
#include "connect/cvk-server-metadata.h"
#include "connect/cvk-sign-in-facts.h"
#include "connect/cvk-token-payload.h"

typedef struct
{
  CvkHost *host;
  CvkHostConnections *connections;
  CvkSignInPreparation *preparation;
  CvkProblem *problem;
  gboolean is_unlocked; /* the user was asked */
} Preparing;

void
cvk_sign_in_preparation_free (CvkSignInPreparation *self)
{
  g_clear_pointer (&self->options, cvk_sign_in_options_free);
  g_clear_pointer (&self->connector, cvk_connector_free);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->facts, cvk_value_unref);
  g_clear_pointer (&self->arena, g_string_chunk_free);
  g_clear_pointer (&self->request.client_secret, cvk_secret_unref);
  g_free (self->key);
  g_free (self);
}

static void
preparing_free (Preparing *self)
{
  g_object_unref (self->host);
  g_object_unref (self->connections);
  g_clear_pointer (&self->preparation, cvk_sign_in_preparation_free);
  g_clear_pointer (&self->problem, cvk_problem_unref);
  g_free (self);
}

/* Ends with @problem: (transfer full) (nullable). */
static void
finish (GTask *task, CvkProblem *problem)
{
  Preparing *self = g_task_get_task_data (task);

  self->problem = problem;
  g_task_return_boolean (task, problem == NULL);
}

/* --- Last: the keyring --- */

/* Before the browser opens: a grant that cannot be kept would be left behind at the service. */
static CvkProblem *
make_keyring_problem (const GError *error)
{
  if (g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_NO_SERVICE))
    return cvk_problem_new (
      "no-keyring",
      N_ ("There is no Secret Service that could keep the sign-in. Start a keyring "
          "(such as gnome-keyring or KeePassXC), or sign in for this session only "
          "with --memory."),
      NULL);
  return cvk_problem_new_from_error (
    g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_LOCKED) ? "keyring-locked"
                                                                                 : "keyring-failed",
    error);
}

static void try_keyring (GTask *task);

static const char *
get_item (CvkSignInPreparation *preparation)
{
  return preparation->request.item != NULL ? preparation->request.item : "probe";
}

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparing *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  self->is_unlocked = TRUE;
  if (cvk_token_store_unlock_finish (CVK_TOKEN_STORE (object), result, &error))
    try_keyring (task);
  else
    finish (task, make_keyring_problem (error));
}

/* What the user once gave is not asked for again. */
static void
take_secret (CvkSignInPreparation *preparation, const CvkSecret *text)
{
  g_autoptr (CvkTokenPayload) payload = cvk_token_payload_parse (text);

  if (payload != NULL && payload->client_secret != NULL &&
      preparation->request.client_secret == NULL)
    preparation->request.client_secret = cvk_secret_ref (payload->client_secret);
}

static void
tried_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparing *self = g_task_get_task_data (task);
  CvkSignInPreparation *preparation = self->preparation;
  CvkTokenStore *store = CVK_TOKEN_STORE (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) text = cvk_token_store_load_finish (store, result, &error);

  /* A new item is none that could be found locked, yet the place for it may be. */
  if (!self->is_unlocked &&
      (g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_LOCKED) ||
       g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_ABSENT)))
    {
      cvk_token_store_unlock_async (store, get_item (preparation), NULL, unlocked_cb,
                                    g_steal_pointer (&task));
      return;
    }
  if (error != NULL &&
      !g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_ABSENT))
    {
      finish (task, make_keyring_problem (error));
      return;
    }
  if (text != NULL)
    take_secret (preparation, text);
  finish (task, NULL);
}

static void
try_keyring (GTask *task)
{
  Preparing *self = g_task_get_task_data (task);
  CvkSignInPreparation *preparation = self->preparation;

  cvk_token_store_load_async (cvk_host_get_token_store (self->host, preparation->memory),
                              get_item (preparation), NULL, tried_cb, g_object_ref (task));
}

/* --- The request --- */

static const CvkConnector *
find_connector (CvkSignInPreparation *preparation, const char *id, CvkProblem **problem)
{
  const CvkConnector *connector;
  g_autoptr (GError) error = NULL;

  if (preparation->options->file != NULL)
    {
      preparation->connector = cvk_connector_new_from_bytes (preparation->options->file, &error);
      if (preparation->connector == NULL)
        *problem = cvk_problem_new_from_error ("invalid-connector", error);
      return preparation->connector;
    }
  connector = cvk_connector_get (id);
  if (connector == NULL)
    *problem = cvk_problem_new ("unknown-connector", N_ ("There is no connector “{name}”."), "name",
                                id, NULL);
  return connector;
}

static gboolean
fill_new (CvkSignInPreparation *preparation, CvkProblem **problem)
{
  const CvkSignInOptions *options = preparation->options;
  const CvkConnector *connector = preparation->connector != NULL
                                    ? preparation->connector
                                    : cvk_connector_get (options->connector);

  preparation->memory = options->memory;
  return cvk_connector_fill_sign_in (connector, preparation->facts, options->server,
                                     options->client_id, preparation->arena, &preparation->request,
                                     problem);
}

static CvkConnection *
find_connection (Preparing *self, CvkProblem **problem)
{
  const CvkSignInOptions *options = self->preparation->options;
  CvkConnection *connection = cvk_host_connections_find (self->connections, options->reconnect);

  if (connection != NULL &&
      (options->connector[0] == '\0' ||
       g_str_equal (options->connector, cvk_connection_get_connector (connection))))
    return g_object_ref (connection);
  *problem = cvk_problem_new ("unknown-connection",
                              N_ ("There is no connection “{name}”. “convokectl connections” lists "
                                  "them."),
                              "name", options->reconnect, NULL);
  return NULL;
}

/* Server, client and all the rest are the connection's own unless the user says them anew; only its
 * account may be another. */
static gboolean
fill_reconnect (Preparing *self, CvkProblem **problem)
{
  CvkSignInPreparation *preparation = self->preparation;
  const CvkConnector *connector;

  preparation->memory = cvk_connection_is_in_memory (preparation->connection);
  connector = cvk_connector_get (cvk_connection_get_connector (preparation->connection));
  if (preparation->facts != NULL)
    {
      if (!cvk_connector_fill_sign_in (connector, preparation->facts, NULL, NULL,
                                       preparation->arena, &preparation->request, problem))
        return FALSE;
      cvk_sign_in_request_renew (&preparation->request, preparation->connection,
                                 preparation->arena);
      return TRUE;
    }
  if (cvk_connector_fill_reconnect (connector, preparation->connection, preparation->arena,
                                    &preparation->request))
    return TRUE;
  *problem = cvk_problem_new ("no-connector",
                              N_ ("What the connection “{name}” was made with is no longer known. "
                                  "Disconnect it, then connect again."),
                              "name", preparation->options->reconnect, NULL);
  return FALSE;
}

static char *
make_key (const CvkSignInRequest *request)
{
  if (request->connection != NULL)
    return g_strconcat ("=", request->connection, NULL);
  return g_strjoin ("\n", request->connector, request->authorize_url, request->client_id, NULL);
}

static void
fill (GTask *task)
{
  Preparing *self = g_task_get_task_data (task);
  CvkSignInPreparation *preparation = self->preparation;
  CvkSignInOptions *options = preparation->options;
  CvkProblem *problem = NULL;

  preparation->arena = g_string_chunk_new (512);
  if (options->reconnect != NULL ? !fill_reconnect (self, &problem)
                                 : !fill_new (preparation, &problem))
    {
      finish (task, problem);
      return;
    }
  if (options->port != 0)
    preparation->request.port = options->port;
  preparation->request.client_secret = g_steal_pointer (&options->client_secret);
  preparation->key = make_key (&preparation->request);
  try_keyring (task);
}

/* --- What it goes by --- */

static void
told_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparing *self = g_task_get_task_data (task);
  CvkSignInPreparation *preparation = self->preparation;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) metadata = cvk_server_metadata_read_finish (result, &error);
  g_autoptr (CvkValue) facts = g_steal_pointer (&preparation->facts);
  CvkProblem *problem;

  if (metadata != NULL)
    {
      preparation->facts = cvk_sign_in_facts_complete (facts, metadata);
      fill (task);
      return;
    }
  problem = cvk_problem_new_from_auth_error (error);
  cvk_problem_set_field (problem, "issuer");
  finish (task, problem);
}

/* FALSE sets @problem. */
static gboolean
gather_reconnect (Preparing *self, CvkProblem **problem)
{
  CvkSignInPreparation *preparation = self->preparation;
  CvkValue *given = cvk_value_get_member (preparation->options->answers, "details");

  preparation->connection = find_connection (self, problem);
  if (preparation->connection == NULL)
    return FALSE;
  if (given == NULL || !cvk_value_is_object (given))
    return TRUE;
  preparation->facts = cvk_sign_in_facts_renew (preparation->connection, given, problem);
  return preparation->facts != NULL;
}

static gboolean
gather_new (CvkSignInPreparation *preparation, CvkProblem **problem)
{
  const CvkSignInOptions *options = preparation->options;
  const CvkConnector *connector = find_connector (preparation, options->connector, problem);

  if (connector != NULL)
    preparation->facts = cvk_sign_in_facts_new (connector, options->answers, problem);
  return preparation->facts != NULL;
}

/* Another server has its addresses from that server's own. */
static void
gather (GTask *task)
{
  Preparing *self = g_task_get_task_data (task);
  CvkSignInPreparation *preparation = self->preparation;
  const CvkSignInOptions *options = preparation->options;
  const char *teller = NULL;
  CvkProblem *problem = NULL;

  if (options->reconnect != NULL ? !gather_reconnect (self, &problem)
                                 : !gather_new (preparation, &problem))
    {
      finish (task, problem);
      return;
    }
  if (preparation->facts != NULL && options->server == NULL)
    teller = cvk_sign_in_facts_find_teller (preparation->facts);
  if (teller != NULL)
    cvk_server_metadata_read_async (cvk_host_get_http (self->host), teller, told_cb,
                                    g_object_ref (task));
  else
    fill (task);
}

/* --- First: what has to be there --- */

static void
sandbox_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparing *self = g_task_get_task_data (task);
  CvkSignInOptions *options = self->preparation->options;
  g_autoptr (GError) error = NULL;
  const char *url = cvk_home_sandbox_start_finish (CVK_HOME_SANDBOX (object), result, &error);

  if (url == NULL)
    {
      finish (task, cvk_problem_new_from_error ("sandbox-failed", error));
      return;
    }
  cvk_set_string (&options->server, url);
  cvk_set_string (&options->client_id, CVK_HOME_SANDBOX_CLIENT);
  gather (task);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparing *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    finish (task, cvk_problem_new_from_error ("journal", error));
  else if (self->preparation->options->sandbox)
    cvk_home_sandbox_start_async (cvk_host_connections_get_sandbox (self->connections),
                                  sandbox_started_cb, g_steal_pointer (&task));
  else
    gather (task);
}

void
cvk_sign_in_prepare_async (CvkHost *host,
                           CvkHostConnections *connections,
                           CvkSignInOptions *options,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Preparing *self = g_new0 (Preparing, 1);

  g_task_set_source_tag (task, cvk_sign_in_prepare_async);
  g_task_set_task_data (task, self, (GDestroyNotify) preparing_free);
  self->host = g_object_ref (host);
  self->connections = g_object_ref (connections);
  self->preparation = g_new0 (CvkSignInPreparation, 1);
  self->preparation->options = options;
  cvk_host_connections_load_async (connections, loaded_cb, g_steal_pointer (&task));
}

CvkSignInPreparation *
cvk_sign_in_prepare_finish (GAsyncResult *result, CvkProblem **problem)
{
  Preparing *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  self = g_task_get_task_data (G_TASK (result));
  *problem = g_steal_pointer (&self->problem);
  return g_task_propagate_boolean (G_TASK (result), NULL) ? g_steal_pointer (&self->preparation)
                                                          : NULL;
}
