// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-table-rows.h"

extern CvkNodeOperations cvk_node_table_delete;

/* What is asked for; which rows that is depends on the table. (transfer full) */
static CvkValue *
make_request (CvkCall *call)
{
  CvkValue *settings = cvk_call_get_settings (call);

  return cvk_value_new_object (
    "op", cvk_value_new_string ("delete"), "table",
    cvk_value_new_string (cvk_value_lookup_string (settings, "table", "")), "rows",
    cvk_value_ref (cvk_value_get_member (settings, "rows")), "match",
    cvk_value_new_string (cvk_value_lookup_string (settings, "match", "all")), NULL);
}

static void
emit (CvkOutput *output, CvkItem *item, int64_t deleted)
{
  CvkValue *fields = cvk_value_new_object ("deleted", cvk_value_new_integer (deleted), NULL);

  if (item != NULL)
    cvk_output_emit_over (output, 0, item, fields);
  else
    cvk_output_emit_new (output, 0, NULL, fields);
}

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) done = cvk_call_change_table_finish (call, result, &error);

  if (done == NULL)
    {
      cvk_call_fail (call, cvk_table_rows_explain (error));
      return;
    }
  emit (cvk_call_get_output (call), cvk_call_get_item (call),
        cvk_value_lookup_integer (done, "deleted", 0));
  cvk_call_succeed (call);
}

static void
delete_rows (CvkCall *call, GPtrArray *rows)
{
  g_autoptr (CvkValue) request = make_request (call);
  g_auto (CvkArrayBuilder) numbers = { 0 };
  g_autoptr (CvkValue) change = NULL;

  cvk_array_builder_init (&numbers);
  for (unsigned i = 0; i < rows->len; i++)
    cvk_array_builder_append (
      &numbers, cvk_value_ref (cvk_value_get_member (g_ptr_array_index (rows, i), "number")));
  change = cvk_value_new_object ("op", cvk_value_new_string ("delete"), "numbers",
                                 cvk_array_builder_end (&numbers), NULL);
  cvk_call_change_table_async (call, cvk_value_lookup_string (request, "table", ""), request,
                               change, changed_cb, call);
}

static void
pretend (CvkCall *call, GPtrArray *rows)
{
  g_autoptr (CvkValue) request = make_request (call);
  CvkPretence pretence = {
    .kind = "delete",
    .subject = cvk_value_lookup_string (request, "table", NULL),
    .request = request,
  };

  if (rows->len > 0)
    cvk_call_pretend (call, &pretence);
  emit (cvk_call_get_output (call), cvk_call_get_item (call), rows->len);
  cvk_call_succeed (call);
}

static void
found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  CvkProblem *problem = NULL;
  g_autoptr (GPtrArray) rows = cvk_table_rows_find_finish (call, result, &problem);

  if (rows == NULL)
    cvk_call_fail (call, problem);
  else if (cvk_call_is_rehearsed (call))
    pretend (call, rows);
  else if (rows->len == 0 && cvk_call_get_past_effect (call) == NULL)
    {
      emit (cvk_call_get_output (call), cvk_call_get_item (call), 0);
      cvk_call_succeed (call);
    }
  else
    delete_rows (call, rows);
}

static void
start_deleting (CvkCall *call)
{
  if (cvk_table_rows_check (call))
    cvk_table_rows_find_async (call, found_cb, call);
}

static gboolean
look (CvkStep *step, CvkItem *item, const CvkPastEffect *effect, CvkOutput *output)
{
  emit (output, item, effect != NULL ? cvk_value_lookup_integer (effect->detail, "deleted", 0) : 0);
  return TRUE;
}

CvkNodeOperations cvk_node_table_delete = {
  .start = start_deleting,
  .rehearse = start_deleting,
  .look = look,
};
