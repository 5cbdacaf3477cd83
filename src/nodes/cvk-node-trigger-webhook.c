// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-trigger-items.h"

extern CvkNodeOperations cvk_node_trigger_webhook;

static gboolean
emit_event (CvkStep *step,
            CvkItem *item,
            CvkValue *settings,
            CvkOutput *output,
            CvkProblem **problem)
{
  if (!cvk_trigger_put_out (step, output))
    cvk_output_emit_new (output, 0, item,
                         cvk_value_new_object ("event", cvk_value_new_string ("example"), "payload",
                                               cvk_value_new_object (NULL, NULL), NULL));
  return TRUE;
}

CvkNodeOperations cvk_node_trigger_webhook = { .each = emit_event };
