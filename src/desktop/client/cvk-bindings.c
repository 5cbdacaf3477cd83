// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-bindings.h"

#include "base/cvk-json.h"
#include "connect/cvk-connectors.h"
#include "desktop/client/cvk-connection-info.h"

struct _CvkBindings
{
  GObject parent_instance;

  GHashTable *slots; /* char * slot to char * connection */
  char *path;        /* nullable: the pipeline is in no file yet */
  GCancellable *cancellable;
  gboolean is_saving;
  gboolean is_stale; /* another choice was made while it was being saved */
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
  g_autofree char *uri = g_file_get_uri (pipeline);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);
  g_autofree char *name = g_strconcat (hash, ".json", NULL);

  return g_build_filename (g_get_user_state_dir (), "convoke", "bindings", name, NULL);
}

static void
save_thread (GTask *task, gpointer source, gpointer text, GCancellable *cancellable)
{
  const char *path = g_object_get_data (G_OBJECT (task), "path");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_info ("The choice of connections is not remembered: %s",
            error != NULL ? error->message : folder);
  g_task_return_boolean (task, TRUE);
}

static char *
write_slots (CvkBindings *self)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_autoptr (CvkValue) value = NULL;
  GHashTableIter iter;
  gpointer slot;
  gpointer connection;

  cvk_object_builder_init (&builder);
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, &slot, &connection))
    cvk_object_builder_append (&builder, slot, cvk_value_new_string (connection));
  value = cvk_object_builder_end (&builder);
  return cvk_value_to_json (value, CVK_JSON_PRETTY);
}

static void save (CvkBindings *self);

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkBindings *self = CVK_BINDINGS (object);

  self->is_saving = FALSE;
  if (self->is_stale)
    save (self);
}

/* One after the other: threads would overtake each other, and the last choice would be lost. */
static void
save (CvkBindings *self)
{
  g_autoptr (GTask) task = NULL;

  self->is_stale = self->is_saving;
  if (self->path == NULL || self->is_saving)
    return;
  self->is_saving = TRUE;
  task = g_task_new (self, NULL, saved_cb, NULL);
  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, write_slots (self), g_free);
  g_object_set_data_full (G_OBJECT (task), "path", g_strdup (self->path), g_free);
  g_task_run_in_thread (task, save_thread);
}

static void
take_slots (CvkBindings *self, const CvkValue *value)
{
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
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

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBindings) self = user_data;
  g_autofree char *text = NULL;
  size_t length = 0;
  g_autoptr (CvkValue) value = NULL;

  if (!g_file_load_contents_finish (G_FILE (object), result, &text, &length, NULL, NULL))
    return;
  value = cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, NULL);
  if (value != NULL && cvk_value_is_object (value))
    take_slots (self, value);
}

static void
load (CvkBindings *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);

  g_file_load_contents_async (file, self->cancellable, loaded_cb, g_object_ref (self));
}

/* A pipeline that gets a file, or another one, takes its bindings along. */
static void
file_changed_cb (CvkBindings *self, GParamSpec *pspec, CvkSession *session)
{
  GFile *file = cvk_session_get_file (session);

  g_clear_pointer (&self->path, g_free);
  if (file == NULL)
    return;
  self->path = cvk_bindings_make_path (file);
  if (g_hash_table_size (self->slots) > 0)
    save (self);
  else
    load (self);
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
cvk_bindings_dispose (GObject *object)
{
  CvkBindings *self = CVK_BINDINGS (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (cvk_bindings_parent_class)->dispose (object);
}

static void
cvk_bindings_finalize (GObject *object)
{
  CvkBindings *self = CVK_BINDINGS (object);

  g_clear_pointer (&self->slots, g_hash_table_unref);
  g_clear_object (&self->cancellable);
  g_free (self->path);
  G_OBJECT_CLASS (cvk_bindings_parent_class)->finalize (object);
}

static void
cvk_bindings_class_init (CvkBindingsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = cvk_bindings_dispose;
  object_class->finalize = cvk_bindings_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_BINDINGS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_bindings_init (CvkBindings *self)
{
  self->slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->cancellable = g_cancellable_new ();
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
