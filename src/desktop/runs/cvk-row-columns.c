// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-row-columns.h"

/* Names that services and spreadsheets share. */
static const char *const first_names[] = {
  "topic", "name",     "title",    "subject", "candidate", "when",    "start_time", "start",
  "date",  "duration", "join_url", "email",   "status",    "changed", "deleted",    "id",
};

typedef struct
{
  char *name; /* borrowed by the table, owned by the list in the end */
  unsigned order;
  unsigned rank;
  gboolean is_large; /* lists and objects */
} Column;

static unsigned
get_rank (const char *name)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (first_names); i++)
    if (g_str_equal (first_names[i], name))
      return i;
  return G_N_ELEMENTS (first_names);
}

static int
compare_columns (gconstpointer a, gconstpointer b)
{
  const Column *left = *(const Column *const *) a;
  const Column *right = *(const Column *const *) b;

  if (left->rank != right->rank)
    return (left->rank > right->rank) - (left->rank < right->rank);
  if (left->is_large != right->is_large)
    return left->is_large ? 1 : -1;
  return (left->order > right->order) - (left->order < right->order);
}

static gboolean
is_large (const CvkValue *value)
{
  return cvk_value_is_object (value) || cvk_value_is_array (value);
}

static void
add_column (GHashTable *table, GPtrArray *columns, const char *name, gboolean large)
{
  Column *column = g_hash_table_lookup (table, name);

  if (column != NULL)
    {
      column->is_large = column->is_large || large;
      return;
    }
  column = g_new0 (Column, 1);
  column->name = g_strdup (name);
  column->order = columns->len;
  column->rank = get_rank (name);
  column->is_large = large;
  g_hash_table_insert (table, column->name, column);
  g_ptr_array_add (columns, column);
}

/* Fields that the schema names come in its order, when any item has them. */
static gboolean
is_in_items (const CvkValue *items, const char *name)
{
  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    if (cvk_value_get_member (cvk_value_get_element (items, i), name) != NULL)
      return TRUE;
  return FALSE;
}

static void
add_schema_columns (GHashTable *table,
                    GPtrArray *columns,
                    const CvkValue *items,
                    const CvkValue *schema)
{
  const CvkValue *fields = cvk_value_get_member (schema, "properties");

  for (size_t i = 0;
       fields != NULL && cvk_value_is_object (fields) && i < cvk_value_get_length (fields); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (fields, i, &name, &value);
      if (is_in_items (items, name))
        add_column (table, columns, name, FALSE);
    }
}

static void
add_item_columns (GHashTable *table, GPtrArray *columns, const CvkValue *item)
{
  for (size_t i = 0; cvk_value_is_object (item) && i < cvk_value_get_length (item); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (item, i, &name, &value);
      add_column (table, columns, name, is_large (value));
    }
}

GPtrArray *
cvk_row_columns_choose (const CvkValue *items, const CvkValue *schema)
{
  g_autoptr (GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  add_schema_columns (table, columns, items, schema);
  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    add_item_columns (table, columns, cvk_value_get_element (items, i));
  g_ptr_array_sort (columns, compare_columns);
  for (unsigned i = 0; i < columns->len; i++)
    {
      Column *column = g_ptr_array_index (columns, i);

      if (i < CVK_ROW_COLUMNS_MAX)
        g_ptr_array_add (names, g_steal_pointer (&column->name));
      g_free (column->name);
    }
  return names;
}
