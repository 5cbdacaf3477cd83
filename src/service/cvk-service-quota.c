// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "engine/cvk-quota.h"
#include "service/cvk-service-private.h"
#include "store/cvk-store-quota.h"

/* What is left of a day's limit. */

typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation;
  char *name;
  CvkConnection *connection; /* nullable until it was found */
} Request;

static void
free_request (Request *request)
{
  g_object_unref (request->service);
  g_clear_object (&request->invocation);
  g_clear_object (&request->connection);
  g_free (request->name);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

static int64_t
get_now (Request *request)
{
  return cvk_clock_get_wall (cvk_host_get_environment (request->service->host)->clock);
}

static void
answer (Request *request, CvkValue *quota)
{
  g_autoptr (CvkValue) owned = quota;
  g_autofree char *json = cvk_value_to_json (owned, CVK_JSON_COMPACT);

  cvk_api_engine_complete_get_quota (request->service->api, g_steal_pointer (&request->invocation),
                                     json);
}

static void
append_numbers (CvkObjectBuilder *builder, const CvkValue *row, int64_t standard)
{
  int64_t limit = cvk_value_lookup_integer (row, "limit", standard);
  int64_t used = cvk_value_lookup_integer (row, "used", 0);
  gboolean is_full = cvk_value_lookup_boolean (row, "full", FALSE);

  cvk_object_builder_append (builder, "limit", cvk_value_new_integer (limit));
  cvk_object_builder_append (builder, "used", cvk_value_new_integer (used));
  cvk_object_builder_append (builder, "left",
                             cvk_value_new_integer (is_full ? 0 : MAX (limit - used, 0)));
}

/* @rows: as the store has them. */
static CvkValue *
describe (Request *request, const CvkValue *rows, int64_t standard)
{
  g_autofree char *prefix = cvk_connection_make_quota_prefix (request->connection);
  const char *own = cvk_connection_get_limited_account (request->connection);
  const CvkValue *own_row = NULL;
  g_auto (CvkArrayBuilder) hosts = { 0 };
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_array_builder_init (&hosts);
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    {
      const CvkValue *row = cvk_value_get_element (rows, i);
      const char *host = cvk_value_lookup_string (row, "name", "") + strlen (prefix);
      g_auto (CvkObjectBuilder) entry = { 0 };

      if (g_str_equal (host, own))
        {
          own_row = row;
          continue;
        }
      cvk_object_builder_init (&entry);
      cvk_object_builder_append (&entry, "host", cvk_value_new_string (host));
      append_numbers (&entry, row, standard);
      cvk_array_builder_append (&hosts, cvk_object_builder_end (&entry));
    }
  cvk_object_builder_init (&builder);
  append_numbers (&builder, own_row, standard);
  cvk_object_builder_append (
    &builder, "reset",
    cvk_value_new_integer ((get_now (request) / CVK_QUOTA_DAY + 1) * CVK_QUOTA_DAY));
  cvk_object_builder_append (&builder, "hosts", cvk_array_builder_end (&hosts));
  return cvk_object_builder_end (&builder);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = cvk_store_text_finish (CVK_STORE (object), result, &error);
  g_autoptr (CvkValue) rows =
    json != NULL ? cvk_value_from_json (json, -1, CVK_JSON_STRICT, &error) : NULL;
  const CvkConnector *connector =
    cvk_connector_get (cvk_connection_get_connector (request->connection));

  if (rows == NULL)
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
  else
    answer (request,
            describe (request, rows,
                      cvk_value_lookup_integer (cvk_connector_get_quota (connector), "day", 0)));
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkHostConnections *connections = CVK_HOST_CONNECTIONS (object);
  g_autofree char *prefix = NULL;
  const CvkConnector *connector;
  CvkStore *store = cvk_host_get_store (request->service->host);
  int64_t day;

  if (cvk_host_connections_load_finish (connections, result, NULL))
    request->connection = cvk_host_connections_find (connections, request->name);
  if (request->connection != NULL)
    g_object_ref (request->connection);
  connector = request->connection != NULL
                ? cvk_connector_get (cvk_connection_get_connector (request->connection))
                : NULL;
  if (connector == NULL || cvk_connector_get_quota (connector) == NULL ||
      !cvk_connection_has_limits (request->connection))
    {
      answer (request, cvk_value_new_null ());
      return;
    }
  prefix = cvk_connection_make_quota_prefix (request->connection);
  day = get_now (request) / CVK_QUOTA_DAY;
  cvk_store_list_quotas_async (store, prefix, day, listed_cb, g_steal_pointer (&request));
}

static gboolean
get_quota_cb (CvkApiEngine *api,
              GDBusMethodInvocation *invocation,
              const char *connection,
              gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = g_new0 (Request, 1);

  request->service = g_object_ref (self);
  request->invocation = invocation;
  request->name = g_strdup (connection);
  cvk_host_touch (self->host);
  cvk_host_connections_load_async (self->connections, loaded_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_quota_methods (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-get-quota", G_CALLBACK (get_quota_cb), self, 0);
}
