// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-problem-fix.h"

#include "desktop/forms/cvk-token-text.h"
#include "model/cvk-template.h"

const char *
cvk_problem_fix_get_suggestion (const CvkProblem *problem)
{
  return cvk_problem_get_argument (problem, "suggestion");
}

/* "item.topik" with "topic" for "topik": where the name stands as a whole step. */
static char *
replace_name (const char *expression, const char *name, const char *suggestion)
{
  g_autofree char *escaped = g_regex_escape_string (name, -1);
  g_autofree char *pattern = g_strdup_printf ("\\b%s\\b", escaped);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autofree char *changed = NULL;

  if (regex == NULL)
    return NULL;
  changed = g_regex_replace_literal (regex, expression, -1, 0, suggestion, 0, NULL);
  return g_strcmp0 (changed, expression) != 0 ? g_steal_pointer (&changed) : NULL;
}

/* Changes the expressions of @text that read as the problem says. */
static char *
fix_expressions (const CvkProblem *problem, const char *text)
{
  const char *expression = cvk_problem_get_argument (problem, "expression");
  const char *name = cvk_problem_get_argument (problem, "name");
  const char *suggestion = cvk_problem_fix_get_suggestion (problem);
  g_autoptr (GPtrArray) parts = cvk_token_text_split (text);
  g_autoptr (GString) fixed = g_string_new (NULL);
  gboolean is_changed = FALSE;

  for (unsigned i = 0; i < parts->len; i++)
    {
      const CvkTokenPart *part = g_ptr_array_index (parts, i);
      g_autofree char *changed = g_strcmp0 (part->expression, expression) == 0 && name != NULL
                                   ? replace_name (expression, name, suggestion)
                                   : NULL;

      if (changed != NULL)
        g_string_append_printf (fixed, "{{ %s }}", changed);
      else
        g_string_append (fixed, part->source);
      is_changed |= changed != NULL;
    }
  return is_changed ? g_string_free (g_steal_pointer (&fixed), FALSE) : NULL;
}

static CvkValue *
fix_text (const CvkProblem *problem, const char *text)
{
  const char *suggestion = cvk_problem_fix_get_suggestion (problem);
  const char *node = cvk_problem_get_argument (problem, "other");
  const char *name = cvk_problem_get_argument (problem, "name");
  char *fixed = NULL;

  if (cvk_problem_get_argument (problem, "expression") != NULL)
    fixed = fix_expressions (problem, text);
  else if (name != NULL)
    fixed = g_str_equal (text, name) ? g_strdup (suggestion) : NULL;
  else if (node != NULL)
    fixed = cvk_template_rename_node (text, node, suggestion);
  return fixed != NULL ? cvk_value_take_string (fixed) : NULL;
}

static CvkValue *
fix_children (const CvkProblem *problem, const CvkValue *value)
{
  gboolean is_object = cvk_value_is_object (value);
  g_auto (CvkArrayBuilder) elements = { NULL };
  g_auto (CvkObjectBuilder) members = { NULL };
  gboolean is_changed = FALSE;

  cvk_array_builder_init (&elements);
  cvk_object_builder_init (&members);
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *name = NULL;
      CvkValue *child = NULL;
      CvkValue *fixed;

      if (is_object)
        cvk_value_get_member_at (value, i, &name, &child);
      else
        child = cvk_value_get_element (value, i);
      fixed = cvk_problem_fix_apply (problem, child);
      is_changed |= fixed != NULL;
      if (fixed == NULL)
        fixed = cvk_value_ref (child);
      if (is_object)
        cvk_object_builder_set (&members, name, fixed);
      else
        cvk_array_builder_append (&elements, fixed);
    }
  if (!is_changed)
    return NULL;
  return is_object ? cvk_object_builder_end (&members) : cvk_array_builder_end (&elements);
}

CvkValue *
cvk_problem_fix_apply (const CvkProblem *problem, const CvkValue *value)
{
  if (cvk_problem_fix_get_suggestion (problem) == NULL || value == NULL)
    return NULL;
  if (cvk_value_is_string (value))
    return fix_text (problem, cvk_value_get_string (value));
  if (cvk_value_is_array (value) || cvk_value_is_object (value))
    return fix_children (problem, value);
  return NULL;
}
