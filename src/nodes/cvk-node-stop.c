// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>

#include "engine/cvk-node-operations.h"

extern CvkNodeOperations cvk_node_stop;

static GStrv
list_no_outputs (const CvkNodeType *type, const CvkValue *settings)
{
  return g_new0 (char *, 1);
}

static gboolean
stop_run (CvkStep *step, CvkItem *item, CvkValue *settings, CvkOutput *output, CvkProblem **problem)
{
  const char *message = cvk_value_lookup_string (settings, "message", "");

  if (*message != '\0')
    *problem = cvk_problem_new ("stopped", "{message}", "message", message, NULL);
  else
    *problem = cvk_problem_new ("stopped", N_ ("A Stop step ended the run."), NULL);
  return FALSE;
}

CvkNodeOperations cvk_node_stop = { .type.list_outputs = list_no_outputs, .each = stop_run };
