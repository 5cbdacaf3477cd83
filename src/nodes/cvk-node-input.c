// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>

#include "engine/cvk-node-operations.h"

extern CvkNodeOperations cvk_node_input;

static gboolean
emit_inputs (CvkStep *step,
             CvkItem *item,
             CvkValue *settings,
             CvkOutput *output,
             CvkProblem **problem)
{
  GPtrArray *arrivals = cvk_step_get_arrivals (step);
  CvkValue *given = arrivals == NULL ? cvk_step_get_trigger_items (step) : NULL;
  size_t n_given = given != NULL ? cvk_value_get_length (given) : 0;

  /* What a handler of failures gets. */
  for (size_t i = 0; i < n_given; i++)
    cvk_output_emit_new (output, 0, item, cvk_value_ref (cvk_value_get_element (given, i)));
  if (arrivals == NULL && n_given == 0)
    cvk_output_emit_new (output, 0, item, cvk_value_ref (cvk_step_get_inputs (step)));
  for (unsigned i = 0; arrivals != NULL && i < arrivals->len; i++)
    cvk_output_emit_new (output, 0, item, cvk_value_ref (g_ptr_array_index (arrivals, i)));
  return TRUE;
}

static void
check_names (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems)
{
  CvkValue *fields = cvk_value_get_member (settings, "fields");
  size_t length = fields != NULL && cvk_value_is_array (fields) ? cvk_value_get_length (fields) : 0;
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (size_t i = 0; i < length; i++)
    {
      const char *name = cvk_value_lookup_string (cvk_value_get_element (fields, i), "name", NULL);
      g_autofree char *place = g_strdup_printf ("fields.%zu.name", i);
      CvkProblem *problem = NULL;

      if (name == NULL || g_hash_table_add (names, (gpointer) name))
        continue;
      problem = cvk_problem_new ("duplicate-name", N_ ("Two fields are called “{name}”."), "name",
                                 name, NULL);
      cvk_problem_set_field (problem, place);
      g_ptr_array_add (problems, problem);
    }
}

CvkNodeOperations cvk_node_input = { .type.check = check_names, .each = emit_inputs };
