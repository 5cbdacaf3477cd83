// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-random.h"
#include "model/cvk-checks.h"
#include "service/cvk-activation-request.h"
#include "service/cvk-activations-private.h"
#include "service/cvk-problems.h"
#include "store/cvk-store-activations.h"

/* Publishing a version of a pipeline, and taking it back. */

/* --- Activating --- */

typedef struct
{
  CvkDocument *document; /* nullable: it cannot be read */
  GBytes *text;
  GVariantDict *options;
  GPtrArray *problems;
  char *id;
} Request;

static void
free_request (Request *request)
{
  g_clear_object (&request->document);
  g_clear_pointer (&request->text, g_bytes_unref);
  g_clear_pointer (&request->options, g_variant_dict_unref);
  g_clear_pointer (&request->problems, g_ptr_array_unref);
  g_free (request->id);
  g_free (request);
}

static void
replaced_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkActivations *self = g_task_get_source_object (task);
  const Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, &error);
  CvkActivation *activation = NULL;

  cvk_host_release (self->host);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  cvk_activations_take (self, text, request->id);
  activation = cvk_activations_find (self, request->id);
  cvk_activations_say_changed (self);
  g_task_return_pointer (task, activation != NULL ? g_object_ref (activation) : NULL,
                         g_object_unref);
}

/* What triggers need that no check of the pipeline can know. */
static void
try_out (CvkActivations *self, const CvkValue *record, GPtrArray *problems)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkActivation) activation = cvk_activation_new (
    self->host, self->connections, self->runs, self->questions, record, &problem);

  if (activation == NULL)
    g_ptr_array_add (problems, g_steal_pointer (&problem));
  else
    cvk_activation_add_setup_problems (activation, problems);
}

static void
replace (CvkActivations *self, GTask *task)
{
  Request *request = g_task_get_task_data (task);
  CvkStore *store = cvk_host_get_store (self->host);
  g_autofree char *path = NULL;
  g_autoptr (CvkValue) record = NULL;
  CvkActivation *old = NULL;

  g_variant_dict_lookup (request->options, "path", "s", &path);
  request->id = path != NULL ? g_strdup (g_hash_table_lookup (self->ids, path)) : NULL;
  if (request->id == NULL)
    request->id = cvk_random_base64url (9, NULL);
  record = cvk_activation_request_to_record (self->host, self->connections, request->document,
                                             request->text, request->options, request->id,
                                             request->problems);
  if (record != NULL)
    try_out (self, record, request->problems);
  if (cvk_problems_have_errors (request->problems))
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  /* From here on nothing of the old version is written, so what the store says after this is what
   * the new one goes on from. */
  old = cvk_activations_find (self, request->id);
  if (old != NULL)
    cvk_activations_drop (self, old);
  g_hash_table_replace (self->ids, g_strdup (path), g_strdup (request->id));
  cvk_host_hold (self->host);
  cvk_store_save_activation_async (store, record, NULL, NULL);
  cvk_store_load_activations_async (store, replaced_cb, g_object_ref (task));
}

static void
slots_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    g_ptr_array_add (request->problems, cvk_problem_new_from_error ("journal", error));
  replace (g_task_get_source_object (task), task);
}

static void
trust_looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkActivations *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (cvk_store_boolean_finish (CVK_STORE (object), result, &error))
    cvk_host_connections_load_async (self->connections, slots_ready_cb, g_object_ref (task));
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_error (task, cvk_service_error_new_needs_review ());
}

static void
loaded_for_request_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkActivations *self = CVK_ACTIVATIONS (object);
  const Request *request = g_task_get_task_data (task);
  CvkStore *store = cvk_host_get_store (self->host);
  g_autofree char *hash = cvk_document_dup_content_hash (request->document);
  GError *error = NULL;
  gboolean trust = FALSE;

  if (!cvk_activations_load_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_variant_dict_lookup (request->options, "trust", "b", &trust);
  if (trust)
    cvk_store_trust_async (store, hash, NULL, NULL);
  cvk_store_is_trusted_async (store, hash, trust_looked_up_cb, g_object_ref (task));
}

void
cvk_activations_activate_async (CvkActivations *self,
                                GBytes *pipeline,
                                GVariant *options,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, cvk_activations_activate_async);
  g_task_set_task_data (task, request, (GDestroyNotify) free_request);
  request->text = g_bytes_ref (pipeline);
  request->options = g_variant_dict_new (options);
  request->document = cvk_host_read_pipeline (self->host, pipeline, &request->problems);
  if (request->document == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    cvk_activations_load_async (self, loaded_for_request_cb, g_object_ref (task));
}

CvkActivation *
cvk_activations_activate_finish (CvkActivations *self,
                                 GAsyncResult *result,
                                 GPtrArray **problems,
                                 GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  const Request *request = g_task_get_task_data (G_TASK (result));

  *problems = g_ptr_array_ref (request->problems);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Deactivating --- */

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkActivations *self = g_task_get_source_object (task);
  GError *error = NULL;

  cvk_host_release (self->host);
  if (!cvk_store_boolean_finish (CVK_STORE (object), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
cvk_activations_deactivate_async (CvkActivations *self,
                                  CvkActivation *activation,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (CvkActivation) kept = g_object_ref (activation);

  g_task_set_source_tag (task, cvk_activations_deactivate_async);
  cvk_activation_forget_secrets (activation);
  cvk_host_hold (self->host);
  cvk_activations_drop (self, activation);
  cvk_activations_update_hold (self);
  cvk_store_end_activation_async (cvk_host_get_store (self->host), cvk_activation_get_id (kept),
                                  ended_cb, g_steal_pointer (&task));
  cvk_activations_say_changed (self);
}

gboolean
cvk_activations_deactivate_finish (CvkActivations *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
