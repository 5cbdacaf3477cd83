// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-calendar-file.h"
#include "nodes/cvk-event-uid.h"

extern CvkNodeOperations cvk_node_calendar_invite;

static gboolean
invite (CvkStep *step, CvkItem *item, CvkValue *settings, CvkOutput *output, CvkProblem **problem)
{
  g_auto (CvkIcsProperties) properties = { 0 };
  g_autofree char *uid = cvk_event_uid_choose (step, item, settings);
  const char *name = cvk_value_lookup_string (settings, "name", "ics");
  gboolean is_cancelled =
    g_str_equal (cvk_value_lookup_string (settings, "method", "request"), "cancel");
  char *text = NULL;

  if (!cvk_ics_properties_init (&properties, settings, problem))
    return FALSE;
  properties.status = g_strdup (is_cancelled ? "cancelled" : "confirmed");
  text = cvk_calendar_file_make_invitation (&properties, is_cancelled ? "CANCEL" : "REQUEST", uid,
                                            cvk_value_lookup_integer (settings, "sequence", 0),
                                            cvk_step_get_now (step));
  cvk_output_emit_over (output, 0, item,
                        cvk_value_new_object ("uid", cvk_value_new_string (uid), name,
                                              cvk_value_take_string (text), NULL));
  return TRUE;
}

CvkNodeOperations cvk_node_calendar_invite = { .each = invite };
