// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-test"

#include "config.h"

#include "script/cvk-evaluation.h"
#include "support/cvk-await.h"

/* What the engine makes of a convoke-script that has been taken over, see hostile-script.c. */

static const struct
{
  size_t mode;
  const char *expected; /* JSON, or "!" and the code of the problem */
} cases[] = {
  { 1, "!script-ended" },       { 2, "!script-unavailable" },
  { 3, "!script-unavailable" }, { 4, "!script-unavailable" },
  { 5, "!script-ended" },       { 6, "!script-ended" },
  { 7, "!script-ended" },       { 8, "1" },
  { 9, "!script-error" },       { 10, "!script-error" },
  { 11, "!script-ended" },      { 12, "!script-ended" },
  { 13, "!script-syntax" },     { 14, "!script-ended" },
  { 15, "!script-ended" },      { 16, "!script-unavailable" },
  { 17, "!script-ended" },
};

static gboolean
is_plain (const char *text)
{
  for (; *text != '\0'; text++)
    if ((unsigned char) *text < ' ')
      return FALSE;
  return TRUE;
}

static void
test_answers (void)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "script", "hostile-script", NULL);
  const char *scopes[] = { "{\"item\":{}}", NULL };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkClock) clock = CVK_CLOCK (cvk_system_clock_new ());
      g_autoptr (CvkScriptHost) host = cvk_script_host_new (clock, program);
      g_autoptr (CvkScriptRequest) request =
        cvk_evaluation_request_new (CVK_SCRIPT_EXPRESSION, "1", scopes);
      g_autoptr (GPtrArray) results = NULL;
      g_autofree char *found = NULL;
      const CvkScriptResult *result;

      request->memory_limit = cases[i].mode;
      results = cvk_evaluation_run (host, request);
      result = results->pdata[0];
      found = cvk_evaluation_describe (result);
      g_test_message ("%zu: %s", cases[i].mode, found);
      g_assert_cmpstr (found, ==, cases[i].expected);
      if (result->problem != NULL)
        {
          g_autofree char *message = cvk_problem_dup_message (result->problem);

          g_test_message ("%s", message);
          g_assert_true (g_utf8_validate (message, -1, NULL));
          g_assert_true (is_plain (message));
        }
      cvk_drain_main_context ();
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/script/hostile/answers", test_answers);

  return g_test_run ();
}
