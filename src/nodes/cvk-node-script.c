// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/cvk-node-operations.h"
#include "model/cvk-javascript.h"

extern CvkNodeOperations cvk_node_script;

/* How many items go to convoke-script at once. */
#define SLICE 512

/* What one call keeps: the items are evaluated slice by slice. */
typedef struct
{
  CvkJavascriptScan scan;
  GStrv nodes;
  gboolean all;   /* once for the whole list */
  CvkItem *empty; /* owned: the item of a step that nothing leads to */
  unsigned next;
  unsigned count;
} Work;

static void evaluate_slice (CvkCall *call);

static void
free_work (gpointer data)
{
  Work *work = data;

  cvk_javascript_scan_clear (&work->scan);
  g_strfreev (work->nodes);
  cvk_item_unref (work->empty);
  g_free (work);
}

static GPtrArray *
get_items (CvkCall *call)
{
  return cvk_step_get_items (cvk_call_get_step (call), 0);
}

static gboolean
emit_object (CvkCall *call, CvkItem *parent, CvkValue *value, CvkProblem **problem)
{
  CvkStep *step = cvk_call_get_step (call);
  GPtrArray *items = get_items (call);
  CvkItem *item = NULL;

  if (!cvk_value_is_object (value))
    {
      *problem = cvk_problem_new ("script-result",
                                  N_ ("The script returned something that is no object. Return "
                                      "an object, or a list of objects."),
                                  NULL);
      cvk_problem_set_field (*problem, "code");
      return FALSE;
    }
  if (parent != NULL || items->len == 0)
    item = cvk_item_new (cvk_step_get_index (step), parent, cvk_value_ref (value), FALSE);
  else
    item = cvk_item_new_joined (cvk_step_get_index (step), (CvkItem *const *) items->pdata,
                                items->len, cvk_value_ref (value));
  cvk_output_emit (cvk_call_get_output (call), 0, item);
  return TRUE;
}

/* An object is one item, a list one for each element, nothing (null) none. */
static gboolean
emit_result (CvkCall *call, CvkItem *parent, CvkValue *value, CvkProblem **problem)
{
  if (cvk_value_is_null (value))
    return TRUE;
  if (!cvk_value_is_array (value))
    return emit_object (call, parent, value, problem);
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    if (!emit_object (call, parent, cvk_value_get_element (value, i), problem))
      return FALSE;
  return TRUE;
}

/* Returns FALSE when @call is gone. */
static gboolean
take_result (CvkCall *call, unsigned index, const CvkScriptResult *result)
{
  Work *work = cvk_call_get_data (call);
  GPtrArray *items = get_items (call);
  CvkItem *parent = !work->all && items->len > 0 ? g_ptr_array_index (items, index) : NULL;
  CvkProblem *problem = NULL;

  if (result->problem != NULL)
    {
      problem = cvk_problem_copy (result->problem);
      cvk_problem_set_field (problem, "code");
    }
  else
    emit_result (call, parent, result->value, &problem);
  if (problem == NULL)
    return TRUE;
  if (parent == NULL)
    {
      cvk_call_fail (call, problem);
      return FALSE;
    }
  cvk_output_fail_item (cvk_call_get_output (call), parent, index, problem);
  return TRUE;
}

static void
evaluate_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  Work *work = cvk_call_get_data (call);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results =
    cvk_script_host_evaluate_finish (CVK_SCRIPT_HOST (object), result, &error);
  unsigned first = work->next;

  if (results == NULL)
    {
      cvk_call_fail (call, cvk_problem_new_from_error ("cancelled", error));
      return;
    }
  for (unsigned i = 0; i < results->len; i++)
    if (!take_result (call, first + i, g_ptr_array_index (results, i)))
      return;
  work->next += results->len;
  if (work->next < work->count)
    evaluate_slice (call);
  else
    cvk_call_succeed (call);
}

static CvkValue *
create_list_scope (CvkCall *call)
{
  GPtrArray *items = get_items (call);
  g_auto (CvkArrayBuilder) list = { 0 };

  cvk_array_builder_init (&list);
  for (unsigned i = 0; i < items->len; i++)
    cvk_array_builder_append (&list, cvk_item_to_value (g_ptr_array_index (items, i)));
  return cvk_value_new_object ("items", cvk_array_builder_end (&list), "nodes",
                               cvk_value_new_object (NULL, NULL), NULL);
}

static void
evaluate_slice (CvkCall *call)
{
  CvkStep *step = cvk_call_get_step (call);
  Work *work = cvk_call_get_data (call);
  GPtrArray *items = get_items (call);
  g_autoptr (GPtrArray) scopes = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  CvkScriptRequest request = { 0 };

  if (work->all)
    g_ptr_array_add (scopes, create_list_scope (call));
  else
    for (unsigned i = work->next; i < work->count && scopes->len < SLICE; i++)
      g_ptr_array_add (scopes, cvk_step_dup_script_scope (
                                 step, items->len > 0 ? g_ptr_array_index (items, i) : work->empty,
                                 (const char *const *) work->nodes, work->scan.all_nodes));

  request.kind = work->all ? CVK_SCRIPT_ALL : CVK_SCRIPT_EACH;
  request.source = cvk_value_lookup_string (cvk_call_get_settings (call), "code", "");
  request.run = cvk_step_get_run_value (step);
  request.inputs = cvk_step_get_inputs (step);
  request.scopes = scopes;
  request.seed = cvk_step_get_seed (step);
  request.node = cvk_step_get_node (step)->id;
  request.first_index = work->next;
  cvk_script_host_evaluate_async (cvk_step_get_scripts (step), &request,
                                  cvk_call_get_cancellable (call), evaluate_cb, call);
}

static GStrv
list_nodes (const CvkJavascriptScan *scan)
{
  g_autoptr (GStrvBuilder) nodes = g_strv_builder_new ();

  for (unsigned i = 0; scan->references != NULL && i < scan->references->len; i++)
    g_strv_builder_add (nodes, g_array_index (scan->references, CvkNodeReference, i).id);
  return g_strv_builder_end (nodes);
}

static void
start_script (CvkCall *call)
{
  CvkValue *settings = cvk_call_get_settings (call);
  const char *code = cvk_value_lookup_string (settings, "code", "");
  Work *work = g_new0 (Work, 1);

  cvk_call_set_data (call, work, free_work);
  work->empty = cvk_item_new (CVK_NODE_INDEX_NONE, NULL, NULL, FALSE);
  work->all = g_str_equal (cvk_value_lookup_string (settings, "mode", "each"), "all");
  /* What cannot be scanned cannot be evaluated either; the engine says why. */
  (void) cvk_javascript_scan (code, strlen (code), FALSE, &work->scan);
  work->nodes = list_nodes (&work->scan);
  work->count = work->all ? 1 : get_items (call)->len;
  if (work->count == 0 && !cvk_step_has_links (cvk_call_get_step (call)))
    work->count = 1;
  if (work->count == 0)
    cvk_call_succeed (call);
  else
    evaluate_slice (call);
}

CvkNodeOperations cvk_node_script = { .start = start_script };
