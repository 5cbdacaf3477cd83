// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "base/cvk-datetime.h"
#include "engine/cvk-node-operations.h"
#include "nodes/cvk-trigger-items.h"

extern CvkNodeOperations cvk_node_trigger_zoom;

/* The first of those that are waited for. */
static const char *
get_event (const CvkValue *settings)
{
  static const char *const events[] = { "created", "changed", "started", "ended" };

  for (size_t i = 0; i < G_N_ELEMENTS (events); i++)
    if (cvk_value_lookup_boolean (settings, events[i], i < 2))
      return events[i];
  return events[0];
}

/* As if it had just happened to a meeting of an hour that begins now. */
static gboolean
emit_meeting (CvkStep *step,
              CvkItem *item,
              CvkValue *settings,
              CvkOutput *output,
              CvkProblem **problem)
{
  g_autofree char *start = cvk_instant_to_utc_string (cvk_step_get_now (step));

  if (cvk_trigger_put_out (step, output))
    return TRUE;
  cvk_output_emit_new (
    output, 0, item,
    cvk_value_new_object ("event", cvk_value_new_string (get_event (settings)), "id",
                          cvk_value_new_integer (INT64_C (80000000000)), "topic",
                          cvk_value_new_string ("Example"), "start_time",
                          cvk_value_new_string (start), "duration", cvk_value_new_integer (60),
                          "timezone", cvk_value_new_string ("UTC"), "join_url",
                          cvk_value_new_string ("https://zoom.us/j/80000000000"), NULL));
  return TRUE;
}

CvkNodeOperations cvk_node_trigger_zoom = { .each = emit_meeting };
