// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"
#include "model/cvk-path-names.h"
#include "nodes/cvk-rows.h"

extern CvkNodeOperations cvk_node_condition;

static GStrv
list_outputs (const CvkNodeType *type, const CvkValue *settings)
{
  return cvk_path_names_list (settings, "paths");
}

static void
check_paths (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems)
{
  cvk_path_names_check (settings, "paths", problems);
}

static gboolean
send_item (CvkStep *step,
           CvkItem *item,
           CvkValue *settings,
           CvkOutput *output,
           CvkProblem **problem)
{
  CvkValue *raw_paths = cvk_value_get_member (cvk_step_get_raw_settings (step), "paths");
  CvkValue *paths = cvk_value_get_member (settings, "paths");
  size_t length = cvk_value_get_length (paths);
  size_t port = 0;

  for (; port < length; port++)
    {
      CvkValue *path = cvk_value_get_element (paths, port);
      gboolean matches = cvk_rows_match (
        item, cvk_value_get_member (cvk_value_get_element (raw_paths, port), "rows"),
        cvk_value_get_member (path, "rows"), cvk_value_lookup_string (path, "match", "all"),
        problem);

      if (*problem != NULL)
        return FALSE;
      if (matches)
        break;
    }
  cvk_output_pass (output, (unsigned) port, item);
  return TRUE;
}

CvkNodeOperations cvk_node_condition = { .type.list_outputs = list_outputs,
                                         .type.check = check_paths,
                                         .each = send_item };
