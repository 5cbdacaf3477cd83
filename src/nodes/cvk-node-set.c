// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"

extern CvkNodeOperations cvk_node_set;

static gboolean
set_fields (CvkStep *step,
            CvkItem *item,
            CvkValue *settings,
            CvkOutput *output,
            CvkProblem **problem)
{
  CvkValue *fields = cvk_value_get_member (settings, "fields");
  CvkValue *own = fields != NULL ? cvk_value_ref (fields) : cvk_value_new_object (NULL, NULL);

  if (cvk_value_lookup_boolean (settings, "keep", TRUE))
    cvk_output_emit_over (output, 0, item, own);
  else
    cvk_output_emit_new (output, 0, item, own);
  return TRUE;
}

CvkNodeOperations cvk_node_set = { .each = set_fields };
