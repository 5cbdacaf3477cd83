// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib.h>

#include "model/cvk-checks.h"
#include "model/model-types.h"

static void
test_registry (void)
{
  g_autoptr (CvkNodeTypes) types = model_types_new ();
  g_autoptr (GPtrArray) list = cvk_node_types_list (types);
  const CvkNodeType *read = cvk_node_types_lookup (types, "read");
  const CvkNodeType *zoom = cvk_node_types_lookup (types, "zoom");

  g_assert_nonnull (read);
  g_assert_null (cvk_node_types_lookup (types, "none"));
  g_assert_null (cvk_node_types_lookup (types, NULL));
  g_assert_cmpuint (list->len, ==, 5);
  g_assert_true (g_ptr_array_index (list, 0) == read);

  /* Parsed once, although the description is constant. */
  g_assert_true (cvk_node_type_get_settings_schema (read) ==
                 cvk_node_type_get_settings_schema (read));
  g_assert_nonnull (cvk_value_get_member (cvk_node_type_get_settings_schema (read), "properties"));
  g_assert_null (cvk_node_type_get_output_schema (zoom));
  g_assert_true (cvk_value_is_object (cvk_node_type_get_settings_schema (zoom)));
}

static GStrv
list_by_settings (const CvkNodeType *self, const CvkValue *settings)
{
  return g_strsplit (cvk_value_lookup_string (settings, "ports", ""), " ", -1);
}

static CvkNodeMode
get_mode_by_settings (const CvkNodeType *self, const CvkValue *settings)
{
  return cvk_value_get_length (settings) > 0 ? CVK_NODE_MODE_ALL : CVK_NODE_MODE_EACH;
}

static void
test_ports (void)
{
  static const CvkNodeType source = { .id = "source", .is_source = TRUE };
  static const CvkNodeType plain = { .id = "plain", .mode = CVK_NODE_MODE_ALL };
  static const CvkNodeType own = { .id = "own",
                                   .list_inputs = list_by_settings,
                                   .list_outputs = list_by_settings,
                                   .get_mode = get_mode_by_settings };
  g_autoptr (CvkValue) settings =
    cvk_value_new_object ("ports", cvk_value_new_string ("a b"), NULL);
  static const struct
  {
    const CvkNodeType *type;
    const char *inputs;
    const char *outputs;
    CvkNodeMode mode;
  } cases[] = {
    { &source, "", "out", CVK_NODE_MODE_EACH },
    { &plain, "in", "out", CVK_NODE_MODE_ALL },
    { &own, "a b", "a b", CVK_NODE_MODE_ALL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) inputs = cvk_node_type_list_inputs (cases[i].type, settings);
      g_auto (GStrv) outputs = cvk_node_type_list_outputs (cases[i].type, settings);
      g_autofree char *input_line = g_strjoinv (" ", inputs);
      g_autofree char *output_line = g_strjoinv (" ", outputs);

      g_assert_cmpstr (input_line, ==, cases[i].inputs);
      g_assert_cmpstr (output_line, ==, cases[i].outputs);
      g_assert_cmpint (cvk_node_type_get_mode (cases[i].type, settings), ==, cases[i].mode);
    }
}

static void
test_problems (void)
{
  g_autoptr (GPtrArray) problems =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  CvkProblem *warning = cvk_problem_new ("a", "A.", NULL);

  g_assert_false (cvk_problems_have_errors (problems));
  cvk_problem_set_warning (warning, TRUE);
  g_ptr_array_add (problems, warning);
  g_assert_false (cvk_problems_have_errors (problems));
  g_ptr_array_add (problems, cvk_problem_new ("b", "B.", NULL));
  g_assert_true (cvk_problems_have_errors (problems));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/node-types/registry", test_registry);
  g_test_add_func ("/node-types/ports", test_ports);
  g_test_add_func ("/node-types/problems", test_problems);

  return g_test_run ();
}
