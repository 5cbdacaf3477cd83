// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nodes/cvk-compare.h"

typedef struct
{
  const char *name;
  gboolean (*holds) (const CvkValue *field, const CvkValue *value, CvkProblem **problem);
} Operator;

static gboolean
holds_equals (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  return (cvk_value_is_empty (field) && cvk_value_is_empty (value)) ||
         cvk_compare_values (field, value) == 0;
}

static gboolean
holds_not_equals (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  return !holds_equals (field, value, problem);
}

static gboolean
has_element (const CvkValue *list, const CvkValue *wanted)
{
  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    if (cvk_compare_values (cvk_value_get_element (list, i), wanted) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
holds_contains (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  g_autofree char *text = NULL;
  g_autofree char *part = NULL;

  if (field != NULL && cvk_value_is_array (field))
    return has_element (field, value);
  text = cvk_value_dup_text (field);
  part = cvk_value_dup_text (value);
  return strstr (text, part) != NULL;
}

static gboolean
holds_not_contains (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  return !holds_contains (field, value, problem);
}

static gboolean
holds_starts_with (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  g_autofree char *text = cvk_value_dup_text (field);
  g_autofree char *part = cvk_value_dup_text (value);

  return g_str_has_prefix (text, part);
}

static gboolean
holds_ends_with (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  g_autofree char *text = cvk_value_dup_text (field);
  g_autofree char *part = cvk_value_dup_text (value);

  return g_str_has_suffix (text, part);
}

/* Compiled once more as the user wrote it, so that the reason counts its characters. */
static CvkProblem *
explain_pattern (const char *pattern)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, &error);

  return cvk_problem_new ("invalid-pattern",
                          N_ ("The pattern “{pattern}” cannot be used: {reason}."), "pattern",
                          pattern, "reason", regex == NULL ? error->message : "", NULL);
}

static gboolean
holds_matches (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  g_autofree char *text = cvk_value_dup_text (field);
  g_autofree char *pattern = cvk_value_dup_text (value);
  /* A pattern that goes astray ends in an error instead of keeping the main loop. */
  g_autofree char *limited = g_strconcat ("(*LIMIT_MATCH=200000)", pattern, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) regex = g_regex_new (limited, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, &error);
  gboolean matches = FALSE;

  if (regex != NULL)
    matches = g_regex_match_full (regex, text, -1, 0, G_REGEX_MATCH_DEFAULT, NULL, &error);
  if (error != NULL && regex != NULL)
    *problem = cvk_problem_new ("invalid-pattern",
                                N_ ("The pattern “{pattern}” takes too long on this text. Make it "
                                    "simpler: one repetition inside another is slow."),
                                "pattern", pattern, NULL);
  else if (error != NULL)
    *problem = explain_pattern (pattern);
  return matches;
}

static gboolean
holds_less (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  return !cvk_value_is_empty (field) && cvk_compare_values (field, value) < 0;
}

static gboolean
holds_less_or_equal (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  return !cvk_value_is_empty (field) && cvk_compare_values (field, value) <= 0;
}

static gboolean
holds_greater (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  return !cvk_value_is_empty (field) && cvk_compare_values (field, value) > 0;
}

static gboolean
holds_greater_or_equal (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  return !cvk_value_is_empty (field) && cvk_compare_values (field, value) >= 0;
}

static gboolean
holds_is_empty (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  return cvk_value_is_empty (field);
}

static gboolean
holds_is_not_empty (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  return !cvk_value_is_empty (field);
}

/* The value is a list, or a text with commas between its parts. */
static gboolean
holds_in (const CvkValue *field, const CvkValue *value, CvkProblem **problem)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  if (value != NULL && cvk_value_is_array (value))
    return has_element (value, field);
  text = cvk_value_dup_text (value);
  parts = g_strsplit (text, ",", -1);
  for (size_t i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (CvkValue) part = cvk_value_new_string (g_strstrip (parts[i]));

      if (holds_equals (field, part, problem))
        return TRUE;
    }
  return FALSE;
}

static const Operator operators[] = {
  { "equals", holds_equals },
  { "not-equals", holds_not_equals },
  { "contains", holds_contains },
  { "not-contains", holds_not_contains },
  { "starts-with", holds_starts_with },
  { "ends-with", holds_ends_with },
  { "matches", holds_matches },
  { "less", holds_less },
  { "less-or-equal", holds_less_or_equal },
  { "greater", holds_greater },
  { "greater-or-equal", holds_greater_or_equal },
  { "is-empty", holds_is_empty },
  { "is-not-empty", holds_is_not_empty },
  { "in", holds_in },
};

CvkValue *
cvk_rows_get_field (const CvkItem *item, const char *field)
{
  CvkValue *value = cvk_item_get_path (item, field);

  if (value == NULL && g_str_has_prefix (field, "item."))
    value = cvk_item_get_path (item, field + strlen ("item."));
  return value;
}

CvkValue *
cvk_rows_get_operand (const CvkItem *item, const CvkValue *raw_object, const CvkValue *object)
{
  CvkValue *raw = cvk_value_get_member (raw_object, "field");
  CvkValue *field = cvk_value_get_member (object, "field");

  if (field != NULL && raw != NULL && cvk_value_is_string (raw) &&
      strstr (cvk_value_get_string (raw), "{{") == NULL)
    return cvk_rows_get_field (item, cvk_value_get_string (raw));
  return field;
}

static gboolean
judge_row (const CvkItem *item, const CvkValue *raw_row, const CvkValue *row, CvkProblem **problem)
{
  const char *name = cvk_value_lookup_string (row, "operator", "equals");

  for (size_t i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_equal (operators[i].name, name))
      return operators[i].holds (cvk_rows_get_operand (item, raw_row, row),
                                 cvk_value_get_member (row, "value"), problem);
  *problem =
    cvk_problem_new ("unknown-operator", N_ ("“{operator}” is no comparison that Convoke knows."),
                     "operator", name, NULL);
  return FALSE;
}

gboolean
cvk_rows_match (const CvkItem *item,
                const CvkValue *raw_rows,
                const CvkValue *rows,
                const char *match,
                CvkProblem **problem)
{
  gboolean any = g_strcmp0 (match, "any") == 0;
  size_t length = rows != NULL ? cvk_value_get_length (rows) : 0;

  for (size_t i = 0; i < length; i++)
    {
      gboolean holds = judge_row (item, cvk_value_get_element (raw_rows, i),
                                  cvk_value_get_element (rows, i), problem);

      if (*problem != NULL)
        {
          g_autofree char *field = g_strdup_printf ("rows.%zu", i);

          cvk_problem_set_field (*problem, field);
          return FALSE;
        }
      if (holds == any)
        return any;
    }
  return !any || length == 0;
}
