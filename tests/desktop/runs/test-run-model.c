// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "desktop/runs/cvk-run-words.h"

#define DESCRIPTION                                                                                \
  "{\"run\":\"r\",\"state\":\"running\",\"paused\":false,\"steps\":{"                              \
  "\"read\":{\"state\":\"succeeded\",\"done\":1,\"total\":1,\"duration\":5,"                       \
  "\"counts\":{\"out\":24,\"failed\":0}},"                                                         \
  "\"create\":{\"state\":\"running\",\"done\":6,\"total\":24,\"duration\":3000000,"                \
  "\"counts\":{\"in\":24,\"out\":5,\"failed\":1}}},"                                               \
  "\"failures\":[],\"warnings\":[]}"

static void
count_cb (CvkRunModel *model, gpointer user_data)
{
  (*(unsigned *) user_data)++;
}

static void
test_describe (void)
{
  g_autoptr (CvkRunModel) model = cvk_run_model_new ("r");
  unsigned done = 0;
  unsigned total = 0;

  g_assert_cmpstr (cvk_run_model_get_state (model), ==, "");
  g_assert_false (cvk_run_model_has_ended (model));
  g_assert_null (cvk_run_model_get_step (model, "create"));
  g_assert_cmpint (cvk_run_model_get_time_left (model), ==, -1);

  cvk_run_model_describe (model, DESCRIPTION);
  g_assert_cmpstr (cvk_run_model_get_state (model), ==, "running");
  g_assert_true (cvk_run_model_has_items (model));
  g_assert_cmpint (cvk_run_model_get_step (model, "create")->state, ==, CVK_STEP_RUNNING);
  g_assert_cmpuint (cvk_run_model_get_count (model, "create", "in"), ==, 24);
  g_assert_cmpuint (cvk_run_model_get_count (model, "create", "failed"), ==, 1);
  g_assert_cmpuint (cvk_run_model_get_count (model, "create", "nowhere"), ==, 0);
  g_assert_cmpuint (cvk_run_model_list_ports (model, "create")->len, ==, 3);
  /* Half a second an item, 18 to go. */
  g_assert_cmpint (cvk_run_model_get_time_left (model), ==, 9000000);
  cvk_run_model_get_progress (model, &done, &total);
  g_assert_cmpuint (done, ==, 6);
  g_assert_cmpuint (total, ==, 24);

  g_autoptr (GPtrArray) nodes = cvk_run_model_list_nodes (model);
  g_assert_cmpuint (nodes->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (nodes, 0), ==, "read");
}

/* Whoever reads the line must not take it for something that has happened. */
static void
test_kinds (void)
{
  static const struct
  {
    const char *description;
    const char *line;
  } cases[] = {
    { "{\"state\":\"succeeded\"}", "Run 14" },
    { "{\"state\":\"succeeded\",\"rehearses\":true}", "Rehearsal 14" },
    { "{\"state\":\"succeeded\",\"sandbox\":true}", "Run 14 · Sandbox" },
    { "{\"state\":\"failed\",\"rehearses\":true,\"sandbox\":true}", "Rehearsal 14 · Sandbox" },
    { "{\"state\":\"running\",\"sandbox\":true}", "Run 14 · Sandbox · Running" },
  };
  g_autoptr (CvkValue) entry = cvk_value_from_json ("{\"number\":14}", -1, CVK_JSON_STRICT, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkRunModel) model = cvk_run_model_new ("r");
      g_autofree char *line = NULL;

      cvk_run_model_describe (model, cases[i].description);
      cvk_run_model_set_entry (model, entry);
      line = cvk_run_words_line (model, 0);
      g_assert_cmpstr (line, ==, cases[i].line);
    }
}

/* A delta names what has changed; the rest stays. */
static void
test_apply (void)
{
  g_autoptr (CvkRunModel) model = cvk_run_model_new ("r");

  cvk_run_model_describe (model, DESCRIPTION);
  cvk_run_model_apply (model, "{\"state\":\"failed\",\"paused\":false,\"steps\":{\"create\":{"
                              "\"state\":\"succeeded\",\"done\":24,\"total\":24,\"duration\":9,"
                              "\"counts\":{\"in\":24,\"out\":22,\"failed\":2}}}}");
  g_assert_true (cvk_run_model_has_ended (model));
  g_assert_cmpuint (cvk_run_model_get_count (model, "create", "out"), ==, 22);
  g_assert_cmpuint (cvk_run_model_get_count (model, "read", "out"), ==, 24);
  g_assert_cmpint (cvk_run_model_get_time_left (model), ==, -1);
}

/* A step that waits says what for, and says so of the run when nothing else goes on. */
static void
test_wait (void)
{
  g_autoptr (CvkRunModel) model = cvk_run_model_new ("r");
  g_autofree char *line = NULL;
  g_autofree char *none = NULL;

  cvk_run_model_describe (model, DESCRIPTION);
  g_assert_null (cvk_run_model_get_wait (model));
  cvk_run_model_apply (
    model, "{\"state\":\"running\",\"steps\":{\"create\":{\"state\":\"running\",\"done\":6,"
           "\"total\":24,\"wait\":{\"code\":\"waits-for-service\",\"message_id\":\"{service} is "
           "away until {reset}.\",\"arguments\":{\"service\":\"<b>Zoom</b>\",\"reset\":"
           "\"2026-03-03T14:00:00Z\"}}}}}");
  g_assert_nonnull (cvk_run_model_get_step (model, "create")->wait);
  line = cvk_run_words_line (model, 0);
  g_assert_cmpstr (line, ==, "Run · <b>Zoom</b> is away until 3 Mar 2026, 14:00.");

  cvk_run_model_apply (model, "{\"state\":\"running\",\"steps\":{\"read\":{\"state\":\"running\","
                              "\"done\":0,\"total\":9,\"wait\":null}}}");
  g_assert_null (cvk_run_model_get_wait (model));
  cvk_run_model_apply (model, "{\"state\":\"running\",\"steps\":{\"create\":{\"state\":\"running\","
                              "\"done\":7,\"total\":24,\"wait\":null}}}");
  g_assert_null (cvk_run_model_get_step (model, "create")->wait);
  none = cvk_run_words_line (model, 0);
  g_assert_null (strstr (none, "Zoom"));
}

static void
test_nonsense (void)
{
  static const char *const cases[] = { "",
                                       "[]",
                                       "{",
                                       "{\"state\":3,\"steps\":[]}",
                                       "{\"steps\":{\"a\":7}}",
                                       "{\"steps\":{\"a\":{\"counts\":{\"in\":\"x\"}}}}" };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkRunModel) model = cvk_run_model_new ("r");

      cvk_run_model_describe (model, cases[i]);
      cvk_run_model_apply (model, cases[i]);
      g_assert_cmpstr (cvk_run_model_get_state (model), ==, "");
      g_assert_cmpuint (cvk_run_model_get_count (model, "a", "in"), ==, 0);
    }
}

/* What is left of a run in the journal. */
static void
test_journal (void)
{
  g_autoptr (CvkRunModel) model = cvk_run_model_new ("r");
  g_autoptr (CvkValue) entry =
    cvk_value_from_json ("{\"run\":\"r\",\"number\":14,\"state\":\"failed\",\"started\":1000000,"
                         "\"finished\":4100000}",
                         -1, CVK_JSON_STRICT, NULL);

  cvk_run_model_describe (model,
                          "{\"run\":\"r\",\"state\":\"failed\",\"result\":{\"state\":\"failed\","
                          "\"outputs\":{\"Links\":[{\"a\":1}]},\"failures\":[{\"code\":\"x\","
                          "\"message_id\":\"No.\",\"arguments\":{},\"node\":\"create\"}]}}");
  cvk_run_model_set_entry (model, entry);
  g_assert_false (cvk_run_model_has_items (model));
  g_assert_cmpuint (cvk_run_model_get_failures (model)->len, ==, 1);
  g_assert_cmpuint (
    cvk_value_get_length (cvk_value_get_member (cvk_run_model_get_outputs (model), "Links")), ==,
    1);
  g_assert_cmpint (cvk_run_model_get_number (model), ==, 14);
  g_assert_cmpint (cvk_run_model_get_duration (model), ==, 3100000);
}

static void
test_changed_is_gathered (void)
{
  g_autoptr (CvkRunModel) model = cvk_run_model_new ("r");
  unsigned count = 0;

  g_signal_connect (model, "changed", G_CALLBACK (count_cb), &count);
  for (unsigned i = 0; i < 100; i++)
    cvk_run_model_describe (model, DESCRIPTION);
  g_assert_cmpuint (count, ==, 0);
  while (count == 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (count, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-model/wait", test_wait);
  g_test_add_func ("/run-model/describe", test_describe);
  g_test_add_func ("/run-model/kinds", test_kinds);
  g_test_add_func ("/run-model/apply", test_apply);
  g_test_add_func ("/run-model/nonsense", test_nonsense);
  g_test_add_func ("/run-model/journal", test_journal);
  g_test_add_func ("/run-model/changed-is-gathered", test_changed_is_gathered);
  return g_test_run ();
}
