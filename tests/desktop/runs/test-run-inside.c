// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "cvk-run-bench.h"
#include "desktop/runs/cvk-row-cell.h"
#include "desktop/runs/cvk-run-overview.h"
#include "desktop/runs/cvk-run-panel.h"

/* What happened in a sub-pipeline, step by step and item by item. */

/* The second of three fails at the step that both pipelines call "mark". */
#define OUTER                                                                                      \
  "{\"convoke\":1,\"name\":\"Outer\",\"nodes\":{"                                                  \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"mark\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"return [{d: '2026-01-01T00:00:00Z'}, {d: 'no'}, {d: '2026-01-02T00:00:00Z'}]\"}},"            \
  "\"each\":{\"type\":\"for-each\",\"on_error\":\"continue\",\"settings\":{\"file\":"              \
  "\"inner.convoke\"}}},\"links\":[\"make.out -> mark.in\",\"mark.out -> each.in\"]}"

#define INNER                                                                                      \
  "{\"convoke\":1,\"nodes\":{\"start\":{\"type\":\"input\"},"                                      \
  "\"mark\":{\"type\":\"date\",\"label\":\"Read the date\",\"settings\":{\"operation\":\"parse\"," \
  "\"value\":\"{{ item.d }}\",\"name\":\"t\"}},\"end\":{\"type\":\"output\"}},"                    \
  "\"links\":[\"start.out -> mark.in\",\"mark.out -> end.in\"]}"

/* The labels of everything on the screen, in order. */
static void
collect (GtkWidget *widget, GString *text)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (CVK_IS_ROW_CELL (widget))
    {
      g_string_append_printf (text, "%s|", cvk_row_cell_get_text (CVK_ROW_CELL (widget)));
      return;
    }
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s|", gtk_label_get_label (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, text);
}

static void
wait_for (GtkWidget *panel, const char *part)
{
  for (;;)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      collect (panel, text);
      if (strstr (text->str, part) != NULL)
        return;
      g_main_context_iteration (NULL, TRUE);
    }
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
open_panel (CvkRunBench *bench)
{
  g_autofree char *inner = NULL;
  GtkWidget *panel = NULL;

  cvk_run_bench_init (bench, OUTER, TRUE);
  inner = g_build_filename (bench->directory, "inner.convoke", NULL);
  g_assert_true (g_file_set_contents (inner, INNER, -1, NULL));
  cvk_run_bench_edit (bench, "make");
  panel = cvk_run_panel_new (bench->client);
  cvk_run_panel_set_session (CVK_RUN_PANEL (panel), bench->session);
  cvk_run_bench_show (bench, panel);
  return panel;
}

static void
select_node (CvkRunBench *bench, const char *node)
{
  cvk_selection_set_only (cvk_session_get_selection (bench->session), CVK_SELECTION_NODE, node);
}

static void
choose_step (GtkWidget *panel, unsigned position)
{
  GtkWidget *view = find_widget (find_widget (panel, CVK_TYPE_RUN_OVERVIEW), GTK_TYPE_LIST_VIEW);

  g_signal_emit_by_name (view, "activate", position);
}

static void
shown_cb (CvkRunPanel *panel, const char *node, const char *field, gpointer user_data)
{
  char **shown = user_data;

  g_free (*shown);
  *shown = g_strdup_printf ("%s/%s", node, field);
}

static void
check_steps_and_items (GtkWidget *panel)
{
  wait_for (panel, "Steps 3|");
  wait_for (panel, "Input|3 items out|Read the date|1 failed|2 items out|");
  choose_step (panel, 1);
  wait_for (panel, "Read the date|Out 2|In 3|Failed 1|");
  /* All rounds together, each with the number of the item that it was for. */
  wait_for (panel, "1|1|Thu 1 Jan, 00:00 UTC|");
  wait_for (panel, "2|2|no|");
  wait_for (panel, "3|3|Fri 2 Jan, 00:00 UTC|");
  wait_for (panel, "“no” is not a date.");
}

/* Live, and once more of a run that is in nobody's memory. */
static void
test_steps (void)
{
  CvkRunBench bench = { 0 };
  GtkWidget *panel = open_panel (&bench);
  g_autofree char *shown = NULL;

  g_signal_connect (panel, "show-node", G_CALLBACK (shown_cb), &shown);
  cvk_run_bench_run (&bench, "run.start", NULL);
  select_node (&bench, "each");
  check_steps_and_items (panel);

  /* What is wrong in there is none of this pipeline's nodes, although one has the same name. */
  g_assert_null (find_button (panel, "Fix the Field"));
  g_signal_emit_by_name (find_button (panel, "Show the Step"), "clicked");
  g_assert_cmpstr (shown, ==, "each/(null)");

  gtk_widget_activate_action (panel, "panel.leave-step", NULL);
  wait_for (panel, "Steps 3|");
  g_signal_emit_by_name (find_button (panel, "In 3"), "clicked");
  wait_for (panel, "1|Thu 1 Jan, 00:00 UTC|2|no|");

  /* A node that runs nothing has no such list. */
  select_node (&bench, "mark");
  wait_for (panel, "Out 3|");
  g_assert_null (find_button (panel, "Steps 3"));
  cvk_run_bench_clear (&bench);
}

static void
test_past (void)
{
  CvkRunBench bench = { 0 };
  GtkWidget *panel = open_panel (&bench);

  cvk_run_bench_run (&bench, "run.start", NULL);
  cvk_run_bench_kill_engine (&bench);
  select_node (&bench, "each");
  check_steps_and_items (panel);
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/run-inside/steps", test_steps);
  g_test_add_func ("/run-inside/past", test_past);
  return g_test_run ();
}
