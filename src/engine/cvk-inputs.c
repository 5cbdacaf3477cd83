// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-inputs.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "base/cvk-problem.h"
#include "model/cvk-schema.h"

static void
add_problem (GPtrArray *problems, const CvkNode *node, const char *name, CvkProblem *problem)
{
  if (problems == NULL)
    {
      cvk_problem_unref (problem);
      return;
    }
  if (node != NULL)
    cvk_problem_set_node (problem, node->id);
  cvk_problem_set_field (problem, name);
  g_ptr_array_add (problems, problem);
}

static CvkValue *
coerce_to (const char *type, CvkValue *value)
{
  g_autoptr (CvkValue) schema = cvk_value_new_object ("type", cvk_value_new_string (type), NULL);
  CvkProblem *problem = NULL;
  CvkValue *coerced = cvk_schema_coerce (schema, value, NULL, &problem);

  g_clear_pointer (&problem, cvk_problem_unref);
  if (coerced != NULL &&
      !cvk_schema_check (schema, coerced, NULL, CVK_SCHEMA_DEFAULT, (GPtrArray *) NULL))
    g_clear_pointer (&coerced, cvk_value_unref);
  return coerced;
}

/* ISO 8601 in its common part: PT45M, P1DT2H, and H:MM. */
static gboolean
is_duration (const char *text)
{
  return g_regex_match_simple ("^(P(?=.)(\\d+W|(\\d+Y)?(\\d+M)?(\\d+D)?"
                               "(T(?=.)(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?)|\\d+:[0-5]\\d)$",
                               text, 0, 0);
}

/* The choice that is meant: a command line writes 5 as "5". A field without choices takes any.
 * (transfer full) (nullable) */
static CvkValue *
find_choice (const CvkValue *field, CvkValue *value)
{
  CvkValue *choices = cvk_value_get_member (field, "choices");
  g_autofree char *text = cvk_value_to_json (value, CVK_JSON_COMPACT);

  if (choices == NULL || !cvk_value_is_array (choices))
    return coerce_to ("string", value);
  for (size_t i = 0; i < cvk_value_get_length (choices); i++)
    {
      CvkValue *choice = cvk_value_get_element (choices, i);
      CvkValue *inner = cvk_value_get_member (choice, "value");
      CvkValue *meant = inner != NULL ? inner : choice;
      g_autofree char *json = cvk_value_to_json (meant, CVK_JSON_COMPACT);

      if (cvk_value_equal (meant, value) || g_str_equal (json, text) ||
          (cvk_value_is_string (value) && g_str_equal (json, cvk_value_get_string (value))))
        return cvk_value_ref (meant);
    }
  return NULL;
}

/* (transfer full) (nullable): NULL when @value is not of the field's type. */
static CvkValue *
read_value (const CvkValue *field, CvkValue *value)
{
  const char *type = cvk_value_lookup_string (field, "type", "text");
  gboolean is_text = cvk_value_is_string (value);

  if (g_str_equal (type, "integer") || g_str_equal (type, "number") ||
      g_str_equal (type, "boolean"))
    return coerce_to (type, value);
  if (g_str_equal (type, "json"))
    return is_text ? cvk_value_from_json (cvk_value_get_string (value), -1, CVK_JSON_STRICT, NULL)
                   : cvk_value_ref (value);
  if (g_str_equal (type, "date-time"))
    {
      g_autoptr (CvkDateTime) date =
        is_text ? cvk_date_time_parse (cvk_value_get_string (value), NULL) : NULL;

      return date != NULL ? cvk_value_ref (value) : NULL;
    }
  if (g_str_equal (type, "duration"))
    return is_text && is_duration (cvk_value_get_string (value)) ? cvk_value_ref (value) : NULL;
  if (g_str_equal (type, "choice"))
    return find_choice (field, value);
  return coerce_to ("string", value);
}

/* A form and a command line give an empty text where nothing was filled in; only a text that may be
 * missing can be one. */
static gboolean
is_absent (const char *type, gboolean required, const CvkValue *value)
{
  if (value == NULL || cvk_value_is_null (value))
    return TRUE;
  if (!cvk_value_is_string (value) || cvk_value_get_string_length (value) > 0)
    return FALSE;
  return required || !g_str_equal (type, "text");
}

static void
complete_field (const CvkNode *node,
                const CvkValue *field,
                const CvkValue *given,
                CvkObjectBuilder *inputs,
                GPtrArray *problems)
{
  const char *name = cvk_value_lookup_string (field, "name", NULL);
  const char *type = cvk_value_lookup_string (field, "type", "text");
  gboolean required = cvk_value_lookup_boolean (field, "required", FALSE);
  CvkValue *value = NULL;
  CvkValue *read = NULL;

  if (name == NULL)
    return;
  value = given != NULL ? cvk_value_get_member (given, name) : NULL;
  if (value == NULL)
    value = cvk_value_get_member (field, "default");
  if (is_absent (type, required, value))
    {
      if (required)
        add_problem (problems, node, name,
                     cvk_problem_new ("missing-input",
                                      N_ ("This pipeline needs a value for “{name}”. Give it with "
                                          "--input {name}=VALUE."),
                                      "name", name, NULL));
      cvk_object_builder_set (inputs, name, cvk_value_new_null ());
      return;
    }
  read = read_value (field, value);
  if (read == NULL)
    {
      g_autofree char *text = cvk_value_to_json (value, CVK_JSON_COMPACT);

      add_problem (problems, node, name,
                   cvk_problem_new ("invalid-input",
                                    N_ ("{value} is no value of type “{type}” for “{name}”."),
                                    "value", text, "type", type, "name", name, NULL));
      return;
    }
  cvk_object_builder_set (inputs, name, read);
}

static gboolean
is_declared (CvkDocument *document, const char *name)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      CvkValue *fields =
        g_str_equal (node->type, "input") ? cvk_value_get_member (node->settings, "fields") : NULL;

      for (size_t k = 0;
           fields != NULL && cvk_value_is_array (fields) && k < cvk_value_get_length (fields); k++)
        if (g_strcmp0 (
              name, cvk_value_lookup_string (cvk_value_get_element (fields, k), "name", NULL)) == 0)
          return TRUE;
    }
  return FALSE;
}

CvkValue *
cvk_inputs_complete_item (const CvkNode *node, const CvkValue *given, CvkProblem **problem)
{
  CvkValue *fields = cvk_value_get_member (node->settings, "fields");
  size_t length = fields != NULL && cvk_value_is_array (fields) ? cvk_value_get_length (fields) : 0;
  g_autoptr (GPtrArray) problems =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  g_auto (CvkObjectBuilder) completed = { 0 };

  cvk_object_builder_init_from (&completed, given);
  for (size_t i = 0; i < length; i++)
    complete_field (node, cvk_value_get_element (fields, i), given, &completed, problems);
  if (problems->len == 0)
    return cvk_object_builder_end (&completed);
  *problem = cvk_problem_ref (g_ptr_array_index (problems, 0));
  if (g_str_equal (cvk_problem_get_code (*problem), "missing-input"))
    {
      CvkProblem *missing = cvk_problem_new (
        "missing-input",
        N_ ("The sub-pipeline needs a value for “{name}”, which this item does not have."), "name",
        cvk_problem_get_field (*problem), NULL);

      cvk_problem_unref (*problem);
      *problem = missing;
    }
  return NULL;
}

CvkValue *
cvk_inputs_complete (CvkDocument *document, const CvkValue *given, GPtrArray *problems)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);
  g_auto (CvkObjectBuilder) inputs = { 0 };

  cvk_object_builder_init (&inputs);
  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      CvkValue *fields =
        g_str_equal (node->type, "input") ? cvk_value_get_member (node->settings, "fields") : NULL;

      for (size_t k = 0;
           fields != NULL && cvk_value_is_array (fields) && k < cvk_value_get_length (fields); k++)
        complete_field (node, cvk_value_get_element (fields, k), given, &inputs, problems);
    }

  for (size_t i = 0; given != NULL && i < cvk_value_get_length (given); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (given, i, &name, &value);
      if (!is_declared (document, name))
        add_problem (problems, NULL, name,
                     cvk_problem_new ("unknown-input",
                                      N_ ("This pipeline has no input called “{name}”."), "name",
                                      name, NULL));
    }
  return cvk_object_builder_end (&inputs);
}
