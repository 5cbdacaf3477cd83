// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-json.h"
#include "service/cvk-service-private.h"
#include "store/cvk-store-history.h"

#define DEFAULT_RUNS 100
#define MAX_RUNS 1000

/* The list of runs. */

/* What the journal says of a run, and what only memory knows. (transfer full) */
static CvkValue *
complete_entry (CvkService *self, const CvkValue *entry)
{
  const char *id = cvk_value_lookup_string (entry, "run", "");
  const char *state = cvk_value_lookup_string (entry, "state", "");
  CvkHostRun *run = cvk_host_runs_get (self->runs, id, NULL);
  g_auto (CvkObjectBuilder) builder = { 0 };

  if (run != NULL)
    state = cvk_host_run_get_state (run);
  else if (g_str_equal (state, "running"))
    state = "interrupted";
  cvk_object_builder_init_from (&builder, entry);
  cvk_object_builder_set (&builder, "state", cvk_value_new_string (state));
  cvk_object_builder_set (&builder, "paused",
                          cvk_value_new_boolean (run != NULL && cvk_host_run_is_paused (run)));
  return cvk_object_builder_end (&builder);
}

static void
runs_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkServiceRequest) request = user_data;
  GDBusMethodInvocation *invocation = g_steal_pointer (&request->invocation);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, &error);
  g_autoptr (CvkValue) entries =
    text != NULL ? cvk_value_from_json (text, -1, CVK_JSON_DATA, &error) : NULL;
  g_auto (CvkArrayBuilder) builder = { 0 };

  if (error != NULL)
    {
      g_dbus_method_invocation_return_gerror (invocation, error);
      return;
    }
  cvk_array_builder_init (&builder);
  for (size_t i = 0; entries != NULL && i < cvk_value_get_length (entries); i++)
    cvk_array_builder_append (
      &builder, complete_entry (request->service, cvk_value_get_element (entries, i)));
  g_autoptr (CvkValue) runs = cvk_array_builder_end (&builder);
  g_autofree char *json = cvk_value_to_json (runs, CVK_JSON_COMPACT);
  cvk_api_engine_complete_list_runs (request->service->api, invocation, json);
}

/* Only members that are given: what is absent does not narrow the list. */
static void
add_text (CvkObjectBuilder *builder, const char *member, GVariant *options, const char *option)
{
  const char *text = NULL;

  if (g_variant_lookup (options, option, "&s", &text) && text[0] != '\0')
    cvk_object_builder_set (builder, member, cvk_value_new_string (text));
}

static gboolean
list_runs_cb (CvkApiEngine *api,
              GDBusMethodInvocation *invocation,
              GVariant *options,
              gpointer user_data)
{
  CvkService *self = user_data;
  CvkServiceRequest *request = cvk_service_request_new (self, invocation);
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_autoptr (CvkValue) query = NULL;
  uint32_t limit = DEFAULT_RUNS;

  g_variant_lookup (options, "limit", "u", &limit);
  cvk_object_builder_init (&builder);
  add_text (&builder, "which", options, "path");
  add_text (&builder, "which", options, "run");
  add_text (&builder, "state", options, "state");
  add_text (&builder, "text", options, "search");
  cvk_object_builder_set (&builder, "limit", cvk_value_new_integer (MIN (limit, MAX_RUNS)));
  query = cvk_object_builder_end (&builder);
  cvk_host_touch (self->host);
  cvk_store_find_runs_async (cvk_host_get_store (self->host), query, runs_loaded_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_run_list_methods (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-list-runs", G_CALLBACK (list_runs_cb), self, 0);
}
