// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-sheet-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/bulk/cvk-bulk-pipeline.h"
#include "desktop/cvk-slices.h"
#include "desktop/forms/cvk-time-zone-names.h"
#include "desktop/runs/cvk-cell-text.h"

static void model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkBulkSheet,
                               cvk_bulk_sheet,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_iface_init))

enum
{
  SIGNAL_COLUMNS_CHANGED,
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Checking --- */

static gboolean
check_next (gpointer owner)
{
  CvkBulkSheet *self = owner;
  CvkBulkRow *row;

  if (self->next >= self->rows->len)
    {
      self->source = 0;
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      return FALSE;
    }
  row = g_ptr_array_index (self->rows, self->next++);
  if (!row->is_checked)
    {
      cvk_bulk_check_row (self->check, row, self->orders, self->zones);
      cvk_bulk_row_changed (row);
    }
  return TRUE;
}

static void
begin_checks (CvkBulkSheet *self)
{
  self->next = 0;
  if (self->source == 0 && self->check != NULL)
    self->source = cvk_slices_begin (check_next, self);
}

/* Columns stand for other fields: all rows say something else. Texts at once, because they are what
 * is seen; what they mean a little later. */
static void
read_again (CvkBulkSheet *self)
{
  cvk_bulk_sheet_list_filled (self);
  g_clear_pointer (&self->check, cvk_bulk_check_free);
  if (self->type != NULL && self->table != NULL)
    self->check = cvk_bulk_check_new (self->types, self->type, self->filled, self->fixed);
  for (unsigned i = 0; i < self->rows->len; i++)
    {
      CvkBulkRow *row = g_ptr_array_index (self->rows, i);

      row->is_checked = FALSE;
      cvk_bulk_sheet_fill_texts (self, row);
      cvk_bulk_row_changed (row);
    }
  g_signal_emit (self, signals[SIGNAL_COLUMNS_CHANGED], 0);
  begin_checks (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
zones_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBulkSheet) self = user_data;

  self->zones = cvk_time_zone_names_load_finish (result, NULL);
  if (self->zones != NULL && !g_cancellable_is_cancelled (self->cancellable))
    read_again (self);
}

/* --- Table and action --- */

void
cvk_bulk_sheet_set_action (CvkBulkSheet *self, const CvkNodeType *type, const CvkValue *fixed)
{
  g_return_if_fail (CVK_IS_BULK_SHEET (self));
  g_return_if_fail (type != NULL);

  self->type = type;
  g_clear_pointer (&self->fixed, cvk_value_unref);
  self->fixed = fixed != NULL ? cvk_value_ref (fixed) : NULL;
  g_ptr_array_set_size (self->filled, 0);
  g_clear_pointer (&self->check, cvk_bulk_check_free);
  g_ptr_array_unref (self->fields);
  self->fields = cvk_bulk_field_list (type);
  for (unsigned i = 0; i < self->rows->len; i++)
    g_hash_table_remove_all (((CvkBulkRow *) g_ptr_array_index (self->rows, i))->edits);
  cvk_bulk_sheet_guess_targets (self);
  read_again (self);
}

void
cvk_bulk_sheet_take_table (CvkBulkSheet *self, CvkTableText *table)
{
  unsigned before;

  g_return_if_fail (CVK_IS_BULK_SHEET (self));

  before = self->rows->len;
  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->table, cvk_table_text_free);
  self->table = table;
  for (unsigned i = 0; table != NULL && i < table->rows->len; i++)
    g_ptr_array_add (self->rows,
                     cvk_bulk_row_new (i + 1, g_strdupv (g_ptr_array_index (table->rows, i))));
  cvk_bulk_sheet_guess_targets (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->rows->len);
  read_again (self);
}

int
cvk_bulk_sheet_get_target (CvkBulkSheet *self, unsigned column)
{
  g_return_val_if_fail (CVK_IS_BULK_SHEET (self) && self->targets != NULL, -1);

  return self->targets[column];
}

void
cvk_bulk_sheet_set_target (CvkBulkSheet *self, unsigned column, int field)
{
  g_return_if_fail (CVK_IS_BULK_SHEET (self) && self->targets != NULL);

  if (self->targets[column] == field)
    return;
  self->targets[column] = field;
  if (field >= 0)
    g_clear_pointer (&g_ptr_array_index (self->templates, field), g_free);
  read_again (self);
}

const char *
cvk_bulk_sheet_get_template (CvkBulkSheet *self, unsigned field)
{
  g_return_val_if_fail (CVK_IS_BULK_SHEET (self) && field < self->templates->len, "");

  return g_ptr_array_index (self->templates, field) != NULL
           ? g_ptr_array_index (self->templates, field)
           : "";
}

void
cvk_bulk_sheet_set_template (CvkBulkSheet *self, unsigned field, const char *text)
{
  g_return_if_fail (CVK_IS_BULK_SHEET (self) && field < self->templates->len);

  if (g_str_equal (cvk_bulk_sheet_get_template (self, field), text))
    return;
  g_free (g_ptr_array_index (self->templates, field));
  g_ptr_array_index (self->templates, field) = *text != '\0' ? g_strdup (text) : NULL;
  read_again (self);
}

/* --- Rows --- */

void
cvk_bulk_sheet_edit (CvkBulkSheet *self, CvkBulkRow *row, const char *path, const char *text)
{
  g_return_if_fail (CVK_IS_BULK_SHEET (self));

  if (row->state == CVK_BULK_DONE || row->state == CVK_BULK_SENT || row->state == CVK_BULK_OPEN ||
      g_str_equal (cvk_bulk_row_get_text (row, path), text))
    return;
  g_hash_table_replace (row->edits, g_strdup (path), g_strdup (text));
  row->is_corrected = TRUE;
  cvk_bulk_sheet_fill_texts (self, row);
  cvk_bulk_check_row (self->check, row, self->orders, self->zones);
  cvk_bulk_row_changed (row);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
cvk_bulk_sheet_leave_out (CvkBulkSheet *self, CvkBulkRow *row, gboolean is_left_out)
{
  g_return_if_fail (CVK_IS_BULK_SHEET (self));

  if (row->is_left_out == is_left_out)
    return;
  row->is_left_out = is_left_out;
  cvk_bulk_row_changed (row);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
cvk_bulk_sheet_count (CvkBulkSheet *self, CvkBulkCounts *counts)
{
  *counts = (CvkBulkCounts){ 0 };
  for (unsigned i = 0; i < self->rows->len; i++)
    {
      CvkBulkRow *row = g_ptr_array_index (self->rows, i);
      gboolean is_new = row->state == CVK_BULK_UNSENT || row->state == CVK_BULK_NOT_RUN;

      counts->unchecked += !row->is_checked;
      counts->ready += cvk_bulk_row_is_ready (row);
      counts->left_out += is_new && row->is_left_out;
      counts->faulty += is_new && !row->is_left_out && row->is_checked && row->has_errors;
      counts->sent += row->state == CVK_BULK_SENT;
      counts->done += row->state == CVK_BULK_DONE;
      counts->failed += row->state == CVK_BULK_FAILED;
      counts->open += row->state == CVK_BULK_OPEN;
    }
}

CvkBulkRow *
cvk_bulk_sheet_get_row (CvkBulkSheet *self, unsigned number)
{
  g_return_val_if_fail (CVK_IS_BULK_SHEET (self), NULL);

  return number >= 1 && number <= self->rows->len ? g_ptr_array_index (self->rows, number - 1)
                                                  : NULL;
}

void
cvk_bulk_sheet_rows_changed (CvkBulkSheet *self)
{
  g_return_if_fail (CVK_IS_BULK_SHEET (self));

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

CvkValue *
cvk_bulk_sheet_dup_rows (CvkBulkSheet *self)
{
  g_auto (CvkArrayBuilder) rows = { 0 };

  g_return_val_if_fail (CVK_IS_BULK_SHEET (self), NULL);

  cvk_array_builder_init (&rows);
  for (unsigned i = 0; i < self->rows->len; i++)
    {
      CvkBulkRow *row = g_ptr_array_index (self->rows, i);
      g_auto (CvkObjectBuilder) builder = { 0 };

      if (!cvk_bulk_row_is_ready (row))
        continue;
      cvk_object_builder_init_from (&builder, row->values);
      cvk_object_builder_set (&builder, CVK_BULK_NUMBER, cvk_value_new_integer (row->number));
      cvk_array_builder_append (&rows, cvk_object_builder_end (&builder));
    }
  return cvk_array_builder_end (&rows);
}

char *
cvk_bulk_sheet_dup_edits (CvkBulkSheet *self)
{
  g_auto (CvkObjectBuilder) edits = { 0 };

  g_return_val_if_fail (CVK_IS_BULK_SHEET (self), NULL);

  cvk_object_builder_init (&edits);
  for (unsigned i = 0; i < self->rows->len; i++)
    {
      CvkBulkRow *row = g_ptr_array_index (self->rows, i);
      g_autofree char *name = g_strdup_printf ("%u", row->input);

      if (row->state == CVK_BULK_FAILED && row->is_corrected && row->input > 0)
        cvk_object_builder_set (&edits, name, cvk_value_ref (row->values));
    }
  g_autoptr (CvkValue) value = cvk_object_builder_end (&edits);
  return cvk_value_to_json (value, CVK_JSON_COMPACT);
}

/* --- As text --- */

static void
append_cell (GString *text, char separator, const char *cell)
{
  g_autofree char *quoted = separator == '\t' ? cvk_table_text_quote (cell) : NULL;

  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, separator);
  if (quoted != NULL)
    g_string_append (text, quoted);
  else
    cvk_cell_text_append_csv (text, cell);
}

char *
cvk_bulk_sheet_to_text (CvkBulkSheet *self, char separator)
{
  GString *text = g_string_new (NULL);
  const char *end = separator == '\t' ? "\n" : "\r\n";

  g_return_val_if_fail (CVK_IS_BULK_SHEET (self), NULL);

  append_cell (text, separator, "#");
  for (unsigned i = 0; i < self->filled->len; i++)
    append_cell (text, separator, ((CvkBulkField *) g_ptr_array_index (self->filled, i))->title);
  append_cell (text, separator, _ ("Result"));
  append_cell (text, separator, _ ("ID"));
  append_cell (text, separator, _ ("Join Link"));
  g_string_append (text, end);
  for (unsigned i = 0; i < self->rows->len; i++)
    {
      CvkBulkRow *row = g_ptr_array_index (self->rows, i);
      g_autofree char *number = g_strdup_printf ("%u", row->number);
      g_autofree char *outcome = cvk_bulk_row_dup_outcome (row);
      g_autofree char *id = cvk_bulk_row_dup_result (row, "id");
      g_autofree char *link = cvk_bulk_row_dup_result (row, "join_url");

      append_cell (text, separator, number);
      for (unsigned k = 0; k < self->filled->len; k++)
        append_cell (text, separator,
                     cvk_bulk_row_get_text (
                       row, ((CvkBulkField *) g_ptr_array_index (self->filled, k))->path));
      append_cell (text, separator, outcome);
      append_cell (text, separator, id);
      append_cell (text, separator, link);
      g_string_append (text, end);
    }
  return g_string_free (text, FALSE);
}

/* --- What it has --- */

const CvkNodeType *
cvk_bulk_sheet_get_action (CvkBulkSheet *self)
{
  return self->type;
}

const CvkValue *
cvk_bulk_sheet_get_fixed (CvkBulkSheet *self)
{
  return self->fixed;
}

GPtrArray *
cvk_bulk_sheet_get_fields (CvkBulkSheet *self)
{
  return self->fields;
}

GPtrArray *
cvk_bulk_sheet_get_filled (CvkBulkSheet *self)
{
  return self->filled;
}

const CvkTableText *
cvk_bulk_sheet_get_table (CvkBulkSheet *self)
{
  return self->table;
}

/* --- The object --- */

static GType
get_item_type (GListModel *model)
{
  return CVK_TYPE_BULK_ROW;
}

static unsigned
get_n_items (GListModel *model)
{
  return CVK_BULK_SHEET (model)->rows->len;
}

static gpointer
get_item (GListModel *model, unsigned position)
{
  CvkBulkSheet *self = CVK_BULK_SHEET (model);

  return position < self->rows->len ? g_object_ref (g_ptr_array_index (self->rows, position))
                                    : NULL;
}

static void
model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
cvk_bulk_sheet_dispose (GObject *object)
{
  CvkBulkSheet *self = CVK_BULK_SHEET (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->source, g_source_remove);
  G_OBJECT_CLASS (cvk_bulk_sheet_parent_class)->dispose (object);
}

static void
cvk_bulk_sheet_finalize (GObject *object)
{
  CvkBulkSheet *self = CVK_BULK_SHEET (object);

  g_clear_pointer (&self->check, cvk_bulk_check_free);
  g_clear_pointer (&self->table, cvk_table_text_free);
  g_clear_pointer (&self->fixed, cvk_value_unref);
  g_clear_pointer (&self->zones, g_ptr_array_unref);
  g_ptr_array_unref (self->filled);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->templates);
  g_free (self->targets);
  g_free (self->orders);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (cvk_bulk_sheet_parent_class)->finalize (object);
}

static void
cvk_bulk_sheet_class_init (CvkBulkSheetClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_bulk_sheet_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_bulk_sheet_finalize;
  signals[SIGNAL_COLUMNS_CHANGED] = g_signal_new (
    "columns-changed", CVK_TYPE_BULK_SHEET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_BULK_SHEET, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_bulk_sheet_init (CvkBulkSheet *self)
{
  self->fields = g_ptr_array_new ();
  self->filled = g_ptr_array_new ();
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->templates = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
}

CvkBulkSheet *
cvk_bulk_sheet_new (const CvkNodeTypes *types)
{
  CvkBulkSheet *self = g_object_new (CVK_TYPE_BULK_SHEET, NULL);

  self->types = types;
  cvk_time_zone_names_load_async (self->cancellable, zones_cb, g_object_ref (self));
  return self;
}
