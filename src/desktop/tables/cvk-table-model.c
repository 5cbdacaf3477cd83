// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/tables/cvk-table-model.h"

#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "nodes/cvk-compare.h"
#include "service/cvk-problems.h"

#define WINDOW 200

/* --- A row --- */

struct _CvkTableRow
{
  GObject parent_instance;

  int64_t number;
  CvkValue *fields; /* nullable */
};

G_DEFINE_FINAL_TYPE (CvkTableRow, cvk_table_row, G_TYPE_OBJECT)

static unsigned row_changed;

static void
cvk_table_row_finalize (GObject *object)
{
  g_clear_pointer (&CVK_TABLE_ROW (object)->fields, cvk_value_unref);
  G_OBJECT_CLASS (cvk_table_row_parent_class)->finalize (object);
}

static void
cvk_table_row_class_init (CvkTableRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_table_row_finalize;
  row_changed = g_signal_new ("changed", CVK_TYPE_TABLE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
}

static void
cvk_table_row_init (CvkTableRow *self)
{
}

int64_t
cvk_table_row_get_number (CvkTableRow *self)
{
  return self->number;
}

char *
cvk_table_row_dup_text (CvkTableRow *self, const char *column)
{
  CvkValue *value = cvk_value_get_member (self->fields, column);

  return value != NULL ? cvk_value_dup_text (value) : g_strdup ("");
}

static void
fill_row (CvkTableRow *self, const CvkValue *row)
{
  CvkValue *fields = cvk_value_get_member (row, "fields");

  self->number = cvk_value_lookup_integer (row, "number", 0);
  /* Said also when they are the same: a cell may show what was asked for and then taken back. */
  g_clear_pointer (&self->fields, cvk_value_unref);
  self->fields = fields != NULL ? cvk_value_ref (fields) : NULL;
  g_signal_emit (self, row_changed, 0);
}

/* --- The list --- */

struct _CvkTableModel
{
  GObject parent_instance;

  CvkEngineClient *client;
  GCancellable *cancellable; /* of what is being read; replaced with the table */
  char *table;               /* nullable */
  char *search;
  unsigned count;
  gboolean is_counted;
  GHashTable *rows;   /* position -> CvkTableRow */
  GHashTable *wanted; /* windows that are being read or were, by number */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FAILED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void read_window (CvkTableModel *self, unsigned window);

static GType
get_item_type (GListModel *model)
{
  return CVK_TYPE_TABLE_ROW;
}

static unsigned
get_n_items (GListModel *model)
{
  return CVK_TABLE_MODEL (model)->count;
}

static CvkTableRow *
need_row (CvkTableModel *self, unsigned position)
{
  CvkTableRow *row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (position));

  if (row == NULL)
    {
      row = g_object_new (CVK_TYPE_TABLE_ROW, NULL);
      g_hash_table_insert (self->rows, GUINT_TO_POINTER (position), row);
    }
  return row;
}

static gpointer
get_item (GListModel *model, unsigned position)
{
  CvkTableModel *self = CVK_TABLE_MODEL (model);

  if (position >= self->count)
    return NULL;
  read_window (self, position / WINDOW);
  return g_object_ref (need_row (self, position));
}

static void
list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkTableModel,
                               cvk_table_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_iface_init))

/* --- Reading --- */

typedef struct
{
  CvkTableModel *model;
  GCancellable *cancellable;
  unsigned window;
  char *change; /* nullable: JSON; nothing is read then */
  char *table;
} Request;

static void
free_request (Request *self)
{
  g_object_unref (self->model);
  g_object_unref (self->cancellable);
  g_free (self->change);
  g_free (self->table);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, free_request)

static void
set_count (CvkTableModel *self, unsigned count)
{
  unsigned before = self->count;

  self->count = count;
  if (count > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, count - before);
  else if (count < before)
    g_list_model_items_changed (G_LIST_MODEL (self), count, before - count, 0);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) window = NULL;
  const CvkValue *rows = NULL;

  if (!cvk_api_engine_call_get_table_rows_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      if (!g_cancellable_is_cancelled (request->cancellable))
        g_hash_table_remove (request->model->wanted, GUINT_TO_POINTER (request->window));
      return;
    }
  window = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  rows = cvk_value_get_member (window, "rows");
  for (size_t i = 0; rows != NULL && i < cvk_value_get_length (rows); i++)
    fill_row (need_row (request->model, request->window * WINDOW + (unsigned) i),
              cvk_value_get_element (rows, i));
  request->model->is_counted = TRUE;
  set_count (request->model, (unsigned) cvk_value_lookup_integer (window, "count", 0));
  g_signal_emit (request->model, signals[SIGNAL_CHANGED], 0);
}

static void
fail (Request *request, const char *message)
{
  g_signal_emit (request->model, signals[SIGNAL_FAILED], 0, message);
  cvk_table_model_reload (request->model);
}

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autofree char *problems_json = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  if (!cvk_api_engine_call_change_table_finish (CVK_API_ENGINE (object), NULL, &problems_json,
                                                result, &error))
    {
      g_dbus_error_strip_remote_error (error);
      fail (request, error->message);
      return;
    }
  problems = cvk_problems_from_json (problems_json);
  if (problems->len > 0)
    {
      g_autofree char *message = cvk_local_problem (g_ptr_array_index (problems, 0));

      fail (request, message);
      return;
    }
  cvk_table_model_reload (request->model);
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  CvkTableModel *self = request->model;
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL || g_cancellable_is_cancelled (request->cancellable))
    {
      if (request->change != NULL && error != NULL)
        fail (request, error->message);
      return;
    }
  if (request->change != NULL)
    {
      cvk_api_engine_call_change_table (api, request->table, request->change, NULL, changed_cb,
                                        request);
      g_steal_pointer (&request);
      return;
    }
  g_variant_dict_insert (&options, "offset", "u", request->window * WINDOW);
  g_variant_dict_insert (&options, "count", "u", WINDOW);
  if (*self->search != '\0')
    g_variant_dict_insert (&options, "search", "s", self->search);
  cvk_api_engine_call_get_table_rows (api, self->table, g_variant_dict_end (&options),
                                      request->cancellable, read_cb, request);
  g_steal_pointer (&request);
}

/* Takes @change (nullable). */
static void
ask (CvkTableModel *self, unsigned window, char *change)
{
  Request *request = g_new0 (Request, 1);

  request->model = g_object_ref (self);
  request->cancellable = g_object_ref (self->cancellable);
  request->window = window;
  request->change = change;
  request->table = g_strdup (self->table);
  cvk_engine_client_get_api_async (self->client, NULL, api_cb, request);
}

static void
read_window (CvkTableModel *self, unsigned window)
{
  if (self->table != NULL && g_hash_table_add (self->wanted, GUINT_TO_POINTER (window)))
    ask (self, window, NULL);
}

/* --- The object --- */

static void
cvk_table_model_dispose (GObject *object)
{
  CvkTableModel *self = CVK_TABLE_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (cvk_table_model_parent_class)->dispose (object);
}

static void
cvk_table_model_finalize (GObject *object)
{
  CvkTableModel *self = CVK_TABLE_MODEL (object);

  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->wanted);
  g_free (self->table);
  g_free (self->search);
  G_OBJECT_CLASS (cvk_table_model_parent_class)->finalize (object);
}

static void
cvk_table_model_class_init (CvkTableModelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_table_model_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_table_model_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_TABLE_MODEL, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", CVK_TYPE_TABLE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cvk_table_model_init (CvkTableModel *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->wanted = g_hash_table_new (NULL, NULL);
  self->search = g_strdup ("");
}

CvkTableModel *
cvk_table_model_new (CvkEngineClient *client)
{
  CvkTableModel *self = g_object_new (CVK_TYPE_TABLE_MODEL, NULL);

  self->client = g_object_ref (client);
  return self;
}

/* Rows of another table or search are other rows. */
static void
begin_anew (CvkTableModel *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_hash_table_remove_all (self->wanted);
  self->is_counted = FALSE;
  set_count (self, 0);
  g_hash_table_remove_all (self->rows);
  read_window (self, 0);
}

void
cvk_table_model_show (CvkTableModel *self, const char *table)
{
  if (g_strcmp0 (table, self->table) == 0)
    return;
  g_free (self->table);
  self->table = g_strdup (table);
  begin_anew (self);
}

const char *
cvk_table_model_get_table (CvkTableModel *self)
{
  return self->table;
}

void
cvk_table_model_search (CvkTableModel *self, const char *text)
{
  if (g_str_equal (text, self->search))
    return;
  g_free (self->search);
  self->search = g_strdup (text);
  begin_anew (self);
}

gboolean
cvk_table_model_is_searching (CvkTableModel *self)
{
  return *self->search != '\0';
}

gboolean
cvk_table_model_is_empty (CvkTableModel *self)
{
  return self->table != NULL && self->is_counted && self->count == 0;
}

void
cvk_table_model_reload (CvkTableModel *self)
{
  g_autoptr (GList) windows = g_hash_table_get_keys (self->wanted);

  g_hash_table_remove_all (self->wanted);
  if (windows == NULL)
    read_window (self, 0);
  for (GList *each = windows; each != NULL; each = each->next)
    read_window (self, GPOINTER_TO_UINT (each->data));
}

void
cvk_table_model_change (CvkTableModel *self, CvkValue *change)
{
  ask (self, 0, cvk_value_to_json (change, CVK_JSON_COMPACT));
  cvk_value_unref (change);
}
