// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "base/cvk-datetime.h"
#include "engine/cvk-node-operations.h"
#include "nodes/cvk-trigger-items.h"

extern CvkNodeOperations cvk_node_trigger_pipeline;

/* As if one had just failed, or succeeded when only that is of interest. */
static gboolean
emit_run (CvkStep *step, CvkItem *item, CvkValue *settings, CvkOutput *output, CvkProblem **problem)
{
  g_autofree char *finished = cvk_instant_to_utc_string (cvk_step_get_now (step));
  gboolean has_failed =
    !g_str_equal (cvk_value_lookup_string (settings, "outcome", "failed"), "succeeded");

  if (cvk_trigger_put_out (step, output))
    return TRUE;
  cvk_output_emit_new (
    output, 0, item,
    cvk_value_new_object (
      "run", cvk_value_new_string ("example"), "name", cvk_value_new_string ("Example"), "path",
      cvk_value_new_string (cvk_value_lookup_string (settings, "pipeline", "example.convoke")),
      "state", cvk_value_new_string (has_failed ? "failed" : "succeeded"), "finished",
      cvk_value_new_string (finished), "message",
      cvk_value_new_string (has_failed ? "Example" : NULL), "failures",
      cvk_value_new_array (NULL, 0), "outputs", cvk_value_new_object (NULL, NULL), NULL));
  return TRUE;
}

CvkNodeOperations cvk_node_trigger_pipeline = { .each = emit_run };
