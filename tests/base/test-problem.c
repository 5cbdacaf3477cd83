// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <gio/gio.h>

#include "base/cvk-json.h"
#include "base/cvk-problem.h"

static void
test_message (void)
{
  static const struct
  {
    const char *message;
    const char *expected;
  } cases[] = {
    { "The file “{path}” is empty.", "The file “a.csv” is empty." },
    { "{path}{path}", "a.csva.csv" },
    { "{absent} stays", "{absent} stays" },
    { "A brace { alone", "A brace { alone" },
    { "{{path}}", "{a.csv}" },
    { "{evil} is not expanded", "{path} is not expanded" },
    { "{none}.", "." },
    { "", "" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkProblem) problem = cvk_problem_new (
        "file-empty", cases[i].message, "path", "a.csv", "evil", "{path}", "none", NULL, NULL);
      g_autofree char *message = cvk_problem_dup_message (problem);

      g_assert_cmpstr (message, ==, cases[i].expected);
    }
}

static void
test_round_trip (void)
{
  g_autoptr (CvkProblem) problem = cvk_problem_new ("x-y", "Not “{a}”.", "a", "1", NULL);
  g_autoptr (CvkProblem) copy = NULL;
  g_autoptr (CvkValue) value = NULL;
  g_autofree char *json = NULL;
  g_autofree char *message = NULL;

  cvk_problem_set_node (problem, "create");
  cvk_problem_set_field (problem, "parameters.topic");
  cvk_problem_set_item (problem, 0);
  cvk_problem_set_file (problem, "a.convoke");
  cvk_problem_set_line (problem, 3, 17);
  cvk_problem_set_warning (problem, TRUE);
  value = cvk_problem_to_value (problem);
  json = cvk_value_to_json (value, CVK_JSON_COMPACT);
  g_assert_cmpstr (json, ==,
                   "{\"code\":\"x-y\",\"message_id\":\"Not “{a}”.\",\"arguments\":{\"a\":\"1\"},"
                   "\"node\":\"create\",\"field\":\"parameters.topic\",\"item\":0,"
                   "\"file\":\"a.convoke\",\"line\":3,\"column\":17,\"warning\":true}");

  copy = cvk_problem_from_value (value);
  message = cvk_problem_dup_message (copy);
  g_assert_cmpstr (message, ==, "Not “1”.");
  g_assert_cmpstr (cvk_problem_get_code (copy), ==, "x-y");
  g_assert_cmpstr (cvk_problem_get_node (copy), ==, "create");
  g_assert_cmpstr (cvk_problem_get_field (copy), ==, "parameters.topic");
  g_assert_cmpint (cvk_problem_get_item (copy), ==, 0);
  g_assert_cmpstr (cvk_problem_get_file (copy), ==, "a.convoke");
  g_assert_cmpuint (cvk_problem_get_line (copy), ==, 3);
  g_assert_cmpuint (cvk_problem_get_column (copy), ==, 17);
  g_assert_true (cvk_problem_is_warning (copy));
  g_assert_cmpstr (cvk_problem_get_argument (copy, "a"), ==, "1");
  g_assert_null (cvk_problem_get_argument (copy, "b"));
}

static void
test_bare (void)
{
  g_autoptr (CvkProblem) problem = cvk_problem_new ("bare", "Something is wrong.", NULL);
  g_autoptr (CvkValue) value = cvk_problem_to_value (problem);
  g_autoptr (CvkValue) junk = cvk_value_from_json ("[1]", -1, CVK_JSON_STRICT, NULL);
  g_autoptr (CvkProblem) unknown = cvk_problem_from_value (junk);
  g_autofree char *json = cvk_value_to_json (value, CVK_JSON_COMPACT);

  g_assert_cmpstr (json, ==, "{\"code\":\"bare\",\"message_id\":\"Something is wrong.\"}");
  g_assert_cmpint (cvk_problem_get_item (problem), ==, -1);
  g_assert_cmpstr (cvk_problem_get_code (unknown), ==, "unknown");
}

static void
test_from_error (void)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "No {such} file.");
  g_autoptr (CvkProblem) made = cvk_problem_new_from_error (NULL, error);
  g_autoptr (GError) own = g_error_new (CVK_JSON_ERROR, CVK_JSON_ERROR_TOO_DEEP, "Deep.");
  g_autoptr (CvkProblem) own_made = cvk_problem_new_from_error (NULL, own);
  g_autoptr (CvkProblem) named = cvk_problem_new_from_error ("file-missing", error);
  g_autofree char *message = cvk_problem_dup_message (named);

  g_assert_cmpstr (cvk_problem_get_code (made), ==, "g-io-error-1");
  g_assert_cmpstr (cvk_problem_get_code (own_made), ==, "cvk-json-error-2");
  g_assert_cmpstr (cvk_problem_get_code (named), ==, "file-missing");
  g_assert_cmpstr (message, ==, "No {such} file.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problem/message", test_message);
  g_test_add_func ("/problem/round-trip", test_round_trip);
  g_test_add_func ("/problem/bare", test_bare);
  g_test_add_func ("/problem/from-error", test_from_error);
  return g_test_run ();
}
