// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/gallery/cvk-library.h"

#include "base/cvk-json.h"
#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/gallery/cvk-library-folder.h"
#include "desktop/gallery/cvk-library-item.h"
#include "desktop/runs/cvk-run-entry.h"

/* Programs change files in several steps. */
#define SETTLE_MS 150

struct _CvkLibrary
{
  GObject parent_instance;

  GFile *folder;
  GFileMonitor *monitor; /* nullable */
  GError *error;         /* nullable */
  GPtrArray *items;      /* CvkLibraryItem */
  GHashTable *runs;      /* path to CvkValue */
  GCancellable *cancellable;
  unsigned refresh_source;
  gboolean is_scanning;
  gboolean is_due; /* once more when the scan is over */
  gboolean is_loaded;
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkLibrary,
                               cvk_library,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_IS_LOADED = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- The list --- */

static GType
get_item_type (GListModel *model)
{
  return CVK_TYPE_LIBRARY_ITEM;
}

static unsigned
get_n_items (GListModel *model)
{
  return CVK_LIBRARY (model)->items->len;
}

static gpointer
get_item (GListModel *model, unsigned position)
{
  GPtrArray *items = CVK_LIBRARY (model)->items;

  return position < items->len ? g_object_ref (g_ptr_array_index (items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

/* --- Reading the folder, in a thread --- */

typedef struct
{
  GFile *folder;
  GHashTable *known; /* path to CvkLibraryItem */
  const CvkNodeTypes *types;
  GError *error; /* nullable; what the thread found */
} Scan;

static void
free_scan (gpointer data)
{
  Scan *scan = data;

  g_object_unref (scan->folder);
  g_hash_table_unref (scan->known);
  g_clear_error (&scan->error);
  g_free (scan);
}

static CvkLibraryItem *
scan_file (const Scan *scan, GFile *file, GFileInfo *info)
{
  CvkLibraryItem *known = g_hash_table_lookup (scan->known, g_file_peek_path (file));
  g_autoptr (GDateTime) modified = g_file_info_get_modification_date_time (info);
  int64_t time = modified != NULL ? g_date_time_to_unix (modified) * G_USEC_PER_SEC +
                                      g_date_time_get_microsecond (modified)
                                  : 0;

  if (known != NULL && cvk_library_item_is_current (known, time, g_file_info_get_size (info)))
    return g_object_ref (known);
  return cvk_library_item_read (file, scan->types);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  CvkLibraryItem *first = *(CvkLibraryItem *const *) a;
  CvkLibraryItem *second = *(CvkLibraryItem *const *) b;

  return g_strcmp0 (g_file_peek_path (cvk_library_item_get_file (first)),
                    g_file_peek_path (cvk_library_item_get_file (second)));
}

static void
scan_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Scan *scan = data;
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GFileEnumerator) enumerator =
    g_file_enumerate_children (scan->folder,
                               G_FILE_ATTRIBUTE_STANDARD_NAME
                               "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_TIME_MODIFIED
                               "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC,
                               G_FILE_QUERY_INFO_NONE, cancellable, &scan->error);
  GFileInfo *info;
  GFile *file;

  /* A folder that cannot be read holds nothing. */
  while (enumerator != NULL &&
         g_file_enumerator_iterate (enumerator, &info, &file, cancellable, NULL) && info != NULL)
    {
      const char *name = g_file_info_get_name (info);
      CvkLibraryItem *item;

      if (*name == '.' || !g_str_has_suffix (name, CVK_PIPELINE_SUFFIX))
        continue;
      item = scan_file (scan, file, info);
      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  g_ptr_array_sort (items, compare_items);
  g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
}

/* --- What is different --- */

static CvkLibraryItem *
add_run (CvkLibrary *self, CvkLibraryItem *item)
{
  const CvkValue *run =
    g_hash_table_lookup (self->runs, g_file_peek_path (cvk_library_item_get_file (item)));
  g_autoptr (CvkRunEntry) entry = run != NULL ? cvk_run_entry_new (run) : NULL;
  const char *state = entry != NULL ? cvk_run_entry_get_shown_state (entry) : NULL;
  int64_t when = cvk_value_lookup_integer (run, "started", 0);

  if (g_strcmp0 (state, cvk_library_item_get_run_state (item)) == 0 &&
      when == cvk_library_item_get_run_time (item))
    return g_object_ref (item);
  return cvk_library_item_new_with_run (item, state, when);
}

static void
splice (CvkLibrary *self, unsigned position, unsigned removed, CvkLibraryItem *added)
{
  if (removed > 0)
    g_ptr_array_remove_index (self->items, position);
  if (added != NULL)
    g_ptr_array_insert (self->items, (int) position, g_object_ref (added));
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added != NULL ? 1 : 0);
}

/* Both are in the same order. */
static void
take_items (CvkLibrary *self, GPtrArray *items)
{
  unsigned i = 0;

  for (unsigned j = 0; j < items->len; j++)
    {
      g_autoptr (CvkLibraryItem) item = add_run (self, g_ptr_array_index (items, j));
      int order = 1;

      while (i < self->items->len &&
             (order = compare_items (&g_ptr_array_index (self->items, i), &item)) < 0)
        splice (self, i, 1, NULL);
      if (i >= self->items->len || order > 0)
        splice (self, i, 0, item);
      else if (g_ptr_array_index (self->items, i) != item)
        splice (self, i, 1, item);
      i++;
    }
  while (i < self->items->len)
    splice (self, i, 1, NULL);
}

static void
scanned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkLibrary) self = user_data;
  g_autoptr (GPtrArray) items = g_task_propagate_pointer (G_TASK (result), NULL);
  Scan *scan = g_task_get_task_data (G_TASK (result));
  gboolean is_news;

  /* NULL: the library has gone, or has another folder now. */
  if (items == NULL)
    return;
  self->is_scanning = FALSE;
  is_news = !self->is_loaded || (self->error != NULL) != (scan->error != NULL);
  g_clear_error (&self->error);
  self->error = g_steal_pointer (&scan->error);
  take_items (self, items);
  self->is_loaded = TRUE;
  if (is_news)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADED]);
  if (self->is_due)
    cvk_library_refresh (self);
}

void
cvk_library_refresh (CvkLibrary *self)
{
  g_autoptr (GTask) task = NULL;
  Scan *scan;

  g_return_if_fail (CVK_IS_LIBRARY (self));

  self->is_due = self->is_scanning;
  if (self->is_scanning)
    return;
  self->is_scanning = TRUE;
  scan = g_new0 (Scan, 1);
  scan->folder = g_object_ref (self->folder);
  scan->types = cvk_node_catalogue_get ();
  scan->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  for (unsigned i = 0; i < self->items->len; i++)
    {
      CvkLibraryItem *item = g_ptr_array_index (self->items, i);

      g_hash_table_insert (scan->known,
                           g_strdup (g_file_peek_path (cvk_library_item_get_file (item))),
                           g_object_ref (item));
    }
  task = g_task_new (NULL, self->cancellable, scanned_cb, g_object_ref (self));
  g_task_set_task_data (task, scan, free_scan);
  g_task_run_in_thread (task, scan_in_thread);
}

/* --- Watching --- */

static gboolean
refresh_cb (gpointer user_data)
{
  CvkLibrary *self = user_data;

  self->refresh_source = 0;
  cvk_library_refresh (self);
  return G_SOURCE_REMOVE;
}

static void
folder_changed_cb (CvkLibrary *self)
{
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  self->refresh_source = g_timeout_add (SETTLE_MS, refresh_cb, self);
}

/* --- Runs --- */

void
cvk_library_set_runs (CvkLibrary *self, const char *runs)
{
  g_autoptr (CvkValue) list = cvk_value_from_json (runs, -1, CVK_JSON_DATA, NULL);
  g_autoptr (GPtrArray) items = NULL;

  g_return_if_fail (CVK_IS_LIBRARY (self));

  g_hash_table_remove_all (self->runs);
  for (size_t i = 0; list != NULL && cvk_value_is_array (list) && i < cvk_value_get_length (list);
       i++)
    {
      CvkValue *run = cvk_value_get_element (list, i);
      const char *path = cvk_value_lookup_string (run, "path", NULL);

      if (path != NULL && !g_hash_table_contains (self->runs, path))
        g_hash_table_insert (self->runs, g_strdup (path), cvk_value_ref (run));
    }
  items = g_ptr_array_copy (self->items, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  g_ptr_array_set_free_func (items, g_object_unref);
  take_items (self, items);
}

/* --- The folder --- */

static void
watch (CvkLibrary *self)
{
  g_autoptr (GError) error = NULL;

  self->monitor = g_file_monitor_directory (self->folder, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (folder_changed_cb), self,
                             G_CONNECT_SWAPPED);
  else
    g_debug ("The library cannot be watched: %s", error->message);
}

static void
unwatch (CvkLibrary *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
}

void
cvk_library_set_folder (CvkLibrary *self, GFile *folder)
{
  g_return_if_fail (CVK_IS_LIBRARY (self));
  g_return_if_fail (G_IS_FILE (folder));

  if (g_file_equal (self->folder, folder))
    return;
  unwatch (self);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->is_scanning = FALSE;
  self->is_loaded = FALSE;
  g_set_object (&self->folder, folder);
  watch (self);
  cvk_library_refresh (self);
}

/* --- Object --- */

const GError *
cvk_library_get_error (CvkLibrary *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY (self), NULL);

  return self->error;
}

GFile *
cvk_library_get_folder (CvkLibrary *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY (self), NULL);

  return self->folder;
}

gboolean
cvk_library_is_loaded (CvkLibrary *self)
{
  g_return_val_if_fail (CVK_IS_LIBRARY (self), FALSE);

  return self->is_loaded;
}

static void
cvk_library_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_IS_LOADED:
      g_value_set_boolean (value, CVK_LIBRARY (object)->is_loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_library_dispose (GObject *object)
{
  unwatch (CVK_LIBRARY (object));
  G_OBJECT_CLASS (cvk_library_parent_class)->dispose (object);
}

static void
cvk_library_finalize (GObject *object)
{
  CvkLibrary *self = CVK_LIBRARY (object);

  g_clear_object (&self->folder);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->runs);
  G_OBJECT_CLASS (cvk_library_parent_class)->finalize (object);
}

static void
cvk_library_class_init (CvkLibraryClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = cvk_library_get_property;
  object_class->dispose = cvk_library_dispose;
  object_class->finalize = cvk_library_finalize;
  properties[PROP_IS_LOADED] =
    g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cvk_library_init (CvkLibrary *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->runs =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_value_unref);
}

CvkLibrary *
cvk_library_new (GFile *folder)
{
  CvkLibrary *self;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);

  self = g_object_new (CVK_TYPE_LIBRARY, NULL);
  self->folder = g_object_ref (folder);
  watch (self);
  cvk_library_refresh (self);
  return self;
}
