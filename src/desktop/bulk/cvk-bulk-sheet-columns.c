// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-sheet-private.h"

#include <string.h>

#include "base/cvk-time-zone.h"
#include "model/cvk-column-guess.h"

/* So many cells say what a column is for. */
#define MAX_LOOKED_AT 50

static GPtrArray *
list_cells (CvkBulkSheet *self, unsigned column, unsigned max)
{
  GPtrArray *cells = g_ptr_array_new ();

  for (unsigned i = 0; i < self->rows->len && i < max; i++)
    g_ptr_array_add (cells, ((CvkBulkRow *) g_ptr_array_index (self->rows, i))->cells[column]);
  return cells;
}

static int
find_kind (CvkBulkSheet *self, CvkBulkKind kind)
{
  for (unsigned i = 0; i < self->fields->len; i++)
    if (((CvkBulkField *) g_ptr_array_index (self->fields, i))->kind == kind)
      return (int) i;
  return -1;
}

static gboolean
is_filled (CvkBulkSheet *self, int field)
{
  for (unsigned i = 0; i < self->table->names->len; i++)
    if (self->targets[i] == field)
      return TRUE;
  return g_ptr_array_index (self->templates, field) != NULL;
}

/* A table that names no zone was written for the place where one is; it is said, so that it can be
 * changed. */
static void
guess_zone (CvkBulkSheet *self)
{
  int date = find_kind (self, CVK_BULK_DATE);
  int zone = find_kind (self, CVK_BULK_ZONE);

  if (date < 0 || zone < 0 || !is_filled (self, date) || is_filled (self, zone) ||
      cvk_value_lookup_string (self->fixed, "timezone", NULL) != NULL)
    return;
  g_ptr_array_index (self->templates, zone) = cvk_time_zone_dup_own ();
}

static void
guess_columns (CvkBulkSheet *self)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CvkColumnField));
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);

  for (unsigned i = 0; i < self->fields->len; i++)
    {
      const CvkBulkField *field = g_ptr_array_index (self->fields, i);
      CvkColumnField known = { .name = field->path,
                               .title = field->title,
                               .is_date = field->kind == CVK_BULK_DATE };

      g_array_append_val (fields, known);
    }
  for (unsigned i = 0; i < self->table->names->len; i++)
    {
      g_autoptr (GPtrArray) cells = list_cells (self, i, MAX_LOOKED_AT);
      int field =
        cvk_column_guess (self->table->has_header ? g_ptr_array_index (self->table->names, i) : "",
                          (const char *const *) cells->pdata, cells->len,
                          (const CvkColumnField *) fields->data, fields->len);

      /* Day and time may stand in two columns; everything else in one. */
      if (field >= 0 && !g_array_index (fields, CvkColumnField, field).is_date &&
          !g_hash_table_add (taken, GINT_TO_POINTER (field + 1)))
        field = -1;
      self->targets[i] = field;
    }
}

/* What people call the thing, in the first column that says nothing else. */
static void
guess_first (CvkBulkSheet *self)
{
  int text = -1;

  for (unsigned i = 0; i < self->fields->len && text < 0; i++)
    {
      const CvkBulkField *field = g_ptr_array_index (self->fields, i);

      if (field->kind == CVK_BULK_TEXT &&
          (g_str_equal (field->path, "topic") || field->is_required))
        text = (int) i;
    }
  if (text < 0 || is_filled (self, text))
    return;
  for (unsigned i = 0; i < self->table->names->len; i++)
    {
      g_autoptr (GPtrArray) cells = list_cells (self, i, 1);

      if (self->targets[i] >= 0 ||
          cvk_column_looks_like_value (g_ptr_array_index (cells, 0)) !=
            g_str_has_suffix (((CvkBulkField *) g_ptr_array_index (self->fields, text))->path,
                              "_id"))
        continue;
      self->targets[i] = text;
      return;
    }
}

void
cvk_bulk_sheet_guess_targets (CvkBulkSheet *self)
{
  g_clear_pointer (&self->targets, g_free);
  g_ptr_array_set_size (self->templates, 0);
  g_ptr_array_set_size (self->templates, (int) self->fields->len);
  if (self->table == NULL)
    return;
  self->targets = g_new (int, self->table->names->len + 1);
  guess_columns (self);
  guess_first (self);
  guess_zone (self);
}

/* --- What is filled --- */

static void
add_filled (CvkBulkSheet *self, unsigned field)
{
  CvkBulkField *found = g_ptr_array_index (self->fields, field);

  if (!g_ptr_array_find (self->filled, found, NULL))
    g_ptr_array_add (self->filled, found);
}

static CvkDateOrder
find_order (CvkBulkSheet *self, const CvkBulkField *field)
{
  CvkDateOrder order = cvk_date_order_of_locale ();

  for (unsigned i = 0; i < self->table->names->len; i++)
    {
      g_autoptr (GPtrArray) cells = NULL;

      if (self->targets[i] < 0 || g_ptr_array_index (self->fields, self->targets[i]) != field)
        continue;
      cells = list_cells (self, i, G_MAXUINT);
      order = cvk_date_order_guess ((const char *const *) cells->pdata, cells->len, order);
    }
  return order;
}

void
cvk_bulk_sheet_list_filled (CvkBulkSheet *self)
{
  g_ptr_array_set_size (self->filled, 0);
  for (unsigned i = 0; self->table != NULL && i < self->table->names->len; i++)
    if (self->targets[i] >= 0)
      add_filled (self, (unsigned) self->targets[i]);
  for (unsigned i = 0; self->table != NULL && i < self->templates->len; i++)
    if (g_ptr_array_index (self->templates, i) != NULL)
      add_filled (self, i);
  g_free (self->orders);
  self->orders = g_new0 (CvkDateOrder, self->filled->len + 1);
  for (unsigned i = 0; i < self->filled->len; i++)
    {
      const CvkBulkField *field = g_ptr_array_index (self->filled, i);

      if (field->kind == CVK_BULK_DATE)
        self->orders[i] = find_order (self, field);
    }
}

/* --- Texts --- */

static int
find_column (CvkBulkSheet *self, const char *name)
{
  for (unsigned i = 0; i < self->table->names->len; i++)
    if (g_str_equal (g_ptr_array_index (self->table->names, i), name))
      return (int) i;
  return -1;
}

/* @text with cells in place of the columns that stand in it; what names none stays as it is, where
 * it is seen. (transfer full) */
static char *
fill_template (CvkBulkSheet *self, const char *text, CvkBulkRow *row)
{
  GString *filled = g_string_new (NULL);

  while (TRUE)
    {
      const char *start = strstr (text, "{{");
      const char *end = start != NULL ? strstr (start, "}}") : NULL;
      g_autofree char *name = NULL;
      int column;

      if (end == NULL)
        break;
      name = g_strstrip (g_strndup (start + 2, (size_t) (end - start - 2)));
      column = find_column (self, name);
      g_string_append_len (filled, text, start - text);
      if (column >= 0)
        g_string_append (filled, row->cells[column]);
      else
        g_string_append_len (filled, start, end + 2 - start);
      text = end + 2;
    }
  g_string_append (filled, text);
  return g_string_free (filled, FALSE);
}

static char *
join_cells (CvkBulkSheet *self, int field, CvkBulkRow *row)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < self->table->names->len; i++)
    if (self->targets[i] == field && *row->cells[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", row->cells[i]);
  return g_string_free (text, FALSE);
}

void
cvk_bulk_sheet_fill_texts (CvkBulkSheet *self, CvkBulkRow *row)
{
  g_hash_table_remove_all (row->texts);
  for (unsigned i = 0; i < self->fields->len; i++)
    {
      const CvkBulkField *field = g_ptr_array_index (self->fields, i);
      const char *edit = g_hash_table_lookup (row->edits, field->path);
      const char *template = g_ptr_array_index (self->templates, i);

      if (!g_ptr_array_find (self->filled, field, NULL))
        continue;
      g_hash_table_insert (row->texts, g_strdup (field->path),
                           edit != NULL       ? g_strdup (edit)
                           : template != NULL ? fill_template (self, template, row)
                                              : join_cells (self, (int) i, row));
    }
}
