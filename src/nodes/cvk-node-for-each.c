// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-named-ports.h"

#define DEFAULT_CONCURRENCY 4
#define MAX_CONCURRENCY 16

extern CvkNodeOperations cvk_node_for_each;

static GStrv
list_outputs (const CvkNodeType *type, const CvkValue *settings)
{
  return cvk_named_ports_list (settings, "outputs", "out");
}

static void
check_ports (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems)
{
  cvk_named_ports_check (settings, "outputs", problems);
}

/* What is not there is not there for any item. */
static gboolean
prepare (CvkStep *step, CvkProblem **problem)
{
  return cvk_step_get_pipeline (step, problem) != NULL;
}

static unsigned
get_concurrency (CvkStep *step)
{
  int64_t wanted =
    cvk_value_lookup_integer (cvk_step_get_raw_settings (step), "concurrency", DEFAULT_CONCURRENCY);

  return (unsigned) CLAMP (wanted, 1, MAX_CONCURRENCY);
}

CvkNodeOperations cvk_node_for_each = { .type.list_outputs = list_outputs,
                                        .type.check = check_ports,
                                        .prepare = prepare,
                                        .start = cvk_call_run_pipeline,
                                        .get_concurrency = get_concurrency,
                                        .runs_pipeline = TRUE };
