// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "base/cvk-datetime.h"
#include "engine/cvk-node-operations.h"
#include "nodes/cvk-trigger-items.h"

#define HOUR (3600 * (int64_t) G_USEC_PER_SEC)

extern CvkNodeOperations cvk_node_trigger_calendar;

/* The first of those that are waited for. */
static const char *
get_event (const CvkValue *settings)
{
  static const char *const events[] = { "created", "changed", "removed", "starting" };

  for (size_t i = 0; i < G_N_ELEMENTS (events); i++)
    if (cvk_value_lookup_boolean (settings, events[i], i < 2))
      return events[i];
  return events[0];
}

/* As if it had just happened to an event of an hour that begins now. */
static gboolean
emit_event (CvkStep *step,
            CvkItem *item,
            CvkValue *settings,
            CvkOutput *output,
            CvkProblem **problem)
{
  int64_t now = cvk_step_get_now (step);
  g_autofree char *start = cvk_instant_to_utc_string (now);
  g_autofree char *end = cvk_instant_to_utc_string (now + HOUR);
  const char *text = cvk_value_lookup_string (settings, "text", "");
  g_autofree char *summary = g_strconcat ("Example", *text != '\0' ? " " : "", text, NULL);

  if (cvk_trigger_put_out (step, output))
    return TRUE;
  cvk_output_emit_new (
    output, 0, item,
    cvk_value_new_object (
      "event", cvk_value_new_string (get_event (settings)), "scope", cvk_value_new_string ("event"),
      "uid", cvk_value_new_string ("example"), "occurrence", cvk_value_new_string ("example"),
      "summary", cvk_value_new_string (summary), "description", cvk_value_new_null (), "location",
      cvk_value_new_null (), "start", cvk_value_new_string (start), "end",
      cvk_value_new_string (end), "all_day", cvk_value_new_boolean (FALSE), "organizer",
      cvk_value_new_null (), "attendees", cvk_value_new_array (NULL, 0), "url",
      cvk_value_new_null (), "link", cvk_value_new_null (), "status",
      cvk_value_new_string ("confirmed"), "sequence", cvk_value_new_integer (0), "last_modified",
      cvk_value_new_null (), "recurring", cvk_value_new_boolean (FALSE), "file",
      cvk_value_new_string (cvk_value_lookup_string (settings, "file", "")), NULL));
  return TRUE;
}

CvkNodeOperations cvk_node_trigger_calendar = { .each = emit_event };
