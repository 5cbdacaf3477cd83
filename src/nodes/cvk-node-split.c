// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-rows.h"

extern CvkNodeOperations cvk_node_split;

static CvkValue *
create_fields (const char *field, CvkValue *element)
{
  g_auto (CvkObjectBuilder) fields = { 0 };

  cvk_object_builder_init_from (&fields, cvk_value_is_object (element) ? element : NULL);
  if (!cvk_value_is_object (element) || cvk_value_get_member (element, field) == NULL)
    cvk_object_builder_set (&fields, field, cvk_value_ref (element));
  return cvk_object_builder_end (&fields);
}

static gboolean
split_item (CvkStep *step,
            CvkItem *item,
            CvkValue *settings,
            CvkOutput *output,
            CvkProblem **problem)
{
  const char *field = cvk_value_lookup_string (settings, "field", "");
  CvkValue *list = cvk_rows_get_field (item, field);

  if (list == NULL || cvk_value_is_null (list))
    return TRUE;
  if (!cvk_value_is_array (list))
    {
      *problem = cvk_problem_new (
        "not-a-list", N_ ("“{field}” holds no list, so it cannot be split."), "field", field, NULL);
      cvk_problem_set_field (*problem, "field");
      return FALSE;
    }
  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    cvk_output_emit_over (output, 0, item, create_fields (field, cvk_value_get_element (list, i)));
  return TRUE;
}

CvkNodeOperations cvk_node_split = { .each = split_item };
