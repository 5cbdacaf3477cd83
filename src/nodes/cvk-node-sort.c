// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-compare.h"
#include "nodes/cvk-rows.h"

extern CvkNodeOperations cvk_node_sort;

typedef struct
{
  CvkItem *item;
  unsigned number;
} Entry;

typedef struct
{
  size_t n_keys;
  gboolean *descending; /* per key */
  CvkReading *readings; /* n_keys for each item */
} Order;

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *first = a;
  const Entry *second = b;
  const Order *order = user_data;
  const CvkReading *x = order->readings + first->number * order->n_keys;
  const CvkReading *y = order->readings + second->number * order->n_keys;

  for (size_t i = 0; i < order->n_keys; i++)
    {
      int result = cvk_reading_compare (&x[i], &y[i]);

      if (result != 0)
        return order->descending[i] ? -result : result;
    }
  /* Items that are equal keep their order. */
  return (first->number > second->number) - (first->number < second->number);
}

static gboolean
sort_items (CvkStep *step, CvkValue *settings, CvkOutput *output, CvkProblem **problem)
{
  GPtrArray *items = cvk_step_get_items (step, 0);
  CvkValue *by = cvk_value_get_member (settings, "by");
  size_t n_keys = cvk_value_get_length (by);
  g_autofree gboolean *descending = g_new0 (gboolean, n_keys + 1);
  g_autofree CvkReading *readings = g_new (CvkReading, items->len * n_keys + 1);
  g_autoptr (GArray) entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), items->len);
  Order order = { n_keys, descending, readings };

  for (size_t k = 0; k < n_keys; k++)
    descending[k] = cvk_value_lookup_boolean (cvk_value_get_element (by, k), "descending", FALSE);
  for (unsigned i = 0; i < items->len; i++)
    {
      Entry entry = { g_ptr_array_index (items, i), i };

      for (size_t k = 0; k < n_keys; k++)
        cvk_reading_init (
          &readings[i * n_keys + k],
          cvk_rows_get_field (
            entry.item, cvk_value_lookup_string (cvk_value_get_element (by, k), "field", "")));
      g_array_append_val (entries, entry);
    }
  g_array_sort_with_data (entries, compare_entries, &order);
  for (unsigned i = 0; i < entries->len; i++)
    cvk_output_pass (output, 0, g_array_index (entries, Entry, i).item);
  return TRUE;
}

CvkNodeOperations cvk_node_sort = { .all = sort_items };
