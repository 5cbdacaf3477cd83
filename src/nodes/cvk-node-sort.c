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

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *first = a;
  const Entry *second = b;
  const CvkValue *by = user_data;

  for (size_t i = 0; i < cvk_value_get_length (by); i++)
    {
      const CvkValue *key = cvk_value_get_element (by, i);
      const char *field = cvk_value_lookup_string (key, "field", "");
      int order = cvk_compare_values (cvk_rows_get_field (first->item, field),
                                      cvk_rows_get_field (second->item, field));

      if (order != 0)
        return cvk_value_lookup_boolean (key, "descending", FALSE) ? -order : order;
    }
  /* Items that are equal keep their order. */
  return (first->number > second->number) - (first->number < second->number);
}

static gboolean
sort_items (CvkStep *step, CvkValue *settings, CvkOutput *output, CvkProblem **problem)
{
  GPtrArray *items = cvk_step_get_items (step, 0);
  g_autoptr (GArray) entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), items->len);

  for (unsigned i = 0; i < items->len; i++)
    {
      Entry entry = { g_ptr_array_index (items, i), i };

      g_array_append_val (entries, entry);
    }
  g_array_sort_with_data (entries, compare_entries, cvk_value_get_member (settings, "by"));
  for (unsigned i = 0; i < entries->len; i++)
    cvk_output_pass (output, 0, g_array_index (entries, Entry, i).item);
  return TRUE;
}

CvkNodeOperations cvk_node_sort = { .all = sort_items };
