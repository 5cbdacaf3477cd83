// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-rows.h"

extern CvkNodeOperations cvk_node_filter;

static GStrv
list_outputs (const CvkNodeType *type, const CvkValue *settings)
{
  static const char *const ports[] = { "out", "else", NULL };

  return g_strdupv ((char **) ports);
}

static gboolean
filter_item (CvkStep *step,
             CvkItem *item,
             CvkValue *settings,
             CvkOutput *output,
             CvkProblem **problem)
{
  gboolean matches =
    cvk_rows_match (item, cvk_value_get_member (cvk_step_get_raw_settings (step), "rows"),
                    cvk_value_get_member (settings, "rows"),
                    cvk_value_lookup_string (settings, "match", "all"), problem);

  if (*problem != NULL)
    return FALSE;
  cvk_output_pass (output, matches ? 0 : 1, item);
  return TRUE;
}

CvkNodeOperations cvk_node_filter = { .type.list_outputs = list_outputs, .each = filter_item };
