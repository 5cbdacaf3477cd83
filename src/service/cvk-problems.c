// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-problems.h"

#include <stdint.h>

#include "base/cvk-json.h"

GPtrArray *
cvk_problems_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
}

GPtrArray *
cvk_problems_new_single (CvkProblem *problem)
{
  GPtrArray *problems = cvk_problems_new ();

  g_ptr_array_add (problems, problem);
  return problems;
}

CvkValue *
cvk_problems_to_value (GPtrArray *problems)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < problems->len; i++)
    cvk_array_builder_append (&builder, cvk_problem_to_value (g_ptr_array_index (problems, i)));
  return cvk_array_builder_end (&builder);
}

char *
cvk_problems_to_json (GPtrArray *problems)
{
  g_autoptr (CvkValue) value = cvk_problems_to_value (problems);

  return cvk_value_to_json (value, CVK_JSON_COMPACT);
}

GPtrArray *
cvk_problems_from_value (const CvkValue *value)
{
  g_autoptr (GPtrArray) problems = cvk_problems_new ();

  if (value == NULL || !cvk_value_is_array (value))
    return NULL;
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      CvkProblem *problem = cvk_problem_from_value (cvk_value_get_element (value, i));

      if (problem == NULL)
        return NULL;
      g_ptr_array_add (problems, problem);
    }
  return g_steal_pointer (&problems);
}

GPtrArray *
cvk_problems_from_json (const char *json)
{
  g_autoptr (CvkValue) value = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  GPtrArray *problems = value != NULL ? cvk_problems_from_value (value) : NULL;

  return problems != NULL ? problems : cvk_problems_new ();
}
