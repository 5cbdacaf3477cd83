// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

/**
 * Rules between fields, as members of a field's schema:
 *
 * "x-requires": {"field", "values"}: the other field must have one of the values. Without the other
 *   field the service's own value counts: null among the values says that it fits. For a change
 *   it is not known, so then nothing is said.
 * "x-required-when": {"field", "values"}: with one of the values there, this one must be set.
 * "x-needs": [fields] that must be set too; "x-excludes": [fields] that must not be.
 */
typedef struct
{
  const CvkAction *action;
  const CvkValue *settings;
  gboolean are_templates;
  GPtrArray *problems;
} Check;

CvkValue *
cvk_value_get_path (const CvkValue *value, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  CvkValue *found = (CvkValue *) value;

  for (size_t i = 0; names[i] != NULL && found != NULL; i++)
    found = cvk_value_get_member (found, names[i]);
  return found;
}

/* Descriptions that others write may hold anything here. */
static CvkValue *
get_array (const CvkValue *object, const char *name)
{
  CvkValue *array = cvk_value_get_member (object, name);

  return array != NULL && cvk_value_is_array (array) ? array : NULL;
}

/* Whether the value at @path is an expression still, or a part of one. */
static gboolean
is_open (const Check *self, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  const CvkValue *value = self->settings;

  for (size_t i = 0; names[i] != NULL && value != NULL && cvk_value_is_object (value); i++)
    value = cvk_value_get_member (value, names[i]);
  return self->are_templates && value != NULL && cvk_value_is_string (value) &&
         strstr (cvk_value_get_string (value), "{{") != NULL;
}

static gboolean
is_set (const CvkValue *value)
{
  return value != NULL && !cvk_value_is_null (value);
}

static gboolean
has_value (const CvkValue *values, const CvkValue *value)
{
  g_autoptr (CvkValue) null = cvk_value_new_null ();

  for (size_t i = 0; i < cvk_value_get_length (values); i++)
    if (cvk_value_equal (cvk_value_get_element (values, i), is_set (value) ? value : null))
      return TRUE;
  return FALSE;
}

static char *
list_values (const CvkValue *values)
{
  GString *list = g_string_new (NULL);

  for (size_t i = 0; i < cvk_value_get_length (values); i++)
    {
      CvkValue *value = cvk_value_get_element (values, i);
      g_autofree char *json = cvk_value_to_json (value, CVK_JSON_COMPACT);

      if (!cvk_value_is_null (value))
        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "",
                                cvk_value_is_string (value) ? cvk_value_get_string (value) : json);
    }
  return g_string_free (list, FALSE);
}

static void
add_problem (const Check *self,
             const char *field,
             const char *message,
             const char *other,
             const char *values)
{
  CvkProblem *problem = cvk_problem_new ("invalid-field", message, "field", field, "other", other,
                                         "values", values, NULL);

  cvk_problem_set_field (problem, field);
  g_ptr_array_add (self->problems, problem);
}

static void
check_requires (const Check *self, const CvkValue *schema, const char *field)
{
  CvkValue *rule = cvk_value_get_member (schema, "x-requires");
  const char *other = cvk_value_lookup_string (rule, "field", NULL);
  CvkValue *values = get_array (rule, "values");
  CvkValue *value;
  g_autofree char *list = NULL;

  if (other == NULL || values == NULL)
    return;
  value = cvk_value_get_path (self->settings, other);
  if (is_open (self, other) || has_value (values, value) ||
      (!is_set (value) && self->action->read_back != NULL))
    return;
  list = list_values (values);
  add_problem (self, field, N_ ("“{field}” can be set only when “{other}” is {values}."), other,
               list);
}

static void
check_required_when (const Check *self, const CvkValue *schema, const char *field)
{
  CvkValue *rule = cvk_value_get_member (schema, "x-required-when");
  const char *other = cvk_value_lookup_string (rule, "field", NULL);
  CvkValue *values = get_array (rule, "values");
  CvkValue *value;
  g_autofree char *list = NULL;

  if (other == NULL || values == NULL)
    return;
  value = cvk_value_get_path (self->settings, other);
  if (!is_set (value) || is_open (self, other) || !has_value (values, value))
    return;
  list = list_values (values);
  add_problem (self, field, N_ ("“{field}” must be set when “{other}” is {values}."), other, list);
}

static void
check_companions (const Check *self, const CvkValue *schema, const char *field)
{
  CvkValue *needs = get_array (schema, "x-needs");
  CvkValue *excludes = get_array (schema, "x-excludes");

  for (size_t i = 0; needs != NULL && i < cvk_value_get_length (needs); i++)
    {
      CvkValue *element = cvk_value_get_element (needs, i);
      const char *other = cvk_value_is_string (element) ? cvk_value_get_string (element) : "";

      if (!is_set (cvk_value_get_path (self->settings, other)))
        add_problem (self, field, N_ ("“{field}” can be set only together with “{other}”."), other,
                     NULL);
    }
  for (size_t i = 0; excludes != NULL && i < cvk_value_get_length (excludes); i++)
    {
      CvkValue *element = cvk_value_get_element (excludes, i);
      const char *other = cvk_value_is_string (element) ? cvk_value_get_string (element) : "";

      if (is_set (cvk_value_get_path (self->settings, other)))
        add_problem (self, field, N_ ("“{field}” and “{other}” cannot both be set. Remove one."),
                     other, NULL);
    }
}

/* Schemas of settings nest a few levels only. */
static void
check_fields (const Check *self, const CvkValue *schema, const CvkValue *value, const char *path)
{
  CvkValue *properties = cvk_value_get_member (schema, "properties");

  for (size_t i = 0; properties != NULL && i < cvk_value_get_length (properties); i++)
    {
      const char *name;
      CvkValue *field_schema;
      CvkValue *field_value;
      g_autofree char *field = NULL;

      cvk_value_get_member_at (properties, i, &name, &field_schema);
      field = path != NULL ? g_strconcat (path, ".", name, NULL) : g_strdup (name);
      field_value = cvk_value_get_member (value, name);
      if (!is_set (field_value))
        {
          check_required_when (self, field_schema, field);
          continue;
        }
      check_requires (self, field_schema, field);
      check_companions (self, field_schema, field);
      if (cvk_value_is_object (field_value))
        check_fields (self, field_schema, field_value, field);
    }
}

void
cvk_action_check_rules (const CvkAction *self,
                        const CvkValue *settings,
                        gboolean are_templates,
                        GPtrArray *problems)
{
  Check check = { self, settings, are_templates, problems };

  check_fields (&check, cvk_value_get_member (self->description, "settings"), settings, NULL);
}
