// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "service/cvk-problems.h"
#include "service/cvk-run-continuation.h"
#include "service/cvk-run-undo.h"
#include "service/cvk-service-private.h"
#include "store/cvk-store-history.h"
#include "store/cvk-store-retention.h"

/* The API's methods about any run that there has been. */

typedef struct
{
  CvkService *service;               /* owned */
  GDBusMethodInvocation *invocation; /* owned until it is answered */
  char *run;
  CvkRunOpened opened; /* nullable */
  CvkValue *start;     /* nullable: as the store has it */
} Request;

static Request *
make_request (CvkService *self, GDBusMethodInvocation *invocation, const char *run)
{
  Request *request = g_new0 (Request, 1);

  request->service = g_object_ref (self);
  request->invocation = invocation;
  request->run = g_strdup (run);
  cvk_host_touch (self->host);
  return request;
}

static void
free_request (Request *request)
{
  g_object_unref (request->service);
  g_clear_object (&request->invocation);
  g_clear_pointer (&request->start, cvk_value_unref);
  g_free (request->run);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

static void
return_not_found (Request *request)
{
  g_dbus_method_invocation_return_error (g_steal_pointer (&request->invocation), CVK_SERVICE_ERROR,
                                         CVK_SERVICE_ERROR_NOT_FOUND, _ ("There is no run “%s”."),
                                         request->run);
}

/* --- Opening --- */

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostRun) run = cvk_host_runs_open_finish (CVK_HOST_RUNS (object), result, &error);

  if (run != NULL)
    request->opened (request->service, run, g_steal_pointer (&request->invocation));
  else
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
}

static void
ready_to_open_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkHostRuns *runs = CVK_HOST_RUNS (object);
  Request *request = user_data;

  cvk_host_runs_wait_ready_finish (runs, result);
  cvk_host_runs_open_async (runs, request->run, opened_cb, request);
}

void
cvk_service_open_run (CvkService *self,
                      GDBusMethodInvocation *invocation,
                      const char *id,
                      CvkRunOpened opened)
{
  CvkHostRun *run = cvk_host_runs_get (self->runs, id, NULL);
  Request *request = NULL;

  if (run != NULL)
    {
      cvk_host_touch (self->host);
      opened (self, run, invocation);
      return;
    }
  request = make_request (self, invocation, id);
  request->opened = opened;
  cvk_host_runs_wait_ready_async (self->runs, ready_to_open_cb, request);
}

static void
return_description (CvkService *self, CvkHostRun *run, GDBusMethodInvocation *invocation)
{
  g_autoptr (CvkValue) description = cvk_host_run_describe (run);
  g_autofree char *json = cvk_value_to_json (description, CVK_JSON_COMPACT);

  cvk_api_engine_complete_get_run (self->api, invocation, json);
}

static gboolean
get_run_cb (CvkApiEngine *api,
            GDBusMethodInvocation *invocation,
            const char *id,
            gpointer user_data)
{
  cvk_service_open_run (user_data, invocation, id, return_description);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- What the journal has of it --- */

static void
start_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = cvk_store_text_finish (CVK_STORE (object), result, &error);

  if (json != NULL)
    cvk_api_engine_complete_get_run_start (request->service->api,
                                           g_steal_pointer (&request->invocation), json);
  else if (error != NULL)
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
  else
    return_not_found (request);
}

static gboolean
get_run_start_cb (CvkApiEngine *api,
                  GDBusMethodInvocation *invocation,
                  const char *id,
                  gpointer user_data)
{
  CvkService *self = user_data;

  cvk_store_load_start_async (cvk_host_get_store (self->host), id, start_loaded_cb,
                              make_request (self, invocation, id));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
effects_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = cvk_store_text_finish (CVK_STORE (object), result, &error);

  if (error != NULL)
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
  else
    cvk_api_engine_complete_get_effects (request->service->api,
                                         g_steal_pointer (&request->invocation), json);
}

static gboolean
get_effects_cb (CvkApiEngine *api,
                GDBusMethodInvocation *invocation,
                const char *id,
                gpointer user_data)
{
  CvkService *self = user_data;

  cvk_store_load_effects_async (cvk_host_get_store (self->host), id, effects_loaded_cb,
                                make_request (self, invocation, id));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- How much is kept --- */

static void
retention_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = cvk_store_text_finish (CVK_STORE (object), result, &error);

  if (json != NULL)
    cvk_api_engine_complete_keep_runs (request->service->api,
                                       g_steal_pointer (&request->invocation), json);
  else
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
}

static void
save_number (CvkStore *store, GVariant *options, const char *option, const char *setting)
{
  uint32_t number = 0;
  g_autofree char *text = NULL;

  if (!g_variant_lookup (options, option, "u", &number))
    return;
  text = g_strdup_printf ("%u", number);
  cvk_store_save_setting_async (store, setting, text, NULL, NULL);
}

static gboolean
keep_runs_cb (CvkApiEngine *api,
              GDBusMethodInvocation *invocation,
              GVariant *options,
              gpointer user_data)
{
  CvkService *self = user_data;
  CvkStore *store = cvk_host_get_store (self->host);

  /* What is asked of the store keeps its order. */
  save_number (store, options, "days", CVK_RETENTION_DAYS_SETTING);
  save_number (store, options, "megabytes", CVK_RETENTION_MEGABYTES_SETTING);
  cvk_store_load_retention_async (store, retention_loaded_cb,
                                  make_request (self, invocation, NULL));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- Taking back --- */

static void
return_undo (Request *request, const CvkValue *effects)
{
  CvkService *self = request->service;
  CvkProblem *problem = NULL;
  g_autoptr (CvkValue) pipeline = cvk_run_undo_make_pipeline (
    cvk_host_get_environment (self->host)->types, request->start, effects, &problem);
  g_autoptr (GPtrArray) problems =
    problem != NULL ? cvk_problems_new_single (problem) : cvk_problems_new ();
  g_autofree char *text =
    pipeline != NULL ? cvk_value_to_json (pipeline, CVK_JSON_COMPACT) : g_strdup ("");
  g_autofree char *json = cvk_problems_to_json (problems);

  cvk_api_engine_complete_make_undo (self->api, g_steal_pointer (&request->invocation), text, json);
}

static void
effects_to_undo_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = cvk_store_text_finish (CVK_STORE (object), result, &error);
  g_autoptr (CvkValue) effects =
    json != NULL ? cvk_value_from_json (json, -1, CVK_JSON_DATA, &error) : NULL;

  if (effects != NULL)
    return_undo (request, effects);
  else
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
}

static void
start_to_undo_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = cvk_store_text_finish (CVK_STORE (object), result, &error);
  const char *run = request->run;

  if (json != NULL)
    request->start = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);
  if (error != NULL)
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
  else if (request->start == NULL)
    return_not_found (request);
  else
    cvk_store_load_effects_async (CVK_STORE (object), run, effects_to_undo_loaded_cb,
                                  g_steal_pointer (&request));
}

static gboolean
make_undo_cb (CvkApiEngine *api,
              GDBusMethodInvocation *invocation,
              const char *id,
              gpointer user_data)
{
  CvkService *self = user_data;

  cvk_store_load_start_async (cvk_host_get_store (self->host), id, start_to_undo_loaded_cb,
                              make_request (self, invocation, id));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- Going on --- */

static void
resumed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostRun) run = cvk_host_runs_resume_finish (CVK_HOST_RUNS (object), result, &error);

  if (run != NULL)
    cvk_api_engine_complete_resume_run (request->service->api,
                                        g_steal_pointer (&request->invocation));
  else
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
}

static void
ready_to_resume_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkHostRuns *runs = CVK_HOST_RUNS (object);
  Request *request = user_data;

  cvk_host_runs_wait_ready_finish (runs, result);
  cvk_host_runs_resume_async (runs, request->run, resumed_cb, request);
}

static gboolean
resume_run_cb (CvkApiEngine *api,
               GDBusMethodInvocation *invocation,
               const char *id,
               gpointer user_data)
{
  CvkService *self = user_data;

  cvk_host_runs_wait_ready_async (self->runs, ready_to_resume_cb,
                                  make_request (self, invocation, id));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* One that waits goes on only to end. */
static void
resumed_to_cancel_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostRun) run = cvk_host_runs_resume_finish (CVK_HOST_RUNS (object), result, &error);

  if (run == NULL)
    {
      g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
      return;
    }
  cvk_host_run_cancel (run);
  cvk_api_engine_complete_cancel_run (request->service->api,
                                      g_steal_pointer (&request->invocation));
}

static void
ready_to_cancel_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkHostRuns *runs = CVK_HOST_RUNS (object);
  Request *request = user_data;

  cvk_host_runs_wait_ready_finish (runs, result);
  cvk_host_runs_resume_async (runs, request->run, resumed_to_cancel_cb, request);
}

static gboolean
cancel_run_cb (CvkApiEngine *api,
               GDBusMethodInvocation *invocation,
               const char *id,
               gpointer user_data)
{
  CvkService *self = user_data;

  cvk_host_runs_wait_ready_async (self->runs, ready_to_cancel_cb,
                                  make_request (self, invocation, id));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
continued_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostRun) run =
    cvk_host_runs_start_finish (CVK_HOST_RUNS (object), result, &problems, &error);
  g_autofree char *json = NULL;

  if (error != NULL)
    {
      g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
      return;
    }
  json = cvk_problems_to_json (problems);
  cvk_api_engine_complete_continue_run (request->service->api,
                                        g_steal_pointer (&request->invocation),
                                        run != NULL ? cvk_host_run_get_id (run) : "", json);
}

static void
ready_to_continue_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = cvk_store_text_finish (CVK_STORE (object), result, &error);
  g_autoptr (CvkValue) start =
    json != NULL ? cvk_value_from_json (json, -1, CVK_JSON_DATA, &error) : NULL;
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GBytes) pipeline = NULL;
  GObject *owner = NULL;

  if (error != NULL)
    g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
  else if (start == NULL)
    return_not_found (request);
  if (start == NULL)
    return;
  g_variant_get (g_dbus_method_invocation_get_parameters (request->invocation), "(&s@a{sv})", NULL,
                 &options);
  g_autoptr (GVariant) all = cvk_run_continuation_make_options (request->run, start, options);
  pipeline = cvk_run_continuation_dup_pipeline (start, options);
  owner = cvk_service_get_owner (self, request->invocation);
  cvk_host_runs_start_async (self->runs, pipeline, all, owner, continued_cb,
                             g_steal_pointer (&request));
}

static gboolean
continue_run_cb (CvkApiEngine *api,
                 GDBusMethodInvocation *invocation,
                 const char *id,
                 GVariant *options,
                 gpointer user_data)
{
  CvkService *self = user_data;

  cvk_store_load_start_async (cvk_host_get_store (self->host), id, ready_to_continue_cb,
                              make_request (self, invocation, id));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
cvk_service_connect_history_methods (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-get-run", G_CALLBACK (get_run_cb), self, 0);
  g_signal_connect_object (self->api, "handle-get-run-start", G_CALLBACK (get_run_start_cb), self,
                           0);
  g_signal_connect_object (self->api, "handle-get-effects", G_CALLBACK (get_effects_cb), self, 0);
  g_signal_connect_object (self->api, "handle-keep-runs", G_CALLBACK (keep_runs_cb), self, 0);
  g_signal_connect_object (self->api, "handle-make-undo", G_CALLBACK (make_undo_cb), self, 0);
  g_signal_connect_object (self->api, "handle-resume-run", G_CALLBACK (resume_run_cb), self, 0);
  g_signal_connect_object (self->api, "handle-cancel-run", G_CALLBACK (cancel_run_cb), self, 0);
  g_signal_connect_object (self->api, "handle-continue-run", G_CALLBACK (continue_run_cb), self, 0);
}
