// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib.h>

#include "base/cvk-json.h"
#include "model/cvk-schema.h"

static CvkValue *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  CvkValue *value = cvk_value_from_json (json, -1, CVK_JSON_STRICT, &error);

  g_assert_no_error (error);

  return value;
}

/* "code field; code field", in order; warnings with a question mark. */
static char *
describe (GPtrArray *problems)
{
  GString *line = g_string_new (NULL);

  for (unsigned i = 0; i < problems->len; i++)
    {
      CvkProblem *problem = g_ptr_array_index (problems, i);
      const char *field = cvk_problem_get_field (problem);
      g_autofree char *message = cvk_problem_dup_message (problem);

      /* No placeholder is left over. */
      g_assert_null (strstr (message, "{field}"));
      g_string_append_printf (line, "%s%s%s%s%s", i == 0 ? "" : "; ",
                              cvk_problem_get_code (problem),
                              cvk_problem_is_warning (problem) ? "?" : "", field != NULL ? " " : "",
                              field != NULL ? field : "");
    }

  return g_string_free (line, FALSE);
}

#define PERSON                                                                                     \
  "{'type':'object','required':['name'],'additionalProperties':false,'properties':{"               \
  "'name':{'type':'string','minLength':1},'age':{'type':'integer','minimum':0,'maximum':150},"     \
  "'tags':{'type':'array','items':{'type':'string'},'maxItems':2},'raw':{'type':'integer','x-"     \
  "template':false}}}"

static const struct
{
  const char *schema;
  const char *value;
  CvkSchemaFlags flags;
  const char *problems;
} check_cases[] = {
  { "{}", "null", 0, "" },
  { "{'type':'integer'}", "1", 0, "" },
  { "{'type':'integer'}", "1.0", 0, "" },
  { "{'type':'integer'}", "1.5", 0, "invalid-field" },
  { "{'type':'integer'}", "1e300", 0, "invalid-field" },
  { "{'type':'number'}", "1", 0, "" },
  { "{'type':'number'}", "'1'", 0, "invalid-field" },
  { "{'type':['string','null']}", "null", 0, "" },
  { "{'type':['string','null']}", "1", 0, "invalid-field" },
  { "{'enum':[1,'a',null]}", "'a'", 0, "" },
  { "{'enum':[1,'a']}", "'b'", 0, "invalid-field" },
  { "{'const':3}", "3", 0, "" },
  { "{'const':3}", "4", 0, "invalid-field" },
  { "{'minimum':9007199254740993}", "9007199254740992", 0, "invalid-field" },
  { "{'minLength':2,'maxLength':3}", "'\xc3\xa4\xc3\xa4'", 0, "" },
  { "{'minLength':2}", "'\xc3\xa4'", 0, "invalid-field" },
  { "{'maxLength':1}", "'\xc3\xa4\xc3\xa4'", 0, "invalid-field" },
  { "{'pattern':'^[a-z]+$'}", "'abc'", 0, "" },
  { "{'pattern':'^[a-z]+$'}", "'abc\\n'", 0, "invalid-field" },
  { "{'pattern':'^[a-z]+$'}", "'ab1'", 0, "invalid-field" },
  { "{'format':'email'}", "'a@b.example'", 0, "" },
  { "{'format':'email'}", "'a b@c.example'", 0, "invalid-field" },
  { "{'format':'email'}", "'a@b'", 0, "invalid-field" },
  { "{'format':'date-time'}", "'2026-03-03T14:00:00+01:00[Europe/Berlin]'", 0, "" },
  { "{'format':'date-time'}", "'tomorrow'", 0, "invalid-field" },
  { "{'type':'array','minItems':1}", "[]", 0, "invalid-field" },
  { PERSON, "{'name':'A','age':3,'tags':['x']}", 0, "" },
  { PERSON, "{'age':200,'tags':['x',1,'y'],'nmae':1}", 0,
    "missing-field name; invalid-field age; invalid-field tags; unknown-field? nmae" },
  { PERSON, "{'name':'A','tags':['x',1]}", 0, "invalid-field tags.1" },
  { PERSON, "{'name':null}", 0, "invalid-field name" },
  { PERSON, "{'name':null}", CVK_SCHEMA_TEMPLATES, "missing-field name" },
  { PERSON, "{'name':'A','age':null}", CVK_SCHEMA_TEMPLATES, "" },
  { PERSON, "{'name':'{{ item.n }}','age':'{{ item.a }}','tags':'{{ item.t }}'}",
    CVK_SCHEMA_TEMPLATES, "" },
  { PERSON, "{'name':'{{ item.n }}','age':'{{ item.a }}'}", 0, "invalid-field age" },
  { PERSON, "{'name':'A','raw':'{{ item.a }}'}", CVK_SCHEMA_TEMPLATES, "invalid-field raw" },
  { PERSON, "{'name':'A','age':'45'}", CVK_SCHEMA_TEMPLATES, "" },
  { PERSON, "{'name':'A','age':'450'}", CVK_SCHEMA_TEMPLATES, "invalid-field age" },
  { PERSON, "{'name':7}", CVK_SCHEMA_TEMPLATES, "" },
  { "{'oneOf':[{'type':'string'},{'type':'integer','minimum':3}]}", "2", 0, "invalid-field" },
  { "{'oneOf':[{'type':'string'},{'type':'integer'}]}", "2", 0, "" },
  { "{'oneOf':[{'type':'number'},{'type':'integer'}]}", "2", 0, "invalid-field" },
  { "{'anyOf':[{'type':'number'},{'type':'integer'}]}", "2", 0, "" },
  { "{'oneOf':[{'required':['a'],'properties':{'kind':{'const':'x'}}},"
    "{'required':['b'],'properties':{'kind':{'const':'y'}}}]}",
    "{'kind':'y'}", 0, "missing-field b" },
};

static char *
requote (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

static void
test_check (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (check_cases); i++)
    {
      g_autofree char *schema_text = requote (check_cases[i].schema);
      g_autofree char *value_text = requote (check_cases[i].value);
      g_autoptr (CvkValue) schema = parse (schema_text);
      g_autoptr (CvkValue) value = parse (value_text);
      g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
      g_autofree char *line = NULL;

      g_test_message ("%s against %s", value_text, schema_text);
      cvk_schema_check (schema, value, NULL, check_cases[i].flags, problems);
      line = describe (problems);
      g_assert_cmpstr (line, ==, check_cases[i].problems);
    }
}

static const struct
{
  const char *schema;
  const char *value;
  const char *coerced; /* JSON, or "!field" */
} coerce_cases[] = {
  { "{'type':'integer'}", "'45'", "45" },
  { "{'type':'integer'}", "' 45 '", "45" },
  { "{'type':'integer'}", "45.0", "45" },
  { "{'type':'integer'}", "'4.5'", "!" },
  { "{'type':'integer'}", "'9223372036854775807'", "9223372036854775807" },
  { "{'type':'integer'}", "'9223372036854775808'", "!" },
  { "{'type':'integer'}", "true", "!" },
  { "{'type':'integer'}", "''", "null" },
  { "{'type':'integer'}", "null", "null" },
  { "{'type':'number'}", "'4.5'", "4.5" },
  { "{'type':'boolean'}", "'yes'", "true" },
  { "{'type':'boolean'}", "'FALSE'", "false" },
  { "{'type':'boolean'}", "'maybe'", "!" },
  { "{'type':'string'}", "9007199254740993", "'9007199254740993'" },
  { "{'type':'string'}", "1.5", "'1.5'" },
  { "{'type':'string'}", "''", "''" },
  { "{'type':'string'}", "[]", "!" },
  { "{'enum':[1,2]}", "'2'", "2" },
  { "{'enum':[1,2]}", "'3'", "!" },
  { "{'type':'object'}", "'x'", "!" },
  { "{}", "'x'", "'x'" },
  { PERSON, "{'name':5,'age':'','tags':['a',1]}", "{'name':'5','tags':['a','1']}" },
  { PERSON, "{'name':'A','age':'old'}", "!age" },
  { PERSON, "{'name':'A','age':'200'}", "!age" },
  { PERSON, "{'name':'A','tags':['a',{}]}", "!tags.1" },
  { PERSON, "{'name':null}", "!name" },
  { PERSON, "{'name':''}", "!name" },
  { "{'oneOf':[{'type':'integer'},{'type':'string'}]}", "'7'", "'7'" },
  { "{'anyOf':[{'type':'integer'},{'type':'object'}]}", "'7'", "7" },
  { "{'anyOf':[{'type':'integer'},{'type':'object'}]}", "[]", "!" },
};

static void
test_coerce (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (coerce_cases); i++)
    {
      g_autofree char *schema_text = requote (coerce_cases[i].schema);
      g_autofree char *value_text = requote (coerce_cases[i].value);
      g_autoptr (CvkValue) schema = parse (schema_text);
      g_autoptr (CvkValue) value = parse (value_text);
      g_autoptr (CvkProblem) problem = NULL;
      g_autoptr (CvkValue) coerced = cvk_schema_coerce (schema, value, NULL, &problem);

      g_test_message ("%s to %s", value_text, schema_text);
      if (coerce_cases[i].coerced[0] == '!')
        {
          const char *field;

          g_assert_null (coerced);
          g_assert_nonnull (problem);
          field = cvk_problem_get_field (problem);
          g_assert_cmpstr (field != NULL ? field : "", ==, coerce_cases[i].coerced + 1);
        }
      else
        {
          g_autofree char *expected = requote (coerce_cases[i].coerced);
          g_autofree char *text = NULL;

          g_assert_null (problem);
          g_assert_nonnull (coerced);
          text = cvk_value_to_json (coerced, CVK_JSON_COMPACT);
          g_assert_cmpstr (text, ==, expected);
        }
    }
}

static void
test_shares (void)
{
  g_autofree char *text = requote (PERSON);
  g_autoptr (CvkValue) schema = parse (text);
  g_autoptr (CvkValue) value = parse ("{\"name\":\"A\",\"age\":3}");
  g_autoptr (CvkValue) coerced = cvk_schema_coerce (schema, value, NULL, NULL);

  g_assert_true (coerced == value);
}

/* Schemas and values that nest without end are looked at to a depth, and no further. */
static void
test_deep (void)
{
  g_autoptr (CvkValue) schema = cvk_value_new_object ("type", cvk_value_new_string ("array"), NULL);
  g_autoptr (CvkValue) value = cvk_value_new_array (NULL, 0);
  g_autoptr (CvkValue) coerced = NULL;

  for (unsigned i = 0; i < 400; i++)
    {
      g_autoptr (CvkValue) inner = g_steal_pointer (&value);

      schema = cvk_value_new_object ("type", cvk_value_new_string ("array"), "items",
                                     g_steal_pointer (&schema), NULL);
      value = cvk_value_new_array ((CvkValue *[]){ cvk_value_ref (inner) }, 1);
    }
  g_assert_true (cvk_schema_check (schema, value, NULL, CVK_SCHEMA_DEFAULT, NULL));
  coerced = cvk_schema_coerce (schema, value, NULL, NULL);
  g_assert_true (coerced == value);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/schema/check", test_check);
  g_test_add_func ("/schema/coerce", test_coerce);
  g_test_add_func ("/schema/shares", test_shares);
  g_test_add_func ("/schema/deep", test_deep);

  return g_test_run ();
}
