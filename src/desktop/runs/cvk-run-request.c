// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-request.h"

#include "base/cvk-json.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/client/cvk-breakpoints.h"
#include "desktop/forms/cvk-file-bindings.h"
#include "desktop/runs/cvk-run-bundle.h"
#include "service/cvk-host-runs.h"
#include "service/cvk-problems.h"

CvkRunRequest *
cvk_run_request_new (CvkRunPart part, const char *node, const char *kept)
{
  CvkRunRequest *self = g_new0 (CvkRunRequest, 1);

  self->part = part;
  self->node = g_strdup (node);
  self->kept = g_strdup (kept);
  return self;
}

void
cvk_run_request_free (CvkRunRequest *self)
{
  g_clear_pointer (&self->inputs, cvk_value_unref);
  g_free (self->node);
  g_free (self->kept);
  g_free (self->edits);
  g_free (self->approve);
  g_clear_pointer (&self->effects, g_variant_unref);
  g_free (self);
}

/* The API takes texts; the engine reads them as the field's type. */
static GVariant *
make_inputs (const CvkValue *inputs)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (size_t i = 0; i < cvk_value_get_length (inputs); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (inputs, i, &name, &value);
      g_autofree char *text = cvk_value_is_string (value)
                                ? g_strdup (cvk_value_get_string (value))
                                : cvk_value_to_json (value, CVK_JSON_COMPACT);
      g_variant_builder_add (&builder, "{ss}", name, text);
    }
  return g_variant_builder_end (&builder);
}

static void
insert_part (GVariantDict *options,
             const CvkRunRequest *request,
             const char *id,
             CvkSession *session)
{
  static const char *const parts[] = { NULL, "only", "from", "retry" };

  g_variant_dict_insert (options, "id", "s", id);
  if (request->part != CVK_RUN_PART_ALL)
    g_variant_dict_insert (options, parts[request->part], "s", request->node);
  if (request->part != CVK_RUN_PART_ALL && request->kept != NULL)
    g_variant_dict_insert (options, "kept", "s", request->kept);
  if (request->edits != NULL)
    g_variant_dict_insert (options, "edits", "s", request->edits);
  if (request->is_trusted)
    g_variant_dict_insert (options, "trust", "b", TRUE);
  else if (request->is_once)
    g_variant_dict_insert (options, "once", "b", TRUE);
  /* A rehearsal changes nothing that one would hold before. */
  if (!request->is_rehearsal)
    g_variant_dict_insert_value (options, "breakpoints",
                                 cvk_breakpoints_make_option (cvk_breakpoints_get (session)));
  /* A window that is closed takes nothing along. */
  g_variant_dict_insert (options, "keep", "b", TRUE);
}

static GVariant *
make_options (const CvkRunRequest *request,
              const char *id,
              CvkSession *session,
              CvkEngineClient *client)
{
  GFile *file = cvk_session_get_file (session);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  insert_part (&options, request, id, session);
  if (path != NULL)
    g_variant_dict_insert (&options, "path", "s", path);
  g_variant_dict_insert_value (
    &options, "connections",
    cvk_bindings_make_option (cvk_bindings_get (session),
                              cvk_engine_client_get_connections (client)));
  g_variant_dict_insert_value (&options, "files", cvk_file_bindings_make_option (session));
  if (request->inputs != NULL)
    g_variant_dict_insert_value (&options, "inputs", make_inputs (request->inputs));
  if (request->is_rehearsal)
    g_variant_dict_insert (&options, "rehearse", "b", TRUE);
  if (request->spreads)
    g_variant_dict_insert (&options, "spread", "b", TRUE);
  if (request->approve != NULL)
    {
      g_variant_dict_insert (&options, "approve", "s", request->approve);
      g_variant_dict_insert_value (&options, "effects", request->effects);
    }
  return g_variant_dict_end (&options);
}

/* What a past run was given, the engine knows. */
static GVariant *
make_past_options (const CvkRunRequest *request, const char *id, CvkSession *session)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  insert_part (&options, request, id, session);
  return g_variant_dict_end (&options);
}

/* --- Asking --- */

/* How often a run is asked for when the host ends before it answers. */
#define MAX_STARTS 5

typedef struct
{
  CvkEngineClient *client;
  char *id; /* the run's: it is one run, however often it has to be asked for */
  unsigned n_starts;
  GVariant *pipeline;
  GVariant *options;
  char *past;          /* nullable: the run whose pipeline as it was is gone on with */
  GPtrArray *problems; /* nullable */
} Start;

static void
free_start (gpointer data)
{
  Start *start = data;

  g_clear_object (&start->client);
  g_free (start->id);
  g_clear_pointer (&start->pipeline, g_variant_unref);
  g_clear_pointer (&start->options, g_variant_unref);
  g_clear_pointer (&start->problems, g_ptr_array_unref);
  g_free (start->past);
  g_free (start);
}

static void api_cb (GObject *object, GAsyncResult *result, gpointer user_data);

/* The host has gone before it answered; an answer, even a bad one, is none of these. */
static gboolean
is_host_lost (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER);
}

static void
fail (GTask *task, GError *error)
{
  const Start *start = g_task_get_task_data (task);

  if (is_host_lost (error) && start->n_starts < MAX_STARTS)
    {
      g_error_free (error);
      cvk_engine_client_get_api_async (start->client, g_task_get_cancellable (task), api_cb,
                                       g_object_ref (task));
      return;
    }
  g_dbus_error_strip_remote_error (error);
  g_task_return_error (task, error);
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkApiEngine *api = CVK_API_ENGINE (object);
  Start *start = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *run = NULL;
  g_autofree char *json = NULL;
  gboolean is_answered =
    start->past != NULL ? cvk_api_engine_call_continue_run_finish (api, &run, &json, result, &error)
                        : cvk_api_engine_call_start_run_finish (api, &run, &json, result, &error);

  if (!is_answered)
    {
      fail (task, error);
      return;
    }
  g_autoptr (CvkValue) value = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  start->problems = value != NULL ? cvk_problems_from_value (value) : NULL;
  g_task_return_pointer (task, *run != '\0' ? g_steal_pointer (&run) : NULL, g_free);
}

static void
ask_to_start (GTask *task, CvkApiEngine *api)
{
  Start *start = g_task_get_task_data (task);

  start->n_starts++;
  if (start->past != NULL)
    cvk_api_engine_call_continue_run (api, start->past, start->options,
                                      g_task_get_cancellable (task), started_cb,
                                      g_object_ref (task));
  else
    cvk_api_engine_call_start_run (api, start->pipeline, start->options,
                                   g_task_get_cancellable (task), started_cb, g_object_ref (task));
}

static void
found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Start *start = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *json = NULL;

  if (cvk_api_engine_call_get_run_finish (CVK_API_ENGINE (object), &json, result, &error))
    g_task_return_pointer (task, g_strdup (start->id), g_free);
  else if (g_error_matches (error, CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NOT_FOUND))
    {
      g_error_free (error);
      ask_to_start (task, CVK_API_ENGINE (object));
    }
  else
    fail (task, error);
}

/* A host that ended before it answered may have begun the run or not: the next one is asked which,
 * because a second run would do everything twice. */
static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Start *start = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (start->n_starts > 0)
    cvk_api_engine_call_get_run (api, start->id, g_task_get_cancellable (task), found_cb,
                                 g_object_ref (task));
  else
    ask_to_start (task, api);
}

static void
bundled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Start *start = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = cvk_run_bundle_finish (result, &start->problems, &error);

  if (bytes == NULL)
    g_task_return_error (task, error);
  else if (start->problems->len > 0)
    g_task_return_pointer (task, NULL, NULL);
  else
    {
      g_clear_pointer (&start->problems, g_ptr_array_unref);
      start->pipeline =
        g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE));
      cvk_engine_client_get_api_async (start->client, g_task_get_cancellable (task), api_cb,
                                       g_object_ref (task));
    }
}

void
cvk_run_request_start_async (const CvkRunRequest *request,
                             CvkSession *session,
                             CvkEngineClient *client,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Start *start = g_new0 (Start, 1);

  /* The names of the engine's errors have to be known before one arrives. */
  (void) CVK_SERVICE_ERROR;
  g_task_set_source_tag (task, cvk_run_request_start_async);
  g_task_set_task_data (task, start, free_start);
  start->client = g_object_ref (client);
  start->id = cvk_run_make_id ();
  start->past = g_strdup (cvk_session_get_past_run (session));
  start->options =
    g_variant_ref_sink (start->past != NULL ? make_past_options (request, start->id, session)
                                            : make_options (request, start->id, session, client));
  cvk_run_bundle_async (session, cancellable, bundled_cb, g_object_ref (task));
}

char *
cvk_run_request_start_finish (GAsyncResult *result, GPtrArray **problems, GError **error)
{
  Start *start = g_task_get_task_data (G_TASK (result));

  *problems = start->problems != NULL ? g_ptr_array_ref (start->problems) : cvk_problems_new ();
  return g_task_propagate_pointer (G_TASK (result), error);
}
