// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-held-items.h"

CvkNodeMode
cvk_held_items_get_mode (const CvkNodeType *type, const CvkValue *settings)
{
  return g_str_equal (cvk_value_lookup_string (settings, "items", "all"), "each")
           ? CVK_NODE_MODE_EACH
           : CVK_NODE_MODE_ALL;
}

unsigned
cvk_held_items_get_concurrency (CvkStep *step)
{
  return G_MAXUINT;
}

static void
emit_item (CvkCall *call, unsigned port, CvkItem *item, CvkValue *fields)
{
  CvkOutput *output = cvk_call_get_output (call);

  if (fields != NULL)
    cvk_output_emit_over (output, port, item, cvk_value_ref (fields));
  else
    cvk_output_pass (output, port, item);
}

void
cvk_held_items_emit (CvkCall *call, unsigned port, CvkValue *fields)
{
  CvkItem *item = cvk_call_get_item (call);
  GPtrArray *items = item == NULL ? cvk_step_get_items (cvk_call_get_step (call), 0) : NULL;

  if (item != NULL)
    emit_item (call, port, item, fields);
  for (unsigned i = 0; items != NULL && i < items->len; i++)
    emit_item (call, port, g_ptr_array_index (items, i), fields);
}

CvkAnswer *
cvk_held_items_finish (CvkCall *call, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  CvkAnswer *answer = cvk_call_ask_finish (call, result, &error);

  if (answer == NULL)
    cvk_call_fail (
      call, cvk_problem_new_from_error (
              g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "cancelled" : "journal",
              error));
  return answer;
}
