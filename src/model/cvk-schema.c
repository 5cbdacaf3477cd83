// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-schema.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-schema-private.h"

typedef struct
{
  CvkSchemaFlags flags;
  GPtrArray *problems;
} Check;

static void check_value (Check *self,
                         const CvkValue *schema,
                         const CvkValue *value,
                         const char *path,
                         unsigned depth);

static void
take_problem (Check *self, CvkProblem *problem)
{
  if (problem != NULL)
    g_ptr_array_add (self->problems, problem);
}

static gboolean
is_template_text (const Check *self, const CvkValue *schema, const CvkValue *value)
{
  return (self->flags & CVK_SCHEMA_TEMPLATES) != 0 && cvk_value_is_string (value) &&
         cvk_schema_is_template (schema) && strstr (cvk_value_get_string (value), "{{") != NULL;
}

/* In settings, a field that is null is a field that is not set. */
static gboolean
is_absent (const Check *self, const CvkValue *value)
{
  return value == NULL || ((self->flags & CVK_SCHEMA_TEMPLATES) != 0 && cvk_value_is_null (value));
}

static void
check_required (Check *self, const CvkValue *schema, const CvkValue *value, const char *path)
{
  CvkValue *required = cvk_value_get_member (schema, "required");

  for (size_t i = 0; required != NULL && i < cvk_value_get_length (required); i++)
    {
      const char *name = cvk_value_get_string (cvk_value_get_element (required, i));
      CvkValue *member = cvk_value_get_member (value, name);

      if (member == NULL || is_absent (self, member))
        {
          g_autofree char *field = cvk_schema_join (path, name);

          take_problem (self, cvk_schema_describe_missing (field));
        }
    }
}

CvkProblem *
cvk_schema_describe_unknown (const CvkValue *properties, const char *name, const char *field)
{
  const char *suggestion = cvk_schema_suggest (properties, name);
  CvkProblem *problem;

  if (suggestion != NULL)
    problem = cvk_problem_new ("unknown-field",
                               N_ ("There is no field “{field}”. Did you mean “{suggestion}”?"),
                               "field", field, "suggestion", suggestion, NULL);
  else
    problem =
      cvk_problem_new ("unknown-field", N_ ("There is no field “{field}”."), "field", field, NULL);
  cvk_problem_set_field (problem, field);
  cvk_problem_set_warning (problem, TRUE);

  return problem;
}

static void
check_members (Check *self,
               const CvkValue *schema,
               const CvkValue *value,
               const char *path,
               unsigned depth)
{
  gboolean is_open = cvk_value_lookup_boolean (schema, "additionalProperties", TRUE);

  check_required (self, schema, value, path);
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *name;
      CvkValue *member;
      CvkValue *member_schema;
      g_autofree char *field = NULL;

      cvk_value_get_member_at (value, i, &name, &member);
      if (is_absent (self, member))
        continue;
      member_schema = cvk_schema_get_member (schema, name);
      if (member_schema == NULL && is_open)
        continue;
      field = cvk_schema_join (path, name);
      if (member_schema != NULL)
        check_value (self, member_schema, member, field, depth + 1);
      else
        take_problem (self, cvk_schema_describe_unknown (
                              cvk_value_get_member (schema, "properties"), name, field));
    }
}

static void
check_elements (Check *self,
                const CvkValue *schema,
                const CvkValue *value,
                const char *path,
                unsigned depth)
{
  CvkValue *items = cvk_value_get_member (schema, "items");

  if (items == NULL || !cvk_value_is_object (items))
    return;
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      g_autofree char *field = cvk_schema_join_index (path, i);

      check_value (self, items, cvk_value_get_element (value, i), field, depth + 1);
    }
}

/* How far @value is from an alternative: another type is further away than any wrong member, and a
 * wrong constant (what tells alternatives apart) than any other. */
static unsigned
measure_distance (const CvkValue *alternative, const CvkValue *value, const GPtrArray *problems)
{
  CvkValue *properties = cvk_value_get_member (alternative, "properties");
  unsigned distance = problems->len;

  if (!cvk_schema_types_match (cvk_schema_get_types (alternative), value))
    return 1000000;
  for (size_t i = 0; properties != NULL && i < cvk_value_get_length (properties); i++)
    {
      const char *name;
      CvkValue *schema;
      CvkValue *only;
      CvkValue *member;

      cvk_value_get_member_at (properties, i, &name, &schema);
      only = cvk_value_get_member (schema, "const");
      member = cvk_value_get_member (value, name);
      if (only != NULL && member != NULL && !cvk_value_equal (only, member))
        distance += 1000;
    }

  return distance;
}

static void
check_alternatives (Check *self,
                    const CvkValue *alternatives,
                    gboolean exactly_one,
                    const CvkValue *value,
                    const char *path,
                    unsigned depth)
{
  g_autoptr (GPtrArray) nearest = NULL;
  unsigned nearest_distance = G_MAXUINT;
  unsigned fitting = 0;

  for (size_t i = 0; i < cvk_value_get_length (alternatives); i++)
    {
      CvkValue *alternative = cvk_value_get_element (alternatives, i);
      g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
      Check check = { self->flags, problems };
      unsigned distance;

      check_value (&check, alternative, value, path, depth + 1);
      if (problems->len == 0)
        fitting++;
      distance = measure_distance (alternative, value, problems);
      if (distance < nearest_distance)
        {
          nearest_distance = distance;
          g_clear_pointer (&nearest, g_ptr_array_unref);
          nearest = g_steal_pointer (&problems);
        }
    }

  if (fitting == 0 && nearest != NULL)
    for (unsigned i = 0; i < nearest->len; i++)
      take_problem (self, cvk_problem_ref (g_ptr_array_index (nearest, i)));
  /* What an expression will give is not known yet: it may fit several alternatives. */
  else if (fitting > 1 && exactly_one && (self->flags & CVK_SCHEMA_TEMPLATES) == 0)
    {
      CvkProblem *problem = cvk_problem_new (
        "invalid-field", N_ ("“{field}” fits more than one of the forms it can have."), "field",
        path, NULL);

      cvk_problem_set_field (problem, path);
      take_problem (self, problem);
    }
}

/* Recursion is bounded by CVK_SCHEMA_MAX_DEPTH. */
static void
check_value (Check *self,
             const CvkValue *schema,
             const CvkValue *value,
             const char *path,
             unsigned depth)
{
  g_autoptr (CvkValue) converted = NULL;
  CvkValue *any_of = cvk_value_get_member (schema, "anyOf");
  CvkValue *one_of = cvk_value_get_member (schema, "oneOf");
  CvkProblem *problem;

  if (depth > CVK_SCHEMA_MAX_DEPTH || is_template_text (self, schema, value))
    return;

  /* What a setting will be brought to is what has to be right. */
  if ((self->flags & CVK_SCHEMA_TEMPLATES) != 0)
    converted = cvk_schema_convert (cvk_schema_get_types (schema), value);
  if (converted == NULL)
    converted = cvk_value_ref (value);

  problem = cvk_schema_check_flat (schema, converted, path);
  if (problem != NULL)
    {
      take_problem (self, problem);
      return;
    }
  if (any_of != NULL)
    check_alternatives (self, any_of, FALSE, converted, path, depth);
  if (one_of != NULL)
    check_alternatives (self, one_of, TRUE, converted, path, depth);
  if (cvk_value_is_object (converted))
    check_members (self, schema, converted, path, depth);
  else if (cvk_value_is_array (converted))
    check_elements (self, schema, converted, path, depth);
}

gboolean
cvk_schema_check (const CvkValue *schema,
                  const CvkValue *value,
                  const char *path,
                  CvkSchemaFlags flags,
                  GPtrArray *problems)
{
  g_autoptr (GPtrArray) found = NULL;
  Check check;
  gboolean ok = TRUE;

  g_return_val_if_fail (schema != NULL && value != NULL, FALSE);

  found = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  check = (Check){ flags, found };
  check_value (&check, schema, value, path, 0);
  for (unsigned i = 0; i < found->len; i++)
    {
      CvkProblem *problem = g_ptr_array_index (found, i);

      ok = ok && cvk_problem_is_warning (problem);
      if (problems != NULL)
        g_ptr_array_add (problems, cvk_problem_ref (problem));
    }

  return ok;
}
