// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-run-bench.h"
#include "desktop/editor/cvk-inspector-items.h"

#define PIPELINE                                                                                   \
  "{\"convoke\":1,\"name\":\"Dates\",\"nodes\":{"                                                  \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"rows\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"return [{a: 1}, {a: 2}]\"}},"                                                                 \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"Dates\"}}},"                              \
  "\"links\":[\"make.out -> rows.in\",\"rows.out -> out.in\"]}"

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static GtkWidget *
await_button (GtkWidget *widget, const char *label)
{
  GtkWidget *button = NULL;

  while ((button = find_button (widget, label)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  return button;
}

static const CvkNode *
get_node (CvkRunBench *bench)
{
  return cvk_document_get_node (cvk_session_get_document (bench->session), "rows");
}

static void
test_pin (void)
{
  CvkRunBench bench;
  CvkRunModel *run;
  GtkWidget *items;

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  cvk_run_bench_edit (&bench, "make");
  run = cvk_run_bench_run (&bench, "run.start", NULL);
  g_assert_false (cvk_run_model_get_step (run, "rows")->is_pinned);
  items = cvk_inspector_items_new (bench.session, bench.client, "rows", FALSE);
  cvk_run_bench_show (&bench, items);
  g_assert_null (find_button (items, "_Pin These Items"));

  items = cvk_inspector_items_new (bench.session, bench.client, "rows", TRUE);
  cvk_run_bench_show (&bench, items);
  g_signal_emit_by_name (await_button (items, "_Pin These Items"), "clicked");
  while (get_node (&bench)->pinned == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (cvk_value_get_length (get_node (&bench)->pinned), ==, 2);
  await_button (items, "Un_pin");

  /* The run says that they were used. */
  run = cvk_run_bench_run (&bench, "run.start", NULL);
  g_assert_true (cvk_run_model_get_step (run, "rows")->is_pinned);
  g_assert_false (cvk_run_model_get_step (run, "make")->is_pinned);
  g_assert_cmpuint (cvk_run_model_get_count (run, "rows", "out"), ==, 2);

  g_signal_emit_by_name (await_button (items, "Un_pin"), "clicked");
  g_assert_null (get_node (&bench)->pinned);
  /* One step of undo each. */
  g_assert_cmpstr (cvk_history_get_undo_name (cvk_session_get_history (bench.session)), ==,
                   "Unpin Data");
  cvk_history_undo (cvk_session_get_history (bench.session));
  g_assert_nonnull (get_node (&bench)->pinned);
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/pin/items", test_pin);
  return g_test_run ();
}
