// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-samples.h"

#include "desktop/forms/cvk-file-samples.h"
#include "desktop/runs/cvk-row-page.h"
#include "desktop/runs/cvk-run-model.h"

/* Failed rows may stand in front of the first that says anything. */
#define N_ROWS 10

struct _CvkSamples
{
  GObject parent_instance;

  CvkSession *session; /* it owns this object */
  CvkEngineClient *client;
  CvkRunModel *run;  /* nullable */
  GHashTable *items; /* id of a node to CvkValue; to NULL while it is being asked for */
  GCancellable *cancellable;
  CvkFileSamples *files; /* owned */
};

G_DEFINE_FINAL_TYPE (CvkSamples, cvk_samples, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

typedef struct
{
  CvkSamples *self;
  char *node_id;
} Request;

static void
free_request (Request *request)
{
  g_object_unref (request->self);
  g_free (request->node_id);
  g_free (request);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

static void
unref_item (gpointer item)
{
  if (item != NULL)
    cvk_value_unref (item);
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkSamples *self = request->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) rows = cvk_row_page_load_finish (result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Without an answer there is nothing to show; the run's panel says why. */
  for (size_t i = 0; rows != NULL && i < cvk_value_get_length (rows); i++)
    {
      CvkValue *row = cvk_value_get_element (rows, i);
      CvkValue *item = cvk_value_get_member (row, "item");
      CvkValue *problem = cvk_value_get_member (row, "problem");

      if (item == NULL || !cvk_value_is_object (item) ||
          (problem != NULL && !cvk_value_is_null (problem)))
        continue;
      g_hash_table_insert (self->items, g_strdup (request->node_id), cvk_value_ref (item));
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      return;
    }
}

/* The output port that has items; NULL when none has. */
static char *
find_port (CvkSamples *self, const char *node_id)
{
  CvkNode *node = cvk_document_get_node (cvk_session_get_document (self->session), node_id);
  const CvkNodeType *type =
    node != NULL ? cvk_node_types_lookup (cvk_session_get_types (self->session), node->type) : NULL;
  g_auto (GStrv) ports = NULL;

  if (type == NULL)
    return NULL;
  ports = cvk_node_type_list_outputs (type, node->settings);
  for (unsigned i = 0; ports[i] != NULL; i++)
    if (cvk_run_model_get_count (self->run, node_id, ports[i]) > 0)
      return g_strdup (ports[i]);
  return NULL;
}

static CvkValue *
lookup_in_run (CvkSamples *self, const char *node_id)
{
  gpointer item = NULL;
  g_autofree char *port = NULL;
  g_autoptr (CvkRowQuery) query = NULL;
  Request *request;

  if (self->run == NULL || !cvk_run_model_has_items (self->run))
    return NULL;
  if (g_hash_table_lookup_extended (self->items, node_id, NULL, &item))
    return item;
  port = find_port (self, node_id);
  if (port == NULL)
    return NULL;
  g_hash_table_insert (self->items, g_strdup (node_id), NULL);
  query = cvk_row_query_new (cvk_run_model_get_id (self->run), node_id, port);
  query->is_whole = TRUE;
  request = g_new (Request, 1);
  request->self = g_object_ref (self);
  request->node_id = g_strdup (node_id);
  cvk_row_page_load_async (self->client, query, 0, N_ROWS, self->cancellable, load_cb, request);
  return NULL;
}

CvkValue *
cvk_samples_lookup (CvkSamples *self, const char *node_id)
{
  CvkValue *item;

  g_return_val_if_fail (CVK_IS_SAMPLES (self), NULL);
  g_return_val_if_fail (node_id != NULL, NULL);

  item = lookup_in_run (self, node_id);
  return item != NULL ? item : cvk_file_samples_lookup (self->files, node_id);
}

static void
files_changed_cb (CvkSamples *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
run_changed_cb (CvkSamples *self)
{
  /* Whoever found nothing while the run went on may find something now. */
  if (cvk_run_model_has_ended (self->run))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
follow_run (CvkSamples *self)
{
  GObject *run = cvk_session_get_run (self->session);

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_hash_table_remove_all (self->items);
  if (CVK_IS_RUN_MODEL (run))
    {
      self->run = CVK_RUN_MODEL (g_object_ref (run));
      g_signal_connect_object (run, "changed", G_CALLBACK (run_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- Object --- */

static void
cvk_samples_dispose (GObject *object)
{
  CvkSamples *self = CVK_SAMPLES (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->run);
  g_clear_object (&self->client);
  g_clear_object (&self->files);
  G_OBJECT_CLASS (cvk_samples_parent_class)->dispose (object);
}

static void
cvk_samples_finalize (GObject *object)
{
  g_hash_table_unref (CVK_SAMPLES (object)->items);
  G_OBJECT_CLASS (cvk_samples_parent_class)->finalize (object);
}

static void
cvk_samples_class_init (CvkSamplesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_samples_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_samples_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_SAMPLES, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_samples_init (CvkSamples *self)
{
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_item);
}

CvkSamples *
cvk_samples_of_session (CvkSession *session, CvkEngineClient *client)
{
  CvkSamples *self = g_object_get_data (G_OBJECT (session), "cvk-samples");

  if (self != NULL)
    return self;
  self = g_object_new (CVK_TYPE_SAMPLES, NULL);
  self->session = session;
  self->client = g_object_ref (client);
  self->files = cvk_file_samples_new (session);
  g_signal_connect_object (self->files, "changed", G_CALLBACK (files_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (session), "cvk-samples", self, g_object_unref);
  g_signal_connect_object (session, "notify::run", G_CALLBACK (follow_run), self,
                           G_CONNECT_SWAPPED);
  follow_run (self);
  return self;
}
