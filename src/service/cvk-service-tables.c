// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "engine/cvk-tables.h"
#include "service/cvk-problems.h"
#include "service/cvk-service-private.h"
#include "store/cvk-store-data.h"

/* The API's methods about data tables. */

typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation; /* owned until it is answered */
  char *table;                       /* nullable */
} Request;

static Request *
make_request (CvkService *self, GDBusMethodInvocation *invocation, const char *table)
{
  Request *request = g_new0 (Request, 1);

  request->service = g_object_ref (self);
  request->invocation = invocation;
  request->table = g_strdup (table);
  cvk_host_touch (self->host);
  return request;
}

static void
free_request (Request *request)
{
  g_object_unref (request->service);
  g_clear_object (&request->invocation);
  g_free (request->table);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = cvk_store_text_finish (CVK_STORE (object), result, &error);

  if (json != NULL)
    g_dbus_method_invocation_return_value (g_steal_pointer (&request->invocation),
                                           g_variant_new ("(s)", json));
  else
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
}

static gboolean
list_tables_cb (CvkApiEngine *api, GDBusMethodInvocation *invocation, gpointer user_data)
{
  CvkService *self = user_data;

  cvk_store_list_data_async (cvk_host_get_store (self->host), loaded_cb,
                             make_request (self, invocation, NULL));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
get_table_rows_cb (CvkApiEngine *api,
                   GDBusMethodInvocation *invocation,
                   const char *table,
                   GVariant *options,
                   gpointer user_data)
{
  CvkService *self = user_data;
  CvkDataWindow window = { .table = table, .count = CVK_STORE_DATA_WINDOW };

  g_variant_lookup (options, "offset", "u", &window.offset);
  g_variant_lookup (options, "count", "u", &window.count);
  g_variant_lookup (options, "search", "&s", &window.search);
  cvk_store_load_data_async (cvk_host_get_store (self->host), &window, loaded_cb,
                             make_request (self, invocation, table));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* Takes @problem (nullable). */
static void
answer_change (Request *request, const CvkValue *result, CvkProblem *problem)
{
  g_autofree char *json =
    result != NULL ? cvk_value_to_json (result, CVK_JSON_COMPACT) : g_strdup ("null");
  g_autoptr (GPtrArray) list =
    problem != NULL ? cvk_problems_new_single (problem) : cvk_problems_new ();
  g_autofree char *problems = cvk_problems_to_json (list);

  cvk_api_engine_complete_change_table (request->service->api,
                                        g_steal_pointer (&request->invocation), json, problems);
}

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) value = cvk_tables_change_finish (CVK_TABLES (object), result, &error);

  if (value != NULL)
    cvk_api_engine_emit_tables_changed (request->service->api, request->table);
  answer_change (request, value,
                 value == NULL ? cvk_problem_new_from_error (
                                   error->domain == CVK_TABLES_ERROR ? "table" : "journal", error)
                               : NULL);
}

static gboolean
change_table_cb (CvkApiEngine *api,
                 GDBusMethodInvocation *invocation,
                 const char *table,
                 const char *change,
                 gpointer user_data)
{
  CvkService *self = user_data;
  g_autoptr (Request) request = make_request (self, invocation, table);
  g_autoptr (CvkValue) value = cvk_value_from_json (change, -1, CVK_JSON_STRICT, NULL);
  CvkTableChange given = { .table = table, .change = value };

  if (value == NULL || !cvk_value_is_object (value))
    {
      answer_change (
        request, NULL,
        cvk_problem_new ("invalid-option", N_ ("The change is not a JSON object."), NULL));
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  cvk_tables_change_async (CVK_TABLES (cvk_host_get_store (self->host)), &given, changed_cb,
                           g_steal_pointer (&request));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_table_methods (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-list-tables", G_CALLBACK (list_tables_cb), self, 0);
  g_signal_connect_object (self->api, "handle-get-table-rows", G_CALLBACK (get_table_rows_cb), self,
                           0);
  g_signal_connect_object (self->api, "handle-change-table", G_CALLBACK (change_table_cb), self, 0);
}
