// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"

extern CvkNodeOperations cvk_node_text;

static gboolean
write_text (CvkStep *step,
            CvkItem *item,
            CvkValue *settings,
            CvkOutput *output,
            CvkProblem **problem)
{
  const char *name = cvk_value_lookup_string (settings, "name", "text");
  CvkValue *text = cvk_value_get_member (settings, "template");

  cvk_output_emit_over (output, 0, item, cvk_value_new_object (name, cvk_value_ref (text), NULL));
  return TRUE;
}

CvkNodeOperations cvk_node_text = { .each = write_text };
