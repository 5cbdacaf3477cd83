// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-activation-request.h"

#include "base/cvk-i18n.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/forms/cvk-file-bindings.h"
#include "desktop/runs/cvk-run-bundle.h"
#include "service/cvk-host-runs.h"
#include "service/cvk-problems.h"

typedef struct
{
  CvkSession *session; /* nullable: only to start */
  CvkEngineClient *client;
  char *path;
  gboolean is_trusted;
  GBytes *bytes;       /* nullable: what is activated */
  GPtrArray *problems; /* nullable */
} Request;

static void
free_request (gpointer data)
{
  Request *request = data;

  g_clear_object (&request->session);
  g_object_unref (request->client);
  g_free (request->path);
  g_clear_pointer (&request->bytes, g_bytes_unref);
  g_clear_pointer (&request->problems, g_ptr_array_unref);
  g_free (request);
}

static GTask *
make_task (gpointer tag,
           CvkSession *session,
           CvkEngineClient *client,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  /* The names of the engine's errors have to be known before one arrives. */
  (void) CVK_SERVICE_ERROR;
  request->session = session != NULL ? g_object_ref (session) : NULL;
  request->client = g_object_ref (client);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, request, free_request);
  return task;
}

/* Takes @json, which is NULL when @error says why. */
static void
take_problems (GTask *task, char *json, GError *error, gboolean is_active)
{
  Request *request = g_task_get_task_data (task);
  g_autofree char *owned = json;

  if (error != NULL)
    {
      g_dbus_error_strip_remote_error (error);
      g_task_return_error (task, error);
      return;
    }
  request->problems = cvk_problems_from_json (owned);
  g_task_return_boolean (task, is_active);
}

static gboolean
finish (GAsyncResult *result, GPtrArray **problems, GError **error)
{
  const Request *request = g_task_get_task_data (G_TASK (result));

  *problems = request->problems != NULL ? g_ptr_array_ref (request->problems) : cvk_problems_new ();
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Starting --- */

static GVariant *
make_options (const Request *request)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "path", "s", request->path);
  g_variant_dict_insert_value (
    &options, "connections",
    cvk_bindings_make_option (cvk_bindings_get (request->session),
                              cvk_engine_client_get_connections (request->client)));
  g_variant_dict_insert_value (&options, "files", cvk_file_bindings_make_option (request->session));
  if (request->is_trusted)
    g_variant_dict_insert (&options, "trust", "b", TRUE);
  return g_variant_dict_end (&options);
}

static void
activated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *activation = NULL;
  char *json = NULL;
  GError *error = NULL;

  cvk_api_engine_call_activate_finish (CVK_API_ENGINE (object), &activation, &json, result, &error);
  take_problems (task, json, error, activation != NULL && !g_str_equal (activation, "null"));
}

static void
start_api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  cvk_api_engine_call_activate (
    api, g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, request->bytes, TRUE),
    make_options (request), g_task_get_cancellable (task), activated_cb, g_object_ref (task));
}

static void
bundled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GPtrArray) problems = NULL;
  GError *error = NULL;

  request->bytes = cvk_run_bundle_finish (result, &problems, &error);
  if (request->bytes == NULL)
    g_task_return_error (task, error);
  else if (problems->len > 0)
    {
      request->problems = g_steal_pointer (&problems);
      g_task_return_boolean (task, FALSE);
    }
  else
    cvk_engine_client_get_api_async (request->client, g_task_get_cancellable (task), start_api_cb,
                                     g_object_ref (task));
}

/* What runs by itself is named by its file, so that there has to be one. */
static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  GFile *file;
  GError *error = NULL;

  if (!cvk_session_save_finish (CVK_SESSION (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  file = cvk_session_get_file (CVK_SESSION (object));
  request->path = file != NULL ? g_file_get_path (file) : NULL;
  if (request->path == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s",
                               _ ("Save the pipeline on this computer first."));
      return;
    }
  cvk_run_bundle_async (request->session, g_task_get_cancellable (task), bundled_cb,
                        g_object_ref (task));
}

void
cvk_activation_request_start_async (CvkSession *session,
                                    CvkEngineClient *client,
                                    gboolean is_trusted,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CVK_IS_SESSION (session));
  g_return_if_fail (CVK_IS_ENGINE_CLIENT (client));

  task = make_task (cvk_activation_request_start_async, session, client, cancellable, callback,
                    user_data);
  ((Request *) g_task_get_task_data (task))->is_trusted = is_trusted;
  cvk_session_save_async (session, cancellable, saved_cb, task);
}

gboolean
cvk_activation_request_start_finish (GAsyncResult *result, GPtrArray **problems, GError **error)
{
  return finish (result, problems, error);
}

/* --- Stopping --- */

static void
deactivated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  char *json = NULL;
  GError *error = NULL;

  cvk_api_engine_call_deactivate_finish (CVK_API_ENGINE (object), &json, result, &error);
  take_problems (task, json, error, TRUE);
}

static void
stop_api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL)
    g_task_return_error (task, error);
  else
    cvk_api_engine_call_deactivate (api, request->path, g_task_get_cancellable (task),
                                    deactivated_cb, g_object_ref (task));
}

void
cvk_activation_request_stop_async (GFile *file,
                                   CvkEngineClient *client,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (CVK_IS_ENGINE_CLIENT (client));

  task =
    make_task (cvk_activation_request_stop_async, NULL, client, cancellable, callback, user_data);
  ((Request *) g_task_get_task_data (task))->path = g_file_get_path (file);
  cvk_engine_client_get_api_async (client, cancellable, stop_api_cb, task);
}

gboolean
cvk_activation_request_stop_finish (GAsyncResult *result, GPtrArray **problems, GError **error)
{
  return finish (result, problems, error);
}
