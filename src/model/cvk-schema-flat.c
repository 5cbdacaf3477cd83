// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-schema-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"

/* What can be said about a value without looking at its members. */

#define BIT(kind) (1u << (kind))
#define ANY_TYPE 0x7fu

/* --- Types --- */

static unsigned
get_named_type (const char *name)
{
  if (strcmp (name, "number") == 0)
    return BIT (CVK_VALUE_INTEGER) | BIT (CVK_VALUE_DOUBLE);
  for (unsigned kind = CVK_VALUE_NULL; kind <= CVK_VALUE_OBJECT; kind++)
    if (kind != CVK_VALUE_DOUBLE && strcmp (name, cvk_value_kind_name (kind)) == 0)
      return BIT (kind);

  return 0;
}

unsigned
cvk_schema_get_types (const CvkValue *schema)
{
  CvkValue *type = cvk_value_get_member (schema, "type");
  unsigned types = 0;

  if (type != NULL && cvk_value_is_string (type))
    types = get_named_type (cvk_value_get_string (type));
  else if (type != NULL && cvk_value_is_array (type))
    for (size_t i = 0; i < cvk_value_get_length (type); i++)
      {
        CvkValue *element = cvk_value_get_element (type, i);

        if (cvk_value_is_string (element))
          types |= get_named_type (cvk_value_get_string (element));
      }
  else
    {
      CvkValue *values = cvk_value_get_member (schema, "enum");
      CvkValue *value = cvk_value_get_member (schema, "const");

      for (size_t i = 0; values != NULL && i < cvk_value_get_length (values); i++)
        types |= BIT (cvk_value_get_kind (cvk_value_get_element (values, i)));
      if (value != NULL)
        types |= BIT (cvk_value_get_kind (value));
    }

  return types != 0 ? types : ANY_TYPE;
}

static gboolean
is_whole (double number)
{
  /* 2^63 itself is outside of int64. */
  return number == floor (number) && number >= -0x1p63 && number < 0x1p63;
}

gboolean
cvk_schema_types_match (unsigned types, const CvkValue *value)
{
  CvkValueKind kind = cvk_value_get_kind (value);

  if ((types & BIT (kind)) != 0)
    return TRUE;

  return kind == CVK_VALUE_DOUBLE && (types & BIT (CVK_VALUE_INTEGER)) != 0 &&
         is_whole (cvk_value_get_double (value));
}

gboolean
cvk_schema_is_template (const CvkValue *schema)
{
  return cvk_value_lookup_boolean (schema, "x-template", TRUE);
}

CvkValue *
cvk_schema_get_member (const CvkValue *schema, const char *name)
{
  CvkValue *member = cvk_value_get_member (cvk_value_get_member (schema, "properties"), name);

  if (member == NULL)
    member = cvk_value_get_member (schema, "additionalProperties");

  return member != NULL && cvk_value_is_object (member) ? member : NULL;
}

char *
cvk_schema_join (const char *path, const char *name)
{
  return path != NULL && *path != '\0' ? g_strconcat (path, ".", name, NULL) : g_strdup (name);
}

char *
cvk_schema_join_index (const char *path, size_t index)
{
  g_autofree char *name = g_strdup_printf ("%zu", index);

  return cvk_schema_join (path, name);
}

/* --- Conversions --- */

static CvkValue *
convert_text (unsigned types, const CvkValue *value)
{
  static const char *const yes[] = { "true", "yes", "on" };
  static const char *const no[] = { "false", "no", "off" };
  g_autofree char *text = g_strstrip (g_strdup (cvk_value_get_string (value)));
  g_autoptr (CvkValue) number = NULL;

  if ((types & (BIT (CVK_VALUE_INTEGER) | BIT (CVK_VALUE_DOUBLE))) != 0)
    {
      number = cvk_value_from_json (text, -1, CVK_JSON_STRICT, NULL);
      if (number != NULL && cvk_value_is_number (number) && cvk_schema_types_match (types, number))
        return cvk_schema_convert (types, number);
    }
  if ((types & BIT (CVK_VALUE_BOOLEAN)) != 0)
    for (size_t i = 0; i < G_N_ELEMENTS (yes); i++)
      {
        if (g_ascii_strcasecmp (text, yes[i]) == 0)
          return cvk_value_new_boolean (TRUE);
        if (g_ascii_strcasecmp (text, no[i]) == 0)
          return cvk_value_new_boolean (FALSE);
      }

  return NULL;
}

CvkValue *
cvk_schema_convert (unsigned types, const CvkValue *value)
{
  CvkValueKind kind = cvk_value_get_kind (value);

  if ((types & BIT (kind)) != 0)
    return cvk_value_ref (value);
  if (kind == CVK_VALUE_DOUBLE && cvk_schema_types_match (types, value))
    return cvk_value_new_integer ((int64_t) cvk_value_get_double (value));
  if (kind == CVK_VALUE_STRING)
    return convert_text (types, value);
  if ((kind == CVK_VALUE_INTEGER || kind == CVK_VALUE_DOUBLE || kind == CVK_VALUE_BOOLEAN) &&
      (types & BIT (CVK_VALUE_STRING)) != 0)
    return cvk_value_take_string (cvk_value_to_json (value, CVK_JSON_COMPACT));

  return NULL;
}

/* --- Problems --- */

static CvkProblem *
place (CvkProblem *problem, const char *path)
{
  cvk_problem_set_field (problem, path);

  return problem;
}

CvkProblem *
cvk_schema_describe_missing (const char *path)
{
  return place (
    cvk_problem_new ("missing-field", N_ ("“{field}” is missing."), "field", path, NULL), path);
}

CvkProblem *
cvk_schema_describe_type (unsigned types, const CvkValue *value, const char *path)
{
  static const struct
  {
    unsigned types;
    const char *message;
  } sentences[] = {
    { BIT (CVK_VALUE_DOUBLE), N_ ("“{field}” must be a number, not “{value}”.") },
    { BIT (CVK_VALUE_INTEGER), N_ ("“{field}” must be a whole number, not “{value}”.") },
    { BIT (CVK_VALUE_BOOLEAN), N_ ("“{field}” must be true or false, not “{value}”.") },
    { BIT (CVK_VALUE_STRING), N_ ("“{field}” must be a text, not “{value}”.") },
    { BIT (CVK_VALUE_ARRAY), N_ ("“{field}” must be a list, not “{value}”.") },
    { BIT (CVK_VALUE_OBJECT), N_ ("“{field}” must be an object, not “{value}”.") },
  };
  const char *message = N_ ("“{field}” has the wrong type.");
  g_autofree char *json = cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                                      : cvk_value_to_json (value, CVK_JSON_COMPACT);
  g_autofree char *text = cvk_text_shorten (json, 40);

  for (size_t i = 0; i < G_N_ELEMENTS (sentences); i++)
    if ((types & sentences[i].types) != 0)
      {
        message = sentences[i].message;
        break;
      }

  return place (cvk_problem_new ("invalid-field", message, "field", path, "value", text, NULL),
                path);
}

static CvkProblem *
describe_choice (const CvkValue *choices, const CvkValue *value, const char *path)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *json = cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                                      : cvk_value_to_json (value, CVK_JSON_COMPACT);
  g_autofree char *text = cvk_text_shorten (json, 40);

  for (size_t i = 0; i < cvk_value_get_length (choices); i++)
    {
      CvkValue *choice = cvk_value_get_element (choices, i);
      g_autofree char *name = cvk_value_to_json (choice, CVK_JSON_COMPACT);

      g_string_append_printf (list, "%s%s", i == 0 ? "" : ", ",
                              cvk_value_is_string (choice) ? cvk_value_get_string (choice) : name);
    }

  return place (cvk_problem_new ("invalid-field",
                                 N_ ("“{field}” must be one of {choices}, not “{value}”."), "field",
                                 path, "choices", list->str, "value", text, NULL),
                path);
}

static CvkProblem *
describe_limit (const char *message, const CvkValue *limit, const char *path)
{
  g_autofree char *text = cvk_value_to_json (limit, CVK_JSON_COMPACT);

  return place (cvk_problem_new ("invalid-field", message, "field", path, "limit", text, NULL),
                path);
}

static CvkProblem *
describe (const char *message, const char *path)
{
  return place (cvk_problem_new ("invalid-field", message, "field", path, NULL), path);
}

/* --- Checks --- */

/* -1, 0 or 1; exact also where a double would round. */
static int
compare_numbers (const CvkValue *a, const CvkValue *b)
{
  if (cvk_value_is_integer (a) && cvk_value_is_integer (b))
    return (cvk_value_get_integer (a) > cvk_value_get_integer (b)) -
           (cvk_value_get_integer (a) < cvk_value_get_integer (b));

  return (cvk_value_get_double (a) > cvk_value_get_double (b)) -
         (cvk_value_get_double (a) < cvk_value_get_double (b));
}

static CvkProblem *
check_number (const CvkValue *schema, const CvkValue *value, const char *path)
{
  CvkValue *minimum = cvk_value_get_member (schema, "minimum");
  CvkValue *maximum = cvk_value_get_member (schema, "maximum");

  if (minimum != NULL && cvk_value_is_number (minimum) && compare_numbers (value, minimum) < 0)
    return describe_limit (N_ ("“{field}” must be at least {limit}."), minimum, path);
  if (maximum != NULL && cvk_value_is_number (maximum) && compare_numbers (value, maximum) > 0)
    return describe_limit (N_ ("“{field}” must be at most {limit}."), maximum, path);

  return NULL;
}

static int64_t
count_characters (const CvkValue *value)
{
  const char *text = cvk_value_get_string (value);
  size_t length = cvk_value_get_string_length (value);
  int64_t count = 0;

  for (size_t i = 0; i < length; i++)
    count += (text[i] & 0xc0) != 0x80;

  return count;
}

/* Patterns come from schemas, of which there are a few hundred; each is compiled once. */
static gboolean
matches_pattern (const char *pattern, const CvkValue *value)
{
  static GMutex lock;
  static GHashTable *compiled;
  GRegex *regex;

  g_mutex_lock (&lock);
  if (compiled == NULL)
    compiled = g_hash_table_new (g_str_hash, g_str_equal);
  regex = g_hash_table_lookup (compiled, pattern);
  if (regex == NULL && !g_hash_table_contains (compiled, pattern))
    {
      regex = g_regex_new (pattern, G_REGEX_OPTIMIZE | G_REGEX_DOLLAR_ENDONLY, 0, NULL);
      if (regex == NULL)
        g_warning ("The pattern “%s” of a schema is broken", pattern);
      g_hash_table_insert (compiled, g_strdup (pattern), regex);
    }
  g_mutex_unlock (&lock);

  return regex == NULL ||
         g_regex_match_full (regex, cvk_value_get_string (value),
                             (gssize) cvk_value_get_string_length (value), 0, 0, NULL, NULL);
}

/* One @, something on both sides, a dot in the domain, no white space: what finds typing errors.
 * Whether the address exists only a mail tells. */
static gboolean
is_email (const char *text)
{
  const char *at = strchr (text, '@');
  const char *dot = at != NULL ? strrchr (at, '.') : NULL;

  return at != NULL && at > text && strchr (at + 1, '@') == NULL &&
         strpbrk (text, " \t\r\n") == NULL && dot != NULL && dot > at + 1 && dot[1] != '\0';
}

static CvkProblem *
check_format (const CvkValue *schema, const CvkValue *value, const char *path)
{
  const char *format = cvk_value_lookup_string (schema, "format", "");
  const char *text = cvk_value_get_string (value);

  if (strcmp (format, "email") == 0 && !is_email (text))
    return describe (N_ ("“{field}” must be an e-mail address, such as ann@example.com."), path);
  if (strcmp (format, "date-time") == 0)
    {
      g_autoptr (CvkDateTime) date_time = cvk_date_time_parse (text, NULL);

      if (date_time == NULL)
        return describe (N_ ("“{field}” must be a date and time, such as 2026-03-03T14:00:00."),
                         path);
    }

  return NULL;
}

static CvkProblem *
check_text (const CvkValue *schema, const CvkValue *value, const char *path)
{
  CvkValue *minimum = cvk_value_get_member (schema, "minLength");
  CvkValue *maximum = cvk_value_get_member (schema, "maxLength");
  const char *pattern = cvk_value_lookup_string (schema, "pattern", NULL);

  if (minimum != NULL && cvk_value_is_integer (minimum) &&
      count_characters (value) < cvk_value_get_integer (minimum))
    return cvk_value_get_integer (minimum) == 1
             ? describe (N_ ("“{field}” must not be empty."), path)
             : describe_limit (N_ ("“{field}” must have at least {limit} characters."), minimum,
                               path);
  if (maximum != NULL && cvk_value_is_integer (maximum) &&
      count_characters (value) > cvk_value_get_integer (maximum))
    return describe_limit (N_ ("“{field}” must have at most {limit} characters."), maximum, path);
  if (pattern != NULL && !matches_pattern (pattern, value))
    return describe (N_ ("“{field}” does not have the form that is asked for."), path);

  return check_format (schema, value, path);
}

static CvkProblem *
check_list (const CvkValue *schema, const CvkValue *value, const char *path)
{
  CvkValue *minimum = cvk_value_get_member (schema, "minItems");
  CvkValue *maximum = cvk_value_get_member (schema, "maxItems");
  size_t length = cvk_value_get_length (value);

  if (minimum != NULL && cvk_value_is_integer (minimum) &&
      (int64_t) length < cvk_value_get_integer (minimum))
    return describe_limit (N_ ("“{field}” must have at least {limit} entries."), minimum, path);
  if (maximum != NULL && cvk_value_is_integer (maximum) &&
      (int64_t) length > cvk_value_get_integer (maximum))
    return describe_limit (N_ ("“{field}” must have at most {limit} entries."), maximum, path);

  return NULL;
}

static gboolean
is_among (const CvkValue *choices, const CvkValue *value)
{
  for (size_t i = 0; i < cvk_value_get_length (choices); i++)
    if (cvk_value_equal (cvk_value_get_element (choices, i), value))
      return TRUE;

  return FALSE;
}

CvkProblem *
cvk_schema_check_flat (const CvkValue *schema, const CvkValue *value, const char *path)
{
  unsigned types = cvk_schema_get_types (schema);
  CvkValue *choices = cvk_value_get_member (schema, "enum");
  CvkValue *only = cvk_value_get_member (schema, "const");

  if (!cvk_schema_types_match (types, value))
    return cvk_schema_describe_type (types, value, path);
  if (choices != NULL && cvk_value_is_array (choices) && !is_among (choices, value))
    return describe_choice (choices, value, path);
  if (only != NULL && !cvk_value_equal (only, value))
    {
      g_autoptr (CvkValue) choice = cvk_value_new_array ((CvkValue *[]){ cvk_value_ref (only) }, 1);

      return describe_choice (choice, value, path);
    }

  switch (cvk_value_get_kind (value))
    {
    case CVK_VALUE_INTEGER:
    case CVK_VALUE_DOUBLE:
      return check_number (schema, value, path);
    case CVK_VALUE_STRING:
      return check_text (schema, value, path);
    case CVK_VALUE_ARRAY:
      return check_list (schema, value, path);
    case CVK_VALUE_NULL:
    case CVK_VALUE_BOOLEAN:
    case CVK_VALUE_OBJECT:
    default:
      return NULL;
    }
}
