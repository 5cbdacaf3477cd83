// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "base/cvk-datetime.h"
#include "engine/cvk-node-operations.h"
#include "nodes/cvk-csv.h"
#include "nodes/cvk-file-task.h"
#include "nodes/cvk-trigger-items.h"

extern CvkNodeOperations cvk_node_trigger_file;

/* The last row, as if it had just been added. */
static CvkValue *
parse_last_row (GBytes *bytes, CvkValue *settings, GError **error)
{
  CvkCsvOptions options = {
    .delimiter = cvk_value_lookup_string (settings, "delimiter", "auto"),
    .encoding = cvk_value_lookup_string (settings, "encoding", "auto"),
    .header = cvk_value_lookup_boolean (settings, "header", TRUE),
  };
  g_autoptr (CvkValue) rows = cvk_csv_read (bytes, &options, error);
  CvkValue *last = NULL;

  if (rows == NULL)
    return NULL;
  if (cvk_value_get_length (rows) == 0)
    return cvk_value_ref (rows);
  last = cvk_value_ref (cvk_value_get_element (rows, cvk_value_get_length (rows) - 1));
  return cvk_value_new_array (&last, 1);
}

/* As if the file had just been changed. */
static void
emit_change (CvkCall *call)
{
  CvkStep *step = cvk_call_get_step (call);
  CvkProblem *problem = NULL;
  g_autofree char *modified = cvk_instant_to_utc_string (cvk_step_get_now (step));
  g_autofree char *path = cvk_step_resolve_file (
    step, cvk_value_lookup_string (cvk_call_get_settings (call), "file", ""), &problem);
  g_autofree char *name = NULL;

  if (path == NULL)
    {
      cvk_problem_set_field (problem, "file");
      cvk_call_fail (call, problem);
      return;
    }
  name = g_path_get_basename (path);
  cvk_output_emit_new (cvk_call_get_output (call), 0, NULL,
                       cvk_value_new_object ("event", cvk_value_new_string ("changed"), "path",
                                             cvk_value_new_string (path), "name",
                                             cvk_value_new_string (name), "size",
                                             cvk_value_new_integer (0), "modified",
                                             cvk_value_new_string (modified), NULL));
  cvk_call_succeed (call);
}

static void
start (CvkCall *call)
{
  const CvkValue *settings = cvk_call_get_settings (call);

  if (cvk_trigger_put_out (cvk_call_get_step (call), cvk_call_get_output (call)))
    cvk_call_succeed (call);
  else if (g_str_equal (cvk_value_lookup_string (settings, "mode", "changes"), "rows"))
    cvk_file_task_read (call, parse_last_row);
  else
    emit_change (call);
}

CvkNodeOperations cvk_node_trigger_file = { .start = start };
