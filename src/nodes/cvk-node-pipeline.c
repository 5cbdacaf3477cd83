// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-named-ports.h"

extern CvkNodeOperations cvk_node_pipeline;

static GStrv
list_inputs (const CvkNodeType *type, const CvkValue *settings)
{
  return cvk_named_ports_list (settings, "inputs", "in");
}

static GStrv
list_outputs (const CvkNodeType *type, const CvkValue *settings)
{
  return cvk_named_ports_list (settings, "outputs", "out");
}

static void
check_ports (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems)
{
  cvk_named_ports_check (settings, "inputs", problems);
  cvk_named_ports_check (settings, "outputs", problems);
}

/* What is not there is not there for any item. */
static gboolean
prepare (CvkStep *step, CvkProblem **problem)
{
  return cvk_step_get_pipeline (step, problem) != NULL;
}

CvkNodeOperations cvk_node_pipeline = { .type.list_inputs = list_inputs,
                                        .type.list_outputs = list_outputs,
                                        .type.check = check_ports,
                                        .prepare = prepare,
                                        .start = cvk_call_run_pipeline,
                                        .runs_pipeline = TRUE };
