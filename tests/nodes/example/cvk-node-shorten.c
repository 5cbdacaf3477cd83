// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "base/cvk-text.h"
#include "engine/cvk-node-operations.h"

extern CvkNodeOperations cvk_node_shorten;

static gboolean
shorten (CvkStep *step, CvkItem *item, CvkValue *settings, CvkOutput *output, CvkProblem **problem)
{
  const char *text = cvk_value_lookup_string (settings, "text", "");
  int64_t characters = cvk_value_lookup_integer (settings, "characters", 40);
  g_autofree char *result = cvk_text_shorten (text, (size_t) characters);

  cvk_output_emit_over (output, 0, item,
                        cvk_value_new_object ("short", cvk_value_new_string (result), NULL));
  return TRUE;
}

CvkNodeOperations cvk_node_shorten = { .each = shorten };
