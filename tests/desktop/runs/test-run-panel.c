// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "cvk-run-bench.h"
#include "desktop/runs/cvk-csv-export.h"
#include "desktop/runs/cvk-row-cell.h"
#include "desktop/runs/cvk-row-menu.h"
#include "desktop/runs/cvk-row-table.h"
#include "desktop/runs/cvk-run-panel.h"
#include "desktop/runs/cvk-run-warnings.h"

#define DATES                                                                                      \
  "{\"convoke\":1,\"name\":\"Dates\",\"nodes\":{"                                                  \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"rows\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"return [{topic: 'b', d: '2026-01-01T00:00:00Z', join_url: 'https://x.example/j/1'},"          \
  " {topic: 'c', d: 'no'}, {topic: 'a', d: '2026-01-02T00:00:00Z', join_url: 'javascript:x'}]\"}}" \
  ",\"date\":{\"type\":\"date\",\"on_error\":\"continue\",\"settings\":{\"operation\":\"parse\","  \
  "\"value\":\"{{ item.d }}\",\"name\":\"t\"}}},"                                                  \
  "\"links\":[\"make.out -> rows.in\",\"rows.out -> date.in\"]}"

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

/* The texts of all cells on the screen, in order. */
static void
collect_cells (GtkWidget *widget, GString *text)
{
  if (CVK_IS_ROW_CELL (widget) && gtk_widget_get_mapped (widget))
    g_string_append_printf (text, "%s|", cvk_row_cell_get_text (CVK_ROW_CELL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_cells (child, text);
}

static void
wait_for_cells (GtkWidget *panel, const char *part)
{
  for (;;)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      collect_cells (panel, text);
      if (strstr (text->str, part) != NULL)
        return;
      g_main_context_iteration (NULL, TRUE);
    }
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

static void
wait_for_button (GtkWidget *widget, const char *label)
{
  while (find_button (widget, label) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
open_panel (CvkRunBench *bench, const char *pipeline)
{
  GtkWidget *panel;

  cvk_run_bench_init (bench, pipeline, TRUE);
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
shown_cb (CvkRunPanel *panel, const char *node, const char *field, gpointer user_data)
{
  char **shown = user_data;

  g_free (*shown);
  *shown = g_strdup_printf ("%s/%s", node, field);
}

/* What failed stands among what came out, with the reason and the button that leads to the field.
 */
static void
test_rows (void)
{
  CvkRunBench bench;
  GtkWidget *panel = open_panel (&bench, DATES);
  g_autofree char *shown = NULL;

  g_signal_connect (panel, "show-node", G_CALLBACK (shown_cb), &shown);
  cvk_run_bench_run (&bench, "run.start", NULL);
  select_node (&bench, "date");
  wait_for_button (panel, "Out 2");
  wait_for_button (panel, "In 3");
  wait_for_button (panel, "Failed 1");
  wait_for_cells (panel, "2|c||");
  wait_for_cells (panel, "“no” is not a date.");
  wait_for_cells (panel, "3|a|javascript:x|");
  /* A web address is a link; anything else that looks like one is text. */
  wait_for_cells (panel, "https://x.example/j/1|");
  g_assert_nonnull (find_widget (panel, GTK_TYPE_LINK_BUTTON));
  wait_for_cells (panel, "javascript:x|");

  g_signal_emit_by_name (find_button (panel, "Fix the Field"), "clicked");
  g_assert_cmpstr (shown, ==, "date/value");

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_button (panel, "Failed 1")), TRUE);
  g_assert_cmpstr (cvk_run_panel_get_port (CVK_RUN_PANEL (panel)), ==, "failed");
  wait_for_cells (panel, "1|c|no|“no” is not a date.");
  wait_for_button (panel, "Retry _Failed Rows");
  cvk_run_bench_run (&bench, "run.retry", "date");
  wait_for_button (panel, "In 1");
  cvk_run_bench_clear (&bench);
}

static void
test_sort_and_filter (void)
{
  CvkRunBench bench;
  GtkWidget *panel = open_panel (&bench, DATES);
  GtkColumnView *view;
  g_autoptr (GtkColumnViewColumn) topic = NULL;

  cvk_run_bench_run (&bench, "run.start", NULL);
  select_node (&bench, "rows");
  wait_for_cells (panel, "1|b|");
  view = GTK_COLUMN_VIEW (find_widget (panel, GTK_TYPE_COLUMN_VIEW));
  topic = g_list_model_get_item (gtk_column_view_get_columns (view), 1);
  g_assert_cmpstr (gtk_column_view_column_get_title (topic), ==, "topic");
  gtk_column_view_sort_by_column (view, topic, GTK_SORT_ASCENDING);
  wait_for_cells (panel, "3|a|javascript:x|");
  for (;;)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      collect_cells (panel, text);
      if (g_str_has_prefix (text->str, "3|a|"))
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  gtk_widget_activate_action (panel, "panel.filter", NULL);
  while (find_widget (panel, GTK_TYPE_SEARCH_ENTRY) == NULL)
    g_main_context_iteration (NULL, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (find_widget (panel, GTK_TYPE_SEARCH_ENTRY)), "X.EXAMPLE");
  for (;;)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      collect_cells (panel, text);
      if (g_str_has_prefix (text->str, "1|b|") && strstr (text->str, "3|") == NULL)
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  cvk_run_bench_clear (&bench);
}

static void
exported_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cvk_csv_export_finish (result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
test_csv (void)
{
  CvkRunBench bench;
  CvkRunModel *run;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  gboolean done = FALSE;

  open_panel (&bench, DATES);
  run = cvk_run_bench_run (&bench, "run.start", NULL);
  path = g_build_filename (bench.directory, "out.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CvkRowQuery) query = cvk_row_query_new (cvk_run_model_get_id (run), "rows", "out");
  cvk_csv_export_async (bench.client, query, file, NULL, exported_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==,
                   "topic,d,join_url\r\n"
                   "b,2026-01-01T00:00:00Z,https://x.example/j/1\r\n"
                   "c,no,\r\n"
                   "a,2026-01-02T00:00:00Z,javascript:x\r\n");
  cvk_run_bench_clear (&bench);
}

/* 100,000 rows: what is fetched and what is kept depends on what is looked at. */
static void
test_many_rows (void)
{
  static const char many[] =
    "{\"convoke\":1,\"nodes\":{"
    "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"
    "\"rows\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"
    "\"return Array.from({length: 100000}, (v, n) => ({n, topic: 'Topic ' + n}))\"}}},"
    "\"links\":[\"make.out -> rows.in\"]}";
  CvkRunBench bench;
  GtkWidget *panel = open_panel (&bench, many);
  GtkAdjustment *adjustment;
  CvkRowList *list;
  GtkSelectionModel *model;
  unsigned before;

  cvk_run_bench_run (&bench, "run.start", NULL);
  select_node (&bench, "rows");
  wait_for_cells (panel, "1|Topic 0|");
  model = gtk_column_view_get_model (GTK_COLUMN_VIEW (find_widget (panel, GTK_TYPE_COLUMN_VIEW)));
  list = CVK_ROW_LIST (gtk_multi_selection_get_model (GTK_MULTI_SELECTION (model)));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 100000);
  before = cvk_row_list_get_n_requests (list);
  g_assert_cmpuint (before, <=, 4);

  adjustment =
    gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (find_widget (panel, GTK_TYPE_COLUMN_VIEW)));
  for (unsigned i = 1; i <= 300; i++)
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * i / 300);
      cvk_run_bench_settle ();
    }
  wait_for_cells (panel, "100000|Topic 99999|");
  g_test_message ("%u pages asked for, %u kept", cvk_row_list_get_n_requests (list) - before,
                  cvk_row_list_get_n_pages (list));
  /* There are 500 pages; of those passed by in a hurry only some were asked for. */
  g_assert_cmpuint (cvk_row_list_get_n_requests (list) - before, <=, 500);
  g_assert_cmpuint (cvk_row_list_get_n_pages (list), <=, CVK_ROW_LIST_MAX_PAGES);
  cvk_run_bench_clear (&bench);
}

static gboolean
is_in_view (GtkWidget *panel)
{
  GtkWidget *cell = find_widget (panel, CVK_TYPE_ROW_CELL);
  graphene_rect_t area;

  return cell != NULL && gtk_widget_compute_bounds (cell, panel, &area) &&
         area.origin.x + area.size.width > 0 &&
         area.origin.x < (float) gtk_widget_get_width (panel);
}

/* A table that is wider than its room begins where reading does, and one with fewer columns that
 * comes in its place is seen as well. */
static void
test_begins_at_start (void)
{
  static const char wide[] =
    "{\"convoke\":1,\"nodes\":{"
    "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"
    "\"rows\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"
    "\"return Object.fromEntries(Array.from({length: 30}, (v, n) => ['field' + n, n]))\"}}},"
    "\"links\":[\"make.out -> rows.in\"]}";

  for (unsigned i = 0; i < 2; i++)
    {
      CvkRunBench bench;
      GtkWidget *panel;
      GtkAdjustment *adjustment;
      double last = 0;

      gtk_widget_set_default_direction (i == 0 ? GTK_TEXT_DIR_LTR : GTK_TEXT_DIR_RTL);
      panel = open_panel (&bench, wide);
      cvk_run_bench_run (&bench, "run.start", NULL);
      select_node (&bench, "rows");
      wait_for_cells (panel, "1|0|");
      adjustment =
        gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (find_widget (panel, GTK_TYPE_COLUMN_VIEW)));
      while (last <= 0 || (i == 1 && gtk_adjustment_get_value (adjustment) != last))
        {
          g_main_context_iteration (NULL, TRUE);
          last = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
        }
      g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, i == 0 ? 0 : last);

      gtk_adjustment_set_value (adjustment, last);
      cvk_run_bench_settle ();
      select_node (&bench, "make");
      wait_for_cells (panel, "1|x|");
      while (!is_in_view (panel))
        g_main_context_iteration (NULL, TRUE);
      cvk_run_bench_clear (&bench);
    }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* Nothing has run, nothing is selected, and what the journal alone remembers. */
static void
test_states (void)
{
  CvkRunBench bench;
  GtkWidget *panel = open_panel (&bench, DATES);
  GtkWidget *stack = find_widget (panel, GTK_TYPE_STACK);

  while (stack != NULL && gtk_stack_get_child_by_name (GTK_STACK (stack), "overview") == NULL)
    stack = gtk_widget_get_next_sibling (stack);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "message");
  cvk_run_bench_run (&bench, "run.start", NULL);
  /* The panel turns its pages in a turn of its own, which a slow build sees. */
  while (!g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "overview"))
    g_main_context_iteration (NULL, TRUE);
  select_node (&bench, "make");
  wait_for_cells (panel, "x|");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "table");
  cvk_selection_clear (cvk_session_get_selection (bench.session));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "overview");
  g_object_add_weak_pointer (G_OBJECT (panel), (gpointer *) &panel);
  gtk_window_set_child (GTK_WINDOW (bench.window), NULL);
  while (panel != NULL)
    g_main_context_iteration (NULL, TRUE);
  cvk_run_bench_clear (&bench);
}

static void
assert_item (GMenuModel *menu, int index, const char *label, const char *target)
{
  g_autofree char *shown = NULL;
  g_autofree char *action = NULL;
  g_autofree char *text = NULL;

  g_assert_true (
    g_menu_model_get_item_attribute (menu, index, G_MENU_ATTRIBUTE_LABEL, "s", &shown));
  g_assert_cmpstr (shown, ==, label);
  g_assert_true (
    g_menu_model_get_item_attribute (menu, index, G_MENU_ATTRIBUTE_ACTION, "s", &action));
  g_assert_cmpstr (action, ==, "rows.copy-cell");
  g_assert_true (
    g_menu_model_get_item_attribute (menu, index, G_MENU_ATTRIBUTE_TARGET, "s", &text));
  g_assert_cmpstr (text, ==, target);
}

/* The cell under the pointer, and every field that the row has. */
static void
test_cell_menu (void)
{
  g_autoptr (CvkRow) row = cvk_row_new ();
  g_autoptr (CvkValue) description = cvk_value_from_json (
    "{\"number\":1,\"item\":{\"join_url\":\"https://x.example\"},\"problem\":null}", -1,
    CVK_JSON_DATA, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GMenuModel) menu = NULL;
  g_autoptr (GMenuModel) fields = NULL;
  g_autoptr (GMenuModel) without = NULL;

  cvk_row_fill (row, description);
  g_ptr_array_add (names, (gpointer) "join_url");
  g_ptr_array_add (names, (gpointer) "nothing");
  menu = cvk_row_menu_new ("14:00", row, names);
  assert_item (menu, 0, "_Copy Cell", "14:00");
  fields = g_menu_model_get_item_link (menu, 1, G_MENU_LINK_SUBMENU);
  g_assert_cmpint (g_menu_model_get_n_items (fields), ==, 1);
  assert_item (fields, 0, "join__url", "https://x.example");
  without = cvk_row_menu_new (NULL, NULL, names);
  g_assert_cmpint (g_menu_model_get_n_items (without), ==, 1);
}

static void
test_copy_cell (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *table = cvk_row_table_new ();
  GdkContentProvider *content;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  gtk_window_set_child (GTK_WINDOW (window), table);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (gtk_widget_activate_action (table, "rows.copy-cell", "s", "https://x.example"));
  content = gdk_clipboard_get_content (gtk_widget_get_clipboard (table));
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, &error));
  g_assert_cmpstr (g_value_get_string (&value), ==, "https://x.example");
  /* The menu goes with the table. */
  gtk_widget_activate_action (table, "rows.menu", NULL);
  g_object_add_weak_pointer (G_OBJECT (table), (gpointer *) &table);
  gtk_window_destroy (GTK_WINDOW (window));
  while (table != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
show_state (CvkRunBench *bench, const char *step)
{
  g_autoptr (CvkRunModel) run = cvk_run_model_new ("nobody-has-it");
  g_autofree char *description = g_strdup_printf (
    "{\"run\":\"nobody-has-it\",\"state\":\"cancelled\",\"name\":\"Dates\",\"steps\":{\"date\":{%s,"
    "\"duration\":1,\"counts\":{\"in\":3,\"out\":1,\"failed\":0}}},\"failures\":[],"
    "\"warnings\":[]}",
    step);

  cvk_run_model_describe (run, description);
  cvk_session_set_run (bench->session, G_OBJECT (run));
  cvk_run_bench_settle ();
}

/* Of a run that was stopped, the rows that are left can be done; where none are, nothing is
 * offered.
 */
static void
test_rest (void)
{
  CvkRunBench bench;
  GtkWidget *panel = open_panel (&bench, DATES);

  select_node (&bench, "date");
  show_state (&bench, "\"state\":\"cancelled\",\"done\":1,\"total\":3");
  wait_for_button (panel, "Do the _Rest");
  show_state (&bench, "\"state\":\"succeeded\",\"done\":3,\"total\":3");
  g_assert_null (find_button (panel, "Do the _Rest"));
  cvk_run_bench_clear (&bench);
}

#define PASSED "1 Jan 2020, 12:00 had passed already, so the items went on at once."

/* What a run warns of is no failure, and is said all the same. */
static void
test_warnings (void)
{
  static const char waits[] =
    "{\"convoke\":1,\"name\":\"Waits\",\"nodes\":{"
    "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"
    "\"until\":{\"type\":\"wait\",\"settings\":{\"mode\":\"until\","
    "\"until\":\"2020-01-01T12:00:00Z\"}}},\"links\":[\"make.out -> until.in\"]}";
  CvkRunBench bench;
  GtkWidget *panel = open_panel (&bench, waits);

  cvk_run_bench_run (&bench, "run.start", NULL);
  /* Nothing is selected: all of the run, each with the name of its step. */
  while (find_label (panel, "Wait: " PASSED) == NULL)
    g_main_context_iteration (NULL, TRUE);
  select_node (&bench, "until");
  cvk_run_bench_settle ();
  g_assert_nonnull (find_label (panel, PASSED));
  g_assert_null (find_label (panel, "Wait: " PASSED));
  g_assert_nonnull (find_widget (panel, CVK_TYPE_RUN_WARNINGS));
  select_node (&bench, "make");
  cvk_run_bench_settle ();
  g_assert_null (find_widget (panel, CVK_TYPE_RUN_WARNINGS));
  cvk_run_bench_clear (&bench);
}

/* As many as a file has rows: some are shown, and the others are counted. */
static void
test_many_warnings (void)
{
  g_autoptr (CvkRunModel) run = cvk_run_model_new ("nobody-has-it");
  g_autoptr (GString) warnings = g_string_new (NULL);
  g_autofree char *description = NULL;
  CvkRunBench bench;
  GtkWidget *panel = open_panel (&bench, DATES);

  for (int i = 1; i <= 120; i++)
    g_string_append_printf (warnings,
                            "%s{\"code\":\"x\",\"warning\":true,\"node\":\"date\","
                            "\"message_id\":\"Row %d is odd.\"}",
                            i > 1 ? "," : "", i);
  description = g_strdup_printf ("{\"run\":\"nobody-has-it\",\"state\":\"succeeded\","
                                 "\"name\":\"Dates\",\"steps\":{},\"failures\":[],"
                                 "\"warnings\":[%s]}",
                                 warnings->str);
  cvk_run_model_describe (run, description);
  cvk_session_set_run (bench.session, G_OBJECT (run));
  cvk_run_bench_settle ();
  g_assert_nonnull (find_label (panel, "Date: Row 20 is odd."));
  g_assert_null (find_label (panel, "Date: Row 21 is odd."));
  g_assert_nonnull (find_label (panel, "and 100 more warnings"));
  cvk_session_set_run (bench.session, NULL);
  cvk_run_bench_settle ();
  g_assert_null (find_label (panel, "and 100 more warnings"));
  cvk_run_bench_clear (&bench);
}

static int
measure_height (GtkWidget *panel)
{
  int height = 0;

  gtk_widget_measure (panel, GTK_ORIENTATION_VERTICAL, 900, &height, NULL, NULL, NULL);
  return height;
}

/* An answer that comes word by word moves nothing: not when it begins, not when it has grown, not
 * when it is there. It is text, whatever it looks like. */
static void
test_answer (void)
{
  static const char step[] = "\"state\":\"running\",\"done\":0,\"total\":3,\"shown\":";
  CvkRunBench bench;
  GtkWidget *panel = open_panel (&bench, DATES);
  g_autofree char *begins = g_strconcat (step, "\"<b>Dear\"", NULL);
  g_autoptr (GString) text = g_string_new (step);
  int height = 0;

  select_node (&bench, "date");
  show_state (&bench, "\"state\":\"running\",\"done\":0,\"total\":3");
  g_assert_null (find_label (panel, "<b>Dear"));
  height = measure_height (panel);
  show_state (&bench, begins);
  g_assert_nonnull (find_label (panel, "<b>Dear"));
  g_assert_cmpint (measure_height (panel), ==, height);
  g_string_append_c (text, '"');
  for (unsigned i = 0; i < 300; i++)
    g_string_append (text, "word ");
  g_string_append_c (text, '"');
  show_state (&bench, text->str);
  g_assert_null (find_label (panel, "<b>Dear"));
  g_assert_cmpint (measure_height (panel), ==, height);
  show_state (&bench, "\"state\":\"succeeded\",\"done\":3,\"total\":3");
  g_assert_cmpint (measure_height (panel), ==, height);
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/run-panel/states", test_states);
  g_test_add_func ("/run-panel/rows", test_rows);
  g_test_add_func ("/run-panel/rest", test_rest);
  g_test_add_func ("/run-panel/warnings", test_warnings);
  g_test_add_func ("/run-panel/many-warnings", test_many_warnings);
  g_test_add_func ("/run-panel/answer", test_answer);
  g_test_add_func ("/run-panel/sort-and-filter", test_sort_and_filter);
  g_test_add_func ("/run-panel/csv", test_csv);
  g_test_add_func ("/run-panel/many-rows", test_many_rows);
  g_test_add_func ("/run-panel/begins-at-start", test_begins_at_start);
  g_test_add_func ("/run-panel/cell-menu", test_cell_menu);
  g_test_add_func ("/run-panel/copy-cell", test_copy_cell);
  return g_test_run ();
}
