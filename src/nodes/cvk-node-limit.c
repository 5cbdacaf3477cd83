// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"

extern CvkNodeOperations cvk_node_limit;

static gboolean
limit_items (CvkStep *step, CvkValue *settings, CvkOutput *output, CvkProblem **problem)
{
  GPtrArray *items = cvk_step_get_items (step, 0);
  uint64_t skip = (uint64_t) cvk_value_lookup_integer (settings, "skip", 0);
  uint64_t count = (uint64_t) cvk_value_lookup_integer (settings, "count", INT64_MAX);

  for (uint64_t i = skip; i < items->len && i - skip < count; i++)
    cvk_output_pass (output, 0, g_ptr_array_index (items, i));
  return TRUE;
}

CvkNodeOperations cvk_node_limit = { .all = limit_items };
