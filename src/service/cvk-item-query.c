// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-item-query.h"

#include <stdint.h>

#include "base/cvk-json.h"

/* A row on its way to its place. */
typedef struct
{
  CvkItemRow row;
  CvkValue *key; /* borrowed from the item; nullable */
} Row;

typedef struct
{
  const char *field; /* nullable */
  gboolean descending;
} Order;

/* Numbers before texts before anything else; within each by size or by code point. */
static int
compare_values (const CvkValue *a, const CvkValue *b)
{
  if (cvk_value_is_number (a) && cvk_value_is_number (b))
    {
      if (cvk_value_is_integer (a) && cvk_value_is_integer (b))
        {
          int64_t left = cvk_value_get_integer (a);
          int64_t right = cvk_value_get_integer (b);
          return (left > right) - (left < right);
        }
      double left = cvk_value_get_double (a);
      double right = cvk_value_get_double (b);
      return (left > right) - (left < right);
    }
  if (cvk_value_is_string (a) && cvk_value_is_string (b))
    return strcmp (cvk_value_get_string (a), cvk_value_get_string (b));
  return (int) cvk_value_get_kind (a) - (int) cvk_value_get_kind (b);
}

static int
compare_rows (const void *a, const void *b, void *user_data)
{
  const Row *left = a;
  const Row *right = b;
  const Order *order = user_data;
  int result = 0;

  if (order->field == NULL)
    return (left->row.number < right->row.number) - (left->row.number > right->row.number);
  if (left->key == NULL || right->key == NULL)
    result = (left->key == NULL) - (right->key == NULL);
  else if (order->descending)
    result = compare_values (right->key, left->key);
  else
    result = compare_values (left->key, right->key);
  return result != 0
           ? result
           : (left->row.number > right->row.number) - (left->row.number < right->row.number);
}

static gboolean
contains (const CvkValue *value, const char *folded)
{
  g_autofree char *text = NULL;
  g_autofree char *folded_text = NULL;

  if (cvk_value_is_string (value))
    text = g_strdup (cvk_value_get_string (value));
  else
    text = cvk_value_to_json (value, CVK_JSON_COMPACT);
  folded_text = g_utf8_casefold (text, -1);
  return strstr (folded_text, folded) != NULL;
}

static gboolean
item_passes (const CvkItem *item, const char *folded)
{
  g_autoptr (CvkValue) fields = cvk_item_to_value (item);

  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (fields, i, &name, &value);
      if (contains (value, folded))
        return TRUE;
    }
  return FALSE;
}

static gboolean
passes (const CvkItemRow *row, const char *folded)
{
  if (folded == NULL || (row->item != NULL && item_passes (row->item, folded)))
    return TRUE;
  if (row->problem == NULL)
    return FALSE;
  g_autofree char *message = cvk_problem_dup_message (row->problem);
  g_autofree char *folded_message = g_utf8_casefold (message, -1);
  return strstr (folded_message, folded) != NULL;
}

GArray *
cvk_item_rows_order (const GArray *rows, const char *sort, const char *filter)
{
  g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (Row));
  GArray *ordered = NULL;
  g_autofree char *folded = filter[0] != '\0' ? g_utf8_casefold (filter, -1) : NULL;
  Order order = { .field = sort, .descending = sort[0] == '-' };

  if (order.descending)
    order.field = sort + 1;
  if (order.field[0] == '\0')
    order.field = NULL;
  for (unsigned i = 0; i < rows->len; i++)
    {
      Row row = { .row = g_array_index (rows, CvkItemRow, i) };

      if (!passes (&row.row, folded))
        continue;
      if (order.field != NULL && row.row.item != NULL)
        row.key = cvk_item_get_path (row.row.item, order.field);
      g_array_append_val (chosen, row);
    }
  if (order.field != NULL || order.descending)
    g_array_sort_with_data (chosen, (GCompareDataFunc) (void (*) (void)) compare_rows, &order);
  ordered = g_array_sized_new (FALSE, FALSE, sizeof (CvkItemRow), chosen->len);
  for (unsigned i = 0; i < chosen->len; i++)
    g_array_append_val (ordered, g_array_index (chosen, Row, i).row);
  return ordered;
}

CvkValue *
cvk_item_query (GPtrArray *items,
                unsigned offset,
                unsigned count,
                const char *sort,
                const char *filter,
                unsigned *total)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (CvkItemRow));
  g_autoptr (GArray) ordered = NULL;
  g_auto (CvkArrayBuilder) builder = { 0 };

  for (unsigned i = 0; items != NULL && i < items->len; i++)
    {
      CvkItemRow row = { .item = g_ptr_array_index (items, i), .number = i + 1 };

      g_array_append_val (rows, row);
    }
  ordered = cvk_item_rows_order (rows, sort, filter);
  *total = ordered->len;
  count = MIN (count, CVK_ITEM_QUERY_MAX_COUNT);
  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < count && (uint64_t) offset + i < ordered->len; i++)
    cvk_array_builder_append (
      &builder, cvk_item_to_value (g_array_index (ordered, CvkItemRow, offset + i).item));
  return cvk_array_builder_end (&builder);
}
