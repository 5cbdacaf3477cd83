// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "cvk-run-bench.h"
#include "desktop/editor/cvk-inspector-items.h"
#include "desktop/runs/cvk-row-table.h"
#include "desktop/runs/cvk-tree-value.h"

/* Of large values the beginning is shown; all of them is shown when one asks for it, and copied and
 * pinned at any rate. */

#define LENGTH 200000

#define PIPELINE                                                                                   \
  "{\"convoke\":1,\"name\":\"Large\",\"nodes\":{"                                                  \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"rows\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"return [{a: 1}, {a: 2, text: 'y'.repeat(200000)}]\"}},"                                       \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"Large\"}}},"                              \
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

static GListModel *
find_lines (GtkWidget *widget)
{
  GListModel *found = GTK_IS_LIST_VIEW (widget) && gtk_widget_has_css_class (widget, "value-tree")
                        ? G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (widget)))
                        : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_lines (child);
  return found;
}

/* How long the field "text" is as it is shown, and in how many pieces. */
static size_t
measure_text (GtkWidget *widget, unsigned *n_pieces)
{
  GListModel *lines = find_lines (widget);
  g_autoptr (GtkTreeListRow) row = lines != NULL ? g_list_model_get_item (lines, 1) : NULL;
  g_autoptr (CvkTreeValue) line = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  *n_pieces = lines != NULL ? g_list_model_get_n_items (lines) - 2 : 0;
  return line != NULL ? cvk_value_get_string_length (cvk_tree_value_get_value (line)) : 0;
}

static void
test_inspector (void)
{
  CvkRunBench bench;
  GtkWidget *items;
  const CvkNode *node;
  CvkValue *text;
  unsigned n_pieces = 0;

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  cvk_run_bench_edit (&bench, "make");
  cvk_run_bench_run (&bench, "run.start", NULL);
  items = cvk_inspector_items_new (bench.session, bench.client, "rows", TRUE);
  cvk_run_bench_show (&bench, items);
  await_button (items, "_Pin These Items");
  cvk_run_bench_settle ();
  g_assert_null (find_button (items, "Show _All"));
  g_assert_true (gtk_widget_activate_action (items, "items.next", NULL));
  await_button (items, "Show _All");
  while (measure_text (items, &n_pieces) != 4096)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gtk_widget_activate_action (items, "items.show-all", NULL));
  while (measure_text (items, &n_pieces) != LENGTH)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_pieces, ==, LENGTH / 40);
  g_assert_null (find_button (items, "Show _All"));

  g_signal_emit_by_name (await_button (items, "_Pin These Items"), "clicked");
  node = cvk_document_get_node (cvk_session_get_document (bench.session), "rows");
  while (node->pinned == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (cvk_value_get_length (node->pinned), ==, 2);
  text = cvk_value_get_member (cvk_value_get_element (node->pinned, 1), "text");
  g_assert_cmpuint (cvk_value_get_string_length (text), ==, LENGTH);
  cvk_run_bench_clear (&bench);
}

static GtkColumnView *
find_view (GtkWidget *widget)
{
  GtkColumnView *found = GTK_IS_COLUMN_VIEW (widget) ? GTK_COLUMN_VIEW (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_view (child);
  return found;
}

/* Waits until the clipboard has a text of more than @length bytes. */
static void
await_copied (GtkWidget *widget, size_t length)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);

  for (;;)
    {
      GdkContentProvider *content = gdk_clipboard_get_content (clipboard);
      g_auto (GValue) value = G_VALUE_INIT;

      g_value_init (&value, G_TYPE_STRING);
      if (content != NULL && gdk_content_provider_get_value (content, &value, NULL) &&
          strlen (g_value_get_string (&value)) > length)
        return;
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_table (void)
{
  CvkRunBench bench;
  CvkRunModel *run;
  GtkWidget *table = cvk_row_table_new ();
  g_autoptr (CvkRowList) list = NULL;
  g_autoptr (CvkRowQuery) query = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  cvk_run_bench_edit (&bench, "make");
  run = cvk_run_bench_run (&bench, "run.start", NULL);
  list = cvk_row_list_new (bench.client);
  query = cvk_row_query_new (cvk_run_model_get_id (run), "rows", "out");
  cvk_row_list_set_query (list, query);
  while (cvk_row_list_is_loading (list))
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (CvkRow) small = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_autoptr (CvkRow) large = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_false (cvk_row_is_shortened (small));
  g_assert_true (cvk_row_is_shortened (large));

  g_ptr_array_add (names, (gpointer) "a");
  g_ptr_array_add (names, (gpointer) "text");
  cvk_run_bench_show (&bench, table);
  cvk_row_table_set_list (CVK_ROW_TABLE (table), list);
  cvk_row_table_set_columns (CVK_ROW_TABLE (table), names, FALSE, FALSE);
  gtk_selection_model_select_all (gtk_column_view_get_model (find_view (table)));
  g_assert_true (gtk_widget_activate_action (table, "rows.copy", NULL));
  await_copied (table, LENGTH);
  g_assert_false (cvk_row_is_shortened (large));
  cvk_row_table_set_list (CVK_ROW_TABLE (table), NULL);
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/large-values/inspector", test_inspector);
  g_test_add_func ("/large-values/table", test_table);
  return g_test_run ();
}
