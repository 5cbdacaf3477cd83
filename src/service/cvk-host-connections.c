// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-host-connections-private.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

G_DEFINE_FINAL_TYPE (CvkHostConnections, cvk_host_connections, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_LOADED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* The record as it was saved last. */
#define SAVED "cvk-saved-record"

/* --- Watching --- */

/* What a refresh brings (when it was, granted scopes, another address) outlives this process. */
static void
connection_changed_cb (CvkHostConnections *self, CvkConnection *connection)
{
  g_autoptr (CvkValue) record = NULL;
  g_autofree char *text = NULL;

  if (self->list == NULL || !g_ptr_array_find (self->list, connection, NULL) ||
      cvk_connection_is_in_memory (connection))
    return;
  record = cvk_connection_to_record (connection);
  text = cvk_value_to_json (record, CVK_JSON_COMPACT);
  if (g_strcmp0 (g_object_get_data (G_OBJECT (connection), SAVED), text) == 0)
    return;
  g_object_set_data_full (G_OBJECT (connection), SAVED, g_steal_pointer (&text), g_free);
  cvk_store_save_connection_async (cvk_host_get_store (self->host),
                                   cvk_connection_get_id (connection), record, NULL, NULL);
}

/* @connection: (transfer full) */
static void
watch_connection (CvkHostConnections *self, CvkConnection *connection)
{
  g_ptr_array_add (self->list, connection);
  g_signal_connect_object (connection, "changed", G_CALLBACK (connection_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* --- Loading --- */

static void
take_records (CvkHostConnections *self, GPtrArray *records)
{
  self->list = g_ptr_array_new_with_free_func (g_object_unref);
  for (unsigned i = 0; i < records->len; i++)
    {
      CvkConnection *connection = cvk_connection_new_from_record (
        g_ptr_array_index (records, i), cvk_host_get_http (self->host),
        cvk_host_get_token_store (self->host, FALSE), cvk_host_get_environment (self->host)->clock);

      if (connection != NULL)
        watch_connection (self, connection);
    }
}

static gboolean
is_of_sandbox (const CvkValue *record)
{
  return g_str_equal (cvk_value_lookup_string (record, "client_id", ""), CVK_HOME_SANDBOX_CLIENT);
}

gboolean
cvk_connection_is_of_sandbox (CvkConnection *connection)
{
  g_autoptr (CvkValue) record = cvk_connection_to_record (connection);

  return is_of_sandbox (record);
}

/* Whether one of the connections lives in the data directory's sandbox, which then has to run. */
static gboolean
needs_sandbox (CvkHostConnections *self)
{
  for (unsigned i = 0; i < self->list->len; i++)
    {
      g_autoptr (CvkValue) record = cvk_connection_to_record (g_ptr_array_index (self->list, i));

      if (is_of_sandbox (record))
        return !cvk_home_sandbox_is_running (self->sandbox);
    }
  return FALSE;
}

static void
sandbox_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* Its connections are then out of reach, the others are not. */
  if (cvk_home_sandbox_start_finish (CVK_HOME_SANDBOX (object), result, &error) == NULL)
    g_warning ("%s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
return_loaded (CvkHostConnections *self, GTask *task)
{
  if (needs_sandbox (self))
    cvk_home_sandbox_start_async (self->sandbox, sandbox_started_cb, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHostConnections) self = user_data;
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records =
    cvk_store_load_connections_finish (CVK_STORE (object), result, &error);

  if (records != NULL)
    {
      take_records (self, records);
      g_signal_emit (self, signals[SIGNAL_LOADED], 0);
    }
  for (unsigned i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        return_loaded (self, task);
    }
}

void
cvk_host_connections_load_async (CvkHostConnections *self,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_host_connections_load_async);
  if (self->list != NULL)
    {
      return_loaded (self, task);
      return;
    }
  gboolean first = self->waiting == NULL;
  if (first)
    self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  if (first)
    cvk_store_load_connections_async (cvk_host_get_store (self->host), loaded_cb,
                                      g_object_ref (self));
}

gboolean
cvk_host_connections_load_finish (CvkHostConnections *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Looking --- */

gboolean
cvk_host_connections_is_loaded (CvkHostConnections *self)
{
  return self->list != NULL;
}

CvkHomeSandbox *
cvk_host_connections_get_sandbox (CvkHostConnections *self)
{
  return self->sandbox;
}

GPtrArray *
cvk_host_connections_list (CvkHostConnections *self)
{
  g_return_val_if_fail (self->list != NULL, NULL);

  return self->list;
}

CvkConnection *
cvk_host_connections_find (CvkHostConnections *self, const char *name)
{
  g_return_val_if_fail (self->list != NULL, NULL);

  for (unsigned i = 0; i < self->list->len; i++)
    {
      CvkConnection *connection = g_ptr_array_index (self->list, i);

      if (g_strcmp0 (cvk_connection_get_name (connection), name) == 0 ||
          g_strcmp0 (cvk_connection_get_id (connection), name) == 0)
        return connection;
    }
  return NULL;
}

CvkConnection *
cvk_host_connections_find_item (CvkHostConnections *self, const char *item)
{
  g_return_val_if_fail (self->list != NULL, NULL);

  for (unsigned i = 0; i < self->list->len; i++)
    {
      CvkConnection *connection = g_ptr_array_index (self->list, i);

      if (g_str_equal (cvk_connection_get_item (connection), item))
        return connection;
    }
  return NULL;
}

gboolean
cvk_connection_is_in_memory (CvkConnection *connection)
{
  g_autoptr (CvkValue) record = cvk_connection_to_record (connection);

  return cvk_value_lookup_boolean (record, "memory", FALSE);
}

CvkValue *
cvk_connection_describe (CvkConnection *connection)
{
  static const char *const members[] = { "id",     "name",    "connector", "kind",   "account",
                                         "user",   "api_url", "choice",    "header", "details",
                                         "scopes", "memory",  "created" };
  g_autoptr (CvkValue) record = cvk_connection_to_record (connection);
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < G_N_ELEMENTS (members); i++)
    {
      CvkValue *value = cvk_value_get_member (record, members[i]);

      if (value != NULL)
        cvk_object_builder_append (&builder, members[i], cvk_value_ref (value));
    }
  cvk_object_builder_append (&builder, "sandbox", cvk_value_new_boolean (is_of_sandbox (record)));
  cvk_object_builder_append (
    &builder, "expires", cvk_value_new_integer (cvk_connection_get_refresh_deadline (connection)));
  cvk_object_builder_append (&builder, "missing_scopes",
                             cvk_connector_list_missing_scopes (connection));
  cvk_object_builder_append (&builder, "missing_actions",
                             cvk_connector_list_missing_actions (connection));
  return cvk_object_builder_end (&builder);
}

CvkValue *
cvk_host_connections_to_value (CvkHostConnections *self)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->list->len; i++)
    cvk_array_builder_append (&builder,
                              cvk_connection_describe (g_ptr_array_index (self->list, i)));
  return cvk_array_builder_end (&builder);
}

CvkProblem *
cvk_problem_new_from_auth_error (const GError *error)
{
  static const char *const codes[] = {
    [CVK_AUTH_ERROR_RECONNECT] = "reconnect",
    [CVK_AUTH_ERROR_OFFLINE] = "offline",
    [CVK_AUTH_ERROR_KEYRING_LOCKED] = "keyring-locked",
    [CVK_AUTH_ERROR_NO_KEYRING] = "no-keyring",
    [CVK_AUTH_ERROR_DECLINED] = "declined",
    [CVK_AUTH_ERROR_REFUSED] = "sign-in-refused",
    [CVK_AUTH_ERROR_PROTOCOL] = "sign-in-damaged",
    [CVK_AUTH_ERROR_TIMEOUT] = "sign-in-timeout",
    [CVK_AUTH_ERROR_ELSEWHERE] = "connected-elsewhere",
    [CVK_AUTH_ERROR_DISABLED] = "disabled-by-admin",
    [CVK_AUTH_ERROR_BUSY] = "rate-limited",
    [CVK_AUTH_ERROR_OTHER_ACCOUNT] = "another-account",
    [CVK_AUTH_ERROR_PENDING] = "sign-in-pending",
    [CVK_AUTH_ERROR_SLOW_DOWN] = "sign-in-pending",
    [CVK_AUTH_ERROR_REMOVED] = "connection-deleted",
  };
  const char *code = NULL;

  if (error->domain == CVK_AUTH_ERROR && error->code >= 0 &&
      error->code < (int) G_N_ELEMENTS (codes))
    code = codes[error->code];
  return cvk_problem_new_from_error (code, error);
}

/* --- Adding --- */

static void
make_name_unique (CvkHostConnections *self, CvkConnection *connection)
{
  g_autofree char *base = g_strdup (cvk_connection_get_name (connection));
  g_autofree char *name = g_strdup (base);

  for (unsigned number = 2; cvk_host_connections_find (self, name) != NULL; number++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", base, number);
    }
  cvk_connection_set_name (connection, name);
}

gboolean
cvk_host_connections_displace (CvkHostConnections *self, CvkConnection *connection)
{
  gboolean memory = cvk_connection_is_in_memory (connection);

  if (!g_ptr_array_remove (self->list, connection))
    return FALSE;
  if (memory)
    cvk_host_release (self->host);
  return TRUE;
}

/* Puts @connection into the list, in place of the one that it renews, or of an older sign-in to the
 * same account; whose id may be another since it changed over to that account. */
static void
place (CvkHostConnections *self, CvkConnection *connection)
{
  CvkConnection *older = cvk_host_connections_find (self, cvk_connection_get_id (connection));

  if (older == NULL)
    older = cvk_host_connections_find_item (self, cvk_connection_get_item (connection));
  if (older != NULL)
    {
      cvk_connection_take_place (connection, older);
      cvk_host_connections_displace (self, older);
    }
  else
    {
      make_name_unique (self, connection);
    }
  watch_connection (self, g_object_ref (connection));
  if (cvk_connection_is_in_memory (connection))
    cvk_host_hold (self->host);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkHostConnections *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!cvk_store_boolean_finish (CVK_STORE (object), result, &error))
    {
      cvk_host_connections_displace (self, g_task_get_task_data (task));
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_task_return_boolean (task, TRUE);
}

void
cvk_host_connections_add_async (CvkHostConnections *self,
                                CvkConnection *connection,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_host_connections_add_async);
  g_task_set_task_data (task, g_object_ref (connection), g_object_unref);
  place (self, connection);
  if (cvk_connection_is_in_memory (connection))
    {
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_autoptr (CvkValue) record = cvk_connection_to_record (connection);
  cvk_store_save_connection_async (cvk_host_get_store (self->host),
                                   cvk_connection_get_id (connection), record, saved_cb,
                                   g_steal_pointer (&task));
}

gboolean
cvk_host_connections_add_finish (CvkHostConnections *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Renaming --- */

#define LONGEST_NAME 200

CvkProblem *
cvk_host_connections_rename (CvkHostConnections *self, CvkConnection *connection, const char *name)
{
  g_autofree char *stripped = g_strstrip (g_strdup (name));
  CvkConnection *other;

  if (*stripped == '\0' || g_utf8_strlen (stripped, -1) > LONGEST_NAME)
    return cvk_problem_new ("invalid-name",
                            N_ ("A connection needs a name of at most 200 characters."), NULL);
  other = cvk_host_connections_find (self, stripped);
  if (other != NULL && other != connection)
    return cvk_problem_new ("name-taken",
                            N_ ("Another connection is called “{name}”. Choose another name."),
                            "name", stripped, NULL);
  if (g_str_equal (stripped, cvk_connection_get_name (connection)))
    return NULL;
  cvk_connection_set_name (connection, stripped);
  connection_changed_cb (self, connection);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return NULL;
}

/* --- The object --- */

static void
cvk_host_connections_finalize (GObject *object)
{
  CvkHostConnections *self = CVK_HOST_CONNECTIONS (object);

  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_object (&self->sandbox);
  g_clear_object (&self->tombstones);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_host_connections_parent_class)->finalize (object);
}

static void
cvk_host_connections_class_init (CvkHostConnectionsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_host_connections_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_HOST_CONNECTIONS, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LOADED] = g_signal_new ("loaded", CVK_TYPE_HOST_CONNECTIONS, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_host_connections_init (CvkHostConnections *self)
{
}

CvkHostConnections *
cvk_host_connections_new (CvkHost *host)
{
  CvkHostConnections *self = g_object_new (CVK_TYPE_HOST_CONNECTIONS, NULL);

  self->host = g_object_ref (host);
  self->sandbox = cvk_home_sandbox_new (host);
  self->tombstones = cvk_tombstones_new (host);
  return self;
}
