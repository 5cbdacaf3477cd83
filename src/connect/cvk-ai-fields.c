// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-ai-fields.h"

#include "base/cvk-i18n.h"
#include "model/cvk-schema.h"
#include "model/cvk-spoken-date.h"

#define MAX_SCHEMA_DEPTH 16
#define MAX_PATTERN_LENGTH 500

static const char *
get_name (const CvkValue *field)
{
  return cvk_value_lookup_string (field, "name", "");
}

static const char *
get_type (const CvkValue *field)
{
  return cvk_value_lookup_string (field, "type", "text");
}

static gboolean
is_date (const CvkValue *field)
{
  return g_str_equal (get_type (field), "date-time");
}

static CvkValue *
get_choices (const CvkValue *field)
{
  CvkValue *choices = cvk_value_get_member (field, "choices");

  return choices != NULL && cvk_value_is_array (choices) && cvk_value_get_length (choices) > 0
           ? choices
           : NULL;
}

/* --- The form --- */

/* The word of JSON Schema. */
static const char *
get_json_type (const CvkValue *field)
{
  static const char *const words[][2] = {
    { "integer", "integer" }, { "number", "number" }, { "boolean", "boolean" }, { "list", "array" }
  };

  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i][0], get_type (field)))
      return words[i][1];
  return "string";
}

static char *
describe_field (const CvkValue *field)
{
  const char *title = cvk_value_lookup_string (field, "title", get_name (field));

  if (!is_date (field))
    return g_strdup (title);
  /* That a model calculates dates wrong is the rule and not the exception. */
  return g_strdup_printf (
    "%s: the words of the text that say the day and the time, exactly as they "
    "stand there, such as “next Tuesday at 3 pm”. Do not work out a date.",
    title);
}

/* @may_be_null: for the model, which is to say null and not to leave a field out. */
static CvkValue *
make_field_schema (const CvkValue *field, gboolean may_be_null)
{
  g_auto (CvkObjectBuilder) schema = { NULL };
  const char *type = get_json_type (field);
  CvkValue *choices = get_choices (field);

  cvk_object_builder_init (&schema);
  if (may_be_null)
    {
      CvkValue *types[] = { cvk_value_new_string (type), cvk_value_new_string ("null") };

      cvk_object_builder_append (&schema, "type",
                                 cvk_value_new_array (types, G_N_ELEMENTS (types)));
    }
  else
    cvk_object_builder_append (&schema, "type", cvk_value_new_string (type));
  cvk_object_builder_append (&schema, "description",
                             cvk_value_take_string (describe_field (field)));
  if (g_str_equal (type, "array"))
    cvk_object_builder_append (
      &schema, "items", cvk_value_new_object ("type", cvk_value_new_string ("string"), NULL));
  if (g_str_equal (get_type (field), "choice") && choices != NULL)
    {
      g_auto (CvkArrayBuilder) all = { NULL };

      cvk_array_builder_init (&all);
      for (size_t i = 0; i < cvk_value_get_length (choices); i++)
        cvk_array_builder_append (&all, cvk_value_ref (cvk_value_get_element (choices, i)));
      if (may_be_null)
        cvk_array_builder_append (&all, cvk_value_new_null ());
      cvk_object_builder_append (&schema, "enum", cvk_array_builder_end (&all));
    }
  return cvk_object_builder_end (&schema);
}

static CvkValue *
make_object_schema (const CvkValue *fields, gboolean for_model)
{
  g_auto (CvkObjectBuilder) properties = { NULL };
  g_auto (CvkArrayBuilder) required = { NULL };

  cvk_object_builder_init (&properties);
  cvk_array_builder_init (&required);
  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const CvkValue *field = cvk_value_get_element (fields, i);
      gboolean is_required = cvk_value_lookup_boolean (field, "required", FALSE);

      cvk_object_builder_set (&properties, get_name (field),
                              make_field_schema (field, for_model && !is_required));
      if (for_model || is_required)
        cvk_array_builder_append (&required, cvk_value_new_string (get_name (field)));
    }
  return cvk_value_new_object ("type", cvk_value_new_string ("object"), "properties",
                               cvk_object_builder_end (&properties), "required",
                               cvk_array_builder_end (&required), "additionalProperties",
                               cvk_value_new_boolean (FALSE), NULL);
}

CvkValue *
cvk_ai_fields_make_schema (const CvkValue *fields)
{
  return make_object_schema (fields, TRUE);
}

/* --- What was answered --- */

/* The members of the fields that say something. */
static CvkValue *
pick_members (const CvkValue *fields, const CvkValue *object)
{
  g_auto (CvkObjectBuilder) members = { NULL };

  cvk_object_builder_init (&members);
  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const char *name = get_name (cvk_value_get_element (fields, i));
      CvkValue *value = cvk_value_get_member (object, name);

      if (value != NULL && !cvk_value_is_null (value))
        cvk_object_builder_set (&members, name, cvk_value_ref (value));
    }
  return cvk_object_builder_end (&members);
}

static void
set_beside (CvkObjectBuilder *members, const char *name, const char *suffix, CvkValue *value)
{
  g_autofree char *whole = g_strconcat (name, suffix, NULL);

  cvk_object_builder_set (members, whole, value);
}

/* A date that nobody needs may be none. */
static gboolean
read_date (const CvkValue *field,
           const char *words,
           int64_t now,
           const char *zone,
           CvkObjectBuilder *members,
           CvkProblem **problem)
{
  const char *name = get_name (field);
  g_autoptr (CvkProblem) refusal = NULL;
  g_autoptr (CvkSpokenDate) spoken = NULL;
  const CvkProblem *doubt;
  g_autofree char *reason = NULL;

  if (words != NULL)
    spoken = cvk_spoken_date_read (words, now, zone, NULL, &refusal);
  if (refusal != NULL && cvk_value_lookup_boolean (field, "required", FALSE))
    {
      *problem = g_steal_pointer (&refusal);
      cvk_problem_set_field (*problem, name);
      return FALSE;
    }
  doubt = spoken != NULL ? spoken->doubt : refusal;
  reason = doubt != NULL ? cvk_problem_dup_message (doubt) : NULL;
  cvk_object_builder_set (members, name,
                          spoken != NULL
                            ? cvk_value_take_string (cvk_date_time_to_string (spoken->date))
                            : cvk_value_new_null ());
  set_beside (members, name, "_certain",
              cvk_value_new_boolean (spoken != NULL && spoken->doubt == NULL));
  set_beside (members, name, "_reason", cvk_value_new_string (reason));
  set_beside (members, name, "_words", cvk_value_new_string (words));
  return TRUE;
}

CvkValue *
cvk_ai_fields_read (const CvkValue *fields,
                    const CvkValue *object,
                    int64_t now,
                    const char *zone,
                    CvkProblem **problem)
{
  g_autoptr (CvkValue) schema = make_object_schema (fields, FALSE);
  g_autoptr (CvkValue) picked = pick_members (fields, object);
  g_autoptr (CvkValue) coerced = cvk_schema_coerce (schema, picked, NULL, problem);
  g_auto (CvkObjectBuilder) members = { NULL };

  if (coerced == NULL)
    return NULL;
  cvk_object_builder_init (&members);
  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const CvkValue *field = cvk_value_get_element (fields, i);
      CvkValue *value = cvk_value_get_member (coerced, get_name (field));

      if (!is_date (field))
        cvk_object_builder_set (&members, get_name (field),
                                value != NULL ? cvk_value_ref (value) : cvk_value_new_null ());
      else if (!read_date (field, value != NULL ? cvk_value_get_string (value) : NULL, now, zone,
                           &members, problem))
        return NULL;
    }
  return cvk_object_builder_end (&members);
}

/* --- The settings --- */

static gboolean
are_texts (const CvkValue *array)
{
  if (array == NULL)
    return TRUE;
  if (!cvk_value_is_array (array))
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (array); i++)
    if (!cvk_value_is_string (cvk_value_get_element (array, i)))
      return FALSE;
  return TRUE;
}

static gboolean is_schema (const CvkValue *schema, unsigned depth);

static gboolean
are_schemas (const CvkValue *object, unsigned depth)
{
  if (object == NULL)
    return TRUE;
  if (!cvk_value_is_object (object))
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (object); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (object, i, &name, &value);
      if (!is_schema (value, depth))
        return FALSE;
    }
  return TRUE;
}

/* One alternative after the other would be too much for what a model is asked for. */
static gboolean
has_only_known_parts (const CvkValue *schema)
{
  static const struct
  {
    const char *name;
    CvkValueKind kind;
  } parts[] = { { "minItems", CVK_VALUE_INTEGER },  { "maxItems", CVK_VALUE_INTEGER },
                { "minLength", CVK_VALUE_INTEGER }, { "maxLength", CVK_VALUE_INTEGER },
                { "enum", CVK_VALUE_ARRAY },        { "pattern", CVK_VALUE_STRING },
                { "format", CVK_VALUE_STRING } };
  static const char *const foreign[] = { "oneOf", "anyOf", "allOf", "not", "if", "$ref" };
  const char *pattern = cvk_value_lookup_string (schema, "pattern", "");

  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const CvkValue *part = cvk_value_get_member (schema, parts[i].name);

      if (part != NULL && cvk_value_get_kind (part) != parts[i].kind)
        return FALSE;
    }
  for (size_t i = 0; i < G_N_ELEMENTS (foreign); i++)
    if (cvk_value_get_member (schema, foreign[i]) != NULL)
      return FALSE;
  return g_utf8_strlen (pattern, -1) <= MAX_PATTERN_LENGTH;
}

static gboolean
is_number_or_absent (const CvkValue *schema, const char *name)
{
  const CvkValue *value = cvk_value_get_member (schema, name);

  return value == NULL || cvk_value_is_number (value);
}

static gboolean
is_schema (const CvkValue *schema, unsigned depth)
{
  static const char *const types[] = { "string", "integer", "number", "boolean",
                                       "array",  "object",  "null",   NULL };
  const CvkValue *items = cvk_value_get_member (schema, "items");
  const CvkValue *others = cvk_value_get_member (schema, "additionalProperties");
  const char *type = cvk_value_lookup_string (schema, "type", NULL);

  if (!cvk_value_is_object (schema) || depth > MAX_SCHEMA_DEPTH || type == NULL ||
      !g_strv_contains (types, type))
    return FALSE;
  return are_texts (cvk_value_get_member (schema, "required")) && has_only_known_parts (schema) &&
         is_number_or_absent (schema, "minimum") && is_number_or_absent (schema, "maximum") &&
         are_schemas (cvk_value_get_member (schema, "properties"), depth + 1) &&
         (items == NULL || is_schema (items, depth + 1)) &&
         (others == NULL || cvk_value_is_boolean (others) || is_schema (others, depth + 1));
}

gboolean
cvk_ai_fields_is_schema (const CvkValue *schema)
{
  return is_schema (schema, 0) &&
         g_str_equal (cvk_value_lookup_string (schema, "type", ""), "object");
}

static void
add_problem (GPtrArray *problems, CvkProblem *problem, const char *field)
{
  cvk_problem_set_field (problem, field);
  g_ptr_array_add (problems, problem);
}

static void
check_fields (const CvkValue *settings, const CvkValue *fields, GPtrArray *problems)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const CvkValue *field = cvk_value_get_element (fields, i);
      g_autofree char *path = g_strdup_printf ("fields.%zu", i);
      g_autofree char *name_path = g_strconcat (path, ".name", NULL);
      g_autofree char *choices_path = g_strconcat (path, ".choices", NULL);

      if (!cvk_value_is_object (field))
        continue;
      if (!g_hash_table_add (names, (gpointer) get_name (field)))
        add_problem (problems,
                     cvk_problem_new ("duplicate-name", N_ ("Two fields are called “{name}”."),
                                      "name", get_name (field), NULL),
                     name_path);
      if (g_str_equal (get_type (field), "choice") && get_choices (field) == NULL)
        add_problem (problems,
                     cvk_problem_new ("missing-field",
                                      N_ ("The field “{name}” is a choice. Fill in its choices."),
                                      "name", get_name (field), NULL),
                     choices_path);
      if (is_date (field) && cvk_value_get_member (settings, "zone") == NULL)
        add_problem (problems,
                     cvk_problem_new ("missing-zone",
                                      N_ ("The field “{name}” is a date. Fill in “Time zone”, in "
                                          "which the text means it."),
                                      "name", get_name (field), NULL),
                     "zone");
    }
}

void
cvk_ai_fields_check (const CvkValue *settings, GPtrArray *problems)
{
  const CvkValue *fields = cvk_value_get_member (settings, "fields");
  const CvkValue *schema = cvk_value_get_member (settings, "schema");
  gboolean has_fields =
    fields != NULL && cvk_value_is_array (fields) && cvk_value_get_length (fields) > 0;

  if (!has_fields && schema == NULL)
    add_problem (
      problems,
      cvk_problem_new ("missing-field", N_ ("Say what to find in the text: add a field."), NULL),
      "fields");
  else if (has_fields && schema != NULL)
    add_problem (problems,
                 cvk_problem_new ("contradiction",
                                  N_ ("Fields and a JSON Schema say the same thing. Remove one of "
                                      "the two."),
                                  NULL),
                 "schema");
  if (has_fields)
    check_fields (settings, fields, problems);
  if (schema != NULL && !cvk_ai_fields_is_schema (schema))
    add_problem (problems,
                 cvk_problem_new ("invalid-schema",
                                  N_ ("This is no schema that answers can be checked against: it "
                                      "has to be of an object, every part has a “type” that is one "
                                      "word, and there are no alternatives and references."),
                                  NULL),
                 "schema");
}
