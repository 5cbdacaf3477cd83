// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-compare.h"
#include "model/cvk-path-names.h"
#include "nodes/cvk-rows.h"

extern CvkNodeOperations cvk_node_switch;

static GStrv
list_outputs (const CvkNodeType *type, const CvkValue *settings)
{
  return cvk_path_names_list (settings, "cases");
}

static gboolean
has_values (const CvkValue *one)
{
  CvkValue *values = cvk_value_get_member (one, "values");

  return values != NULL && cvk_value_is_array (values) && cvk_value_get_length (values) > 0;
}

/* A case that nothing can meet is a forgotten one. */
static void
check_cases (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems)
{
  CvkValue *cases = cvk_value_get_member (settings, "cases");
  size_t length = cases != NULL && cvk_value_is_array (cases) ? cvk_value_get_length (cases) : 0;

  cvk_path_names_check (settings, "cases", problems);
  for (size_t i = 0; i < length; i++)
    {
      CvkValue *one = cvk_value_get_element (cases, i);
      g_autofree char *field = g_strdup_printf ("cases.%zu.values", i);
      CvkProblem *problem = NULL;

      if (!cvk_value_is_object (one) || has_values (one) ||
          cvk_value_get_member (one, "from") != NULL || cvk_value_get_member (one, "to") != NULL)
        continue;
      problem = cvk_problem_new ("empty-case",
                                 N_ ("The case “{name}” has neither a value nor a range. Give it "
                                     "one of them."),
                                 "name", cvk_value_lookup_string (one, "name", ""), NULL);
      cvk_problem_set_field (problem, field);
      g_ptr_array_add (problems, problem);
    }
}

/* A range of numbers is not for texts, nor one of texts for numbers. */
static gboolean
is_alike (const CvkValue *a, const CvkValue *b)
{
  CvkReading first;
  CvkReading second;

  cvk_reading_init (&first, a);
  cvk_reading_init (&second, b);
  return first.rank == second.rank;
}

static gboolean
is_in_range (const CvkValue *value, const CvkValue *from, const CvkValue *to)
{
  if (cvk_value_is_empty (value) || (cvk_value_is_empty (from) && cvk_value_is_empty (to)))
    return FALSE;
  if (!cvk_value_is_empty (from) &&
      (!is_alike (value, from) || cvk_compare_values (value, from) < 0))
    return FALSE;
  return cvk_value_is_empty (to) || (is_alike (value, to) && cvk_compare_values (value, to) <= 0);
}

static gboolean
is_met (const CvkValue *one, const CvkValue *value)
{
  CvkValue *values = cvk_value_get_member (one, "values");
  size_t length = has_values (one) ? cvk_value_get_length (values) : 0;

  for (size_t i = 0; i < length; i++)
    {
      CvkValue *wanted = cvk_value_get_element (values, i);

      if ((cvk_value_is_empty (value) && cvk_value_is_empty (wanted)) ||
          cvk_compare_values (value, wanted) == 0)
        return TRUE;
    }
  return is_in_range (value, cvk_value_get_member (one, "from"), cvk_value_get_member (one, "to"));
}

static gboolean
send_item (CvkStep *step,
           CvkItem *item,
           CvkValue *settings,
           CvkOutput *output,
           CvkProblem **problem)
{
  CvkValue *cases = cvk_value_get_member (settings, "cases");
  CvkValue *value = cvk_rows_get_operand (item, cvk_step_get_raw_settings (step), settings);
  size_t length = cvk_value_get_length (cases);
  size_t port = 0;

  while (port < length && !is_met (cvk_value_get_element (cases, port), value))
    port++;
  cvk_output_pass (output, (unsigned) port, item);
  return TRUE;
}

CvkNodeOperations cvk_node_switch = { .type.list_outputs = list_outputs,
                                      .type.check = check_cases,
                                      .each = send_item };
