// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "service/cvk-item-query.h"
#include "service/cvk-preview.h"
#include "service/cvk-service-private.h"

/* Items and rows of a node: pages, in which large values are shown by their beginning, and whole
 * ones by their number. */

/* What was asked of a port; GetItems and GetRows take the same. Returns the node. */
static const char *
read_page (GDBusMethodInvocation *invocation, CvkRunRowsQuery *page)
{
  const char *node = NULL;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(&s&s&suu&s&s)", NULL,
                 &node, &page->port, &page->offset, &page->count, &page->sort, &page->filter);
  return node;
}

/* The page that has one only; GetItem and GetRow take the same. Returns the node. */
static const char *
read_number (GDBusMethodInvocation *invocation, CvkRunRowsQuery *page)
{
  const char *node = NULL;
  unsigned number = 0;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(&s&s&su)", NULL, &node,
                 &page->port, &number);
  page->offset = number - 1;
  page->count = number > 0 ? 1 : 0;
  page->sort = "";
  page->filter = "";
  return node;
}

/* The one on a page as text; NULL when there is none: @invocation has its answer then. */
static char *
print_only (const CvkValue *page, GDBusMethodInvocation *invocation)
{
  if (cvk_value_get_length (page) == 1)
    return cvk_value_to_json (cvk_value_get_element (page, 0), CVK_JSON_COMPACT);
  g_dbus_method_invocation_return_error (invocation, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND,
                                         _ ("There is no item with this number."));
  return NULL;
}

/* --- Items --- */

static void
query_items (CvkService *self,
             CvkHostRun *run,
             GDBusMethodInvocation *invocation,
             const char *node,
             const CvkRunRowsQuery *page,
             GAsyncReadyCallback callback)
{
  g_autoptr (GPtrArray) items = cvk_host_run_dup_items (run, node, page->port);

  cvk_item_query_async (G_OBJECT (run), items, page->offset, page->count, page->sort, page->filter,
                        callback, cvk_service_request_new (self, invocation));
}

static void
items_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkServiceRequest) request = user_data;
  g_autoptr (GArray) numbers = NULL;
  unsigned total = 0;
  g_autoptr (CvkValue) items = cvk_item_query_finish (result, &numbers, &total);
  g_auto (CvkArrayBuilder) shown = { 0 };
  g_auto (CvkArrayBuilder) marks = { 0 };

  cvk_array_builder_init (&shown);
  cvk_array_builder_init (&marks);
  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    {
      g_autoptr (CvkValue) values = NULL;

      cvk_array_builder_append (&shown,
                                cvk_preview_item (cvk_value_get_element (items, i), &values));
      if (values != NULL)
        cvk_array_builder_append (
          &marks,
          cvk_value_new_object ("index", cvk_value_new_integer ((int64_t) i), "number",
                                cvk_value_new_integer (g_array_index (numbers, unsigned, i)),
                                "values", cvk_value_ref (values), NULL));
    }
  g_autoptr (CvkValue) page = cvk_array_builder_end (&shown);
  g_autoptr (CvkValue) shortened = cvk_array_builder_end (&marks);
  g_autofree char *json = cvk_value_to_json (page, CVK_JSON_COMPACT);
  g_autofree char *shortened_json = cvk_value_to_json (shortened, CVK_JSON_COMPACT);

  cvk_api_engine_complete_get_items (request->service->api, g_steal_pointer (&request->invocation),
                                     json, total, shortened_json);
}

static void
return_items (CvkService *self, CvkHostRun *run, GDBusMethodInvocation *invocation)
{
  CvkRunRowsQuery page = { 0 };
  const char *node = read_page (invocation, &page);

  query_items (self, run, invocation, node, &page, items_cb);
}

static gboolean
get_items_cb (CvkApiEngine *api,
              GDBusMethodInvocation *invocation,
              const char *id,
              const char *node,
              const char *port,
              unsigned offset,
              unsigned count,
              const char *sort,
              const char *filter,
              gpointer user_data)
{
  cvk_service_open_run (user_data, invocation, id, return_items);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
item_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkServiceRequest) request = user_data;
  GDBusMethodInvocation *invocation = g_steal_pointer (&request->invocation);
  unsigned total = 0;
  g_autoptr (CvkValue) items = cvk_item_query_finish (result, NULL, &total);
  g_autofree char *json = print_only (items, invocation);

  if (json != NULL)
    cvk_api_engine_complete_get_item (request->service->api, invocation, json);
}

static void
return_item (CvkService *self, CvkHostRun *run, GDBusMethodInvocation *invocation)
{
  CvkRunRowsQuery page = { 0 };
  const char *node = read_number (invocation, &page);

  query_items (self, run, invocation, node, &page, item_cb);
}

static gboolean
get_item_cb (CvkApiEngine *api,
             GDBusMethodInvocation *invocation,
             const char *id,
             const char *node,
             const char *port,
             unsigned number,
             gpointer user_data)
{
  cvk_service_open_run (user_data, invocation, id, return_item);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- Rows --- */

/* (transfer full) */
static CvkValue *
shorten_row (CvkValue *row)
{
  const CvkValue *item = cvk_value_get_member (row, "item");
  g_autoptr (CvkValue) values = NULL;
  g_autoptr (CvkValue) shown = cvk_preview_item (item, &values);
  g_auto (CvkObjectBuilder) builder = { 0 };

  if (values == NULL)
    return cvk_value_ref (row);
  cvk_object_builder_init_from (&builder, row);
  cvk_object_builder_set (&builder, "item", cvk_value_ref (shown));
  cvk_object_builder_set (&builder, "shortened", cvk_value_ref (values));
  return cvk_object_builder_end (&builder);
}

static void
rows_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkServiceRequest) request = user_data;
  unsigned total = 0;
  g_autoptr (CvkValue) rows =
    cvk_host_run_query_rows_finish (CVK_HOST_RUN (object), result, &total);
  g_auto (CvkArrayBuilder) shown = { 0 };

  cvk_array_builder_init (&shown);
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    cvk_array_builder_append (&shown, shorten_row (cvk_value_get_element (rows, i)));
  g_autoptr (CvkValue) page = cvk_array_builder_end (&shown);
  g_autofree char *json = cvk_value_to_json (page, CVK_JSON_COMPACT);

  cvk_api_engine_complete_get_rows (request->service->api, g_steal_pointer (&request->invocation),
                                    json, total);
}

static void
return_rows (CvkService *self, CvkHostRun *run, GDBusMethodInvocation *invocation)
{
  CvkRunRowsQuery page = { 0 };
  const char *node = read_page (invocation, &page);

  cvk_host_run_query_rows_async (run, node, &page, rows_cb,
                                 cvk_service_request_new (self, invocation));
}

static gboolean
get_rows_cb (CvkApiEngine *api,
             GDBusMethodInvocation *invocation,
             const char *id,
             const char *node,
             const char *port,
             unsigned offset,
             unsigned count,
             const char *sort,
             const char *filter,
             gpointer user_data)
{
  cvk_service_open_run (user_data, invocation, id, return_rows);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
row_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkServiceRequest) request = user_data;
  GDBusMethodInvocation *invocation = g_steal_pointer (&request->invocation);
  unsigned total = 0;
  g_autoptr (CvkValue) rows =
    cvk_host_run_query_rows_finish (CVK_HOST_RUN (object), result, &total);
  g_autofree char *json = print_only (rows, invocation);

  if (json != NULL)
    cvk_api_engine_complete_get_row (request->service->api, invocation, json);
}

static void
return_row (CvkService *self, CvkHostRun *run, GDBusMethodInvocation *invocation)
{
  CvkRunRowsQuery page = { 0 };
  const char *node = read_number (invocation, &page);

  cvk_host_run_query_rows_async (run, node, &page, row_cb,
                                 cvk_service_request_new (self, invocation));
}

static gboolean
get_row_cb (CvkApiEngine *api,
            GDBusMethodInvocation *invocation,
            const char *id,
            const char *node,
            const char *port,
            unsigned number,
            gpointer user_data)
{
  cvk_service_open_run (user_data, invocation, id, return_row);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_item_methods (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-get-items", G_CALLBACK (get_items_cb), self, 0);
  g_signal_connect_object (self->api, "handle-get-item", G_CALLBACK (get_item_cb), self, 0);
  g_signal_connect_object (self->api, "handle-get-rows", G_CALLBACK (get_rows_cb), self, 0);
  g_signal_connect_object (self->api, "handle-get-row", G_CALLBACK (get_row_cb), self, 0);
}
