// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-rows.h"

extern CvkNodeOperations cvk_node_deduplicate;

/* What must be equal: the named fields as a list, or the whole item. */
static CvkValue *
create_key (const CvkItem *item, const CvkValue *by)
{
  g_auto (CvkArrayBuilder) key = { 0 };

  if (by == NULL || cvk_value_get_length (by) == 0)
    return cvk_item_to_value (item);
  cvk_array_builder_init (&key);
  for (size_t i = 0; i < cvk_value_get_length (by); i++)
    {
      CvkValue *field =
        cvk_rows_get_field (item, cvk_value_get_string (cvk_value_get_element (by, i)));

      cvk_array_builder_append (&key,
                                field != NULL ? cvk_value_ref (field) : cvk_value_new_null ());
    }
  return cvk_array_builder_end (&key);
}

static gboolean
keep_first (CvkStep *step, CvkValue *settings, CvkOutput *output, CvkProblem **problem)
{
  GPtrArray *items = cvk_step_get_items (step, 0);
  CvkValue *by = cvk_value_get_member (settings, "by");
  g_autoptr (GHashTable) seen =
    g_hash_table_new_full ((GHashFunc) cvk_value_hash, (GEqualFunc) cvk_value_equal,
                           (GDestroyNotify) cvk_value_unref, NULL);

  for (unsigned i = 0; i < items->len; i++)
    if (g_hash_table_add (seen, create_key (g_ptr_array_index (items, i), by)))
      cvk_output_pass (output, 0, g_ptr_array_index (items, i));
  return TRUE;
}

CvkNodeOperations cvk_node_deduplicate = { .all = keep_first };
