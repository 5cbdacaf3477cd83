// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include <gio/gunixfdlist.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "service/cvk-problems.h"
#include "service/cvk-secret-reader.h"
#include "service/cvk-service-private.h"
#include "service/cvk-webhook-proof.h"
#include "store/cvk-store-activations.h"

#define MAX_NEXT 100
#define MAX_OCCURRENCES 1000

/* An invocation on its way to an answer. */
typedef struct
{
  CvkService *service;
  GDBusMethodInvocation *invocation;
  GBytes *pipeline;          /* nullable */
  GVariant *options;         /* nullable */
  char *name;                /* of an activation, "" for all */
  CvkActivation *activation; /* nullable: what was activated */
  GPtrArray *problems;       /* nullable: CvkProblem */
  unsigned count;
} Request;

static Request *
make_request (CvkService *self, GDBusMethodInvocation *invocation, const char *name)
{
  Request *request = g_new0 (Request, 1);

  cvk_host_touch (self->host);
  request->service = g_object_ref (self);
  request->invocation = invocation;
  request->name = g_strdup (name);
  return request;
}

static void
free_request (Request *request)
{
  g_object_unref (request->service);
  g_clear_object (&request->invocation);
  g_clear_object (&request->activation);
  g_clear_pointer (&request->problems, g_ptr_array_unref);
  g_clear_pointer (&request->pipeline, g_bytes_unref);
  g_clear_pointer (&request->options, g_variant_unref);
  g_free (request->name);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

static void
fail (Request *request, const GError *error)
{
  g_dbus_method_invocation_return_gerror (g_steal_pointer (&request->invocation), error);
}

/* Everything here waits until it is known what is active. FALSE: the caller has been answered. */
static gboolean
finish_loading (CvkService *self, GAsyncResult *result, Request *request)
{
  g_autoptr (GError) error = NULL;

  if (cvk_activations_load_finish (self->activations, result, &error))
    return TRUE;
  fail (request, error);
  return FALSE;
}

/* (transfer full) */
static CvkValue *
describe (CvkService *self, CvkActivation *activation)
{
  g_autoptr (CvkValue) description = cvk_activation_describe (activation);
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init_from (&builder, description);
  cvk_object_builder_set (
    &builder, "at_login",
    cvk_value_new_boolean (cvk_background_starts_at_login (self->background)));
  return cvk_object_builder_end (&builder);
}

/* --- Activate --- */

static void
answer_activate (Request *request)
{
  g_autoptr (CvkValue) description = request->activation != NULL
                                       ? describe (request->service, request->activation)
                                       : cvk_value_new_null ();
  g_autofree char *json = cvk_value_to_json (description, CVK_JSON_COMPACT);
  g_autofree char *problems = cvk_problems_to_json (request->problems);

  cvk_api_engine_complete_activate (request->service->api, g_steal_pointer (&request->invocation),
                                    json, problems);
}

static void
needed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_background_set_needed_finish (CVK_BACKGROUND (object), result, &error))
    {
      CvkProblem *problem = cvk_problem_new_from_error ("not-at-login", error);

      cvk_problem_set_warning (problem, TRUE);
      g_ptr_array_add (request->problems, problem);
    }
  answer_activate (request);
}

static void
activated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  g_autoptr (GError) error = NULL;

  request->activation =
    cvk_activations_activate_finish (CVK_ACTIVATIONS (object), result, &request->problems, &error);
  if (error != NULL)
    fail (request, error);
  else if (request->activation == NULL)
    answer_activate (request);
  else
    cvk_background_set_needed_async (self->background, TRUE, needed_cb, g_steal_pointer (&request));
}

static void
activate (Request *request)
{
  cvk_activations_activate_async (request->service->activations, request->pipeline,
                                  request->options, activated_cb, request);
}

/* Takes @problem. */
static void
refuse_to_activate (Request *request, CvkProblem *problem)
{
  request->problems = cvk_problems_new_single (problem);
  answer_activate (request);
}

static void
secret_saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_token_store_save_finish (CVK_TOKEN_STORE (object), result, &error))
    activate (g_steal_pointer (&request));
  else
    refuse_to_activate (request, cvk_problem_new_from_error ("keyring-failed", error));
}

static void
secret_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkSecret) secret = cvk_secret_read_finish (result, &error);
  CvkTokenStore *store = cvk_host_get_token_store (request->service->host, FALSE);
  g_autofree char *path = NULL;
  g_autofree char *item = NULL;

  g_variant_lookup (request->options, "path", "s", &path);
  if (secret == NULL)
    {
      refuse_to_activate (request, cvk_problem_new_from_error ("webhook-secret", error));
      return;
    }
  item = cvk_webhook_proof_dup_item (path != NULL ? path : "");
  cvk_token_store_save_async (store, item, _ ("Convoke: secret token of a webhook"), secret, NULL,
                              secret_saved_cb, g_steal_pointer (&request));
}

/* -1 when there is no such descriptor. */
static int
take_descriptor (GDBusMethodInvocation *invocation, int handle)
{
  GDBusMessage *message = g_dbus_method_invocation_get_message (invocation);
  GUnixFDList *list = g_dbus_message_get_unix_fd_list (message);

  return list != NULL && handle >= 0 && handle < g_unix_fd_list_get_length (list)
           ? g_unix_fd_list_get (list, handle, NULL)
           : -1;
}

static gboolean
activate_cb (CvkApiEngine *api,
             GDBusMethodInvocation *invocation,
             GVariant *pipeline,
             GVariant *options,
             gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = make_request (self, invocation, NULL);
  int handle = -1;
  int fd = -1;

  request->pipeline = g_variant_get_data_as_bytes (pipeline);
  request->options = g_variant_ref (options);
  if (!g_variant_lookup (options, "webhook_secret", "h", &handle))
    {
      activate (request);
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  fd = take_descriptor (invocation, handle);
  if (fd >= 0)
    {
      cvk_secret_read_async (fd, secret_read_cb, request);
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  refuse_to_activate (
    request, cvk_problem_new ("webhook-secret",
                              N_ ("The secret token did not come with the request."), NULL));
  free_request (request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- Deactivate --- */

static void
answer_deactivate (Request *request, CvkProblem *problem)
{
  g_autoptr (GPtrArray) problems =
    problem != NULL ? cvk_problems_new_single (problem) : cvk_problems_new ();
  g_autofree char *json = cvk_problems_to_json (problems);

  cvk_api_engine_complete_deactivate (request->service->api, g_steal_pointer (&request->invocation),
                                      json);
}

/* What is left behind at login finds nothing to do and leaves. */
static void
not_needed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_background_set_needed_finish (CVK_BACKGROUND (object), result, &error))
    g_warning ("%s", error->message);
  answer_deactivate (request, NULL);
}

static void
deactivated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  g_autoptr (GError) error = NULL;

  if (!cvk_activations_deactivate_finish (CVK_ACTIVATIONS (object), result, &error))
    fail (request, error);
  else if (cvk_activations_list (self->activations)->len > 0)
    answer_deactivate (request, NULL);
  else
    cvk_background_set_needed_async (self->background, FALSE, not_needed_cb,
                                     g_steal_pointer (&request));
}

static void
loaded_to_deactivate_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  CvkActivation *activation = NULL;

  if (!finish_loading (self, result, request))
    return;
  activation = cvk_activations_find (self->activations, request->name);
  if (activation != NULL)
    cvk_activations_deactivate_async (self->activations, activation, deactivated_cb,
                                      g_steal_pointer (&request));
  else
    answer_deactivate (request, cvk_problem_new ("not-active", N_ ("“{name}” is not active."),
                                                 "name", request->name, NULL));
}

static gboolean
deactivate_cb (CvkApiEngine *api,
               GDBusMethodInvocation *invocation,
               const char *name,
               gpointer user_data)
{
  CvkService *self = user_data;

  cvk_activations_load_async (self->activations, loaded_to_deactivate_cb,
                              make_request (self, invocation, name));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- Lists --- */

static void
loaded_to_list_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  g_auto (CvkArrayBuilder) builder = { 0 };
  GPtrArray *list = NULL;

  if (!finish_loading (self, result, request))
    return;
  list = cvk_activations_list (self->activations);
  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < list->len; i++)
    cvk_array_builder_append (&builder, describe (self, g_ptr_array_index (list, i)));
  g_autoptr (CvkValue) activations = cvk_array_builder_end (&builder);
  g_autofree char *json = cvk_value_to_json (activations, CVK_JSON_COMPACT);
  cvk_api_engine_complete_list_activations (self->api, g_steal_pointer (&request->invocation),
                                            json);
}

static gboolean
list_activations_cb (CvkApiEngine *api, GDBusMethodInvocation *invocation, gpointer user_data)
{
  CvkService *self = user_data;

  cvk_activations_load_async (self->activations, loaded_to_list_cb,
                              make_request (self, invocation, NULL));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* The activation that is asked for, NULL for all. FALSE: the caller has been answered. */
static gboolean
find_asked (Request *request, CvkActivation **activation)
{
  *activation = NULL;
  if (request->name[0] == '\0')
    return TRUE;
  *activation = cvk_activations_find (request->service->activations, request->name);
  if (*activation != NULL)
    return TRUE;
  g_dbus_method_invocation_return_error (g_steal_pointer (&request->invocation), CVK_SERVICE_ERROR,
                                         CVK_SERVICE_ERROR_NOT_FOUND, _ ("“%s” is not active."),
                                         request->name);
  return FALSE;
}

static void
loaded_to_look_ahead_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  CvkActivation *activation = NULL;

  if (!finish_loading (self, result, request) || !find_asked (request, &activation))
    return;
  g_autoptr (CvkValue) next =
    cvk_activations_dup_next (self->activations, activation, MIN (request->count, MAX_NEXT));
  g_autofree char *json = cvk_value_to_json (next, CVK_JSON_COMPACT);
  cvk_api_engine_complete_get_next (self->api, g_steal_pointer (&request->invocation), json);
}

static gboolean
get_next_cb (CvkApiEngine *api,
             GDBusMethodInvocation *invocation,
             const char *name,
             unsigned count,
             gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = make_request (self, invocation, name);

  request->count = count;
  cvk_activations_load_async (self->activations, loaded_to_look_ahead_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
occurrences_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, &error);

  if (error != NULL)
    fail (request, error);
  else
    cvk_api_engine_complete_list_occurrences (request->service->api,
                                              g_steal_pointer (&request->invocation), text);
}

static void
loaded_to_look_back_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkService *self = request->service;
  CvkActivation *activation = NULL;

  if (!finish_loading (self, result, request) || !find_asked (request, &activation))
    return;
  const char *id = activation != NULL ? cvk_activation_get_id (activation) : NULL;
  unsigned count = MIN (request->count, MAX_OCCURRENCES);
  cvk_store_load_occurrences_async (cvk_host_get_store (self->host), id, count,
                                    occurrences_loaded_cb, g_steal_pointer (&request));
}

static gboolean
list_occurrences_cb (CvkApiEngine *api,
                     GDBusMethodInvocation *invocation,
                     const char *name,
                     unsigned count,
                     gpointer user_data)
{
  CvkService *self = user_data;
  Request *request = make_request (self, invocation, name);

  request->count = count;
  cvk_activations_load_async (self->activations, loaded_to_look_back_cb, request);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
changed_cb (CvkService *self)
{
  cvk_api_engine_emit_activations_changed (self->api);
}

void
cvk_service_connect_activation_methods (CvkService *self)
{
  CvkApiEngine *api = self->api;

  g_signal_connect_object (api, "handle-activate", G_CALLBACK (activate_cb), self, 0);
  g_signal_connect_object (api, "handle-deactivate", G_CALLBACK (deactivate_cb), self, 0);
  g_signal_connect_object (api, "handle-list-activations", G_CALLBACK (list_activations_cb), self,
                           0);
  g_signal_connect_object (api, "handle-get-next", G_CALLBACK (get_next_cb), self, 0);
  g_signal_connect_object (api, "handle-list-occurrences", G_CALLBACK (list_occurrences_cb), self,
                           0);
  g_signal_connect_object (self->activations, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_activations_load_async (self->activations, NULL, NULL);
}
