// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"

extern CvkNodeOperations cvk_node_input;

static gboolean
emit_inputs (CvkStep *step,
             CvkItem *item,
             CvkValue *settings,
             CvkOutput *output,
             CvkProblem **problem)
{
  cvk_output_emit_new (output, 0, item, cvk_value_ref (cvk_step_get_inputs (step)));
  return TRUE;
}

CvkNodeOperations cvk_node_input = { .each = emit_inputs };
