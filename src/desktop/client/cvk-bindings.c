// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-bindings.h"

#include "connect/cvk-connectors.h"
#include "desktop/client/cvk-connection-info.h"
#include "desktop/client/cvk-pipeline-state.h"

#define KIND "bindings"

struct _CvkBindings
{
  GObject parent_instance;

  GHashTable *slots; /* char * slot to char * connection */
  CvkPipelineState *state;
};

G_DEFINE_FINAL_TYPE (CvkBindings, cvk_bindings, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- The file --- */

char *
cvk_bindings_make_path (GFile *pipeline)
{
  return cvk_pipeline_state_make_path (KIND, pipeline);
}

static void
save (CvkBindings *self)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  GHashTableIter iter;
  gpointer slot;
  gpointer connection;

  cvk_object_builder_init (&builder);
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, &slot, &connection))
    cvk_object_builder_append (&builder, slot, cvk_value_new_string (connection));
  cvk_pipeline_state_save (self->state, cvk_object_builder_end (&builder));
}

static void
loaded_cb (CvkBindings *self, const CvkValue *value)
{
  for (size_t i = 0; cvk_value_is_object (value) && i < cvk_value_get_length (value); i++)
    {
      const char *slot = NULL;
      CvkValue *connection = NULL;

      cvk_value_get_member_at (value, i, &slot, &connection);
      if (cvk_value_is_string (connection) && !g_hash_table_contains (self->slots, slot))
        g_hash_table_insert (self->slots, g_strdup (slot),
                             g_strdup (cvk_value_get_string (connection)));
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* A pipeline that gets a file, or another one, takes its bindings along. */
static void
file_changed_cb (CvkBindings *self, GParamSpec *pspec, CvkSession *session)
{
  cvk_pipeline_state_set_file (self->state, cvk_session_get_file (session));
  if (g_hash_table_size (self->slots) > 0)
    save (self);
  else
    cvk_pipeline_state_load (self->state);
}

/* --- Reading and choosing --- */

const char *
cvk_bindings_get_connection (CvkBindings *self, const char *slot)
{
  g_return_val_if_fail (CVK_IS_BINDINGS (self), NULL);
  g_return_val_if_fail (slot != NULL, NULL);

  return g_hash_table_lookup (self->slots, slot);
}

void
cvk_bindings_set_connection (CvkBindings *self, const char *slot, const char *connection)
{
  g_return_if_fail (CVK_IS_BINDINGS (self));
  g_return_if_fail (slot != NULL);

  if (g_strcmp0 (cvk_bindings_get_connection (self, slot), connection) == 0)
    return;
  if (connection != NULL)
    g_hash_table_replace (self->slots, g_strdup (slot), g_strdup (connection));
  else
    g_hash_table_remove (self->slots, slot);
  save (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
has_connection (GListModel *connections, const char *id)
{
  for (unsigned i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (CvkConnectionInfo) info = g_list_model_get_item (connections, i);

      if (g_strcmp0 (cvk_connection_info_get_id (info), id) == 0)
        return TRUE;
    }
  return FALSE;
}

GVariant *
cvk_bindings_make_option (CvkBindings *self, GListModel *connections)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  GHashTableIter iter;
  gpointer slot;
  gpointer connection;

  g_return_val_if_fail (CVK_IS_BINDINGS (self), NULL);

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, &slot, &connection))
    if (has_connection (connections, connection))
      g_variant_builder_add (&builder, "{ss}", slot, connection);
  return g_variant_builder_end (&builder);
}

/* (nullable) */
static CvkConnectionInfo *
find_connection (CvkBindings *self, const CvkConnectionSlot *slot, GListModel *connections)
{
  const char *chosen = cvk_bindings_get_connection (self, slot->name);
  CvkConnectionInfo *last = NULL;
  unsigned count = 0;

  for (unsigned i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (CvkConnectionInfo) info = g_list_model_get_item (connections, i);

      if (!cvk_connector_fits (cvk_connection_info_get_connector (info), slot->connector))
        continue;
      if (g_strcmp0 (cvk_connection_info_get_id (info), chosen) == 0)
        return info;
      last = info;
      count++;
    }
  return count == 1 ? last : NULL;
}

char *
cvk_bindings_dup_connection (CvkBindings *self,
                             const CvkConnectionSlot *slot,
                             GListModel *connections)
{
  CvkConnectionInfo *info;

  g_return_val_if_fail (CVK_IS_BINDINGS (self), NULL);
  g_return_val_if_fail (slot != NULL, NULL);

  info = find_connection (self, slot, connections);
  return info != NULL ? g_strdup (cvk_connection_info_get_id (info)) : NULL;
}

GHashTable *
cvk_bindings_list_names (CvkBindings *self, CvkDocument *document, GListModel *connections)
{
  GPtrArray *slots = cvk_document_get_slots (document);
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_return_val_if_fail (CVK_IS_BINDINGS (self), names);

  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);
      CvkConnectionInfo *info = find_connection (self, slot, connections);

      if (info != NULL)
        g_hash_table_insert (names, g_strdup (slot->name),
                             g_strdup (cvk_connection_info_get_name (info)));
    }
  return names;
}

/* --- The object --- */

static void
cvk_bindings_finalize (GObject *object)
{
  CvkBindings *self = CVK_BINDINGS (object);

  g_clear_pointer (&self->slots, g_hash_table_unref);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (cvk_bindings_parent_class)->finalize (object);
}

static void
cvk_bindings_class_init (CvkBindingsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->finalize = cvk_bindings_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_BINDINGS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_bindings_init (CvkBindings *self)
{
  self->slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->state = cvk_pipeline_state_new (KIND);
  g_signal_connect_object (self->state, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
}

CvkBindings *
cvk_bindings_get (CvkSession *session)
{
  static const char key[] = "cvk-bindings";
  CvkBindings *self;

  g_return_val_if_fail (CVK_IS_SESSION (session), NULL);

  self = g_object_get_data (G_OBJECT (session), key);
  if (self != NULL)
    return self;
  self = g_object_new (CVK_TYPE_BINDINGS, NULL);
  g_object_set_data_full (G_OBJECT (session), key, self, g_object_unref);
  g_signal_connect_object (session, "notify::file", G_CALLBACK (file_changed_cb), self,
                           G_CONNECT_SWAPPED);
  file_changed_cb (self, NULL, session);
  return self;
}
