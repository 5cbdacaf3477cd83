// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-run-bench.h"
#include "desktop/client/cvk-breakpoints.h"
#include "desktop/editor/cvk-outline-index.h"
#include "desktop/runs/cvk-run-held-strip.h"
#include "desktop/runs/cvk-run-panel.h"

#define PIPELINE                                                                                   \
  "{\"convoke\":1,\"name\":\"Dates\",\"nodes\":{"                                                  \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"mark\":{\"type\":\"set\",\"label\":\"Mark _it_\",\"settings\":{\"fields\":{\"a\":1}}},"       \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"Dates\"}}},"                              \
  "\"links\":[\"make.out -> mark.in\",\"mark.out -> out.in\"]}"

static void
toggle (CvkRunBench *bench, const char *node)
{
  cvk_selection_set_only (cvk_session_get_selection (bench->session), CVK_SELECTION_NODE, node);
  cvk_run_bench_act (bench, "run.breakpoint", NULL);
}

static gboolean
is_enabled (CvkRunBench *bench, const char *name)
{
  return g_action_group_get_action_enabled (cvk_run_controller_get_actions (bench->controller),
                                            name);
}

/* Until the run holds before @node. */
static CvkRunModel *
await_hold (CvkRunBench *bench, const char *node)
{
  CvkRunModel *run = NULL;

  while (run == NULL || g_strcmp0 (cvk_run_model_get_held (run), node) != 0)
    {
      g_main_context_iteration (NULL, TRUE);
      run = cvk_run_controller_get_run (bench->controller);
    }
  cvk_run_bench_settle ();
  return run;
}

static char *
describe (CvkRunBench *bench, const char *node)
{
  g_autoptr (CvkOutlineIndex) index = cvk_outline_index_new (bench->session);

  return cvk_outline_index_describe (index, node);
}

static void
test_hold (void)
{
  CvkRunBench bench;
  CvkRunModel *run;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  cvk_run_bench_edit (&bench, "make");
  g_assert_false (is_enabled (&bench, "continue"));
  before = describe (&bench, "mark");
  toggle (&bench, "mark");
  after = describe (&bench, "mark");
  g_assert_null (strstr (before, "breakpoint"));
  g_assert_nonnull (strstr (after, "breakpoint"));
  cvk_selection_clear (cvk_session_get_selection (bench.session));
  g_assert_false (is_enabled (&bench, "breakpoint"));

  cvk_run_bench_act (&bench, "run.start", NULL);
  run = await_hold (&bench, "mark");
  g_assert_false (cvk_run_model_has_ended (run));
  g_assert_cmpuint (cvk_run_model_get_count (run, "mark", "in"), ==, 1);
  g_assert_cmpuint (cvk_run_model_get_count (run, "mark", "out"), ==, 0);
  /* It is selected, so that what it will get is shown. */
  while (g_strcmp0 (cvk_selection_get_single_node (cvk_session_get_selection (bench.session)),
                    "mark") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (is_enabled (&bench, "continue"));
  cvk_run_bench_act (&bench, "run.step", NULL);
  run = await_hold (&bench, "out");
  g_assert_cmpuint (cvk_run_model_get_count (run, "mark", "out"), ==, 1);
  cvk_run_bench_act (&bench, "run.continue", NULL);
  run = cvk_run_bench_wait (&bench);
  g_assert_cmpstr (cvk_run_model_get_state (run), ==, "succeeded");
  g_assert_null (cvk_run_model_get_held (run));
  g_assert_false (is_enabled (&bench, "step"));

  /* One that is set while it holds counts, and stopping ends it. */
  cvk_run_bench_act (&bench, "run.start", NULL);
  await_hold (&bench, "mark");
  toggle (&bench, "out");
  cvk_run_bench_settle ();
  cvk_run_bench_act (&bench, "run.continue", NULL);
  await_hold (&bench, "out");
  cvk_run_bench_act (&bench, "run.stop", NULL);
  g_assert_cmpstr (cvk_run_model_get_state (cvk_run_bench_wait (&bench)), ==, "cancelled");

  /* Without any it runs through. */
  toggle (&bench, "out");
  toggle (&bench, "mark");
  run = cvk_run_bench_run (&bench, "run.start", NULL);
  g_assert_cmpstr (cvk_run_model_get_state (run), ==, "succeeded");
  cvk_run_bench_clear (&bench);
}

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_text (child, text))
      return TRUE;
  return FALSE;
}

/* The panel says so, and shows what the step will get. */
static void
test_panel (void)
{
  CvkRunBench bench;
  GtkWidget *panel;

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  cvk_run_bench_edit (&bench, "make");
  toggle (&bench, "mark");
  panel = cvk_run_panel_new (bench.client);
  cvk_run_panel_set_session (CVK_RUN_PANEL (panel), bench.session);
  cvk_run_bench_show (&bench, panel);
  g_assert_false (has_text (panel, "Held before “Mark _it_”"));
  cvk_run_bench_act (&bench, "run.start", NULL);
  await_hold (&bench, "mark");
  while (!has_text (panel, "Held before “Mark _it_”"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (cvk_run_panel_get_port (CVK_RUN_PANEL (panel)), ==, "in");
  cvk_run_bench_act (&bench, "run.continue", NULL);
  cvk_run_bench_wait (&bench);
  while (has_text (panel, "Held before “Mark _it_”"))
    g_main_context_iteration (NULL, TRUE);
  cvk_run_bench_clear (&bench);
}

/* They stay on this computer, and not in the file. */
static void
test_kept (void)
{
  CvkRunBench bench;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autofree char *kept = NULL;

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  kept = cvk_breakpoints_make_path (cvk_session_get_file (bench.session));
  path = g_file_get_path (cvk_session_get_file (bench.session));
  toggle (&bench, "mark");
  while (!g_file_test (kept, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, TRUE);
  cvk_run_bench_reopen (&bench);
  while (!cvk_breakpoints_has (cvk_breakpoints_get (bench.session), "mark"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (cvk_breakpoints_has (cvk_breakpoints_get (bench.session), "out"));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, PIPELINE);
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_type_ensure (CVK_TYPE_RUN_HELD_STRIP);
  g_test_add_func ("/breakpoints/hold", test_hold);
  g_test_add_func ("/breakpoints/panel", test_panel);
  g_test_add_func ("/breakpoints/kept", test_kept);
  return g_test_run ();
}
