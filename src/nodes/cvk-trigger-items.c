// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-trigger-items.h"

gboolean
cvk_trigger_put_out (CvkStep *step, CvkOutput *output)
{
  CvkValue *items = cvk_step_get_trigger_items (step);

  if (items == NULL)
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    cvk_output_emit_new (output, 0, NULL, cvk_value_ref (cvk_value_get_element (items, i)));
  return TRUE;
}
