// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "cvk-run-bench.h"
#include "desktop/runs/cvk-plan-row.h"
#include "desktop/runs/cvk-plan-sheet.h"

#define FILES                                                                                      \
  "{\"convoke\":1,\"name\":\"Files\",\"nodes\":{"                                                  \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"x\",\"name\":\"x\"}},"                 \
  "\"one\":{\"type\":\"csv.write\",\"settings\":{\"file\":\"one.csv\"}},"                          \
  "\"two\":{\"type\":\"json.write\",\"settings\":{\"file\":\"two.json\"}}},"                       \
  "\"links\":[\"make.out -> one.in\",\"make.out -> two.in\"]}"
#define PLAN                                                                                       \
  "[{\"number\":1,\"node\":\"make\",\"item\":0,\"kind\":\"create\",\"subject\":\"<b>A</b>\","      \
  "\"changes\":[{\"field\":\"topic\",\"to\":\"<b>A</b>\",\"guess\":false}],\"series\":false,"      \
  "\"guess\":false},"                                                                              \
  "{\"number\":2,\"node\":\"move\",\"item\":0,\"kind\":\"update\",\"subject\":\"B\","              \
  "\"changes\":[{\"field\":\"duration\",\"from\":30,\"to\":45,\"guess\":false}],\"series\":false," \
  "\"guess\":false},"                                                                              \
  "{\"number\":3,\"node\":\"remove\",\"item\":0,\"kind\":\"delete\",\"subject\":null,"             \
  "\"changes\":[],\"series\":true,\"guess\":true}]"

static GtkWidget *
find_widget (GtkWidget *widget, const char *name)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUILDABLE (widget) &&
      g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, name);
  return found;
}

static GListModel *
make_changes (void)
{
  g_autoptr (CvkValue) plan = cvk_value_from_json (PLAN, -1, CVK_JSON_STRICT, NULL);
  GListStore *store = g_list_store_new (CVK_TYPE_PLAN_CHANGE);

  for (size_t i = 0; i < cvk_value_get_length (plan); i++)
    {
      g_autoptr (CvkPlanChange) change =
        cvk_plan_change_new (cvk_value_get_element (plan, i), "The node");

      g_list_store_append (store, change);
    }
  return G_LIST_MODEL (store);
}

static char *
print_numbers (CvkPlanSheet *sheet)
{
  g_autoptr (GVariant) numbers = cvk_plan_sheet_dup_numbers (sheet);

  return g_variant_print (numbers, FALSE);
}

static void
count_cb (gpointer instance, gpointer user_data)
{
  (*(unsigned *) user_data)++;
}

static void
test_words (void)
{
  g_autoptr (GListModel) changes = make_changes ();
  g_autofree char *summary = cvk_plan_change_summarise (changes);
  g_autoptr (CvkPlanChange) update = g_list_model_get_item (changes, 1);
  g_autoptr (CvkPlanChange) delete = g_list_model_get_item (changes, 2);
  g_autofree char *details = cvk_plan_change_dup_details (update);
  g_autofree char *title = cvk_plan_change_dup_title (delete);

  g_assert_cmpstr (summary, ==, "1 to create · 1 to change · 1 to delete");
  g_assert_cmpstr (details, ==, "duration: 30 → 45");
  g_assert_cmpstr (title, ==, "The node");
  g_assert_false (cvk_plan_change_needs_care (update));
  g_assert_true (cvk_plan_change_needs_care (delete));
}

static void
test_row (void)
{
  g_autoptr (GListModel) changes = make_changes ();
  g_autoptr (CvkPlanChange) create = g_list_model_get_item (changes, 0);
  g_autoptr (CvkPlanChange) delete = g_list_model_get_item (changes, 2);
  CvkPlanRow *row = CVK_PLAN_ROW (g_object_ref_sink (cvk_plan_row_new ()));
  GtkWidget *box = find_widget (GTK_WIDGET (row), "wanted");
  GtkLabel *title = GTK_LABEL (find_widget (GTK_WIDGET (row), "title"));

  cvk_plan_row_set_change (row, create);
  /* Data is text. */
  g_assert_cmpstr (gtk_label_get_text (title), ==, "<b>A</b>");
  g_assert_false (gtk_label_get_use_markup (title));
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (box)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (box), FALSE);
  g_assert_false (cvk_plan_change_is_wanted (create));
  cvk_plan_row_set_change (row, delete);
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (box)));
  g_assert_true (gtk_widget_get_visible (find_widget (GTK_WIDGET (row), "care")));
  g_assert_false (cvk_plan_change_is_wanted (create));
  g_object_add_weak_pointer (G_OBJECT (row), (gpointer *) &row);
  g_object_unref (row);
  g_assert_null (row);
}

static void
test_sheet (void)
{
  g_autoptr (GListModel) changes = make_changes ();
  g_autoptr (CvkPlanChange) update = g_list_model_get_item (changes, 1);
  CvkPlanSheet *sheet = cvk_plan_sheet_new (NULL, changes, 1);
  GtkWidget *all = find_widget (GTK_WIDGET (sheet), "all");
  GtkWidget *approve = find_widget (GTK_WIDGET (sheet), "approve");
  g_autofree char *some = NULL;
  g_autofree char *none = NULL;
  unsigned approved = 0;

  g_signal_connect (sheet, "approved", G_CALLBACK (count_cb), &approved);
  gtk_window_present (GTK_WINDOW (sheet));
  g_assert_true (gtk_widget_has_css_class (approve, "destructive-action"));
  cvk_plan_change_set_wanted (update, FALSE);
  some = print_numbers (sheet);
  g_assert_cmpstr (some, ==, "[1, 3]");
  g_assert_true (gtk_check_button_get_inconsistent (GTK_CHECK_BUTTON (all)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (all), TRUE);
  g_assert_true (cvk_plan_change_is_wanted (update));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (all), FALSE);
  none = print_numbers (sheet);
  g_assert_cmpstr (none, ==, "[]");
  g_assert_false (gtk_widget_get_sensitive (approve));
  cvk_plan_change_set_wanted (update, TRUE);
  g_assert_true (gtk_widget_has_css_class (approve, "suggested-action"));

  g_object_add_weak_pointer (G_OBJECT (sheet), (gpointer *) &sheet);
  g_signal_emit_by_name (approve, "clicked");
  g_assert_cmpuint (approved, ==, 1);
  cvk_run_bench_settle ();
  g_assert_null (sheet);
}

static void
free_quota (gpointer data)
{
  CvkRunQuota *quota = data;

  g_free (quota->name);
  cvk_value_unref (quota->value);
  g_hash_table_unref (quota->nodes);
  g_free (quota);
}

/* Two nodes count, and one change is left today. */
static GPtrArray *
make_quotas (void)
{
  GPtrArray *quotas = g_ptr_array_new_with_free_func (free_quota);
  CvkRunQuota *quota = g_new0 (CvkRunQuota, 1);

  quota->name = g_strdup ("<b>Ana</b>");
  quota->value = cvk_value_from_json ("{\"limit\":100,\"used\":99,\"left\":1,\"reset\":0}", -1,
                                      CVK_JSON_STRICT, NULL);
  quota->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (quota->nodes, g_strdup ("make"));
  g_hash_table_add (quota->nodes, g_strdup ("move"));
  g_ptr_array_add (quotas, quota);
  return quotas;
}

/* The text of a label below @widget that is cut. (nullable) */
static const char *
find_cut (GtkWidget *widget)
{
  const char *cut = NULL;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))
    return gtk_label_get_text (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && cut == NULL;
       child = gtk_widget_get_next_sibling (child))
    cut = find_cut (child);
  return cut;
}

/* On a telephone too. */
static void
test_sheet_narrow (void)
{
  g_autoptr (GListModel) changes = make_changes ();
  g_autoptr (GPtrArray) quotas = make_quotas ();
  CvkPlanSheet *sheet = cvk_plan_sheet_new (NULL, changes, 0);
  GtkWidget *summary = find_widget (GTK_WIDGET (sheet), "summary");
  GtkWidget *title = find_widget (GTK_WIDGET (sheet), "title");
  int needed = 0;

  cvk_plan_sheet_set_quotas (sheet, quotas);
  gtk_window_set_default_size (GTK_WINDOW (sheet), 360, 640);
  gtk_window_present (GTK_WINDOW (sheet));
  while (gtk_widget_get_width (summary) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (sheet)), <=, 360);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (summary)), !=, "");
  g_assert_cmpstr (find_cut (GTK_WIDGET (sheet)), ==, NULL);
  /* Such a thing is found. */
  gtk_label_set_wrap (GTK_LABEL (summary), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (summary), PANGO_ELLIPSIZE_END);
  gtk_label_set_text (GTK_LABEL (summary), "One meeting and many, many more that nobody counts");
  while (find_cut (GTK_WIDGET (sheet)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  /* The title goes where there is no room for all of it. */
  gtk_widget_measure (title, GTK_ORIENTATION_HORIZONTAL, -1, &needed, NULL, NULL, NULL);
  while (gtk_widget_get_mapped (title) &&
         gtk_widget_get_width (gtk_widget_get_parent (title)) < needed)
    g_main_context_iteration (NULL, TRUE);
  /* With room there is a title. */
  gtk_window_set_default_size (GTK_WINDOW (sheet), 640, 640);
  while (!gtk_widget_get_mapped (title))
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (sheet));
  cvk_run_bench_settle ();
}

/* What does not fit into today is said, and goes over days when it is approved all the same; with
 * less chosen, it is a plan like any other. */
static void
test_sheet_over_days (void)
{
  g_autoptr (GListModel) changes = make_changes ();
  g_autoptr (CvkPlanChange) update = g_list_model_get_item (changes, 1);
  g_autoptr (GPtrArray) quotas = make_quotas ();
  CvkPlanSheet *sheet = cvk_plan_sheet_new (NULL, changes, 0);
  GtkLabel *room = GTK_LABEL (find_widget (GTK_WIDGET (sheet), "room"));
  GtkButton *approve = GTK_BUTTON (find_widget (GTK_WIDGET (sheet), "approve"));

  gtk_window_present (GTK_WINDOW (sheet));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (room)));
  g_assert_false (gtk_widget_get_visible (find_widget (GTK_WIDGET (sheet), "meters")));
  cvk_plan_sheet_set_quotas (sheet, quotas);
  g_assert_true (gtk_widget_get_visible (find_widget (GTK_WIDGET (sheet), "meters")));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (room)));
  g_assert_true (g_str_has_prefix (gtk_label_get_text (room),
                                   "This makes 2 changes with “<b>Ana</b>”; 1 of 100 are left "
                                   "today."));
  g_assert_cmpstr (gtk_button_get_label (approve), ==, "_Spread over Days");
  g_assert_true (cvk_plan_sheet_spreads (sheet));
  cvk_plan_change_set_wanted (update, FALSE);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (room)));
  g_assert_cmpstr (gtk_button_get_label (approve), ==, "_Do These");
  g_assert_false (cvk_plan_sheet_spreads (sheet));
  gtk_window_destroy (GTK_WINDOW (sheet));
  cvk_run_bench_settle ();
}

/* From the action to the files, which are not there before they were approved. */
static void
test_approve (void)
{
  CvkRunBench bench;
  CvkRunModel *run;
  GtkWindow *sheet;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  cvk_run_bench_init (&bench, FILES, TRUE);
  cvk_run_bench_edit (&bench, "make");
  one = g_build_filename (bench.directory, "one.csv", NULL);
  two = g_build_filename (bench.directory, "two.json", NULL);
  run = cvk_run_bench_run (&bench, "run.rehearse", NULL);
  g_assert_true (cvk_run_model_is_rehearsal (run));
  sheet = cvk_run_bench_get_dialog (&bench);
  g_assert_true (CVK_IS_PLAN_SHEET (sheet));
  g_assert_false (g_file_test (one, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (two, G_FILE_TEST_EXISTS));

  GListModel *changes = G_LIST_MODEL (
    gtk_list_view_get_model (GTK_LIST_VIEW (find_widget (GTK_WIDGET (sheet), "list"))));
  g_assert_cmpuint (g_list_model_get_n_items (changes), ==, 2);
  for (unsigned i = 0; i < 2; i++)
    {
      g_autoptr (CvkPlanChange) change = g_list_model_get_item (changes, i);
      g_autofree char *title = cvk_plan_change_dup_title (change);

      cvk_plan_change_set_wanted (change, g_str_equal (title, "two.json"));
    }
  g_signal_emit_by_name (find_widget (GTK_WIDGET (sheet), "approve"), "clicked");
  run = cvk_run_bench_wait (&bench);
  while (cvk_run_model_is_rehearsal (cvk_run_controller_get_run (bench.controller)) ||
         !cvk_run_model_has_ended (cvk_run_controller_get_run (bench.controller)))
    g_main_context_iteration (NULL, TRUE);
  run = cvk_run_controller_get_run (bench.controller);
  g_assert_cmpstr (cvk_run_model_get_state (run), ==, "succeeded");
  g_assert_false (g_file_test (one, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (two, G_FILE_TEST_EXISTS));
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/rehearsal/words", test_words);
  g_test_add_func ("/rehearsal/row", test_row);
  g_test_add_func ("/rehearsal/sheet", test_sheet);
  g_test_add_func ("/rehearsal/over-days", test_sheet_over_days);
  g_test_add_func ("/rehearsal/narrow", test_sheet_narrow);
  g_test_add_func ("/rehearsal/approve", test_approve);
  return g_test_run ();
}
