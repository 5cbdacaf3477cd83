// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <signal.h>

#include "desktop/client/cvk-connection-list.h"
#include "desktop/client/cvk-engine-client.h"
#include "support/cvk-remove-folder.h"

typedef struct
{
  char *directory;
  CvkEngineClient *client;
  CvkApiEngine *apis[2];
  unsigned answers;
  unsigned api_changes;
} Fixture;

static void
api_changed_cb (CvkEngineClient *client, gpointer user_data)
{
  ((Fixture *) user_data)->api_changes++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->directory = g_dir_make_tmp ("engine-client.XXXXXX", NULL);
  self->client = cvk_engine_client_new (self->directory);
  g_signal_connect (self->client, "api-changed", G_CALLBACK (api_changed_cb), self);
}

static void
forget_apis (Fixture *self)
{
  g_clear_object (&self->apis[0]);
  g_clear_object (&self->apis[1]);
  self->answers = 0;
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;
  g_autoptr (GError) error = NULL;

  self->apis[self->answers] =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);
  g_assert_no_error (error);
  self->answers++;
}

static void
ask (Fixture *self, unsigned times)
{
  forget_apis (self);
  for (unsigned i = 0; i < times; i++)
    cvk_engine_client_get_api_async (self->client, NULL, api_cb, self);
  while (self->answers < times)
    g_main_context_iteration (NULL, TRUE);
}

static GPid
get_engine (Fixture *self)
{
  GDBusProxy *api = G_DBUS_PROXY (cvk_engine_client_peek_api (self->client));
  GIOStream *stream = g_dbus_connection_get_stream (g_dbus_proxy_get_connection (api));
  GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  g_autoptr (GCredentials) credentials = g_socket_get_credentials (socket, NULL);

  return g_credentials_get_unix_pid (credentials, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  forget_apis (self);
  g_assert_cmpint (kill (get_engine (self), SIGTERM), ==, 0);
  while (cvk_engine_client_peek_api (self->client) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_object_add_weak_pointer (G_OBJECT (self->client), (gpointer *) &self->client);
  g_object_unref (self->client);
  while (self->client != NULL)
    g_main_context_iteration (NULL, TRUE);
  cvk_remove_folder (self->directory);
  g_free (self->directory);
}

/* Who asks at the same time gets the same. */
static void
test_single_flight (Fixture *self, gconstpointer data)
{
  g_assert_null (cvk_engine_client_peek_api (self->client));
  ask (self, 2);
  g_assert_true (CVK_API_IS_ENGINE (self->apis[0]));
  g_assert_true (self->apis[0] == self->apis[1]);
  g_assert_true (cvk_engine_client_peek_api (self->client) == self->apis[0]);
  g_assert_cmpuint (self->api_changes, ==, 1);
  g_assert_cmpstr (cvk_api_engine_get_version (self->apis[0]), ==, CVK_VERSION);
}

/* A host that is killed is missed, and replaced when somebody asks. */
static void
test_killed (Fixture *self, gconstpointer data)
{
  GPid first;

  ask (self, 1);
  first = get_engine (self);
  g_assert_cmpint (kill (first, SIGKILL), ==, 0);
  while (cvk_engine_client_peek_api (self->client) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->api_changes, ==, 2);
  ask (self, 1);
  g_assert_cmpint (get_engine (self), !=, first);
  g_assert_cmpuint (self->api_changes, ==, 3);
}

/* A window that asks for connections gets a list that is empty at first. */
static void
test_connections (Fixture *self, gconstpointer data)
{
  GListModel *model = cvk_engine_client_get_connections (self->client);
  CvkConnectionList *list = CVK_CONNECTION_LIST (model);

  g_assert_false (cvk_connection_list_is_loaded (list));
  while (!cvk_connection_list_is_loaded (list))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  g_assert_null (cvk_connection_list_get_error (list));
  g_assert_true (cvk_engine_client_get_connections (self->client) == model);
}

static void
error_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  g_assert_null (cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, error));
}

/* A data directory that cannot be says so, with a sentence. */
static void
test_impossible (void)
{
  g_autoptr (CvkEngineClient) client = cvk_engine_client_new ("/proc/nowhere");
  g_autoptr (GError) error = NULL;

  cvk_engine_client_get_api_async (client, NULL, error_cb, &error);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (error->domain, ==, G_IO_ERROR);
  g_assert_nonnull (strstr (error->message, "/proc/nowhere"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/engine-client/single-flight", Fixture, NULL, set_up, test_single_flight, tear_down);
  g_test_add ("/engine-client/killed", Fixture, NULL, set_up, test_killed, tear_down);
  g_test_add ("/engine-client/connections", Fixture, NULL, set_up, test_connections, tear_down);
  g_test_add_func ("/engine-client/impossible", test_impossible);
  return g_test_run ();
}
