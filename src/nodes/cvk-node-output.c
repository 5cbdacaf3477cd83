// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"

extern CvkNodeOperations cvk_node_output;

static GStrv
list_no_outputs (const CvkNodeType *type, const CvkValue *settings)
{
  return g_new0 (char *, 1);
}

/* The run reads the result from the step's input. */
static gboolean
keep_items (CvkStep *step, CvkValue *settings, CvkOutput *output, CvkProblem **problem)
{
  return TRUE;
}

CvkNodeOperations cvk_node_output = { .type.list_outputs = list_no_outputs, .all = keep_items };
