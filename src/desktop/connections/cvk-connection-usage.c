// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connection-usage.h"

#include "base/cvk-json.h"
#include "connect/cvk-connectors.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "model/cvk-document.h"

/* What the thread works with; its own. */
typedef struct
{
  GFile *folder;
  char *id;
  char *connector;
  GPtrArray *names;
} Search;

static void
search_free (Search *self)
{
  g_object_unref (self->folder);
  g_free (self->id);
  g_free (self->connector);
  g_ptr_array_unref (self->names);
  g_free (self);
}

/* (transfer full) (nullable) */
static CvkValue *
read_bindings (GFile *file)
{
  g_autofree char *path = cvk_bindings_make_path (file);
  g_autofree char *text = NULL;
  size_t length = 0;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  return cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, NULL);
}

static gboolean
uses_connection (const Search *self, CvkDocument *document, const CvkValue *bindings)
{
  GPtrArray *slots = cvk_document_get_slots (document);

  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);

      if (cvk_connector_fits (self->connector, slot->connector) &&
          g_str_equal (cvk_value_lookup_string (bindings, slot->name, self->id), self->id))
        return TRUE;
    }
  return FALSE;
}

static void
look_at (const Search *self, GFile *file, const char *display_name)
{
  g_autoptr (GBytes) bytes = g_file_load_bytes (file, NULL, NULL, NULL);
  g_autoptr (CvkDocument) document =
    bytes != NULL ? cvk_document_new_from_bytes (bytes, NULL) : NULL;
  g_autoptr (CvkValue) bindings = NULL;
  const char *name;

  if (document == NULL)
    return;
  bindings = read_bindings (file);
  if (!uses_connection (self, document, bindings))
    return;
  name = cvk_document_get_name (document);
  g_ptr_array_add (self->names, g_strdup (name != NULL && *name != '\0' ? name : display_name));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

static void
find_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Search *self = data;
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (
    self->folder, G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME,
    G_FILE_QUERY_INFO_NONE, cancellable, NULL);
  GFileInfo *info;
  GFile *file;

  while (files != NULL && g_file_enumerator_iterate (files, &info, &file, cancellable, NULL) &&
         info != NULL)
    if (g_str_has_suffix (g_file_info_get_name (info), CVK_PIPELINE_SUFFIX))
      look_at (self, file, g_file_info_get_display_name (info));
  g_ptr_array_sort (self->names, compare_names);
  g_task_return_pointer (task, g_ptr_array_ref (self->names), (GDestroyNotify) g_ptr_array_unref);
}

void
cvk_connection_usage_find_async (CvkConnectionInfo *info,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Search *search;

  g_return_if_fail (CVK_IS_CONNECTION_INFO (info));

  task = g_task_new (info, cancellable, callback, user_data);
  search = g_new0 (Search, 1);
  search->folder = cvk_library_folder_dup ();
  search->id = g_strdup (cvk_connection_info_get_id (info));
  search->connector = g_strdup (cvk_connection_info_get_connector (info));
  search->names = g_ptr_array_new_with_free_func (g_free);
  g_task_set_source_tag (task, cvk_connection_usage_find_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  g_task_run_in_thread (task, find_thread);
}

GPtrArray *
cvk_connection_usage_find_finish (GAsyncResult *result)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
