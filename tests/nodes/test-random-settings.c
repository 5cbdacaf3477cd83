// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "model/cvk-checks.h"
#include "nodes/cvk-nodes.h"
#include "support/cvk-run-fixture.h"

/* Whatever the settings and items of a step are, the checks and the run come to an end: no
 * warning, no crash, every problem with a sentence. */

#define ROUNDS 60

/* Names of settings and of fields alike, so that they meet. */
static const char *const names[] = { "a",    "b",     "",          "value", "field",  "a.b",
                                     "name", "größe", "__proto__", "0",     "length", "error" };

static const char *const texts[] = {
  "",
  "a",
  "a.b",
  "x",
  "45",
  "-1",
  "9223372036854775807",
  "1e400",
  "2026-03-03T14:00:00+01:00[Europe/Berlin]",
  "2026-03-03",
  "Europe/Berlin",
  "%",
  "%d.%m.%Y %z",
  "(a+)+$",
  "(",
  ";",
  ";;",
  "../x",
  "in.json",
  "out.txt",
  ".",
  "yes",
  "days",
  "shift",
  "difference",
  "position",
  "key",
  "\xe2\x80\xae\x1b[31m",
  "{{ item }}",
  "{{ item.a }}",
  "{{ item.b }} and {{ item.a }}",
  "{{ item.a.b }}",
  "{{ inputs.x }}",
  "{{ nodes.read.a }}",
  "{{ \"{{\" }}",
  "{{",
  "}}",
};

static CvkValue *create_value (unsigned depth);

static const char *
pick (const char *const *list, size_t length)
{
  return list[g_test_rand_int_range (0, (int) length)];
}

static CvkValue *
create_object (unsigned depth)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (int i = g_test_rand_int_range (0, 4); i > 0; i--)
    cvk_object_builder_set (&builder, pick (names, G_N_ELEMENTS (names)), create_value (depth + 1));
  return cvk_object_builder_end (&builder);
}

static CvkValue *
create_list (unsigned depth)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (int i = g_test_rand_int_range (0, 4); i > 0; i--)
    cvk_array_builder_append (&builder, create_value (depth + 1));
  return cvk_array_builder_end (&builder);
}

static CvkValue *
create_value (unsigned depth)
{
  switch (g_test_rand_int_range (0, depth > 3 ? 5 : 8))
    {
    case 0:
      return cvk_value_new_null ();
    case 1:
      return cvk_value_new_boolean (g_test_rand_bit ());
    case 2:
      return cvk_value_new_integer (g_test_rand_bit () ? INT64_MIN : g_test_rand_int_range (-2, 5));
    case 3:
      return cvk_value_new_double (g_test_rand_double_range (-1e18, 1e18));
    case 4:
    case 5:
      return cvk_value_new_string (pick (texts, G_N_ELEMENTS (texts)));
    case 6:
      return create_list (depth);
    default:
      return create_object (depth);
    }
}

/* Mostly what the schema asks for, so that the step gets to its work. */
static CvkValue *
create_for_schema (const CvkValue *schema, unsigned depth)
{
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  CvkValue *others = cvk_value_get_member (schema, "additionalProperties");
  CvkValue *items = cvk_value_get_member (schema, "items");
  CvkValue *choices = cvk_value_get_member (schema, "enum");
  g_auto (CvkObjectBuilder) object = { 0 };
  g_auto (CvkArrayBuilder) list = { 0 };

  if (g_test_rand_int_range (0, 10) == 0 || depth > 6)
    return create_value (depth);
  if (choices != NULL)
    return cvk_value_ref (cvk_value_get_element (
      choices, (size_t) g_test_rand_int_range (0, (int) cvk_value_get_length (choices))));
  if (items != NULL)
    {
      cvk_array_builder_init (&list);
      for (int i = g_test_rand_int_range (0, 4); i > 0; i--)
        cvk_array_builder_append (&list, create_for_schema (items, depth + 1));
      return cvk_array_builder_end (&list);
    }
  if (properties == NULL && others == NULL)
    return create_value (depth);

  cvk_object_builder_init (&object);
  for (size_t i = 0; properties != NULL && i < cvk_value_get_length (properties); i++)
    {
      const char *name = NULL;
      CvkValue *property = NULL;

      cvk_value_get_member_at (properties, i, &name, &property);
      /* Code could be anything, also a loop for ever: see the tests of scripts. */
      if (g_str_equal (name, "code"))
        cvk_object_builder_set (&object, name, cvk_value_new_string ("return {v: item}"));
      else if (g_test_rand_int_range (0, 5) > 0)
        cvk_object_builder_set (&object, name, create_for_schema (property, depth + 1));
    }
  for (int i = others != NULL ? g_test_rand_int_range (0, 3) : 0; i > 0; i--)
    cvk_object_builder_set (&object, pick (names, G_N_ELEMENTS (names)),
                            cvk_value_is_object (others) ? create_for_schema (others, depth + 1)
                                                         : create_value (depth));
  return cvk_object_builder_end (&object);
}

static char *
create_items (void)
{
  g_auto (CvkArrayBuilder) list = { 0 };
  g_autoptr (CvkValue) items = NULL;

  cvk_array_builder_init (&list);
  for (int i = g_test_rand_int_range (0, 5); i > 0; i--)
    cvk_array_builder_append (&list, create_object (0));
  items = cvk_array_builder_end (&list);
  return cvk_value_to_json (items, CVK_JSON_COMPACT);
}

static void
check_sentences (GPtrArray *problems)
{
  for (unsigned i = 0; i < problems->len; i++)
    {
      g_autofree char *message = cvk_problem_dup_message (g_ptr_array_index (problems, i));

      g_assert_cmpstr (message, !=, "");
      g_assert_true (g_utf8_validate (message, -1, NULL));
    }
}

/* Nobody sits at the clock: what is asked is answered at once, with any of its choices. */
static void
asked_cb (CvkRun *run, CvkQuestion *question, gpointer user_data)
{
  unsigned index =
    (unsigned) g_test_rand_int_range (0, (int) cvk_question_get_n_choices (question));
  g_autoptr (CvkAnswer) answer =
    cvk_answer_new (cvk_question_get_choice (question, index), NULL, FALSE, 1);

  cvk_run_answer (run, cvk_question_get_id (question), answer);
}

static void
run_once (CvkRunFixture *fixture, const CvkNodeType *type, const CvkValue *settings)
{
  g_auto (GStrv) inputs = cvk_node_type_list_inputs (type, settings);
  g_autofree char *json = cvk_value_to_json (settings, CVK_JSON_COMPACT);
  g_autofree char *link = inputs[0] != NULL && g_test_rand_int_range (0, 5) > 0
                            ? g_strdup_printf ("\"read.out -> node.%s\"", inputs[0])
                            : g_strdup ("");
  g_autofree char *pipeline = g_strdup_printf (
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}"
    "},\"node\":{\"type\":\"%s\",\"on_error\":\"%s\",\"settings\":%s}},\"links\":[%s]}",
    type->id, g_test_rand_bit () ? "continue" : "stop", json, link);
  g_autofree char *items = create_items ();
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (CvkRun) run = NULL;

  g_test_message ("%s with %s", pipeline, items);
  cvk_run_fixture_write (fixture, "in.json", items);
  run = cvk_run_fixture_create (fixture, pipeline,
                                g_test_rand_bit () ? "{\"x\":\"45\",\"a\":null}" : NULL);
  problems = cvk_document_check (cvk_run_get_document (run), fixture->types);
  check_sentences (problems);
  g_signal_connect (run, "asked", G_CALLBACK (asked_cb), NULL);
  cvk_run_fixture_finish (run);
  check_sentences (cvk_run_get_failures (run));
  g_assert_cmpint (cvk_run_get_state (run), !=, CVK_RUN_RUNNING);
  /* Whoever failed says so. */
  g_assert_true (cvk_run_get_state (run) != CVK_RUN_FAILED || cvk_run_get_failures (run)->len > 0);
}

static void
test_type (gconstpointer data)
{
  CvkRunFixture fixture = { 0 };
  const CvkNodeType *type = NULL;

  cvk_run_fixture_init (&fixture);
  type = cvk_node_types_lookup (fixture.types, data);
  for (unsigned i = 0; i < ROUNDS; i++)
    {
      g_autoptr (CvkValue) settings =
        create_for_schema (cvk_node_type_get_settings_schema (type), 0);

      if (!cvk_value_is_object (settings))
        {
          g_clear_pointer (&settings, cvk_value_unref);
          settings = create_object (0);
        }
      run_once (&fixture, type, settings);
    }
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_autoptr (CvkNodeTypes) types = cvk_node_types_new ();
  g_autoptr (GPtrArray) list = NULL;

  g_test_init (&argc, &argv, NULL);
  cvk_nodes_register (types);
  list = cvk_node_types_list (types);
  for (unsigned i = 0; i < list->len; i++)
    {
      const CvkNodeType *type = g_ptr_array_index (list, i);
      g_autofree char *path = g_strdup_printf ("/random-settings/%s", type->id);

      g_test_add_data_func (path, type->id, test_type);
    }
  return g_test_run ();
}
