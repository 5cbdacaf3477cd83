// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>

#include "base/cvk-secret-reference.h"
#include "nodes/cvk-table-rows.h"

extern CvkNodeOperations cvk_node_table_write;

/* Changes share their flushes of the disk. */
#define CONCURRENCY 256

/* What goes into the table; people read and export it, so what stands for a secret is written as
 * dots. (transfer full) */
static CvkValue *
make_row (CvkCall *call)
{
  CvkValue *fields = cvk_value_get_member (cvk_call_get_settings (call), "fields");
  CvkValue *masked = NULL;

  if (fields == NULL)
    return cvk_value_new_object (NULL, NULL);
  masked = cvk_secret_reference_mask_value (fields);
  if (masked != fields)
    cvk_step_warn (cvk_call_get_step (call),
                   cvk_problem_new ("secret-in-file",
                                    N_ ("A row holds a start link, which lets whoever has it in "
                                        "as the host. It was written as dots. Use the join link."),
                                    NULL));
  return masked;
}

/* The change, as the journal has it too. (transfer full) */
static CvkValue *
make_change (CvkCall *call)
{
  CvkValue *settings = cvk_call_get_settings (call);
  const char *key = cvk_value_lookup_string (settings, "key", NULL);
  CvkValue *row = make_row (call);

  return cvk_value_new_object (
    "op", cvk_value_new_string ("write"), "table",
    cvk_value_new_string (cvk_value_lookup_string (settings, "table", "")), "mode",
    cvk_value_new_string (cvk_value_lookup_string (settings, "operation", "upsert")), "key",
    cvk_value_new_string (key != NULL && *key != '\0' ? key : NULL), "rows",
    cvk_value_new_array (&row, 1), NULL);
}

static const char *
get_outcome (const CvkValue *result)
{
  CvkValue *rows = cvk_value_get_member (result, "rows");

  return rows != NULL
           ? cvk_value_lookup_string (cvk_value_get_element (rows, 0), "outcome", "unchanged")
           : "unchanged";
}

static void
emit (CvkOutput *output, CvkItem *item, CvkValue *outcome)
{
  CvkValue *fields = cvk_value_new_object ("written", outcome, NULL);

  if (item != NULL)
    cvk_output_emit_over (output, 0, item, fields);
  else
    cvk_output_emit_new (output, 0, NULL, fields);
}

/* (transfer full) (nullable): why nothing was written, where that is a failure. */
static CvkProblem *
judge_outcome (CvkCall *call, const char *outcome)
{
  const char *table = cvk_value_lookup_string (cvk_call_get_settings (call), "table", "");

  if (g_str_equal (outcome, "exists"))
    return cvk_problem_new ("row-exists",
                            N_ ("The table “{table}” has a row with this key already. Choose “Add "
                                "or change” to change it."),
                            "table", table, NULL);
  if (g_str_equal (outcome, "missing"))
    return cvk_problem_new ("row-missing",
                            N_ ("The table “{table}” has no row with this key. Choose “Add or "
                                "change” to add it."),
                            "table", table, NULL);
  return NULL;
}

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) done = cvk_call_change_table_finish (call, result, &error);
  CvkProblem *problem =
    done != NULL ? judge_outcome (call, get_outcome (done)) : cvk_table_rows_explain (error);

  if (problem != NULL)
    {
      cvk_call_fail (call, problem);
      return;
    }
  emit (cvk_call_get_output (call), cvk_call_get_item (call),
        cvk_value_new_string (get_outcome (done)));
  cvk_call_succeed (call);
}

static void
start_writing (CvkCall *call)
{
  g_autoptr (CvkValue) change = NULL;

  if (!cvk_table_rows_check (call))
    return;
  change = make_change (call);
  cvk_call_change_table_async (call, cvk_value_lookup_string (change, "table", ""), change, change,
                               changed_cb, call);
}

static void
rehearse (CvkCall *call)
{
  g_autoptr (CvkValue) change = make_change (call);
  const CvkValue *row = cvk_value_get_element (cvk_value_get_member (change, "rows"), 0);
  g_auto (CvkArrayBuilder) changes = { 0 };
  g_autoptr (CvkValue) list = NULL;
  CvkPretence pretence = {
    .kind = "write",
    .subject = cvk_value_lookup_string (change, "table", NULL),
    .request = change,
  };

  cvk_array_builder_init (&changes);
  for (size_t i = 0; i < cvk_value_get_length (row); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (row, i, &name, &value);
      cvk_array_builder_append (
        &changes, cvk_value_new_object (
                    "field", cvk_value_new_string (name), "to", cvk_value_ref (value), "guess",
                    cvk_value_new_boolean (cvk_call_holds_guess (call, value)), NULL));
    }
  list = cvk_array_builder_end (&changes);
  pretence.changes = list;
  cvk_call_pretend (call, &pretence);
  emit (cvk_call_get_output (call), cvk_call_get_item (call),
        cvk_call_make_guess (call, "written"));
  cvk_call_succeed (call);
}

static gboolean
look (CvkStep *step, CvkItem *item, const CvkPastEffect *effect, CvkOutput *output)
{
  if (effect == NULL)
    return FALSE;
  emit (output, item, cvk_value_new_string (get_outcome (effect->detail)));
  return TRUE;
}

static unsigned
get_concurrency (CvkStep *step)
{
  return CONCURRENCY;
}

CvkNodeOperations cvk_node_table_write = {
  .start = start_writing,
  .rehearse = rehearse,
  .look = look,
  .get_concurrency = get_concurrency,
};
