// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "desktop/forms/cvk-choice-list.h"
#include "desktop/forms/cvk-field-need.h"
#include "desktop/forms/cvk-form-layout.h"
#include "desktop/forms/cvk-loose-text.h"
#include "desktop/forms/cvk-problem-fix.h"
#include "desktop/forms/cvk-settings-path.h"
#include "desktop/forms/cvk-variables.h"
#include "nodes/cvk-nodes.h"

static CvkValue *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  CvkValue *value = cvk_value_from_json (json, -1, CVK_JSON_STRICT, &error);

  g_assert_no_error (error);
  return value;
}

static void
assert_json (const CvkValue *value, const char *json)
{
  g_autofree char *text = value != NULL ? cvk_value_to_json (value, CVK_JSON_COMPACT) : NULL;

  g_assert_cmpstr (text, ==, json);
}

static void
test_path (void)
{
  static const struct
  {
    const char *settings, *path, *value, *result;
  } cases[] = {
    { "{}", "a", "1", "{\"a\":1}" },
    { "{}", "a.b", "1", "{\"a\":{\"b\":1}}" },
    { "{\"a\":{\"b\":1,\"c\":2}}", "a.b", NULL, "{\"a\":{\"c\":2}}" },
    { "{\"a\":{\"b\":1}}", "a.b", NULL, "{}" },
    { "{\"a\":{}}", "a", NULL, "{}" },
    { "{\"a\":\"x\"}", "a.b", "true", "{\"a\":{\"b\":true}}" },
    { "{\"x\":1,\"a\":2}", "a", "3", "{\"x\":1,\"a\":3}" },
    { "{}", "a.b", NULL, "{}" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkValue) settings = parse (cases[i].settings);
      g_autoptr (CvkValue) value = cases[i].value != NULL ? parse (cases[i].value) : NULL;
      g_autoptr (CvkValue) result = cvk_settings_path_replace (settings, cases[i].path, value);

      assert_json (result, cases[i].result);
      assert_json (cvk_settings_path_lookup (result, cases[i].path), cases[i].value);
    }
  g_assert_true (cvk_settings_path_holds ("rows", "rows[0].value"));
  g_assert_true (cvk_settings_path_holds ("a.b", "a.b"));
  g_assert_false (cvk_settings_path_holds ("a", "ab"));
}

/* What is typed keeps its kind, and looking at it changes nothing. */
static void
test_loose (void)
{
  static const struct
  {
    const char *text, *before, *value;
  } cases[] = {
    { "3", NULL, "3" },
    { "3", "\"3\"", "\"3\"" },
    { "1.10", NULL, "\"1.10\"" },
    { "007", NULL, "\"007\"" },
    { "true", NULL, "true" },
    { "null", NULL, "\"null\"" },
    { "", "3", NULL },
    { "{{ item.x }}", NULL, "\"{{ item.x }}\"" },
    { "[1,2]", NULL, "[1,2]" },
    { "null", "null", "null" },
    { "plain", "true", "\"plain\"" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkValue) before = cases[i].before != NULL ? parse (cases[i].before) : NULL;
      g_autoptr (CvkValue) value = cvk_loose_text_read (cases[i].text, before);

      assert_json (value, cases[i].value);
    }
}

static void
test_layout (void)
{
  g_autoptr (CvkValue) schema =
    parse ("{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{"
           "\"late\":{\"type\":\"string\",\"x-order\":9,\"x-group\":\"B\"},"
           "\"id\":{\"type\":\"string\",\"x-order\":1,\"x-group\":\"A\"},"
           "\"top\":{\"type\":\"string\",\"x-order\":2,\"x-group\":\"A\",\"x-important\":2},"
           "\"old\":{\"type\":\"string\",\"x-order\":3,\"x-deprecated\":true},"
           "\"a\":{\"x-order\":5},\"b\":{\"x-order\":6},\"c\":{\"x-order\":7},"
           "\"more\":{\"type\":\"object\",\"x-order\":4,\"properties\":{"
           "\"in\":{\"type\":\"boolean\",\"x-group\":\"B\"}}}}}");
  g_autoptr (CvkValue) settings = parse ("{\"odd\":1,\"more\":{\"strange\":2}}");
  g_autoptr (CvkValue) with_old = parse ("{\"old\":\"x\"}");
  g_autoptr (GPtrArray) items = cvk_form_layout_list (schema, settings);
  g_autoptr (GPtrArray) others = cvk_form_layout_list (schema, with_old);
  static const struct
  {
    const char *path;
    unsigned block;
  } expected[] = { { "id", 1 }, { "top", 2 },  { "more.in", 0 },      { "a", 0 },  { "b", 0 },
                   { "c", 0 },  { "late", 0 }, { "more.strange", 3 }, { "odd", 3 } };

  g_assert_cmpuint (items->len, ==, G_N_ELEMENTS (expected));
  for (unsigned i = 0; i < items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (items, i);

      g_assert_cmpstr (item->path, ==, expected[i].path);
      g_assert_cmpuint (item->block, ==, expected[i].block);
      g_assert_cmpint (item->is_known, ==, i < 7);
    }
  g_assert_cmpuint (others->len, ==, 8);
  g_assert_false (cvk_form_layout_equal (items, others));
}

/* Of a few settings none is hidden behind a row. */
static void
test_few (void)
{
  g_autoptr (CvkValue) schema =
    parse ("{\"type\":\"object\",\"properties\":{\"first\":{\"x-group\":\"A\"},"
           "\"second\":{\"x-important\":2},\"third\":{}}}");
  g_autoptr (CvkValue) settings = parse ("{}");
  g_autoptr (GPtrArray) items = cvk_form_layout_list (schema, settings);
  static const unsigned expected[] = { 1, 2, 2 };

  g_assert_cmpuint (items->len, ==, G_N_ELEMENTS (expected));
  for (unsigned i = 0; i < items->len; i++)
    g_assert_cmpuint (((CvkFormItem *) g_ptr_array_index (items, i))->block, ==, expected[i]);
}

/* --- What a setting is good for beside another --- */

static void
test_need (void)
{
  static const struct
  {
    const char *rule;
    const char *settings;
    CvkFieldNeed need;
  } cases[] = {
    { "{'field':'mode','values':['b']}", "{}", CVK_FIELD_NEED_NO }, /* its default is a */
    { "{'field':'mode','values':['a']}", "{}", CVK_FIELD_NEED_YES },
    { "{'field':'mode','values':['b']}", "{'mode':'b'}", CVK_FIELD_NEED_YES },
    { "{'field':'mode','values':['b']}", "{'mode':'{{ item.x }}'}", CVK_FIELD_NEED_UNKNOWN },
    { "{'field':'more.on','values':[true]}", "{'more':{'on':false}}", CVK_FIELD_NEED_NO },
    { "{'field':'more.on','values':[true]}", "{}", CVK_FIELD_NEED_UNKNOWN },
    { "{'field':'more.on','values':[true,null]}", "{}", CVK_FIELD_NEED_YES },
    { "{'field':'more.on'}", "{}", CVK_FIELD_NEED_NO },
    { "{'field':'more.on'}", "{'more':{'on':false}}", CVK_FIELD_NEED_YES },
  };
  g_autoptr (CvkValue) scope = parse ("{\"properties\":{\"mode\":{\"default\":\"a\"},"
                                      "\"more\":{\"properties\":{\"on\":{}}}}}");
  g_autoptr (CvkValue) plain = parse ("{}");
  g_autoptr (CvkValue) beside = parse ("{\"x-requires\":{\"field\":\"other\"}}");

  g_assert_false (cvk_field_need_has_rule (plain, scope));
  g_assert_false (cvk_field_need_has_rule (beside, scope));
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *rule = g_strdup (cases[i].rule);
      g_autofree char *json = g_strdup (cases[i].settings);
      g_autofree char *text =
        g_strdup_printf ("{\"x-requires\":%s}", g_strdelimit (rule, "'", '"'));
      g_autoptr (CvkValue) schema = parse (text);
      g_autoptr (CvkValue) settings = parse (g_strdelimit (json, "'", '"'));

      g_assert_true (cvk_field_need_has_rule (schema, scope));
      g_assert_cmpint (cvk_field_need_find (schema, scope, settings), ==, cases[i].need);
    }
}

static void
test_choices (void)
{
  g_autoptr (CvkValue) schema = parse ("{\"enum\":[1,2],\"x-labels\":[\"One\",\"Two\"]}");
  g_autoptr (CvkValue) standard = parse ("{\"enum\":[\"a\",\"b\"],\"default\":\"b\"}");
  g_autoptr (CvkValue) two = parse ("2");
  g_autoptr (CvkChoiceList) list = cvk_choice_list_new (schema, FALSE, "As in Zoom");
  g_autoptr (CvkChoiceList) other = cvk_choice_list_new (standard, FALSE, "Not set");

  g_assert_cmpuint (cvk_choice_list_get_length (list), ==, 3);
  g_assert_cmpstr (cvk_choice_list_get_labels (list)[0], ==, "As in Zoom");
  g_assert_cmpuint (cvk_choice_list_find (list, two), ==, 2);
  g_assert_cmpuint (cvk_choice_list_find (list, NULL), ==, 0);
  g_assert_cmpuint (cvk_choice_list_get_length (other), ==, 2);
  g_assert_cmpuint (cvk_choice_list_find (other, NULL), ==, 1);
  g_assert_cmpuint (cvk_choice_list_find (other, two), ==, G_MAXUINT);
}

/* --- Variables --- */

static const char PIPELINE[] =
  "{\"convoke\":1,\"name\":\"Test\",\"nodes\":{"
  "\"read\":{\"type\":\"csv.read\",\"label\":\"Read people\",\"settings\":{\"file\":\"a.csv\"}},"
  "\"set\":{\"type\":\"set\",\"settings\":{\"fields\":{\"mail\":\"x\"}}},"
  "\"side\":{\"type\":\"csv.read\",\"settings\":{\"file\":\"b.csv\"}},"
  "\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[{\"name\":\"day\"}]}},"
  "\"out\":{\"type\":\"text\",\"settings\":{\"template\":\"\"}}},"
  "\"links\":[\"read.out -> set.in\",\"set.out -> out.in\"]}";

static CvkValue *
get_sample_cb (const char *id, gpointer user_data)
{
  return g_str_equal (id, "read") ? parse ("{\"name\":\"Mara\",\"home town\":\"Ulm\",\"age\":31}")
                                  : NULL;
}

static CvkUpstream *
make_upstream (void)
{
  static CvkNodeTypes *types;
  g_autoptr (GBytes) bytes = g_bytes_new_static (PIPELINE, strlen (PIPELINE));
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  if (types == NULL)
    {
      types = cvk_node_types_new ();
      cvk_nodes_register (types);
    }
  return cvk_upstream_new (document, types, "out");
}

static const CvkVariable *
find_variable (GPtrArray *variables, const char *expression)
{
  for (unsigned i = 0; i < variables->len; i++)
    if (g_str_equal (((CvkVariable *) g_ptr_array_index (variables, i))->expression, expression))
      return g_ptr_array_index (variables, i);
  return NULL;
}

/* What nodes put out, add and pass on is offered; what is not upstream is not. */
static void
test_variables (void)
{
  g_autoptr (CvkUpstream) upstream = make_upstream ();
  g_autoptr (GPtrArray) variables = cvk_variables_list (upstream, get_sample_cb, NULL);
  g_autoptr (CvkValue) number = parse ("{\"type\":\"object\"}");

  g_assert_cmpuint (cvk_upstream_list (upstream)->len, ==, 2);
  g_assert_false (cvk_upstream_contains (upstream, "side"));
  g_assert_cmpstr (find_variable (variables, "item.mail")->group, ==, "Set fields");
  g_assert_cmpstr (find_variable (variables, "item.name")->group, ==, "Read people");
  assert_json (find_variable (variables, "item.name")->sample, "\"Mara\"");
  g_assert_nonnull (find_variable (variables, "item[\"home town\"]"));
  g_assert_nonnull (find_variable (variables, "inputs.day"));
  g_assert_nonnull (find_variable (variables, "run.now"));
  g_assert_false (cvk_variable_fits (find_variable (variables, "item.name"), number));
  g_assert_true (cvk_variable_fits (find_variable (variables, "item.mail"), number));
}

static void
test_preview (void)
{
  g_autoptr (CvkUpstream) upstream = make_upstream ();
  static const struct
  {
    const char *text, *preview;
  } cases[] = {
    { "Dear {{ item.name }} ({{ nodes[\"read\"].age }})", "Dear Mara (31)" },
    { "plain", NULL },
    { "{{ item.gone }}", NULL },
    { "{{ 1 + 1 }}", NULL },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *preview =
        cvk_variables_dup_preview (upstream, cases[i].text, get_sample_cb, NULL);

      g_assert_cmpstr (preview, ==, cases[i].preview);
    }
}

/* --- Mending --- */

static void
test_fix (void)
{
  g_autoptr (CvkProblem) node = cvk_problem_new ("unknown-reference", "x", "field", "a", "other",
                                                 "raed", "suggestion", "read", NULL);
  g_autoptr (CvkProblem) name =
    cvk_problem_new ("unknown-field", "x", "expression", "item.topik", "other", "create", "name",
                     "topik", "suggestion", "topic", NULL);
  g_autoptr (CvkProblem) none = cvk_problem_new ("missing-field", "x", "field", "a", NULL);
  g_autoptr (CvkValue) value =
    parse ("{\"a\":[\"{{ nodes.raed.x }}\",3],\"b\":\"{{ item.topik }} topik\"}");
  g_autoptr (CvkValue) by_node = cvk_problem_fix_apply (node, value);
  g_autoptr (CvkValue) by_name = cvk_problem_fix_apply (name, value);

  assert_json (by_node, "{\"a\":[\"{{ nodes.read.x }}\",3],\"b\":\"{{ item.topik }} topik\"}");
  assert_json (by_name, "{\"a\":[\"{{ nodes.raed.x }}\",3],\"b\":\"{{ item.topic }} topik\"}");
  g_assert_null (cvk_problem_fix_apply (none, value));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/form-logic/path", test_path);
  g_test_add_func ("/form-logic/loose", test_loose);
  g_test_add_func ("/form-logic/layout", test_layout);
  g_test_add_func ("/form-logic/few", test_few);
  g_test_add_func ("/form-logic/need", test_need);
  g_test_add_func ("/form-logic/choices", test_choices);
  g_test_add_func ("/form-logic/variables", test_variables);
  g_test_add_func ("/form-logic/preview", test_preview);
  g_test_add_func ("/form-logic/fix", test_fix);
  return g_test_run ();
}
